/* SPDX-License-Identifier: MIT */
#include "image/read/arena.h"

#include "base/mem.h"

#define CHUNK_SIZE ((size_t)256 * 1024)
#define ALIGNMENT 8u

struct rd_arena_chunk {
	struct rd_arena_chunk *next;
	uint64_t bytes[];
};

static void *grow(struct rd_arena *arena, size_t size)
{
	size_t room = MAX(size, CHUNK_SIZE);
	struct rd_arena_chunk *chunk = calloc(1, sizeof(*chunk) + room);

	if (!chunk)
		return NULL;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->room = room;
	arena->used = size;
	return chunk->bytes;
}

void *rd_arena_take(struct rd_arena *arena, size_t size)
{
	void *p;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!arena->chunks || size > arena->room - arena->used)
		return grow(arena, size);
	p = (char *)arena->chunks->bytes + arena->used;
	arena->used += size;
	return p;
}

char *rd_arena_text(struct rd_arena *arena, const char *text, size_t length)
{
	char *copy = rd_arena_take(arena, length + 1);

	if (copy)
		memcpy(copy, text, length);
	return copy;
}

void rd_arena_clear(struct rd_arena *arena)
{
	while (arena->chunks) {
		struct rd_arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		free(chunk);
	}
	arena->used = 0;
	arena->room = 0;
}
