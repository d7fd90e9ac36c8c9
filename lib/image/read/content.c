/* SPDX-License-Identifier: MIT */
/* The bytes of a file: through its extents, interleaved or not. */
#include "image/read/reader.h"

#include "base/mem.h"

#include <inttypes.h>

/* Where byte @offset of an extent lies, and how many bytes follow it without a gap. */
static uint64_t locate(const struct imapi_image_extent *extent, uint64_t offset,
		       uint64_t *ret_run)
{
	uint64_t unit = (uint64_t)extent->unit_blocks * BLOCK_SIZE;
	uint64_t stride = unit + (uint64_t)extent->gap_blocks * BLOCK_SIZE;

	*ret_run = extent->length - offset;
	if (unit == 0)
		return extent->offset + offset;
	*ret_run = MIN(*ret_run, unit - offset % unit);
	return offset / unit * stride + offset % unit;
}

static imapi_status read_extent(struct imapi_image_reader *reader,
				const struct imapi_image_extent *extent, uint64_t offset,
				uint8_t *data, size_t length)
{
	if (extent->block == IMAPI_IMAGE_HOLE) {
		memset(data, 0, length);
		return IMAPI_OK;
	}
	while (length > 0) {
		uint64_t run, at = locate(extent, offset, &run);
		size_t piece = (size_t)MIN(run, length);
		imapi_status status =
			rd_source_read(&reader->source, extent->block, at, data, piece);

		if (IMAPI_FAILED(status))
			return status;
		data += piece;
		offset += piece;
		length -= piece;
	}
	return IMAPI_OK;
}

static imapi_status name_file(struct imapi_image_reader *reader,
			      const struct imapi_image_entry *entry, imapi_status status)
{
	char path[512];

	if (!IMAPI_FAILED(status))
		return status;
	rd_tree_path(entry, path, sizeof(path));
	return err_in(reader->err, status, "%s", path);
}

/* Files are read in order, mostly: where the last read was is where the next one starts. */
static imapi_status read_pieces(struct imapi_image_reader *reader,
				const struct imapi_image_entry *entry, uint64_t offset,
				uint8_t *to, size_t length)
{
	struct rd_cursor at = reader->cursor;

	if (at.entry != entry || at.start > offset)
		at = (struct rd_cursor){ .entry = entry };
	for (; at.index < entry->extent_count && length > 0; at.index++) {
		const struct imapi_image_extent *extent = &entry->extents[at.index];
		uint64_t skip = offset - at.start;

		if (skip < extent->length) {
			size_t piece = (size_t)MIN(extent->length - skip, length);
			imapi_status status = read_extent(reader, extent, skip, to, piece);

			if (IMAPI_FAILED(status))
				return status;
			reader->cursor = at;
			to += piece;
			length -= piece;
			offset += piece;
		}
		at.start += extent->length;
	}
	return IMAPI_OK;
}

imapi_status rd_file_read(struct imapi_image_reader *reader,
			  const struct imapi_image_entry *entry, uint64_t offset, void *data,
			  size_t length)
{
	imapi_status status;

	if (entry->type != IMAPI_IMAGE_FILE)
		return name_file(reader, entry,
				 err_set(reader->err, IMAPI_E_NOT_FILE, "this is no file"));
	if (offset > entry->length || length > entry->length - offset)
		return name_file(reader, entry,
				 err_set(reader->err, IMAPI_E_INVALIDARG,
					 "reading %zu bytes at %" PRIu64 " of %" PRIu64, length,
					 offset, entry->length));
	status = read_pieces(reader, entry, offset, data, length);
	return name_file(reader, entry, status);
}

uint64_t rd_file_block(const struct imapi_image_entry *entry, uint64_t offset)
{
	for (uint32_t i = 0; i < entry->extent_count; i++) {
		uint64_t run;

		if (offset >= entry->extents[i].length) {
			offset -= entry->extents[i].length;
			continue;
		}
		if (entry->extents[i].block == IMAPI_IMAGE_HOLE)
			return 0;
		return entry->extents[i].block +
		       locate(&entry->extents[i], offset, &run) / BLOCK_SIZE;
	}
	return 0;
}

struct file_stream {
	struct imapi_image_reader *reader;
	const struct imapi_image_entry *entry;
};

static imapi_status file_stream_read(void *self, uint64_t offset, void *data, size_t length,
				     struct imapi_error *err)
{
	struct file_stream *file = self;
	struct imapi_error *own = file->reader->err;
	imapi_status status;

	file->reader->err = err;
	file->reader->source.err = err;
	status = rd_file_read(file->reader, file->entry, offset, data, length);
	file->reader->err = own;
	file->reader->source.err = own;
	return status;
}

imapi_status rd_file_stream(struct imapi_image_reader *reader,
			    const struct imapi_image_entry *entry,
			    struct imapi_stream **ret_stream)
{
	static const struct stream_ops ops = { .read = file_stream_read, .close = free };
	struct file_stream *file;
	imapi_status status;

	if (entry->type != IMAPI_IMAGE_FILE)
		return name_file(reader, entry,
				 err_set(reader->err, IMAPI_E_NOT_FILE, "this is no file"));
	file = zalloc(sizeof(*file));
	if (!file)
		return err_no_memory(reader->err);
	file->reader = reader;
	file->entry = entry;
	status = stream_new(reader->context, &ops, file, entry->length, ret_stream);
	if (IMAPI_FAILED(status))
		free(file);
	return status;
}
