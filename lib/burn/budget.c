/* SPDX-License-Identifier: MIT */
#include "burn/budget.h"

#include "base/mem.h"

#define MB 1000000ull
#define SINGLE_LAYER_BD 12219392ull /* sectors of a 25 GB disc */
#define BUFFER_GUESS (8 * MB)
#define SOFT_FACTOR 3
#define SOFT_FLOOR (240ull * USEC_PER_SEC)
#define HARD_FACTOR 4
#define HARD_FLOOR (3600ull * USEC_PER_SEC)

/* Seconds for mechanics and structures, and bytes that the drive fills up. */
struct amount {
	uint64_t seconds, bytes;
};

static struct amount cd_close(const struct budget_work *work)
{
	uint64_t sectors = work->first_session ? 11400 : 6900;

	return (struct amount){ 20, sectors * 2352 };
}

static struct amount dvd_close(const struct budget_work *work)
{
	uint64_t end = work->end_sector * BLOCK_SIZE;

	if (!work->finalise)
		return (struct amount){ 20, 40 * MB };
	if (!work->first_session)
		return (struct amount){ 30, 100 * MB };
	return (struct amount){ 30, end < 960 * MB ? 1000 * MB - end : 40 * MB };
}

static struct amount bd_close(const struct budget_work *work)
{
	return (struct amount){ 45,
				work->total_sectors > SINGLE_LAYER_BD ? 128 * MB : 64 * MB };
}

static struct amount amount_of(const struct budget_work *work)
{
	if (work->kind == MEDIA_SYNC)
		return (struct amount){ 10, work->buffer_bytes ? work->buffer_bytes
							       : BUFFER_GUESS };
	if (work->kind == MEDIA_CLOSE_TRACK)
		return (struct amount){ 20, BUFFER_GUESS };
	switch (work->family) {
	case MEDIA_CD:
		return cd_close(work);
	case MEDIA_BD:
	case MEDIA_HD_DVD:
		return bd_close(work);
	default:
		return dvd_close(work);
	}
}

struct budget budget_for(const struct budget_work *work)
{
	struct amount amount = amount_of(work);
	uint64_t rate = work->rate ? work->rate : media_single_kbps(work->family);
	usec_t limit = (usec_t)work->max_wait_s * USEC_PER_SEC;
	struct budget budget;

	/* kB/s are bytes per millisecond */
	budget.expect = amount.seconds * USEC_PER_SEC + amount.bytes * USEC_PER_MSEC / rate;
	budget.soft = MAX(SOFT_FACTOR * budget.expect, SOFT_FLOOR);
	budget.hard = MAX(HARD_FACTOR * budget.soft, HARD_FLOOR);
	if (limit == 0)
		budget.hard = 0;
	else
		budget.hard = MIN(budget.hard, limit);
	return budget;
}
