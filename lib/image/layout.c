/* SPDX-License-Identifier: MIT */
#include "image/layout.h"

#include "imapi/file-system-image.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/iso9660/ecma119.h"

#include <inttypes.h>

static bool has_boot(const struct layout *l)
{
	return (l->boot && l->boot->settings.count) ||
	       (l->settings.imported && l->settings.imported->has_boot);
}

/* The volume descriptor set; a boot record has its place in the second block of it. */
static uint64_t descriptor_count(const struct layout *l)
{
	if (!l->primary)
		return 0;
	return 1u + (has_boot(l) ? 1u : 0u) + (l->joliet ? 1u : 0u) + 1u;
}

/* For a volume of that many blocks. */
static void put_descriptors(const struct layout *l, uint32_t blocks, uint8_t *data)
{
	struct volume_settings volume = l->settings.volume;

	volume.blocks = blocks;
	volume_descriptor(&volume, l->primary, data);
	data += BLOCK_SIZE;
	if (has_boot(l)) {
		if (l->boot)
			boot_put_record(l->boot, data);
		else
			memcpy(data, l->settings.imported->boot, BLOCK_SIZE);
		data += BLOCK_SIZE;
	}
	if (l->joliet) {
		volume_descriptor(&volume, l->joliet, data);
		data += BLOCK_SIZE;
	}
	volume_terminator(data);
}

/*
 * The space of a volume begins at LBA 0 of the medium (ECMA-119 6.2) whatever session
 * describes it, and Linux refuses system use areas behind its end. Only where the descriptors
 * at LBA 16 describe the whole do those of the session count from its start, as programs do
 * that look for the sessions of such a medium.
 */
static imapi_status build_descriptors(const struct region *region, uint8_t *data,
				      struct imapi_error *err)
{
	const struct layout *l = region->self;

	(void)err;
	put_descriptors(l, (uint32_t)(l->earlier ? l->blocks : region_next(&l->regions)), data);
	return IMAPI_OK;
}

/* The start of the medium, with descriptors for all that is on it. */
static imapi_status build_head(const struct region *region, uint8_t *data,
			       struct imapi_error *err)
{
	const struct layout *l = region->self;

	(void)err;
	memcpy(data, l->settings.imported->head, sizeof(l->settings.imported->head));
	data += ECMA119_FIRST_DESCRIPTOR * BLOCK_SIZE;
	if (l->primary)
		put_descriptors(l, (uint32_t)l->total, data);
	if (l->udf)
		volume_recognition(l->udf, data + descriptor_count(l) * BLOCK_SIZE);
	return IMAPI_OK;
}

/* What is on the medium and stays as it is. */
static imapi_status read_earlier(const struct region *region, uint64_t offset, uint8_t *data,
				 size_t length, struct imapi_error *err)
{
	const struct layout *l = region->self;
	struct imapi_stream *stream = l->settings.imported->stream;
	uint64_t from = region->first * BLOCK_SIZE + offset;
	size_t n = from < stream->length ? (size_t)MIN(length, stream->length - from) : 0;

	memset(data + n, 0, length - n);
	return n ? stream_read(stream, from, data, n, err) : IMAPI_OK;
}

static const struct region_ops descriptor_ops = { .name = "volume descriptors",
						  .build = build_descriptors };
static const struct region_ops head_ops = { .name = "volume descriptors", .build = build_head };
static const struct region_ops earlier_ops = { .name = "earlier sessions",
					       .read = read_earlier };

static imapi_status make_hierarchies(struct layout *l, struct tree *tree,
				     struct imapi_error *err)
{
	const struct layout_settings *s = &l->settings;
	const struct hierarchy_settings primary = {
		.rock_ridge = (s->file_systems & IMAPI_FILE_SYSTEM_ROCK_RIDGE) != 0,
		.relaxed_depth = s->relaxed_depth,
		.strict_names = s->level == 1,
		.sections = s->level >= 3,
	};
	const struct hierarchy_settings joliet = {
		.joliet = true,
		.utf16 = s->joliet_utf16,
		.strict_names = s->strict_joliet,
		.sections = s->level >= 3,
	};
	imapi_status status = IMAPI_OK;

	if (s->file_systems & IMAPI_FILE_SYSTEM_ISO9660)
		status = hierarchy_new(tree, l->extents, &primary, &l->primary, err);
	if (!IMAPI_FAILED(status) && s->file_systems & IMAPI_FILE_SYSTEM_JOLIET)
		status = hierarchy_new(tree, l->extents, &joliet, &l->joliet, err);
	return status;
}

static imapi_status make_udf(struct layout *l, struct tree *tree,
			     const struct tree_counts *counts, struct imapi_error *err)
{
	const struct layout_settings *s = &l->settings;
	const struct udf_settings settings = {
		.revision = s->udf_revision,
		.redundant = s->udf_redundant,
		.layout = s->udf_layout,
		.size = s->udf_size  ? s->udf_size
			: l->earlier ? s->imported->udf_size
				     : 0,
		.old_end = l->earlier ? s->imported->udf_end : 0,
		.bridge = l->primary != NULL,
		.name = s->volume.name,
		.timestamp = s->volume.timestamp,
		.start = l->earlier ? 0 : s->start,
		.lowest = s->imported ? s->imported->lowest : UINT64_MAX,
	};

	if (!(s->file_systems & IMAPI_FILE_SYSTEM_UDF))
		return IMAPI_OK;
	return udf_new(tree, l->extents, counts, &settings, &l->udf, err);
}

static bool add_earlier(struct layout *l)
{
	struct region_list *list = &l->regions;

	return !l->earlier ||
	       (region_add(list, &head_ops, l, 0, IMPORT_HEAD) &&
		(!l->udf || udf_add_head(l->udf, list)) &&
		region_add(list, &earlier_ops, l, 0, l->settings.start - region_next(list)));
}

/* What comes before all structures of a session that has its own beginning. */
static bool add_recognition(struct layout *l)
{
	struct region_list *list = &l->regions;

	return l->earlier || !l->udf ||
	       (udf_add_recognition(l->udf, list) && udf_add_head(l->udf, list));
}

/* What grows in place ends where the next session may begin. */
static uint64_t padding(const struct layout *l)
{
	uint64_t end = region_next(&l->regions) + l->settings.padding;

	if (l->udf && udf_is_writable(l->udf)) /* the free space follows */
		return 0;
	return l->settings.padding + (l->earlier ? round_up(end, IMPORT_ALIGNED) - end : 0);
}

static bool add_hierarchies(struct layout *l)
{
	struct region_list *list = &l->regions;

	return (!l->primary || hierarchy_add_path_tables(l->primary, list)) &&
	       (!l->joliet || hierarchy_add_path_tables(l->joliet, list)) &&
	       (!l->primary || hierarchy_add_directories(l->primary, list)) &&
	       (!l->joliet || hierarchy_add_directories(l->joliet, list));
}

/* The order of the image. */
static bool add_regions(struct layout *l)
{
	struct region_list *list = &l->regions;

	return add_earlier(l) &&
	       boot_add_system_area(l->boot, list, ECMA119_FIRST_DESCRIPTOR) &&
	       region_add(list, &descriptor_ops, l, 0, descriptor_count(l)) &&
	       add_recognition(l) && (!l->udf || udf_add_structures(l->udf, list)) &&
	       add_hierarchies(l) && boot_add_regions(l->boot, list) &&
	       extents_add_region(l->extents, list) &&
	       region_add(list, &region_padding_ops, l, 0, padding(l)) &&
	       boot_add_tail(l->boot, list) && (!l->udf || udf_add_tail(l->udf, list));
}

static imapi_status place(struct layout *l, struct imapi_error *err)
{
	uint64_t end;

	l->regions.start = l->earlier ? 0 : l->settings.start;
	if (!add_regions(l))
		return err_no_memory(err);
	end = region_next(&l->regions);
	if (l->udf && udf_is_writable(l->udf) && l->settings.udf_size &&
	    end > l->settings.udf_size)
		return err_set(err, IMAPI_E_IMAGE_SIZE_LIMIT,
			       "the volume takes %" PRIu64 " blocks, its size is %" PRIu64, end,
			       l->settings.udf_size);
	l->blocks = end - l->settings.start;
	l->total = end - l->regions.start;
	if (end > UINT32_MAX)
		return err_advise(err,
				  err_set(err, IMAPI_E_IMAGE_TOO_BIG,
					  "the image would end at block %" PRIu64
					  ", addresses have 32 bits",
					  end),
				  "Spread the files over several discs.");
	return IMAPI_OK;
}

uint64_t layout_head_blocks(const struct layout *l)
{
	return l->udf ? UDF_PARTITION_PLACE : IMPORT_HEAD;
}

/* The descriptors of what grows must not fall upon a file that stays. */
static imapi_status check_head(const struct layout *l, struct imapi_error *err)
{
	uint64_t end =
		l->udf ? UDF_PARTITION_PLACE : ECMA119_FIRST_DESCRIPTOR + descriptor_count(l);

	if (!l->earlier || l->settings.imported->lowest >= end)
		return IMAPI_OK;
	return err_set(err, IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION,
		       "a file lies at LBA %" PRIu64 ", where descriptors have to be written",
		       l->settings.imported->lowest);
}

/* A file system that is left as it was would hide or lose what is added. */
static imapi_status check_grown(const struct layout *l, struct imapi_error *err)
{
	const struct imported *imported = l->settings.imported;

	if (l->earlier && l->udf && udf_is_virtual(l->udf))
		return err_set(err, IMAPI_E_INVALID_PARAM,
			       "a virtual allocation table is for media that are written once, "
			       "not for a volume that grows in place");
	if (!l->earlier || (imported->has_iso == (l->primary != NULL) &&
			    imported->has_udf == (l->udf != NULL)))
		return IMAPI_OK;
	return err_advise(err,
			  err_set(err, IMAPI_E_FILE_SYSTEM_CHANGE_NOT_ALLOWED,
				  "the volume has %s, which cannot change where it grows",
				  !imported->has_udf  ? "no UDF"
				  : imported->has_iso ? "ISO 9660 and UDF"
						      : "UDF alone"),
			  "Leave the choice of file systems to the volume, or burn a new "
			  "image that holds all files.");
}

/* The first file that zisofs compressed, or NULL. False: out of memory. */
static bool find_compressed(struct tree *tree, const struct tree_node **ret)
{
	struct tree_walk walk = TREE_WALK(tree->root);
	const struct tree_node *node;

	*ret = NULL;
	while (!*ret && (node = tree_walk_next(&walk)))
		if (S_ISREG(node->mode) && node->flags & TREE_STORED &&
		    node->file.stored->zisofs[0])
			*ret = node;
	tree_walk_done(&walk);
	return !walk.failed;
}

/* Rock Ridge alone tells a reader to unpack a file; elsewhere its content would be wrong. */
static imapi_status check_compressed(const struct layout *l, struct tree *tree,
				     struct imapi_error *err)
{
	const unsigned telling = IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_ROCK_RIDGE;
	const struct tree_node *node;
	char path[512];

	if (!l->settings.imported || !l->settings.imported->has_zisofs ||
	    l->settings.file_systems == telling)
		return IMAPI_OK;
	if (!find_compressed(tree, &node))
		return err_no_memory(err);
	if (!node)
		return IMAPI_OK;
	tree_disc_path(node, path, sizeof(path));
	return err_advise(err,
			  err_set(err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
				  "%s is compressed by zisofs, which only Rock Ridge can tell",
				  path),
			  "Choose ISO 9660 with Rock Ridge and nothing else, or remove the "
			  "file and add it unpacked.");
}

static imapi_status make_boot(struct layout *l, struct tree *tree, struct imapi_error *err)
{
	const struct layout_settings *s = &l->settings;
	imapi_status status = boot_new(s->boot, tree, &l->boot, err);

	if (!l->boot)
		return status;
	if (!l->primary)
		return err_advise(err,
				  err_set(err, IMAPI_E_BOOT_IMAGE_DATA,
					  "a boot record is a part of ISO 9660"),
				  "Add ISO 9660 to the file systems.");
	return boot_check_session(s->start, s->imported != NULL, err);
}

/* Paths in a manifest are those that readers show: other trees have other names. */
static imapi_status measure_manifest(const struct layout *l, struct tree *tree,
				     struct tree_node **ret_node, struct imapi_error *err)
{
	const unsigned full_names = IMAPI_FILE_SYSTEM_ROCK_RIDGE | IMAPI_FILE_SYSTEM_UDF;

	if (!l->settings.has_manifest)
		return IMAPI_OK;
	if (!(l->settings.file_systems & full_names))
		return err_advise(err,
				  err_set(err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
					  "a manifest tells files by their full names, which "
					  "neither ISO 9660 nor Joliet keeps"),
				  "Add Rock Ridge or UDF to the file systems.");
	if (!manifest_find(tree, ret_node))
		return err_no_memory(err);
	return *ret_node ? manifest_measure(tree, *ret_node, err) : IMAPI_OK;
}

imapi_status layout_read(struct layout *l, uint64_t offset, uint8_t *data, size_t length,
			 struct imapi_error *err)
{
	if (l->manifest)
		return manifest_read_image(l->manifest, &l->regions, offset, data, length, err);
	return region_list_read(&l->regions, offset, data, length, err);
}

static imapi_status make(struct layout *l, struct tree *tree, struct imapi_error *err)
{
	struct tree_node *manifest = NULL;
	struct tree_counts counts;
	imapi_status status;

	status = measure_manifest(l, tree, &manifest, err);
	if (IMAPI_FAILED(status))
		return status;
	if (!tree_number(tree, &counts))
		return err_no_memory(err);
	l->extents = extents_new(tree, &counts, &l->settings.order);
	if (!l->extents)
		return err_no_memory(err);
	if (manifest)
		status = manifest_new(tree, l->extents, manifest, &l->manifest, err);
	if (!IMAPI_FAILED(status))
		status = check_compressed(l, tree, err);
	if (!IMAPI_FAILED(status))
		status = make_hierarchies(l, tree, err);
	if (!IMAPI_FAILED(status))
		status = make_udf(l, tree, &counts, err);
	if (!IMAPI_FAILED(status))
		status = check_grown(l, err);
	if (!IMAPI_FAILED(status))
		status = make_boot(l, tree, err);
	if (!IMAPI_FAILED(status))
		status = place(l, err);
	if (!IMAPI_FAILED(status))
		status = boot_place(l->boot, l->extents, &l->regions,
				    l->settings.volume.timestamp, err);
	return IMAPI_FAILED(status) ? status : check_head(l, err);
}

imapi_status layout_new(struct tree *tree, const struct layout_settings *settings,
			struct layout **ret_layout, struct imapi_error *err)
{
	struct layout *l = zalloc(sizeof(*l));
	imapi_status status;

	if (!l)
		return err_no_memory(err);
	l->settings = *settings;
	l->earlier = settings->imported && settings->imported->in_place;
	l->tree = tree;
	status = make(l, tree, err);
	if (IMAPI_FAILED(status))
		layout_free(l);
	else
		*ret_layout = l;
	return status;
}

struct layout *layout_free(struct layout *l)
{
	if (!l)
		return NULL;
	region_list_done(&l->regions);
	hierarchy_free(l->primary);
	hierarchy_free(l->joliet);
	udf_free(l->udf);
	extents_free(l->extents);
	boot_free(l->boot);
	manifest_free(l->manifest);
	free(l);
	return NULL;
}
