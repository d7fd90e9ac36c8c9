/* SPDX-License-Identifier: MIT */
/* Memory that is released all at once. */
#ifndef LIB_IMAGE_READ_ARENA_H
#define LIB_IMAGE_READ_ARENA_H

#include <stddef.h>

struct rd_arena {
	struct rd_arena_chunk *chunks;
	size_t used, room; /* of the newest chunk */
};

/* Zeroed, aligned for any object; NULL if out of memory. */
void *rd_arena_take(struct rd_arena *arena, size_t size);

/* A copy of @length bytes with a terminator. */
char *rd_arena_text(struct rd_arena *arena, const char *text, size_t length);

void rd_arena_clear(struct rd_arena *arena);

#endif
