/* SPDX-License-Identifier: MIT */
/* What is to be written: folders that become an image, or an image that exists. */
#ifndef TOOLS_SOURCE_H
#define TOOLS_SOURCE_H

#include "imapi/file-system-image.h"

#include "progress.h"
#include "run.h"

struct source {
	struct imapi_file_system_image *image; /* NULL for an image file */
	struct imapi_image_result *result;
	struct imapi_stream *stream; /* owned, also if it comes from the result */
	struct imapi_image_counts counts;
	uint64_t skipped; /* files that --exclude left out */
};

/* Where the image will lie on the medium, and what stays of it. */
struct source_place {
	uint64_t start;	       /* LBA */
	uint64_t free_sectors; /* 0: no limit */
	struct imapi_stream
		*earlier;  /* the medium, whose files stay; NULL: none do. Borrowed */
	uint64_t previous; /* LBA of the session with these files */
	bool in_place;	   /* the new session is written over the descriptors */
};

/* True if @path is a regular file or a block device, as an image is. */
bool source_is_image_file(const char *path);

/* Refuses operands that are not there or do not go together. */
imapi_status source_check(struct run *run);

/*
 * Opens the operands of @run: one image file, or folders whose contents come together at the
 * root. What was opened is in @source also on failure; release it with source_done().
 */
imapi_status source_open(struct run *run, struct source_place place, struct source *source);

/*
 * Refuses an image that was made for another place than LBA @start, which would show wrong
 * files there; for folders, which are made for one place, that is another start.
 */
imapi_status source_check_place(struct run *run, struct source *source, uint64_t start);

/* Opens an image file; the last sector is filled up. */
imapi_status source_open_image(struct run *run, const char *path, struct source *source);

/* Whether it is a volume with free space that need not be written. */
bool source_is_writable(const struct source *source);

/*
 * Whether nothing may follow the last sector: it is the file entry of a virtual allocation
 * table, which programs look for at the end of what was written (UDF 2.2.10).
 */
bool source_ends_exactly(const struct source *source);

void source_done(struct source *source);

/* An imapi_path_of_sector_fn: names the file that a sector of the stream belongs to. */
int source_path_of_sector(void *source, uint64_t sector, char *ret_path, size_t room);

#endif
