/* SPDX-License-Identifier: MIT */
/* A built image: its stream, and what lies where. */
#include "image/image.h"

#include "base/mem.h"
#include "base/units.h"

#include <inttypes.h>
#include <stdio.h>

struct built *built_unref(struct built *b)
{
	if (!b || --b->references > 0)
		return NULL;
	layout_free(b->layout);
	imported_unref(b->imported);
	free(b->name);
	for (size_t i = 0; i < VOLUME_TEXTS; i++)
		free(b->texts[i]);
	free(b);
	return NULL;
}

static imapi_status image_read(void *self, uint64_t offset, void *data, size_t length,
			       struct imapi_error *err)
{
	struct built *b = self;

	return layout_read(b->layout, offset, data, length, err);
}

static void image_close(void *self)
{
	built_unref(self);
}

static const struct stream_ops image_ops = { image_read, image_close };

/* The result does not change with the image's later settings, so it has copies. */
static bool copy_texts(struct built *b, const struct imapi_file_system_image *image,
		       int64_t timestamp)
{
	b->name = image_volume_name(image, timestamp);
	for (size_t i = 0; i < VOLUME_TEXTS; i++) {
		if (!image->texts[i])
			continue;
		b->texts[i] = strdup(image->texts[i]);
		if (!b->texts[i])
			return false;
	}
	return b->name != NULL;
}

static imapi_status plan(struct built *b, struct imapi_file_system_image *image)
{
	struct layout_settings settings;

	image_settings(image, &settings);
	if (!copy_texts(b, image, settings.volume.timestamp))
		return err_no_memory(&image->context->error);
	b->imported = image->imported;
	if (b->imported)
		b->imported->references++;
	settings.volume.name = b->name;
	for (size_t i = 0; i < VOLUME_TEXTS; i++)
		settings.volume.texts[i] = b->texts[i];
	return layout_new(image->tree, &settings, &b->layout, &image->context->error);
}

imapi_status image_build(struct imapi_file_system_image *image, struct built **ret_built)
{
	struct built *b = zalloc(sizeof(*b));
	imapi_status status;

	if (!b)
		return err_no_memory(&image->context->error);
	b->references = 1;
	status = image_need_same(image);
	if (!IMAPI_FAILED(status))
		status = plan(b, image);
	if (IMAPI_FAILED(status))
		built_unref(b);
	else
		*ret_built = b;
	return status;
}

static imapi_status check_limit(const struct imapi_file_system_image *image, uint64_t blocks)
{
	if (image->limit == 0 || blocks <= image->limit)
		return IMAPI_OK;
	return err_advise(&image->context->error,
			  err_set(&image->context->error, IMAPI_E_IMAGE_SIZE_LIMIT,
				  "the image has %" PRIu64 " blocks, the limit is %" PRIu64,
				  blocks, image->limit),
			  "Leave something out, or use a larger medium.");
}

static imapi_status make(struct imapi_image_result *r, struct imapi_file_system_image *image)
{
	imapi_status status = image_make_fit(image);

	r->context = image->context;
	image_forget_plan(image);
	if (!IMAPI_FAILED(status))
		status = image_build(image, &r->built);
	if (!IMAPI_FAILED(status))
		status = check_limit(image, r->built->layout->blocks);
	if (!IMAPI_FAILED(status))
		status = stream_new(image->context, &image_ops, r->built,
				    r->built->layout->total * BLOCK_SIZE, &r->stream);
	if (!IMAPI_FAILED(status))
		r->built->references++;
	return status;
}

imapi_status image_create_result(struct imapi_file_system_image *image,
				 struct imapi_image_result **ret_result)
{
	struct imapi_image_result *r = zalloc(sizeof(*r));
	imapi_status status;

	if (!r)
		return err_no_memory(&image->context->error);
	status = make(r, image);
	if (IMAPI_FAILED(status))
		image_result_free(r);
	else
		*ret_result = r;
	return status;
}

struct imapi_image_result *image_result_free(struct imapi_image_result *r)
{
	if (!r)
		return NULL;
	stream_free(r->stream);
	built_unref(r->built);
	free(r);
	return NULL;
}

struct imapi_stream *image_result_take_stream(struct imapi_image_result *r)
{
	return STEAL(r->stream);
}

static size_t put_text(const char *text, char *path, size_t room)
{
	return (size_t)snprintf(path, room, "%s", text);
}

/* What was moved or has lost its first name is found under the one that it has. */
static size_t put_path(const struct layout *l, const struct tree_node *leader, char *path,
		       size_t room)
{
	const struct tree_node *name =
		tree_name_of(l->tree, (struct tree_node *)(uintptr_t)leader);

	return tree_disc_path(name ? name : leader, path, room);
}

size_t image_path_of_block(const struct imapi_image_result *r, uint64_t block, char *path,
			   size_t room)
{
	const struct layout *l = r->built->layout;
	const struct region *region = region_at(&l->regions, block);
	const struct tree_node *node;

	if (!region)
		return put_text("", path, room);
	node = extents_at(l->extents, block);
	return node ? put_path(l, node, path, room) : put_text(region->ops->name, path, room);
}

imapi_status image_result_item(const struct imapi_image_result *r, size_t index,
			       struct imapi_image_item *ret_item, char *path, size_t room)
{
	const struct extents *e = r->built->layout->extents;
	const struct tree_node *node;

	if (index >= extents_count(e))
		return err_set(&r->context->error, IMAPI_E_INVALIDARG,
			       "there are %zu items, no number %zu", extents_count(e), index);
	node = extents_file(e, index);
	ret_item->first_block = extents_block_of(e, node);
	ret_item->block_count = blocks_of(node->file.size);
	ret_item->length = node->file.size;
	put_path(r->built->layout, node, path, room);
	return IMAPI_OK;
}

struct ranges {
	struct imapi_block_range *at;
	size_t count, room;
	uint64_t first; /* of the next range */
};

/* The range up to @end; the next one begins at @next. */
static void add_range(struct ranges *ranges, uint64_t end, uint64_t next)
{
	if (end > ranges->first) {
		if (ranges->count < ranges->room)
			ranges->at[ranges->count] =
				(struct imapi_block_range){ ranges->first, end - 1 };
		ranges->count++;
	}
	ranges->first = next;
}

size_t image_modified_blocks(const struct imapi_image_result *r,
			     struct imapi_block_range *ret_ranges, size_t room)
{
	const struct layout *l = r->built->layout;
	const struct region_list *list = &l->regions;
	struct ranges ranges = { .at = ret_ranges, .room = room, .first = l->settings.start };

	for (size_t i = 0; i < list->count; i++)
		if (list->regions[i].ops == &region_free_ops)
			add_range(&ranges, list->regions[i].first,
				  list->regions[i].first + list->regions[i].blocks);
	add_range(&ranges, region_next(list), 0);
	ranges.first = 0;
	if (l->earlier)
		add_range(&ranges, layout_head_blocks(l), 0);
	return ranges.count;
}
