/* SPDX-License-Identifier: MIT */
/* A session or track of the disc in a drive, ready to be read. */
#ifndef TOOLS_DISC_RANGE_H
#define TOOLS_DISC_RANGE_H

#include "imapi/image-reader.h"
#include "imapi/medium.h"

#include "watch.h"

struct disc_range {
	struct imapi_recorder *recorder;
	struct imapi_medium *medium;
	struct imapi_stream *raw;  /* from LBA 0 to the end of the range */
	struct imapi_stream *disc; /* the same, shown and cancelled */
	struct watch watch;
	unsigned session;
	uint64_t start, end; /* LBA of the first sector, and behind the last */
	uint32_t single_kbps;
};

/*
 * Opens the drive and finds what --session or --track name, else the last session; that of a
 * CD is its first data track, where its file system lies. The end of
 * a session is that of its volume where what follows is but the filling of the last write
 * unit or the run-out of the track. @range is to be released also on failure.
 */
imapi_status disc_range_open(struct run *run, struct disc_range *range);

void disc_range_done(struct disc_range *range);

/* Between these, what is read through the member disc is shown under the name of @action. */
void disc_range_show(struct run *run, struct disc_range *range, const char *action);
void disc_range_shown(struct disc_range *range);

/* The file system of the session; directories may lie in earlier sessions. */
imapi_status disc_range_open_reader(struct run *run, const struct disc_range *range,
				    struct imapi_image_reader **ret_reader);

#endif
