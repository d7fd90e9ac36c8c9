/* SPDX-License-Identifier: MIT */
#include "image/manifest/manifest.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/manifest/text.h"

#define PIECE 1048576u

struct manifest {
	struct tree *tree; /* which @extents keep */
	struct extents *extents;
	struct tree_node *node;
	struct sha256 *file, *leaf;
	uint8_t *digests;     /* of a file, then its root, by index among the extents */
	uint64_t *first_leaf; /* by that index */
	uint8_t *leaves;
	uint64_t length; /* of the text */
	char *text;	 /* NULL until all has gone by */

	uint64_t done;	 /* byte of the image; what comes before was seen */
	uint64_t inside; /* byte of the file that comes next */
	size_t index;	 /* of that file */
};

bool manifest_find(struct tree *tree, struct tree_node **ret_node)
{
	struct tree_walk walk = TREE_WALK(tree->root);
	struct tree_node *node;

	while ((node = tree_walk_next(&walk)))
		if (node->flags & TREE_MANIFEST)
			break;
	tree_walk_done(&walk);
	*ret_node = node;
	return !walk.failed;
}

imapi_status manifest_measure(struct tree *tree, struct tree_node *node,
			      struct imapi_error *err)
{
	const struct manifest_source source = { .tree = tree, .node = node };
	imapi_status status = manifest_put_text(&source, NULL, &node->file.size, err);

	node->file.stream->length = node->file.size;
	return status;
}

/* The files before the manifest, which is the last one. */
static size_t file_count(const struct manifest *m)
{
	return extents_count(m->extents) - 1;
}

static bool make_room(struct manifest *m)
{
	uint64_t leaves = 0;

	m->first_leaf = calloc(file_count(m) + 1, sizeof(*m->first_leaf));
	m->digests = calloc(file_count(m) + 1, (size_t)2 * SHA256_SIZE);
	if (!m->first_leaf || !m->digests)
		return false;
	for (size_t i = 0; i < file_count(m); i++) {
		m->first_leaf[i] = leaves;
		leaves += manifest_leaves(extents_file(m->extents, i)->file.size);
	}
	m->leaves = calloc((size_t)leaves + 1, SHA256_SIZE);
	m->file = sha256_new();
	m->leaf = sha256_new();
	return m->leaves && m->file && m->leaf;
}

imapi_status manifest_new(struct tree *tree, struct extents *extents, struct tree_node *node,
			  struct manifest **ret_manifest, struct imapi_error *err)
{
	struct manifest *m = zalloc(sizeof(*m));

	if (!m)
		return err_no_memory(err);
	m->tree = tree;
	m->extents = extents;
	m->node = node;
	m->length = node->file.size;
	if (!make_room(m)) {
		manifest_free(m);
		return err_no_memory(err);
	}
	*ret_manifest = m;
	return IMAPI_OK;
}

struct manifest *manifest_free(struct manifest *m)
{
	if (!m)
		return NULL;
	sha256_free(m->file);
	sha256_free(m->leaf);
	free(m->digests);
	free(m->first_leaf);
	free(m->leaves);
	free(m->text);
	free(m);
	return NULL;
}

static uint64_t place_of(const struct manifest *m, const struct region_list *list,
			 const struct tree_node *node)
{
	return (extents_block_of(m->extents, node) - list->start) * BLOCK_SIZE;
}

uint64_t manifest_start(const struct manifest *m, const struct region_list *list)
{
	return place_of(m, list, m->node);
}

uint64_t manifest_length(const struct manifest *m)
{
	return m->length;
}

static bool end_leaf(struct manifest *m)
{
	uint64_t leaf = m->first_leaf[m->index] + (m->inside - 1) / MANIFEST_BLOCK;

	return sha256_end(m->leaf, m->leaves + leaf * SHA256_SIZE);
}

static bool end_file(struct manifest *m, uint64_t size)
{
	uint8_t *digest = m->digests + (size_t)2 * m->index * SHA256_SIZE;
	uint64_t count = manifest_leaves(size);
	AUTOFREE uint8_t *copy = NULL;

	if (!sha256_end(m->file, digest))
		return false;
	m->index++;
	m->inside = 0;
	if (!count) {
		memcpy(digest + SHA256_SIZE, digest, SHA256_SIZE);
		return true;
	}
	copy = malloc((size_t)count * SHA256_SIZE);
	if (!copy)
		return false;
	memcpy(copy, m->leaves + m->first_leaf[m->index - 1] * SHA256_SIZE,
	       (size_t)count * SHA256_SIZE);
	return manifest_root(copy, count, digest + SHA256_SIZE);
}

/* Bytes of one file that come next, at most to the end of a block. */
static bool add(struct manifest *m, const uint8_t *data, size_t length, uint64_t size)
{
	bool leaves = size > MANIFEST_BLOCK;

	if (!sha256_add(m->file, data, length) ||
	    (leaves && !sha256_add(m->leaf, data, length)))
		return false;
	m->inside += length;
	if (leaves && (m->inside % MANIFEST_BLOCK == 0 || m->inside == size) && !end_leaf(m))
		return false;
	return m->inside < size || end_file(m, size);
}

/* Takes what was read at @offset of the image, if it is what comes next. */
static bool see(struct manifest *m, const struct region_list *list, uint64_t offset,
		const uint8_t *data, size_t length)
{
	uint64_t end = offset + length;

	while (offset <= m->done && m->done < end && m->index < file_count(m)) {
		const struct tree_node *node = extents_file(m->extents, m->index);
		uint64_t next = place_of(m, list, node) + m->inside;
		uint64_t n = MIN(node->file.size - m->inside,
				 MANIFEST_BLOCK - m->inside % MANIFEST_BLOCK);

		if (next >= end)
			break;
		n = MIN(n, end - next);
		if (!add(m, data + (next - offset), (size_t)n, node->file.size))
			return false;
		m->done = next + n;
	}
	if (offset <= m->done)
		m->done = MAX(m->done, end);
	return true;
}

static imapi_status read_and_see(struct manifest *m, struct region_list *list, uint64_t offset,
				 uint8_t *data, size_t length, struct imapi_error *err)
{
	imapi_status status = region_list_read(list, offset, data, length, err);

	if (!IMAPI_FAILED(status) && !see(m, list, offset, data, length))
		return err_no_memory(err);
	return status;
}

/* What was skipped, because the image is not read in order. */
static imapi_status catch_up(struct manifest *m, struct region_list *list,
			     struct imapi_error *err)
{
	AUTOFREE uint8_t *piece = NULL;
	imapi_status status = IMAPI_OK;

	if (m->index == file_count(m))
		return IMAPI_OK;
	piece = malloc(PIECE);
	if (!piece)
		return err_no_memory(err);
	while (m->index < file_count(m) && !IMAPI_FAILED(status)) {
		uint64_t at = place_of(m, list, extents_file(m->extents, m->index)) + m->inside;

		m->done = at;
		status = read_and_see(m, list, at, piece,
				      (size_t)MIN(PIECE, manifest_start(m, list) - at), err);
	}
	return status;
}

static struct manifest_digests digests_of(void *self, const struct tree_node *leader)
{
	const struct manifest *m = self;
	const uint8_t *digest = m->digests;
	size_t i = 0;

	if (extents_index(m->extents, leader, &i))
		digest += (size_t)2 * i * SHA256_SIZE;
	return (struct manifest_digests){ digest, digest + SHA256_SIZE,
					  m->leaves + m->first_leaf[i] * SHA256_SIZE };
}

static imapi_status need_text(struct manifest *m, struct region_list *list,
			      struct imapi_error *err)
{
	const struct manifest_source source = { m->tree, m->node, digests_of, m };
	imapi_status status;
	uint64_t length;

	if (m->text)
		return IMAPI_OK;
	status = catch_up(m, list, err);
	if (IMAPI_FAILED(status))
		return status;
	m->text = malloc((size_t)m->length);
	if (!m->text)
		return err_no_memory(err);
	return manifest_put_text(&source, m->text, &length, err);
}

imapi_status manifest_read_text(struct manifest *m, struct region_list *list, uint64_t offset,
				void *data, size_t length, struct imapi_error *err)
{
	imapi_status status = need_text(m, list, err);

	if (!IMAPI_FAILED(status))
		memcpy(data, m->text + offset, length);
	return status;
}

imapi_status manifest_read_image(struct manifest *m, struct region_list *list, uint64_t offset,
				 uint8_t *data, size_t length, struct imapi_error *err)
{
	uint64_t start = manifest_start(m, list), end = start + m->length;
	uint64_t first = MAX(offset, start), last = MIN(offset + length, end);
	imapi_status status = read_and_see(m, list, offset, data, length, err);

	if (IMAPI_FAILED(status) || first >= last)
		return status;
	return manifest_read_text(m, list, first - start, data + (first - offset),
				  (size_t)(last - first), err);
}
