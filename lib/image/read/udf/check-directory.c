/* SPDX-License-Identifier: MIT */
/* Judges the file identifiers of directories and stream directories (ECMA-167 4/14.4). */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/read/udf/text.h"

#include <inttypes.h>

#define NAME "ECMA-167 4/14.4.8"
#define CHARACTERISTICS "ECMA-167 4/14.4.3"
#define RESERVED 0xe0u
#define ENTITY 32u /* bytes at the start of implementation use */
#define DELETED_8 254u
#define DELETED_16 255u

struct walk {
	struct chu *c;
	struct chu_file *directory;
	struct chk_place place; /* of the directory */
	const uint8_t *bytes;
	size_t length, at;
	size_t count, parents;
	size_t piece; /* that the walk is in */
	struct rd_claim names;
	const uint8_t *fid; /* the one that is judged, and its parts */
	const uint8_t *name;
	struct udf_file_id head;
	size_t size;
};

/* The block of the directory's partition that byte @at is in. */
static uint32_t block_at(struct walk *w)
{
	const struct chu *c = w->c;

	while (w->piece + 1 < c->piece_count && c->pieces[w->piece + 1].offset <= w->at)
		w->piece++;
	if (!c->piece_count)
		return 0;
	return c->pieces[w->piece].block +
	       (uint32_t)((w->at - c->pieces[w->piece].offset) / c->block_size);
}

static uint64_t lba_at(const struct walk *w)
{
	const struct rd_udf_extents *content = &w->c->content;
	size_t i = rd_udf_extents_find(content, w->at);

	if (i == content->count)
		return w->place.block;
	return (rd_udf_extent_at(&content->at[i]) + w->at - content->starts[i]) / BLOCK_SIZE;
}

static bool is_deleted(const struct walk *w)
{
	return w->head.characteristics & UDF_FID_DELETED;
}

static bool is_parent(const struct walk *w)
{
	return w->head.characteristics & UDF_FID_PARENT;
}

static void judge_first(struct walk *w, const struct chk_place *place)
{
	if (is_parent(w) && w->parents++)
		chk_error(w->c->chk, "ECMA-167 4/8.6", place,
			  "there is more than one identifier of the parent");
	if (w->count == 1 && !is_parent(w))
		chk_error(w->c->chk, "ECMA-167 4/8.6", place,
			  "the first identifier is not that of the parent directory");
	if (is_parent(w) && (w->head.name_length || is_deleted(w)))
		chk_error(w->c->chk, CHARACTERISTICS, place,
			  "the identifier of the parent has a name or is deleted");
	if (is_parent(w) && w->directory->type != UDF_TYPE_STREAM_DIRECTORY &&
	    !(w->head.characteristics & UDF_FID_DIRECTORY))
		chk_error(w->c->chk, CHARACTERISTICS, place,
			  "the identifier of the parent is not flagged as directory");
	if (!is_parent(w) && !w->head.name_length)
		chk_error(w->c->chk, NAME, place, "an identifier without a name");
}

static void judge_head(struct walk *w, const struct chk_place *place)
{
	size_t used = UDF_FID_SIZE + w->head.use_length + (size_t)w->head.name_length;

	if (w->head.version != 1)
		chk_error(w->c->chk, "UDF 2.3.4.1", place, "file version number %u",
			  w->head.version);
	if (w->head.characteristics & RESERVED)
		chk_error(w->c->chk, CHARACTERISTICS, place,
			  "reserved characteristics are set (%02x)", w->head.characteristics);
	if (w->head.use_length && (w->head.use_length < ENTITY || w->head.use_length % 4))
		chk_warn(w->c->chk, "UDF 2.3.4.4", place,
			 "%u bytes of implementation use, which no identifier begins",
			 w->head.use_length);
	if (!chk_all_zero(w->fid + used, w->size - used))
		chk_error(w->c->chk, "ECMA-167 4/14.4.9", place,
			  "the padding behind the name is not 0");
	judge_first(w, place);
}

/* True if the character cannot be in a path of any system. */
static bool is_bad(const uint8_t *name, size_t length)
{
	size_t step = name[0] / 8u;

	for (size_t i = 1; i + step <= length; i += step)
		if ((step == 1 ? name[i] : get_be16(name + i)) == '/')
			return true;
	return false;
}

/* Of the characters, however wide they are recorded. */
static uint64_t hash_of(const uint8_t *name, size_t length)
{
	size_t step = name[0] == 8 ? 1 : 2;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 1; i + step <= length; i += step)
		hash = (hash ^ (step == 1 ? name[i] : get_be16(name + i))) *
		       UINT64_C(0x100000001b3);
	return (hash ^ hash >> 31) >> 1;
}

/* Equal hashes of 63 bits are taken for equal names. */
static imapi_status judge_double(struct walk *w, const struct chk_place *place)
{
	switch (rd_claim_take(&w->names, hash_of(w->name, w->head.name_length), w, NULL)) {
	case RD_CLAIM_NO_MEMORY:
		return err_no_memory(w->c->chk->err);
	case RD_CLAIM_TAKEN:
		chk_error(w->c->chk, "ECMA-167 4/8.6", place, "the name is there twice");
		break;
	case RD_CLAIM_NEW:
		break;
	}
	return IMAPI_OK;
}

static imapi_status judge_name(struct walk *w, const struct chk_place *place)
{
	const char *wrong = chu_bad_text(w->name, w->head.name_length);

	if (w->head.name_length == 0)
		return IMAPI_OK;
	if (is_deleted(w) && (w->name[0] == DELETED_8 || w->name[0] == DELETED_16))
		return IMAPI_OK;
	if (wrong) {
		chk_error(w->c->chk, "UDF 2.1.1", place, "the name: %s", wrong);
		return IMAPI_OK;
	}
	if (is_bad(w->name, w->head.name_length))
		chk_error(w->c->chk, "ECMA-167 4/8.7", place, "the name has a slash");
	return is_deleted(w) ? IMAPI_OK : judge_double(w, place);
}

static const char *label_of(struct walk *w)
{
	char text[2 * UINT8_MAX + 2];
	bool known;
	size_t length = rd_udf_text(w->name, w->head.name_length, text, &known);

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
	return arena_text(&w->c->chk->arena, length ? text : "?", length ? length : 1);
}

static imapi_status set_first(struct walk *w, struct chu_file *file,
			      const struct chk_place *place)
{
	struct arena *arena = &w->c->chk->arena;

	file->dir = w->directory->own;
	file->name = place->name;
	file->owner = w->directory;
	file->in_streams = w->directory->in_streams;
	file->as_directory = w->head.characteristics & UDF_FID_DIRECTORY;
	file->first_id = get_le32(w->head.icb.use + 2);
	if (!file->as_directory)
		return IMAPI_OK;
	file->own = arena_zalloc(arena, sizeof(*file->own));
	if (!file->own)
		return err_no_memory(w->c->chk->err);
	file->own->parent = file->dir;
	file->own->label = file->name;
	return IMAPI_OK;
}

static imapi_status take_named(struct walk *w, struct chu_file *file,
			       const struct chk_place *place)
{
	bool directory = w->head.characteristics & UDF_FID_DIRECTORY;

	w->c->names += !directory && !w->directory->in_streams;
	if (!file->owner)
		return set_first(w, file, place);
	if (directory || file->as_directory)
		chk_error(w->c->chk, "ECMA-167 4/8.6", place,
			  "the directory is in another one, too");
	if (file->in_streams != w->directory->in_streams)
		chk_error(w->c->chk, "UDF 3.3.5.1", place, "a stream is a file, too");
	return chu_link(w->c, file, get_le32(w->head.icb.use + 2));
}

static void judge_parent(struct walk *w, const struct chu_file *file,
			 const struct chk_place *place)
{
	const struct chu_file *owner = w->directory->owner;

	if (file != owner && !(owner == w->directory && file == w->c->files[0]))
		chk_error(w->c->chk, "ECMA-167 4/8.6", place,
			  "the identifier of the parent leads to another directory");
	else if (w->c->revision >= 0x200 &&
		 get_le32(w->head.icb.use + 2) != (uint32_t)owner->unique_id)
		chk_warn(w->c->chk, "UDF 2.3.4.3", place,
			 "the identifier of the parent has unique id %" PRIu32
			 ", the parent %" PRIu64,
			 get_le32(w->head.icb.use + 2), owner->unique_id);
}

static imapi_status follow(struct walk *w, const struct chk_place *place)
{
	struct chu_file *file;
	imapi_status status;

	if (is_deleted(w))
		return IMAPI_OK;
	status = chu_find(w->c, &w->head.icb, place, &file);
	if (IMAPI_FAILED(status) || !file)
		return status;
	file->links++;
	if (!is_parent(w))
		return take_named(w, file, place);
	judge_parent(w, file, place);
	return IMAPI_OK;
}

/* Sets the parts of the identifier that the walk is at; false if it leaves the directory. */
static bool split(struct walk *w)
{
	size_t left = w->length - w->at;

	w->fid = w->bytes + w->at;
	if (left < UDF_FID_SIZE)
		return false;
	wire_get(&udf_file_id, w->fid, UDF_FID_SIZE, &w->head);
	w->size = (UDF_FID_SIZE + w->head.use_length + (size_t)w->head.name_length + 3) / 4 * 4;
	w->name = w->fid + UDF_FID_SIZE + w->head.use_length;
	return w->size <= left;
}

/* *@ret_more: the walk can go on. */
static imapi_status take(struct walk *w, bool *ret_more)
{
	struct chk_place place = { lba_at(w), w->directory->own, NULL };
	const struct chu_tag_want want = { UDF_TAG_FILE_ID, block_at(w), "file identifier" };
	imapi_status status;

	*ret_more = split(w);
	if (!*ret_more) {
		chk_error(w->c->chk, "ECMA-167 4/14.9.10", &place,
			  "the directory ends inside a file identifier");
		return IMAPI_OK;
	}
	w->count++;
	if (w->head.name_length) {
		place.name = label_of(w);
		if (!place.name)
			return err_no_memory(w->c->chk->err);
	}
	if (!chu_tag(w->c, w->fid, w->size, &want, &place)) {
		w->c->incomplete = true;
		*ret_more = get_le16(w->fid) == UDF_TAG_FILE_ID;
		return IMAPI_OK;
	}
	judge_head(w, &place);
	status = judge_name(w, &place);
	return IMAPI_FAILED(status) ? status : follow(w, &place);
}

static imapi_status take_all(struct walk *w)
{
	imapi_status status = IMAPI_OK;
	bool more = true;

	while (more && w->at < w->length && !IMAPI_FAILED(status)) {
		status = take(w, &more);
		w->at += w->size;
	}
	w->c->incomplete |= !more;
	if (w->count == 0)
		chk_error(w->c->chk, "ECMA-167 4/8.6", &w->place,
			  "the directory has no identifier of its parent");
	return status;
}

static bool may_read(struct chu *c, const struct chu_file *directory,
		     const struct chk_place *place)
{
	bool hole = false;

	for (size_t i = 0; i < c->content.count; i++)
		hole |= c->content.at[i].block == IMAPI_IMAGE_HOLE;
	if (hole)
		chk_error(c->chk, "ECMA-167 4/8.6", place,
			  "the directory has extents that are not recorded");
	else if (c->content.length > c->bytes_left)
		chk_error(c->chk, "ECMA-167 4/8.6", place,
			  "the directories are longer than the image");
	return !hole && directory->sound && c->content.length <= c->bytes_left;
}

/* Its entry was judged just now: its content is c->content. */
imapi_status chu_directory(struct chu *c, struct chu_file *directory)
{
	struct walk w = { .c = c, .directory = directory, .place = chu_place(directory) };
	AUTOFREE uint8_t *bytes = NULL;
	imapi_status status;

	if (!directory->own || !may_read(c, directory, &w.place)) {
		c->incomplete = true;
		return IMAPI_OK;
	}
	w.length = (size_t)c->content.length;
	c->bytes_left -= w.length;
	bytes = malloc(w.length + 1);
	if (!bytes)
		return err_no_memory(c->chk->err);
	w.bytes = bytes;
	if (IMAPI_FAILED(rd_udf_content(c->udf, &c->content, 0, bytes, w.length))) {
		chk_error(c->chk, "ECMA-167 4/8.6", &w.place,
			  "the directory cannot be read: %s", c->chk->err->message);
		c->incomplete = true;
		return IMAPI_OK;
	}
	status = take_all(&w);
	rd_claim_clear(&w.names);
	return status;
}
