/* SPDX-License-Identifier: MIT */
#include "burn/budget.h"

#include "base/mem.h"

#define MB 1000000ull
#define SINGLE_LAYER_BD 12219392ull /* sectors of a 25 GB disc */
#define SINGLE_LAYER_DVD 2298496ull /* the largest one: DVD-R for general use */
#define BUFFER_GUESS (8 * MB)

#define USUAL_FACTOR 3
#define USUAL_FLOOR (240ull * USEC_PER_SEC)
#define SILENT_FLOOR (1800ull * USEC_PER_SEC)
#define QUIET_FACTOR 4
#define QUIET_FLOOR (7200ull * USEC_PER_SEC)

/* Lead-in and lead-out: 1 min 30 and 1 min of sectors, then 30 s each. */
static struct budget_amount cd_close(const struct budget_work *work)
{
	uint64_t sectors = work->first_session ? 11400 : 6900;

	return (struct budget_amount){ .seconds = 20, .bytes = sectors * 2352 };
}

/* A small first session is filled up to about 1 GB before a player may see it. */
static uint64_t fill_of_small_disc(const struct budget_work *work, uint64_t least)
{
	uint64_t end = work->end_sector * BLOCK_SIZE;

	return end + least < 1000 * MB ? 1000 * MB - end : least;
}

/* The second layer ends where the first one does; what it lacks is filled. */
static struct budget_amount dual_layer_close(const struct budget_work *work)
{
	uint64_t first = work->total_sectors / 2;
	uint64_t lacks =
		work->end_sector <= first
			? work->end_sector
			: work->total_sectors - MIN(work->end_sector, work->total_sectors);

	return (struct budget_amount){ .seconds = 45, .bytes = lacks * BLOCK_SIZE + 515 * MB };
}

static struct budget_amount dvd_plus_close(const struct budget_work *work)
{
	if (!work->finalise)
		return (struct budget_amount){ .seconds = 20, .bytes = 40 * MB };
	if (work->total_sectors > SINGLE_LAYER_DVD)
		return dual_layer_close(work);
	return (struct budget_amount){ .seconds = 30,
				       .bytes = work->first_session
							? fill_of_small_disc(work, 40 * MB)
							: 100 * MB };
}

static struct budget_amount dvd_minus_close(const struct budget_work *work)
{
	if (!work->finalise)
		return (struct budget_amount){ .seconds = 30,
					       .bytes = work->first_session ? 100 * MB
									    : 20 * MB };
	if (work->total_sectors > SINGLE_LAYER_DVD)
		return dual_layer_close(work);
	return (struct budget_amount){ .seconds = 30,
				       .bytes = fill_of_small_disc(work, 64 * MB) };
}

static struct budget_amount bd_close(const struct budget_work *work)
{
	bool layers = work->total_sectors > SINGLE_LAYER_BD;

	return (struct budget_amount){ .seconds = 45, .bytes = layers ? 128 * MB : 64 * MB };
}

static struct budget_amount session_amount(const struct budget_work *work)
{
	switch (work->family) {
	case MEDIA_CD:
		return cd_close(work);
	case MEDIA_DVD_MINUS:
		return dvd_minus_close(work);
	case MEDIA_BD:
	case MEDIA_HD_DVD:
		return bd_close(work);
	default:
		return dvd_plus_close(work);
	}
}

static uint64_t capacity(const struct budget_work *work)
{
	return work->total_sectors * media_speed_sector(work->family);
}

static struct budget_amount blank_amount(const struct budget_work *work)
{
	if (work->whole)
		return (struct budget_amount){ .seconds = 30, .bytes = capacity(work) };
	return (struct budget_amount){ .seconds = work->family == MEDIA_CD ? 40 : 60 };
}

/* A full format writes every sector and reads it again. */
static struct budget_amount format_amount(const struct budget_work *work)
{
	return (struct budget_amount){ .seconds = 60,
				       .bytes = work->whole ? 2 * capacity(work) : 50 * MB };
}

static struct budget_amount amount_of(const struct budget_work *work)
{
	uint64_t buffer = work->buffer_bytes ? work->buffer_bytes : BUFFER_GUESS;

	switch (work->operation) {
	case IMAPI_OPERATION_SYNCHRONIZE:
		return (struct budget_amount){ .seconds = 10, .bytes = buffer };
	case IMAPI_OPERATION_CLOSE_TRACK:
		return (struct budget_amount){ .seconds = 20, .bytes = buffer };
	case IMAPI_OPERATION_BLANK:
		return blank_amount(work);
	case IMAPI_OPERATION_FORMAT:
		return format_amount(work);
	case IMAPI_OPERATION_LOAD:
	case IMAPI_OPERATION_SPIN_UP:
	case IMAPI_OPERATION_CALIBRATE:
		return (struct budget_amount){ .seconds = 30 };
	default:
		return session_amount(work);
	}
}

/* A drive that wrote slower than it was asked to will do so at the end, too. */
static kbps_t rate_of(const struct budget_work *work)
{
	kbps_t rate = work->rate ? work->rate : media_single_kbps(work->family);

	return work->measured ? MIN(rate, work->measured) : rate;
}

struct budget_amount budget_amount(const struct budget_work *work)
{
	struct budget_amount amount = amount_of(work);

	amount.rate = MAX(rate_of(work), 1u);
	return amount;
}

void budget_raise(struct budget *b, usec_t usual)
{
	b->usual = MAX(b->usual, usual);
	b->silent = MAX(b->silent, b->usual);
	b->quiet = MAX(b->quiet, QUIET_FACTOR * b->usual);
}

struct budget budget_for(const struct budget_work *work)
{
	struct budget_amount amount = budget_amount(work);
	struct budget budget = { .silent = SILENT_FLOOR, .quiet = QUIET_FLOOR };

	/* kB/s are bytes per millisecond */
	budget.expect =
		amount.seconds * USEC_PER_SEC + amount.bytes * USEC_PER_MSEC / amount.rate;
	budget.limit = (usec_t)work->max_wait_s * USEC_PER_SEC;
	budget_raise(&budget, MAX(USUAL_FACTOR * budget.expect, USUAL_FLOOR));
	return budget;
}
