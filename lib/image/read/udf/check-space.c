/* SPDX-License-Identifier: MIT */
/* Judges which blocks are used by whom (ECMA-167 4/10): nothing may overlap. */
#include "image/read/udf/check.h"

#include "base/mem.h"

#include <inttypes.h>

#define OVERLAP "ECMA-167 4/10.1"
#define COMPLAINTS_MAX 100u
enum { READ_ONLY = 1, WRITE_ONCE = 2 };

static int by_block(const void *a, const void *b)
{
	const struct chu_run *x = a, *y = b;

	if (x->inner != y->inner)
		return x->inner - y->inner;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return (x->blocks > y->blocks) - (x->blocks < y->blocks);
}

static const char *what(const struct chu_run *run)
{
	static const char *const names[] = { "the descriptors of the volume",
					     "the space tables or metadata",
					     "a descriptor of the file set or of extents",
					     "a file entry",
					     "a directory",
					     "a file" };

	return names[run->kind];
}

/* Where nothing is written any more identical files may be stored once. */
static bool may_share(const struct chu *c, const struct chu_run *a, const struct chu_run *b)
{
	return (c->access == READ_ONLY || c->access == WRITE_ONCE) && a->kind == CHU_FILE &&
	       b->kind == CHU_FILE && a->block == b->block && a->blocks == b->blocks;
}

static void judge_pair(struct chu *c, const struct chu_run *before, const struct chu_run *run)
{
	struct chk_place place = { .block = run->at / BLOCK_SIZE };

	if (run->file) {
		place.dir = run->file->dir;
		place.name = run->file->name;
	}
	if (may_share(c, before, run)) {
		chk_note(c->chk, OVERLAP, &place, "it shares its blocks with another file");
		return;
	}
	chk_error(c->chk, OVERLAP, &place,
		  "%s at block %" PRIu64 " overlaps %s in blocks %" PRIu64 " to %" PRIu64,
		  what(run), run->block, what(before), before->block,
		  before->block + before->blocks - 1);
}

static void judge_overlaps(struct chu *c)
{
	const struct chu_run *furthest = NULL;
	uint64_t limit = c->chk->errors + COMPLAINTS_MAX;

	for (size_t i = 0; i < c->run_count && c->chk->errors < limit; i++) {
		const struct chu_run *run = &c->runs[i];

		if (furthest && furthest->inner != run->inner)
			furthest = NULL;
		if (furthest && run->block < furthest->block + furthest->blocks)
			judge_pair(c, furthest, run);
		if (!furthest || run->block + run->blocks > furthest->block + furthest->blocks)
			furthest = run;
	}
}

/* The other tree of a bridge: its extents are sorted by their first block. */
struct other {
	const struct chk_extent *extent; /* the one that reaches furthest */
	size_t next;
};

/* A file of UDF begins where one of ISO 9660 does, or where there is none. */
static void judge_bridged(struct chu *c, const struct chu_run *run, const struct chk_extent *e)
{
	const struct chk_place place = { run->at / BLOCK_SIZE, run->file->dir,
					 run->file->name };

	if (e->kind == CHK_FILE && run->kind == CHU_FILE) {
		if (run->block != e->block && run->first)
			chk_error(c->chk, "UDF 6.9", &place,
				  "the file begins at block %" PRIu64
				  ", inside a file of ISO 9660 in blocks %" PRIu64
				  " to %" PRIu64,
				  run->block, e->block, e->block + e->blocks - 1);
		return;
	}
	chk_error(c->chk, "UDF 6.9", &place,
		  "%s at block %" PRIu64 " overlaps structures of ISO 9660 at block %" PRIu64,
		  what(run), run->block, e->block);
}

static void judge_bridge(struct chu *c)
{
	const struct chk_extent *extents = c->chk->extents;
	struct other o = { .next = 0 };
	uint64_t limit = c->chk->errors + COMPLAINTS_MAX;

	for (size_t i = 0; i < c->run_count && c->chk->errors < limit; i++) {
		const struct chu_run *run = &c->runs[i];

		if (run->inner || !run->file)
			continue;
		for (; o.next < c->chk->extent_count && extents[o.next].block <= run->block;
		     o.next++)
			if (!o.extent || extents[o.next].block + extents[o.next].blocks >
						 o.extent->block + o.extent->blocks)
				o.extent = &extents[o.next];
		if (o.extent && run->block < o.extent->block + o.extent->blocks)
			judge_bridged(c, run, o.extent);
	}
}

imapi_status chu_space(struct chu *c)
{
	array_sort(c->runs, c->run_count, sizeof(*c->runs), by_block);
	judge_overlaps(c);
	if (c->block_size == BLOCK_SIZE)
		judge_bridge(c);
	return c->incomplete ? IMAPI_OK : chu_bitmaps(c);
}
