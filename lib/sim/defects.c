/* SPDX-License-Identifier: MIT */
#include "sim/defects.h"

#include "base/mem.h"
#include "sim/drive.h"

#include <errno.h>

bool defects_add(struct sim_defects *d, const char *text)
{
	while (d->count < DEFECTS_MAX) {
		char *end;
		unsigned long long lba;

		errno = 0;
		lba = strtoull(text, &end, 10);
		if (end == text || *text == '-' || errno || lba > UINT32_MAX)
			return false;
		d->list[d->count++] = (struct sim_defect){ .lba = (uint32_t)lba };
		if (*end != ',')
			return !*end;
		text = end + 1;
	}
	return false;
}

/* A DVD-RAM has primary spares besides those that its capacity tells of. */
static uint32_t all_spares(const struct sim_disc *disc)
{
	const struct sim_medium *medium = disc->medium;

	if (disc_random(disc) && !disc_formatted(disc))
		return 0;
	return (disc->whole - (disc_random(disc) ? disc->tracks[0].end : disc->capacity)) /
		       medium->unit +
	       medium->primary_spares;
}

bool defects_managed(const struct sim_disc *disc)
{
	return all_spares(disc) > 0;
}

uint32_t defects_spares(const struct sim_drive *drive)
{
	const struct sim_defects *d = &drive->spec.defects;
	uint32_t used = 0;

	for (unsigned i = 0; i < d->count; i++)
		used += d->list[i].replaced;
	return all_spares(drive->disc) - MIN(used, all_spares(drive->disc));
}

static bool is_hit(const struct sim_disc *disc, const struct sim_defect *defect, uint32_t lba,
		   uint32_t blocks)
{
	uint32_t unit = disc->medium->unit, start = defect->lba / unit * unit;

	return lba < start + unit && start < (uint64_t)lba + blocks;
}

struct sim_sense defects_write(struct sim_drive *drive, uint32_t lba, uint32_t blocks,
			       bool streaming)
{
	struct sim_defects *d = &drive->spec.defects;
	bool checked = defects_managed(drive->disc) && !streaming;

	d->streaming = streaming;
	for (unsigned i = 0; i < d->count; i++) {
		struct sim_defect *defect = &d->list[i];

		if (!is_hit(drive->disc, defect, lba, blocks) || defect->replaced)
			continue;
		if (checked && defects_spares(drive) == 0)
			return SENSE(3, 0x32, 0x00);
		defect->replaced = checked;
		defect->unread = !checked;
	}
	return GOOD;
}

struct sim_sense defects_read(const struct sim_drive *drive, uint32_t lba, uint32_t blocks,
			      uint32_t *ret_bad)
{
	const struct sim_defects *d = &drive->spec.defects;
	uint32_t unit = drive->disc->medium->unit;

	for (unsigned i = 0; i < d->count; i++) {
		uint32_t start = d->list[i].lba / unit * unit;

		if (!d->list[i].unread || !is_hit(drive->disc, &d->list[i], lba, blocks))
			continue;
		*ret_bad = MAX(start, lba);
		return SENSE(3, 0x11, 0x00);
	}
	return GOOD;
}

void defects_forget(struct sim_drive *drive)
{
	struct sim_defects *d = &drive->spec.defects;

	for (unsigned i = 0; i < d->count; i++)
		d->list[i].replaced = d->list[i].unread = false;
}
