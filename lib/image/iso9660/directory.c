/* SPDX-License-Identifier: MIT */
/* The records of a directory (ECMA-119 6.8.1, 9.1). */
#include "image/iso9660/hierarchy.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/iso9660/ecma119.h"
#include "image/iso9660/rock-ridge.h"

/* A directory that is being written, or only measured if @data is NULL. */
struct writer {
	const struct hierarchy *h;
	uint8_t *data;
	size_t used;
	struct susp_area area;
	struct susp susp;
};

/* What a record says, before it is cut into sections. */
struct record {
	uint32_t extent;
	uint64_t size;
	int64_t mtime;
	uint8_t flags;
	uint8_t id[ECMA119_RECORD_MAX];
	size_t id_length;
};

static void put_section(struct writer *w, const struct record *r, struct ecma119_record *wire)
{
	size_t head = (ECMA119_RECORD_HEAD + r->id_length + 1) & ~(size_t)1;
	uint8_t bytes[ECMA119_RECORD_MAX] = { 0 };
	size_t length = head;

	if (w->h->settings.rock_ridge)
		length += susp_place(&w->susp, sizeof(bytes) - head,
				     w->data ? bytes + head : NULL, &w->area);
	length = (length + 1) & ~(size_t)1;
	if (w->used % BLOCK_SIZE + length > BLOCK_SIZE)
		w->used = (size_t)round_up(w->used, BLOCK_SIZE);
	if (w->data) {
		wire->length = (uint8_t)length;
		wire->sequence_number = 1;
		wire->id_length = (uint8_t)r->id_length;
		ecma119_short_date(r->mtime, wire->date);
		wire_put(&ecma119_record, wire, bytes);
		memcpy(bytes + ECMA119_RECORD_HEAD, r->id, r->id_length);
		memcpy(w->data + w->used, bytes, length);
	}
	w->used += length;
}

/* A file that is too long for one extent has a record for each section (ECMA-119 6.5.1). */
static void put_record(struct writer *w, const struct record *r)
{
	struct ecma119_record wire = { .extent = r->extent, .flags = r->flags };
	uint64_t left = r->size;

	while (left > ECMA119_SECTION_MAX) {
		wire.data_length = ECMA119_SECTION_MAX;
		wire.flags = r->flags | ECMA119_MULTI_EXTENT;
		put_section(w, r, &wire);
		left -= ECMA119_SECTION_MAX;
		wire.extent += ECMA119_SECTION_MAX / BLOCK_SIZE;
	}
	wire.data_length = (uint32_t)left;
	wire.flags = r->flags;
	put_section(w, r, &wire);
}

/* A file that an earlier session has keeps the sections that it has there. */
static void put_stored(struct writer *w, const struct record *r,
		       const struct tree_stored *stored)
{
	for (uint32_t i = 0; i < stored->count; i++) {
		const struct tree_section *s = &stored->sections[i];
		struct ecma119_record wire = { .extent = s->block,
					       .data_length = s->length,
					       .unit_size = s->unit,
					       .gap_size = s->gap,
					       .flags = r->flags };

		if (i + 1 < stored->count)
			wire.flags |= ECMA119_MULTI_EXTENT;
		put_section(w, r, &wire);
	}
}

static void put_id(const struct hierarchy *h, const struct hierarchy_entry *entry,
		   struct record *r)
{
	const uint8_t *name = entry->name + 2;
	bool wide = h->settings.joliet;
	size_t n = entry->name[1];

	memcpy(r->id, name, n);
	if (hierarchy_kind(entry) != HIERARCHY_DIRECTORY) {
		if (!wide && !memchr(name, '.', n))
			r->id[n++] = '.';
		memcpy(r->id + n,
		       wide ? "\0;\0"
			      "1"
			    : ";1",
		       wide ? 4 : 2);
		n += wide ? 4 : 2;
	}
	r->id_length = n;
}

static bool has_contents(const struct tree_node *node)
{
	return S_ISREG(node->mode) && node->file.size > 0;
}

static bool is_stored(const struct tree_node *node)
{
	return (node->flags & TREE_STORED) != 0;
}

static void put_entry(struct writer *w, const struct hierarchy_entry *entry)
{
	struct tree_node *node = tree_leader(hierarchy_node(entry));
	struct record r = { .extent = extents_empty_block(w->h->extents),
			    .mtime = node->mtime };

	if (hierarchy_kind(entry) == HIERARCHY_DIRECTORY) {
		r.extent = entry->directory->first;
		r.size = entry->directory->size;
		r.flags = ECMA119_DIRECTORY;
	} else if (has_contents(node) && !is_stored(node)) {
		r.extent = extents_block_of(w->h->extents, node);
		r.size = node->file.size;
	}
	if (hierarchy_node(entry)->flags & TREE_HIDDEN)
		r.flags |= ECMA119_HIDDEN;
	put_id(w->h, entry, &r);
	if (w->h->settings.rock_ridge)
		rock_ridge_entry(w->h, entry, &w->susp);
	if (has_contents(node) && is_stored(node))
		put_stored(w, &r, node->file.stored);
	else
		put_record(w, &r);
}

/* "." and "..", whose identifiers are one byte, 0 and 1. */
static void put_dots(struct writer *w, const struct hierarchy_directory *d)
{
	struct record self = { d->first, d->size, d->node->mtime, ECMA119_DIRECTORY, { 0 }, 1 };
	struct record parent = { d->parent->first,  d->parent->size, d->parent->node->mtime,
				 ECMA119_DIRECTORY, { 1 },	     1 };

	if (w->h->settings.rock_ridge)
		rock_ridge_self(w->h, d, &w->susp);
	put_record(w, &self);
	if (w->h->settings.rock_ridge)
		rock_ridge_parent(d, &w->susp);
	put_record(w, &parent);
}

static void put_all(struct writer *w, const struct hierarchy_directory *d)
{
	put_dots(w, d);
	for (uint32_t i = 0; i < d->count; i++)
		put_entry(w, &d->entries[i]);
}

void directory_measure(const struct hierarchy *h, struct hierarchy_directory *d)
{
	struct writer w = { .h = h };

	put_all(&w, d);
	d->size = (uint32_t)round_up(w.used, BLOCK_SIZE);
	d->continued = (uint32_t)w.area.used;
}

void directory_build(const struct hierarchy *h, const struct hierarchy_directory *d,
		     uint8_t *data)
{
	struct writer w = { .h = h,
			    .data = data,
			    .area = { .data = data + d->size,
				      .first = d->first + d->size / BLOCK_SIZE } };

	put_all(&w, d);
}

void directory_root_record(const struct hierarchy *h, uint8_t record[34])
{
	const struct hierarchy_directory *root = h->directories[0];
	struct ecma119_record wire = { .length = 34,
				       .extent = root->first,
				       .data_length = root->size,
				       .flags = ECMA119_DIRECTORY,
				       .sequence_number = 1,
				       .id_length = 1 };

	ecma119_short_date(root->node->mtime, wire.date);
	wire_put(&ecma119_record, &wire, record);
	record[33] = 0;
}
