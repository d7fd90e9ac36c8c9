/* SPDX-License-Identifier: MIT */
#include "image/region.h"

#include "base/mem.h"
#include "base/units.h"
#include "stream/host-file.h"

uint64_t region_next(const struct region_list *list)
{
	const struct region *last;

	if (list->count == 0)
		return list->start;
	last = &list->regions[list->count - 1];
	return last->first + last->blocks;
}

bool region_add(struct region_list *list, const struct region_ops *ops, void *self,
		uint64_t item, uint64_t blocks)
{
	struct region *regions;

	if (blocks == 0)
		return true;
	regions = array_grow(list->regions, list->count, &list->room, sizeof(*regions));
	if (!regions)
		return false;
	list->regions = regions;
	regions[list->count] = (struct region){ .ops = ops,
						.self = self,
						.item = item,
						.first = region_next(list),
						.blocks = blocks };
	list->count++;
	return true;
}

static bool has(const struct region *region, uint64_t block)
{
	return block >= region->first && block - region->first < region->blocks;
}

static size_t index_of(const struct region_list *list, uint64_t block)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->regions[middle].first + list->regions[middle].blocks <= block)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct region *region_at(const struct region_list *list, uint64_t block)
{
	size_t i = index_of(list, block);

	return i < list->count && has(&list->regions[i], block) ? &list->regions[i] : NULL;
}

static imapi_status build(struct region_list *list, const struct region *region,
			  struct imapi_error *err)
{
	size_t size = (size_t)(region->blocks * BLOCK_SIZE);
	imapi_status status;

	if (list->built_region == region)
		return IMAPI_OK;
	list->built_region = NULL;
	if (list->built_room < size || list->built_room / 16 > size) {
		free(list->built);
		list->built = malloc(size);
		list->built_room = list->built ? size : 0;
		if (!list->built)
			return err_no_memory(err);
	}
	memset(list->built, 0, size);
	status = region->ops->build(region, list->built, err);
	if (!IMAPI_FAILED(status))
		list->built_region = region;
	return status;
}

bool region_patch(struct region_list *list, uint64_t offset, const uint8_t *bytes,
		  size_t length)
{
	struct region_patch *patches = array_grow(list->patches, list->patch_count,
						  &list->patch_room, sizeof(*patches));

	if (!patches)
		return false;
	list->patches = patches;
	patches += list->patch_count++;
	patches->offset = offset;
	patches->length = MIN(length, sizeof(patches->bytes));
	memcpy(patches->bytes, bytes, patches->length);
	return true;
}

/* The bytes of one patch that lie in what was read from @offset on. */
static void apply(const struct region_patch *patch, uint64_t offset, uint8_t *data,
		  size_t length)
{
	uint64_t first = MAX(offset, patch->offset);
	uint64_t end = MIN(offset + length, patch->offset + patch->length);

	if (first < end)
		memcpy(data + (first - offset), patch->bytes + (first - patch->offset),
		       (size_t)(end - first));
}

/* The index of the region with the byte @offset of the image. */
static size_t seek(const struct region_list *list, uint64_t offset)
{
	uint64_t block = list->start + offset / BLOCK_SIZE;

	return has(&list->regions[list->recent], block) ? list->recent : index_of(list, block);
}

static imapi_status read_regions(struct region_list *list, uint64_t offset, uint8_t *data,
				 size_t length, struct imapi_error *err)
{
	size_t i = seek(list, offset);

	while (length > 0) {
		const struct region *region = &list->regions[i];
		uint64_t inside = offset - (region->first - list->start) * BLOCK_SIZE;
		size_t n = (size_t)MIN(length, region->blocks * BLOCK_SIZE - inside);
		imapi_status status = region->ops->read
					      ? region->ops->read(region, inside, data, n, err)
					      : build(list, region, err);

		if (IMAPI_FAILED(status))
			return status;
		if (!region->ops->read)
			memcpy(data, list->built + inside, n);
		list->recent = i;
		data += n;
		offset += n;
		length -= n;
		i++;
	}
	return IMAPI_OK;
}

imapi_status region_list_read(struct region_list *list, uint64_t offset, uint8_t *data,
			      size_t length, struct imapi_error *err)
{
	imapi_status status = read_regions(list, offset, data, length, err);

	for (size_t i = 0; i < list->patch_count && !IMAPI_FAILED(status); i++)
		apply(&list->patches[i], offset, data, length);
	return status;
}

/* How many of the @length bytes from @offset on come before the first that is patched. */
static uint64_t unpatched(const struct region_list *list, uint64_t offset, uint64_t length)
{
	for (size_t i = 0; i < list->patch_count; i++) {
		const struct region_patch *patch = &list->patches[i];

		if (patch->offset < offset + length && offset < patch->offset + patch->length)
			length = MAX(offset, patch->offset) - offset;
	}
	return length;
}

imapi_status region_list_copy(struct region_list *list, const struct region_copy *want,
			      uint64_t *ret_copied, struct imapi_error *err)
{
	const struct region *region = &list->regions[seek(list, want->offset)];
	struct region_copy inside = *want;

	*ret_copied = 0;
	if (!region->ops->copy)
		return IMAPI_OK;
	inside.offset -= (region->first - list->start) * BLOCK_SIZE;
	inside.length = unpatched(list, want->offset, want->length);
	inside.length = MIN(inside.length, region->blocks * BLOCK_SIZE - inside.offset);
	if (inside.length == 0)
		return IMAPI_OK;
	return region->ops->copy(region, &inside, ret_copied, err);
}

void region_list_done(struct region_list *list)
{
	free(list->regions);
	free(list->patches);
	free(list->built);
	*list = (struct region_list){ 0 };
}

imapi_status region_read_zeroes(const struct region *region, uint64_t offset, uint8_t *data,
				size_t length, struct imapi_error *err)
{
	(void)region;
	(void)offset;
	(void)err;
	memset(data, 0, length);
	return IMAPI_OK;
}

/* Beyond the end of a file there are zeros without their being written. */
static imapi_status skip_free(const struct region *region, const struct region_copy *want,
			      uint64_t *ret_copied, struct imapi_error *err)
{
	(void)region;
	(void)err;
	*ret_copied = host_file_skip(want->fd, want->length);
	return IMAPI_OK;
}

const struct region_ops region_free_ops = { .name = "free space",
					    .read = region_read_zeroes,
					    .copy = skip_free };
const struct region_ops region_padding_ops = { .name = "padding", .read = region_read_zeroes };
