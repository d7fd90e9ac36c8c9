/* SPDX-License-Identifier: MIT */
/* Adding to what is on a disc: --append, --remove and --tree. */
#ifndef TOOLS_APPEND_H
#define TOOLS_APPEND_H

#include "imapi/multisession.h"

#include "run.h"
#include "source.h"

/* Refuses options that do not go together. */
imapi_status append_check(struct run *run);

/*
 * Finds out what of the medium stays, for --append; a blank one has nothing. What is opened is
 * *@ret_earlier, to be released after the image.
 */
imapi_status append_prepare(struct run *run, struct imapi_recorder *recorder,
			    const struct imapi_medium *medium, struct source_place *place,
			    struct imapi_stream **ret_earlier);

/* The same for a burn that is taken up: @place says what stayed. */
imapi_status append_reopen(struct run *run, struct imapi_recorder *recorder,
			   struct source_place *place, struct imapi_stream **ret_earlier);

/* Takes the files that stay into @image, but for those of --remove. */
imapi_status append_import(struct run *run, struct imapi_file_system_image *image,
			   const struct source_place *place);

#endif
