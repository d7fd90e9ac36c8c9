/* SPDX-License-Identifier: MIT */
#include "image/read/udf/check.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/udf/tag.h"

#define SLACK 4096u /* structures beyond one a block */

struct chk_place chu_at(const struct chu *c, uint64_t block)
{
	return (struct chk_place){ .block = block * c->block_size / BLOCK_SIZE };
}

struct chk_place chu_place(const struct chu_file *file)
{
	return (struct chk_place){ file->at / BLOCK_SIZE, file->dir, file->name };
}

bool chu_read(struct chu *c, uint64_t block, void *data, size_t length)
{
	struct imapi_error before = *c->chk->err;
	bool good = block <= c->end &&
		    !IMAPI_FAILED(rd_udf_bytes(c->raw, block * c->block_size, data, length));

	if (!good)
		*c->chk->err = before;
	return good;
}

imapi_status chu_run(struct chu *c, const struct chu_run *run)
{
	void *grown = array_grow(c->runs, c->run_count, &c->run_room, sizeof(*c->runs));

	if (!grown)
		return err_no_memory(c->chk->err);
	c->runs = grown;
	c->runs[c->run_count++] = *run;
	return IMAPI_OK;
}

imapi_status chu_volume_run(struct chu *c, uint64_t block, uint64_t bytes)
{
	const struct chu_run run = {
		.block = block,
		.blocks = (bytes + c->block_size - 1) / c->block_size,
		.kind = CHU_VOLUME,
	};

	return bytes ? chu_run(c, &run) : IMAPI_OK;
}

bool chu_visit(struct chu *c, const struct chk_place *place)
{
	if (c->visits_left) {
		c->visits_left--;
		return true;
	}
	if (!c->incomplete)
		chk_error(c->chk, "ECMA-167 4/8.5", place,
			  "there are more structures than blocks for them");
	c->incomplete = true;
	return false;
}

/* 2 for an anchor, 1 for what was one. */
static unsigned anchor_at(struct chu *c, uint32_t block_size, uint64_t block)
{
	uint8_t bytes[UDF_DESCRIPTOR_SIZE];
	struct udf_tag tag;
	const char *wrong;

	c->block_size = block_size;
	c->end = c->raw->end / block_size;
	if (block >= c->end || !chu_read(c, block, bytes, sizeof(bytes)) ||
	    get_le16(bytes) != UDF_TAG_ANCHOR)
		return 0;
	wrong = udf_bad_tag(bytes, sizeof(bytes), &tag);
	return tag.location != block ? !wrong : wrong ? 1 : 2;
}

/* The best that is where an anchor can be. */
static unsigned anchors_of(struct chu *c, uint32_t block_size)
{
	uint64_t end = c->raw->end / block_size;
	uint64_t first = c->chk->session_start * BLOCK_SIZE / block_size;
	const uint64_t blocks[] = { first + 256, end - 257, end - 1, first + 512 };
	unsigned best = 0;

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		unsigned found = anchor_at(c, block_size, blocks[i]);

		best = MAX(best, found);
	}
	return best;
}

/* Anchors tell the size of the blocks (UDF 2.2.4.2: that of the sectors). */
static void set_block_size(struct chu *c)
{
	static const uint32_t sizes[] = { 2048, 512, 4096, 1024, 8192, 16384, 32768 };
	uint32_t chosen = BLOCK_SIZE;
	unsigned best = 0;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned found = anchors_of(c, sizes[i]);

		if (found > best)
			chosen = sizes[i];
		best = MAX(best, found);
	}
	c->block_size = chosen;
	c->end = c->raw->end / chosen;
	c->start = c->chk->session_start * BLOCK_SIZE / chosen;
	c->raw->block_size = chosen;
	c->visits_left = c->end + SLACK;
	c->bytes_left = c->chk->source.stream->length;
}

static imapi_status volume_runs(struct chu *c)
{
	struct udf_extent_ad extent;
	imapi_status status = chu_volume_run(c, c->anchor.main.location, c->anchor.main.length);

	if (!IMAPI_FAILED(status))
		status =
			chu_volume_run(c, c->anchor.reserve.location, c->anchor.reserve.length);
	wire_get(&udf_extent_ad, c->sequence->logical + 432, udf_extent_ad.size, &extent);
	return IMAPI_FAILED(status) ? status
				    : chu_volume_run(c, extent.location, extent.length);
}

/* The way from partitions to the image is that of the reader. */
static imapi_status open_volume(struct chu *c)
{
	const struct chk_place place = chu_at(c, c->sequence->blocks[UDF_TAG_LOGICAL]);
	imapi_status status =
		rd_udf_open_damaged(&c->chk->source, (uint32_t)c->chk->session_start, &c->udf);

	if (status == IMAPI_E_OUTOFMEMORY)
		return status;
	if (IMAPI_FAILED(status) || c->udf->block_size != c->block_size) {
		chk_error(c->chk, "ECMA-167 3/8.5", &place,
			  "the partitions cannot be told from the maps: %s",
			  IMAPI_FAILED(status) ? c->chk->err->message : "another volume");
		c->udf = rd_udf_free(c->udf);
	}
	c->access = c->sequence->partitions[0].access;
	return IMAPI_OK;
}

static imapi_status judge_contents(struct chu *c)
{
	imapi_status status = chu_spares(c);

	if (!IMAPI_FAILED(status))
		status = chu_space_runs(c);
	if (!IMAPI_FAILED(status))
		status = chu_vat(c);
	if (!IMAPI_FAILED(status))
		status = chu_metadata(c);
	if (!IMAPI_FAILED(status))
		status = chu_tree(c);
	if (IMAPI_FAILED(status))
		return status;
	chu_counts(c);
	return chu_space(c);
}

static imapi_status judge(struct chu *c)
{
	imapi_status status;

	set_block_size(c);
	chu_recognition(c);
	if (!c->has_recognition || !chu_anchors(c))
		return IMAPI_OK;
	chu_sequences(c);
	if (!c->sequence) {
		const struct chk_place place = chu_at(c, c->anchor.main.location);

		chk_error(c->chk, "ECMA-167 3/8.4.2", &place,
			  "neither descriptor sequence tells of a logical volume and its "
			  "partition");
		return IMAPI_OK;
	}
	chu_maps(c);
	status = open_volume(c);
	if (!IMAPI_FAILED(status))
		status = volume_runs(c);
	if (IMAPI_FAILED(status))
		return status;
	chu_anchor_count(c);
	chu_integrity(c);
	return c->udf ? judge_contents(c) : IMAPI_OK;
}

static void clear(struct chu *c)
{
	rd_udf_free(c->udf);
	rd_udf_free(c->raw);
	rd_claim_clear(&c->icbs);
	rd_claim_clear(&c->taken);
	free(c->files);
	free(c->runs);
	free(c->links);
	free(c->pieces);
	rd_udf_extents_clear(&c->content);
}

imapi_status chk_udf(struct chk *chk)
{
	AUTOFREE struct chu *c = zalloc(sizeof(*c));
	imapi_status status = IMAPI_OK;

	if (!c)
		return err_no_memory(chk->err);
	c->chk = chk;
	c->raw = zalloc(sizeof(*c->raw));
	if (!c->raw)
		return err_no_memory(chk->err);
	c->raw->source = &chk->source;
	c->raw->end = chk->source.first_block * BLOCK_SIZE + chk->source.stream->length;
	c->root.label = "";
	status = judge(c);
	clear(c);
	return status;
}
