/* SPDX-License-Identifier: MIT */
/* Which blocks a directory has taken, so that none is read twice and no cycle is followed. */
#ifndef LIB_IMAGE_READ_CLAIM_H
#define LIB_IMAGE_READ_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rd_claim {
	struct rd_claim_slot *slots; /* an open hash table */
	size_t count, room;
};

enum rd_claimed { RD_CLAIM_NEW, RD_CLAIM_TAKEN, RD_CLAIM_NO_MEMORY };

/* Takes @block for @owner; if it is taken already, *@ret_owner (may be NULL) says by whom. */
enum rd_claimed rd_claim_take(struct rd_claim *claim, uint64_t block, void *owner,
			      void **ret_owner);

/* Who has @block; NULL if nobody. */
void *rd_claim_owner(const struct rd_claim *claim, uint64_t block);

void rd_claim_clear(struct rd_claim *claim);

#endif
