/* SPDX-License-Identifier: MIT */
#include "sim/slot.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"

#include <string.h>

#define STATE_WORDS 5
#define DEFECT_WORDS 2 /* of each: where it is, and what became of it */
#define REPLACED 1u
#define UNREAD 2u

static const char slot_magic[8] = "imapislt";

static uint8_t word_count(const struct sim_disc *disc)
{
	return (uint8_t)(STATE_WORDS + DEFECT_WORDS * disc->defects.count);
}

size_t slot_length(const struct sim_disc *disc)
{
	return SLOT_HEADER_SIZE + disc->count * STORE_TRACK_SIZE +
	       (size_t)word_count(disc) * STORE_WORD_SIZE;
}

static void encode_track(const struct sim_track *track, uint8_t *bytes)
{
	const struct store_track t = { .session = track->session,
				       .complete = track->complete,
				       .reserved = track->reserved,
				       .damaged = track->damaged,
				       .packets = track->packets,
				       .data_mode = track->data_mode,
				       .start = track->start,
				       .end = track->end,
				       .nwa = track->nwa,
				       .readable = track->readable };

	wire_put_clean(&wire_store_track, &t, bytes);
}

/* Behind the tracks, in this order; more can follow. One that a file does not have is 0. */
static void encode_words(const struct sim_disc *disc, uint8_t *bytes)
{
	const uint32_t words[STATE_WORDS] = { disc->layer_0, disc->background, disc->deiced,
					      disc->jumps, disc->jump };

	for (unsigned i = 0; i < STATE_WORDS; i++)
		put_be32(bytes + (size_t)i * STORE_WORD_SIZE, words[i]);
}

/* Behind the words. */
static void encode_defects(const struct sim_defects *defects, uint8_t *bytes)
{
	for (unsigned i = 0; i < defects->count; i++) {
		const struct sim_defect *d = &defects->list[i];
		uint8_t *at = bytes + (size_t)i * DEFECT_WORDS * STORE_WORD_SIZE;

		put_be32(at, d->lba);
		put_be32(at + STORE_WORD_SIZE,
			 (d->replaced ? REPLACED : 0) | (d->unread ? UNREAD : 0));
	}
}

void slot_encode(const struct sim_disc *disc, uint64_t generation, uint8_t *bytes)
{
	size_t at = SLOT_HEADER_SIZE;
	struct store_slot slot = { .generation = generation,
				   .count = (uint32_t)disc->count,
				   .sessions = disc->sessions,
				   .final = disc->final,
				   .write_protected = disc->write_protected,
				   .spoiled = disc->spoiled,
				   .overwrites = disc->overwrites,
				   .restricted = disc->restricted,
				   .minimal = disc->minimal,
				   .scattered = disc->scattered,
				   .words = word_count(disc) };

	memcpy(slot.magic, slot_magic, sizeof(slot.magic));
	for (size_t i = 0; i < disc->count; i++, at += STORE_TRACK_SIZE)
		encode_track(&disc->tracks[i], bytes + at);
	encode_words(disc, bytes + at);
	encode_defects(&disc->defects, bytes + at + STATE_WORDS * STORE_WORD_SIZE);
	wire_put(&wire_store_slot, &slot, bytes);
	slot.checksum = digest_of(bytes, slot_length(disc)).low;
	wire_put(&wire_store_slot, &slot, bytes);
}

bool slot_check(uint8_t *bytes, struct store_slot *ret_slot)
{
	size_t length;

	wire_get(&wire_store_slot, bytes, SLOT_HEADER_SIZE, ret_slot);
	if (memcmp(ret_slot->magic, slot_magic, sizeof(slot_magic)) != 0 ||
	    ret_slot->count > (SLOT_SIZE - SLOT_HEADER_SIZE) / STORE_TRACK_SIZE)
		return false;
	length = SLOT_HEADER_SIZE + ret_slot->count * STORE_TRACK_SIZE +
		 (size_t)ret_slot->words * STORE_WORD_SIZE;
	if (length > SLOT_SIZE)
		return false;
	memset(bytes + 24, 0, 8);
	return digest_of(bytes, length).low == ret_slot->checksum;
}

static bool track_sane(const struct sim_disc *disc, const struct sim_track *track,
		       const struct sim_track *before)
{
	if (track->start > track->nwa || track->nwa > track->end ||
	    track->start >= track->end || track->end > disc->capacity ||
	    track->start % disc->medium->unit || track->session < 1 ||
	    track->session > disc->sessions)
		return false;
	if (track->complete && (track->readable < track->start || track->readable > track->end))
		return false;
	return !before || (before->end <= track->start && before->session <= track->session &&
			   (before->complete || before->reserved));
}

/* Takes the tracks of a slot over; false if they cannot be those of a disc. */
static bool decode_tracks(struct sim_disc *disc, const uint8_t *bytes, uint32_t count)
{
	const struct sim_track *tail;

	for (uint32_t i = 0; i < count; i++) {
		struct store_track t;
		struct sim_track *tracks =
			array_grow(disc->tracks, i, &disc->room, sizeof(*tracks));

		if (!tracks)
			return false;
		disc->tracks = tracks;
		wire_get(&wire_store_track, bytes + i * STORE_TRACK_SIZE, STORE_TRACK_SIZE, &t);
		tracks[i] = (struct sim_track){ .session = t.session,
						.complete = t.complete,
						.reserved = t.reserved,
						.damaged = t.damaged,
						.packets = t.packets,
						.data_mode = t.data_mode,
						.start = t.start,
						.end = t.end,
						.nwa = t.nwa,
						.readable = t.readable };
		if (!track_sane(disc, &tracks[i], i ? &tracks[i - 1] : NULL))
			return false;
	}
	disc->count = count;
	/* a format that set blocks aside shows in the track that waits for data */
	tail = disc_random(disc) ? NULL : disc_tail(disc);
	if (tail && disc->medium->formats[0].there)
		disc->capacity = tail->end;
	return true;
}

static bool decode_words(struct sim_disc *disc, const uint8_t *bytes, unsigned count)
{
	uint32_t *const words[STATE_WORDS] = { &disc->layer_0, &disc->background, &disc->deiced,
					       &disc->jumps, &disc->jump };

	for (unsigned i = 0; i < STATE_WORDS; i++)
		*words[i] = i < count ? get_be32(bytes + (size_t)i * STORE_WORD_SIZE) : 0;
	return disc->jumps <= (disc->medium->jump_profile != 0) &&
	       disc->layer_0 <= disc->whole / 2 && disc->layer_0 % disc->medium->unit == 0 &&
	       disc->background <= BACKGROUND_COMPLETE && disc->deiced <= disc->whole;
}

static bool decode_defects(struct sim_disc *disc, const uint8_t *bytes, unsigned words)
{
	struct sim_defects *d = &disc->defects;

	d->count = words / DEFECT_WORDS;
	if (words % DEFECT_WORDS || d->count > DEFECTS_MAX)
		return false;
	for (unsigned i = 0; i < d->count; i++) {
		const uint8_t *at = bytes + (size_t)i * DEFECT_WORDS * STORE_WORD_SIZE;
		uint32_t fate = get_be32(at + STORE_WORD_SIZE);

		d->list[i] = (struct sim_defect){ .lba = get_be32(at),
						  .replaced = fate & REPLACED,
						  .unread = fate & UNREAD };
	}
	return defects_sane(disc);
}

bool slot_decode(struct sim_disc *disc, const struct store_slot *slot, const uint8_t *bytes)
{
	const uint8_t *tracks = bytes + SLOT_HEADER_SIZE;
	const uint8_t *words = tracks + slot->count * STORE_TRACK_SIZE;

	disc->sessions = slot->sessions;
	disc->final = slot->final;
	disc->write_protected = slot->write_protected;
	disc->spoiled = slot->spoiled;
	disc->overwrites = slot->overwrites;
	disc->minimal = slot->minimal;
	disc->restricted = slot->restricted;
	disc->scattered = slot->scattered;
	if (slot->count > disc->medium->tracks_max || slot->count < 1 || disc->sessions < 1 ||
	    !decode_tracks(disc, tracks, slot->count) ||
	    !decode_words(disc, words, slot->words) || disc->sessions > disc_sessions_max(disc))
		return false;
	if (slot->words > STATE_WORDS &&
	    !decode_defects(disc, words + STATE_WORDS * STORE_WORD_SIZE,
			    slot->words - STATE_WORDS))
		return false;
	disc_fit_layers(disc);
	return true;
}
