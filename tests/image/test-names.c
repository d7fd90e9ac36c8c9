/* SPDX-License-Identifier: MIT */
/* Names of ISO 9660 and Joliet, as the directory of a hierarchy gets them. */
#include "image/iso9660/hierarchy.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>

static struct tree *tree;
static struct extents *extents;
static struct hierarchy *h;

static void add(const char *name, mode_t mode)
{
	struct tree_node *node = tree_node_new(tree, name, strlen(name), mode);

	ck_assert_ptr_nonnull(node);
	ck_assert(tree_insert(tree->root, node));
}

static void build(const struct hierarchy_settings *settings)
{
	struct tree_counts counts;

	ck_assert(tree_number(tree, &counts));
	extents = extents_new(tree, &counts, &(struct extents_order){ NULL, NULL });
	ck_assert_int_eq(hierarchy_new(tree, extents, settings, &h, NULL), IMAPI_OK);
}

static void end(void)
{
	hierarchy_free(h);
	extents_free(extents);
	tree_unref(tree);
}

/* The name of the node with that name; the characters of Joliet above 0xff become '#'. */
static const char *name_of(const char *node)
{
	static char text[256];

	for (uint32_t i = 0; i < h->directories[0]->count; i++) {
		const struct hierarchy_entry *e = &h->directories[0]->entries[i];
		size_t unit = h->settings.joliet ? 2 : 1, n = e->name[1] / unit;

		if (strcmp(hierarchy_node(e)->name, node) != 0)
			continue;
		for (size_t k = 0; k < n; k++) {
			const uint8_t *p = e->name + 2 + unit * k;

			text[k] = (char)(unit == 2 ? (p[0] ? '#' : p[1]) : p[0]);
		}
		text[n] = '\0';
		return text;
	}
	return NULL;
}

struct row {
	const char *node, *name;
};

static void check(const struct hierarchy_settings *settings, const struct row *rows, size_t n)
{
	tree = tree_new();
	for (size_t i = 0; i < n; i++)
		add(rows[i].node, S_IFREG | 0644);
	build(settings);
	for (size_t i = 0; i < n; i++)
		ck_assert_str_eq(name_of(rows[i].node), rows[i].name);
	end();
}

#define CHECK(settings, rows) check(settings, rows, sizeof(rows) / sizeof((rows)[0]))

T(level_2_has_31_characters_with_the_dot)
{
	const struct hierarchy_settings s = { 0 };
	const struct row rows[] = {
		{ "readme.txt", "README.TXT" },
		{ "no extension", "NO_EXTENSION" },
		{ "archive.tar.gz", "ARCHIVE_TAR.GZ" },
		{ ".hidden", "_HIDDEN" },
		{ "ends.", "ENDS_" },
		{ "\xc3\xa4.txt", "_.TXT" },
		{ "\xff\xfe.bin", "__.BIN" },
		{ "abcdefghijklmnopqrstuvwxyz0123456789.html",
		  "ABCDEFGHIJKLMNOPQRSTUVWXYZ.HTML" },
		{ "a.abcdefghijklmnopqrstuvwxyz0123456789", "A.ABCDEFGHIJKLMNOPQRSTUVWXYZ012" },
	};

	CHECK(&s, rows);
}

T(level_1_has_8_and_3)
{
	const struct hierarchy_settings s = { .strict_names = true };
	const struct row rows[] = {
		{ "readme.html", "README.HTM" },
		{ "a long name.text", "A_LON000.TEX" },
		{ "a long name 2.text", "A_LONG_N.TEX" },
		{ "12345678", "12345678" },
	};

	CHECK(&s, rows);
}

T(who_needs_no_change_keeps_the_name_and_the_others_get_numbers)
{
	const struct hierarchy_settings s = { 0 };
	const struct row rows[] = {
		{ "Readme.txt", "README000.TXT" },
		{ "README.TXT", "README.TXT" },
		{ "readme.txt", "README002.TXT" },
		{ "README001.TXT", "README001.TXT" },
		{ "Foo", "FOO" },
	};

	CHECK(&s, rows);
}

T(joliet_keeps_what_it_can)
{
	const struct hierarchy_settings s = { .joliet = true };
	const struct row rows[] = {
		{ "a*b", "a_b~0" },
		{ "a:b", "a_b~1" },
		{ "a_b", "a_b" },
		{ "x;1", "x_1" },
		{ "\xd0\x9f", "#" },
		{ "\xf0\x9f\x98\x80", "_" },
		{ "tab\there", "tab_here" },
		{ "...", ".._" },
		{ "two.dots.txt", "two.dots.txt" },
	};

	CHECK(&s, rows);
}

T(joliet_cuts_before_the_extension)
{
	struct hierarchy_settings s = { .joliet = true };
	char node[201], name[104];
	struct row row = { node, name };

	memset(node, 'n', 196);
	strcpy(node + 196, ".jpg");
	memset(name, 'n', 99);
	strcpy(name + 99, ".jpg");
	check(&s, &row, 1);
	s.strict_names = true;
	strcpy(name + 60, ".jpg");
	check(&s, &row, 1);
}

T(a_pair_of_utf16_is_not_cut_in_two)
{
	struct hierarchy_settings s = { .joliet = true, .strict_names = true, .utf16 = true };
	char node[256];
	const char *name;

	memset(node, 'n', 63);
	strcpy(node + 63, "\xf0\x9f\x98\x80");
	tree = tree_new();
	add(node, S_IFREG | 0644);
	build(&s);
	name = name_of(node);
	ck_assert_uint_eq(strlen(name), 63);
	end();
}

T(fifty_thousand_names_that_begin_alike_are_told_apart)
{
	const struct hierarchy_settings s = { 0 };
	struct hierarchy_directory *root;

	tree = tree_new();
	for (int i = 0; i < 50000; i++) {
		char name[100];
		int n = snprintf(name, sizeof(name), "%060d%05d.dat", 0, i);

		ck_assert(tree_append(tree->root,
				      tree_node_new(tree, name, (size_t)n, S_IFREG | 0644)));
	}
	tree_sort(tree->root);
	build(&s);
	root = h->directories[0];
	for (uint32_t i = 1; i < root->count; i++)
		if (names_compare(root->entries[i - 1].name, root->entries[i].name, false) >= 0)
			ck_abort_msg("names %u and %u are equal or out of order", i - 1, i);
	end();
}

static int compare(const char *a, const char *b)
{
	uint8_t x[64] = { 0, (uint8_t)strlen(a) }, y[64] = { 0, (uint8_t)strlen(b) };

	strcpy((char *)x + 2, a);
	strcpy((char *)y + 2, b);
	return names_compare(x, y, false);
}

/* ECMA-119 9.3: the name padded with blanks, then the extension padded with blanks. */
T(the_order_is_by_name_then_by_extension)
{
	ck_assert_int_lt(compare("A.B", "AA.A"), 0);
	ck_assert_int_lt(compare("A.Z", "A0.A"), 0);
	ck_assert_int_lt(compare("A", "A.A"), 0);
	ck_assert_int_lt(compare("A.A", "A.AA"), 0);
	ck_assert_int_lt(compare("A9", "AA"), 0);
	ck_assert_int_gt(compare("B", "A.B"), 0);
	ck_assert_int_eq(compare("A.B", "A.B"), 0);
}

T_MAIN("names")
