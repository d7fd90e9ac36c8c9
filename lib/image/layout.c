/* SPDX-License-Identifier: MIT */
#include "image/layout.h"

#include "imapi/file-system-image.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/iso9660/ecma119.h"

#include <inttypes.h>

/* The volume descriptor set; a boot record has its place in the second block of it. */
static uint64_t descriptor_count(const struct layout *l)
{
	return (l->primary ? 1u : 0u) + (l->joliet ? 1u : 0u) + 1u;
}

static imapi_status build_descriptors(const struct region *region, uint8_t *data,
				      struct imapi_error *err)
{
	const struct layout *l = region->self;

	(void)err;
	volume_descriptor(&l->settings.volume, l->primary, data);
	data += BLOCK_SIZE;
	if (l->joliet) {
		volume_descriptor(&l->settings.volume, l->joliet, data);
		data += BLOCK_SIZE;
	}
	volume_terminator(data);
	return IMAPI_OK;
}

static const struct region_ops system_ops = { .name = "system area",
					      .read = region_read_zeroes };
static const struct region_ops descriptor_ops = { .name = "volume descriptors",
						  .build = build_descriptors };

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
	imapi_status status;

	status = hierarchy_new(tree, l->extents, &primary, &l->primary, err);
	if (!IMAPI_FAILED(status) && s->file_systems & IMAPI_FILE_SYSTEM_JOLIET)
		status = hierarchy_new(tree, l->extents, &joliet, &l->joliet, err);
	return status;
}

/* The order of the image. */
static bool add_regions(struct layout *l)
{
	struct region_list *list = &l->regions;

	return region_add(list, &system_ops, l, 0, ECMA119_FIRST_DESCRIPTOR) &&
	       region_add(list, &descriptor_ops, l, 0, descriptor_count(l)) &&
	       hierarchy_add_path_tables(l->primary, list) &&
	       (!l->joliet || hierarchy_add_path_tables(l->joliet, list)) &&
	       hierarchy_add_directories(l->primary, list) &&
	       (!l->joliet || hierarchy_add_directories(l->joliet, list)) &&
	       extents_add_region(l->extents, list) &&
	       region_add(list, &region_padding_ops, l, 0, l->settings.padding);
}

static imapi_status place(struct layout *l, struct imapi_error *err)
{
	uint64_t end;

	l->regions.start = l->settings.start;
	if (!add_regions(l))
		return err_no_memory(err);
	end = region_next(&l->regions);
	l->blocks = end - l->settings.start;
	if (end > UINT32_MAX)
		return err_advise(err,
				  err_set(err, IMAPI_E_IMAGE_TOO_BIG,
					  "the image would end at block %" PRIu64
					  ", addresses have 32 bits",
					  end),
				  "Spread the files over several discs.");
	l->settings.volume.blocks = (uint32_t)l->blocks;
	return IMAPI_OK;
}

static imapi_status make(struct layout *l, struct tree *tree, struct imapi_error *err)
{
	struct tree_counts counts;
	imapi_status status;

	if (!tree_number(tree, &counts))
		return err_no_memory(err);
	l->extents = extents_new(tree, &counts);
	if (!l->extents)
		return err_no_memory(err);
	status = make_hierarchies(l, tree, err);
	return IMAPI_FAILED(status) ? status : place(l, err);
}

imapi_status layout_new(struct tree *tree, const struct layout_settings *settings,
			struct layout **ret_layout, struct imapi_error *err)
{
	struct layout *l = zalloc(sizeof(*l));
	imapi_status status;

	if (!l)
		return err_no_memory(err);
	l->settings = *settings;
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
	extents_free(l->extents);
	free(l);
	return NULL;
}
