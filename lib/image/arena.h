/* SPDX-License-Identifier: MIT */
/* Many small pieces of memory that are freed together. */
#ifndef LIB_IMAGE_ARENA_H
#define LIB_IMAGE_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* All zero is an empty arena. */
struct arena {
	struct arena_chunk *chunks;
	size_t used, room; /* of the newest chunk */
};

/* Uninitialized memory, aligned to @align (1, 2, 4 or 8), or NULL. */
void *arena_alloc(struct arena *arena, size_t size, size_t align);

void arena_done(struct arena *arena);

#endif
