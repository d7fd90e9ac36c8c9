/* SPDX-License-Identifier: MIT */
#include "image/same.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "image/opened.h"
#include "stream/crew.h"

#include <stdatomic.h>

#define PIECE 1048576u

struct candidate {
	const struct tree_node *node, *first;
	size_t order; /* in the tree */
	bool known;   /* the digest is */
	uint8_t digest[SHA256_SIZE];
};

struct same {
	struct candidate *files; /* at last only those that are not the first, by node */
	size_t count, room;
};

/* What the threads share. */
struct hashing {
	struct tree *tree;
	struct same *same;
	atomic_size_t next;
};

static int by_size(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->node->file.size != y->node->file.size)
		return x->node->file.size < y->node->file.size ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* What has no digest comes last. */
static int by_content(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order;

	if (x->known != y->known)
		return x->known ? -1 : 1;
	order = memcmp(x->digest, y->digest, SHA256_SIZE);
	return order ? order : by_size(a, b);
}

static int by_node(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct candidate *)a)->node;
	uintptr_t y = (uintptr_t)((const struct candidate *)b)->node;

	return x < y ? -1 : x > y;
}

static bool is_alone(const struct tree_node *node, struct tree_node *const *alone, size_t count)
{
	while (count > 0)
		if (alone[--count] == node)
			return true;
	return false;
}

static bool is_candidate(const struct tree_node *node)
{
	return S_ISREG(node->mode) && node->file.size > 0 && node->origin &&
	       !(node->flags & (TREE_STREAM | TREE_STORED | TREE_HARD_LINK));
}

static bool collect(struct same *s, struct tree *tree, struct tree_node *const *alone,
		    size_t count)
{
	struct tree_walk walk = TREE_WALK(tree->root);
	struct tree_node *node;
	bool ok = true;

	while (ok && (node = tree_walk_next(&walk))) {
		struct candidate *files;

		if (!is_candidate(node) || is_alone(node, alone, count))
			continue;
		files = array_grow(s->files, s->count, &s->room, sizeof(*files));
		ok = files != NULL;
		if (!ok)
			continue;
		s->files = files;
		files[s->count] = (struct candidate){ .node = node, .order = s->count };
		s->count++;
	}
	tree_walk_done(&walk);
	return ok && !walk.failed;
}

/* Keeps only those that have a size in common with a neighbour. */
static void keep_equal_sizes(struct same *s)
{
	size_t kept = 0;
	bool before = false;

	array_sort(s->files, s->count, sizeof(*s->files), by_size);
	for (size_t i = 0; i < s->count; i++) {
		bool after = i + 1 < s->count &&
			     s->files[i].node->file.size == s->files[i + 1].node->file.size;

		if (before || after)
			s->files[kept++] = s->files[i];
		before = after;
	}
	s->count = kept;
}

static bool hash(struct opened *opened, struct sha256 *sha256, uint8_t *piece,
		 struct candidate *c)
{
	bool ok = true;

	for (uint64_t at = 0; ok && at < c->node->file.size; at += PIECE) {
		size_t n = (size_t)MIN(PIECE, c->node->file.size - at);

		ok = !IMAPI_FAILED(opened_read(opened, c->node, at, piece, n, NULL)) &&
		     sha256_add(sha256, piece, n);
	}
	return sha256_end(sha256, c->digest) && ok;
}

static void hash_some(void *self, unsigned index)
{
	struct hashing *h = self;
	struct opened opened = OPENED_NONE(h->tree);
	struct sha256 *sha256 = sha256_new();
	AUTOFREE uint8_t *piece = malloc(PIECE);
	size_t i;

	(void)index;
	while (sha256 && piece && (i = atomic_fetch_add(&h->next, 1)) < h->same->count)
		h->same->files[i].known = hash(&opened, sha256, piece, &h->same->files[i]);
	sha256_free(sha256);
	opened_done(&opened);
}

static bool hash_all(struct hashing *h)
{
	struct crew *crew = crew_new(crew_size());

	if (!crew)
		return false;
	crew_run(crew, hash_some, h);
	crew_free(crew);
	return true;
}

static bool same_content(const struct candidate *a, const struct candidate *b)
{
	return a->known && b->known && a->node->file.size == b->node->file.size &&
	       !memcmp(a->digest, b->digest, SHA256_SIZE);
}

static void keep_same(struct same *s)
{
	size_t kept = 0, first = 0;

	array_sort(s->files, s->count, sizeof(*s->files), by_content);
	for (size_t i = 1; i < s->count; i++) {
		if (!same_content(&s->files[first], &s->files[i])) {
			first = i;
			continue;
		}
		s->files[i].first = s->files[first].node;
	}
	for (size_t i = 0; i < s->count; i++)
		if (s->files[i].first)
			s->files[kept++] = s->files[i];
	s->count = kept;
	array_sort(s->files, s->count, sizeof(*s->files), by_node);
}

imapi_status same_find(struct tree *tree, struct tree_node *const *alone, size_t count,
		       struct same **ret_same, struct imapi_error *err)
{
	struct same *s = zalloc(sizeof(*s));
	struct hashing h = { .tree = tree, .same = s };

	if (!s)
		return err_no_memory(err);
	if (!collect(s, tree, alone, count)) {
		same_free(s);
		return err_no_memory(err);
	}
	keep_equal_sizes(s);
	if (s->count && !hash_all(&h)) {
		same_free(s);
		return err_no_memory(err);
	}
	keep_same(s);
	*ret_same = s;
	return IMAPI_OK;
}

struct same *same_free(struct same *s)
{
	if (!s)
		return NULL;
	free(s->files);
	free(s);
	return NULL;
}

const struct tree_node *same_first(const struct same *s, const struct tree_node *leader)
{
	const struct candidate key = { .node = leader }, *found = NULL;

	if (s && s->count)
		found = bsearch(&key, s->files, s->count, sizeof(key), by_node);
	return found ? found->first : leader;
}
