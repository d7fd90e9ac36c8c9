/* SPDX-License-Identifier: MIT */
#include "image/recorded.h"

#include "base/mem.h"
#include "base/text.h"
#include "image/iso9660/hierarchy.h"
#include "image/udf/osta.h"

#include <stdio.h>

static const struct hierarchy *hierarchy_of(const struct layout *l,
					    enum imapi_file_systems file_system)
{
	if (file_system == IMAPI_FILE_SYSTEM_ISO9660)
		return l->primary;
	return file_system == IMAPI_FILE_SYSTEM_JOLIET ? l->joliet : NULL;
}

/* From kind, length, bytes to UTF-8. */
static size_t decode(const struct hierarchy *h, const uint8_t *name, char *text)
{
	if (h->settings.joliet)
		return utf16be_to_utf8(name + 2, name[1] / 2u, text, RECORDED_NAME_MAX);
	memcpy(text, name + 2, name[1]);
	text[name[1]] = '\0';
	return name[1];
}

static const struct hierarchy_directory *directory_of(const struct hierarchy *h,
						      const struct tree_node *node)
{
	for (uint32_t i = 0; i < h->count; i++)
		if (h->directories[i]->node == node)
			return h->directories[i];
	return NULL;
}

/* The directory that has an entry for @node, and the name in it; NULL: it is not shown. */
static const struct hierarchy_directory *find(const struct hierarchy *h,
					      const struct tree_node *node,
					      const uint8_t **ret_name)
{
	const struct hierarchy_directory *d =
		directory_of(h, tree_is_directory(node) ? node : node->parent);

	if (!d)
		return NULL;
	if (tree_is_directory(node)) {
		*ret_name = d->name;
		return d->parent;
	}
	for (uint32_t i = 0; i < d->count; i++)
		if (hierarchy_node(&d->entries[i]) == node) {
			*ret_name = d->entries[i].name;
			return d;
		}
	return NULL;
}

static size_t udf_name(const struct layout *l, const struct tree_node *node,
		       char name[RECORDED_NAME_MAX])
{
	uint8_t bytes[OSTA_NAME_MAX];
	size_t length;

	if (!l->udf || node->parent == node)
		return 0;
	length = directory_name(l->udf, node, bytes);
	length = osta_decode(bytes, length, name, RECORDED_NAME_MAX);
	return length < RECORDED_NAME_MAX ? length : 0;
}

size_t recorded_name(const struct layout *l, enum imapi_file_systems file_system,
		     const struct tree_node *node, char name[RECORDED_NAME_MAX])
{
	const struct hierarchy *h = hierarchy_of(l, file_system);
	const uint8_t *bytes = NULL;

	name[0] = '\0';
	if (file_system == IMAPI_FILE_SYSTEM_UDF)
		return udf_name(l, node, name);
	if (!h || !find(h, node, &bytes) || !bytes)
		return 0;
	return decode(h, bytes, name);
}

/* A path that is put together from its end, of which the beginning may find no room. */
struct backwards {
	char *text;
	size_t at, room;
};

static void put_before(struct backwards *b, const char *name, size_t length)
{
	b->at -= length;
	for (size_t i = 0; i < length; i++)
		if (b->at + i < b->room)
			b->text[b->at + i] = name[i];
	b->at--;
	if (b->at < b->room)
		b->text[b->at] = '/';
}

/* Once for the length, with no room, and once to write. */
static size_t walk_hierarchy(const struct hierarchy *h, const struct tree_node *node,
			     struct backwards *b)
{
	char name[RECORDED_NAME_MAX];
	const uint8_t *bytes = NULL;
	const struct hierarchy_directory *d = find(h, node, &bytes);
	size_t length = 0, n;

	for (; d && bytes; bytes = d->name, d = d->parent) {
		n = decode(h, bytes, name);
		length += n + 1;
		if (b)
			put_before(b, name, n);
	}
	return length;
}

static size_t walk_udf(const struct layout *l, const struct tree_node *node,
		       struct backwards *b)
{
	char name[RECORDED_NAME_MAX];
	size_t length = 0, n;

	for (; node->parent != node; node = node->parent) {
		n = udf_name(l, node, name);
		length += n + 1;
		if (b)
			put_before(b, name, n);
	}
	return length;
}

size_t recorded_path(const struct layout *l, enum imapi_file_systems file_system,
		     const struct tree_node *node, char *path, size_t room)
{
	const struct hierarchy *h = hierarchy_of(l, file_system);
	struct backwards b = { path, 0, room ? room - 1 : 0 };

	if (node->parent == node)
		return (size_t)snprintf(path, room, "/");
	b.at = h ? walk_hierarchy(h, node, NULL) : l->udf ? walk_udf(l, node, NULL) : 0;
	if (!b.at || !room)
		return b.at;
	path[MIN(b.at, room - 1)] = '\0';
	return h ? walk_hierarchy(h, node, &b) : walk_udf(l, node, &b);
}

/* What is told of, and to whom. */
struct telling {
	imapi_image_renamed_fn *fn;
	void *user;
	struct imapi_image_renamed renamed;
	bool stopped;
};

static imapi_status tell(struct telling *t, const struct tree_node *node, const char *recorded,
			 struct imapi_error *err)
{
	size_t room = tree_disc_path(node, NULL, 0) + 1;
	AUTOFREE char *path = malloc(room);

	if (!path)
		return err_no_memory(err);
	tree_disc_path(node, path, room);
	t->renamed.path = path;
	t->renamed.recorded = recorded;
	t->stopped = t->fn(t->user, &t->renamed) != 0;
	return IMAPI_OK;
}

static imapi_status tell_entry(struct telling *t, const struct hierarchy *h,
			       const struct hierarchy_entry *entry, struct imapi_error *err)
{
	char name[RECORDED_NAME_MAX];

	if (hierarchy_kind(entry) == HIERARCHY_RELOCATED)
		return IMAPI_OK;
	t->renamed.reasons = names_reasons(h, entry);
	if (hierarchy_kind(entry) == HIERARCHY_DIRECTORY) {
		if (entry->directory == h->relocated)
			return IMAPI_OK;
		if (entry->directory->real_parent)
			t->renamed.reasons |= IMAPI_IMAGE_RENAMED_DEPTH;
	}
	if (!t->renamed.reasons)
		return IMAPI_OK;
	decode(h, entry->name, name);
	return tell(t, hierarchy_node(entry), name, err);
}

static imapi_status tell_hierarchy(struct telling *t, const struct hierarchy *h,
				   struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; h && i < h->count; i++) {
		const struct hierarchy_directory *d = h->directories[i];

		for (uint32_t k = 0; k < d->count; k++) {
			status = tell_entry(t, h, &d->entries[k], err);
			if (t->stopped || IMAPI_FAILED(status))
				return status;
		}
	}
	return status;
}

/* UDF changes few names, all of which have their place in a list. */
static imapi_status tell_udf(struct telling *t, const struct layout *l, struct imapi_error *err)
{
	struct tree_walk walk = TREE_WALK(l->tree->root);
	const struct tree_node *node;
	char name[RECORDED_NAME_MAX];
	imapi_status status = IMAPI_OK;

	while (l->udf->name_count && !t->stopped && !IMAPI_FAILED(status) &&
	       (node = tree_walk_next(&walk))) {
		t->renamed.reasons = names_udf_reasons(l->udf, node);
		if (!t->renamed.reasons || !udf_name(l, node, name))
			continue;
		status = tell(t, node, name, err);
	}
	tree_walk_done(&walk);
	return walk.failed ? err_no_memory(err) : status;
}

imapi_status recorded_changes(const struct layout *l, imapi_image_renamed_fn *fn, void *user,
			      struct imapi_error *err)
{
	struct telling t = { fn, user, { .size = sizeof(t.renamed) }, false };
	imapi_status status;

	t.renamed.file_system = IMAPI_FILE_SYSTEM_ISO9660;
	status = tell_hierarchy(&t, l->primary, err);
	t.renamed.file_system = IMAPI_FILE_SYSTEM_JOLIET;
	if (!t.stopped && !IMAPI_FAILED(status))
		status = tell_hierarchy(&t, l->joliet, err);
	t.renamed.file_system = IMAPI_FILE_SYSTEM_UDF;
	if (!t.stopped && !IMAPI_FAILED(status) && l->udf)
		status = tell_udf(&t, l, err);
	return status;
}
