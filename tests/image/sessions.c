/* SPDX-License-Identifier: MIT */
#include "image/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct imapi_context *context;
struct imapi_file_system_image *image;
struct imapi_image_result *result;
struct imapi_stream *medium;
struct imapi_image_reader *reader; /* of the entry that was looked at last */
uint8_t *bytes;			   /* of the medium */

void new_image(void)
{
	result = imapi_image_result_free(result);
	image = imapi_file_system_image_free(image);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	imapi_file_system_image_set_timestamp(image, 1700000000);
}

void build(void)
{
	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
}

void write_range(const struct imapi_block_range *range)
{
	struct imapi_stream *s = imapi_image_result_stream(result);
	uint64_t first = imapi_image_result_first_block(result);

	ck_assert_uint_le((range->end_lba + 1) * BLOCK, MEDIUM);
	ck_assert_int_eq(imapi_stream_read(s, (range->start_lba - first) * BLOCK,
					   bytes + range->start_lba * BLOCK,
					   (range->end_lba + 1 - range->start_lba) * BLOCK),
			 IMAPI_OK);
}

void record(void)
{
	struct imapi_block_range ranges[4];
	size_t count;

	build();
	count = imapi_image_result_modified_blocks(result, ranges, 4);
	for (size_t i = 0; i < count; i++)
		write_range(&ranges[i]);
}

void add(void)
{
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, NULL, 0), IMAPI_OK);
}

void begin(void)
{
	char target[512];

	result = NULL;
	image = NULL;
	folder_new();
	ck_assert_int_eq(mkdir(at("sub"), 0711), 0);
	put("a.txt", "first a");
	put("empty", "");
	put("sub/b.txt", "first b");
	chmod(at("a.txt"), 0640);
	strcpy(target, at("a.txt"));
	ck_assert_int_eq(link(target, at("also a")), 0);
	ck_assert_int_eq(symlink("sub/b.txt", at("link")), 0);
	bytes = calloc(1, MEDIUM);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(context, bytes, MEDIUM, &medium), IMAPI_OK);
	new_image();
	imapi_file_system_image_set_volume_name(image, "FIRST");
	add();
	record();
	new_image();
}

void end(void)
{
	reader = imapi_image_reader_free(reader);
	imapi_image_result_free(result);
	imapi_file_system_image_free(image);
	imapi_stream_free(medium);
	imapi_context_free(context);
	free(bytes);
	folder_remove();
}

imapi_status import(int in_place)
{
	struct imapi_image_import options = { .size = sizeof(options),
					      .next_writable = WRITABLE,
					      .in_place = in_place };

	return imapi_file_system_image_import(image, medium, &options, NULL);
}

void add_text(const char *path, const char *text)
{
	struct imapi_stream *s;

	ck_assert_int_eq(imapi_stream_from_memory(context, text, strlen(text), &s), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, s), IMAPI_OK);
}

struct imapi_image_entry_info entry_at(uint32_t session, enum imapi_image_tree tree,
				       const char *path, char *text, uint64_t *block)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = tree,
						      .session_start = session };
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	const struct imapi_image_entry *entry;
	struct imapi_image_extent extent;

	reader = imapi_image_reader_free(reader);
	ck_assert_int_eq(imapi_image_reader_open(context, medium, &options, &reader), IMAPI_OK);
	if (imapi_image_reader_lookup(reader, path, &entry) != IMAPI_OK)
		return info;
	ck_assert_int_eq(imapi_image_entry_info(entry, &info), IMAPI_OK);
	if (text && info.type == IMAPI_IMAGE_FILE) {
		imapi_image_reader_read(reader, entry, 0, text, info.length);
		text[info.length] = '\0';
	}
	if (block && imapi_image_entry_extent(entry, 0, &extent) == IMAPI_OK)
		*block = extent.block;
	return info;
}

int is_there(uint32_t session, const char *path)
{
	return (int)entry_at(session, IMAPI_IMAGE_TREE_BEST, path, NULL, NULL).type;
}

void holds(uint32_t session, enum imapi_image_tree tree, const char *path, const char *wanted)
{
	char text[100] = "(not there)";

	entry_at(session, tree, path, text, NULL);
	ck_assert_str_eq(text, wanted);
}

uint64_t block_of(uint32_t session, const char *path)
{
	uint64_t block = 0;

	entry_at(session, IMAPI_IMAGE_TREE_BEST, path, NULL, &block);
	return block;
}

uint64_t volume_size(uint32_t start)
{
	const uint8_t *p = bytes + (start + 16) * BLOCK + 80;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

void record_first(unsigned file_systems, unsigned revision)
{
	new_image();
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, file_systems),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_udf_revision(image, revision), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_tree(image, folder, "/", 0), IMAPI_OK);
	memset(bytes, 0, MEDIUM);
	record();
	new_image();
}
