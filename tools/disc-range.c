/* SPDX-License-Identifier: MIT */
#include "disc-range.h"

#include "medium-text.h"
#include "report.h"
#include "size.h"

static imapi_status find_track(struct run *run, struct disc_range *range)
{
	for (unsigned i = 0; i < imapi_medium_track_count(range->medium); i++) {
		struct imapi_track track = IMAPI_TRACK_INIT;

		if (IMAPI_FAILED(imapi_medium_track(range->medium, i, &track)) ||
		    track.number != run->options.track)
			continue;
		if (track.is_blank)
			return fail(run, IMAPI_E_BLANK_CHECK, "track %u is blank",
				    track.number);
		if (!track.is_data)
			return fail(run, IMAPI_E_RECORDER_MEDIA_INCOMPATIBLE,
				    "track %u is audio; only data tracks can be read",
				    track.number);
		range->session = track.session;
		range->start = track.start > 0 ? (uint64_t)track.start : 0;
		range->end = track_end(&track);
		return IMAPI_OK;
	}
	return fail(run, IMAPI_E_INVALIDARG, "there is no track %u, there are %u",
		    run->options.track, imapi_medium_track_count(range->medium));
}

static imapi_status find_session(struct run *run, struct disc_range *range)
{
	range->session = run->options.session;
	if (medium_session_range(range->medium, &range->session, &range->start, &range->end))
		return IMAPI_OK;
	if (run->options.session)
		return fail(run, IMAPI_E_INVALIDARG,
			    "there is no session %u with data, there are %u",
			    run->options.session, imapi_medium_session_count(range->medium));
	if (!imapi_medium_is_blank(range->medium))
		return fail(run, IMAPI_E_RECORDER_MEDIA_INCOMPATIBLE,
			    "the %s in %s has no data track that could be read",
			    medium_type_name(range->medium), run->options.drive);
	fail(run, IMAPI_E_BLANK_CHECK, "the %s in %s is blank", medium_type_name(range->medium),
	     run->options.drive);
	advise(run, "There is nothing to read. To write to it: imapi burn --drive %s DIR",
	       run->options.drive);
	return IMAPI_E_BLANK_CHECK;
}

static void close_disc(struct disc_range *range)
{
	range->disc = imapi_stream_free(range->disc);
	range->raw = imapi_stream_free(range->raw);
}

static imapi_status open_disc(struct run *run, struct disc_range *range)
{
	imapi_status status;

	close_disc(range);
	status = imapi_recorder_read_stream(range->recorder, 0, range->end, &range->raw);
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	range->watch.inner = range->raw;
	return watch_stream(run, &range->watch, &range->disc);
}

void disc_range_show(struct run *run, struct disc_range *range, const char *action)
{
	progress_begin(&range->watch.progress, run, range->single_kbps);
	range->watch.action = action;
	range->watch.done = 0;
	range->watch.total = (range->end - range->start) * SECTOR;
}

void disc_range_shown(struct disc_range *range)
{
	progress_end(&range->watch.progress);
}

imapi_status disc_range_open_reader(struct run *run, const struct disc_range *range,
				    struct imapi_image_reader **ret_reader)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .session_start = (uint32_t)range->start };

	return fail_library(
		run, imapi_image_reader_open(run->context, range->disc, &options, ret_reader));
}

#define TRACK_TAIL 152 /* sectors behind the data of a track of a CD: post-gap and run-out */

#define RUN_OUT 2 /* of these, sectors that hold no data */

/* A track of a CD that was written at once ends with two sectors that cannot be read. */
static bool has_run_out(const struct disc_range *range)
{
	char sector[SECTOR];

	return imapi_medium_write_unit(range->medium) == 1 &&
	       IMAPI_FAILED(imapi_stream_read(range->raw, (range->end - 1) * SECTOR, sector,
					      SECTOR));
}

/*
 * True if the range can be cut to @end: what follows is but filling, the tail of a track, or
 * the rest of a medium that has no end of what was written.
 */
static bool ends_at(const struct disc_range *range, uint64_t end)
{
	uint64_t unit = imapi_medium_write_unit(range->medium), rest;

	if (end <= range->start || end > range->end)
		return false;
	if (imapi_medium_state(range->medium) & IMAPI_MEDIA_STATE_OVERWRITE_ONLY)
		return true;
	rest = range->end - end;
	return rest < unit || rest <= TRACK_TAIL;
}

static void cut_run_out(struct disc_range *range)
{
	if (range->end >= range->start + RUN_OUT && has_run_out(range))
		range->end -= RUN_OUT;
}

/* What may follow a volume in its track: filling of a write unit, or the tail of a CD track. */
static void cut_to_volume(struct run *run, struct disc_range *range)
{
	struct imapi_image_volume_info volume = { .size = sizeof(volume) };
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .session_start = (uint32_t)range->start };
	struct imapi_image_reader *reader = NULL;

	if (!IMAPI_FAILED(
		    imapi_image_reader_open(run->context, range->raw, &options, &reader)) &&
	    !IMAPI_FAILED(imapi_image_reader_volume(reader, &volume))) {
		/* some writers count from the start of the session, some from that of the disc
		 */
		if (ends_at(range, volume.space_blocks))
			range->end = volume.space_blocks;
		else if (ends_at(range, range->start + volume.space_blocks))
			range->end = range->start + volume.space_blocks;
		else
			cut_run_out(range);
	}
	imapi_image_reader_free(reader);
}

imapi_status disc_range_open(struct run *run, struct disc_range *range)
{
	imapi_status status;

	if (run->options.track && run->options.session)
		return fail_usage(run, "give --session or --track, not both");
	status = run_open_drive(run, &range->recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = fail_library(run, imapi_medium_read(range->recorder, &range->medium));
	if (IMAPI_FAILED(status))
		return status;
	range->single_kbps = medium_single_kbps(range->medium);
	status = run->options.track ? find_track(run, range) : find_session(run, range);
	if (!IMAPI_FAILED(status))
		status = open_disc(run, range);
	if (IMAPI_FAILED(status))
		return status;
	if (run->options.track)
		cut_run_out(range);
	else
		cut_to_volume(run, range);
	return open_disc(run, range);
}

void disc_range_done(struct disc_range *range)
{
	close_disc(range);
	imapi_medium_free(range->medium);
	imapi_recorder_free(range->recorder);
}
