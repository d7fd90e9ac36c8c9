/* SPDX-License-Identifier: MIT */
/*
 * The shared memory in which the kernel's target_core_user hands commands over
 * (linux/target_core_user.h): a mailbox, a ring of entries, and the data area behind it.
 * Whatever is read from it is checked first.
 */
#ifndef LIB_TCMU_RING_H
#define LIB_TCMU_RING_H

#include "imapi/transport.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most data of one command; more is refused. */
#define RING_DATA_MAX (64u << 20)

struct ring {
	uint8_t *map; /* not owned */
	size_t size;
	uint32_t begin, length; /* of the ring of entries, in the map */
	bool tells_length;	/* the kernel understands how much of a read came */
	unsigned refused;	/* entries that made no sense and were refused */
};

/* One command. The memory stays valid until it is answered. */
struct ring_request {
	uint8_t cdb[IMAPI_CDB_MAX];
	uint8_t cdb_length;
	uint32_t at, length; /* the entry, in the map */
	uint32_t pieces;
	uint32_t data_length;
	uint8_t *data; /* all of it, if it lies in one piece; else NULL */
};

enum ring_state {
	RING_EMPTY,
	RING_REQUEST,
	RING_BROKEN, /* cannot be understood from here on */
};

/* False if @map is no mailbox of a version that is known. */
bool ring_attach(struct ring *ring, void *map, size_t size);

/* The next command; it stays the next one until it is answered. Skips and refuses the rest. */
enum ring_state ring_next(struct ring *ring, struct ring_request *ret_request);

/* Copies the data of a command that lies in several pieces out of them, or into them. */
void ring_gather(const struct ring *ring, const struct ring_request *request, uint8_t *data);
void ring_scatter(const struct ring *ring, const struct ring_request *request,
		  const uint8_t *data);

/*
 * Answers with status, sense and residual of @x. This overwrites the list of pieces: data is
 * in its place before. The kernel looks when the doorbell rings.
 */
void ring_answer(struct ring *ring, const struct ring_request *request,
		 const struct imapi_exchange *x);

#endif
