/* SPDX-License-Identifier: MIT */
/* The UDF reader on what few programs write, and on volumes that want to mislead it. */
#include "support/t.h"

#include "file-stream.h"
#include "udf-made.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "imapi/image-reader.h"

#include <stdio.h>

static struct imapi_context *context;
static struct imapi_stream *stream;
static struct imapi_image_reader *reader;

static struct made *new_made(void)
{
	struct made *made = zalloc(sizeof(*made));

	ck_assert_ptr_nonnull(made);
	made_name(made, UDF_FID_DIRECTORY | UDF_FID_PARENT, "", MADE_ROOT);
	return made;
}

static imapi_status open_made(const struct made *made, int tolerant)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = IMAPI_IMAGE_TREE_UDF,
						      .tolerant = tolerant };

	reader = NULL;
	ck_assert_int_eq(imapi_context_new(&context), 0);
	stream = test_open_memory(context, made->bytes, MADE_SIZE);
	return imapi_image_reader_open(context, stream, &options, &reader);
}

static void done(struct made *made)
{
	imapi_image_reader_free(reader);
	test_close(stream);
	imapi_context_free(context);
	free(made);
}

/* Gives the volume the root that was made and opens it. */
static void open_good(struct made *made)
{
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	made_volume(made);
	ck_assert_int_eq(open_made(made, 0), 0);
}

static const char *message(void)
{
	return imapi_error_message(imapi_last_error(context));
}

static const struct imapi_image_entry *find(const char *path)
{
	const struct imapi_image_entry *entry = NULL;
	imapi_status status = imapi_image_reader_lookup(reader, path, &entry);

	ck_assert_msg(status == 0, "%s: %s", path, message());
	return entry;
}

static struct imapi_image_entry_info info_of(const struct imapi_image_entry *entry)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };

	ck_assert_int_eq(imapi_image_entry_info(entry, &info), 0);
	return info;
}

static void expect(const struct imapi_image_entry *entry, const char *text, size_t length)
{
	char bytes[8192];

	ck_assert_uint_eq(info_of(entry).length, length);
	ck_assert_msg(imapi_image_reader_read(reader, entry, 0, bytes, length) == 0, "%s",
		      message());
	ck_assert_mem_eq(bytes, text, length);
}

static void expect_fault(struct made *made, const char *part)
{
	const struct imapi_image_entry *entry = NULL;
	imapi_status status;

	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	made_volume(made);
	status = open_made(made, 0);
	if (status == 0)
		status = imapi_image_reader_next(reader, NULL, &entry);
	ck_assert_int_eq(status, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	ck_assert_msg(strstr(message(), part), "%s", message());
	done(made);
}

static size_t count_children(const char *path)
{
	const struct imapi_image_entry *directory = find(path), *entry = directory;
	size_t count = 0;

	while (imapi_image_reader_next(reader, entry, &entry) == 0 && entry)
		count += imapi_image_entry_parent(entry) == directory;
	return count;
}

T(names_and_bytes_come_out_of_the_file_entry)
{
	struct made *made = new_made();
	static const uint8_t wide[] = { 16, 0x54, 0x0d, 0xd8, 0x3d, 0xde, 0x00 };

	made_name(made, 0, "small", 2);
	made_name_bytes(made, UDF_FID_HIDDEN, wide, sizeof(wide), 2);
	made_name(made, 0, "a/b", 3);
	made_name(made, UDF_FID_DELETED, "gone", 99);
	made_small(made, 2, "hello");
	made_small(made, 3, "");
	open_good(made);
	ck_assert_uint_eq(count_children("/"), 3);
	expect(find("/small"), "hello", 5);
	expect(find("/名😀"), "hello", 5);
	ck_assert_uint_eq(info_of(find("/名😀")).flags & IMAPI_IMAGE_ENTRY_HIDDEN, 1);
	ck_assert_uint_eq(info_of(find("/small")).serial, 2);
	ck_assert_uint_eq(info_of(find("/small")).mode, 0100644);
	ck_assert_uint_eq(info_of(find("/small")).uid, UINT32_MAX);
	ck_assert_int_eq(info_of(find("/small")).mtime.seconds, 1000000000);
	ck_assert_uint_ne(info_of(find("/a_b")).flags & IMAPI_IMAGE_ENTRY_NAME_CHANGED, 0);
	done(made);
}

T(an_embedded_file_has_an_extent_inside_a_block)
{
	struct made *made = new_made();
	struct imapi_image_extent extent;
	char text[64];

	made_name(made, 0, "small", 2);
	made_small(made, 2, "hello");
	open_good(made);
	ck_assert_int_eq(imapi_image_entry_extent(find("/small"), 0, &extent), 0);
	ck_assert_uint_eq(extent.block * 2048 + extent.offset,
			  (MADE_PARTITION + 2) * MADE_BLOCK + UDF_FE_SIZE);
	ck_assert_int_eq(
		imapi_image_reader_path_of_block(reader, extent.block, text, sizeof(text)), 0);
	done(made);
}

/* Two blocks with a hole between them. */
static void fill_blocks(struct made *made, char *text)
{
	memset(text, 0, 3 * MADE_BLOCK);
	memset(text, 'a', MADE_BLOCK);
	memset(text + 2 * MADE_BLOCK, 'c', 100);
	memcpy(made_block(made, 20), text, MADE_BLOCK);
	memcpy(made_block(made, 30), text + 2 * MADE_BLOCK, 100);
}

T(unrecorded_extents_read_as_zeros)
{
	struct made *made = new_made();
	char text[3 * MADE_BLOCK];
	uint8_t ads[64];
	size_t n = made_short(ads, 0, UDF_EXTENT_RECORDED, MADE_BLOCK, 20);
	struct imapi_image_extent extent;

	n = made_short(ads, n, UDF_EXTENT_UNALLOCATED, MADE_BLOCK, 0);
	n = made_short(ads, n, UDF_EXTENT_RECORDED, MADE_BLOCK, 30);
	fill_blocks(made, text);
	made_name(made, 0, "f", 2);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .length = 2 * MADE_BLOCK + 100,
					     .tail = ads,
					     .tail_length = n });
	open_good(made);
	expect(find("/f"), text, 2 * MADE_BLOCK + 100);
	ck_assert_int_eq(imapi_image_entry_extent(find("/f"), 1, &extent), 0);
	ck_assert_uint_eq(extent.block, IMAPI_IMAGE_HOLE);
	done(made);
}

T(parts_of_a_file_are_read_in_any_order)
{
	static const unsigned offsets[] = { 2 * MADE_BLOCK + 99, 0, MADE_BLOCK, 511, 1023 };
	struct made *made = new_made();
	char text[3 * MADE_BLOCK], c = 'x';
	uint8_t ads[64];
	size_t n = made_short(ads, 0, UDF_EXTENT_RECORDED, MADE_BLOCK, 20);

	n = made_short(ads, n, UDF_EXTENT_UNALLOCATED, MADE_BLOCK, 0);
	n = made_short(ads, n, UDF_EXTENT_RECORDED, 100, 30);
	fill_blocks(made, text);
	made_name(made, 0, "f", 2);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .length = 2 * MADE_BLOCK + 100,
					     .tail = ads,
					     .tail_length = n });
	open_good(made);
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		ck_assert_int_eq(imapi_image_reader_read(reader, find("/f"), offsets[i], &c, 1),
				 0);
		ck_assert_int_eq(c, text[offsets[i]]);
	}
	done(made);
}

T(extended_and_long_descriptors_are_read)
{
	struct made *made = new_made();
	char text[3 * MADE_BLOCK];
	uint8_t ads[64] = { 0 };

	fill_blocks(made, text);
	for (unsigned i = 0; i < 3; i++)
		put_le32(ads + 4u * i, MADE_BLOCK);
	put_le32(ads + 12, 20);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_REAL_TIME,
					     .flags = UDF_ICB_EXTENDED,
					     .length = MADE_BLOCK,
					     .tail = ads,
					     .tail_length = 20 });
	memset(ads, 0, sizeof(ads));
	put_le32(ads, MADE_BLOCK);
	put_le32(ads + 4, 20);
	made_file(made, &(struct made_file){ .block = 3,
					     .type = UDF_TYPE_FILE,
					     .flags = UDF_ICB_LONG,
					     .length = 500,
					     .tail = ads,
					     .tail_length = 16 });
	made_name(made, 0, "extended", 2);
	made_name(made, 0, "long", 3);
	open_good(made);
	expect(find("/extended"), text, MADE_BLOCK);
	expect(find("/long"), text, 500);
	done(made);
}

/* An extent of allocation descriptors at @block that holds @n bytes of them. */
static void put_chain(struct made *made, uint32_t block, const uint8_t *ads, size_t n)
{
	const struct udf_seal seal = { UDF_TAG_ALLOCATION, 3, block };
	uint8_t *bytes = made_block(made, block);

	put_le32(bytes + 20, (uint32_t)n);
	memcpy(bytes + UDF_AED_SIZE, ads, n);
	udf_put_tag(&seal, bytes, MADE_BLOCK);
}

static void put_chained_file(struct made *made, uint64_t length, uint32_t next)
{
	uint8_t ads[64];
	size_t n = made_short(ads, 0, UDF_EXTENT_RECORDED, MADE_BLOCK, 20);

	n = made_short(ads, n, UDF_EXTENT_CONTINUES, MADE_BLOCK, next);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .length = length,
					     .tail = ads,
					     .tail_length = n });
	made_name(made, 0, "f", 2);
}

T(allocation_descriptors_go_on_elsewhere)
{
	struct made *made = new_made();
	char text[3 * MADE_BLOCK];
	uint8_t ads[64];
	size_t n = made_short(ads, 0, UDF_EXTENT_ALLOCATED, MADE_BLOCK, 21);

	n = made_short(ads, n, UDF_EXTENT_RECORDED, 100, 30);
	fill_blocks(made, text);
	put_chained_file(made, 2 * MADE_BLOCK + 100, 40);
	put_chain(made, 40, ads, n);
	open_good(made);
	expect(find("/f"), text, 2 * MADE_BLOCK + 100);
	done(made);
}

T(descriptors_that_lead_in_a_circle_end)
{
	struct made *made = new_made();
	uint8_t ads[64];
	size_t n = made_short(ads, 0, UDF_EXTENT_CONTINUES, MADE_BLOCK, 40);

	put_chained_file(made, 1 << 20, 40);
	put_chain(made, 40, ads, n);
	expect_fault(made, "/f: block");
}

T(a_file_longer_than_its_extents_is_refused_or_ends_in_zeros)
{
	struct made *made = new_made();
	uint8_t ads[8];
	const struct imapi_image_entry *entry;
	char text[600] = { 0 };

	made_short(ads, 0, UDF_EXTENT_RECORDED, MADE_BLOCK, 20);
	memset(made_block(made, 20), 'a', MADE_BLOCK);
	memset(text, 'a', MADE_BLOCK);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .length = 600,
					     .tail = ads,
					     .tail_length = 8 });
	made_name(made, 0, "f", 2);
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	made_volume(made);
	ck_assert_int_eq(open_made(made, 0), 0);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, "/f", &entry),
			 IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	ck_assert_ptr_nonnull(strstr(message(), "/f: block"));
	imapi_image_reader_free(reader);
	test_close(stream);
	imapi_context_free(context);
	ck_assert_int_eq(open_made(made, 1), 0);
	expect(find("/f"), text, 600);
	done(made);
}

T(named_streams_belong_to_their_file)
{
	struct made *made = new_made();
	const struct imapi_image_entry *entry, *named = NULL;
	char path[64];

	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_FILE,
					     .flags = UDF_ICB_EMBEDDED,
					     .streams = 5,
					     .tail = "main",
					     .tail_length = 4 });
	made_small(made, 6, "one");
	made_small(made, 7, "two!");
	made_name(made, 0, "f", 2);
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	made_name(made, UDF_FID_PARENT, "", 2);
	made_name(made, 0, "x", 6);
	made_name(made, 0, "y", 7);
	made_directory(made, UDF_TYPE_STREAM_DIRECTORY, 5);
	made_volume(made);
	ck_assert_int_eq(open_made(made, 0), 0);
	entry = find("/f");
	expect(entry, "main", 4);
	ck_assert_uint_eq(info_of(entry).stream_count, 2);
	ck_assert_uint_ne(info_of(entry).flags & IMAPI_IMAGE_ENTRY_STREAMS, 0);
	ck_assert_int_eq(imapi_image_entry_stream(entry, 1, &named), 0);
	expect(named, "two!", 4);
	imapi_image_entry_path(named, path, sizeof(path));
	ck_assert_str_eq(path, "/f:y");
	ck_assert_ptr_eq(imapi_image_entry_parent(named), entry);
	ck_assert_int_eq(imapi_image_entry_stream(entry, 2, &named), IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(count_children("/"), 1);
	done(made);
}

T(strategy_4096_leads_to_the_newest_entry)
{
	struct made *made = new_made();
	const struct udf_seal seal = { UDF_TAG_INDIRECT, 3, 3 };
	const struct udf_indirect indirect = { .next = { MADE_BLOCK, 8, 0, { 0 } } };
	struct made_file file = { .block = 2,
				  .type = UDF_TYPE_FILE,
				  .strategy = 4096,
				  .flags = UDF_ICB_EMBEDDED,
				  .tail = "old",
				  .tail_length = 3 };

	made_file(made, &file);
	wire_put(&udf_indirect, &indirect, made_block(made, 3));
	udf_put_tag(&seal, made_block(made, 3), MADE_BLOCK);
	file.block = 8;
	file.tail = "new";
	made_file(made, &file);
	made_name(made, 0, "f", 2);
	open_good(made);
	expect(find("/f"), "new", 3);
	done(made);
}

T(entries_that_lead_in_a_circle_end)
{
	struct made *made = new_made();
	const struct udf_seal seal = { UDF_TAG_INDIRECT, 3, 3 };
	const struct udf_indirect indirect = { .next = { MADE_BLOCK, 2, 0, { 0 } } };

	made_file(made,
		  &(struct made_file){ .block = 2, .type = UDF_TYPE_FILE, .strategy = 4096 });
	wire_put(&udf_indirect, &indirect, made_block(made, 3));
	udf_put_tag(&seal, made_block(made, 3), MADE_BLOCK);
	made_name(made, 0, "f", 2);
	expect_fault(made, "/f: block");
}

T(a_directory_inside_itself_is_refused)
{
	struct made *made = new_made();

	made_name(made, UDF_FID_DIRECTORY, "again", MADE_ROOT);
	expect_fault(made, "/again: block");
}

T(tolerance_leaves_out_what_is_damaged_alone)
{
	struct made *made = new_made();

	made_name(made, UDF_FID_DIRECTORY, "again", MADE_ROOT);
	made_name(made, 0, "bad", 9);
	made_name(made, 0, "good", 2);
	made_small(made, 2, "hello");
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
	made_volume(made);
	ck_assert_int_eq(open_made(made, 1), 0);
	ck_assert_uint_eq(count_children("/"), 1);
	expect(find("/good"), "hello", 5);
	done(made);
}

T(links_and_devices_are_read)
{
	struct made *made = new_made();
	static const uint8_t target[] = { 3, 0, 0, 0, 4, 0, 0, 0, 5, 3, 0, 0, 8, 'a', 'b' };
	uint8_t attributes[48] = { 0 };
	const struct udf_device device = { 12, 1, 24, 0, 5, 77 };

	wire_put(&udf_device, &device, attributes + UDF_EAHD_SIZE);
	made_file(made, &(struct made_file){ .block = 2,
					     .type = UDF_TYPE_SYMLINK,
					     .flags = UDF_ICB_EMBEDDED,
					     .tail = target,
					     .tail_length = sizeof(target) });
	made_file(made, &(struct made_file){ .block = 3,
					     .type = UDF_TYPE_BLOCK_DEVICE,
					     .flags = UDF_ICB_EMBEDDED,
					     .tail = attributes,
					     .tail_length = 48,
					     .attributes = 48 });
	made_name(made, 0, "link", 2);
	made_name(made, 0, "device", 3);
	open_good(made);
	ck_assert_str_eq(info_of(find("/link")).target, ".././ab");
	ck_assert_uint_eq(info_of(find("/device")).device_major, 5);
	ck_assert_uint_eq(info_of(find("/device")).device_minor, 77);
	ck_assert_int_eq(info_of(find("/device")).type, IMAPI_IMAGE_BLOCK_DEVICE);
	done(made);
}

T_MAIN("udf-reader")
