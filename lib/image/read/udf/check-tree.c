/* SPDX-License-Identifier: MIT */
/* Walks through all file entries breadth first, none twice, and judges who leads where. */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

#define UNIQUE "UDF 3.2.1.1"
#define FIRST_ID 16u

bool chu_locate(struct chu *c, uint16_t partition, uint32_t block, struct chu_run *run)
{
	const struct rd_udf_partition *p;
	struct imapi_error before = *c->chk->err;

	if (IMAPI_FAILED(rd_udf_map(c->udf, partition, block, &run->at, &run->blocks))) {
		*c->chk->err = before;
		return false;
	}
	p = &c->udf->partitions[partition];
	run->inner = p->kind == RD_UDF_METADATA;
	run->block = p->kind == RD_UDF_PHYSICAL || p->kind == RD_UDF_SPARABLE
			     ? (uint64_t)p->start + block
			     : run->at / c->block_size;
	return true;
}

static imapi_status add_file(struct chu *c, const struct chu_run *where,
			     const struct udf_long_ad *icb, struct chu_file **ret_file)
{
	void *files = array_grow(c->files, c->file_count, &c->file_room, sizeof(*c->files));
	struct chu_file *file;

	if (!files)
		return err_no_memory(c->chk->err);
	c->files = files;
	file = arena_zalloc(&c->chk->arena, sizeof(*file));
	if (!file || rd_claim_take(&c->icbs, where->at / 512, file, NULL) == RD_CLAIM_NO_MEMORY)
		return err_no_memory(c->chk->err);
	file->at = where->at;
	file->partition = icb->partition;
	file->block = icb->block;
	c->files[c->file_count++] = file;
	*ret_file = file;
	return IMAPI_OK;
}

imapi_status chu_find(struct chu *c, const struct udf_long_ad *icb,
		      const struct chk_place *place, struct chu_file **ret_file)
{
	uint32_t length = icb->length & UDF_EXTENT_MAX;
	struct chu_run where = { .blocks = 0 };

	*ret_file = NULL;
	if (icb->length != length || length == 0 || length % c->block_size) {
		chk_error(c->chk, "ECMA-167 4/14.4.5", place,
			  "the ICB has an extent of type %u and %" PRIu32 " bytes",
			  icb->length >> 30, length);
		c->incomplete = true;
		return IMAPI_OK;
	}
	if (!chu_locate(c, icb->partition, icb->block, &where)) {
		chk_error(c->chk, "ECMA-167 4/14.4.5", place,
			  "the ICB is said to be block %" PRIu32
			  " of partition %u, which does not exist",
			  icb->block, icb->partition);
		c->incomplete = true;
		return IMAPI_OK;
	}
	*ret_file = rd_claim_owner(&c->icbs, where.at / 512);
	return *ret_file ? IMAPI_OK : add_file(c, &where, icb, ret_file);
}

imapi_status chu_link(struct chu *c, struct chu_file *file, uint32_t id)
{
	const struct chu_link link = { file, id };
	void *grown = array_grow(c->links, c->link_count, &c->link_room, sizeof(*c->links));

	if (!grown)
		return err_no_memory(c->chk->err);
	c->links = grown;
	c->links[c->link_count++] = link;
	return IMAPI_OK;
}

/* The entry of the file, its content if that is structure too, and what both lead to. */
static imapi_status judge_file(struct chu *c, struct chu_file *file)
{
	imapi_status status = IMAPI_OK;
	bool good;

	chu_entry_read(c, file, &good);
	if (!good) {
		c->incomplete = true;
		return IMAPI_OK;
	}
	file->judged = true;
	status = chu_entry(c, file);
	if (IMAPI_FAILED(status) || file->in_streams)
		return IMAPI_FAILED(status) || file->type != UDF_TYPE_STREAM_DIRECTORY
			       ? status
			       : chu_directory(c, file);
	if (file->type != UDF_TYPE_DIRECTORY) {
		c->count_files++;
		return IMAPI_OK;
	}
	c->count_directories++;
	return chu_directory(c, file);
}

/* FIDs that lead to the entry (ECMA-167 4/14.9.6); those of streams may count or not. */
static void judge_links(struct chu *c, const struct chu_file *file)
{
	const struct chk_place place = chu_place(file);
	uint32_t links = file->links;

	if (file->type == UDF_TYPE_STREAM_DIRECTORY || links > UINT16_MAX)
		return;
	if (file->recorded_links == links ||
	    (file->has_streams && file->recorded_links + 1u == links))
		return;
	chk_error(c->chk, "ECMA-167 4/14.9.6", &place,
		  "the link count is %u, but %" PRIu32 " identifiers lead here",
		  file->recorded_links, links);
}

static int by_id(const void *a, const void *b)
{
	const struct chu_link *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Adds the ids of the entries to those of the further names that have their own. */
static imapi_status collect(struct chu *c)
{
	size_t kept = 0;
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < c->link_count; i++) {
		struct chu_link *link = &c->links[i];
		struct chu_file *file = link->file;

		if (link->id != (uint32_t)file->unique_id || file->same_id ||
		    file->first_id == (uint32_t)file->unique_id)
			c->links[kept++] = *link;
		else
			file->same_id = true;
	}
	c->link_count = c->revision >= 0x200 ? kept : 0;
	for (size_t i = 0; i < c->file_count && !IMAPI_FAILED(status); i++) {
		struct chu_file *file = c->files[i];

		if (!file->judged || file->in_streams)
			continue;
		status = chu_link(c, file, 0);
		if (!IMAPI_FAILED(status))
			c->links[c->link_count - 1].id = file->unique_id;
	}
	return status;
}

static void judge_id(struct chu *c, struct chu_file *file)
{
	const struct chk_place place = chu_place(file);

	if (file == c->files[0] || !file->judged || file->in_streams)
		return;
	if (file->unique_id == 0)
		chk_error(c->chk, UNIQUE, &place, "the unique id is 0, that of the root");
	else if (file->unique_id < FIRST_ID)
		chk_warn(c->chk, UNIQUE, &place, "the unique id %" PRIu64 " is reserved",
			 file->unique_id);
	if (c->revision >= 0x200 && file->first_id != (uint32_t)file->unique_id &&
	    !file->same_id)
		chk_error(c->chk, UNIQUE, &place,
			  "the unique id is %" PRIu64 ", that of its identifier %" PRIu32,
			  file->unique_id, file->first_id);
}

static void judge_unique(struct chu *c)
{
	array_sort(c->links, c->link_count, sizeof(*c->links), by_id);
	for (size_t i = 1; i < c->link_count; i++) {
		const struct chk_place place = chu_place(c->links[i].file);

		if (c->links[i].id == c->links[i - 1].id && c->links[i].id != 0)
			chk_error(c->chk, UNIQUE, &place,
				  "the unique id %" PRIu64 " is that of another file, too",
				  c->links[i].id);
	}
	if (c->link_count)
		c->highest_id = c->links[c->link_count - 1].id;
}

static imapi_status judge_ids(struct chu *c)
{
	imapi_status status = collect(c);

	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i < c->file_count; i++)
		judge_id(c, c->files[i]);
	judge_unique(c);
	return IMAPI_OK;
}

static imapi_status judge_all(struct chu *c)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < c->file_count && !IMAPI_FAILED(status); i++)
		status = judge_file(c, c->files[i]);
	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i < c->file_count && !c->incomplete; i++)
		judge_links(c, c->files[i]);
	return judge_ids(c);
}

/* UDF 3.3.5.2: streams that belong to the whole volume. */
static imapi_status add_system_streams(struct chu *c, const struct udf_long_ad *icb)
{
	const struct chk_place place = { .dir = &c->root };
	struct chu_file *streams = NULL;
	imapi_status status = IMAPI_OK;

	if (icb->length)
		status = chu_find(c, icb, &place, &streams);
	if (IMAPI_FAILED(status) || !streams || streams->owner)
		return status;
	streams->own = &c->root;
	streams->owner = streams;
	streams->in_streams = streams->as_directory = true;
	return IMAPI_OK;
}

imapi_status chu_tree(struct chu *c)
{
	const struct chk_place place = { .dir = &c->root };
	struct udf_file_set set;
	struct chu_file *root;
	bool good;
	imapi_status status = chu_file_set(c, &set, &good);

	if (!good)
		c->incomplete = true;
	if (IMAPI_FAILED(status) || !good)
		return status;
	status = chu_find(c, &set.root, &place, &root);
	if (IMAPI_FAILED(status) || !root)
		return status;
	root->dir = root->own = &c->root;
	root->owner = root;
	root->as_directory = true;
	status = add_system_streams(c, &set.streams);
	return IMAPI_FAILED(status) ? status : judge_all(c);
}
