/* SPDX-License-Identifier: MIT */
/* Judges allocation descriptors (ECMA-167 4/12.1): where the content of a file is said to be.
 */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

#define RULES "ECMA-167 4/12.1"
#define EXTENT "ECMA-167 4/14.14.1.1"

/* A descriptor of any form. */
struct ad {
	unsigned type; /* UDF_EXTENT_... */
	uint32_t length, block;
	uint16_t partition;
};

struct walk {
	struct chu *c;
	struct chu_file *file;
	struct chk_place place;
	unsigned form;
	bool keep; /* the content is structure: remember where it is */
	bool has_run;
	bool last;	/* a descriptor of length 0 ends them */
	bool bad;	/* a fault was said that makes sums meaningless */
	bool unwhole;	/* the extent before has no whole number of blocks */
	struct ad next; /* where they go on, if its type says so */
	uint64_t body, blocks, extents;
	uint8_t bytes[RD_UDF_BLOCK_MAX];
};

static uint8_t kind_of(const struct chu_file *file)
{
	if (file->system)
		return CHU_SPACE;
	return file->type == UDF_TYPE_DIRECTORY || file->type == UDF_TYPE_STREAM_DIRECTORY
		       ? CHU_DIRECTORY
		       : CHU_FILE;
}

static struct ad get_ad(const struct walk *w, const uint8_t *bytes)
{
	struct udf_short_ad narrow;
	struct udf_long_ad wide;

	if (w->form == UDF_ICB_SHORT) {
		wire_get(&udf_short_ad, bytes, udf_short_ad.size, &narrow);
		return (struct ad){ narrow.length >> 30, narrow.length & UDF_EXTENT_MAX,
				    narrow.position, w->file->partition };
	}
	wire_get(&udf_long_ad, bytes, udf_long_ad.size, &wide);
	return (struct ad){ wide.length >> 30, wide.length & UDF_EXTENT_MAX, wide.block,
			    wide.partition };
}

/* Adds blocks to those that are in use; what goes on where the last run ends is one run. */
static imapi_status note_run(struct walk *w, struct chu_run *run)
{
	struct chu *c = w->c;
	struct chu_run *last = c->run_count ? &c->runs[c->run_count - 1] : NULL;

	if (w->file->silent)
		return IMAPI_OK;
	if (run->inner && w->file->type == UDF_TYPE_FILE && !w->has_run)
		chk_error(c->chk, "UDF 2.50 2.2.13", &w->place,
			  "the content of the file is in the metadata partition");
	run->file = w->file;
	run->kind = kind_of(w->file);
	run->first = !w->has_run;
	w->has_run = true;
	if (last && last->file == run->file && last->kind == run->kind &&
	    last->inner == run->inner && last->block + last->blocks == run->block) {
		last->blocks += run->blocks;
		return IMAPI_OK;
	}
	return chu_run(c, run);
}

static imapi_status keep_piece(struct walk *w, const struct chu_run *run, uint32_t block,
			       uint64_t bytes)
{
	struct chu *c = w->c;
	void *grown = array_grow(c->pieces, c->piece_count, &c->piece_room, sizeof(*c->pieces));

	if (!grown)
		return err_no_memory(c->chk->err);
	c->pieces = grown;
	c->pieces[c->piece_count++] = (struct chu_piece){ c->content.length, block };
	return rd_udf_extents_add(c->udf, &c->content, run->at, bytes);
}

/* One run of blocks at a time: partitions need not be in one piece. */
static imapi_status place_ad(struct walk *w, const struct ad *ad, uint64_t content)
{
	uint64_t left = (ad->length + (uint64_t)w->c->block_size - 1) / w->c->block_size;
	uint32_t block = ad->block;
	imapi_status status = IMAPI_OK;

	while (left > 0 && !w->bad) {
		struct chu_run run = { .blocks = 0 };
		uint64_t bytes;

		if (!chu_locate(w->c, ad->partition, block, &run) ||
		    run.at + MIN(run.blocks, left) * w->c->block_size > w->c->raw->end) {
			chk_error(w->c->chk, RULES, &w->place,
				  "an extent of %" PRIu32 " bytes at block %" PRIu32
				  " of partition %u leaves the partition or the image",
				  ad->length, ad->block, ad->partition);
			w->bad = true;
			break;
		}
		run.blocks = MIN(run.blocks, left);
		bytes = MIN(run.blocks * w->c->block_size, content);
		if (w->keep && ad->type == UDF_EXTENT_RECORDED && bytes)
			status = keep_piece(w, &run, block, bytes);
		if (!IMAPI_FAILED(status))
			status = note_run(w, &run);
		if (IMAPI_FAILED(status))
			return status;
		content -= bytes;
		left -= run.blocks;
		block += (uint32_t)run.blocks;
		w->bad |= left && !chu_visit(w->c, &w->place);
	}
	return IMAPI_OK;
}

/* What comes behind the end of the file may be kept for it, but is not recorded. */
static imapi_status take_tail(struct walk *w, const struct ad *ad)
{
	if (ad->type != UDF_EXTENT_ALLOCATED)
		chk_error(w->c->chk, RULES, &w->place,
			  "an extent behind the end of the file is not \"allocated but not "
			  "recorded\" (type %u)",
			  ad->type);
	return place_ad(w, ad, 0);
}

static imapi_status take_body(struct walk *w, const struct ad *ad)
{
	uint64_t length = w->c->entry.entry.length;

	if (w->unwhole)
		chk_error(w->c->chk, RULES, &w->place,
			  "an extent before the last has no whole number of blocks");
	w->unwhole = ad->length % w->c->block_size;
	w->body += ad->length;
	w->extents++;
	if (ad->type == UDF_EXTENT_RECORDED)
		w->blocks += (ad->length + (uint64_t)w->c->block_size - 1) / w->c->block_size;
	if (ad->type == UDF_EXTENT_UNALLOCATED || w->bad)
		return w->keep && !w->bad
			       ? rd_udf_extents_add_hole(w->c->udf, &w->c->content, ad->length)
			       : IMAPI_OK;
	if (ad->type == UDF_EXTENT_ALLOCATED && w->keep) {
		imapi_status status =
			rd_udf_extents_add_hole(w->c->udf, &w->c->content, ad->length);

		if (IMAPI_FAILED(status))
			return status;
	}
	return place_ad(w, ad, MIN(ad->length, length - (w->body - ad->length)));
}

/* True if there is another one behind @ad in the same place. */
static bool judge_end(struct walk *w, const uint8_t *rest, size_t length)
{
	if (!chk_all_zero(rest, length))
		chk_warn(w->c->chk, RULES, &w->place,
			 "allocation descriptors are recorded behind the last one");
	return false;
}

static imapi_status take_ads(struct walk *w, const uint8_t *bytes, size_t length)
{
	size_t size = w->form == UDF_ICB_SHORT ? udf_short_ad.size : udf_long_ad.size;
	imapi_status status = IMAPI_OK;

	if (length % size)
		chk_error(w->c->chk, "ECMA-167 4/14.9.20", &w->place,
			  "%zu bytes of allocation descriptors of %zu bytes each", length,
			  size);
	w->bad |= length % size != 0;
	for (; length >= size && !IMAPI_FAILED(status); length -= size, bytes += size) {
		struct ad ad = get_ad(w, bytes);

		if (ad.length == 0)
			w->last = true;
		else if (ad.type == UDF_EXTENT_CONTINUES)
			w->next = ad;
		else if (w->body >= w->c->entry.entry.length)
			status = take_tail(w, &ad);
		else
			status = take_body(w, &ad);
		if (w->last || w->next.type == UDF_EXTENT_CONTINUES) {
			judge_end(w, bytes + size, length - size);
			break;
		}
	}
	return status;
}

/* False if the next extent of descriptors cannot be used. */
static bool read_next(struct walk *w, struct chu_run *run, struct udf_allocation *ret)
{
	const struct chu_tag_want want = { UDF_TAG_ALLOCATION, w->next.block,
					   "allocation extent descriptor" };
	struct chk_place place = w->place;
	struct chu *c = w->c;

	if (w->next.length < UDF_AED_SIZE || w->next.length > c->block_size ||
	    !chu_locate(c, w->next.partition, w->next.block, run) ||
	    IMAPI_FAILED(rd_udf_bytes(c->raw, run->at, w->bytes, c->block_size))) {
		chk_error(c->chk, "ECMA-167 4/14.5", &w->place,
			  "the allocation descriptors go on in %" PRIu32
			  " bytes at block %" PRIu32 " of partition %u, which cannot be",
			  w->next.length, w->next.block, w->next.partition);
		return false;
	}
	place.block = run->at / BLOCK_SIZE;
	if (!chu_visit(c, &place) || !chu_tag(c, w->bytes, c->block_size, &want, &place))
		return false;
	wire_get(&udf_allocation, w->bytes, UDF_AED_SIZE, ret);
	if (ret->length <= c->block_size - UDF_AED_SIZE)
		return true;
	chk_error(c->chk, "ECMA-167 4/14.5.3", &place,
		  "%" PRIu32 " bytes of allocation descriptors do not fit the block",
		  ret->length);
	return false;
}

static imapi_status take_next(struct walk *w)
{
	struct chu_run run = { .blocks = 0 };
	struct udf_allocation head;
	imapi_status status;

	w->bad |= !read_next(w, &run, &head);
	if (w->bad)
		return IMAPI_OK;
	switch (rd_claim_take(&w->c->taken, run.at / 512, w->file, NULL)) {
	case RD_CLAIM_NO_MEMORY:
		return err_no_memory(w->c->chk->err);
	case RD_CLAIM_TAKEN:
		chk_error(w->c->chk, "ECMA-167 4/14.5", &w->place,
			  "the allocation extent at block %" PRIu64 " was followed before",
			  run.at / BLOCK_SIZE);
		w->bad = true;
		return IMAPI_OK;
	case RD_CLAIM_NEW:
		break;
	}
	run.blocks = 1;
	run.file = w->file;
	run.kind = CHU_TABLE;
	w->next.type = UDF_EXTENT_RECORDED;
	status = chu_run(w->c, &run);
	return IMAPI_FAILED(status) ? status
				    : take_ads(w, w->bytes + UDF_AED_SIZE, head.length);
}

static imapi_status take_embedded(struct walk *w)
{
	struct chu *c = w->c;
	const struct udf_file *e = &c->entry.entry;
	uint64_t at = w->file->at + c->entry.head + e->attributes_length;

	w->body = e->descriptors_length;
	if (w->body != e->length || !w->keep || !e->length)
		return IMAPI_OK;
	return keep_piece(w, &(struct chu_run){ .at = at }, w->file->block, e->length);
}

static void judge_sums(struct walk *w)
{
	const struct udf_file *e = &w->c->entry.entry;

	if (w->bad)
		return;
	if (w->body != e->length)
		chk_error(w->c->chk, "ECMA-167 4/14.9.10", &w->place,
			  "the file has %" PRIu64 " bytes, its extents have %" PRIu64,
			  e->length, w->body);
	if (e->blocks > w->blocks && e->blocks - w->blocks < w->extents)
		chk_warn(w->c->chk, "ECMA-167 4/14.9.11", &w->place,
			 "%" PRIu64 " blocks are said to be recorded, %" PRIu64
			 " are: so Linux counts for files in pieces",
			 e->blocks, w->blocks);
	else if (w->blocks != e->blocks)
		chk_error(w->c->chk, "ECMA-167 4/14.9.11", &w->place,
			  "%" PRIu64 " blocks are said to be recorded, %" PRIu64 " are",
			  e->blocks, w->blocks);
}

static imapi_status take_all(struct walk *w)
{
	struct chu *c = w->c;
	imapi_status status;

	if (w->form == UDF_ICB_EMBEDDED)
		return take_embedded(w);
	status = take_ads(w, rd_udf_descriptors(&c->entry), c->entry.entry.descriptors_length);
	while (!IMAPI_FAILED(status) && !w->bad && w->next.type == UDF_EXTENT_CONTINUES)
		status = take_next(w);
	return status;
}

static bool has_metadata(const struct chu *c)
{
	for (size_t i = 0; i < c->udf->partition_count; i++)
		if (c->udf->partitions[i].kind == RD_UDF_METADATA)
			return true;
	return false;
}

/* The entry itself, and all that it says to be its own. */
imapi_status chu_allocation(struct chu *c, struct chu_file *file)
{
	AUTOFREE struct walk *w = zalloc(sizeof(*w));
	struct chu_run run = { .file = file, .kind = CHU_ENTRY };
	imapi_status status = IMAPI_OK;

	if (!w)
		return err_no_memory(c->chk->err);
	w->c = c;
	w->file = file;
	w->place = chu_place(file);
	w->form = c->entry.entry.icb.flags & UDF_ICB_AD_MASK;
	w->keep = kind_of(file) != CHU_FILE || file->type == UDF_TYPE_SYMLINK;
	c->content.count = c->piece_count = 0;
	c->content.length = 0;
	if (chu_locate(c, file->partition, file->block, &run)) {
		if (has_metadata(c) && !run.inner && !file->system)
			chk_error(c->chk, "UDF 2.50 2.2.13", &w->place,
				  "the file entry is outside of the metadata partition");
		run.blocks = 1;
		status = chu_run(c, &run);
	}
	if (IMAPI_FAILED(status) || (w->form != UDF_ICB_SHORT && w->form != UDF_ICB_LONG &&
				     w->form != UDF_ICB_EMBEDDED))
		return status;
	status = take_all(w);
	if (!IMAPI_FAILED(status))
		judge_sums(w);
	file->sound = !w->bad && w->body == c->entry.entry.length;
	return status;
}
