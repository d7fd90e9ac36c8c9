/* SPDX-License-Identifier: MIT */
#include "image/tree.h"
#include "support/t.h"

#include <string.h>

static struct tree_node *add(struct tree *tree, struct tree_node *in, const char *name,
			     mode_t mode)
{
	struct tree_node *node = tree_node_new(tree, name, strlen(name), mode);

	ck_assert_ptr_nonnull(node);
	ck_assert(tree_insert(in, node));
	return node;
}

T(children_are_in_the_order_of_their_bytes)
{
	const char *names[] = { "b", "a", "\xff", "ab", "B", "\xc3\xa4", "a\x01" };
	const char *sorted[] = { "B", "a", "a\x01", "ab", "b", "\xc3\xa4", "\xff" };
	struct tree *tree = tree_new();

	for (size_t i = 0; i < 7; i++)
		add(tree, tree->root, names[i], S_IFREG);
	for (size_t i = 0; i < 7; i++) {
		ck_assert_str_eq(tree->root->children.at[i]->name, sorted[i]);
		ck_assert_ptr_eq(tree_find(tree->root, sorted[i], strlen(sorted[i])),
				 tree->root->children.at[i]);
	}
	ck_assert_ptr_null(tree_find(tree->root, "c", 1));
	tree_remove(tree->root->children.at[3]);
	ck_assert_ptr_null(tree_find(tree->root, "ab", 2));
	ck_assert_uint_eq(tree->root->children.count, 6);
	tree_unref(tree);
}

T(a_node_takes_60_bytes_and_its_name)
{
	ck_assert_uint_eq(offsetof(struct tree_node, name), 60);
}

T(paths_are_put_together_again)
{
	struct tree *tree = tree_new();
	struct tree_node *a = add(tree, tree->root, "a", S_IFDIR);
	struct tree_node *b = add(tree, a, "bc", S_IFDIR), *d = add(tree, b, "def", S_IFREG);
	char path[32];
	char *host;

	ck_assert_uint_eq(tree_disc_path(d, path, sizeof(path)), 9);
	ck_assert_str_eq(path, "/a/bc/def");
	ck_assert_uint_eq(tree_disc_path(d, path, 5), 9);
	ck_assert_str_eq(path, "/a/b");
	ck_assert_uint_eq(tree_disc_path(tree->root, path, sizeof(path)), 1);
	ck_assert_str_eq(path, "/");
	ck_assert_ptr_null(tree_host_path(tree, d));
	d->origin = tree_add_origin(tree, "/folder", a);
	host = tree_host_path(tree, d);
	ck_assert_str_eq(host, "/folder/bc/def");
	free(host);
	tree_unref(tree);
}

T(numbers_and_links_are_those_of_the_tree)
{
	struct tree *tree = tree_new();
	struct tree_node *a = add(tree, tree->root, "a", S_IFDIR);
	struct tree_node *f = add(tree, a, "f", S_IFREG),
			 *l = add(tree, tree->root, "l", S_IFREG);
	struct tree_counts counts;

	f->file.size = 2049;
	l->flags = TREE_HARD_LINK;
	l->file.leader = f;
	add(tree, tree->root, "s", S_IFLNK);
	ck_assert(tree_number(tree, &counts));
	ck_assert_uint_eq(tree->root->number, 1);
	ck_assert_uint_eq(tree->root->links, 3);
	ck_assert_uint_eq(a->links, 2);
	ck_assert_uint_eq(f->links, 2);
	ck_assert_uint_eq(l->number, f->number);
	ck_assert_uint_eq(counts.files, 2);
	ck_assert_uint_eq(counts.directories, 1);
	ck_assert_uint_eq(counts.others, 1);
	ck_assert_uint_eq(counts.data_blocks, 2);
	tree_unref(tree);
}

T_MAIN("tree")
