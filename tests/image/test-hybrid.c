/* SPDX-License-Identifier: MIT */
/* Images that start from a USB stick too: master boot record and GUID tables, byte by byte. */
#include "base/bytes.h"
#include "base/mem.h"
#include "image/boot/gpt.h"
#include "image/boot/hybrid.h"
#include "image/bootable.h"
#include "support/t.h"

static void hybrid(const void *code, size_t length)
{
	imapi_boot_options_set_platform(options[0], IMAPI_BOOT_PLATFORM_EFI);
	imapi_boot_options_assign_boot_image(options[0], numbers(60000));
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_hybrid(image, 1, code, length), IMAPI_OK);
	build();
}

static size_t total_sectors(void)
{
	return (size_t)imapi_image_result_total_blocks(result) * 4;
}

T(both_guid_tables_have_right_sums_and_name_each_other)
{
	const uint8_t *first, *last;
	uint8_t header[92];

	begin();
	hybrid(NULL, 0);
	first = bytes + 512;
	last = bytes + (total_sectors() - 1) * 512;
	for (const uint8_t *h = first;; h = last) {
		memcpy(header, h, sizeof(header));
		memset(header + 16, 0, 4);
		ck_assert_mem_eq(h, "EFI PART\0\0\1\0\x5c\0\0\0", 16);
		ck_assert_uint_eq(get_le32(h + 16), gpt_crc(header, sizeof(header)));
		ck_assert_uint_eq(get_le64(h + 24), (uint64_t)(h - bytes) / 512);
		ck_assert_uint_eq(get_le32(h + 88),
				  gpt_crc(bytes + get_le64(h + 72) * 512, 128 * 128));
		if (h == last)
			break;
	}
	ck_assert_uint_eq(get_le64(first + 32), total_sectors() - 1);
	ck_assert_uint_eq(get_le64(last + 32), 1);
	ck_assert_uint_eq(get_le64(last + 72), total_sectors() - 33);
	end();
}

T(the_system_partition_is_the_efi_boot_image)
{
	static const uint8_t system[16] = { 0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
					    0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b };
	const uint8_t *e;

	begin();
	hybrid(NULL, 0);
	e = bytes + 1024 + 128; /* the second partition */
	ck_assert_mem_eq(e, system, 16);
	ck_assert_uint_eq(get_le64(e + 32), 4 * get_le32(entry(1) + 8));
	ck_assert_uint_eq(get_le64(e + 40), get_le64(e + 32) + 117); /* 60000 bytes */
	ck_assert_mem_eq(e + 56, "E\0F\0I\0", 6);
	end();
}

T(without_a_program_the_master_boot_record_only_protects_the_guid_table)
{
	begin();
	hybrid(NULL, 0);
	ck_assert_mem_eq(bytes + 446, "\0\0\2\0\xee\xff\xff\xff\1\0\0\0", 12);
	ck_assert_uint_eq(get_le32(bytes + 458), total_sectors() - 1);
	ck_assert_mem_eq(bytes + 510, "\x55\xaa", 2);
	for (size_t i = 462; i < 510; i++)
		ck_assert_uint_eq(bytes[i], 0);
	end();
}

T(a_program_gets_an_active_partition_of_all_and_one_for_efi)
{
	begin();
	hybrid("program", 8);
	ck_assert_str_eq((const char *)bytes, "program");
	ck_assert_mem_eq(bytes + 446, "\x80\0\1\0\0", 5);
	ck_assert_uint_eq(get_le32(bytes + 454), 0);
	ck_assert_uint_eq(get_le32(bytes + 458), total_sectors());
	ck_assert_uint_eq(bytes[466], 0xef);
	ck_assert_uint_eq(get_le32(bytes + 470), 4 * get_le32(entry(1) + 8));
	ck_assert_uint_eq(get_le32(bytes + 474), 118);
	end();
}

/* The first boot image is one of ISOLINUX if it has a mark at byte 64. */
static void hybrid_of(const void *code, size_t length, const uint8_t magic[4])
{
	static uint8_t data[4096];
	struct imapi_stream *stream = NULL;

	memset(data, 0, sizeof(data));
	memcpy(data + 64, magic, 4);
	ck_assert_int_eq(imapi_stream_from_memory(context, data, sizeof(data), &stream),
			 IMAPI_OK);
	imapi_boot_options_assign_boot_image(options[0], stream);
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_hybrid(image, 1, code, length), IMAPI_OK);
	build();
}

T(isolinux_is_found_by_its_master_boot_record)
{
	static const uint8_t magic[4] = { 0xfb, 0xc0, 0x78, 0x70 };

	begin();
	hybrid_of("program", 8, magic);
	ck_assert_uint_eq(get_le64(bytes + 432), 4 * get_le32(entry(1) + 8));
	ck_assert_mem_eq(bytes + 446, "\x80\0\1\0\x17", 5);
	end();
}

T(grub_is_found_by_its_master_boot_record_and_finds_its_rest)
{
	uint8_t code[440] = "GRUB ";

	begin();
	code[432] = 1;
	hybrid_of(code, sizeof(code), code);
	ck_assert_uint_eq(get_le64(bytes + 432), 4 * get_le32(entry(1) + 8) + 4);
	ck_assert_uint_eq(get_le64(image_of(entry(1)) + 2548), 4 * get_le32(entry(1) + 8) + 5);
	end();
}

T(another_program_is_told_nothing)
{
	begin();
	hybrid_of("program", 8, (const uint8_t *)"none");
	ck_assert_uint_eq(get_le64(bytes + 432), 0);
	ck_assert_uint_eq(get_le64(image_of(entry(1)) + 2548), 0);
	end();
}

T(nothing_that_starts_from_a_disk_is_refused)
{
	uint8_t code[447] = { 0 };

	begin();
	ck_assert_int_eq(imapi_file_system_image_set_hybrid(image, 1, code, sizeof(code)),
			 IMAPI_E_INVALID_PARAM);
	of_path(0, IMAPI_BOOT_PLATFORM_X86);
	ck_assert_int_eq(set(1), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_hybrid(image, 1, NULL, 0), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result),
			 IMAPI_E_BOOT_IMAGE_DATA);
	end();
}

T_MAIN("hybrid")
