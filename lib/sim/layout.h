/* SPDX-License-Identifier: MIT */
/* What a disc file holds before its sectors. */
#ifndef LIB_SIM_LAYOUT_H
#define LIB_SIM_LAYOUT_H

#include "base/wire.h"

/*
 * A disc file: the label at 0, two slots for the state, the sectors from STORE_DATA on. The
 * state is written to the slot that is not in use; the valid one with the higher generation
 * counts, so that a half-written slot changes nothing.
 */
struct store_label {
	char magic[16];
	uint32_t version, sector_size;
	uint64_t data_offset;
	uint32_t slot_offset, slot_size;
	char medium[16];
	uint32_t capacity, id;
	uint64_t checksum;
};

#define LABEL_SIZE 80
#define LABEL_VERSION 1
#define SLOT_OFFSET 4096u
#define SLOT_SIZE (256u << 10)

struct store_slot {
	char magic[8];
	uint64_t generation;
	uint32_t count;
	uint16_t sessions;
	uint8_t final, write_protected, spoiled, overwrites, minimal, scattered, restricted;
	uint8_t words;	   /* of 32 bits, behind the tracks: what older files do not have */
	uint64_t checksum; /* of slot and tracks, with this field zero */
};

#define SLOT_HEADER_SIZE 32

struct store_track {
	uint16_t session;
	uint8_t complete, reserved, damaged, packets, data_mode;
	uint32_t start, end, nwa, readable;
};

#define STORE_TRACK_SIZE 24
#define STORE_WORD_SIZE 4

extern const struct wire_layout wire_store_label, wire_store_slot, wire_store_track;

#endif
