/* SPDX-License-Identifier: MIT */
/* From the entries of an image that is read to the nodes of one that is built. */
#include "image/import.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

struct import {
	struct tree *tree;
	struct imapi_image_reader *reader;
	struct imapi_error *err;
	struct imported *imported;
	struct rd_claim links; /* the first name of each file that has several */
	uint64_t room;	       /* bytes of content that may still be copied */
	const struct imapi_image_import *options;
	struct imapi_image_import_progress progress;
	struct tree_node *path[RD_DEPTH_MAX + 1];
};

static imapi_status fault(struct import *im, const struct imapi_image_entry *entry,
			  imapi_status status, const char *what)
{
	char path[512];

	rd_tree_path(entry, path, sizeof(path));
	return err_set(im->err, status, "%s: %s", path, what);
}

static uint32_t mode_of(const struct imapi_image_entry *entry)
{
	static const uint32_t kinds[] = {
		[IMAPI_IMAGE_FILE] = S_IFREG,	      [IMAPI_IMAGE_DIRECTORY] = S_IFDIR,
		[IMAPI_IMAGE_SYMLINK] = S_IFLNK,      [IMAPI_IMAGE_CHARACTER_DEVICE] = S_IFCHR,
		[IMAPI_IMAGE_BLOCK_DEVICE] = S_IFBLK, [IMAPI_IMAGE_FIFO] = S_IFIFO,
		[IMAPI_IMAGE_SOCKET] = S_IFSOCK,
	};
	uint32_t kind = kinds[entry->type];

	if (entry->flags & IMAPI_IMAGE_ENTRY_POSIX)
		return kind | (entry->mode & 07777);
	return kind | (kind == S_IFDIR ? 0755u : 0444u);
}

/* The blocks that an extent reaches over, gaps included. */
static uint64_t span_of(const struct imapi_image_extent *extent)
{
	uint64_t blocks = blocks_of(extent->length), units;

	if (!extent->unit_blocks)
		return blocks;
	units = (blocks + extent->unit_blocks - 1) / extent->unit_blocks;
	return units * (extent->unit_blocks + extent->gap_blocks);
}

/* The address of an extent that is on the medium as a whole. */
static imapi_status take_extent(struct import *im, const struct imapi_image_entry *entry,
				const struct imapi_image_extent *extent,
				struct tree_section *ret)
{
	uint64_t blocks = blocks_of(extent->length);

	if (extent->block > UINT32_MAX ||
	    !rd_source_has(&im->reader->source, extent->block, blocks))
		return err_at(im->err,
			      fault(im, entry, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
				    "it leaves the medium"),
			      (int64_t)extent->block);
	*ret = (struct tree_section){ (uint32_t)extent->block, (uint32_t)extent->length,
				      (uint8_t)extent->unit_blocks,
				      (uint8_t)extent->gap_blocks };
	im->imported->end = MAX(im->imported->end, extent->block + span_of(extent));
	im->imported->lowest = MIN(im->imported->lowest, extent->block);
	return IMAPI_OK;
}

static void take_zisofs(struct import *im, struct tree_stored *stored,
			const struct imapi_image_entry *entry)
{
	if (!(entry->flags & IMAPI_IMAGE_ENTRY_ZISOFS))
		return;
	im->imported->has_zisofs = true;
	memcpy(stored->zisofs, entry->zisofs, 4);
	put_le32(stored->zisofs + 4, entry->unpacked_length);
}

/* Content that the new session has to hold again. */
static imapi_status take_copy(struct import *im, const struct imapi_image_entry *entry,
			      struct tree_node *node)
{
	struct imapi_stream *stream = NULL;
	char path[512];
	imapi_status status = import_copy(im->reader, entry, &im->room, &stream);

	if (IMAPI_FAILED(status)) {
		rd_tree_path(entry, path, sizeof(path));
		return err_in(im->err, status, "%s", path);
	}
	if (tree_set_stream(im->tree, node, stream))
		return IMAPI_OK;
	stream_free(stream);
	return err_no_memory(im->err);
}

static imapi_status take_contents(struct import *im, const struct imapi_image_entry *entry,
				  struct tree_node *node)
{
	struct tree_stored *stored = arena_zalloc(
		&im->tree->arena,
		sizeof(*stored) + entry->extent_count * sizeof(stored->sections[0]));
	imapi_status status = IMAPI_OK;

	if (!stored)
		return err_no_memory(im->err);
	take_zisofs(im, stored, entry);
	for (uint32_t i = 0; !IMAPI_FAILED(status) && i < entry->extent_count; i++)
		if (entry->extents[i].length > 0)
			status = take_extent(im, entry, &entry->extents[i],
					     &stored->sections[stored->count++]);
	node->file.size = entry->length;
	node->file.stored = stored;
	node->flags |= TREE_STORED;
	return status;
}

static bool is_same_file(const struct tree_node *a, const struct tree_node *b)
{
	return a->file.size == b->file.size && a->mode == b->mode && a->uid == b->uid &&
	       a->gid == b->gid && a->mtime == b->mtime && a->number == b->number;
}

/*
 * Names of one file are told by where it lies, of UDF by where its file entry lies, and by the
 * serial number where there is one.
 */
static imapi_status join_links(struct import *im, const struct imapi_image_entry *entry,
			       struct tree_node *node)
{
	uint64_t place = entry->icb ? entry->icb : entry->first.block;
	void *owner = NULL;

	if (!(entry->flags & IMAPI_IMAGE_ENTRY_POSIX) || entry->nlink < 2 || !entry->length)
		return IMAPI_OK;
	node->number = (uint32_t)entry->serial;
	node->file.size = entry->length;
	switch (rd_claim_take(&im->links, place, node, &owner)) {
	case RD_CLAIM_NO_MEMORY:
		return err_no_memory(im->err);
	case RD_CLAIM_TAKEN:
		if (!is_same_file(node, owner))
			return IMAPI_OK;
		node->flags |= TREE_HARD_LINK;
		node->file.leader = owner;
		return IMAPI_OK;
	default:
		return IMAPI_OK;
	}
}

static imapi_status take_extra(struct import *im, const struct imapi_image_entry *entry,
			       struct tree_node *node)
{
	char path[512];
	imapi_status status;

	if (node->flags & TREE_HARD_LINK)
		return IMAPI_OK;
	status = import_extra(im->reader, entry, &im->room, im->tree, node);
	if (!IMAPI_FAILED(status))
		return IMAPI_OK;
	rd_tree_path(entry, path, sizeof(path));
	return err_in(im->err, status, "%s", path);
}

static imapi_status take_kind(struct import *im, const struct imapi_image_entry *entry,
			      struct tree_node *node)
{
	imapi_status status;

	switch (entry->type) {
	case IMAPI_IMAGE_SYMLINK:
		node->target = arena_text(&im->tree->arena, entry->target ? entry->target : "",
					  strlen(entry->target ? entry->target : ""));
		return node->target ? IMAPI_OK : err_no_memory(im->err);
	case IMAPI_IMAGE_CHARACTER_DEVICE:
	case IMAPI_IMAGE_BLOCK_DEVICE:
		node->device = (uint64_t)entry->device_major << 32 | entry->device_minor;
		return IMAPI_OK;
	case IMAPI_IMAGE_FILE:
		status = join_links(im, entry, node);
		if (IMAPI_FAILED(status) || (node->flags & TREE_HARD_LINK))
			return status;
		return import_must_copy(entry) ? take_copy(im, entry, node)
					       : take_contents(im, entry, node);
	default:
		return IMAPI_OK;
	}
}

/* What the session refers to must stay: directories and file entries too. */
static void reach(struct import *im, const struct imapi_image_entry *entry)
{
	uint64_t end = entry->icb ? entry->icb + 1 : 0;

	for (uint32_t i = 0; entry->type == IMAPI_IMAGE_DIRECTORY && i < entry->extent_count;
	     i++)
		if (entry->extents[i].block != IMAPI_IMAGE_HOLE)
			end = MAX(end, entry->extents[i].block +
					       blocks_of(entry->extents[i].offset +
							 entry->extents[i].length));
	im->imported->end = MAX(im->imported->end, end);
}

static imapi_status make_node(struct import *im, const struct imapi_image_entry *entry,
			      struct tree_node **ret)
{
	size_t length = strlen(entry->name);
	struct tree_node *node;

	if (length > TREE_NAME_MAX)
		return fault(im, entry, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
			     "its name has more than 255 bytes");
	node = tree_node_new(im->tree, entry->name, length, mode_of(entry));
	if (!node)
		return err_no_memory(im->err);
	node->mtime = entry->mtime.seconds;
	node->mtime_nsec = entry->mtime.nanoseconds;
	if (entry->flags & IMAPI_IMAGE_ENTRY_POSIX) {
		node->uid = entry->uid == UINT32_MAX ? 0 : entry->uid;
		node->gid = entry->gid == UINT32_MAX ? 0 : entry->gid;
	}
	if (entry->flags & IMAPI_IMAGE_ENTRY_HIDDEN)
		node->flags |= TREE_HIDDEN;
	if (entry->flags & IMAPI_IMAGE_ENTRY_REAL_TIME)
		node->flags |= TREE_REAL_TIME;
	*ret = node;
	reach(im, entry);
	return take_kind(im, entry, node);
}

/* Of several entries with one name, such as versions of a file, the first is what is seen. */
static bool is_shadowed(const struct tree_node *directory,
			const struct imapi_image_entry *entry)
{
	const struct tree_children *c = &directory->children;
	const char *last = c->count ? c->at[c->count - 1]->name : "";

	return c->count && strcmp(last, entry->name) == 0;
}

static imapi_status take_entry(struct import *im, const struct imapi_image_entry *entry,
			       bool *ret_left_out)
{
	struct tree_node *directory = im->path[entry->depth - 1], *node = NULL;
	imapi_status status;

	*ret_left_out = entry->only_moved || is_shadowed(directory, entry);
	if (*ret_left_out) {
		log_info(im->reader->context, "import: left out %s: %s", entry->name,
			 entry->only_moved ? "it held relocated directories only"
					   : "an entry of that name came before");
		return IMAPI_OK;
	}
	status = make_node(im, entry, &node);
	if (!IMAPI_FAILED(status))
		status = take_extra(im, entry, node);
	if (IMAPI_FAILED(status))
		return status;
	if (!tree_append(directory, node))
		return err_no_memory(im->err);
	if (entry->type == IMAPI_IMAGE_DIRECTORY)
		im->path[entry->depth] = node;
	return IMAPI_OK;
}

/* The entry behind all that is below @entry. */
static const struct imapi_image_entry *skip(const struct imapi_image_entry *entry,
					    const struct imapi_image_entry *root)
{
	const struct imapi_image_entry *next = rd_tree_next(entry, root);

	while (next && next->depth > entry->depth)
		next = rd_tree_next(next, root);
	return next;
}

static void count_all(struct import *im, const struct imapi_image_entry *root)
{
	struct imapi_image_import_progress *p = &im->progress;
	const struct imapi_image_entry *entry = root;

	p->size = sizeof(*p);
	p->tree = im->reader->tree.kind;
	while ((entry = rd_tree_next(entry, root)))
		if (entry->type == IMAPI_IMAGE_DIRECTORY)
			p->total_directories++;
		else
			p->total_files++;
}

/* Before a directory is taken, or after something else was. */
static imapi_status tell(struct import *im, const struct imapi_image_entry *entry)
{
	struct imapi_image_import_progress *p = &im->progress;
	size_t length = rd_tree_path(entry, NULL, 0);
	AUTOFREE char *path = malloc(length + 2);
	bool cancelled;

	if (!path)
		return err_no_memory(im->err);
	rd_tree_path(entry, path, length + 1);
	if (entry->type == IMAPI_IMAGE_DIRECTORY)
		strcpy(path + length, "/");
	p->path = path;
	cancelled = im->options->progress(im->options->user, p) != 0;
	p->path = NULL;
	return cancelled ? err_set(im->err, IMAPI_E_REQUEST_CANCELLED, "cancelled") : IMAPI_OK;
}

static imapi_status take_told(struct import *im, const struct imapi_image_entry *entry,
			      bool *ret_left_out)
{
	bool is_directory = entry->type == IMAPI_IMAGE_DIRECTORY;
	bool is_told = im->options->progress != NULL;
	imapi_status status = IMAPI_OK;

	if (is_told && is_directory)
		status = tell(im, entry);
	if (!IMAPI_FAILED(status))
		status = take_entry(im, entry, ret_left_out);
	if (is_directory)
		im->progress.directories++;
	else
		im->progress.files++;
	if (is_told && !is_directory && !IMAPI_FAILED(status))
		status = tell(im, entry);
	return status;
}

static imapi_status take_all(struct import *im, const struct imapi_image_entry *root)
{
	const struct imapi_image_entry *entry = rd_tree_next(root, root);
	imapi_status status = IMAPI_OK;

	while (!IMAPI_FAILED(status) && entry) {
		bool left_out = false;

		status = take_told(im, entry, &left_out);
		entry = left_out ? skip(entry, root) : rd_tree_next(entry, root);
	}
	return status;
}

imapi_status import_tree(const struct import_call *call, struct imported *imported,
			 struct tree_node **ret_top)
{
	struct imapi_image_reader *reader = call->reader;
	AUTOFREE struct import *im = zalloc(sizeof(*im));
	struct imapi_image_entry *root = reader->tree.root;
	imapi_status status;

	if (!im)
		return err_no_memory(reader->err);
	*im = (struct import){ .tree = call->tree,
			       .reader = reader,
			       .err = reader->err,
			       .imported = imported,
			       .room = IMPORT_COPY_MAX,
			       .options = call->options };
	if (call->options->progress)
		count_all(im, root);
	status = make_node(im, root, &im->path[0]);
	if (!IMAPI_FAILED(status)) {
		im->path[0]->parent = im->path[0];
		status = take_extra(im, root, im->path[0]);
	}
	if (!IMAPI_FAILED(status))
		status = take_all(im, root);
	rd_claim_clear(&im->links);
	if (!IMAPI_FAILED(status))
		*ret_top = im->path[0];
	return status;
}
