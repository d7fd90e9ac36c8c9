/* SPDX-License-Identifier: MIT */
/* The path tables of ECMA-119 9.4, in both byte orders. */
#include "image/iso9660/ecma119.h"
#include "image/iso9660/hierarchy.h"

#include <string.h>

#define HEAD 8u

static size_t id_length(const struct hierarchy_directory *d)
{
	return d->name ? d->name[1] : 1;
}

static size_t record_length(const struct hierarchy_directory *d)
{
	return HEAD + ((id_length(d) + 1) & ~(size_t)1);
}

uint64_t path_table_size(const struct hierarchy *h)
{
	uint64_t size = 0;

	for (uint32_t i = 0; i < h->count; i++)
		size += record_length(h->table[i]);
	return size;
}

void path_table_build(const struct hierarchy *h, bool big_endian, uint8_t *data)
{
	const struct wire_layout *layout =
		big_endian ? &ecma119_path_record_m : &ecma119_path_record_l;

	for (uint32_t i = 0; i < h->count; i++) {
		const struct hierarchy_directory *d = h->table[i];
		const struct ecma119_path_record record = {
			.id_length = (uint8_t)id_length(d),
			.extent = d->first,
			.parent = (uint16_t)d->parent->number,
		};

		wire_put(layout, &record, data);
		if (d->name)
			memcpy(data + HEAD, d->name + 2, d->name[1]);
		data += record_length(d);
	}
}
