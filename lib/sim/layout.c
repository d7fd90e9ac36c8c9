/* SPDX-License-Identifier: MIT */
#include "sim/layout.h"

/* clang-format off */
#define D struct store_label
WIRE_LAYOUT(wire_store_label, D, "disc file label", "libimapi disc file", 0, LABEL_SIZE,
	W_TEXT(D, magic, 0, 15), W_BE(D, version, 16, 19), W_BE(D, sector_size, 20, 23),
	W_BE(D, data_offset, 24, 31), W_BE(D, slot_offset, 32, 35), W_BE(D, slot_size, 36, 39),
	W_TEXT(D, medium, 40, 55), W_BE(D, capacity, 56, 59), W_BE(D, id, 60, 63),
	W_BE(D, checksum, 72, 79));
#undef D

#define D struct store_slot
WIRE_LAYOUT(wire_store_slot, D, "disc file slot", "libimapi disc file", 0, SLOT_HEADER_SIZE,
	W_TEXT(D, magic, 0, 7), W_BE(D, generation, 8, 15), W_BE(D, count, 16, 19),
	W_BE(D, sessions, 20, 21), W_BIT(D, final, 22, 0), W_BIT(D, write_protected, 22, 1),
	W_BIT(D, spoiled, 22, 2), W_BIT(D, overwrites, 22, 3), W_BIT(D, minimal, 22, 4), W_BIT(D, scattered, 22, 5),
	W_BYTE(D, words, 23),
	W_BIT(D, restricted, 22, 6),
	W_BE(D, checksum, 24, 31));
#undef D

#define D struct store_track
WIRE_LAYOUT(wire_store_track, D, "disc file track", "libimapi disc file", 0, STORE_TRACK_SIZE,
	W_BE(D, session, 0, 1),
	W_BIT(D, complete, 2, 0), W_BIT(D, reserved, 2, 1), W_BIT(D, damaged, 2, 2), W_BITS(D, packets, 2, 4, 3), W_BYTE(D, data_mode, 3),
	W_BE(D, start, 4, 7), W_BE(D, end, 8, 11), W_BE(D, nwa, 12, 15), W_BE(D, readable, 16, 19));
#undef D
/* clang-format on */
