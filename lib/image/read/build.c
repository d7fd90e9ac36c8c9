/* SPDX-License-Identifier: MIT */
#include "image/read/build.h"

#include "base/mem.h"

imapi_status rd_build_fault(struct rd_build *build, const struct imapi_image_entry *entry,
			    uint64_t block, const char *what)
{
	char path[512];
	imapi_status status;

	rd_tree_path(entry, path, sizeof(path));
	status = err_set(build->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR, "%s: %s", path,
			 what);
	return err_at(build->err, status, (int64_t)block);
}

imapi_status rd_build_forgive(struct rd_build *build, imapi_status status)
{
	if (!build->tree->tolerant || !IMAPI_FAILED(status) || status == IMAPI_E_OUTOFMEMORY)
		return status;
	log_info(build->tree->source->stream->context, "left out: %s",
		 imapi_error_message(build->err));
	return IMAPI_OK;
}

imapi_status rd_build_enqueue(struct rd_build *build, struct imapi_image_entry *directory)
{
	void *queue =
		array_grow(build->queue, build->count, &build->room, sizeof(*build->queue));

	if (!queue)
		return err_no_memory(build->err);
	build->queue = queue;
	build->queue[build->count++] = directory;
	return IMAPI_OK;
}

imapi_status rd_build_append(struct rd_build *build, struct imapi_image_entry *directory,
			     struct imapi_image_entry *entry)
{
	size_t room = directory->child_room;
	void *children = array_grow(directory->children, directory->child_count, &room,
				    sizeof(*directory->children));

	if (!children)
		return err_no_memory(build->err);
	directory->children = children;
	directory->child_room = (uint32_t)MIN(room, UINT32_MAX);
	entry->order = directory->child_count;
	directory->children[directory->child_count++] = entry;
	return IMAPI_OK;
}

imapi_status rd_build_extent(struct rd_build *build, struct imapi_image_entry *entry,
			     const struct imapi_image_extent *extent)
{
	size_t room = entry->extent_count;

	if (room == 0) {
		entry->extents = &entry->first;
	} else if ((room & (room - 1)) == 0) {
		struct imapi_image_extent *grown =
			arena_zalloc(&build->tree->arena, 2 * room * sizeof(*extent));

		if (!grown)
			return err_no_memory(build->err);
		memcpy(grown, entry->extents, room * sizeof(*extent));
		entry->extents = grown;
	}
	entry->extents[entry->extent_count++] = *extent;
	entry->length += extent->length;
	return IMAPI_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct imapi_image_entry *x = *(struct imapi_image_entry *const *)a;
	const struct imapi_image_entry *y = *(struct imapi_image_entry *const *)b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static imapi_status settle(struct rd_build *build, struct imapi_image_entry *directory)
{
	size_t size = directory->child_count * sizeof(*directory->children);
	void *children = arena_zalloc(&build->tree->arena, MAX(size, 1u));

	if (children && size)
		memcpy(children, directory->children, size);
	free(directory->children);
	directory->children = children;
	if (!children) {
		directory->child_count = 0;
		return err_no_memory(build->err);
	}
	array_sort(directory->children, directory->child_count, sizeof(*directory->children),
		   by_name);
	for (uint32_t i = 0; i < directory->child_count; i++)
		directory->children[i]->index = i;
	return IMAPI_OK;
}

imapi_status rd_build_settle(struct rd_build *build)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < build->count; i++) {
		imapi_status settled = settle(build, build->queue[i]);

		status = IMAPI_FAILED(status) ? status : settled;
	}
	return status;
}

void rd_build_clear(struct rd_build *build)
{
	free(build->queue);
	build->queue = NULL;
}
