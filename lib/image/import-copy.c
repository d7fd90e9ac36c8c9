/* SPDX-License-Identifier: MIT */
/* Files whose bytes no other volume can refer to where they are: beside a file entry, in holes.
 */
#include "image/import.h"

#include "base/mem.h"

#include <inttypes.h>

/* A run of the file: bytes that were copied, or zeros if it is a hole. */
struct piece {
	uint64_t length;
	uint8_t *bytes;
};

struct copy {
	size_t count;
	struct piece pieces[];
};

static void copy_free(void *self)
{
	struct copy *copy = self;

	for (size_t i = 0; i < copy->count; i++)
		free(copy->pieces[i].bytes);
	free(copy);
}

static imapi_status copy_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	const struct copy *copy = self;
	uint8_t *to = data;

	(void)err;
	for (size_t i = 0; i < copy->count && length > 0; i++) {
		const struct piece *p = &copy->pieces[i];
		size_t part;

		if (offset >= p->length) {
			offset -= p->length;
			continue;
		}
		part = (size_t)MIN(p->length - offset, length);
		if (p->bytes)
			memcpy(to, p->bytes + offset, part);
		else
			memset(to, 0, part);
		to += part;
		length -= part;
		offset = 0;
	}
	return IMAPI_OK;
}

/* The bytes of one extent. */
static imapi_status take_piece(struct imapi_image_reader *reader,
			       const struct imapi_image_extent *extent, struct piece *ret)
{
	ret->length = extent->length;
	if (extent->block == IMAPI_IMAGE_HOLE)
		return IMAPI_OK;
	ret->bytes = malloc((size_t)MAX(extent->length, 1u));
	if (!ret->bytes)
		return err_no_memory(reader->err);
	return rd_source_read(&reader->source, extent->block, extent->offset, ret->bytes,
			      (size_t)extent->length);
}

/* Sections of ECMA-119 may have any length; the extents of UDF are whole blocks but the last.
 */
bool import_must_copy(const struct imapi_image_entry *entry)
{
	for (uint32_t i = 0; i < entry->extent_count; i++) {
		const struct imapi_image_extent *extent = &entry->extents[i];
		bool last = i + 1 == entry->extent_count;

		if (extent->block == IMAPI_IMAGE_HOLE || extent->offset ||
		    (entry->icb && !last && extent->length % BLOCK_SIZE))
			return true;
	}
	return false;
}

static uint64_t recorded_bytes(const struct imapi_image_entry *entry)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < entry->extent_count; i++)
		if (entry->extents[i].block != IMAPI_IMAGE_HOLE)
			sum += entry->extents[i].length;
	return sum;
}

imapi_status import_copy(struct imapi_image_reader *reader,
			 const struct imapi_image_entry *entry, uint64_t *room,
			 struct imapi_stream **ret_stream)
{
	static const struct stream_ops ops = { .read = copy_read, .close = copy_free };
	uint64_t recorded = recorded_bytes(entry);
	struct copy *copy;
	imapi_status status = IMAPI_OK;

	if (recorded > *room)
		return err_set(reader->err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
			       "%" PRIu64 " bytes of it would have to be kept in memory",
			       recorded);
	copy = zalloc(sizeof(*copy) + entry->extent_count * sizeof(copy->pieces[0]));
	if (!copy)
		return err_no_memory(reader->err);
	copy->count = entry->extent_count;
	for (uint32_t i = 0; i < entry->extent_count && !IMAPI_FAILED(status); i++)
		status = take_piece(reader, &entry->extents[i], &copy->pieces[i]);
	if (!IMAPI_FAILED(status))
		status = stream_new(reader->context, &ops, copy, entry->length, ret_stream);
	if (IMAPI_FAILED(status))
		copy_free(copy);
	else
		*room -= recorded;
	return status;
}
