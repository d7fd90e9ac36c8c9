/* SPDX-License-Identifier: MIT */
/* The volume below the files: anchors, sequences, and the kinds of partitions. */
#include "support/t.h"

#include "file-stream.h"
#include "udf-made.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "imapi/image-reader.h"

static struct imapi_context *context;
static struct imapi_stream *stream;
static struct imapi_image_reader *reader;

static imapi_status open_made(const struct made *made)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = IMAPI_IMAGE_TREE_UDF };

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

/* A volume with one file "f" that has its content at @block. */
static struct made *new_made(void)
{
	struct made *made = zalloc(sizeof(*made));

	ck_assert_ptr_nonnull(made);
	return made;
}

static void add_root(struct made *made)
{
	made_name(made, UDF_FID_DIRECTORY | UDF_FID_PARENT, "", MADE_ROOT);
	made_name(made, 0, "f", 2);
	made_small(made, 2, "hello");
	made_directory(made, UDF_TYPE_DIRECTORY, MADE_ROOT);
}

static void expect_hello(void)
{
	const struct imapi_image_entry *entry = NULL;
	char text[6] = "";
	imapi_status status = imapi_image_reader_lookup(reader, "/f", &entry);

	ck_assert_msg(status == 0, "%s", imapi_error_message(imapi_last_error(context)));
	ck_assert_int_eq(imapi_image_reader_read(reader, entry, 0, text, 5), 0);
	ck_assert_str_eq(text, "hello");
}

static void open_well(const struct made *made)
{
	imapi_status status = open_made(made);

	ck_assert_msg(status == 0, "%s", imapi_error_message(imapi_last_error(context)));
	expect_hello();
}

T(the_volume_is_described)
{
	struct imapi_image_volume_info info = { .size = sizeof(info) };
	struct made *made = new_made();

	add_root(made);
	made_volume(made);
	open_well(made);
	ck_assert_int_eq(imapi_image_reader_volume(reader, &info), 0);
	ck_assert_str_eq(info.volume, "MADE");
	ck_assert_str_eq(info.volume_set, "SET");
	ck_assert_int_eq(info.tree, IMAPI_IMAGE_TREE_UDF);
	ck_assert_uint_eq(info.udf_revision, 0x201);
	ck_assert_uint_eq(info.udf_block_size, MADE_BLOCK);
	ck_assert_uint_eq(info.space_blocks, MADE_BLOCKS * MADE_BLOCK / 2048);
	done(made);
}

T(blocks_of_the_volume_itself_have_names)
{
	struct made *made = new_made();
	char text[64];

	add_root(made);
	made_volume(made);
	open_well(made);
	ck_assert_int_eq(imapi_image_reader_path_of_block(
				 reader, (MADE_BLOCKS - 1) * MADE_BLOCK / 2048, text, 64),
			 IMAPI_S_FALSE);
	ck_assert_str_eq(text, "(anchor of UDF)");
	done(made);
}

T(the_reserve_sequence_replaces_the_main_one)
{
	struct made *made = new_made();

	add_root(made);
	made_volume(made);
	memset(made->bytes + MADE_MAIN * MADE_BLOCK, 0xaa, 4 * MADE_BLOCK);
	open_well(made);
	done(made);
}

T(without_both_sequences_there_is_no_volume)
{
	struct made *made = new_made();

	add_root(made);
	made_volume(made);
	made->bytes[(MADE_MAIN + 1) * MADE_BLOCK + 300] ^= 1;
	made->bytes[(MADE_RESERVE + 1) * MADE_BLOCK + 300] ^= 1;
	ck_assert_int_eq(open_made(made), IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	done(made);
}

T(without_an_anchor_there_is_no_volume)
{
	struct made *made = new_made();

	add_root(made);
	made_volume(made);
	memset(made->bytes + (MADE_BLOCKS - 1) * MADE_BLOCK, 0, MADE_BLOCK);
	ck_assert_int_eq(open_made(made), IMAPI_E_FILE_SYSTEM_NOT_FOUND);
	done(made);
}

/* Bytes of a map from 40 on: packets of 4 blocks, one table of 512 bytes at @location. */
static void add_sparable(struct made *made, uint32_t location)
{
	uint8_t tail[24] = { 4, 0, 1, 0 };

	put_le32(tail + 4, MADE_BLOCK);
	put_le32(tail + 8, location);
	made_add_map(made, "*UDF Sparable Partition", tail, sizeof(tail));
	made->root_partition = 1;
}

static void put_sparing_table(struct made *made, uint32_t location, uint32_t original,
			      uint32_t mapped)
{
	uint8_t *table = made->bytes + (size_t)location * MADE_BLOCK;
	const struct udf_seal seal = { UDF_TAG_SPARING, 3, location };

	memcpy(table + 17, "*UDF Sparing Table", 18);
	put_le16(table + 48, 2);
	put_le32(table + 56, original);
	put_le32(table + 60, mapped);
	put_le32(table + 64, 0xffffffff);
	udf_put_tag(&seal, table, MADE_BLOCK);
}

T(a_packet_that_moved_is_read_where_it_is)
{
	struct made *made = new_made();

	add_sparable(made, 10);
	add_root(made);
	put_sparing_table(made, 10, 0, MADE_PARTITION + 80);
	made_volume(made);
	memcpy(made_block(made, 80), made_block(made, 0), 4 * MADE_BLOCK);
	memset(made_block(made, 0), 0xaa, 4 * MADE_BLOCK);
	open_well(made);
	done(made);
}

/* Virtual blocks 0, 1 and 2 are blocks 50, 51 and 52 of the partition. */
static void move_to_virtual(struct made *made, uint8_t *entries)
{
	memcpy(made_block(made, 50), made_block(made, 0), 3 * MADE_BLOCK);
	memset(made_block(made, 0), 0xaa, 3 * MADE_BLOCK);
	for (unsigned i = 0; i < 3; i++)
		put_le32(entries + 4u * i, 50 + i);
}

static void put_vat(struct made *made, uint8_t type, const uint8_t *bytes, size_t length)
{
	made_file(made, &(struct made_file){ .block = MADE_BLOCKS - MADE_PARTITION - 2,
					     .type = type,
					     .flags = UDF_ICB_EMBEDDED,
					     .tail = bytes,
					     .tail_length = length });
}

T(virtual_blocks_are_found_by_the_table_of_udf_1_50)
{
	struct made *made = new_made();
	uint8_t table[12 + UDF_VAT_TRAILER_SIZE] = { 0 };

	made_add_map(made, "*UDF Virtual Partition", "", 0);
	made->root_partition = 1;
	add_root(made);
	made_volume(made);
	move_to_virtual(made, table);
	memcpy(table + 13, "*UDF Virtual Alloc Tbl", 22);
	put_vat(made, UDF_TYPE_UNSPECIFIED, table, sizeof(table));
	open_well(made);
	done(made);
}

T(virtual_blocks_are_found_by_the_table_of_udf_2)
{
	struct made *made = new_made();
	uint8_t table[UDF_VAT_SIZE + 12] = { UDF_VAT_SIZE };

	made_add_map(made, "*UDF Virtual Partition", "", 0);
	made->root_partition = 1;
	add_root(made);
	made_volume(made);
	move_to_virtual(made, table + UDF_VAT_SIZE);
	put_vat(made, UDF_TYPE_VAT, table, sizeof(table));
	open_well(made);
	done(made);
}

T(a_virtual_partition_without_its_table_is_refused)
{
	struct made *made = new_made();

	made_add_map(made, "*UDF Virtual Partition", "", 0);
	made->root_partition = 1;
	add_root(made);
	made_volume(made);
	ck_assert_int_eq(open_made(made), IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	done(made);
}

#define MAIN_FILE 30u
#define MIRROR_FILE 31u
#define MAIN_BLOCKS 40u
#define MIRROR_BLOCKS 60u

static void put_metadata_file(struct made *made, uint32_t block, uint8_t type, uint32_t data)
{
	uint8_t ads[8];

	made_short(ads, 0, UDF_EXTENT_RECORDED, 8 * MADE_BLOCK, data);
	made_file(made, &(struct made_file){ .block = block,
					     .type = type,
					     .length = 8 * MADE_BLOCK,
					     .tail = ads,
					     .tail_length = 8 });
}

static struct made *new_with_metadata(void)
{
	struct made *made = new_made();
	uint8_t tail[24] = { 0 };
	uint8_t ads[8];

	put_le32(tail, MAIN_FILE);
	put_le32(tail + 4, MIRROR_FILE);
	put_le32(tail + 8, 0xffffffff);
	made_add_map(made, "*UDF Metadata Partition", tail, sizeof(tail));
	made->root_partition = 1;
	made_name(made, UDF_FID_DIRECTORY | UDF_FID_PARENT, "", MADE_ROOT);
	made_name(made, 0, "f", 2);
	made_small(made, 2, "hello");
	memcpy(made_block(made, 5), made->directory, made->directory_length);
	made_short(ads, 0, UDF_EXTENT_RECORDED, (uint32_t)made->directory_length, 5);
	made_file(made, &(struct made_file){ .block = MADE_ROOT,
					     .type = UDF_TYPE_DIRECTORY,
					     .length = made->directory_length,
					     .tail = ads,
					     .tail_length = 8 });
	made_volume(made);
	memcpy(made_block(made, MAIN_BLOCKS), made_block(made, 0), 8 * MADE_BLOCK);
	memcpy(made_block(made, MIRROR_BLOCKS), made_block(made, 0), 8 * MADE_BLOCK);
	memset(made_block(made, 0), 0xaa, 8 * MADE_BLOCK);
	put_metadata_file(made, MAIN_FILE, UDF_TYPE_METADATA, MAIN_BLOCKS);
	put_metadata_file(made, MIRROR_FILE, UDF_TYPE_MIRROR, MIRROR_BLOCKS);
	return made;
}

T(a_metadata_partition_is_read)
{
	struct made *made = new_with_metadata();

	memset(made_block(made, MIRROR_FILE), 0xaa, MADE_BLOCK);
	open_well(made);
	done(made);
}

T(a_lost_metadata_file_is_replaced_by_its_mirror)
{
	struct made *made = new_with_metadata();

	memset(made_block(made, MAIN_FILE), 0xaa, MADE_BLOCK);
	open_well(made);
	done(made);
}

static int metadata_blocks(void)
{
	return 4;
}

T_EACH(any_lost_block_of_metadata_is_replaced_by_its_mirror, metadata_blocks)
{
	static const uint32_t lost[] = { 0, 1, 2, 5 };
	struct made *made = new_with_metadata();

	memset(made_block(made, MAIN_BLOCKS + lost[row]), 0xaa, MADE_BLOCK);
	open_well(made);
	done(made);
}

T(a_metadata_file_and_mirror_that_are_lost_are_a_fault)
{
	struct made *made = new_with_metadata();

	memset(made_block(made, MAIN_FILE), 0xaa, 2 * MADE_BLOCK);
	ck_assert_int_eq(open_made(made), IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	done(made);
}

T_MAIN("udf-volume")
