/* SPDX-License-Identifier: MIT */
/* Boot options and what they become on the disc, byte by byte as El Torito and UEFI print it.
 */
#include "imapi/image-reader.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "image/boot/el-torito.h"
#include "image/boot/gpt.h"
#include "image/boot/hybrid.h"
#include "image/bootable.h"
#include "support/t.h"

static const char *name_of(uint64_t block)
{
	static char name[100];

	imapi_image_result_path_of_block(result, block, name, sizeof(name));
	return name;
}

T(the_layouts_have_no_fields_that_overlap)
{
	ck_assert_ptr_null(wire_check(&et_record_layout));
	ck_assert_ptr_null(wire_check(&et_validation_layout));
	ck_assert_ptr_null(wire_check(&et_entry_layout));
	ck_assert_ptr_null(wire_check(&et_section_layout));
	ck_assert_ptr_null(wire_check(&et_info_table_layout));
	ck_assert_ptr_null(wire_check(&gpt_header_layout));
	ck_assert_ptr_null(wire_check(&gpt_entry_layout));
	ck_assert_ptr_null(wire_check(&mbr_partition_layout));
}

/* The check value of every table of CRCs. */
T(the_crc_is_that_of_iso_3309)
{
	ck_assert_uint_eq(gpt_crc((const uint8_t *)"123456789", 9), 0xcbf43926);
}

T(the_boot_record_is_in_block_17_and_names_the_catalog)
{
	begin();
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	ck_assert_int_eq(set(1), IMAPI_OK);
	build();
	ck_assert_mem_eq(bytes + 17 * BLOCK,
			 "\0CD001\1EL TORITO SPECIFICATION\0\0\0\0\0\0\0\0\0", 39);
	ck_assert_str_eq(name_of(get_le32(bytes + 17 * BLOCK + 71)), "boot catalog");
	ck_assert_mem_eq(bytes + 18 * BLOCK, "\2CD001\1", 7);
	end();
}

T(the_first_entry_follows_the_validation_entry)
{
	static const uint8_t validation[32] = { 1,   0,	  0,	       0,    'A',  'C',
						'M', 'E', [28] = 0x1c, 0xcd, 0x55, 0xaa };

	begin();
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	imapi_boot_options_set_manufacturer(options[0], "ACME");
	imapi_boot_options_set_load_segment(options[0], 0x1234);
	ck_assert_int_eq(set(1), IMAPI_OK);
	build();
	ck_assert_mem_eq(entry(0), validation, 32);
	ck_assert_mem_eq(entry(1), "\x88\0\x34\x12\0\0\x0a\0", 8); /* 5003 bytes: 10 sectors */
	ck_assert_str_eq(name_of(get_le32(entry(1) + 8)), "/boot/a.bin");
	for (size_t i = 12; i < BLOCK - 32; i++)
		ck_assert_uint_eq(entry(1)[i], 0);
	end();
}

T(entries_of_one_platform_and_maker_share_a_section_and_keep_their_order)
{
	static const struct {
		size_t at;
		uint8_t head[4];
	} rows[] = { { 2, { 0x90, 0xef, 2, 0 } },
		     { 5, { 0x90, 0xef, 1, 0 } },
		     { 7, { 0x91, 0, 1, 0 } } };

	begin();
	for (size_t i = 0; i < 5; i++)
		of_path(i,
			i == 0 || i == 4 ? IMAPI_BOOT_PLATFORM_X86 : IMAPI_BOOT_PLATFORM_EFI);
	imapi_boot_options_set_manufacturer(options[3], "other");
	for (uint16_t i = 0; i < 5; i++)
		imapi_boot_options_set_load_sectors(options[i], (uint16_t)(100 + i));
	ck_assert_int_eq(set(5), IMAPI_OK);
	build();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ck_assert_mem_eq(entry(rows[i].at), rows[i].head, 4);
	ck_assert_mem_eq(entry(5) + 4, "other\0", 6);
	ck_assert_uint_eq(entry(1)[6], 100);
	ck_assert_uint_eq(entry(3)[6], 101);
	ck_assert_uint_eq(entry(4)[6], 102);
	ck_assert_uint_eq(entry(6)[6], 103);
	ck_assert_uint_eq(entry(8)[6], 104);
	end();
}

T(the_most_entries_with_a_section_each_fill_the_catalog)
{
	begin();
	for (size_t i = 0; i <= IMAPI_BOOT_ENTRIES_MAX; i++)
		of_path(i, i % 2 ? IMAPI_BOOT_PLATFORM_MAC : IMAPI_BOOT_PLATFORM_POWERPC);
	ck_assert_int_eq(set(IMAPI_BOOT_ENTRIES_MAX + 1), IMAPI_E_INVALID_PARAM);
	ck_assert_int_eq(set(IMAPI_BOOT_ENTRIES_MAX), IMAPI_OK);
	build();
	ck_assert_uint_eq(entry(0)[1], IMAPI_BOOT_PLATFORM_POWERPC);
	ck_assert_mem_eq(entry(62), "\x91\2\1\0", 4);
	ck_assert_uint_eq(entry(63)[0], 0x88);
	end();
}

T(a_stream_becomes_blocks_that_no_directory_names)
{
	begin();
	ck_assert_int_eq(imapi_boot_options_assign_boot_image(options[0], numbers(3000)),
			 IMAPI_OK);
	ck_assert_int_eq(set(1), IMAPI_OK);
	build();
	ck_assert_str_eq(name_of(get_le32(entry(1) + 8)), "boot image");
	for (size_t i = 0; i < 2 * BLOCK; i++)
		ck_assert_uint_eq(image_of(entry(1))[i], i < 3000 ? i * 7 % 251 : 0);
	end();
}

T(the_size_of_a_floppy_chooses_its_emulation_but_not_for_efi)
{
	static const struct {
		uint64_t size;
		enum imapi_boot_emulation emulation;
	} rows[] = { { 1228800, IMAPI_BOOT_EMULATION_FLOPPY_1_2 },
		     { 1474560, IMAPI_BOOT_EMULATION_FLOPPY_1_44 },
		     { 2949120, IMAPI_BOOT_EMULATION_FLOPPY_2_88 },
		     { 1474561, IMAPI_BOOT_EMULATION_NONE } };

	begin();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct imapi_boot_options_info info = { .size = sizeof(info) };

		imapi_boot_options_assign_boot_image(options[i], zeroes(rows[i].size));
		ck_assert_int_eq(imapi_boot_options_info(options[i], &info), IMAPI_OK);
		ck_assert_uint_eq(info.image_size, rows[i].size);
		ck_assert_int_eq(info.emulation, rows[i].emulation);
		imapi_boot_options_set_platform(options[i], IMAPI_BOOT_PLATFORM_EFI);
		imapi_boot_options_info(options[i], &info);
		ck_assert_int_eq(info.emulation, IMAPI_BOOT_EMULATION_NONE);
	}
	end();
}

T(a_floppy_of_another_size_is_refused_wherever_it_comes_from)
{
	const imapi_status mismatch = IMAPI_E_BOOT_EMULATION_IMAGE_SIZE_MISMATCH;
	struct imapi_stream *stream;

	begin();
	imapi_boot_options_assign_boot_image(options[0], zeroes(1474560));
	ck_assert_int_eq(
		imapi_boot_options_set_emulation(options[0], IMAPI_BOOT_EMULATION_FLOPPY_2_88),
		mismatch);
	ck_assert_int_eq(
		imapi_boot_options_set_emulation(options[0], IMAPI_BOOT_EMULATION_FLOPPY_1_44),
		IMAPI_OK);
	stream = zeroes(99);
	ck_assert_int_eq(imapi_boot_options_assign_boot_image(options[0], stream), mismatch);
	imapi_stream_free(stream);
	of_path(1, IMAPI_BOOT_PLATFORM_X86);
	imapi_boot_options_set_emulation(options[1], IMAPI_BOOT_EMULATION_FLOPPY_1_2);
	ck_assert_int_eq(imapi_file_system_image_set_boot_options(image, &options[1], 1),
			 mismatch);
	end();
}

T(the_info_table_says_where_the_boot_image_is_and_the_file_stays)
{
	const uint8_t *at;
	uint32_t sum = 0;

	begin();
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	imapi_boot_options_set_info_table(options[0], 1);
	ck_assert_int_eq(set(1), IMAPI_OK);
	build();
	at = image_of(entry(1));
	for (uint32_t i = 64; i < 5003; i++)
		sum += (uint32_t)(i * 7 % 251) << 8 * (i % 4);
	ck_assert_uint_eq(get_le32(at + 8), 16);
	ck_assert_uint_eq(get_le32(at + 12), get_le32(entry(1) + 8));
	ck_assert_uint_eq(get_le32(at + 16), 5003);
	ck_assert_uint_eq(get_le32(at + 20), sum);
	for (size_t i = 24; i < 64; i++)
		ck_assert_uint_eq(at[i], 0);
	ck_assert_uint_eq(at[7], 49);
	ck_assert_uint_eq(at[64], 64 * 7 % 251);
	ck_assert_uint_eq(get_le16(entry(1) + 6), 4); /* sectors to load */
	end();
}

T(a_read_that_begins_and_ends_inside_the_table_sees_it)
{
	uint8_t piece[9];
	uint64_t place;

	begin();
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	imapi_boot_options_set_info_table(options[0], 1);
	ck_assert_int_eq(set(1), IMAPI_OK);
	build();
	place = (uint64_t)(image_of(entry(1)) - bytes);
	for (uint64_t from = place; from < place + 70; from++) {
		ck_assert_int_eq(imapi_stream_read(imapi_image_result_stream(result), from,
						   piece, sizeof(piece)),
				 IMAPI_OK);
		ck_assert_mem_eq(piece, bytes + from, sizeof(piece));
	}
	end();
}

T(an_efi_image_beyond_what_a_load_size_can_say_has_none)
{
	begin();
	for (size_t i = 0; i < 2; i++) {
		imapi_boot_options_set_platform(options[i], IMAPI_BOOT_PLATFORM_EFI);
		imapi_boot_options_assign_boot_image(options[i],
						     zeroes(65535u * 512 + (i ? 1 : 0)));
	}
	ck_assert_int_eq(set(2), IMAPI_OK);
	build();
	ck_assert_uint_eq(get_le16(entry(1) + 6), 65535);
	ck_assert_uint_eq(get_le16(entry(3) + 6), 0);
	end();
}

T(options_that_an_image_has_do_not_change)
{
	begin();
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_boot_options_set_path(options[0], "x"), IMAPI_E_READONLY);
	ck_assert_int_eq(imapi_boot_options_set_info_table(options[0], 1), IMAPI_E_READONLY);
	build();
	ck_assert_int_eq(set(0), IMAPI_OK);
	ck_assert_int_eq(imapi_boot_options_set_load_sectors(options[0], 1), IMAPI_E_READONLY);
	result = imapi_image_result_free(result);
	ck_assert_int_eq(imapi_boot_options_set_load_sectors(options[0], 1), IMAPI_OK);
	end();
}

T(an_image_tells_its_options_in_order)
{
	struct imapi_boot_options *has[3] = { NULL };

	begin();
	ck_assert_uint_eq(imapi_file_system_image_boot_options(image, has, 3), 0);
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	of_path(1, IMAPI_BOOT_PLATFORM_EFI);
	ck_assert_int_eq(set(2), IMAPI_OK);
	ck_assert_uint_eq(imapi_file_system_image_boot_options(image, has, 1), 2);
	ck_assert_ptr_eq(has[0], options[0]);
	ck_assert_ptr_null(has[1]);
	ck_assert_uint_eq(imapi_file_system_image_boot_options(image, has, 3), 2);
	ck_assert_ptr_eq(has[1], options[1]);
	end();
}

T(a_reader_knows_the_blocks_that_are_in_no_directory)
{
	struct imapi_boot_entry found = { .size = sizeof(found) };
	struct imapi_image_reader *reader = NULL;
	char name[100];
	uint64_t block;

	begin();
	imapi_boot_options_assign_boot_image(options[0], zeroes(1474560));
	of_path(1, IMAPI_BOOT_PLATFORM_EFI);
	ck_assert_int_eq(set(2), IMAPI_OK);
	build();
	ck_assert_int_eq(imapi_image_reader_open(context, imapi_image_result_stream(result),
						 NULL, &reader),
			 IMAPI_OK);
	imapi_image_reader_path_of_block(reader, get_le32(bytes + 17 * BLOCK + 71), name,
					 sizeof(name));
	ck_assert_str_eq(name, "(boot catalog)");
	block = get_le32(entry(1) + 8);
	imapi_image_reader_path_of_block(reader, block + 719, name, sizeof(name));
	ck_assert_str_eq(name, "(boot image)");
	imapi_image_reader_path_of_block(reader, block + 720, name, sizeof(name));
	ck_assert_str_ne(name, "(boot image)");
	imapi_image_reader_path_of_block(reader, get_le32(entry(3) + 8), name, sizeof(name));
	ck_assert_str_eq(name, "/boot/a.bin");
	ck_assert_int_eq(imapi_image_reader_boot_entry(reader, 0, &found), IMAPI_OK);
	ck_assert_uint_eq(found.platform, IMAPI_BOOT_PLATFORM_X86);
	ck_assert_uint_eq(found.emulation, IMAPI_BOOT_EMULATION_FLOPPY_1_44);
	ck_assert_uint_eq(found.length, 1474560);
	ck_assert_uint_eq(found.block, block);
	ck_assert_int_eq(imapi_image_reader_boot_entry(reader, 1, &found), IMAPI_OK);
	ck_assert_uint_eq(found.platform, IMAPI_BOOT_PLATFORM_EFI);
	ck_assert_uint_eq(found.load_sectors, 10);
	ck_assert_uint_eq(found.bootable, 1);
	ck_assert_int_eq(imapi_image_reader_boot_entry(reader, 2, &found), IMAPI_S_FALSE);
	imapi_image_reader_free(reader);
	end();
}

T(only_the_first_session_boots)
{
	begin();
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	ck_assert_int_eq(imapi_file_system_image_set_session_start(image, 4096), IMAPI_OK);
	ck_assert_int_eq(set(1), IMAPI_E_BOOT_OBJECT_CONFLICT);
	ck_assert_int_eq(imapi_file_system_image_set_session_start(image, 0), IMAPI_OK);
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_session_start(image, 4096), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_BOOT_OBJECT_CONFLICT);
	end();
}

T(what_is_no_boot_image_is_refused)
{
	begin();
	ck_assert_int_eq(set(1), IMAPI_E_BOOT_IMAGE_DATA);
	imapi_boot_options_set_path(options[0], "/boot");
	ck_assert_int_eq(set(1), IMAPI_E_BOOT_IMAGE_DATA);
	imapi_boot_options_set_path(options[0], "/boot/b.bin");
	ck_assert_int_eq(set(1), IMAPI_E_ITEM_NOT_FOUND);
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/boot/a.bin"), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_ITEM_NOT_FOUND);
	end();
}

T(a_program_is_no_boot_image_for_efi)
{
	struct imapi_stream *stream = NULL;

	begin();
	ck_assert_int_eq(imapi_stream_from_memory(context, "MZ program", 10, &stream),
			 IMAPI_OK);
	imapi_boot_options_assign_boot_image(options[0], stream);
	imapi_boot_options_set_platform(options[0], IMAPI_BOOT_PLATFORM_EFI);
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_BOOT_IMAGE_DATA);
	end();
}

T_MAIN("boot")
