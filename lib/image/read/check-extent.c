/* SPDX-License-Identifier: MIT */
/* Judges which blocks are used by whom: no two things may overlap. */
#include "image/read/check.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>

#define COMPLAINTS_MAX 100u

static int by_block(const void *a, const void *b)
{
	const struct chk_extent *x = a, *y = b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return (x->length > y->length) - (x->length < y->length);
}

static const char *what(const struct chk_extent *extent)
{
	static const char *const names[] = { "a file", "a directory", "a path table",
					     "the volume descriptors" };

	return names[extent->kind];
}

/* Files may share their bytes, whole; nothing else may share anything. */
static void judge_pair(struct chk *chk, const struct chk_extent *before,
		       const struct chk_extent *e)
{
	const struct chk_place place = { .block = e->block, .dir = e->dir, .name = e->name };
	bool same = before->block == e->block && before->length == e->length;

	if (same && before->kind == e->kind)
		return;
	if (before->block == e->block && before->kind == CHK_FILE && e->kind == CHK_FILE)
		chk_error(chk, "ECMA-119 9.1.4", &place,
			  "two records give the file at block %" PRIu64 " %" PRIu64
			  " and %" PRIu64 " bytes",
			  e->block, before->length, e->length);
	else
		chk_error(chk, "ECMA-119 6.4.1", &place,
			  "%s at block %" PRIu64 " overlaps %s in blocks %" PRIu64
			  " to %" PRIu64,
			  what(e), e->block, what(before), before->block,
			  before->block + before->blocks - 1);
}

/* True if a Joliet name can be what became of a Rock Ridge name. */
static bool may_match(const char *rock, const char *joliet)
{
	size_t length = strlen(rock), other = strcspn(joliet, ";");

	if (length > 60 || !utf8_valid(rock, length))
		return true;
	for (size_t i = 0; i < MIN(length, other); i++)
		if (rock[i] != joliet[i])
			return joliet[i] == '_' || (unsigned char)rock[i] >= 0x80;
	return true;
}

/* A file that each of the two trees has once should be called alike in both. */
static void judge_names(struct chk *chk, const struct chk_extent *e, size_t count)
{
	const struct chk_extent *rock = e, *joliet = e + 1;

	if (count != 2 || rock->tree == joliet->tree)
		return;
	if (rock->tree == IMAPI_IMAGE_TREE_JOLIET) {
		rock = e + 1;
		joliet = e;
	}
	if (rock->tree == IMAPI_IMAGE_TREE_ISO9660 && rock->long_name &&
	    joliet->tree == IMAPI_IMAGE_TREE_JOLIET && joliet->long_name &&
	    !may_match(rock->long_name, joliet->long_name))
		chk_warn(chk, "RRIP 4.1.4",
			 &(struct chk_place){ rock->block, rock->dir, rock->name },
			 "Rock Ridge calls the file \"%s\", Joliet \"%s\"", rock->long_name,
			 joliet->long_name);
}

static void judge_all_names(struct chk *chk)
{
	size_t from = 0;

	for (size_t i = 1; i <= chk->extent_count; i++) {
		const struct chk_extent *e = &chk->extents[from];

		if (i < chk->extent_count && chk->extents[i].block == e->block)
			continue;
		if (e->kind == CHK_FILE)
			judge_names(chk, e, i - from);
		from = i;
	}
}

imapi_status chk_extents(struct chk *chk)
{
	const struct chk_extent *furthest = NULL;
	uint64_t limit = chk->errors + COMPLAINTS_MAX;

	array_sort(chk->extents, chk->extent_count, sizeof(*chk->extents), by_block);
	for (size_t i = 0; i < chk->extent_count && chk->errors < limit; i++) {
		const struct chk_extent *e = &chk->extents[i];

		if (furthest && e->block < furthest->block + furthest->blocks)
			judge_pair(chk, furthest, e);
		if (!furthest || e->block + e->blocks > furthest->block + furthest->blocks)
			furthest = e;
	}
	judge_all_names(chk);
	return IMAPI_OK;
}
