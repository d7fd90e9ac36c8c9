/* SPDX-License-Identifier: MIT */
/* What of a disc can be read. */
#include "base/mem.h"
#include "sim/disc.h"
#include "sim/packets.h"
#include "sim/store.h"

/* Of a disc for random recording; to the end of the cluster it is the same. */
static bool cluster_written(const struct sim_disc *disc, uint32_t lba, uint32_t *ret_run)
{
	uint32_t unit = disc->medium->unit, start = lba / unit * unit;

	*ret_run = start + unit - lba;
	return store_written(disc->store, start, unit);
}

/* What reading a block says; *@ret_run is for how many blocks from @lba on that holds. */
static struct sim_sense check_block(const struct sim_disc *disc, uint32_t lba,
				    uint32_t *ret_run)
{
	const struct sim_track *track = disc_track_at(disc, lba);
	uint32_t end;

	*ret_run = 1;
	if (disc->spoiled)
		return SENSE(3, 0x31, 0x00);
	if (lba >= disc->capacity)
		return SENSE(5, 0x21, 0x00);
	if (disc_random(disc) && !track)
		return SENSE(5, 0x21, 0x00);
	if (disc_random(disc) && !disc->restricted && !track->complete)
		return SENSE(5, 0x30, 0x10);
	if (!track && lba >= disc_lead_out(disc))
		return disc->final ? SENSE(5, 0x21, 0x00) : SENSE(8, 0x00, 0x00);
	if (!track)
		return disc->medium->family == FAMILY_CD ? SENSE(5, 0x64, 0x00)
							 : SENSE(3, 0x11, 0x05);
	if (disc->scattered && !cluster_written(disc, lba, ret_run))
		return SENSE(8, 0x00, 0x00);
	if (disc->scattered)
		return GOOD;
	end = track->complete ? track->readable : track->nwa;
	if (lba >= end)
		return track->complete && !disc->medium->background ? SENSE(5, 0x64, 0x00)
								    : SENSE(8, 0x00, 0x00);
	if (track->packets == PACKETS_VARIABLE)
		return store_written(disc->store, lba, 1) ? GOOD : SENSE(5, 0x64, 0x00);
	*ret_run = end - lba;
	return GOOD;
}

struct sim_sense disc_check_read(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
				 uint32_t *ret_bad)
{
	uint32_t run;

	for (; blocks > 0; blocks -= MIN(run, blocks)) {
		struct sim_sense sense = check_block(disc, lba, &run);

		if (sense.key) {
			*ret_bad = lba;
			return sense;
		}
		lba += MIN(run, blocks);
	}
	return GOOD;
}

struct sim_sense disc_read(struct sim_disc *disc, uint32_t lba, void *data, uint32_t blocks)
{
	return store_read(disc->store, lba, data, blocks) ? GOOD : SENSE(3, 0x11, 0x00);
}

void disc_corrupt(struct sim_disc *disc, uint32_t lba)
{
	uint8_t block[BLOCK_SIZE];
	uint32_t bad;

	if (disc_check_read(disc, lba, 1, &bad).key || !store_read(disc->store, lba, block, 1))
		return;
	block[BLOCK_SIZE / 2] ^= 0x01;
	store_write(disc->store, lba, block, 1);
}
