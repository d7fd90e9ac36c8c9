/* SPDX-License-Identifier: MIT */
/* Bad clusters: what spares replace, and what the disc file remembers of it. */
#include "sim/bench.h"
#include "sim/inspect.h"
#include "sim/slot.h"
#include "sim/store.h"

#include <stdio.h>
#include <unistd.h>

#define SPARES 0x3000u

static char path[64];

/* A disc file with a BD-RE, away at the end of the program. */
static void remove_file(void)
{
	unlink(path);
}

static void new_disc(void)
{
	const struct sim_medium *medium = medium_find("bd-re");
	struct imapi_context *context;

	snprintf(path, sizeof(path), "/tmp/imapi-defects-%d", (int)getpid());
	unlink(path);
	atexit(remove_file);
	ck_assert_int_eq(imapi_context_new(&context), 0);
	ck_assert_int_eq(store_create(context, path, medium, medium->capacity), 0);
	imapi_context_free(context);
}

/* A cluster at 640 by WRITE(12), which the drive does not read back. */
static uint32_t stream(struct bench *b)
{
	static const uint8_t cluster[32 * 2048];

	return bench_out(b, "aa 00 00 00 02 80 00 00 00 20 80 00", cluster, sizeof(cluster));
}

/* The default format of a BD-RE, quickly. */
static void format(struct bench *b)
{
	static const uint8_t list[12] = { 0, 0xa2, 0, 8, 0, 0xb4, 0x74, 0, 0, 0, 0x30, 0 };

	ck_assert_uint_eq(bench_out(b, "04 11 00 00 00 00", list, sizeof(list)), 0);
	bench_idle(b);
}

static const struct sim_disc *disc_of(struct bench *b)
{
	return b->drive->disc;
}

T(what_spares_replaced_stays_replaced_and_what_cannot_be_read_stays_so)
{
	char spec[96];
	struct bench *b;

	new_disc();
	snprintf(spec, sizeof(spec), "%s?defects=64,640", path);
	b = bench_open(spec);
	format(b);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	ck_assert_uint_eq(stream(b), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	bench_close(b);
	b = bench_open(path);
	ck_assert_uint_eq(bench_read(b, 64, 1), 0);
	ck_assert_uint_eq(bench_read(b, 640, 1), 0x31100);
	ck_assert_uint_eq(defects_spares(disc_of(b)), SPARES - 1);
	bench_close(b);
}

T(a_format_frees_the_spares_and_the_disc_is_as_bad_as_it_was)
{
	char spec[96];
	struct bench *b;

	new_disc();
	snprintf(spec, sizeof(spec), "%s?defects=64", path);
	b = bench_open(spec);
	format(b);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	ck_assert_uint_eq(defects_spares(disc_of(b)), SPARES - 1);
	format(b);
	bench_close(b);
	b = bench_open(spec); /* named once more, it is not there twice */
	ck_assert_uint_eq(disc_of(b)->defects.count, 1);
	ck_assert_uint_eq(defects_spares(disc_of(b)), SPARES);
	ck_assert_uint_eq(bench_write(b, 64, 32), 0);
	ck_assert_uint_eq(defects_spares(disc_of(b)), SPARES - 1);
	bench_close(b);
}

/* What comes back of a disc that has these bad clusters. */
static bool comes_back(const struct sim_defects *defects, uint8_t words)
{
	static uint8_t bytes[SLOT_SIZE];
	struct imapi_context *context;
	struct store_slot slot;
	struct sim_disc *disc;
	bool good;

	ck_assert_int_eq(imapi_context_new(&context), 0);
	ck_assert_int_eq(store_blank(context, medium_find("bd-re"), 12219392, true, &disc), 0);
	disc->defects = *defects;
	slot_encode(disc, 1, bytes);
	ck_assert(slot_check(bytes, &slot));
	slot.words = words ? words : slot.words;
	good = slot_decode(disc, &slot, bytes) && disc->defects.count == defects->count &&
	       disc->defects.list[0].lba == defects->list[0].lba &&
	       disc->defects.list[0].replaced == defects->list[0].replaced;
	disc_free(disc);
	imapi_context_free(context);
	return good;
}

T(a_forged_list_of_bad_clusters_is_refused)
{
	struct sim_defects defects = { .count = 1 };

	ck_assert(comes_back(&(struct sim_defects){ 0 }, 0));
	defects.list[0] = (struct sim_defect){ .lba = 12219391, .replaced = true };
	ck_assert(comes_back(&defects, 0));
	ck_assert(!comes_back(&defects, 6));
	ck_assert(!comes_back(&defects, 5 + 2 * 17));
	defects.list[0].lba = 12219392;
	ck_assert(!comes_back(&defects, 0));
}

T(a_file_from_before_has_none)
{
	ck_assert(comes_back(&(struct sim_defects){ 0 }, 3));
	ck_assert(comes_back(&(struct sim_defects){ 0 }, 0));
}

T_MAIN("defects")
