/* SPDX-License-Identifier: MIT */
#include "imapi/image-reader.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/read/check.h"
#include "image/read/reader.h"

static imapi_status null_pointer(struct imapi_context *context)
{
	return err_set(&context->error, IMAPI_E_POINTER, "a required pointer is NULL");
}

/* Takes as many members as the program was compiled with. */
static struct imapi_image_reader_options options_of(
	const struct imapi_image_reader_options *options)
{
	struct imapi_image_reader_options copy = { 0 };

	if (options)
		memcpy(&copy, options, MIN(options->size, sizeof(copy)));
	return copy;
}

IMAPI_API imapi_status imapi_image_reader_open(struct imapi_context *context,
					       struct imapi_stream *stream,
					       const struct imapi_image_reader_options *options,
					       struct imapi_image_reader **ret_reader)
{
	struct imapi_image_reader_options copy = options_of(options);

	if (!context)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	if (!stream || !ret_reader)
		return null_pointer(context);
	return rd_reader_open(context, stream, &copy, ret_reader);
}

IMAPI_API struct imapi_image_reader *imapi_image_reader_free(struct imapi_image_reader *reader)
{
	return rd_reader_free(reader);
}

IMAPI_API imapi_status imapi_image_reader_volume(const struct imapi_image_reader *reader,
						 struct imapi_image_volume_info *ret_info)
{
	struct imapi_image_volume_info info;

	if (!reader || !ret_info)
		return IMAPI_E_POINTER;
	if (ret_info->size < sizeof(ret_info->size))
		return IMAPI_E_INVALIDARG;
	info = reader->info;
	info.size = ret_info->size;
	memcpy(ret_info, &info, MIN(info.size, sizeof(info)));
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_image_reader_next(struct imapi_image_reader *reader,
					       const struct imapi_image_entry *previous,
					       const struct imapi_image_entry **ret_entry)
{
	imapi_status status;

	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!ret_entry)
		return null_pointer(reader->context);
	status = rd_reader_need_tree(reader);
	if (IMAPI_FAILED(status))
		return status;
	*ret_entry = previous ? rd_tree_next(previous, reader->tree.root) : reader->tree.root;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_image_reader_lookup(struct imapi_image_reader *reader,
						 const char *path,
						 const struct imapi_image_entry **ret_entry)
{
	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!path || !ret_entry)
		return null_pointer(reader->context);
	return rd_reader_lookup(reader, path, ret_entry);
}

IMAPI_API imapi_status imapi_image_entry_info(const struct imapi_image_entry *entry,
					      struct imapi_image_entry_info *ret_info)
{
	struct imapi_image_entry_info info = { 0 };

	if (!entry || !ret_info)
		return IMAPI_E_POINTER;
	if (ret_info->size < sizeof(ret_info->size))
		return IMAPI_E_INVALIDARG;
	rd_entry_info(entry, &info);
	info.size = ret_info->size;
	memcpy(ret_info, &info, MIN(info.size, sizeof(info)));
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_image_entry_extent(const struct imapi_image_entry *entry,
						size_t index,
						struct imapi_image_extent *ret_extent)
{
	if (!entry || !ret_extent)
		return IMAPI_E_POINTER;
	if (index >= entry->extent_count)
		return IMAPI_E_INVALIDARG;
	*ret_extent = entry->extents[index];
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_image_entry_stream(const struct imapi_image_entry *entry,
						size_t index,
						const struct imapi_image_entry **ret_stream)
{
	if (!entry || !ret_stream)
		return IMAPI_E_POINTER;
	if (!entry->streams || index >= entry->streams->child_count)
		return IMAPI_E_INVALIDARG;
	*ret_stream = entry->streams->children[index];
	return IMAPI_OK;
}

IMAPI_API const struct imapi_image_entry *imapi_image_entry_parent(
	const struct imapi_image_entry *entry)
{
	return entry ? entry->parent : NULL;
}

IMAPI_API size_t imapi_image_entry_path(const struct imapi_image_entry *entry, char *text,
					size_t size)
{
	if (entry)
		return rd_tree_path(entry, text, size);
	if (size)
		text[0] = '\0';
	return 0;
}

IMAPI_API imapi_status imapi_image_reader_read(struct imapi_image_reader *reader,
					       const struct imapi_image_entry *entry,
					       uint64_t offset, void *data, size_t length)
{
	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!entry || (!data && length))
		return null_pointer(reader->context);
	return rd_file_read(reader, entry, offset, data, length);
}

IMAPI_API imapi_status imapi_image_reader_open_file(struct imapi_image_reader *reader,
						    const struct imapi_image_entry *entry,
						    struct imapi_stream **ret_stream)
{
	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!entry || !ret_stream)
		return null_pointer(reader->context);
	return rd_file_stream(reader, entry, ret_stream);
}

IMAPI_API imapi_status imapi_image_reader_path_of_block(struct imapi_image_reader *reader,
							uint64_t block, char *text, size_t size)
{
	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!text && size)
		return null_pointer(reader->context);
	return rd_path_of_block(reader, block, text, size);
}

IMAPI_API imapi_status imapi_image_check(struct imapi_context *context,
					 struct imapi_stream *stream,
					 imapi_image_finding_fn *report, void *user)
{
	return imapi_image_check_session(context, stream, NULL, report, user);
}

IMAPI_API imapi_status
imapi_image_check_session(struct imapi_context *context, struct imapi_stream *stream,
			  const struct imapi_image_reader_options *options,
			  imapi_image_finding_fn *report, void *user)
{
	struct imapi_image_reader_options copy = options_of(options);

	if (!context)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	if (!stream)
		return null_pointer(context);
	return rd_check(context, stream, &copy, report, user);
}

IMAPI_API imapi_status imapi_image_reader_extract(struct imapi_image_reader *reader,
						  const struct imapi_image_entry *entry,
						  const char *host_dir, uint32_t flags,
						  imapi_image_extract_fn *progress, void *user)
{
	const struct rd_extract_options options = { flags, progress, user };

	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!host_dir)
		return null_pointer(reader->context);
	return rd_extract(reader, entry, host_dir, &options);
}

IMAPI_API imapi_status imapi_image_reader_compare(struct imapi_image_reader *reader,
						  const char *host_dir,
						  imapi_image_difference_fn *report, void *user)
{
	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!host_dir)
		return null_pointer(reader->context);
	return rd_compare(reader, host_dir, report, user);
}

IMAPI_API imapi_status imapi_image_reader_compare_stream(struct imapi_image_reader *reader,
							 struct imapi_stream *other,
							 imapi_image_difference_fn *report,
							 void *user)
{
	if (!reader)
		return IMAPI_E_POINTER;
	err_clear(reader->err);
	if (!other)
		return null_pointer(reader->context);
	return rd_compare_stream(reader, other, report, user);
}
