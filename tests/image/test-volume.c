/* SPDX-License-Identifier: MIT */
#include "image/iso9660/volume.h"
#include "support/t.h"

#include "imapi/file-system-image.h"

#include <string.h>

static struct tree_node root = { .mtime = 1700000000, .mode = S_IFDIR };

static void describe(bool joliet, const char *name, uint8_t *data)
{
	struct hierarchy_directory directory = { .node = &root, .size = 4096, .first = 23 };
	struct hierarchy_directory *directories[] = { &directory };
	const struct hierarchy h = { .settings.joliet = joliet,
				     .directories = directories,
				     .count = 1,
				     .path_table_size = 10,
				     .l_path_table = 19,
				     .m_path_table = 20 };
	const struct volume_settings s = { .name = name,
					   .texts[IMAPI_IMAGE_TEXT_PUBLISHER] = "me & you {}",
					   .timestamp = 1700000000,
					   .blocks = 0x01020304 };

	volume_descriptor(&s, &h, data);
}

/* ECMA-119 8.4: positions count from 1. */
T(the_primary_descriptor_has_everything_at_its_place)
{
	uint8_t d[2048];

	describe(false, "My Disc", d);
	ck_assert_mem_eq(d,
			 "\x01"
			 "CD001\x01\x00",
			 8);
	ck_assert_mem_eq(d + 40, "MY_DISC                         ", 32);
	ck_assert_mem_eq(d + 80, "\x04\x03\x02\x01\x01\x02\x03\x04", 8);
	ck_assert_mem_eq(d + 120, "\x01\x00\x00\x01\x01\x00\x00\x01\x00\x08\x08\x00", 12);
	ck_assert_mem_eq(d + 132, "\x0a\0\0\0\0\0\0\x0a\x13\0\0\0\0\0\0\0\0\0\0\x14\0\0\0\0",
			 24);
	ck_assert_mem_eq(d + 156, "\x22\0\x17\0\0\0\0\0\0\x17\0\x10\0\0\0\0\x10\0", 18);
	ck_assert_mem_eq(d + 174, "\x7b\x0b\x0e\x16\x0d\x14\0\x02\0\0\x01\0\0\x01\x01\0", 16);
	ck_assert_mem_eq(d + 318, "ME & YOU __  ", 13);
	ck_assert_mem_eq(d + 813, "2023111422132000\0", 17);
	ck_assert_mem_eq(d + 847, "0000000000000000\0", 17);
	ck_assert_uint_eq(d[881], 1);
}

T(the_joliet_descriptor_is_wide)
{
	uint8_t d[2048];

	describe(true,
		 "\xd0\x9f"
		 "a",
		 d);
	ck_assert_mem_eq(d,
			 "\x02"
			 "CD001\x01\x00",
			 8);
	ck_assert_mem_eq(d + 88, "%/E\0", 4);
	ck_assert_mem_eq(d + 40, "\x04\x1f\0a\0 \0 ", 8);
	ck_assert_mem_eq(d + 318, "\0m\0e\0 \0&\0 \0y\0o\0u\0 \0{\0}\0 ", 24);
	ck_assert_uint_eq(d[702 + 36], 0);
}

T(a_name_that_is_too_long_is_cut_to_its_field)
{
	uint8_t d[2048];

	describe(true, "0123456789abcde\xf0\x9f\x98\x80", d);
	ck_assert_mem_eq(d + 40 + 28, "\0e\0 ", 4);
	ck_assert_uint_eq(d[72], 0);
}

T(the_terminator_is_empty)
{
	uint8_t d[2048];

	volume_terminator(d);
	ck_assert_mem_eq(d,
			 "\xff"
			 "CD001\x01\x00",
			 8);
	ck_assert_uint_eq(d[2047], 0);
}

T_MAIN("volume")
