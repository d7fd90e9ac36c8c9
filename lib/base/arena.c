/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/mem.h"

#define CHUNK 65536u
#define LARGE 16384u /* gets a chunk of its own */

struct arena_chunk {
	struct arena_chunk *next;
	_Alignas(8) unsigned char bytes[];
};

static struct arena_chunk *chunk_new(size_t size)
{
	if (size > SIZE_MAX - sizeof(struct arena_chunk))
		return NULL;
	return malloc(sizeof(struct arena_chunk) + size);
}

/* Behind the newest chunk, which keeps its free room. */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = chunk_new(size);

	if (!chunk)
		return NULL;
	chunk->next = arena->chunks ? arena->chunks->next : NULL;
	if (arena->chunks)
		arena->chunks->next = chunk;
	else
		arena->chunks = chunk;
	return chunk->bytes;
}

void *arena_alloc(struct arena *arena, size_t size, size_t align)
{
	size_t start = (arena->used + align - 1) & ~(align - 1);
	struct arena_chunk *chunk;

	if (size >= LARGE)
		return alloc_large(arena, size);
	if (arena->room < start || arena->room - start < size) {
		chunk = chunk_new(CHUNK - sizeof(*chunk));
		if (!chunk)
			return NULL;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
		arena->room = CHUNK - sizeof(*chunk);
		start = 0;
	}
	arena->used = start + size;
	return arena->chunks->bytes + start;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
	void *p = arena_alloc(arena, size, 8);

	return p ? memset(p, 0, size) : NULL;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
	char *copy = length < SIZE_MAX ? arena_alloc(arena, length + 1, 1) : NULL;

	if (!copy)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void arena_done(struct arena *arena)
{
	while (arena->chunks) {
		struct arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		free(chunk);
	}
	arena->used = arena->room = 0;
}
