/* SPDX-License-Identifier: MIT */
/* Sparing tables: which packets of a rewritable medium lie elsewhere (UDF 2.2.12). */
#include "image/read/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"

#define ENTRY_SIZE 8u
#define FREE_SPARES 0xfffffff0u /* from here on an entry stands for no packet */
#define TABLE_MAX (UDF_SPARING_SIZE + UINT16_MAX * ENTRY_SIZE)

static int by_original(const void *a, const void *b)
{
	const struct rd_udf_spare *x = a, *y = b;

	return (x->original > y->original) - (x->original < y->original);
}

static imapi_status take(const struct rd_udf *udf, struct rd_udf_partition *partition,
			 const uint8_t *bytes, size_t entries)
{
	struct rd_udf_spare *spares = calloc(MAX(entries, 1u), sizeof(*spares));
	size_t count = 0;

	if (!spares)
		return err_no_memory(udf->source->err);
	for (size_t i = 0; i < entries; i++) {
		const uint8_t *entry = bytes + UDF_SPARING_SIZE + i * ENTRY_SIZE;

		if (get_le32(entry) < FREE_SPARES)
			spares[count++] =
				(struct rd_udf_spare){ get_le32(entry), get_le32(entry + 4) };
	}
	array_sort(spares, count, sizeof(*spares), by_original);
	free(partition->spares);
	partition->spares = spares;
	partition->spare_count = count;
	return IMAPI_OK;
}

static imapi_status read_table(const struct rd_udf *udf, struct rd_udf_partition *partition,
			       uint32_t location, uint32_t size)
{
	uint64_t at = (uint64_t)location * udf->block_size;
	size_t length = MIN(size, TABLE_MAX);
	AUTOFREE uint8_t *bytes = malloc(length);
	struct udf_sparing head;
	const char *wrong;
	struct udf_tag tag;
	imapi_status status;

	if (!bytes)
		return err_no_memory(udf->source->err);
	status = rd_udf_bytes(udf, at, bytes, length);
	if (IMAPI_FAILED(status))
		return status;
	wrong = udf_bad_tag(bytes, length, &tag);
	wire_get(&udf_sparing, bytes, length, &head);
	if (!wrong && (tag.id != UDF_TAG_SPARING || tag.location != location ||
		       !rd_udf_is(head.entity, "*UDF Sparing Table")))
		wrong = "there is no sparing table";
	if (!wrong && (length - UDF_SPARING_SIZE) / ENTRY_SIZE < head.entries)
		wrong = "the sparing table is longer than its map says";
	return wrong ? rd_udf_fault(udf, at, wrong) : take(udf, partition, bytes, head.entries);
}

imapi_status rd_udf_load_spares(struct rd_udf *udf, struct rd_udf_partition *partition,
				const struct udf_map_sparable *map)
{
	imapi_status status =
		err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			"the map of a sparable partition names no table");

	partition->packet = map->packet;
	if (map->packet == 0 || map->size < UDF_SPARING_SIZE)
		return err_set(udf->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			       "the map of a sparable partition makes no sense");
	for (size_t i = 0; IMAPI_FAILED(status) && i < MIN(map->tables, 4u); i++)
		status = read_table(udf, partition, map->location[i], map->size);
	return status;
}
