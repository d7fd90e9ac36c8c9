/* SPDX-License-Identifier: MIT */
#include "image/read/udf/icb.h"

#include "base/mem.h"

enum { STRATEGY_SIMPLE = 4, STRATEGY_LINKED = 4096 };

static const char *split(const struct rd_udf *udf, struct rd_udf_file *file, uint16_t id)
{
	const struct udf_file *entry = &file->entry;
	size_t room;

	file->extended = id == UDF_TAG_EXTENDED_FILE;
	file->head = file->extended ? UDF_EFE_SIZE : UDF_FE_SIZE;
	wire_get(file->extended ? &udf_extended_file : &udf_file, file->bytes, file->head,
		 &file->entry);
	room = udf->block_size - file->head;
	if (entry->attributes_length > room ||
	    entry->descriptors_length > room - entry->attributes_length)
		return "the attributes or extents of the file entry leave its block";
	if (entry->icb.strategy != STRATEGY_SIMPLE && entry->icb.strategy != STRATEGY_LINKED)
		return "the strategy of the ICB is neither 4 nor 4096";
	return NULL;
}

static imapi_status read_entry(const struct rd_udf *udf, struct rd_udf_file *file)
{
	struct udf_tag tag;
	const char *wrong;
	imapi_status status = rd_udf_bytes(udf, file->at, file->bytes, udf->block_size);

	if (IMAPI_FAILED(status))
		return status;
	wrong = udf_bad_tag(file->bytes, udf->block_size, &tag);
	if (!wrong && tag.id != UDF_TAG_FILE && tag.id != UDF_TAG_EXTENDED_FILE)
		wrong = "there is no file entry";
	if (!wrong && tag.location != file->block)
		wrong = "the tag of the file entry says that it is another block";
	if (!wrong)
		wrong = split(udf, file, tag.id);
	return wrong ? rd_udf_fault(udf, file->at, wrong) : IMAPI_OK;
}

static imapi_status read_at(struct rd_udf *udf, struct rd_udf_file *file)
{
	uint64_t blocks;
	imapi_status status = rd_udf_map(udf, file->partition, file->block, &file->at, &blocks);

	if (!IMAPI_FAILED(status))
		status = rd_udf_visit(udf, file->at);
	return IMAPI_FAILED(status) ? status : read_entry(udf, file);
}

static imapi_status read_either(struct rd_udf *udf, struct rd_udf_file *file)
{
	imapi_status status = read_at(udf, file);

	if (!IMAPI_FAILED(status) || udf->by_mirror ||
	    file->partition >= udf->partition_count ||
	    !udf->partitions[file->partition].mirror.count)
		return status;
	udf->by_mirror = true;
	status = read_at(udf, file);
	udf->by_mirror = false;
	return status;
}

/* The block behind an entry of strategy 4096 may lead to a newer one; false if it does not. */
static bool find_newer(struct rd_udf *udf, const struct rd_udf_file *file,
		       struct udf_long_ad *ret)
{
	struct udf_indirect indirect;
	struct rd_udf_place place = { .location = file->block + 1, .id = UDF_TAG_INDIRECT };
	uint64_t blocks;

	if (IMAPI_FAILED(
		    rd_udf_map(udf, file->partition, file->block + 1, &place.at, &blocks)) ||
	    IMAPI_FAILED(rd_udf_descriptor(udf, &place, udf->scratch)))
		return false;
	wire_get(&udf_indirect, udf->scratch, udf_indirect.size, &indirect);
	*ret = indirect.next;
	return indirect.next.length != 0;
}

imapi_status rd_udf_file_read(struct rd_udf *udf, uint16_t partition, uint32_t block,
			      struct rd_udf_file *ret)
{
	struct udf_long_ad next;
	imapi_status status;

	ret->partition = partition;
	ret->block = block;
	status = read_either(udf, ret);
	while (!IMAPI_FAILED(status) && ret->entry.icb.strategy == STRATEGY_LINKED &&
	       find_newer(udf, ret, &next)) {
		ret->partition = next.partition;
		ret->block = next.block;
		status = read_either(udf, ret);
	}
	return status;
}
