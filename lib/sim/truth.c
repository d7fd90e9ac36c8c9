/* SPDX-License-Identifier: MIT */
#include "sim/inspect.h"

#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/work.h"

/* The last track with data, or NULL. */
static const struct sim_track *last_track(const struct sim_disc *disc)
{
	for (size_t i = disc->count; i > 0; i--)
		if (disc->tracks[i - 1].nwa > disc->tracks[i - 1].start)
			return &disc->tracks[i - 1];
	return NULL;
}

static uint32_t complete_below(const struct sim_drive *drive, const struct sim_track *track)
{
	uint64_t pending = 0;

	if (!track)
		return 0;
	if (disc_number(drive->disc, track) == drive->buffer.track)
		pending = blocks_of(drive->buffer.level);
	return (uint32_t)(track->nwa - MIN(pending, track->nwa - track->start));
}

static bool open_session_damaged(const struct sim_disc *disc)
{
	for (size_t i = disc_closed_tracks(disc); i < disc->count; i++)
		if (disc->tracks[i].damaged)
			return true;
	return false;
}

struct sim_truth sim_truth(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;
	const struct sim_track *track;

	if (!disc)
		return (struct sim_truth){ .blank = true };
	track = last_track(disc);
	return (struct sim_truth){
		.disc = true,
		.blank = disc_blank(disc),
		.formatted = disc_formatted(disc),
		.spoiled = disc->spoiled,
		.final = disc->final,
		.closed = track && (disc->final || track->session < disc->sessions ||
				    (disc->restricted && disc_formatted(disc))),
		.damaged = open_session_damaged(disc),
		.working = work_writes(drive),
		.sessions = disc->final ? disc->sessions : disc->sessions - 1u,
		.complete = complete_below(drive, track),
	};
}
