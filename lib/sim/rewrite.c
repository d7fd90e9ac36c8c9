/* SPDX-License-Identifier: MIT */
/* Discs that can be used again: what blanking and formatting leave. */
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/disc.h"
#include "sim/store.h"

#define FIRST_DEICED 2048u /* blocks that a background format goes over at once */

bool disc_random(const struct sim_disc *disc)
{
	return disc->medium->random || disc->scattered || disc->restricted;
}

bool disc_formatted(const struct sim_disc *disc)
{
	return disc_random(disc) && disc->count == 1 && disc->tracks[0].complete;
}

/* One track that waits for data, or cannot take any. */
static void start_over(struct sim_disc *disc, bool spoiled)
{
	disc->final = disc->overwrites = disc->minimal = disc->scattered = false;
	disc->restricted = false;
	disc->spoiled = spoiled;
	disc->sessions = 1;
	disc->count = 1;
	disc->capacity = disc->whole;
	disc->background = BACKGROUND_NONE;
	disc->deiced = 0;
	disc->tracks[0] =
		(struct sim_track){ .session = 1, .end = disc->capacity, .damaged = spoiled };
}

static void forget_all(struct sim_disc *disc)
{
	store_zero(disc->store, 0, disc->whole);
}

void disc_erase(struct sim_disc *disc, bool minimal)
{
	start_over(disc, false);
	forget_all(disc);
	disc->minimal = minimal && disc->medium->recording_zones;
	disc_save(disc);
}

uint32_t disc_formattable(const struct sim_disc *disc, const struct sim_format *format)
{
	const struct sim_medium *medium = disc->medium;
	uint64_t spare = (uint64_t)format->spare * disc->whole / medium->capacity;

	return disc->whole - (uint32_t)round_up(spare, medium->unit);
}

/* A medium that is written once is formatted once, before anything is on it. */
static bool can_be_formatted(const struct sim_disc *disc)
{
	bool once_more = disc_blank(disc) && disc->capacity == disc->whole;

	return disc->medium->formats[0].there && (disc_random(disc) || once_more) &&
	       !disc->scattered;
}

struct sim_sense disc_check_format(const struct sim_disc *disc)
{
	if (!can_be_formatted(disc))
		return SENSE(5, 0x30, 0x06);
	return disc->write_protected ? SENSE(7, 0x27, 0x00) : GOOD;
}

bool disc_offers(const struct sim_disc *disc, const struct sim_format *format)
{
	if (!format->there || !can_be_formatted(disc))
		return false;
	return format->type != FORMAT_EXPAND_SPARE ||
	       (disc_formatted(disc) && disc_formattable(disc, format) < disc->tracks[0].end);
}

void disc_take_format(struct sim_disc *disc, uint32_t blocks)
{
	struct sim_track *track = &disc->tracks[0];

	track->end = track->nwa = track->readable = blocks;
	track->complete = true;
	track->data_mode = 1;
}

void disc_format(struct sim_disc *disc, uint32_t blocks, bool overwrites, bool certified)
{
	struct sim_track *track = &disc->tracks[0];

	start_over(disc, false);
	if (certified || disc->medium->background || !disc_random(disc))
		forget_all(disc);
	if (disc_random(disc)) {
		disc_take_format(disc, blocks);
		if (disc->medium->background) {
			track->nwa = 0;
			track->readable = disc->deiced = MIN(blocks, FIRST_DEICED);
		}
	} else {
		track->end = blocks;
		disc->capacity = blocks;
		disc->overwrites = overwrites;
	}
	disc_save(disc);
}

void disc_format_scattered(struct sim_disc *disc, uint32_t blocks)
{
	start_over(disc, false);
	forget_all(disc);
	disc->scattered = true;
	disc_take_format(disc, blocks);
	disc_save(disc);
}

void disc_expand_spare(struct sim_disc *disc, uint32_t blocks)
{
	disc_take_format(disc, blocks);
	disc_save(disc);
}

void disc_spoil(struct sim_disc *disc)
{
	start_over(disc, true);
	disc_save(disc);
}

/* Whole clusters, none of them written. */
static bool clusters_free(const struct sim_disc *disc, uint32_t lba, uint32_t blocks)
{
	uint32_t unit = disc->medium->unit;

	return lba % unit == 0 && blocks % unit == 0 &&
	       !store_written(disc->store, lba, blocks);
}

struct sim_sense disc_check_random(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
				   struct sim_track **ret_track)
{
	if (!disc_formatted(disc))
		return SENSE(5, 0x30, 0x10);
	if (lba >= disc->tracks[0].end || blocks > disc->tracks[0].end - lba)
		return SENSE(5, 0x21, 0x00);
	if (disc->scattered && !clusters_free(disc, lba, blocks))
		return SENSE(5, 0x21, 0x02);
	if (disc->background == BACKGROUND_SUSPENDED && lba + blocks > disc->tracks[0].readable)
		return SENSE(5, 0x30, 0x10);
	*ret_track = &disc->tracks[0];
	return GOOD;
}

void disc_reach(struct sim_disc *disc, uint32_t end)
{
	struct sim_track *track = &disc->tracks[0];

	track->readable = MAX(track->readable, end);
}

uint8_t disc_random_status(const struct sim_disc *disc)
{
	static const uint8_t states[] = {
		[BACKGROUND_NONE] = DISC_EMPTY,
		[BACKGROUND_SUSPENDED] = DISC_APPENDABLE,
		[BACKGROUND_RUNNING] = DISC_APPENDABLE,
		[BACKGROUND_COMPLETE] = DISC_COMPLETE,
	};

	if (disc->medium->background)
		return states[disc->background];
	return disc_formatted(disc) ? DISC_RANDOM : DISC_EMPTY;
}

struct sim_sense disc_check_overwrite(const struct sim_disc *disc, uint32_t lba,
				      uint32_t blocks, struct sim_track **ret_track)
{
	struct sim_track *track = disc->overwrites ? disc_track_at(disc, lba) : NULL;
	uint32_t end = track ? track->complete ? track->readable : track->nwa : 0;

	if (lba >= end || blocks > end - lba)
		return SENSE(5, 0x21, 0x02);
	*ret_track = track;
	return GOOD;
}
