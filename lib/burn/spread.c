/* SPDX-License-Identifier: MIT */
#include "burn/spread.h"

#include "base/mem.h"
#include "base/units.h"

#include <inttypes.h>

#define PARTS_MAX 65536u

static imapi_status refuse(const struct imapi_block_range *r, const char *why,
			   struct imapi_error *err)
{
	return err_set(err, IMAPI_E_INVALIDARG,
		       "the blocks %" PRIu64 " to %" PRIu64 " cannot be written: %s",
		       r->start_lba, r->end_lba, why);
}

static imapi_status check(const struct spread_wish *wish, const struct imapi_block_range *r,
			  struct imapi_error *err)
{
	if (r->end_lba < r->start_lba)
		return refuse(r, "they end before they begin", err);
	if (r->end_lba >= wish->source_sectors)
		return refuse(r, "the stream ends before them", err);
	if (r->start_lba % wish->unit)
		return refuse(r, "they do not begin at a multiple of the write unit", err);
	if ((r->end_lba + 1) % wish->unit && r->end_lba + 1 != wish->source_sectors)
		return refuse(r, "they do not end at a multiple of the write unit", err);
	return IMAPI_OK;
}

static int lower_first(const void *a, const void *b)
{
	const struct spread_part *x = a, *y = b;

	return (x->lba > y->lba) - (x->lba < y->lba);
}

static imapi_status check_overlap(const struct spread *spread, struct imapi_error *err)
{
	AUTOFREE struct spread_part *sorted = malloc(spread->count * sizeof(*sorted));

	if (!sorted)
		return err_no_memory(err);
	memcpy(sorted, spread->parts, spread->count * sizeof(*sorted));
	qsort(sorted, spread->count, sizeof(*sorted), lower_first);
	for (size_t i = 1; i < spread->count; i++)
		if (sorted[i].lba < sorted[i - 1].lba + sorted[i - 1].sectors)
			return err_set(err, IMAPI_E_INVALIDARG,
				       "LBA %" PRIu64 " is to be written twice", sorted[i].lba);
	return IMAPI_OK;
}

static void add(struct spread *spread, const struct imapi_block_range *r, uint32_t unit)
{
	uint64_t sectors = round_up(r->end_lba + 1 - r->start_lba, unit);
	uint64_t lowest = sectors & (0 - sectors);

	spread->parts[spread->count++] =
		(struct spread_part){ spread->sectors, r->start_lba, sectors };
	spread->sectors += sectors;
	spread->end = MAX(spread->end, r->start_lba + sectors);
	spread->granule = spread->granule ? MIN(spread->granule, lowest) : lowest;
}

imapi_status spread_new(const struct spread_wish *wish, struct spread **ret_spread,
			struct imapi_error *err)
{
	AUTOFREE struct spread *spread = NULL;
	imapi_status status = IMAPI_OK;

	if (wish->count == 0 || wish->count > PARTS_MAX)
		return err_set(err, IMAPI_E_INVALIDARG,
			       "%zu ranges are too many or too few to be written", wish->count);
	spread = zalloc(sizeof(*spread) + wish->count * sizeof(spread->parts[0]));
	if (!spread)
		return err_no_memory(err);
	for (size_t i = 0; i < wish->count && !IMAPI_FAILED(status); i++) {
		status = check(wish, &wish->ranges[i], err);
		if (!IMAPI_FAILED(status))
			add(spread, &wish->ranges[i], wish->unit);
	}
	if (!IMAPI_FAILED(status))
		status = check_overlap(spread, err);
	if (!IMAPI_FAILED(status))
		*ret_spread = STEAL(spread);
	return status;
}

uint64_t spread_lba(const struct spread *spread, uint64_t sector, uint64_t *ret_run)
{
	size_t low = 0, high = spread ? spread->count : 0;
	const struct spread_part *part;

	*ret_run = UINT64_MAX;
	if (!spread)
		return sector;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (spread->parts[middle].first <= sector)
			low = middle;
		else
			high = middle;
	}
	part = &spread->parts[low];
	*ret_run = part->sectors - MIN(part->sectors, sector - part->first);
	return part->lba + (sector - part->first);
}
