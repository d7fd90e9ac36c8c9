/* SPDX-License-Identifier: MIT */
/* imapi read: copies a session or a track to a file. */
#include "verbs.h"

#include "disc-range.h"
#include "json.h"
#include "links.h"
#include "output.h"
#include "report.h"
#include "size.h"

static void say_read(struct run *run, const struct disc_range *range)
{
	uint64_t sectors = range->end - range->start;
	char text[SIZE_TEXT];

	json_add_text(run->json, "output", run->options.output);
	json_add_number(run->json, "session", range->session);
	json_add_number(run->json, "start_lba", range->start);
	json_add_number(run->json, "sectors", sectors);
	json_add_number(run->json, "bytes", sectors * SECTOR);
	if (!run->json && !run->options.quiet)
		fprintf(stderr, "%s: %s, session %u from LBA %llu\n", run->options.output,
			size_print(sectors * SECTOR, text), range->session,
			(unsigned long long)range->start);
}

/* A track of the range is of packets of several sizes. */
static bool has_links(const struct disc_range *range)
{
	for (unsigned i = 0; i < imapi_medium_track_count(range->medium); i++) {
		struct imapi_track t = IMAPI_TRACK_INIT;

		imapi_medium_track(range->medium, i, &t);
		if (imapi_medium_write_unit(range->medium) == 1 && t.in_packets &&
		    !t.packet_sectors && !t.is_blank && t.start >= (int64_t)range->start &&
		    t.start < (int64_t)range->end)
			return true;
	}
	return false;
}

static imapi_status copy_stream(struct run *run, const struct disc_range *range,
				struct imapi_stream *raw)
{
	uint64_t bytes = (range->end - range->start) * SECTOR;
	struct links links = { .run = run, .inner = raw };
	struct imapi_stream *stream = NULL;
	imapi_status status;

	if (!has_links(range))
		return output_stream(run, raw, bytes, "reading");
	status = links_stream(&links, &stream);
	if (!IMAPI_FAILED(status))
		status = output_stream(run, stream, bytes, "reading");
	if (!IMAPI_FAILED(status))
		remark(run, "%llu sectors between packets hold no data; they are zero",
		       (unsigned long long)links.sectors);
	imapi_stream_free(stream);
	return status;
}

static imapi_status copy(struct run *run, const struct disc_range *range)
{
	struct imapi_stream *stream = NULL;
	uint64_t sectors = range->end - range->start;
	imapi_status status =
		imapi_recorder_read_stream(range->recorder, range->start, sectors, &stream);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = copy_stream(run, range, stream);
	if (IMAPI_FAILED(status) && status != IMAPI_E_REQUEST_CANCELLED)
		advise(run,
		       "\"imapi verify --drive %s\" lists every sector that cannot be read.",
		       run->options.drive);
	else if (!IMAPI_FAILED(status))
		say_read(run, range);
	imapi_stream_free(stream);
	return status;
}

static imapi_status run_read(struct run *run)
{
	struct disc_range range = { NULL };
	imapi_status status = output_check(run);

	if (IMAPI_FAILED(status))
		return status;
	status = disc_range_open(run, &range);
	if (!IMAPI_FAILED(status))
		status = copy(run, &range);
	disc_range_done(&range);
	return status;
}

static const char *const synopsis[] = {
	"read --drive ADDR [--session N | --track N] -o OUT",
	NULL,
};

static const enum option_id options[] = {
	OPTION_DRIVE, OPTION_SESSION,  OPTION_TRACK, OPTION_OUTPUT,  OPTION_TRACE, OPTION_TAPE,
	OPTION_JSON,  OPTION_PROGRESS, OPTION_QUIET, OPTION_VERBOSE, OPTION_HELP,  OPTION_END,
};

const struct verb verb_read = {
	.name = "read",
	.summary = "copy a session or a track to a file",
	.synopsis = synopsis,
	.about =
		"Reads the last session, or the session or track named, to a file that can be\n"
		"burned again or mounted. The file appears under its name when it is complete.",
	.options = options,
	.run = run_read,
};
