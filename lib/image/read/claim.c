/* SPDX-License-Identifier: MIT */
#include "image/read/claim.h"

#include "base/mem.h"

struct rd_claim_slot {
	uint64_t block; /* plus 1; 0 is an empty slot */
	void *owner;
};

static struct rd_claim_slot *find(struct rd_claim_slot *slots, size_t room, uint64_t block)
{
	size_t i = (size_t)((block * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (room - 1);

	while (slots[i].block && slots[i].block != block + 1)
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static bool grow(struct rd_claim *claim)
{
	size_t room = claim->room ? claim->room * 2 : 64;
	struct rd_claim_slot *slots = calloc(room, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < claim->room; i++)
		if (claim->slots[i].block)
			*find(slots, room, claim->slots[i].block - 1) = claim->slots[i];
	free(claim->slots);
	claim->slots = slots;
	claim->room = room;
	return true;
}

enum rd_claimed rd_claim_take(struct rd_claim *claim, uint64_t block, void *owner,
			      void **ret_owner)
{
	struct rd_claim_slot *slot;

	if (claim->count * 2 >= claim->room && !grow(claim))
		return RD_CLAIM_NO_MEMORY;
	slot = find(claim->slots, claim->room, block);
	if (slot->block) {
		if (ret_owner)
			*ret_owner = slot->owner;
		return RD_CLAIM_TAKEN;
	}
	slot->block = block + 1;
	slot->owner = owner;
	claim->count++;
	return RD_CLAIM_NEW;
}

void *rd_claim_owner(const struct rd_claim *claim, uint64_t block)
{
	return claim->room ? find(claim->slots, claim->room, block)->owner : NULL;
}

void rd_claim_clear(struct rd_claim *claim)
{
	free(claim->slots);
	memset(claim, 0, sizeof(*claim));
}
