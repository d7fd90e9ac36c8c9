/* SPDX-License-Identifier: MIT */
/* Reads all directories of a UDF volume, breadth first, none twice. */
#include "image/read/udf/tree.h"

#include "base/mem.h"
#include "image/read/build.h"
#include "image/read/names.h"
#include "image/read/udf/entry.h"
#include "image/read/udf/fids.h"
#include "image/read/udf/text.h"

struct load {
	struct rd_build build;
	struct rd_tree *tree;
	struct imapi_error *err;
	struct rd_udf *udf;
	struct rd_claim icbs; /* the first entry of each file, by the byte of its ICB */
	struct rd_udf_file file;
	struct rd_udf_extents extents, directory;
	struct rd_udf_fids fids, probe;
	char name[RD_TEXT_MAX], target[RD_TARGET_MAX + 1];
	uint8_t path[RD_UDF_PATH_MAX];
};

/* Puts the path before what the layers below said. */
static imapi_status name_entry(struct load *load, const struct imapi_image_entry *entry,
			       imapi_status status)
{
	char path[512];

	if (!IMAPI_FAILED(status) || status == IMAPI_E_OUTOFMEMORY)
		return status;
	rd_tree_path(entry, path, sizeof(path));
	return err_in(load->err, status, "%s", path);
}

/* The caller names the path. */
static imapi_status fault(struct load *load, const struct imapi_image_entry *entry,
			  const char *what)
{
	return rd_udf_fault(load->udf, entry->icb * BLOCK_SIZE, what);
}

/* Reads through a directory without taking anything; all must be well. */
static imapi_status probe(struct load *load)
{
	struct rd_udf_fid fid;
	imapi_status status;
	bool more;

	rd_udf_fids_begin(&load->probe, load->udf, &load->extents);
	do
		status = rd_udf_fids_next(&load->probe, &fid, &more);
	while (!IMAPI_FAILED(status) && more);
	return status;
}

/* UDF 2.50 2.2.13: what is damaged in a metadata file is in its mirror too. */
static imapi_status try_mirror(struct load *load)
{
	struct rd_udf *udf = load->udf;
	bool cut;
	imapi_status status;

	if (load->file.partition >= udf->partition_count ||
	    !udf->partitions[load->file.partition].mirror.count ||
	    load->extents.length > udf->bytes_left || !IMAPI_FAILED(probe(load)))
		return IMAPI_OK;
	udf->by_mirror = true;
	status = rd_udf_allocate(udf, &load->file, &load->extents, &cut);
	udf->by_mirror = false;
	return status;
}

/* Keeps the extents of load->file; those of a directory are read from where they are well. */
static imapi_status set_extents(struct load *load, struct imapi_image_entry *entry)
{
	bool cut = false;
	imapi_status status = rd_udf_allocate(load->udf, &load->file, &load->extents, &cut);

	if (!IMAPI_FAILED(status) && cut)
		status = fault(load, entry, "its extents are shorter than its length");
	if (cut && load->tree->tolerant)
		status = rd_build_forgive(&load->build, name_entry(load, entry, status));
	if (!IMAPI_FAILED(status) && entry->type == IMAPI_IMAGE_DIRECTORY)
		status = try_mirror(load);
	if (IMAPI_FAILED(status))
		return status;
	entry->length = load->extents.length;
	entry->extent_count = (uint32_t)load->extents.count;
	entry->extents = &entry->first;
	if (load->extents.count > 1)
		entry->extents = arena_zalloc(&load->tree->arena,
					      load->extents.count * sizeof(*entry->extents));
	if (!entry->extents)
		return err_no_memory(load->err);
	if (load->extents.count)
		memcpy(entry->extents, load->extents.at,
		       load->extents.count * sizeof(*entry->extents));
	return IMAPI_OK;
}

static imapi_status set_target(struct load *load, struct imapi_image_entry *entry)
{
	const char *wrong;
	imapi_status status;

	if (entry->type != IMAPI_IMAGE_SYMLINK)
		return IMAPI_OK;
	if (entry->length > sizeof(load->path))
		return fault(load, entry, "the target of the link is longer than 4096 bytes");
	status =
		rd_udf_content(load->udf, &load->extents, 0, load->path, (size_t)entry->length);
	if (IMAPI_FAILED(status))
		return status;
	wrong = rd_udf_target(load->path, (size_t)entry->length, load->target);
	if (wrong)
		return fault(load, entry, wrong);
	entry->target = arena_text(&load->tree->arena, load->target, strlen(load->target));
	entry->extent_count = 0;
	entry->length = 0;
	return entry->target ? IMAPI_OK : err_no_memory(load->err);
}

/* Fills the entry from the ICB at a place. */
static imapi_status set_file(struct load *load, const struct udf_long_ad *icb,
			     struct imapi_image_entry *entry)
{
	imapi_status status =
		rd_udf_file_read(load->udf, icb->partition, icb->block, &load->file);

	if (IMAPI_FAILED(status))
		return status;
	entry->icb = load->file.at / BLOCK_SIZE;
	if (!rd_udf_describe(&load->file, entry))
		return fault(load, entry, "its file entry is of an unknown type");
	status = set_extents(load, entry);
	return IMAPI_FAILED(status) ? status : set_target(load, entry);
}

static struct imapi_image_entry *new_entry(struct load *load, struct imapi_image_entry *parent,
					   const char *name, size_t length)
{
	struct imapi_image_entry *entry = arena_zalloc(&load->tree->arena, sizeof(*entry));

	if (!entry)
		return NULL;
	entry->name = arena_text(&load->tree->arena, name, length);
	entry->parent = parent;
	entry->depth = parent ? (uint16_t)(parent->depth + 1) : 0;
	return entry->name ? entry : NULL;
}

/* The directory of the named streams waits in the queue as any other. */
static imapi_status add_streams(struct load *load, struct imapi_image_entry *owner)
{
	const struct udf_long_ad icb = load->file.entry.streams;
	struct imapi_image_entry *streams;
	imapi_status status;

	if (!load->file.extended || !icb.length || (owner->flags & IMAPI_IMAGE_ENTRY_STREAM))
		return IMAPI_OK;
	streams = new_entry(load, owner, "", 0);
	if (!streams)
		return err_no_memory(load->err);
	streams->flags = IMAPI_IMAGE_ENTRY_STREAM;
	status = set_file(load, &icb, streams);
	if (!IMAPI_FAILED(status) && streams->type != IMAPI_IMAGE_DIRECTORY)
		status = fault(load, streams, "the named streams have no directory");
	if (!IMAPI_FAILED(status))
		status = rd_build_enqueue(&load->build, streams);
	if (IMAPI_FAILED(status) && !load->tree->tolerant)
		return err_in(load->err, status, "its named streams");
	if (IMAPI_FAILED(status))
		return rd_build_forgive(&load->build, name_entry(load, streams, status));
	owner->streams = streams;
	owner->flags |= IMAPI_IMAGE_ENTRY_STREAMS;
	return IMAPI_OK;
}

/* Another name of a file that was read before. */
static imapi_status copy_entry(struct load *load, const struct imapi_image_entry *first,
			       struct imapi_image_entry *entry)
{
	struct imapi_image_entry copy = *first;

	if (first->type == IMAPI_IMAGE_DIRECTORY)
		return fault(load, entry, "the directory is in another one too");
	copy.name = entry->name;
	copy.parent = entry->parent;
	copy.depth = entry->depth;
	copy.flags =
		(uint16_t)(entry->flags | (first->flags & ~(IMAPI_IMAGE_ENTRY_HIDDEN |
							    IMAPI_IMAGE_ENTRY_NAME_CHANGED)));
	*entry = copy;
	if (copy.extents == &first->first)
		entry->extents = &entry->first;
	return IMAPI_OK;
}

/* The entry of the ICB that an identifier leads to, read once however many names it has. */
static imapi_status find_file(struct load *load, const struct udf_long_ad *icb,
			      struct imapi_image_entry *entry)
{
	uint64_t at, blocks;
	struct imapi_image_entry *first;
	imapi_status status = rd_udf_map(load->udf, icb->partition, icb->block, &at, &blocks);

	if (IMAPI_FAILED(status))
		return status;
	entry->icb = at / BLOCK_SIZE;
	first = rd_claim_owner(&load->icbs, at);
	if (first)
		return copy_entry(load, first, entry);
	status = set_file(load, icb, entry);
	if (!IMAPI_FAILED(status) &&
	    rd_claim_take(&load->icbs, at, entry, NULL) == RD_CLAIM_NO_MEMORY)
		return err_no_memory(load->err);
	return IMAPI_FAILED(status) ? status : add_streams(load, entry);
}

static imapi_status make_entry(struct load *load, struct imapi_image_entry *directory,
			       const struct rd_udf_fid *fid, struct imapi_image_entry **ret)
{
	bool stream = directory->flags & IMAPI_IMAGE_ENTRY_STREAM, known, changed = false;
	size_t length = rd_udf_text(fid->name, fid->head.name_length, load->name, &known);

	length = rd_name_harmless(load->name, length, &changed);
	*ret = new_entry(load, stream ? directory->parent : directory, load->name, length);
	if (!*ret)
		return err_no_memory(load->err);
	if (fid->head.characteristics & UDF_FID_HIDDEN)
		(*ret)->flags |= IMAPI_IMAGE_ENTRY_HIDDEN;
	if (changed)
		(*ret)->flags |= IMAPI_IMAGE_ENTRY_NAME_CHANGED;
	if (stream)
		(*ret)->flags |= IMAPI_IMAGE_ENTRY_STREAM;
	(*ret)->icb = directory->icb;
	if (!known)
		return fault(load, *ret, "its name has characters of an unknown kind");
	if ((*ret)->depth > RD_DEPTH_MAX)
		return fault(load, *ret, "more than 2048 directories deep");
	return find_file(load, &fid->head.icb, *ret);
}

static imapi_status add_entry(struct load *load, struct imapi_image_entry *directory,
			      const struct rd_udf_fid *fid)
{
	struct imapi_image_entry *entry = NULL;
	imapi_status status = make_entry(load, directory, fid, &entry);

	if (IMAPI_FAILED(status))
		return entry ? name_entry(load, entry, status) : status;
	if ((entry->flags & IMAPI_IMAGE_ENTRY_STREAM) && entry->type != IMAPI_IMAGE_FILE)
		return name_entry(load, entry, fault(load, entry, "a stream is no file"));
	status = rd_build_append(&load->build, directory, entry);
	if (IMAPI_FAILED(status))
		return status;
	if (entry->type == IMAPI_IMAGE_DIRECTORY)
		return rd_build_enqueue(&load->build, entry);
	load->tree->file_bytes += entry->length;
	return IMAPI_OK;
}

/* The extents of a directory, as the walk wants them. */
static imapi_status open_directory(struct load *load, struct imapi_image_entry *directory)
{
	imapi_status status = IMAPI_OK;

	if (directory->length > load->udf->bytes_left)
		return fault(load, directory, "the directories are longer than the image");
	load->udf->bytes_left -= directory->length;
	load->directory.count = 0;
	load->directory.length = 0;
	for (uint32_t i = 0; i < directory->extent_count && !IMAPI_FAILED(status); i++) {
		const struct imapi_image_extent *extent = &directory->extents[i];

		status = extent->block == IMAPI_IMAGE_HOLE
				 ? rd_udf_extents_add_hole(load->udf, &load->directory,
							   extent->length)
				 : rd_udf_extents_add(load->udf, &load->directory,
						      rd_udf_extent_at(extent), extent->length);
	}
	rd_udf_fids_begin(&load->fids, load->udf, &load->directory);
	return status;
}

static imapi_status load_directory(struct load *load, struct imapi_image_entry *directory)
{
	imapi_status status = open_directory(load, directory);
	bool more = true;

	if (IMAPI_FAILED(status))
		return rd_build_forgive(&load->build, name_entry(load, directory, status));
	while (more) {
		struct rd_udf_fid fid;

		status = rd_udf_fids_next(&load->fids, &fid, &more);
		if (IMAPI_FAILED(status))
			return rd_build_forgive(&load->build,
						name_entry(load, directory, status));
		if (more)
			status = rd_build_forgive(&load->build,
						  add_entry(load, directory, &fid));
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}

static imapi_status make_root(struct load *load)
{
	struct imapi_image_entry *root = new_entry(load, NULL, "", 0);
	imapi_status status;

	if (!root)
		return err_no_memory(load->err);
	load->tree->root = root;
	status = find_file(load, &load->udf->file_set.root, root);
	if (!IMAPI_FAILED(status) && root->type != IMAPI_IMAGE_DIRECTORY)
		status = fault(load, root, "the root is no directory");
	if (IMAPI_FAILED(status))
		return name_entry(load, root, status);
	return rd_build_enqueue(&load->build, root);
}

static imapi_status load_all(struct load *load)
{
	imapi_status status = make_root(load), settled;

	while (!IMAPI_FAILED(status) && load->build.at < load->build.count)
		status = load_directory(load, load->build.queue[load->build.at++]);
	settled = rd_build_settle(&load->build);
	return IMAPI_FAILED(status) ? status : settled;
}

imapi_status rd_udf_load(struct rd_udf *udf, struct rd_tree *tree)
{
	AUTOFREE struct load *load = zalloc(sizeof(*load));
	imapi_status status;

	if (!load)
		return err_no_memory(udf->source->err);
	load->udf = udf;
	load->tree = tree;
	load->err = udf->source->err;
	load->build = (struct rd_build){ .tree = tree, .err = load->err };
	status = load_all(load);
	rd_build_clear(&load->build);
	rd_claim_clear(&load->icbs);
	rd_udf_extents_clear(&load->extents);
	rd_udf_extents_clear(&load->directory);
	return status;
}
