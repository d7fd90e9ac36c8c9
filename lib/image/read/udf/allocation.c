/* SPDX-License-Identifier: MIT */
/* Allocation descriptors: from their four forms to runs of bytes (ECMA-167 4/12.1). */
#include "image/read/udf/icb.h"

#include "base/mem.h"

/* Of any form. */
struct run {
	unsigned type; /* UDF_EXTENT_... */
	uint32_t length, block;
	uint16_t partition;
};

struct allocation {
	struct rd_udf *udf;
	const struct rd_udf_file *file;
	struct rd_udf_extents *extents;
	unsigned form;	 /* UDF_ICB_... */
	bool last;	 /* a descriptor of length 0 ends them */
	struct run next; /* where they go on; type UDF_EXTENT_CONTINUES if they do */
	uint8_t bytes[RD_UDF_BLOCK_MAX];
};

static size_t size_of(unsigned form)
{
	return form == UDF_ICB_SHORT  ? udf_short_ad.size
	       : form == UDF_ICB_LONG ? udf_long_ad.size
				      : udf_extended_ad.size;
}

static struct run short_run(const struct allocation *a, const uint8_t *bytes)
{
	struct udf_short_ad ad;

	wire_get(&udf_short_ad, bytes, udf_short_ad.size, &ad);
	return (struct run){ ad.length >> 30, ad.length & UDF_EXTENT_MAX, ad.position,
			     a->file->partition };
}

static struct run long_run(const uint8_t *bytes)
{
	struct udf_long_ad ad;

	wire_get(&udf_long_ad, bytes, udf_long_ad.size, &ad);
	return (struct run){ ad.length >> 30, ad.length & UDF_EXTENT_MAX, ad.block,
			     ad.partition };
}

/* Compressed extents, which have two lengths, are not known to exist. */
static struct run extended_run(const uint8_t *bytes, const char **ret_wrong)
{
	struct udf_extended_ad ad;

	wire_get(&udf_extended_ad, bytes, udf_extended_ad.size, &ad);
	if (ad.recorded != ad.information)
		*ret_wrong = "an extent is compressed";
	return (struct run){ ad.length >> 30, ad.length & UDF_EXTENT_MAX, ad.block,
			     ad.partition };
}

static imapi_status add_recorded(struct allocation *a, const struct run *run, uint64_t wanted)
{
	uint64_t left = wanted, at, blocks;
	uint32_t block = run->block;

	while (left > 0) {
		imapi_status status = rd_udf_map(a->udf, run->partition, block, &at, &blocks);
		uint64_t piece;

		if (IMAPI_FAILED(status))
			return status;
		piece = MIN(left, blocks * a->udf->block_size);
		status = rd_udf_extents_add(a->udf, a->extents, at, piece);
		if (IMAPI_FAILED(status))
			return status;
		left -= piece;
		block += (uint32_t)blocks;
		if (left > 0 && block < blocks)
			return rd_udf_fault(a->udf, at, "an extent leaves its partition");
		status = left ? rd_udf_visit(a->udf, at) : IMAPI_OK;
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}

/* Extents behind the end of the file are room that its writer kept. */
static imapi_status take_run(struct allocation *a, const struct run *run)
{
	uint64_t wanted = MIN(run->length, a->file->entry.length - a->extents->length);

	if (run->type == UDF_EXTENT_CONTINUES) {
		a->next = *run;
		return IMAPI_OK;
	}
	return run->type == UDF_EXTENT_RECORDED
		       ? add_recorded(a, run, wanted)
		       : rd_udf_extents_add_hole(a->udf, a->extents, wanted);
}

static imapi_status take_runs(struct allocation *a, const uint8_t *bytes, size_t length)
{
	size_t size = size_of(a->form);

	for (; length >= size && !a->last && a->next.type != UDF_EXTENT_CONTINUES;
	     bytes += size, length -= size) {
		const char *wrong = NULL;
		struct run run = a->form == UDF_ICB_SHORT  ? short_run(a, bytes)
				 : a->form == UDF_ICB_LONG ? long_run(bytes)
							   : extended_run(bytes, &wrong);
		imapi_status status;

		if (wrong)
			return rd_udf_fault(a->udf, a->file->at, wrong);
		a->last = run.length == 0;
		status = a->last ? IMAPI_OK : take_run(a, &run);
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}

/* The next extent of descriptors, an Allocation Extent Descriptor before them. */
static imapi_status take_next(struct allocation *a)
{
	struct rd_udf_place place = { .location = a->next.block, .id = UDF_TAG_ALLOCATION };
	struct udf_allocation head;
	uint64_t blocks;
	imapi_status status =
		rd_udf_map(a->udf, a->next.partition, a->next.block, &place.at, &blocks);

	if (!IMAPI_FAILED(status))
		status = rd_udf_visit(a->udf, place.at);
	if (!IMAPI_FAILED(status))
		status = rd_udf_descriptor(a->udf, &place, a->bytes);
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&udf_allocation, a->bytes, UDF_AED_SIZE, &head);
	if (head.length > a->udf->block_size - UDF_AED_SIZE)
		return rd_udf_fault(a->udf, place.at,
				    "the allocation descriptors leave their block");
	a->next.type = UDF_EXTENT_RECORDED;
	return take_runs(a, a->bytes + UDF_AED_SIZE, head.length);
}

static imapi_status take_embedded(struct allocation *a)
{
	const struct rd_udf_file *file = a->file;
	uint64_t offset = (uint64_t)(rd_udf_descriptors(file) - file->bytes);
	uint64_t length = MIN(file->entry.length, file->entry.descriptors_length);

	return rd_udf_extents_add(a->udf, a->extents, file->at + offset, length);
}

static imapi_status take_all(struct allocation *a)
{
	imapi_status status;

	if (a->form == UDF_ICB_EMBEDDED)
		return take_embedded(a);
	if (a->form > UDF_ICB_EXTENDED)
		return rd_udf_fault(a->udf, a->file->at,
				    "the form of the allocation descriptors is unknown");
	status = take_runs(a, rd_udf_descriptors(a->file), a->file->entry.descriptors_length);
	while (!IMAPI_FAILED(status) && a->next.type == UDF_EXTENT_CONTINUES &&
	       a->extents->length < a->file->entry.length)
		status = take_next(a);
	return status;
}

imapi_status rd_udf_allocate(struct rd_udf *udf, const struct rd_udf_file *file,
			     struct rd_udf_extents *ret, bool *ret_short)
{
	AUTOFREE struct allocation *a = zalloc(sizeof(*a));
	imapi_status status;

	if (!a)
		return err_no_memory(udf->source->err);
	a->udf = udf;
	a->file = file;
	a->extents = ret;
	a->form = file->entry.icb.flags & UDF_ICB_AD_MASK;
	ret->count = 0;
	ret->length = 0;
	status = take_all(a);
	*ret_short = ret->length < file->entry.length;
	if (!IMAPI_FAILED(status) && *ret_short)
		status = rd_udf_extents_add_hole(udf, ret, file->entry.length - ret->length);
	return status;
}
