/* SPDX-License-Identifier: MIT */
#include "image/region.h"
#include "support/t.h"

#include <string.h>

static int builds;

static imapi_status build(const struct region *region, uint8_t *data, struct imapi_error *err)
{
	(void)err;
	builds++;
	for (uint64_t i = 0; i < region->blocks; i++)
		memset(data + i * 2048, (int)(region->item * 16 + i), 2048);
	return IMAPI_OK;
}

static const struct region_ops ops = { .name = "test", .build = build };

static void fill(struct region_list *list)
{
	list->start = 100;
	ck_assert(region_add(list, &ops, NULL, 1, 2));
	ck_assert(region_add(list, &ops, NULL, 9, 0));
	ck_assert(region_add(list, &ops, NULL, 2, 1));
	ck_assert(region_add(list, &region_padding_ops, NULL, 0, 3));
	ck_assert_uint_eq(region_next(list), 106);
}

T(addresses_follow_from_the_sizes)
{
	struct region_list list = { 0 };

	fill(&list);
	ck_assert_ptr_null(region_at(&list, 99));
	ck_assert_uint_eq(region_at(&list, 100)->item, 1);
	ck_assert_uint_eq(region_at(&list, 101)->item, 1);
	ck_assert_uint_eq(region_at(&list, 102)->item, 2);
	ck_assert_str_eq(region_at(&list, 105)->ops->name, "padding");
	ck_assert_ptr_null(region_at(&list, 106));
	region_list_done(&list);
}

T(any_range_reads_like_the_whole)
{
	struct region_list list = { 0 };
	uint8_t whole[6 * 2048], part[6 * 2048];

	fill(&list);
	ck_assert_int_eq(region_list_read(&list, 0, whole, sizeof(whole), NULL), IMAPI_OK);
	ck_assert_uint_eq(whole[0], 0x10);
	ck_assert_uint_eq(whole[2048], 0x11);
	ck_assert_uint_eq(whole[4096], 0x20);
	ck_assert_uint_eq(whole[6144], 0);
	for (size_t from = 0; from < sizeof(whole); from += 511)
		for (size_t n = 1; from + n <= sizeof(whole); n += 1023) {
			region_list_read(&list, from, part, n, NULL);
			ck_assert_mem_eq(part, whole + from, n);
		}
	region_list_done(&list);
}

T(reading_forward_builds_each_region_once)
{
	struct region_list list = { 0 };
	uint8_t data[512];

	fill(&list);
	builds = 0;
	for (size_t at = 0; at < 6 * 2048; at += sizeof(data))
		region_list_read(&list, at, data, sizeof(data), NULL);
	ck_assert_int_eq(builds, 2);
	region_list_done(&list);
}

T_MAIN("region")
