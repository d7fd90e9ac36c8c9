/* SPDX-License-Identifier: MIT */
#include "image/iso9660/susp.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"

#define CE_LENGTH 28u

uint8_t *susp_add(struct susp *s, const char signature[2], size_t length)
{
	uint8_t *p = s->bytes + s->length;

	p[0] = (uint8_t)signature[0];
	p[1] = (uint8_t)signature[1];
	p[2] = (uint8_t)(SUSP_HEAD + length);
	p[3] = 1;
	s->length += SUSP_HEAD + length;
	s->ends[s->count++] = (uint16_t)s->length;
	return p + SUSP_HEAD;
}

void susp_put_both(uint8_t *p, uint32_t value)
{
	put_le32(p, value);
	put_be32(p + 4, value);
}

static size_t start_of(const struct susp *s, unsigned i)
{
	return i ? s->ends[i - 1] : 0;
}

/*
 * How many entries from @i on go into @room bytes: all the others, or as many as leave room for
 * a CE.
 */
static unsigned fit(const struct susp *s, unsigned i, size_t room)
{
	size_t start = start_of(s, i);

	if (s->length - start <= room)
		return s->count;
	while (i < s->count && s->ends[i] - start + CE_LENGTH <= room)
		i++;
	return i;
}

static void put_ce(uint8_t *p, uint32_t block, size_t offset, size_t length)
{
	p[0] = 'C';
	p[1] = 'E';
	p[2] = CE_LENGTH;
	p[3] = 1;
	susp_put_both(p + 4, block);
	susp_put_both(p + 12, (uint32_t)offset);
	susp_put_both(p + 20, (uint32_t)length);
}

static void copy(uint8_t *to, const struct susp *s, unsigned from, unsigned end)
{
	if (to && end > from)
		memcpy(to, s->bytes + start_of(s, from), s->ends[end - 1] - start_of(s, from));
}

/* Begins a new block if the rest, or a block full of it, would cross into the next. */
static size_t open_area(struct susp_area *area, size_t rest)
{
	if (area->used % BLOCK_SIZE + MIN(rest, BLOCK_SIZE) > BLOCK_SIZE)
		area->used = (size_t)round_up(area->used, BLOCK_SIZE);
	return area->used;
}

size_t susp_place(const struct susp *s, size_t room, uint8_t *record, struct susp_area *area)
{
	unsigned i = fit(s, 0, room);
	size_t length = start_of(s, i) + (i < s->count ? CE_LENGTH : 0);
	uint8_t *ce = record ? record + start_of(s, i) : NULL;

	copy(record, s, 0, i);
	while (i < s->count) {
		size_t begin = open_area(area, s->length - start_of(s, i));
		unsigned end = fit(s, i, BLOCK_SIZE - begin % BLOCK_SIZE);
		size_t n = start_of(s, end) - start_of(s, i);
		size_t size = n + (end < s->count ? CE_LENGTH : 0);

		if (ce)
			put_ce(ce, area->first + (uint32_t)(begin / BLOCK_SIZE),
			       begin % BLOCK_SIZE, size);
		if (area->data) {
			copy(area->data + begin, s, i, end);
			ce = area->data + begin + n;
		}
		area->used += size;
		i = end;
	}
	return length;
}
