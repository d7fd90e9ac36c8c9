/* SPDX-License-Identifier: MIT */
/* The reader on images that genisoimage makes here. */
#include "support/t.h"

#include "file-stream.h"

#include "base/mem.h"
#include "image/read/date.h"
#include "image/read/layout.h"
#include "imapi/image-reader.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char work[] = "/tmp/test-reader-XXXXXX";
static struct imapi_context *context;

/* Runs a shell command in the work directory. */
static void run(const char *command)
{
	char line[4096];

	snprintf(line, sizeof(line), "cd %s && { %s; } >/dev/null 2>&1", work, command);
	ck_assert_msg(system(line) == 0, "%s", command);
}

static const char *in_work(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", work, name);
	return path;
}

static void make_image(void)
{
	if (access(in_work("good.iso"), F_OK) == 0)
		return;
	run("mkdir -p tree/many tree/a/b/c/d/e/f/g/h/i/j && cd tree && echo hello > hello.txt "
	    "&& "
	    "seq 100000 > big.txt && : > empty && echo deep > a/b/c/d/e/f/g/h/i/j/deep && "
	    "ln -s hello.txt link && chmod 640 hello.txt && touch -d @1000000000 hello.txt && "
	    "touch -d @-86400 big.txt && for i in $(seq 200); do echo $i > many/$i.txt; done "
	    "&& "
	    "cd .. && genisoimage -R -J -V VOLUME -publisher 'A PUBLISHER' -o good.iso tree");
}

struct image {
	struct imapi_stream *stream;
	struct imapi_image_reader *reader;
};

static struct image open_image(const char *name, enum imapi_image_tree tree)
{
	struct imapi_image_reader_options options = { .size = sizeof(options), .tree = tree };
	struct image image = { test_open_file(context, in_work(name)), NULL };

	ck_assert_ptr_nonnull(image.stream);
	ck_assert_int_eq(
		imapi_image_reader_open(context, image.stream, &options, &image.reader), 0);
	return image;
}

static void close_image(struct image *image)
{
	imapi_image_reader_free(image->reader);
	test_close(image->stream);
}

static const struct imapi_image_entry *find(struct image *image, const char *path)
{
	const struct imapi_image_entry *entry = NULL;

	ck_assert_msg(imapi_image_reader_lookup(image->reader, path, &entry) == 0, "%s", path);
	return entry;
}

static struct imapi_image_entry_info info_of(const struct imapi_image_entry *entry)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };

	ck_assert_int_eq(imapi_image_entry_info(entry, &info), 0);
	return info;
}

/* Overwrites bytes of a copy of good.iso. */
static void patch(const char *name, long at, const void *bytes, size_t length)
{
	FILE *f = fopen(in_work(name), "r+b");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, at, SEEK_SET), 0);
	ck_assert_uint_eq(fwrite(bytes, 1, length, f), length);
	fclose(f);
}

/* Where @bytes are in good.iso. */
static long position_of(const void *bytes, size_t length)
{
	static char data[4 << 20];
	FILE *f = fopen(in_work("good.iso"), "rb");
	size_t size;
	char *found;

	ck_assert_ptr_nonnull(f);
	size = fread(data, 1, sizeof(data), f);
	fclose(f);
	found = memmem(data, size, bytes, length);
	ck_assert_ptr_nonnull(found);
	return found - data;
}

T(the_volume_is_described)
{
	struct imapi_image_volume_info info = { .size = sizeof(info) };
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(imapi_image_reader_volume(image.reader, &info), 0);
	ck_assert_str_eq(info.volume, "VOLUME");
	ck_assert_str_eq(info.publisher, "A PUBLISHER");
	ck_assert_str_eq(info.system, "LINUX");
	ck_assert_int_eq(info.tree, IMAPI_IMAGE_TREE_ROCK_RIDGE);
	ck_assert_uint_eq(info.trees, IMAPI_IMAGE_TREE_ROCK_RIDGE | IMAPI_IMAGE_TREE_JOLIET |
					      IMAPI_IMAGE_TREE_ISO9660);
	ck_assert_uint_eq(info.space_blocks, info.stream_blocks);
	ck_assert_uint_eq(info.created.known, 1);
	close_image(&image);
	image = open_image("good.iso", IMAPI_IMAGE_TREE_JOLIET);
	ck_assert_int_eq(imapi_image_reader_volume(image.reader, &info), 0);
	ck_assert_str_eq(info.volume, "VOLUME");
	close_image(&image);
}

T(attributes_come_from_rock_ridge)
{
	struct imapi_image_entry_info info;
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	info = info_of(find(&image, "/hello.txt"));
	ck_assert_int_eq(info.type, IMAPI_IMAGE_FILE);
	ck_assert_uint_eq(info.length, 6);
	ck_assert_uint_eq(info.mode, S_IFREG | 0640);
	ck_assert_int_eq(info.mtime.seconds, 1000000000);
	ck_assert_int_eq(info_of(find(&image, "big.txt")).mtime.seconds, -86400);
	info = info_of(find(&image, "/link"));
	ck_assert_int_eq(info.type, IMAPI_IMAGE_SYMLINK);
	ck_assert_str_eq(info.target, "hello.txt");
	close_image(&image);
}

T(a_moved_directory_is_back_in_its_place)
{
	const struct imapi_image_entry *entry;
	struct image image;
	char path[100];
	bool moved = false;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	entry = find(&image, "/a/b/c/d/e/f/g/h/i/j/deep");
	imapi_image_entry_path(entry, path, sizeof(path));
	ck_assert_str_eq(path, "/a/b/c/d/e/f/g/h/i/j/deep");
	for (; entry; entry = imapi_image_entry_parent(entry))
		moved |= info_of(entry).flags & IMAPI_IMAGE_ENTRY_RELOCATED;
	ck_assert(moved);
	close_image(&image);
}

T(a_path_is_cut_to_its_buffer)
{
	const struct imapi_image_entry *entry;
	struct image image;
	char path[6] = "#####";

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	entry = find(&image, "/many/100.txt");
	ck_assert_uint_eq(imapi_image_entry_path(entry, path, 5), 13);
	ck_assert_mem_eq(path, "/man\0", 6);
	ck_assert_uint_eq(imapi_image_entry_path(entry, NULL, 0), 13);
	close_image(&image);
}

T(what_is_not_there_is_not_found)
{
	const struct imapi_image_entry *entry = NULL;
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(imapi_image_reader_lookup(image.reader, "/many/none", &entry),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_int_eq(imapi_image_reader_lookup(image.reader, "/hello.txt/x", &entry),
			 IMAPI_E_ITEM_NOT_FOUND);
	ck_assert_ptr_null(entry);
	close_image(&image);
}

T(a_block_is_named_by_its_file)
{
	struct imapi_image_extent extent;
	struct image image;
	char text[100];

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(imapi_image_entry_extent(find(&image, "/big.txt"), 0, &extent), 0);
	ck_assert_int_eq(imapi_image_reader_path_of_block(image.reader, extent.block + 100,
							  text, sizeof(text)),
			 IMAPI_OK);
	ck_assert_str_eq(text, "/big.txt");
	ck_assert_int_eq(imapi_image_reader_path_of_block(image.reader, 3, text, sizeof(text)),
			 IMAPI_S_FALSE);
	ck_assert_str_eq(text, "(system area)");
	ck_assert_int_eq(imapi_image_reader_path_of_block(image.reader, 17, text, sizeof(text)),
			 IMAPI_S_FALSE);
	ck_assert_str_eq(text, "(volume descriptors)");
	close_image(&image);
}

T(a_file_can_be_read_from_the_middle)
{
	const struct imapi_image_entry *big;
	struct imapi_stream *stream;
	struct image image;
	char a[10], b[10];

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	big = find(&image, "/big.txt");
	ck_assert_int_eq(imapi_image_reader_read(image.reader, big, 588888, a, 7), 0);
	ck_assert_mem_eq(a, "100000\n", 7);
	ck_assert_int_eq(imapi_image_reader_read(image.reader, big, 588888, a, 8),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_image_reader_read(image.reader, find(&image, "/"), 0, a, 1),
			 IMAPI_E_NOT_FILE);
	ck_assert_int_eq(imapi_image_reader_open_file(image.reader, big, &stream), 0);
	ck_assert_uint_eq(stream->length, 588895);
	ck_assert_int_eq(stream_read(stream, 588888, b, 7, &context->error), 0);
	ck_assert_mem_eq(a, b, 7);
	test_close(stream);
	close_image(&image);
}

struct seen {
	int kinds[8];
	uint64_t offset;
	char path[100];
};

static void see(void *user, const struct imapi_image_difference *d)
{
	struct seen *seen = user;

	seen->kinds[d->kind]++;
	seen->offset = d->offset;
	snprintf(seen->path, sizeof(seen->path), "%s", d->path);
}

T(what_is_extracted_compares_equal_until_it_is_changed)
{
	struct seen seen = { 0 };
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(
		imapi_image_reader_extract(image.reader, NULL, in_work("out"), 0, NULL, NULL),
		0);
	run("rmdir out/rr_moved && diff -r tree out && test $(stat -c %a out/hello.txt) = 640 "
	    "&& "
	    "test $(stat -c %Y out/hello.txt) = 1000000000 && test -L out/link");
	ck_assert_int_eq(imapi_image_reader_compare(image.reader, in_work("out"), see, &seen),
			 0);
	run("cd out && rm many/1.txt && echo > many/extra && rm many/2.txt && "
	    "mkdir many/2.txt && echo longer >> many/3.txt && touch -d @5 many/4.txt && "
	    "printf x | dd of=big.txt bs=1 seek=300000 conv=notrunc && "
	    "touch -r ../tree/many many && touch -r ../tree/big.txt big.txt && "
	    "touch -r ../tree/many/3.txt many/3.txt && touch -r ../tree/many/2.txt many/2.txt");
	ck_assert_int_eq(imapi_image_reader_compare(image.reader, in_work("out"), see, &seen),
			 IMAPI_E_CONTENT_DIFFERS);
	for (int kind = IMAPI_IMAGE_MISSING; kind <= IMAPI_IMAGE_MTIME_DIFFERS; kind++)
		ck_assert_msg(seen.kinds[kind] == 1, "kind %d: %d", kind, seen.kinds[kind]);
	close_image(&image);
}

T(one_file_can_be_extracted_once)
{
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	run("mkdir one");
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(imapi_image_reader_extract(image.reader,
							    find(&image, "/many/7.txt"),
							    in_work("one"), 0, NULL, NULL),
				 i ? IMAPI_E_FILE_WRITE_FAILURE : IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_extract(image.reader, find(&image, "/many/7.txt"),
						    in_work("one"),
						    IMAPI_IMAGE_EXTRACT_OVERWRITE, NULL, NULL),
			 0);
	run("cmp tree/many/7.txt one/7.txt && test $(ls one | wc -l) = 1");
	close_image(&image);
}

T(extraction_follows_no_link)
{
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	run("mkdir trap elsewhere && ln -s ../elsewhere trap/many && "
	    "ln -s ../elsewhere/victim trap/hello.txt");
	ck_assert_int_lt(
		imapi_image_reader_extract(image.reader, NULL, in_work("trap"), 0, NULL, NULL),
		0);
	run("rm trap/hello.txt && test -z \"$(ls elsewhere)\"");
	ck_assert_int_lt(imapi_image_reader_extract(image.reader, NULL, in_work("trap"),
						    IMAPI_IMAGE_EXTRACT_OVERWRITE, NULL, NULL),
			 0);
	run("test -z \"$(ls elsewhere)\"");
	close_image(&image);
}

T(a_name_cannot_leave_the_host_directory)
{
	const struct imapi_image_entry *entry = NULL;
	struct image image;

	make_image();
	run("cp good.iso evil.iso");
	patch("evil.iso", position_of("hello.txt", 9), "../../etc", 9);
	patch("evil.iso", position_of("NM\x0a\x01\0empty", 10), "NM\x07\x01\0..NM\x03", 10);
	image = open_image("evil.iso", IMAPI_IMAGE_TREE_ISO9660);
	close_image(&image);
	run("cp good.iso evil.iso");
	patch("evil.iso", position_of("hello.txt", 9), "../../etc", 9);
	image = open_image("evil.iso", IMAPI_IMAGE_TREE_ROCK_RIDGE);
	entry = find(&image, "/.._.._etc");
	ck_assert_uint_ne(info_of(entry).flags & IMAPI_IMAGE_ENTRY_NAME_CHANGED, 0);
	ck_assert_int_eq(
		imapi_image_reader_extract(image.reader, NULL, in_work("evil"), 0, NULL, NULL),
		0);
	run("test -f evil/.._.._etc");
	close_image(&image);
}

T(a_directory_that_contains_itself_is_refused_or_left_out)
{
	struct imapi_image_reader_options options = { .size = sizeof(options), .tolerant = 1 };
	const struct imapi_image_entry *entry = NULL;
	struct imapi_image_extent root;
	struct image image;
	uint8_t bytes[8];

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(imapi_image_entry_extent(find(&image, "/"), 0, &root), 0);
	close_image(&image);
	for (int i = 0; i < 4; i++) {
		bytes[i] = (uint8_t)(root.block >> (8 * i));
		bytes[7 - i] = bytes[i];
	}
	run("cp good.iso cycle.iso");
	patch("cycle.iso", position_of("\4MANY", 5) - 30, bytes, 8);
	image = open_image("cycle.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(imapi_image_reader_next(image.reader, NULL, &entry),
			 IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR);
	imapi_image_reader_free(image.reader);
	ck_assert_int_eq(
		imapi_image_reader_open(context, image.stream, &options, &image.reader), 0);
	ck_assert_uint_eq(info_of(find(&image, "/hello.txt")).length, 6);
	ck_assert_int_eq(imapi_image_reader_next(image.reader, find(&image, "/many"), &entry),
			 0);
	ck_assert_str_eq(info_of(entry).name, "rr_moved");
	close_image(&image);
}

T(a_later_session_is_read_where_it_starts)
{
	struct imapi_image_reader_options options = { .size = sizeof(options) };
	const struct imapi_image_entry *entry;
	struct imapi_stream *stream, *part;
	struct imapi_image_reader *reader;
	unsigned long start;

	run("mkdir first more && echo 1 > first/first.txt && echo 2 > more/second.txt && "
	    "genisoimage -R -o one.iso first && "
	    "start=$(( ($(stat -c %s one.iso) / 2048 + 15) / 16 * 16 )) && "
	    "genisoimage -R -M one.iso -C 0,$start -o part.iso more && "
	    "cp one.iso two.iso && truncate -s $((start * 2048)) two.iso && "
	    "cat part.iso >> two.iso && echo $start > start");
	{
		FILE *f = fopen(in_work("start"), "r");

		ck_assert_ptr_nonnull(f);
		ck_assert_int_eq(fscanf(f, "%lu", &start), 1);
		fclose(f);
	}
	options.session_start = (uint32_t)start;
	stream = test_open_file(context, in_work("two.iso"));
	ck_assert_int_eq(imapi_image_reader_open(context, stream, &options, &reader), 0);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, "/first.txt", &entry), 0);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, "/second.txt", &entry), 0);
	imapi_image_reader_free(reader);
	ck_assert_int_eq(imapi_image_check_session(context, stream, &options, NULL, NULL), 0);
	test_close(stream);
	options.first_block = (uint32_t)start;
	part = test_open_file(context, in_work("part.iso"));
	ck_assert_int_eq(imapi_image_reader_open(context, part, &options, &reader), 0);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, "/second.txt", &entry), 0);
	imapi_image_reader_free(reader);
	test_close(part);
}

T(two_images_are_compared_by_ranges)
{
	struct imapi_image_extent extent;
	struct imapi_stream *other;
	struct seen seen = { 0 };
	struct image image;

	make_image();
	image = open_image("good.iso", IMAPI_IMAGE_TREE_BEST);
	ck_assert_int_eq(imapi_image_entry_extent(find(&image, "/big.txt"), 0, &extent), 0);
	run("cp good.iso other.iso");
	patch("other.iso", (long)(extent.block + 5) * 2048 + 9, "######", 6);
	patch("other.iso", (long)(extent.block + 6) * 2048 + 9, "######", 6);
	other = test_open_file(context, in_work("other.iso"));
	ck_assert_int_eq(imapi_image_reader_compare_stream(image.reader, other, see, &seen),
			 IMAPI_E_CONTENT_DIFFERS);
	ck_assert_int_eq(seen.kinds[IMAPI_IMAGE_CONTENT_DIFFERS], 1);
	ck_assert_uint_eq(seen.offset, (extent.block + 5) * 2048);
	ck_assert_str_eq(seen.path, "/big.txt");
	test_close(other);
	ck_assert_int_eq(
		imapi_image_reader_compare_stream(image.reader, image.stream, NULL, NULL), 0);
	close_image(&image);
}

T(the_checker_answers_with_the_codes_of_the_image_manager)
{
	static uint8_t nothing[40960];
	struct imapi_stream *stream = test_open_memory(context, nothing, sizeof(nothing));

	ck_assert_int_eq(imapi_image_check(context, stream, NULL, NULL),
			 IMAPI_E_IMAGEMANAGER_NO_VALID_VD_FOUND);
	test_close(stream);
	memcpy(nothing + 32768, "\0BEA01", 6);
	memcpy(nothing + 34816, "\0NSR02", 6);
	stream = test_open_memory(context, nothing, sizeof(nothing));
	ck_assert_int_eq(imapi_image_check(context, stream, NULL, NULL), IMAPI_E_IMAGE_INVALID);
	test_close(stream);
	stream = test_open_memory(context, nothing, sizeof(nothing) - 1);
	ck_assert_int_eq(imapi_image_check(context, stream, NULL, NULL),
			 IMAPI_E_IMAGEMANAGER_IMAGE_NOT_ALIGNED);
	test_close(stream);
}

T(dates_are_converted_with_their_zone)
{
	/* 2026-11-23 12:00:00 at +01:00, by date(1) 1795431600 */
	static const uint8_t small[7] = { 126, 11, 23, 12, 0, 0, 4 };
	static const uint8_t year_1900[7] = { 0, 1, 1, 0, 0, 0, 0 };
	static const uint8_t leap[7] = { 101, 2, 29, 0, 0, 0, 0 };
	static const uint8_t large[17] = "2026112312000050\x04";
	static const uint8_t unset[17] = "0000000000000000";
	struct imapi_image_time time;

	ck_assert(rd_date_short(small, &time));
	ck_assert_int_eq(time.seconds, 1795431600);
	ck_assert(rd_date_short(year_1900, &time));
	ck_assert_int_eq(time.seconds, -2208988800);
	ck_assert(!rd_date_short(leap, &time));
	ck_assert_uint_eq(time.known, 0);
	ck_assert(rd_date_long(large, &time));
	ck_assert_int_eq(time.seconds, 1795431600);
	ck_assert_uint_eq(time.nanoseconds, 500000000);
	ck_assert(rd_date_long(unset, &time));
	ck_assert_uint_eq(time.known, 0);
}

T(no_two_fields_of_a_layout_overlap)
{
	const struct wire_layout *layouts[] = { &rd_descriptor_layout, &rd_record_layout,
						&rd_ce_layout,	       &rd_px_layout,
						&rd_px_serial_layout,  &rd_pn_layout,
						&rd_link_layout,       &rd_zf_layout };

	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++)
		ck_assert_ptr_null(wire_check(layouts[i]));
}

T(null_pointers_are_refused)
{
	struct imapi_image_reader *reader = NULL;

	ck_assert_int_eq(imapi_image_reader_open(NULL, NULL, NULL, &reader), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_image_reader_open(context, NULL, NULL, &reader),
			 IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_image_check(context, NULL, NULL, NULL), IMAPI_E_POINTER);
	ck_assert_ptr_null(imapi_image_reader_free(NULL));
}

int main(void)
{
	char line[100];
	int status;

	if (system("command -v genisoimage >/dev/null") != 0)
		return 77;
	if (!mkdtemp(work) || imapi_context_new(&context))
		return 1;
	status = t_run("image reader");
	imapi_context_free(context);
	snprintf(line, sizeof(line), "rm -rf %s", work);
	return system(line) == 0 ? status : 1;
}
