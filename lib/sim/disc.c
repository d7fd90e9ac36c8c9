/* SPDX-License-Identifier: MIT */
#include "sim/jump.h"
#include "sim/packets.h"
#include "sim/disc.h"

#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/restricted.h"
#include "sim/store.h"

#define PROFILE_BD_R_RANDOM 0x0042

struct sim_disc *disc_new(const struct sim_medium *medium, uint32_t capacity, uint32_t id,
			  struct sim_store *store)
{
	struct sim_disc *disc = zalloc(sizeof(*disc));
	struct sim_track *tracks =
		disc ? array_grow(NULL, 0, &disc->room, sizeof(*tracks)) : NULL;

	if (!tracks) {
		free(disc);
		return NULL;
	}
	tracks[0] = (struct sim_track){ .session = 1, .end = capacity };
	disc->medium = medium;
	disc->store = store;
	disc->capacity = disc->whole = capacity;
	disc->id = id;
	disc->sessions = 1;
	disc->tracks = tracks;
	disc->count = 1;
	if (medium->comes_restricted)
		restricted_take_format(disc);
	jump_choose(disc, medium->comes_jumping);
	if (medium->comes_formatted)
		disc_take_format(disc, disc_formattable(disc, &medium->formats[0]));
	return disc;
}

struct sim_disc *disc_free(struct sim_disc *disc)
{
	if (disc) {
		store_free(disc->store);
		free(disc->tracks);
	}
	free(disc);
	return NULL;
}

void disc_save(struct sim_disc *disc)
{
	store_save(disc->store, disc);
}

bool track_blank(const struct sim_track *track)
{
	return !track->complete && !track->reserved && track->nwa == track->start;
}

bool track_open(const struct sim_track *track)
{
	return !track->complete && track->nwa < track->end;
}

bool disc_continues(const struct sim_disc *disc, const struct sim_track *track)
{
	return track_open(track) && !disc->final && !disc->spoiled && !track->cut_off &&
	       (!disc_random(disc) || disc->restricted);
}

bool disc_blank(const struct sim_disc *disc)
{
	return !disc->final && !disc->spoiled && !disc->restricted && disc->count == 1 &&
	       track_blank(&disc->tracks[0]);
}

struct sim_track *disc_track(const struct sim_disc *disc, unsigned number)
{
	return number >= 1 && number <= disc->count ? &disc->tracks[number - 1] : NULL;
}

struct sim_track *disc_track_at(const struct sim_disc *disc, uint32_t lba)
{
	for (size_t i = disc->count; i > 0; i--)
		if (lba >= disc->tracks[i - 1].start)
			return lba < disc->tracks[i - 1].end ? &disc->tracks[i - 1] : NULL;
	return NULL;
}

unsigned disc_number(const struct sim_disc *disc, const struct sim_track *track)
{
	return (unsigned)(track - disc->tracks) + 1;
}

struct sim_track *disc_tail(const struct sim_disc *disc)
{
	struct sim_track *last = disc->count ? &disc->tracks[disc->count - 1] : NULL;

	return last && !last->complete && !last->reserved ? last : NULL;
}

struct sim_track *disc_session(const struct sim_disc *disc, unsigned number)
{
	for (size_t i = 0; i < disc->count; i++)
		if (disc->tracks[i].session == number)
			return &disc->tracks[i];
	return NULL;
}

uint32_t disc_lead_out(const struct sim_disc *disc)
{
	for (size_t i = disc->count; i > 0; i--)
		if (disc->tracks[i - 1].complete)
			return disc->tracks[i - 1].end;
	return 0;
}

unsigned disc_closed_tracks(const struct sim_disc *disc)
{
	unsigned n = 0;

	bool all = disc->final || disc_formatted(disc);

	while (n < disc->count && (all || disc->tracks[n].session < disc->sessions))
		n++;
	return n;
}

uint32_t disc_closed_end(const struct sim_disc *disc)
{
	unsigned n = disc_closed_tracks(disc);

	return n ? disc->tracks[n - 1].end : 0;
}

uint16_t disc_profile(const struct sim_disc *disc)
{
	if (disc->restricted)
		return disc->medium->restricted_profile;
	if (disc->scattered)
		return PROFILE_BD_R_RANDOM;
	if (disc->jumps)
		return disc->medium->jump_profile;
	return disc->final ? disc->medium->final_profile : disc->medium->profile;
}

uint8_t disc_status(const struct sim_disc *disc)
{
	if (disc->final)
		return DISC_COMPLETE;
	if (disc->restricted)
		return disc_formatted(disc) ? DISC_COMPLETE : DISC_APPENDABLE;
	if (disc_random(disc))
		return disc_random_status(disc);
	return disc_blank(disc) ? DISC_EMPTY : DISC_APPENDABLE;
}

uint8_t disc_session_state(const struct sim_disc *disc)
{
	if (disc_random_status(disc) == DISC_APPENDABLE && disc->medium->background)
		return SESSION_INCOMPLETE;
	if (disc->final || disc_formatted(disc))
		return SESSION_COMPLETE;
	if (disc->spoiled)
		return SESSION_DAMAGED;
	if (disc->restricted)
		return SESSION_INCOMPLETE;
	for (size_t i = 0; i < disc->count; i++)
		if (disc->tracks[i].session == disc->sessions && !track_blank(&disc->tracks[i]))
			return SESSION_INCOMPLETE;
	return SESSION_EMPTY;
}

/* The track that goes on at @lba, or the reason why none does. */
static struct sim_sense find_writable(const struct sim_disc *disc, uint32_t lba,
				      struct sim_track **ret_track)
{
	bool any = false;

	if (lba >= disc->capacity)
		return SENSE(5, 0x21, 0x00);
	for (size_t i = 0; i < disc->count; i++) {
		if (!track_open(&disc->tracks[i]))
			continue;
		any = true;
		if (disc->tracks[i].nwa == lba && disc_continues(disc, &disc->tracks[i])) {
			*ret_track = &disc->tracks[i];
			return GOOD;
		}
	}
	return any ? SENSE(5, 0x21, 0x02) : SENSE(5, 0x63, 0x00);
}

struct sim_sense disc_check_write(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
				  struct sim_track **ret_track)
{
	struct sim_sense sense;

	if (disc->final)
		return disc->medium->closed_sense;
	if (disc->write_protected)
		return SENSE(7, 0x27, 0x00);
	if (disc->spoiled)
		return SENSE(3, 0x31, 0x00);
	if (disc->restricted)
		return restricted_check_write(disc, lba, blocks, ret_track);
	if (disc_random(disc))
		return disc_check_random(disc, lba, blocks, ret_track);
	if (!disc_check_overwrite(disc, lba, blocks, ret_track).key)
		return GOOD;
	sense = find_writable(disc, lba, ret_track);
	if (!sense.key && blocks > (*ret_track)->end - (*ret_track)->nwa)
		return disc->jump ? SENSE(5, 0x21, 0x03) : SENSE(5, 0x63, 0x00);
	return sense;
}

struct sim_sense disc_write(struct sim_disc *disc, uint32_t lba, const void *data,
			    uint32_t blocks)
{
	struct sim_track *track;
	struct sim_sense sense = disc_check_write(disc, lba, blocks, &track);

	if (sense.key)
		return sense;
	if (!store_write(disc->store, lba, data, blocks))
		return SENSE(3, 0x0c, 0x00);
	if (!track->complete || disc->medium->background)
		track->nwa = MAX(track->nwa, lba + blocks);
	if (disc->medium->background)
		disc_reach(disc, track->nwa);
	/* what a drive has taken it brings to the disc, whatever becomes of the program */
	disc_save(disc);
	return GOOD;
}

/* Zeroes from the track's NWA up to @end. */
static struct sim_sense fill(struct sim_disc *disc, struct sim_track *track, uint32_t end)
{
	end = MIN(end, track->end);
	if (track->nwa >= end)
		return GOOD;
	if (!store_zero(disc->store, track->nwa, end - track->nwa))
		return SENSE(3, 0x0c, 0x00);
	track->nwa = end;
	return GOOD;
}

struct sim_sense disc_pad(struct sim_disc *disc, struct sim_track *track)
{
	uint32_t unit = packets_unit(disc, track);

	if (track->complete || track->nwa == track->start)
		return GOOD;
	return fill(disc, track, (uint32_t)round_up(track->nwa, unit));
}

void disc_lose(struct sim_disc *disc, struct sim_track *track, uint32_t recorded)
{
	recorded -= (recorded - track->start) % disc->medium->unit;
	if (track->complete || recorded >= track->nwa)
		return;
	recorded = MAX(recorded, track->start);
	store_zero(disc->store, recorded, track->nwa - recorded);
	track->nwa = recorded;
	if (track->nwa == track->start)
		track->data_mode = track->packets = 0;
	track->damaged = true;
	disc_save(disc);
}

static bool add_track(struct sim_disc *disc, struct sim_track track)
{
	struct sim_track *tracks =
		array_grow(disc->tracks, disc->count, &disc->room, sizeof(*tracks));

	if (!tracks)
		return false;
	disc->tracks = tracks;
	tracks[disc->count++] = track;
	return true;
}

/* Adds the track that waits for data, if the disc has room for one. */
static bool add_tail(struct sim_disc *disc, uint64_t start)
{
	const struct sim_medium *medium = disc->medium;

	start = round_up(start, medium->unit);
	if (disc->count >= medium->tracks_max ||
	    start + MAX(medium->track_least, medium->unit) > disc->capacity)
		return false;
	return add_track(disc, (struct sim_track){ .session = disc->sessions,
						   .start = (uint32_t)start,
						   .nwa = (uint32_t)start,
						   .end = disc->capacity });
}

static unsigned count_reserved(const struct sim_disc *disc)
{
	unsigned count = 0;

	for (size_t i = 0; i < disc->count; i++)
		count += !disc->tracks[i].complete && disc->tracks[i].reserved;
	return count;
}

struct sim_sense disc_reserve(struct sim_disc *disc, uint32_t blocks)
{
	const struct sim_medium *medium = disc->medium;
	struct sim_track *tail = disc_tail(disc);
	uint64_t size = round_up(MAX(blocks, medium->track_least), medium->unit);
	uint32_t end;

	if (disc->final)
		return medium->closed_sense;
	if (!tail || !track_blank(tail))
		return SENSE(5, 0x2c, 0x00);
	if (count_reserved(disc) + 1 >= MAX(medium->open_max, 2) ||
	    disc->count >= medium->tracks_max)
		return SENSE(5, 0x72, 0x05);
	if (size > tail->end - tail->start)
		return SENSE(5, 0x63, 0x00);
	tail->reserved = true;
	tail->end = end = (uint32_t)(tail->start + size);
	add_tail(disc, (uint64_t)end + medium->track_gap);
	disc_save(disc);
	return GOOD;
}

struct sim_sense disc_check_close_track(const struct sim_disc *disc, unsigned number)
{
	const struct sim_track *track = disc_track(disc, number);

	if (disc->final)
		return SENSE(5, 0x30, 0x05);
	if (!track)
		return SENSE(5, 0x24, 0x00);
	if (track->reserved && !track->complete && track->nwa < track->end &&
	    !disc->medium->tail_reserve)
		return SENSE(5, 0x72, 0x04);
	return GOOD;
}

struct sim_sense disc_close_track(struct sim_disc *disc, unsigned number)
{
	const struct sim_medium *medium = disc->medium;
	struct sim_track *track = disc_track(disc, number);
	struct sim_sense sense;
	uint64_t least, end;

	if (!track || track->complete || track_blank(track))
		return GOOD;
	least = track->reserved ? track->end : (uint64_t)track->start + medium->track_least;
	sense = fill(disc, track, (uint32_t)MIN(least, track->end));
	if (!sense.key)
		sense = disc_pad(disc, track);
	if (sense.key)
		return sense;
	end = MIN((uint64_t)track->nwa + medium->track_tail, disc->capacity);
	track->readable = track->nwa;
	track->complete = true;
	if (!track->reserved) {
		track->end = (uint32_t)end;
		add_tail(disc, end + medium->track_gap);
	}
	disc_save(disc);
	return GOOD;
}

struct sim_sense disc_check_close_session(const struct sim_disc *disc)
{
	if (disc->final)
		return SENSE(5, 0x30, 0x05);
	if (disc_blank(disc))
		return SENSE(5, 0x2c, 0x04);
	for (size_t i = 0; i < disc->count; i++) {
		const struct sim_track *track = &disc->tracks[i];

		if (track->complete || track_blank(track) || track_full(disc, track))
			continue;
		if (track->reserved)
			return SENSE(5, 0x72, 0x04);
		if (!disc->medium->sync_ends || track->packets)
			return SENSE(5, 0x72, 0x03);
	}
	return GOOD;
}

static void drop_tail(struct sim_disc *disc)
{
	if (disc_tail(disc))
		disc->count--;
}

/* The last track of the open session that has data, or NULL. */
static struct sim_track *last_written(const struct sim_disc *disc)
{
	for (size_t i = disc->count; i > 0; i--) {
		struct sim_track *track = &disc->tracks[i - 1];

		if (track->session == disc->sessions && track->nwa > track->start)
			return track;
	}
	return NULL;
}

void disc_interrupt(struct sim_disc *disc, uint32_t lost)
{
	struct sim_track *track = disc->final || disc_random(disc) ? NULL : last_written(disc);

	if (!track)
		return;
	track->damaged = true;
	if (lost && track->complete) {
		drop_tail(disc);
		track->complete = false;
		if (!track->reserved)
			track->end = disc->capacity;
	}
	if (lost)
		disc_lose(disc, track, track->nwa - MIN(lost, track->nwa - track->start));
	disc_save(disc);
}

unsigned disc_sessions_max(const struct sim_disc *disc)
{
	return disc->jumps ? JUMP_SESSIONS_MAX : disc->medium->sessions_max;
}

void disc_close_session(struct sim_disc *disc)
{
	const struct sim_medium *medium = disc->medium;
	uint64_t gap =
		disc->sessions == 1 ? medium->session_gap_first : medium->session_gap_later;

	if (disc_session_state(disc) == SESSION_EMPTY)
		return;
	disc_settle(disc);
	drop_tail(disc);
	disc->sessions++;
	jump_forget(disc);
	if (disc->sessions > disc_sessions_max(disc) ||
	    disc_lead_out(disc) + gap + medium->session_least > disc->capacity ||
	    !add_tail(disc, disc_lead_out(disc) + gap)) {
		disc->sessions--;
		disc->final = true;
	}
	disc_save(disc);
}

void disc_finalise(struct sim_disc *disc)
{
	if (disc_session_state(disc) == SESSION_EMPTY && disc->sessions > 1)
		disc->sessions--;
	disc_settle(disc);
	drop_tail(disc);
	disc->final = true;
	disc_save(disc);
}
