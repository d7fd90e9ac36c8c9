/* SPDX-License-Identifier: MIT */
#include "disc-scan.h"

#include "disc-runs.h"
#include "report.h"
#include "signals.h"
#include "size.h"

#include <stdlib.h>

#define PIECE 512	/* sectors read at a time */
#define BAD_MOST 100000 /* give up when a disc is that bad: each attempt takes seconds */

struct scan {
	struct run *run;
	struct disc_range *range;
	struct imapi_image_reader *reader; /* NULL: no file system that could name files */
	char *piece;
	uint64_t done, bad;
};

/* Sectors are bad if the medium says so. Whatever else fails says nothing about them. */
static bool blames_medium(const struct run *run, imapi_status status)
{
	const struct imapi_error *error = imapi_last_error(run->context);
	uint8_t key = 0, asc, ascq;

	return imapi_error_status(error) == status &&
	       imapi_error_sense(error, &key, &asc, &ascq) && (key == 3 || key == 8);
}

static void tell_bad(const struct scan *s, uint64_t lba)
{
	char path[512];

	progress_clear(&s->range->watch.progress);
	if (s->reader &&
	    imapi_image_reader_path_of_block(s->reader, lba, path, sizeof(path)) == IMAPI_OK)
		remark(s->run, "LBA %llu cannot be read: %s", (unsigned long long)lba, path);
	else
		remark(s->run, "LBA %llu cannot be read", (unsigned long long)lba);
}

static imapi_status scan_one_by_one(struct scan *s, uint64_t from, uint64_t to)
{
	char sector[SECTOR];

	for (uint64_t lba = from; lba < to && !signals_cancelled(); lba++) {
		imapi_status status =
			imapi_stream_read(s->range->raw, lba * SECTOR, sector, SECTOR);

		if (!IMAPI_FAILED(status))
			continue;
		fail_library(s->run, status);
		if (!blames_medium(s->run, status) || ++s->bad > BAD_MOST)
			return status;
		tell_bad(s, lba);
	}
	return IMAPI_OK;
}

static imapi_status scan_run(struct scan *s, struct disc_run part)
{
	imapi_status status = IMAPI_OK;

	for (uint64_t lba = part.from; lba < part.to && !IMAPI_FAILED(status);) {
		uint64_t take = part.to - lba < PIECE ? part.to - lba : PIECE;

		if (signals_cancelled())
			return fail(s->run, IMAPI_E_REQUEST_CANCELLED,
				    "the disc was not read to its end");
		if (IMAPI_FAILED(imapi_stream_read(s->range->disc, lba * SECTOR, s->piece,
						   (size_t)take * SECTOR)))
			status = scan_one_by_one(s, lba, lba + take);
		lba += take;
		s->done += take;
	}
	return status;
}

static imapi_status scan_all(struct scan *s, const struct disc_runs *earlier)
{
	struct disc_run own = { s->range->start, s->range->end };
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < earlier->count && !IMAPI_FAILED(status); i++)
		status = scan_run(s, earlier->at[i]);
	return IMAPI_FAILED(status) ? status : scan_run(s, own);
}

static struct imapi_image_reader *open_tree(struct run *run, const struct disc_range *range)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .session_start = (uint32_t)range->start,
						      .tolerant = 1 };
	struct imapi_image_reader *reader = NULL;

	if (IMAPI_FAILED(imapi_image_reader_open(run->context, range->raw, &options, &reader)))
		return NULL;
	return reader;
}

imapi_status disc_scan(struct run *run, struct disc_range *range, struct disc_scan *ret)
{
	struct scan s = { .run = run, .range = range, .reader = open_tree(run, range) };
	struct disc_runs earlier = { NULL };
	imapi_status status = IMAPI_E_OUTOFMEMORY;

	s.piece = malloc((size_t)PIECE * SECTOR);
	if (!s.piece || !disc_runs_find(s.reader, range->start, &earlier))
		fail(run, status, "no memory");
	else {
		disc_range_show(run, range, "reading");
		range->watch.total += earlier.sectors * SECTOR;
		status = scan_all(&s, &earlier);
		disc_range_shown(range);
	}
	*ret = (struct disc_scan){ s.done - s.bad, s.bad, earlier.sectors };
	free(s.piece);
	disc_runs_done(&earlier);
	imapi_image_reader_free(s.reader);
	return status;
}
