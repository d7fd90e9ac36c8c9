/* SPDX-License-Identifier: MIT */
#include "image/iso9660/hierarchy.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/iso9660/ecma119.h"

#include <inttypes.h>

/* What an entry has between its making and its naming. */
static const uint8_t names_of_kind[][2] = {
	[HIERARCHY_FILE] = { HIERARCHY_FILE },
	[HIERARCHY_DIRECTORY] = { HIERARCHY_DIRECTORY },
	[HIERARCHY_RELOCATED] = { HIERARCHY_RELOCATED },
};

static struct hierarchy_directory *directory_new(struct hierarchy *h, struct tree_node *node,
						 struct hierarchy_directory *parent)
{
	struct hierarchy_directory **all =
		array_grow(h->directories, h->count, &h->room, sizeof(struct tree_node *));
	struct hierarchy_directory *d;

	if (!all)
		return NULL;
	h->directories = all;
	d = arena_alloc(&h->arena, sizeof(*d), 8);
	if (!d)
		return NULL;
	memset(d, 0, sizeof(*d));
	d->node = node;
	d->parent = parent ? parent : d;
	d->level = parent ? parent->level + 1 : 1;
	all[h->count++] = d;
	return d;
}

static bool add_entry(struct hierarchy_directory *d, struct hierarchy_entry entry)
{
	size_t room = d->room;
	struct hierarchy_entry *entries =
		array_grow(d->entries, d->count, &room, sizeof(*entries));

	if (!entries)
		return false;
	d->entries = entries;
	d->room = (uint32_t)room;
	entries[d->count++] = entry;
	return true;
}

static bool add_directory(struct hierarchy_directory *in, enum hierarchy_kind kind,
			  struct hierarchy_directory *directory)
{
	return add_entry(in, (struct hierarchy_entry){ .directory = directory,
						       .name = names_of_kind[kind] });
}

/* The directory in the root that takes what would be too deep. */
static struct hierarchy_directory *moved(struct hierarchy *h)
{
	struct tree_node *root = h->tree->root, *node;

	if (h->relocated)
		return h->relocated;
	node = arena_alloc(&h->arena, sizeof(*node) + sizeof("rr_moved"), 8);
	if (!node)
		return NULL;
	*node = *root;
	node->parent = root;
	node->children = (struct tree_children){ 0 };
	node->mode = S_IFDIR | 0555;
	node->number = 0;
	node->links = 2;
	memcpy(node->name, "rr_moved", sizeof("rr_moved"));
	node->name_length = sizeof("rr_moved") - 1;
	h->relocated = directory_new(h, node, h->directories[0]);
	if (!h->relocated ||
	    !add_directory(h->directories[0], HIERARCHY_DIRECTORY, h->relocated))
		return NULL;
	return h->relocated;
}

static bool relocate(struct hierarchy *h, struct hierarchy_directory *in,
		     struct tree_node *node)
{
	struct hierarchy_directory *to = moved(h), *d;

	if (!to)
		return false;
	d = directory_new(h, node, to);
	if (!d)
		return false;
	d->real_parent = in;
	to->node->links++;
	return add_directory(to, HIERARCHY_DIRECTORY, d) &&
	       add_directory(in, HIERARCHY_RELOCATED, d);
}

static imapi_status too_deep(const struct tree_node *node, struct imapi_error *err)
{
	char path[512];

	tree_disc_path(node, path, sizeof(path));
	return err_advise(err,
			  err_set(err, IMAPI_E_ISO9660_LEVELS,
				  "%s: directories are nested deeper than eight levels", path),
			  "Add Rock Ridge, or allow relaxed depth.");
}

static imapi_status expand_directory(struct hierarchy *h, struct hierarchy_directory *d,
				     struct tree_node *node, struct imapi_error *err)
{
	const struct hierarchy_settings *s = &h->settings;
	bool deep = d->level >= ECMA119_DEPTH_MAX && !s->joliet && !s->relaxed_depth;
	struct hierarchy_directory *child;

	if (deep && !s->rock_ridge)
		return too_deep(node, err);
	if (deep)
		return relocate(h, d, node) ? IMAPI_OK : err_no_memory(err);
	child = directory_new(h, node, d);
	if (!child || !add_directory(d, HIERARCHY_DIRECTORY, child))
		return err_no_memory(err);
	return IMAPI_OK;
}

static imapi_status check_size(const struct hierarchy *h, const struct tree_node *node,
			       struct imapi_error *err)
{
	bool one = node->flags & TREE_STORED ? node->file.stored->count <= 1
					     : node->file.size <= ECMA119_SECTION_MAX;
	char path[512];

	if (h->settings.sections || one)
		return IMAPI_OK;
	tree_disc_path(node, path, sizeof(path));
	return err_advise(err,
			  err_set(err, IMAPI_E_DATA_TOO_BIG, "%s: %" PRIu64 " bytes", path,
				  node->file.size),
			  "Choose interchange level 3, or leave the file out.");
}

/* Joliet has neither links nor devices. */
static bool shows(const struct hierarchy *h, const struct tree_node *node)
{
	return !h->settings.joliet || S_ISREG(node->mode) || S_ISDIR(node->mode);
}

static imapi_status expand(struct hierarchy *h, struct hierarchy_directory *d,
			   struct imapi_error *err)
{
	const struct tree_children *c = &d->node->children;
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < c->count && !IMAPI_FAILED(status); i++) {
		struct tree_node *node = c->at[i];
		struct hierarchy_entry entry = { .node = node,
						 .name = names_of_kind[HIERARCHY_FILE] };

		if (tree_is_directory(node)) {
			status = expand_directory(h, d, node, err);
		} else if (shows(h, node)) {
			if (S_ISREG(node->mode))
				status = check_size(h, tree_leader(node), err);
			if (!IMAPI_FAILED(status) && !add_entry(d, entry))
				status = err_no_memory(err);
		}
	}
	return status;
}

static int compare_narrow(const void *a, const void *b)
{
	return names_compare(((const struct hierarchy_entry *)a)->name,
			     ((const struct hierarchy_entry *)b)->name, false);
}

static int compare_wide(const void *a, const void *b)
{
	return names_compare(((const struct hierarchy_entry *)a)->name,
			     ((const struct hierarchy_entry *)b)->name, true);
}

static imapi_status name_all(struct hierarchy *h, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < h->count && !IMAPI_FAILED(status); i++) {
		struct hierarchy_directory *d = h->directories[i];
		struct hierarchy_entry *fit;

		if (d->count == 0)
			continue;
		fit = realloc(d->entries, d->count * sizeof(*fit));
		if (fit) {
			d->entries = fit;
			d->room = d->count;
		}
		status = names_assign(h, d, err);
		if (!IMAPI_FAILED(status))
			array_sort(d->entries, d->count, sizeof(*d->entries),
				   h->settings.joliet ? compare_wide : compare_narrow);
	}
	return status;
}

static imapi_status too_many(struct imapi_error *err)
{
	return err_advise(err,
			  err_set(err, IMAPI_E_TOO_MANY_DIRS,
				  "a path table has no more than %u directories that hold "
				  "directories",
				  ECMA119_PATH_TABLE_MAX),
			  "Put some of the folders into an archive, or make several discs.");
}

/* ECMA-119 6.9.1: by level, by number of the parent, by name. */
static imapi_status number_into(const struct hierarchy *h, struct hierarchy_directory **order,
				struct imapi_error *err)
{
	uint32_t n = 0;

	order[n++] = h->directories[0];
	for (uint32_t i = 0; i < n; i++) {
		struct hierarchy_directory *d = order[i];

		d->number = i + 1;
		if (d->parent->number > ECMA119_PATH_TABLE_MAX)
			return too_many(err);
		for (uint32_t k = 0; k < d->count; k++) {
			if (hierarchy_kind(&d->entries[k]) != HIERARCHY_DIRECTORY)
				continue;
			d->entries[k].directory->name = d->entries[k].name;
			order[n++] = d->entries[k].directory;
		}
	}
	return IMAPI_OK;
}

static imapi_status number_all(struct hierarchy *h, struct imapi_error *err)
{
	h->table = calloc(h->count, sizeof(struct hierarchy_directory *));
	if (!h->table)
		return err_no_memory(err);
	return number_into(h, h->table, err);
}

static imapi_status measure_all(struct hierarchy *h, struct imapi_error *err)
{
	uint64_t table = path_table_size(h);

	for (uint32_t i = 0; i < h->count; i++)
		directory_measure(h, h->directories[i]);
	if (table > UINT32_MAX)
		return too_many(err);
	h->path_table_size = (uint32_t)table;
	return IMAPI_OK;
}

static imapi_status make(struct hierarchy *h, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	if (!directory_new(h, h->tree->root, NULL))
		return err_no_memory(err);
	for (uint32_t i = 0; i < h->count && !IMAPI_FAILED(status); i++)
		status = expand(h, h->directories[i], err);
	if (!IMAPI_FAILED(status))
		status = name_all(h, err);
	if (!IMAPI_FAILED(status))
		status = number_all(h, err);
	if (!IMAPI_FAILED(status))
		status = measure_all(h, err);
	return status;
}

imapi_status hierarchy_new(struct tree *tree, const struct extents *extents,
			   const struct hierarchy_settings *settings,
			   struct hierarchy **ret_hierarchy, struct imapi_error *err)
{
	struct hierarchy *h = zalloc(sizeof(*h));
	imapi_status status;

	if (!h)
		return err_no_memory(err);
	h->settings = *settings;
	h->tree = tree_ref(tree);
	h->extents = extents;
	status = make(h, err);
	if (IMAPI_FAILED(status))
		hierarchy_free(h);
	else
		*ret_hierarchy = h;
	return status;
}

struct hierarchy *hierarchy_free(struct hierarchy *h)
{
	if (!h)
		return NULL;
	for (uint32_t i = 0; i < h->count; i++)
		free(h->directories[i]->entries);
	free(h->directories);
	free(h->table);
	arena_done(&h->arena);
	tree_unref(h->tree);
	free(h);
	return NULL;
}

static imapi_status build_table(const struct region *region, uint8_t *data,
				struct imapi_error *err)
{
	(void)err;
	path_table_build(region->self, region->item, data);
	return IMAPI_OK;
}

static imapi_status build_directory(const struct region *region, uint8_t *data,
				    struct imapi_error *err)
{
	const struct hierarchy *h = region->self;

	(void)err;
	directory_build(h, h->directories[region->item], data);
	return IMAPI_OK;
}

static const struct region_ops table_ops = { .name = "ISO 9660 path table",
					     .build = build_table };
static const struct region_ops directory_ops = { .name = "ISO 9660 directory",
						 .build = build_directory };
static const struct region_ops joliet_table_ops = { .name = "Joliet path table",
						    .build = build_table };
static const struct region_ops joliet_directory_ops = { .name = "Joliet directory",
							.build = build_directory };

bool hierarchy_add_path_tables(struct hierarchy *h, struct region_list *list)
{
	const struct region_ops *ops = h->settings.joliet ? &joliet_table_ops : &table_ops;
	uint64_t blocks = blocks_of(h->path_table_size);

	h->l_path_table = (uint32_t)region_next(list);
	if (!region_add(list, ops, h, false, blocks))
		return false;
	h->m_path_table = (uint32_t)region_next(list);
	return region_add(list, ops, h, true, blocks);
}

bool hierarchy_add_directories(struct hierarchy *h, struct region_list *list)
{
	const struct region_ops *ops =
		h->settings.joliet ? &joliet_directory_ops : &directory_ops;

	for (uint32_t i = 0; i < h->count; i++) {
		struct hierarchy_directory *d = h->directories[i];

		d->first = (uint32_t)region_next(list);
		if (!region_add(list, ops, h, i,
				d->size / BLOCK_SIZE + blocks_of(d->continued)))
			return false;
	}
	return true;
}
