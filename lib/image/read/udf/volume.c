/* SPDX-License-Identifier: MIT */
/* From the anchors to the volume: descriptor sequences, integrity, file set. */
#include "image/read/udf/udf.h"

#include "base/mem.h"

#include <inttypes.h>

#define DESCRIPTORS_MAX 1024u /* of one sequence */
#define SLACK 4096u	      /* structures beyond one a block */

/* What the descriptors of a sequence say; of several of a kind the newest counts. */
struct sequence {
	uint32_t primary_number, logical_number;
	bool has_primary, has_logical;
	struct udf_partition partitions[RD_UDF_PARTITIONS];
	size_t partition_count;
};

static bool is_newer(bool has, uint32_t number, uint32_t than)
{
	return !has || number >= than;
}

static void take_primary(struct rd_udf *udf, struct sequence *sequence)
{
	struct udf_primary primary;

	wire_get(&udf_primary, udf->scratch, UDF_DESCRIPTOR_SIZE, &primary);
	if (!is_newer(sequence->has_primary, primary.number, sequence->primary_number))
		return;
	sequence->has_primary = udf->has_primary = true;
	sequence->primary_number = primary.number;
	udf->primary = primary;
}

static void take_logical(struct rd_udf *udf, struct sequence *sequence)
{
	struct udf_logical logical;
	size_t room = udf->block_size - UDF_LOGICAL_MAPS;

	wire_get(&udf_logical, udf->scratch, UDF_DESCRIPTOR_SIZE, &logical);
	if (!is_newer(sequence->has_logical, logical.number, sequence->logical_number))
		return;
	sequence->has_logical = true;
	sequence->logical_number = logical.number;
	logical.maps_length = (uint32_t)MIN(logical.maps_length, room);
	udf->logical = logical;
	memcpy(udf->maps, udf->scratch + UDF_LOGICAL_MAPS, logical.maps_length);
}

static void take_partition(struct rd_udf *udf, struct sequence *sequence)
{
	struct udf_partition partition;
	size_t i = 0;

	wire_get(&udf_partition, udf->scratch, UDF_DESCRIPTOR_SIZE, &partition);
	while (i < sequence->partition_count &&
	       sequence->partitions[i].partition != partition.partition)
		i++;
	if (i == RD_UDF_PARTITIONS)
		return;
	if (i == sequence->partition_count)
		sequence->partition_count++;
	else if (partition.number < sequence->partitions[i].number)
		return;
	sequence->partitions[i] = partition;
}

/* Volume Descriptor Pointer: where the sequence goes on. */
static void follow(const struct rd_udf *udf, struct udf_extent_ad *extent, uint32_t *at)
{
	wire_get(&udf_extent_ad, udf->scratch + 20, udf_extent_ad.size, extent);
	*at = 0;
}

/* Blocks that cannot be read or are damaged are passed over; the other sequence may help. */
static void read_sequence(struct rd_udf *udf, struct udf_extent_ad extent,
			  struct sequence *sequence)
{
	uint32_t at = 0;

	for (size_t i = 0; i < DESCRIPTORS_MAX && at < extent.length / udf->block_size; i++) {
		uint64_t block = (uint64_t)extent.location + at++;
		struct udf_tag tag = { .id = 0 };

		if (IMAPI_FAILED(rd_udf_bytes(udf, block * udf->block_size, udf->scratch,
					      udf->block_size)) ||
		    udf_bad_tag(udf->scratch, udf->block_size, &tag) || tag.location != block)
			continue;
		if (tag.id == UDF_TAG_TERMINATING)
			return;
		if (tag.id == UDF_TAG_PRIMARY)
			take_primary(udf, sequence);
		else if (tag.id == UDF_TAG_LOGICAL)
			take_logical(udf, sequence);
		else if (tag.id == UDF_TAG_PARTITION)
			take_partition(udf, sequence);
		else if (tag.id == UDF_TAG_POINTER)
			follow(udf, &extent, &at);
	}
}

static imapi_status check_logical(const struct rd_udf *udf, const struct sequence *sequence,
				  uint64_t anchor)
{
	if (!sequence->has_logical || !sequence->partition_count)
		return rd_udf_fault(udf, anchor,
				    "neither volume descriptor sequence of the anchor tells of "
				    "a logical volume and its partition");
	if (udf->logical.block_size != udf->block_size)
		return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
			       "the volume has logical blocks of %" PRIu32
			       " bytes on sectors of %" PRIu32,
			       udf->logical.block_size, udf->block_size);
	return IMAPI_OK;
}

/* ECMA-167 3/8.8.2: the last descriptor of the sequence counts. */
static void read_integrity(struct rd_udf *udf)
{
	struct udf_extent_ad extent = udf->logical.integrity;
	uint32_t at = 0;

	for (size_t i = 0; i < DESCRIPTORS_MAX && at < extent.length / udf->block_size; i++) {
		uint64_t block = (uint64_t)extent.location + at++, use;
		struct rd_udf_place place = { block * udf->block_size, (uint32_t)block,
					      UDF_TAG_INTEGRITY };

		if (IMAPI_FAILED(rd_udf_descriptor(udf, &place, udf->scratch)))
			return;
		wire_get(&udf_integrity, udf->scratch, UDF_INTEGRITY_TABLES, &udf->integrity);
		udf->has_integrity = true;
		use = UDF_INTEGRITY_TABLES + (uint64_t)udf->integrity.partitions * 8;
		memset(&udf->use, 0, sizeof(udf->use));
		if (use + UDF_INTEGRITY_USE_SIZE <= udf->block_size)
			wire_get(&udf_integrity_use, udf->scratch + use,
				 MIN(udf->integrity.use_length, UDF_INTEGRITY_USE_SIZE),
				 &udf->use);
		if (!udf->integrity.next.length)
			continue;
		extent = udf->integrity.next;
		at = 0;
	}
}

static imapi_status read_file_set(struct rd_udf *udf, struct udf_long_ad extent)
{
	uint64_t blocks;
	struct rd_udf_place place = { .location = extent.block, .id = UDF_TAG_FILE_SET };
	imapi_status status =
		rd_udf_map(udf, extent.partition, extent.block, &place.at, &blocks);

	if (!IMAPI_FAILED(status))
		status = rd_udf_visit(udf, place.at);
	if (!IMAPI_FAILED(status))
		status = rd_udf_descriptor(udf, &place, udf->scratch);
	if (!IMAPI_FAILED(status))
		wire_get(&udf_file_set, udf->scratch, UDF_DESCRIPTOR_SIZE, &udf->file_set);
	return err_in(udf->source->err, status, "file set descriptor");
}

/* UDF 2.3.2: on write-once media newer file sets follow; the last one counts. */
static imapi_status find_file_set(struct rd_udf *udf)
{
	struct udf_long_ad extent = udf->logical.file_set;
	imapi_status status = read_file_set(udf, extent);

	if (IMAPI_FAILED(status)) {
		udf->by_mirror = true;
		status = read_file_set(udf, extent);
		udf->by_mirror = false;
	}
	while (!IMAPI_FAILED(status) && udf->file_set.next.length) {
		extent = udf->file_set.next;
		if (IMAPI_FAILED(read_file_set(udf, extent)))
			break;
	}
	return status;
}

static imapi_status read_volume(struct rd_udf *udf, const struct udf_anchor *anchor,
				uint64_t at)
{
	AUTOFREE struct sequence *sequence = zalloc(sizeof(*sequence));
	imapi_status status;

	if (!sequence)
		return err_no_memory(udf->source->err);
	read_sequence(udf, anchor->main, sequence);
	if (!sequence->has_logical || !sequence->partition_count)
		read_sequence(udf, anchor->reserve, sequence);
	udf->anchor_at = at;
	udf->anchor = *anchor;
	status = check_logical(udf, sequence, at);
	if (!IMAPI_FAILED(status))
		status =
			rd_udf_partitions(udf, sequence->partitions, sequence->partition_count);
	if (IMAPI_FAILED(status))
		return status;
	read_integrity(udf);
	status = find_file_set(udf);
	return udf->lenient && status != IMAPI_E_OUTOFMEMORY ? IMAPI_OK : status;
}

static struct rd_udf *new_udf(struct rd_source *source, uint32_t block_size)
{
	struct rd_udf *udf = zalloc(sizeof(*udf));

	if (!udf)
		return NULL;
	udf->source = source;
	udf->block_size = block_size;
	udf->end = source->first_block * BLOCK_SIZE + source->stream->length;
	udf->visits_left = source->stream->length / block_size + SLACK;
	udf->bytes_left = source->stream->length;
	return udf;
}

/* Tries one block; IMAPI_S_FALSE if no anchor is there. */
static imapi_status try_anchor(struct rd_source *source, uint32_t block_size, uint64_t block,
			       bool lenient, struct rd_udf **ret_udf)
{
	const struct rd_udf_place place = { block * block_size, (uint32_t)block,
					    UDF_TAG_ANCHOR };
	CLEANUP(rd_udf_free_pointer) struct rd_udf *udf = new_udf(source, block_size);
	struct udf_anchor anchor;
	imapi_status status;

	if (!udf)
		return err_no_memory(source->err);
	if (block > UINT32_MAX || IMAPI_FAILED(rd_udf_descriptor(udf, &place, udf->scratch)))
		return IMAPI_S_FALSE;
	wire_get(&udf_anchor, udf->scratch, UDF_DESCRIPTOR_SIZE, &anchor);
	udf->lenient = lenient;
	status = read_volume(udf, &anchor, place.at);
	if (!IMAPI_FAILED(status))
		*ret_udf = STEAL(udf);
	return status;
}

/* ECMA-167 3/8.4.2.1, and UDF 6.11 for media that are not closed. */
static imapi_status try_size(struct rd_source *source, uint32_t block_size, uint64_t start,
			     bool lenient, struct rd_udf **ret_udf)
{
	uint64_t end = (source->first_block * BLOCK_SIZE + source->stream->length) / block_size;
	uint64_t first = start * BLOCK_SIZE / block_size;
	const uint64_t blocks[] = { first + 256, end - 257, end - 1, first + 512 };
	imapi_status found = IMAPI_S_FALSE;

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		struct imapi_error before = *source->err;
		imapi_status status = blocks[i] < end ? try_anchor(source, block_size,
								   blocks[i], lenient, ret_udf)
						      : IMAPI_S_FALSE;

		if (!IMAPI_FAILED(status) && status != IMAPI_S_FALSE)
			return status;
		if (found != IMAPI_S_FALSE)
			*source->err = before; /* the first fault is the one to tell */
		else if (IMAPI_FAILED(status))
			found = status;
	}
	return found;
}

static imapi_status open_volume(struct rd_source *source, uint32_t session_start, bool lenient,
				struct rd_udf **ret_udf)
{
	static const uint32_t sizes[] = { 2048, 512, 4096, 1024, 8192, 16384, 32768 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		imapi_status status =
			try_size(source, sizes[i], session_start, lenient, ret_udf);

		if (status != IMAPI_S_FALSE)
			return err_in(source->err, status, "UDF");
	}
	return err_set(source->err, IMAPI_E_FILE_SYSTEM_NOT_FOUND,
		       "no anchor of a UDF volume is where one can be");
}

imapi_status rd_udf_open(struct rd_source *source, uint32_t session_start,
			 struct rd_udf **ret_udf)
{
	return open_volume(source, session_start, false, ret_udf);
}

imapi_status rd_udf_open_damaged(struct rd_source *source, uint32_t session_start,
				 struct rd_udf **ret_udf)
{
	return open_volume(source, session_start, true, ret_udf);
}
