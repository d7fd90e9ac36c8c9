/* SPDX-License-Identifier: MIT */
#include "image/extents.h"

#include "base/mem.h"
#include "base/units.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct extents {
	struct tree *tree;
	uint32_t *blocks; /* by number of the node, from the start of the region */
	struct tree_node **files;
	size_t count;
	struct tree_node **empty; /* regular files of this machine without contents */
	size_t empty_count;
	uint64_t first, total; /* of the region, in blocks */

	/* what is open while the region is being read */
	size_t recent; /* index of the file that was read last */
	struct host_file file;
	size_t open;			   /* index of the file that is open */
	const struct tree_node *directory; /* whose descriptor @handle is, on the host side */
	uint16_t origin;		   /* of @origin */
	int handle;
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
	e->blocks[node->number] = (uint32_t)MIN(e->total, UINT32_MAX);
	e->files[e->count++] = node;
	e->total += blocks_of(node->file.size);
}

static bool plan(struct extents *e)
{
	struct tree_walk walk = TREE_WALK(e->tree->root);
	struct tree_node *node;
	uint32_t last = 0;

	e->total = 1;
	while ((node = tree_walk_next(&walk))) {
		if (node->number <= last)
			continue; /* another name of what was met before */
		last = node->number;
		if (S_ISREG(node->mode))
			plan_file(e, tree_leader(node));
	}
	tree_walk_done(&walk);
	return !walk.failed;
}

struct extents *extents_new(struct tree *tree, const struct tree_counts *counts)
{
	struct extents *e = zalloc(sizeof(*e));

	if (!e)
		return NULL;
	e->tree = tree_ref(tree);
	e->file.fd = e->handle = -1;
	e->blocks = calloc(counts->nodes + 1u, sizeof(*e->blocks));
	e->files = calloc(counts->files + 1u, sizeof(struct tree_node *));
	e->empty = calloc(counts->files + 1u, sizeof(struct tree_node *));
	if (!e->blocks || !e->files || !e->empty || !plan(e))
		return extents_free(e);
	return e;
}

static void close_directory(struct extents *e)
{
	if (e->handle >= 0)
		close(e->handle);
	e->handle = -1;
	e->directory = NULL;
}

struct extents *extents_free(struct extents *e)
{
	if (!e)
		return NULL;
	host_file_close(&e->file);
	close_directory(e);
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

const struct tree_node *extents_at(const struct extents *e, uint64_t block)
{
	size_t n;

	if (block <= e->first || block - e->first >= e->total)
		return NULL;
	n = files_up_to(e, block - e->first);
	return n ? e->files[n - 1] : NULL;
}

static struct host_stamp stamp_of(const struct tree_node *node)
{
	return (struct host_stamp){ node->file.size, node->mtime, node->mtime_nsec, true };
}

static imapi_status name_it(struct extents *e, const struct tree_node *node,
			    imapi_status status, struct imapi_error *err)
{
	AUTOFREE char *path = NULL;
	char disc[512];

	if (!IMAPI_FAILED(status))
		return status;
	path = tree_host_path(e->tree, node);
	tree_disc_path(node, disc, sizeof(disc));
	return err_in(err, status, "%s", path ? path : disc);
}

/* The folder that @node is in; the last one stays open. */
static imapi_status enter(struct extents *e, const struct tree_node *node,
			  struct imapi_error *err)
{
	AUTOFREE char *path = NULL;
	struct tree_node *directory = node->parent;

	if (e->directory == directory && e->origin == node->origin)
		return IMAPI_OK;
	close_directory(e);
	path = tree_host_path(e->tree, node);
	if (!path)
		return err_no_memory(err);
	*strrchr(path, '/') = '\0';
	e->handle = open(path[0] ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (e->handle < 0)
		return err_errno(err, IMAPI_E_DATA_STREAM_CREATE_FAILURE, errno,
				 "its folder cannot be opened");
	e->directory = directory;
	e->origin = node->origin;
	return IMAPI_OK;
}

static imapi_status open_file(struct extents *e, size_t index, struct imapi_error *err)
{
	const struct tree_node *node = e->files[index];
	const struct host_stamp stamp = stamp_of(node);
	imapi_status status;

	if (e->file.fd >= 0 && e->open == index)
		return IMAPI_OK;
	host_file_close(&e->file);
	status = enter(e, node, err);
	if (!IMAPI_FAILED(status))
		status = host_file_open(&e->file, e->handle, node->name, false, &stamp, err);
	e->open = index;
	return status;
}

static imapi_status read_host(struct extents *e, uint64_t offset, uint8_t *data, size_t length,
			      struct imapi_error *err)
{
	const struct tree_node *node = e->files[e->recent];
	const struct host_stamp stamp = stamp_of(node);
	bool end = offset + length == stamp.size;
	imapi_status status = open_file(e, e->recent, err);

	if (!IMAPI_FAILED(status))
		status = host_file_read(&e->file, offset, data, length, err);
	if (!IMAPI_FAILED(status) && end)
		status = host_file_check(&e->file, &stamp, err);
	if (IMAPI_FAILED(status) || end)
		host_file_close(&e->file);
	return status;
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
		status = read_host(e, offset, data, n, err);
	return name_it(e, node, status, err);
}

/* Nobody will open the empty files, so they are looked at here. */
static imapi_status check_empty(struct extents *e, struct imapi_error *err)
{
	for (size_t i = 0; i < e->empty_count; i++) {
		const struct tree_node *node = e->empty[i];
		const struct host_stamp stamp = stamp_of(node);
		imapi_status status = enter(e, node, err);
		struct stat st = { 0 };

		if (!IMAPI_FAILED(status) &&
		    fstatat(e->handle, node->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			status = err_errno(err, IMAPI_E_DATA_STREAM_CREATE_FAILURE, errno,
					   "it cannot be found");
		if (!IMAPI_FAILED(status)) {
			struct host_stamp now = host_stamp_of(&st);

			status = host_stamp_check(&now, &stamp, err);
		}
		if (IMAPI_FAILED(status))
			return name_it(e, node, status, err);
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
		size_t n = (size_t)MIN(length, end_of(e, e->recent) - offset);

		status = read_file(e, offset - start_of(e, e->recent), data, n, err);
		data += n;
		offset += n;
		length -= n;
		e->recent += length > 0;
	}
	return status;
}

static const struct region_ops extents_ops = { .name = "file contents", .read = extents_read };

bool extents_add_region(struct extents *e, struct region_list *list)
{
	e->first = region_next(list);
	return region_add(list, &extents_ops, e, 0, e->total);
}
