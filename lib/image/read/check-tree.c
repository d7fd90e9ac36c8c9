/* SPDX-License-Identifier: MIT */
/* Judges the directories of one tree, breadth first (ECMA-119 6.8, 9.1). */
#include "image/read/check.h"

#include "base/mem.h"
#include "image/read/date.h"

#include <inttypes.h>

static const struct chk_clause clauses[] = {
	{ "extent", "ECMA-119 9.1.3" },
	{ "size", "ECMA-119 9.1.4" },
	{ "sequence", "ECMA-119 9.1.9" },
	{ NULL, NULL },
};

static imapi_status add_dir(struct chk *chk, struct chk_dir *parent,
			    const struct rd_record *record, const char *label)
{
	void *dirs = array_grow(chk->dirs, chk->dir_count, &chk->dir_room, sizeof(*chk->dirs));
	struct chk_dir *dir;
	char *id;

	if (!dirs)
		return err_no_memory(chk->err);
	chk->dirs = dirs;
	dir = arena_zalloc(&chk->arena, sizeof(*dir));
	id = arena_text(&chk->arena, (const char *)record->name, record->head.name_length);
	if (!dir || !id)
		return err_no_memory(chk->err);
	dir->parent = parent;
	dir->label = label;
	dir->id = (const uint8_t *)id;
	dir->id_length = record->head.name_length;
	dir->depth = parent ? (uint16_t)MIN(parent->depth + 1u, UINT16_MAX) : 1;
	dir->path_length = parent ? parent->path_length + 1u + dir->id_length : 0;
	dir->block = record->head.extent;
	dir->length = record->head.size;
	chk->dirs[chk->dir_count++] = dir;
	dir->number = (uint32_t)chk->dir_count;
	if (parent) {
		if (parent->child_count++ == 0)
			parent->first_child = chk->dir_count - 1;
	}
	return IMAPI_OK;
}

static void judge_flags(struct chk *chk, const struct rd_record_head *h,
			const struct chk_place *place)
{
	if (h->flags & RD_FLAG_RESERVED)
		chk_error(chk, "ECMA-119 9.1.6", place, "reserved file flags are set (%02x)",
			  h->flags);
	if ((h->flags & RD_FLAG_DIRECTORY) &&
	    (h->flags & (RD_FLAG_ASSOCIATED | RD_FLAG_RECORD | RD_FLAG_MORE)))
		chk_error(chk, "ECMA-119 9.1.6", place, "flags %02x do not fit a directory",
			  h->flags);
	if (h->flags & (RD_FLAG_RECORD | RD_FLAG_PROTECTION))
		chk_note(chk, "ECMA-119 9.1.6", place, "flags %02x ask for an extended record",
			 h->flags);
	if ((h->unit == 0) != (h->gap == 0) || ((h->flags & RD_FLAG_DIRECTORY) && h->unit))
		chk_error(chk, "ECMA-119 9.1.7", place,
			  "file unit size %u with an interleave gap of %u", h->unit, h->gap);
	if ((h->flags & RD_FLAG_MORE) && h->size % BLOCK_SIZE)
		chk_error(chk, "ECMA-119 9.1.4", place,
			  "a section that is not the last has %" PRIu32
			  " bytes, which are no whole blocks",
			  h->size);
}

static void judge_place(struct chk *chk, const struct rd_record_head *h,
			const struct chk_place *place)
{
	uint64_t end = (uint64_t)h->extent + h->xattr_length + blocks_of(h->size);

	if (h->size == 0 && !(h->flags & RD_FLAG_DIRECTORY))
		return;
	if (!rd_source_has(&chk->source, h->extent, end - h->extent))
		chk_error(chk, "ECMA-119 9.1.3", place,
			  "the extent of %" PRIu32 " bytes at block %" PRIu32
			  " leaves the image",
			  h->size, h->extent);
	else if (chk->volume.primary_block && end > chk_volume_end(chk))
		chk_error(chk, "ECMA-119 8.4.8", place,
			  "the extent ends at block %" PRIu64 ", the volume at block %" PRIu64,
			  end, chk_volume_end(chk));
}

static void judge_head(struct chk *chk, const struct rd_record *record,
		       const struct chk_place *place)
{
	const struct rd_record_head *h = &record->head;
	struct imapi_image_time time;
	unsigned fixed = 33u + h->name_length;

	chk_halves(chk, &rd_record_layout, record->bytes, clauses, place);
	if (h->length % 2)
		chk_error(chk, "ECMA-119 9.1.13", place, "the record has an odd length (%u)",
			  h->length);
	if (h->name_length % 2 == 0 && fixed < h->length && record->bytes[fixed] != 0)
		chk_error(chk, "ECMA-119 9.1.12", place, "the padding after the name is not 0");
	if (!rd_date_short(h->date, &time))
		chk_say(chk, chk_all_zero(h->date, 7) ? IMAPI_IMAGE_NOTE : IMAPI_IMAGE_ERROR,
			"ECMA-119 9.1.5", place, "the recording date is no date");
	if (h->sequence == 0 || h->sequence > MAX(chk->descriptor->set_size, 1))
		chk_error(chk, "ECMA-119 9.1.9", place, "volume sequence number %u",
			  h->sequence);
	judge_flags(chk, h, place);
	judge_place(chk, h, place);
}

/* The first two records: the directory itself and its parent. */
static void judge_dots(struct chk_records *records, const struct rd_record *record,
		       const struct chk_place *place)
{
	struct chk *chk = records->chk;
	bool second = records->seen == 1;
	const struct chk_dir *dir = records->dir;
	const struct chk_dir *of = second && dir->parent ? dir->parent : dir;
	const char *name = second ? "'..'" : "'.'";

	if (!(second ? rd_record_is_dotdot(record) : rd_record_is_dot(record))) {
		chk_error(chk, "ECMA-119 6.8.2.2", place,
			  "record %zu of the directory is not %s", records->seen + 1, name);
		return;
	}
	if (!(record->head.flags & RD_FLAG_DIRECTORY))
		chk_error(chk, "ECMA-119 9.1.6", place, "%s is not flagged as directory", name);
	if (second && chk->kind == IMAPI_IMAGE_TREE_JOLIET && of != dir &&
	    record->head.extent == dir->block)
		chk_warn(chk, "ECMA-119 6.8.2.2", place, "'..' names the directory itself");
	else if (record->head.extent != of->block)
		chk_error(chk, "ECMA-119 6.8.2.2", place,
			  "%s says block %" PRIu32 ", the directory is at %" PRIu64, name,
			  record->head.extent, of->block);
	else if (record->head.size != of->length)
		chk_error(chk, "ECMA-119 6.8.2.2", place,
			  "%s says %" PRIu32 " bytes, the directory has %" PRIu64, name,
			  record->head.size, of->length);
}

static bool same_name(const struct chk_records *records, const struct rd_record *record)
{
	return records->has_previous &&
	       records->previous.name_length == record->head.name_length &&
	       memcmp(records->previous_name, record->name, record->head.name_length) == 0;
}

static void judge_order(struct chk_records *records, const struct rd_record *record,
			const struct chk_place *place)
{
	struct chk *chk = records->chk;
	const uint8_t *last = records->previous_name;
	size_t last_length = records->previous.name_length;
	int strict;

	if (!records->has_previous)
		return;
	strict = chk_order(chk, last, last_length, record->name, record->head.name_length,
			   false);
	if (strict < 0)
		return;
	if (strict > 0 &&
	    chk_order(chk, last, last_length, record->name, record->head.name_length, true) > 0)
		chk_error(chk, "ECMA-119 9.3", place, "the records are not sorted here");
	else if (strict > 0)
		chk_warn(chk, "ECMA-119 9.3", place,
			 "the records are sorted by plain codes, not by name, extension, "
			 "version");
	else if (!(records->previous.flags & (RD_FLAG_MORE | RD_FLAG_ASSOCIATED)))
		chk_error(chk, "ECMA-119 9.3", place, "two records have the same name");
}

/* A file of several sections has them in adjacent records. */
static void judge_sections(struct chk_records *records, const struct rd_record *record,
			   const struct chk_place *place)
{
	bool more = record->head.flags & RD_FLAG_MORE;

	if (records->section_open && !same_name(records, record))
		chk_error(records->chk, "ECMA-119 9.1.6", place,
			  "the file before this record has no last section");
	records->section_open = more && !(record->head.flags & RD_FLAG_DIRECTORY);
}

static imapi_status note_extent(struct chk_records *records, const struct rd_record *record,
				const char *name)
{
	struct chk_extent extent = { .block = record->head.extent,
				     .blocks = record->head.xattr_length +
					       blocks_of(record->head.size),
				     .length = record->head.size,
				     .dir = records->dir,
				     .name = name,
				     .long_name = name,
				     .tree = records->chk->kind };

	if (record->head.size == 0 || record->head.gap)
		return IMAPI_OK;
	if (record->head.flags & RD_FLAG_DIRECTORY)
		extent.kind = CHK_DIRECTORY;
	if (extent.tree == IMAPI_IMAGE_TREE_ISO9660)
		extent.long_name = records->chk->has_susp ? records->rock_label : NULL;
	return chk_add_extent(records->chk, &extent);
}

static imapi_status note_move(struct chk_records *records, const struct chk_place *place)
{
	struct chk *chk = records->chk;
	struct chk_moved move = { .from = records->dir,
				  .name = place->name,
				  .record_block = place->block,
				  .target = records->rock.child };
	void *moves =
		array_grow(chk->moves, chk->move_count, &chk->move_room, sizeof(*chk->moves));

	if (!moves)
		return err_no_memory(chk->err);
	chk->moves = moves;
	chk->moves[chk->move_count++] = move;
	return IMAPI_OK;
}

static void judge_depth(struct chk *chk, const struct chk_dir *dir,
			const struct chk_place *place)
{
	if (dir->depth == 9)
		chk_warn(chk, "ECMA-119 6.8.2.1", place,
			 "more than eight levels of directories");
	if (dir->path_length > 255 && chk->kind != IMAPI_IMAGE_TREE_JOLIET)
		chk_warn(chk, "ECMA-119 6.8.2.1", place, "the path has %" PRIu32 " bytes",
			 dir->path_length);
}

static imapi_status take_named(struct chk_records *records, const struct rd_record *record,
			       const struct chk_place *place)
{
	struct chk *chk = records->chk;
	bool section = records->section_open && same_name(records, record);
	bool moved = chk->has_susp && (records->rock.has & RD_ROCK_CL);
	imapi_status status = IMAPI_OK;

	chk_name(chk, record, place);
	judge_sections(records, record, place);
	judge_order(records, record, place);
	records->has_previous = true;
	records->previous = record->head;
	memcpy(records->previous_name, record->name, record->head.name_length);
	if (chk->has_susp && !section && !(records->rock.has & RD_ROCK_RE))
		status = chk_rock_name(records, place);
	if (!IMAPI_FAILED(status) && moved)
		status = note_move(records, place);
	else if (!IMAPI_FAILED(status))
		status = note_extent(records, record, place->name);
	if (IMAPI_FAILED(status) || !(record->head.flags & RD_FLAG_DIRECTORY))
		return status;
	status = add_dir(chk, records->dir, record, place->name);
	if (IMAPI_FAILED(status))
		return status;
	chk->dirs[chk->dir_count - 1]->moved = records->rock.has & RD_ROCK_RE;
	judge_depth(chk, chk->dirs[chk->dir_count - 1], place);
	return IMAPI_OK;
}

static imapi_status take(struct chk_records *records, const struct rd_record *record)
{
	struct chk *chk = records->chk;
	struct chk_place place = { .block = record->block, .dir = records->dir };
	imapi_status status = IMAPI_OK;

	place.name = chk_label(chk, record->name, record->head.name_length);
	judge_head(chk, record, &place);
	if (records->seen == 0 && !records->dir->parent &&
	    chk->kind == IMAPI_IMAGE_TREE_ISO9660)
		chk_root_use(chk, record, &place);
	if (chk->has_susp)
		chk_use(records, record, &place);
	if (records->seen < 2)
		judge_dots(records, record, &place);
	if (records->seen == 1 && (records->rock.has & RD_ROCK_PL)) {
		records->dir->has_pl = true;
		records->dir->pl = records->rock.parent;
	}
	if (!rd_record_is_dot(record) && !rd_record_is_dotdot(record))
		status = take_named(records, record, &place);
	else if (records->seen >= 2)
		chk_error(chk, "ECMA-119 7.6.2", &place,
			  "a reserved name after the second record");
	records->seen++;
	return status;
}

static imapi_status take_sector(struct chk_records *records, uint64_t block)
{
	struct chk *chk = records->chk;
	const struct chk_place place = { .block = block, .dir = records->dir };
	uint8_t sector[BLOCK_SIZE];
	struct rd_record record;
	const uint8_t *bytes;
	imapi_status status = rd_source_block(&chk->source, block, &bytes);
	size_t at = 0;

	if (IMAPI_FAILED(status))
		return status;
	memcpy(sector, bytes, sizeof(sector));
	while (at < BLOCK_SIZE && sector[at] != 0 && !IMAPI_FAILED(status)) {
		if (!rd_record_split(sector + at, BLOCK_SIZE - at, &record)) {
			chk_error(chk, "ECMA-119 9.1.1", &place,
				  "the bytes at %zu are no directory record (length %u)", at,
				  sector[at]);
			return IMAPI_OK;
		}
		record.block = block;
		record.offset = (uint32_t)at;
		at += record.head.length;
		status = take(records, &record);
	}
	if (at == 0)
		chk_error(chk, "ECMA-119 6.8.1.1", &place, "the sector has no record");
	if (!chk_all_zero(sector + at, BLOCK_SIZE - at))
		chk_error(chk, "ECMA-119 6.8.1.1", &place,
			  "the sector is not zero behind its last record");
	return status;
}

/* True if the blocks are in the image and no other directory has them. */
static bool may_read(struct chk *chk, struct chk_dir *dir, imapi_status *ret_status)
{
	const struct chk_place place = { .block = dir->block, .dir = dir };
	uint64_t count = blocks_of(dir->length);

	*ret_status = IMAPI_OK;
	if (!rd_source_has(&chk->source, dir->block, count))
		return false; /* that was said when its record was judged */
	for (uint64_t i = 0; i < count; i++) {
		enum rd_claimed claimed = rd_claim_take(&chk->claim, dir->block + i, dir, NULL);

		if (claimed == RD_CLAIM_NO_MEMORY)
			*ret_status = err_no_memory(chk->err);
		if (claimed == RD_CLAIM_TAKEN)
			chk_error(chk, "ECMA-119 6.8.2", &place,
				  "the directory shares block %" PRIu64 " with another one",
				  dir->block + i);
		if (claimed != RD_CLAIM_NEW)
			return false;
	}
	return true;
}

static imapi_status judge_dir(struct chk_records *records)
{
	struct chk_dir *dir = records->dir;
	struct chk *chk = records->chk;
	const struct chk_place place = { .block = dir->block, .dir = dir };
	imapi_status status;

	if (!may_read(chk, dir, &status))
		return status;
	if (dir->length == 0 || dir->length % BLOCK_SIZE)
		chk_error(chk, "ECMA-119 6.8.1.3", &place,
			  "the directory has %" PRIu64 " bytes, which are no whole sectors",
			  dir->length);
	for (uint64_t i = 0; i < blocks_of(dir->length) && !IMAPI_FAILED(status); i++)
		status = take_sector(records, dir->block + i);
	if (records->seen < 2)
		chk_error(chk, "ECMA-119 6.8.2.2", &place, "'.' or '..' is missing");
	if (records->section_open)
		chk_error(chk, "ECMA-119 9.1.6", &place,
			  "the last record says that another section follows");
	return status;
}

static imapi_status judge_all(struct chk_records *records)
{
	struct chk *chk = records->chk;
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < chk->dir_count && !IMAPI_FAILED(status); i++) {
		records->dir = chk->dirs[i];
		records->seen = 0;
		records->has_previous = false;
		records->section_open = false;
		rd_rock_clear(&records->rock);
		status = judge_dir(records);
		chk_rock_names_free(records->names);
		records->names = NULL;
	}
	return status;
}

static imapi_status add_root(struct chk *chk)
{
	struct rd_record root;
	uint8_t copy[RD_RECORD_MIN];
	struct chk_extent extent = { .kind = CHK_DIRECTORY };

	memcpy(copy, chk->descriptor->root, sizeof(copy));
	copy[0] = RD_RECORD_MIN;
	copy[32] = 1;
	copy[33] = 0;
	rd_record_split(copy, sizeof(copy), &root);
	judge_head(chk, &root, &(struct chk_place){ .block = chk->descriptor_block });
	extent.block = root.head.extent;
	extent.blocks = blocks_of(root.head.size);
	extent.length = root.head.size;
	if (IMAPI_FAILED(chk_add_extent(chk, &extent)))
		return IMAPI_E_OUTOFMEMORY;
	return add_dir(chk, NULL, &root, "");
}

imapi_status chk_tree(struct chk *chk)
{
	AUTOFREE struct chk_records *records = zalloc(sizeof(*records));
	imapi_status status;

	if (!records)
		return err_no_memory(chk->err);
	records->chk = chk;
	status = add_root(chk);
	if (!IMAPI_FAILED(status))
		status = judge_all(records);
	if (!IMAPI_FAILED(status) && chk->has_susp)
		chk_moves(chk);
	return status;
}
