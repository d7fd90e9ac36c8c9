/* SPDX-License-Identifier: MIT */
/* Judges the path tables against the tree (ECMA-119 6.9, 9.4). */
#include "image/read/check.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

#define COMPLAINTS_MAX 100u /* of one table; what follows is rarely news */

struct table {
	struct chk *chk;
	const char *name; /* "L" or "M" */
	bool little;
	uint64_t block;
	uint8_t *bytes;
	size_t size;
	struct chk_dir **dirs; /* by number of their record, as far as they were found */
	size_t count, room;
	size_t hint; /* child of the parent that is likely the next */
	unsigned complaints;
};

struct row {
	uint32_t extent;
	uint16_t parent;
	uint8_t id_length;
	const uint8_t *id;
};

static struct row row_at(const struct table *t, size_t at)
{
	const uint8_t *p = t->bytes + at;
	struct row row = { .extent = t->little ? get_le32(p + 2) : get_be32(p + 2),
			   .parent = t->little ? get_le16(p + 6) : get_be16(p + 6),
			   .id_length = p[0],
			   .id = p + 8 };

	return row;
}

static bool is_row(const struct chk_dir *dir, const struct row *row)
{
	return dir->id_length == row->id_length &&
	       memcmp(dir->id, row->id, row->id_length) == 0;
}

/* The directory that a row names below @parent; the children lie side by side. */
static struct chk_dir *find_child(struct table *t, const struct chk_dir *parent,
				  const struct row *row)
{
	size_t end = parent->first_child + parent->child_count;

	if (t->hint >= parent->first_child && t->hint < end &&
	    is_row(t->chk->dirs[t->hint], row))
		return t->chk->dirs[t->hint++];
	for (size_t i = parent->first_child; i < end; i++)
		if (is_row(t->chk->dirs[i], row)) {
			t->hint = i + 1;
			return t->chk->dirs[i];
		}
	return NULL;
}

static struct chk_dir *find_dir(struct table *t, const struct row *row)
{
	if (t->count == 0)
		return t->chk->dirs[0];
	if (row->parent == 0 || row->parent > t->count || !t->dirs[row->parent - 1])
		return NULL;
	return find_child(t, t->dirs[row->parent - 1], row);
}

static void judge_row(struct table *t, const struct row *row, const struct row *previous)
{
	const struct chk_place place = { .block = t->block,
					 .name = chk_label(t->chk, row->id, row->id_length) };
	const struct chk_dir *dir = t->dirs[t->count];
	size_t number = t->count + 1;
	uint64_t before = t->chk->errors;

	if (number == 1 && (row->id_length != 1 || row->id[0] != 0 || row->parent != 1))
		chk_error(t->chk, "ECMA-119 6.9.1", &place,
			  "path table %s: the first record is not the root", t->name);
	if (!dir)
		chk_error(
			t->chk, "ECMA-119 9.4.4", &place,
			"path table %s: record %zu (parent %u) names no directory of the tree",
			t->name, number, row->parent);
	else if (row->extent != dir->block)
		chk_error(t->chk, "ECMA-119 9.4.3", &place,
			  "path table %s: record %zu says block %" PRIu32
			  ", the directory is at %" PRIu64,
			  t->name, number, row->extent, dir->block);
	if (previous && number > 2 &&
	    (row->parent < previous->parent ||
	     (row->parent == previous->parent &&
	      chk_order(t->chk, previous->id, previous->id_length, row->id, row->id_length,
			false) >= 0 &&
	      chk_order(t->chk, previous->id, previous->id_length, row->id, row->id_length,
			true) >= 0)))
		chk_error(t->chk, "ECMA-119 6.9.1", &place,
			  "path table %s: record %zu is out of order", t->name, number);
	t->complaints += t->chk->errors != before;
}

static imapi_status take_row(struct table *t, const struct row *row, const struct row *previous)
{
	void *dirs = array_grow(t->dirs, t->count, &t->room, sizeof(*t->dirs));

	if (!dirs)
		return err_no_memory(t->chk->err);
	t->dirs = dirs;
	t->dirs[t->count] = find_dir(t, row);
	if (t->dirs[t->count])
		t->dirs[t->count]->in_table = true;
	judge_row(t, row, previous);
	t->count++;
	return IMAPI_OK;
}

static imapi_status judge_rows(struct table *t)
{
	const struct chk_place place = { .block = t->block };
	struct row row = { 0 }, previous;
	size_t at = 0;

	while (at < t->size && t->complaints < COMPLAINTS_MAX) {
		size_t length = t->bytes[at], full = 8 + length + length % 2;
		bool first = at == 0;
		imapi_status status;

		if (t->size - at < 8 || length == 0 || full > t->size - at) {
			chk_error(t->chk, "ECMA-119 9.4.1", &place,
				  "path table %s: no record fits at byte %zu of %zu", t->name,
				  at, t->size);
			return IMAPI_OK;
		}
		if (length % 2 && t->bytes[at + 8 + length] != 0)
			chk_error(t->chk, "ECMA-119 9.4.6", &place,
				  "path table %s: the padding of record %zu is not 0", t->name,
				  t->count + 1);
		previous = row;
		row = row_at(t, at);
		status = take_row(t, &row, first ? NULL : &previous);
		if (IMAPI_FAILED(status))
			return status;
		at += full;
	}
	return IMAPI_OK;
}

static void judge_count(struct table *t)
{
	size_t missing = 0;
	const struct chk_dir *first = NULL;

	for (size_t i = 0; i < t->chk->dir_count; i++) {
		if (!t->chk->dirs[i]->in_table) {
			first = first ? first : t->chk->dirs[i];
			missing++;
		}
		t->chk->dirs[i]->in_table = false;
	}
	if (missing && t->complaints < COMPLAINTS_MAX)
		chk_error(t->chk, "ECMA-119 6.9", &(struct chk_place){ t->block, first, NULL },
			  "path table %s: %zu of %zu directories are missing, first this one",
			  t->name, missing, t->chk->dir_count);
}

static imapi_status read_bytes(struct table *t)
{
	t->size = t->chk->descriptor->table_size;
	t->bytes = malloc(MAX(t->size, 1u));
	if (!t->bytes)
		return err_no_memory(t->chk->err);
	return rd_source_read(&t->chk->source, t->block, 0, t->bytes, t->size);
}

static imapi_status judge_table(struct table *t, bool optional)
{
	struct chk *chk = t->chk;
	uint64_t blocks = blocks_of(chk->descriptor->table_size);
	struct chk_extent extent = { .block = t->block,
				     .blocks = blocks,
				     .length = chk->descriptor->table_size,
				     .kind = CHK_TABLE };
	imapi_status status;

	if (t->block == 0 && optional)
		return IMAPI_OK;
	if (t->block == 0 || !rd_source_has(&chk->source, t->block, blocks)) {
		chk_error(chk, t->little ? "ECMA-119 8.4.14" : "ECMA-119 8.4.16",
			  &(struct chk_place){ .block = chk->descriptor_block },
			  "path table %s at block %" PRIu64 " is not in the image", t->name,
			  t->block);
		return IMAPI_OK;
	}
	status = chk_add_extent(chk, &extent);
	if (!IMAPI_FAILED(status))
		status = read_bytes(t);
	if (!IMAPI_FAILED(status))
		status = judge_rows(t);
	if (!IMAPI_FAILED(status))
		judge_count(t);
	return status;
}

imapi_status chk_tables(struct chk *chk)
{
	const struct rd_descriptor *d = chk->descriptor;
	const struct {
		uint64_t block;
		const char *name;
		bool little, optional;
	} rows[] = {
		{ d->table_l, "L", true, false },
		{ d->table_m, "M", false, false },
		{ d->table_l_optional, "L (optional)", true, true },
		{ d->table_m_optional, "M (optional)", false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct table t = { .chk = chk,
				   .name = rows[i].name,
				   .little = rows[i].little,
				   .block = rows[i].block };
		imapi_status status = judge_table(&t, rows[i].optional);

		free(t.bytes);
		free(t.dirs);
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}
