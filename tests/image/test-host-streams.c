/* SPDX-License-Identifier: MIT */
/* Extended attributes of files on this machine, as named streams of the image. */
#include "image/sessions.h"

#include "imapi/image-item.h"

#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

static void give(const char *name, const char *attribute, const char *value)
{
	ck_assert_int_eq(setxattr(at(name), attribute, value, strlen(value), 0), 0);
}

static imapi_status add_all(void)
{
	return imapi_file_system_image_add_tree_with_named_streams(image, folder, NULL, 0);
}

static void choose(unsigned file_systems, unsigned revision)
{
	ck_assert_int_eq(imapi_file_system_image_set_file_systems(image, file_systems),
			 IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_set_udf_revision(image, revision), IMAPI_OK);
}

static const struct imapi_image_entry *open_entry(const char *path)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .tree = IMAPI_IMAGE_TREE_UDF };
	const struct imapi_image_entry *entry;

	reader = imapi_image_reader_free(reader);
	ck_assert_int_eq(imapi_image_reader_open(context, medium, &options, &reader), IMAPI_OK);
	ck_assert_int_eq(imapi_image_reader_lookup(reader, path, &entry), IMAPI_OK);
	return entry;
}

/* What the streams of an entry on the medium are: "name=value name=value ". */
static const char *streams_of(const char *path)
{
	static char text[512];
	const struct imapi_image_entry *entry = open_entry(path), *s;

	*text = '\0';
	for (size_t i = 0; imapi_image_entry_stream(entry, i, &s) == IMAPI_OK; i++) {
		struct imapi_image_entry_info info = { .size = sizeof(info) };
		char value[64] = "";

		ck_assert_int_eq(imapi_image_entry_info(s, &info), IMAPI_OK);
		ck_assert_uint_lt(info.length, sizeof(value));
		ck_assert_int_eq(imapi_image_reader_read(reader, s, 0, value, info.length),
				 IMAPI_OK);
		strcat(strcat(strcat(strcat(text, info.name), "="), value), " ");
	}
	return text;
}

T(attributes_of_users_become_streams)
{
	begin();
	give("a.txt", "user.z", "last");
	give("a.txt", "user.author", "me");
	give("a.txt", "user.empty", "");
	give("sub", "user.of a folder", "1");
	give("", "user.of the root", "2");
	choose(IMAPI_FILE_SYSTEM_UDF | IMAPI_FILE_SYSTEM_ISO9660, IMAPI_UDF_201);
	ck_assert_int_eq(add_all(), IMAPI_OK);
	record();
	ck_assert_str_eq(streams_of("/a.txt"), "author=me empty= z=last ");
	ck_assert_str_eq(streams_of("/also a"), "author=me empty= z=last ");
	ck_assert_str_eq(streams_of("/sub"), "of a folder=1 ");
	ck_assert_str_eq(streams_of("/"), "of the root=2 ");
	ck_assert_str_eq(streams_of("/sub/b.txt"), "");
	end();
}

T(attributes_are_left_alone_unless_asked_for)
{
	begin();
	give("a.txt", "user.author", "me");
	choose(IMAPI_FILE_SYSTEM_UDF, IMAPI_UDF_201);
	add();
	record();
	ck_assert_str_eq(streams_of("/a.txt"), "");
	end();
}

T(it_is_told_when_they_cannot_be_recorded)
{
	begin();
	choose(IMAPI_FILE_SYSTEM_UDF, IMAPI_UDF_150);
	ck_assert_int_eq(add_all(), IMAPI_OK);
	give("a.txt", "user.author", "me");
	ck_assert_int_eq(add_all(), IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED);
	choose(IMAPI_FILE_SYSTEM_UDF, IMAPI_UDF_200);
	record();
	ck_assert_str_eq(streams_of("/a.txt"), "author=me ");
	end();
}

T(adding_them_is_one_change)
{
	uint32_t before;

	begin();
	give("a.txt", "user.author", "me");
	give("", "user.of the root", "2");
	choose(IMAPI_FILE_SYSTEM_UDF, IMAPI_UDF_201);
	add();
	before = imapi_file_system_image_change_point(image);
	ck_assert_int_eq(add_all(), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_rollback(image, before), IMAPI_OK);
	record();
	ck_assert_str_eq(streams_of("/a.txt"), "");
	ck_assert_str_eq(streams_of("/"), "");
	end();
}

T_MAIN("host-streams")
