/* SPDX-License-Identifier: MIT */
/* A thread that writes one buffer to a descriptor while the caller fills the other. */
#ifndef LIB_STREAM_WRITE_BEHIND_H
#define LIB_STREAM_WRITE_BEHIND_H

#include <stddef.h>
#include <stdint.h>

struct write_behind;

/* With buffers of @size bytes. NULL: out of memory. */
struct write_behind *write_behind_new(int fd, size_t size);

/* The buffer to be filled, until the next write_behind_put(). */
uint8_t *write_behind_buffer(struct write_behind *wb);

/*
 * Hands over the first @length bytes of it, as soon as those before are written. Returns 0, or
 * the number of the system's error that ended the writing; nothing is written after it.
 */
int write_behind_put(struct write_behind *wb, size_t length);

/* Returns when all is written. */
int write_behind_flush(struct write_behind *wb);

/* Flushes too. NULL is fine; returns NULL. */
struct write_behind *write_behind_free(struct write_behind *wb);

#endif
