/* SPDX-License-Identifier: MIT */
/* Judges file entries (ECMA-167 4/14.9) and extended ones (4/14.17). */
#include "image/read/udf/check.h"

#include "base/mem.h"
#include "image/read/udf/entry.h"

#include <inttypes.h>

enum { STRATEGY_SIMPLE = 4, STRATEGY_LINKED = 4096 };
enum { WRITE_ONCE = 2 };
#define FLAGS_RESERVED 0xc000u
#define PERMISSIONS_RESERVED (~0x7fffu)

/* False if the parts of the entry do not fit its block. */
static bool split(struct chu *c, const struct chk_place *place, bool extended)
{
	struct rd_udf_file *e = &c->entry;
	size_t room;

	e->extended = extended;
	e->head = extended ? UDF_EFE_SIZE : UDF_FE_SIZE;
	wire_get(extended ? &udf_extended_file : &udf_file, e->bytes, e->head, &e->entry);
	room = c->block_size - e->head;
	if (e->entry.attributes_length <= room &&
	    e->entry.descriptors_length <= room - e->entry.attributes_length)
		return true;
	chk_error(c->chk, "ECMA-167 4/14.9.20", place,
		  "%" PRIu32 " bytes of attributes and %" PRIu32
		  " of allocation descriptors do not fit the block",
		  e->entry.attributes_length, e->entry.descriptors_length);
	return false;
}

void chu_entry_read(struct chu *c, struct chu_file *file, bool *ret_good)
{
	const struct chk_place place = chu_place(file);
	struct chu_tag_want want = { UDF_TAG_FILE, file->block, "file entry" };
	struct rd_udf_file *e = &c->entry;
	struct udf_tag tag;

	*ret_good = false;
	e->at = file->at;
	e->block = file->block;
	e->partition = file->partition;
	if (!chu_visit(c, &place))
		return;
	if (IMAPI_FAILED(rd_udf_bytes(c->raw, file->at, e->bytes, c->block_size))) {
		chk_error(c->chk, "ECMA-167 4/14.6", &place,
			  "the file entry cannot be read: %s", c->chk->err->message);
		return;
	}
	wire_get(&udf_tag, e->bytes, UDF_FE_SIZE, &tag);
	if (tag.id == UDF_TAG_EXTENDED_FILE)
		want.id = UDF_TAG_EXTENDED_FILE;
	*ret_good = chu_tag(c, e->bytes, c->block_size, &want, &place) &&
		    split(c, &place, tag.id == UDF_TAG_EXTENDED_FILE);
}

static void judge_strategy(struct chu *c, const struct udf_icb *icb,
			   const struct chk_place *place)
{
	if (icb->strategy != STRATEGY_SIMPLE && icb->strategy != STRATEGY_LINKED)
		chk_error(c->chk, "UDF 2.3.5.1", place, "ICB strategy %u, neither 4 nor 4096",
			  icb->strategy);
	if (icb->strategy == STRATEGY_LINKED && (icb->parameter != 1 || icb->entries != 2))
		chk_error(c->chk, "UDF 2.3.5.1", place,
			  "ICB strategy 4096 with parameter %u and %u entries", icb->parameter,
			  icb->entries);
	else if (icb->strategy == STRATEGY_LINKED && c->access != WRITE_ONCE)
		chk_warn(c->chk, "UDF 2.3.5.1", place,
			 "ICB strategy 4096 in a partition of access type %" PRIu32, c->access);
	if (icb->strategy == STRATEGY_SIMPLE && icb->entries != 1)
		chk_error(c->chk, "ECMA-167 4/14.6.4", place,
			  "%u entries in an ICB of strategy 4", icb->entries);
}

static bool is_type(uint8_t type)
{
	return (type >= UDF_TYPE_DIRECTORY && type <= UDF_TYPE_STREAM_DIRECTORY) ||
	       type == UDF_TYPE_REAL_TIME;
}

static void judge_type(struct chu *c, const struct chu_file *file, const struct udf_icb *icb,
		       const struct chk_place *place)
{
	bool directory = icb->type == UDF_TYPE_DIRECTORY;

	if (!is_type(icb->type))
		chk_error(c->chk, "ECMA-167 4/14.6.6", place, "file type %u", icb->type);
	else if (file->in_streams &&
		 file->as_directory != (icb->type == UDF_TYPE_STREAM_DIRECTORY))
		chk_error(c->chk, "UDF 3.3.5.1", place, "file type %u of a stream%s", icb->type,
			  file->as_directory ? " directory" : "");
	else if (!file->in_streams && directory != file->as_directory)
		chk_error(c->chk, "ECMA-167 4/14.6.6", place,
			  "file type %u, but its identifier says that it is %s directory",
			  icb->type, file->as_directory ? "a" : "no");
	if (icb->type == UDF_TYPE_REAL_TIME && c->revision < 0x201)
		chk_warn(c->chk, "UDF 2.3.5.2", place,
			 "a real-time file in a volume of revision %04x", c->revision);
}

static void judge_icb(struct chu *c, const struct chu_file *file, const struct udf_icb *icb,
		      const struct chk_place *place)
{
	judge_strategy(c, icb, place);
	if (!file->system)
		judge_type(c, file, icb, place);
	if (icb->flags & FLAGS_RESERVED)
		chk_error(c->chk, "ECMA-167 4/14.6.8", place, "reserved ICB flags are set (%x)",
			  icb->flags);
	if ((icb->flags & UDF_ICB_AD_MASK) > UDF_ICB_EMBEDDED ||
	    (icb->flags & UDF_ICB_AD_MASK) == UDF_ICB_EXTENDED)
		chk_error(c->chk, "UDF 2.3.5.4", place,
			  "allocation descriptors of form %u, which UDF does not have",
			  icb->flags & UDF_ICB_AD_MASK);
}

static void judge_record(struct chu *c, const struct udf_file *e, const struct chk_place *place)
{
	if (e->record_format || e->record_display || e->record_length)
		chk_warn(c->chk, "UDF 2.3.6.1", place,
			 "record format %u, display %u, length %" PRIu32, e->record_format,
			 e->record_display, e->record_length);
	if (e->permissions & PERMISSIONS_RESERVED)
		chk_warn(c->chk, "ECMA-167 4/14.9.5", place,
			 "reserved permissions are set (%" PRIx32 ")", e->permissions);
	if (e->checkpoint == 0)
		chk_warn(c->chk, "ECMA-167 4/14.9.15", place, "checkpoint 0");
	if (e->attributes_length % 4)
		chk_error(c->chk, "ECMA-167 4/14.9.19", place,
			  "%" PRIu32 " bytes of attributes, no multiple of 4",
			  e->attributes_length);
}

static void judge_times(struct chu *c, const struct udf_file *e, const struct chk_place *place)
{
	chu_time(c, e->atime, "time of the last access", place);
	chu_time(c, e->mtime, "time of the last modification", place);
	chu_time(c, e->ctime, "time of the attributes", place);
	if (c->entry.extended)
		chu_time(c, e->birth, "time of creation", place);
}

static void judge_extended(struct chu *c, const struct chu_file *file,
			   const struct chk_place *place)
{
	const struct udf_file *e = &c->entry.entry;

	if (c->revision && c->revision < 0x200)
		chk_error(c->chk, "ECMA-167 4/14.17", place,
			  "an extended file entry in a volume of revision %04x", c->revision);
	if (e->object_size < e->length ||
	    (!file->system && e->streams.length == 0 && e->object_size != e->length))
		chk_error(c->chk, "ECMA-167 4/14.17.11", place,
			  "object size %" PRIu64 " of a file of %" PRIu64 " bytes",
			  e->object_size, e->length);
	if (e->streams.length && file->in_streams)
		chk_error(c->chk, "UDF 3.3.5.1", place, "a stream has streams of its own");
}

static imapi_status follow_streams(struct chu *c, struct chu_file *file,
				   const struct chk_place *place)
{
	const struct udf_long_ad icb = c->entry.entry.streams;
	struct chu_file *streams;
	imapi_status status;

	if (!c->entry.extended || !icb.length || file->in_streams || file->system)
		return IMAPI_OK;
	status = chu_find(c, &icb, place, &streams);
	if (IMAPI_FAILED(status) || !streams)
		return status;
	if (streams->owner || streams->judged) {
		chk_error(c->chk, "UDF 3.3.5.1", place,
			  "the stream directory belongs to another file, too");
		return IMAPI_OK;
	}
	file->has_streams = true;
	streams->own = arena_zalloc(&c->chk->arena, sizeof(*streams->own));
	if (!streams->own)
		return err_no_memory(c->chk->err);
	streams->own->parent = file->dir;
	streams->own->label = file->name ? file->name : "";
	streams->dir = file->dir;
	streams->name = file->name;
	streams->owner = file;
	streams->in_streams = streams->as_directory = true;
	return IMAPI_OK;
}

static void judge_target(struct chu *c, const struct chk_place *place)
{
	uint8_t bytes[RD_UDF_PATH_MAX];
	char target[RD_TARGET_MAX + 1];
	size_t length = (size_t)MIN(c->content.length, sizeof(bytes));
	const char *wrong;

	if (c->content.length > sizeof(bytes) ||
	    IMAPI_FAILED(rd_udf_content(c->udf, &c->content, 0, bytes, length)))
		wrong = "it is too long";
	else
		wrong = rd_udf_target(bytes, length, target);
	if (wrong)
		chk_error(c->chk, "ECMA-167 4/14.16", place,
			  "the target of the symbolic link: %s", wrong);
}

imapi_status chu_entry(struct chu *c, struct chu_file *file)
{
	const struct udf_file *e = &c->entry.entry;
	const struct chk_place place = chu_place(file);
	imapi_status status;

	file->type = e->icb.type;
	file->unique_id = e->unique_id;
	file->recorded_links = e->links;
	judge_icb(c, file, &e->icb, &place);
	judge_record(c, e, &place);
	judge_times(c, e, &place);
	chu_developer(c, e->implementation, "file entry", &place);
	if (c->entry.extended)
		judge_extended(c, file, &place);
	chu_attributes(c, file);
	status = chu_allocation(c, file);
	if (IMAPI_FAILED(status))
		return status;
	if (file->type == UDF_TYPE_SYMLINK && !file->system)
		judge_target(c, &place);
	return follow_streams(c, file, &place);
}
