/* SPDX-License-Identifier: MIT */
/* Many small pieces of memory that are freed together. */
#ifndef LIB_BASE_ARENA_H
#define LIB_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* All zero is an empty arena. */
struct arena {
	struct arena_chunk *chunks;
	size_t used, room; /* of the newest chunk */
};

/* Uninitialized memory, aligned to @align (1, 2, 4 or 8), or NULL. */
void *arena_alloc(struct arena *arena, size_t size, size_t align);

/* Zeroed memory, aligned for any object, or NULL. */
void *arena_zalloc(struct arena *arena, size_t size);

/* A copy of @length bytes with a terminator, or NULL. */
char *arena_text(struct arena *arena, const char *text, size_t length);

void arena_done(struct arena *arena);

#endif
