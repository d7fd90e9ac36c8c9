/* SPDX-License-Identifier: MIT */
/*
 * Names that UDF cannot record as they are: too long, or with characters that it does not have.
 * They are cut, and a sum of the true name makes them differ (as UDF 4.2.2.1.3 does it).
 */
#include "image/udf/udf.h"

#include "imapi/image-names.h"

#include "base/mem.h"
#include "image/udf/osta.h"
#include "image/udf/tag.h"

#include <stdio.h>

#define EXTENSION_MAX 6u /* bytes with the dot that are kept at the end */

static struct osta_text text_of(const struct udf *u, const struct tree_node *node)
{
	return (struct osta_text){ node->name, node->name_length,
				   u->settings.revision >= 0x201 };
}

static int by_node(const void *a, const void *b)
{
	const struct udf_name *x = *(struct udf_name *const *)a,
			      *y = *(struct udf_name *const *)b;

	return (x->node > y->node) - (x->node < y->node);
}

static int by_bytes(const void *a, const void *b)
{
	const struct udf_name *x = *(struct udf_name *const *)a,
			      *y = *(struct udf_name *const *)b;
	int order = memcmp(x->bytes, y->bytes, MIN(x->length, y->length));

	return order ? order : (int)x->length - (int)y->length;
}

static const char *extension_of(const struct tree_node *node)
{
	const char *dot = strrchr(node->name, '.');
	size_t length = dot ? strlen(dot) : 0;

	return length > 1 && length <= EXTENSION_MAX && dot != node->name
		       ? dot
		       : node->name + node->name_length;
}

/* Encodes as much of the name as leaves room for its end. */
static size_t shorten(const struct udf *u, const struct tree_node *node, unsigned attempt,
		      uint8_t ret[OSTA_NAME_MAX])
{
	const char *extension = extension_of(node);
	size_t stem = (size_t)(extension - node->name);
	char text[TREE_NAME_MAX + 32];
	struct osta_text t = text_of(u, node);
	unsigned sum = udf_crc((const uint8_t *)node->name, node->name_length) + attempt;
	bool changed = true;
	size_t n = 0;

	t.text = text;
	for (; changed; stem -= MIN(stem, 1u)) {
		size_t kept = stem;

		while (kept > 0 && ((uint8_t)node->name[kept] & 0xc0) == 0x80)
			kept--;
		snprintf(text, sizeof(text), "%.*s#%04X%s", (int)kept, node->name, sum & 0xffff,
			 extension);
		t.length = strlen(text);
		for (size_t i = 0; i < t.length; i++)
			if (text[i] == '\0')
				text[i] = '_';
		n = osta_encode(&t, ret, OSTA_NAME_MAX, &changed);
		if (n < OSTA_NAME_MAX - 4)
			break;
	}
	return n;
}

/* True if the directory has a child that is recorded under just this name. */
static bool is_taken(const struct tree_node *directory, const uint8_t *bytes, size_t length)
{
	char text[3 * OSTA_NAME_MAX + 1];
	size_t n = osta_decode(bytes, length, text, sizeof(text));

	return n < sizeof(text) && tree_find(directory, text, n) != NULL;
}

static struct udf_name *make_name(struct udf *u, const struct tree_node *node, unsigned attempt)
{
	struct udf_name *name =
		arena_alloc(&u->arena, sizeof(*name) + OSTA_NAME_MAX, sizeof(void *));

	if (!name)
		return NULL;
	name->node = node;
	do {
		name->length = (uint8_t)shorten(u, node, attempt++, name->bytes);
	} while (is_taken(node->parent, name->bytes, name->length));
	return name;
}

static imapi_status add_name(struct udf *u, const struct tree_node *node,
			     struct imapi_error *err)
{
	struct udf_name **names =
		array_grow(u->names, u->name_count, &u->name_room, sizeof(*names));

	if (!names)
		return err_no_memory(err);
	u->names = names;
	names[u->name_count] = make_name(u, node, 0);
	return names[u->name_count++] ? IMAPI_OK : err_no_memory(err);
}

/* Gives those that are equal to the one before another end; false: none was. */
static imapi_status part_equal(struct udf *u, size_t from, bool *ret_more,
			       struct imapi_error *err)
{
	*ret_more = false;
	array_sort(u->names + from, u->name_count - from, sizeof(*u->names), by_bytes);
	for (size_t i = from + 1; i < u->name_count; i++) {
		if (by_bytes(&u->names[i - 1], &u->names[i]) != 0)
			continue;
		*ret_more = true;
		u->names[i] = make_name(u, u->names[i]->node, (unsigned)(i - from));
		if (!u->names[i])
			return err_no_memory(err);
	}
	return IMAPI_OK;
}

imapi_status directory_names(struct udf *u, struct tree_node *directory,
			     struct imapi_error *err)
{
	const struct tree_children *c = &directory->children;
	size_t from = u->name_count;
	imapi_status status = IMAPI_OK;
	bool more = true;

	for (uint32_t i = 0; i < c->count && !IMAPI_FAILED(status); i++) {
		struct osta_text t = text_of(u, c->at[i]);
		uint8_t bytes[OSTA_NAME_MAX];
		bool changed;

		osta_encode(&t, bytes, sizeof(bytes), &changed);
		if (changed)
			status = add_name(u, c->at[i], err);
	}
	while (more && !IMAPI_FAILED(status))
		status = part_equal(u, from, &more, err);
	array_sort(u->names + from, u->name_count - from, sizeof(*u->names), by_node);
	return status;
}

void names_settle(struct udf *u)
{
	array_sort(u->names, u->name_count, sizeof(*u->names), by_node);
}

static const struct udf_name *find_name(const struct udf *u, const struct tree_node *node)
{
	size_t low = 0, high = u->name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (u->names[middle]->node == node)
			return u->names[middle];
		if (u->names[middle]->node < node)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

size_t directory_name(const struct udf *u, const struct tree_node *node, uint8_t *ret)
{
	struct osta_text t = text_of(u, node);
	const struct udf_name *name;
	bool changed;
	size_t n = osta_encode(&t, ret, OSTA_NAME_MAX, &changed);

	name = changed ? find_name(u, node) : NULL;
	if (!name)
		return n;
	memcpy(ret, name->bytes, name->length);
	return name->length;
}

unsigned names_udf_reasons(const struct udf *u, const struct tree_node *node)
{
	struct osta_text t = text_of(u, node);
	uint8_t bytes[2 * TREE_NAME_MAX + 1];
	unsigned reasons = 0;
	bool changed;

	if (node->parent == node || !find_name(u, node))
		return 0;
	if (osta_encode(&t, bytes, sizeof(bytes), &changed) > OSTA_NAME_MAX)
		reasons |= IMAPI_IMAGE_RENAMED_LENGTH;
	return reasons | (changed ? IMAPI_IMAGE_RENAMED_CHARACTERS : 0);
}
