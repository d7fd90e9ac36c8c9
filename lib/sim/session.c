/* SPDX-License-Identifier: MIT */
/* Sessions: the kind of a CD, tracks that are laid out first, and what a close settles. */
#include "base/mem.h"
#include "sim/disc.h"

uint8_t disc_cd_type(const struct sim_disc *disc)
{
	if (!disc_closed_end(disc))
		return DISC_TYPE_UNDEFINED;
	return disc->tracks[0].data_mode == 2 ? DISC_TYPE_XA : DISC_TYPE_CD_ROM;
}

bool disc_lay_out(struct sim_disc *disc, const struct disc_span *spans, unsigned count)
{
	size_t first = disc->count - 1; /* the place of the track that waits for data */

	if (first + count > disc->medium->tracks_max)
		return false;
	for (unsigned i = 0; i < count; i++) {
		struct sim_track *tracks =
			array_grow(disc->tracks, first + i, &disc->room, sizeof(*tracks));

		if (!tracks)
			return false;
		disc->tracks = tracks;
		tracks[first + i] = (struct sim_track){ .session = disc->sessions,
							.reserved = true,
							.damaged = true,
							.start = spans[i].start,
							.nwa = spans[i].start,
							.end = spans[i].end };
		disc->count = first + i + 1;
	}
	disc_save(disc);
	return true;
}

void disc_end_span(struct sim_disc *disc, struct sim_track *track)
{
	track->readable = track->nwa;
	track->complete = true;
	track->reserved = false;
	disc_save(disc);
}

void disc_cut_spans(struct sim_disc *disc)
{
	for (size_t i = 0; i < disc->count; i++)
		if (!disc->tracks[i].complete && disc->tracks[i].damaged)
			disc->tracks[i].cut_off = true;
}

bool track_full(const struct sim_disc *disc, const struct sim_track *track)
{
	return track->reserved && !track->cut_off &&
	       round_up(track->nwa, disc->medium->unit) >= track->end;
}

void disc_settle(struct sim_disc *disc)
{
	for (size_t i = 0; i < disc->count; i++) {
		struct sim_track *track = &disc->tracks[i];

		if (track->session != disc->sessions)
			continue;
		if (!track->complete && track_full(disc, track))
			disc_close_track(disc, disc_number(disc, track));
		track->damaged = false;
	}
}
