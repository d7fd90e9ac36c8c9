/* SPDX-License-Identifier: MIT */
#include "image/extents.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/changed.h"
#include "image/small-files.h"

#define COPY_LEAST 262144u /* bytes for which the kernel's copy is worth a system call */

struct extents {
	struct tree *tree;
	uint32_t *blocks; /* by number of the node, from the start of the region */
	struct tree_node **files;
	size_t count;
	struct tree_node **empty; /* regular files of this machine without contents */
	size_t empty_count;
	uint64_t first, total; /* of the region, in blocks */

	/* for reading the region */
	size_t recent; /* index of the file that was read last */
	struct opened opened;
	struct small_files *small; /* NULL: not needed yet */
};

/* Sorts a leader that the walk meets for the first time into its list. */
static void plan_file(struct extents *e, struct tree_node *node)
{
	if (node->flags & TREE_STORED)
		return;
	if (node->file.size == 0) {
		if (!(node->flags & TREE_STREAM))
			e->empty[e->empty_count++] = node;
		return;
	}
	e->files[e->count++] = node;
}

static void place(struct extents *e, struct tree_node *node)
{
	e->blocks[node->number] = (uint32_t)MIN(e->total, UINT32_MAX);
	e->total += blocks_of(node->file.size);
}

/* Those that share the content of another have its place and are none of the files. */
static void place_files(struct extents *e, const struct same *same, struct tree_node **sharing)
{
	size_t count = 0, shared = 0;

	e->total = 1;
	for (size_t i = 0; i < e->count; i++) {
		struct tree_node *node = e->files[i];

		if (same_first(same, node) != node) {
			sharing[shared++] = node;
			continue;
		}
		place(e, node);
		e->files[count++] = node;
	}
	e->count = count;
	while (shared-- > 0)
		e->blocks[sharing[shared]->number] =
			e->blocks[same_first(same, sharing[shared])->number];
}

static bool place_all(struct extents *e, const struct extents_order *order)
{
	AUTOFREE struct tree_node **sharing = calloc(e->count + 1, sizeof(struct tree_node *));
	size_t sorted = e->count;

	if (!sharing)
		return false;
	if (sorted && e->files[sorted - 1]->flags & TREE_MANIFEST)
		sorted--;
	if (order->weights && order->weights->count &&
	    !weights_sort(order->weights, e->files, sorted))
		return false;
	place_files(e, order->same, sharing);
	return true;
}

static bool plan(struct extents *e, const struct extents_order *order)
{
	struct tree_walk walk = TREE_WALK(e->tree->root);
	struct tree_node *node, *behind = NULL;
	uint32_t last = 0;

	while ((node = tree_walk_next(&walk))) {
		if (node->number <= last)
			continue; /* another name of what was met before */
		last = node->number;
		if (node->flags & TREE_MANIFEST)
			behind = node;
		else if (S_ISREG(node->mode))
			plan_file(e, tree_leader(node));
	}
	if (behind)
		plan_file(e, behind);
	tree_walk_done(&walk);
	return !walk.failed && place_all(e, order);
}

struct extents *extents_new(struct tree *tree, const struct tree_counts *counts,
			    const struct extents_order *order)
{
	struct extents *e = zalloc(sizeof(*e));

	if (!e)
		return NULL;
	e->tree = tree_ref(tree);
	e->opened = (struct opened)OPENED_NONE(e->tree);
	e->blocks = calloc(counts->nodes + 1u, sizeof(*e->blocks));
	e->files = calloc(counts->files + 1u, sizeof(struct tree_node *));
	e->empty = calloc(counts->files + 1u, sizeof(struct tree_node *));
	if (!e->blocks || !e->files || !e->empty || !plan(e, order))
		return extents_free(e);
	return e;
}

struct extents *extents_free(struct extents *e)
{
	if (!e)
		return NULL;
	opened_done(&e->opened);
	small_files_free(e->small);
	free(e->blocks);
	free(e->files);
	free(e->empty);
	tree_unref(e->tree);
	free(e);
	return NULL;
}

uint32_t extents_empty_block(const struct extents *e)
{
	return (uint32_t)e->first;
}

uint32_t extents_block_of(const struct extents *e, const struct tree_node *file)
{
	return (uint32_t)(e->first + e->blocks[file->number]);
}

size_t extents_count(const struct extents *e)
{
	return e->count;
}

const struct tree_node *extents_file(const struct extents *e, size_t index)
{
	return e->files[index];
}

/* Number of files that begin at or before the block of the region. */
static size_t files_up_to(const struct extents *e, uint64_t block)
{
	size_t low = 0, high = e->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->blocks[e->files[middle]->number] <= block)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool extents_index(const struct extents *e, const struct tree_node *file, size_t *ret_index)
{
	size_t n = files_up_to(e, e->blocks[file->number]);

	if (n == 0 || e->blocks[e->files[n - 1]->number] != e->blocks[file->number])
		return false;
	*ret_index = n - 1;
	return true;
}

const struct tree_node *extents_at(const struct extents *e, uint64_t block)
{
	size_t n;

	if (block <= e->first || block - e->first >= e->total)
		return NULL;
	n = files_up_to(e, block - e->first);
	return n ? e->files[n - 1] : NULL;
}

/* From inside the file that is the recent one, with the zeroes up to the next block. */
static imapi_status read_file(struct extents *e, uint64_t offset, uint8_t *data, size_t length,
			      struct imapi_error *err)
{
	const struct tree_node *node = e->files[e->recent];
	uint64_t size = node->file.size;
	size_t n = offset < size ? (size_t)MIN(length, size - offset) : 0;
	imapi_status status = IMAPI_OK;

	memset(data + n, 0, length - n);
	if (n == 0)
		return IMAPI_OK;
	if (node->flags & TREE_STREAM)
		status = stream_read(node->file.stream, offset, data, n, err);
	else
		status = changed_keep(&e->opened, e->tree, node,
				      &(struct changed_piece){ offset, data, n },
				      opened_read(&e->opened, node, offset, data, n, err));
	return opened_name(e->tree, node, status, err);
}

/* Nobody will open the empty files, so they are looked at here. */
static imapi_status check_empty(struct extents *e, struct imapi_error *err)
{
	for (size_t i = 0; i < e->empty_count; i++) {
		const struct tree_node *node = e->empty[i];
		imapi_status status = changed_keep(&e->opened, e->tree, node, NULL,
						   opened_look(&e->opened, node, err));

		if (IMAPI_FAILED(status))
			return opened_name(e->tree, node, status, err);
	}
	return IMAPI_OK;
}

static uint64_t start_of(const struct extents *e, size_t index)
{
	return (uint64_t)e->blocks[e->files[index]->number] * BLOCK_SIZE;
}

static uint64_t end_of(const struct extents *e, size_t index)
{
	return index + 1 < e->count ? start_of(e, index + 1) : e->total * BLOCK_SIZE;
}

static void find_file(struct extents *e, uint64_t offset)
{
	if (e->recent < e->count && start_of(e, e->recent) <= offset &&
	    offset < end_of(e, e->recent))
		return;
	e->recent = files_up_to(e, offset / BLOCK_SIZE) - 1;
}

static bool is_small(const struct tree_node *node)
{
	return node->file.size <= SMALL_FILE_MAX && !(node->flags & TREE_STREAM);
}

/* How many small files lie one after the other, whole, from @offset on. */
static size_t small_run(const struct extents *e, uint64_t offset, size_t length)
{
	size_t i = e->recent;

	if (offset != start_of(e, i))
		return 0;
	while (i < e->count && end_of(e, i) - offset <= length && is_small(e->files[i]))
		i++;
	return i - e->recent;
}

/* Reads the @count small files that follow. */
static imapi_status read_small(struct extents *e, size_t count, uint8_t *data,
			       struct imapi_error *err)
{
	const struct small_run run = { e->files + e->recent, count, e->blocks };

	if (!e->small)
		e->small = small_files_new(e->tree);
	if (!e->small)
		return err_no_memory(err);
	e->recent += count - 1;
	return small_files_read(e->small, &run, data, err);
}

/* Reads what comes next of the range: a part of a file, or many small ones. */
static imapi_status read_next(struct extents *e, uint64_t offset, uint8_t *data, size_t *length,
			      struct imapi_error *err)
{
	size_t count = small_run(e, offset, *length);
	size_t last = count < SMALL_FILES_LEAST ? e->recent : e->recent + count - 1;

	*length = (size_t)MIN(*length, end_of(e, last) - offset);
	return count < SMALL_FILES_LEAST
		       ? read_file(e, offset - start_of(e, e->recent), data, *length, err)
		       : read_small(e, count, data, err);
}

static imapi_status extents_read(const struct region *region, uint64_t offset, uint8_t *data,
				 size_t length, struct imapi_error *err)
{
	struct extents *e = region->self;
	imapi_status status = IMAPI_OK;

	if (offset == 0)
		status = check_empty(e, err);
	if (offset < BLOCK_SIZE) {
		size_t n = (size_t)MIN(length, BLOCK_SIZE - offset);

		memset(data, 0, n);
		data += n;
		offset += n;
		length -= n;
	}
	if (length > 0)
		find_file(e, offset);
	while (length > 0 && !IMAPI_FAILED(status)) {
		size_t n = length;

		status = read_next(e, offset, data, &n, err);
		data += n;
		offset += n;
		length -= n;
		e->recent += length > 0;
	}
	return status;
}

static imapi_status extents_copy(const struct region *region, const struct region_copy *want,
				 uint64_t *ret_copied, struct imapi_error *err)
{
	struct extents *e = region->self;
	struct region_copy inside = *want;
	const struct tree_node *node;
	imapi_status status;

	if (want->offset < BLOCK_SIZE)
		return IMAPI_OK;
	find_file(e, want->offset);
	node = e->files[e->recent];
	inside.offset -= start_of(e, e->recent);
	if (node->flags & TREE_STREAM || inside.offset >= node->file.size)
		return IMAPI_OK;
	inside.length = MIN(inside.length, node->file.size - inside.offset);
	if (inside.length < COPY_LEAST)
		return IMAPI_OK;
	status = changed_keep(&e->opened, e->tree, node, NULL,
			      opened_copy(&e->opened, node, &inside, ret_copied, err));
	return opened_name(e->tree, node, status, err);
}

static const struct region_ops extents_ops = { .name = "file contents",
					       .read = extents_read,
					       .copy = extents_copy };

bool extents_add_region(struct extents *e, struct region_list *list)
{
	e->first = region_next(list);
	return region_add(list, &extents_ops, e, 0, e->total);
}
