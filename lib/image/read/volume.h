/* SPDX-License-Identifier: MIT */
/* The volume descriptors of one session. */
#ifndef LIB_IMAGE_READ_VOLUME_H
#define LIB_IMAGE_READ_VOLUME_H

#include "image/read/layout.h"
#include "image/read/source.h"

#define RD_DESCRIPTORS_MAX 64u /* blocks of the volume recognition area that are looked at */

struct rd_volume {
	uint64_t first;	     /* LBA of the first descriptor */
	uint64_t terminator; /* LBA of the terminator; 0 if there is none */
	uint64_t primary_block, joliet_block, enhanced_block; /* 0: not there */
	uint64_t boot_block;
	bool has_udf; /* an NSR descriptor stands in the recognition sequence */
	struct rd_descriptor primary, joliet, enhanced;
};

/* True if the escape sequences are those of Joliet: UCS-2 of level 1, 2 or 3. */
bool rd_is_joliet(const struct rd_descriptor *descriptor);

/*
 * Finds the descriptors of the session at @session_start. An image without any is no failure.
 * Fails only if blocks cannot be read.
 */
imapi_status rd_volume_read(struct rd_source *source, uint64_t session_start,
			    struct rd_volume *ret);

#endif
