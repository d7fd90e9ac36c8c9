/* SPDX-License-Identifier: MIT */
#include "sim/defects.h"

#include "base/mem.h"
#include "sim/disc.h"

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

static bool has(const struct sim_defects *d, uint32_t lba)
{
	for (unsigned i = 0; i < d->count; i++)
		if (d->list[i].lba == lba)
			return true;
	return false;
}

bool defects_join(struct sim_disc *disc, const struct sim_defects *more)
{
	struct sim_defects *d = &disc->defects;

	for (unsigned i = 0; i < more->count; i++) {
		if (has(d, more->list[i].lba))
			continue;
		if (d->count == DEFECTS_MAX)
			return false;
		d->list[d->count++] = more->list[i];
	}
	return true;
}

bool defects_sane(const struct sim_disc *disc)
{
	const struct sim_defects *d = &disc->defects;

	for (unsigned i = 0; i < d->count; i++)
		if (d->list[i].lba >= disc->whole)
			return false;
	return true;
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

uint32_t defects_spares(const struct sim_disc *disc)
{
	const struct sim_defects *d = &disc->defects;
	uint32_t used = 0;

	for (unsigned i = 0; i < d->count; i++)
		used += d->list[i].replaced;
	return all_spares(disc) - MIN(used, all_spares(disc));
}

static bool is_hit(const struct sim_disc *disc, const struct sim_defect *defect, uint32_t lba,
		   uint32_t blocks)
{
	uint32_t unit = disc->medium->unit, start = defect->lba / unit * unit;

	return lba < start + unit && start < (uint64_t)lba + blocks;
}

struct sim_sense defects_write(struct sim_disc *disc, uint32_t lba, uint32_t blocks,
			       bool streaming)
{
	bool checked = defects_managed(disc) && !streaming, changed = false;
	struct sim_defects *d = &disc->defects;

	for (unsigned i = 0; i < d->count; i++) {
		struct sim_defect *defect = &d->list[i];

		if (!is_hit(disc, defect, lba, blocks) || defect->replaced)
			continue;
		if (checked && defects_spares(disc) == 0)
			return SENSE(3, 0x32, 0x00);
		changed |= checked || !defect->unread;
		defect->replaced = checked;
		defect->unread = !checked;
	}
	if (changed)
		disc_save(disc);
	return GOOD;
}

struct sim_sense defects_read(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
			      uint32_t *ret_bad)
{
	const struct sim_defects *d = &disc->defects;
	uint32_t unit = disc->medium->unit;

	for (unsigned i = 0; i < d->count; i++) {
		uint32_t start = d->list[i].lba / unit * unit;

		if (!d->list[i].unread || !is_hit(disc, &d->list[i], lba, blocks))
			continue;
		*ret_bad = MAX(start, lba);
		return SENSE(3, 0x11, 0x00);
	}
	return GOOD;
}

void defects_forget(struct sim_disc *disc)
{
	struct sim_defects *d = &disc->defects;

	for (unsigned i = 0; i < d->count; i++)
		d->list[i].replaced = d->list[i].unread = false;
	disc_save(disc);
}
