/* SPDX-License-Identifier: MIT */
/* What the file systems call the files, and what is told of it. */
#include "imapi/image-names.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>

#define ISO IMAPI_FILE_SYSTEM_ISO9660
#define JOLIET IMAPI_FILE_SYSTEM_JOLIET
#define UDF IMAPI_FILE_SYSTEM_UDF

static struct imapi_context *context;
static struct imapi_file_system_image *image;
static char list[4096];

static void begin(void)
{
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_new(context, &image), IMAPI_OK);
	list[0] = '\0';
}

static void end(void)
{
	imapi_file_system_image_free(image);
	imapi_context_free(context);
}

static void add(const char *path)
{
	struct imapi_stream *stream = NULL;

	ck_assert_int_eq(imapi_stream_from_memory(context, "x", 1, &stream), IMAPI_OK);
	ck_assert_int_eq(imapi_file_system_image_add_file(image, path, stream), IMAPI_OK);
}

static const char *name_in(const char *path, enum imapi_file_systems file_system)
{
	static char text[1024];
	struct imapi_image_node *node = NULL;
	size_t length = 0;

	ck_assert_int_eq(imapi_file_system_image_node(image, path, &node), IMAPI_OK);
	ck_assert_int_eq(
		imapi_image_node_recorded_name(node, file_system, text, sizeof(text), &length),
		IMAPI_OK);
	ck_assert_uint_eq(length, strlen(text));
	imapi_image_node_free(node);
	return text;
}

static const char *path_in(const char *path, enum imapi_file_systems file_system)
{
	static char text[1024];
	struct imapi_image_node *node = NULL;
	size_t length = 0;
	char start[5];

	ck_assert_int_eq(imapi_file_system_image_node(image, path, &node), IMAPI_OK);
	ck_assert_int_eq(
		imapi_image_node_recorded_path(node, file_system, text, sizeof(text), &length),
		IMAPI_OK);
	ck_assert_uint_eq(length, strlen(text));
	imapi_image_node_recorded_path(node, file_system, start, sizeof(start), NULL);
	ck_assert_int_eq(strncmp(start, text, 4), 0);
	imapi_image_node_free(node);
	return text;
}

static int note(void *user, const struct imapi_image_renamed *r)
{
	unsigned *left_out = user;
	size_t n = strlen(list);

	if (r->reasons & ~*left_out)
		snprintf(list + n, sizeof(list) - n, "%d %s %s %x\n", (int)r->file_system,
			 r->path, r->recorded, r->reasons);
	return 0;
}

static const char *renamed(unsigned left_out)
{
	struct imapi_image_result *result = NULL;

	ck_assert_int_eq(imapi_file_system_image_create_result(image, &result), IMAPI_OK);
	ck_assert_int_eq(imapi_image_result_renamed(result, note, &left_out), IMAPI_OK);
	imapi_image_result_free(result);
	return list;
}

T(a_file_has_a_name_and_a_path_in_each_file_system)
{
	begin();
	imapi_file_system_image_set_file_systems(image, ISO | JOLIET | UDF);
	add("/Photos: 2024/tr\xc3\xa4um.jpeg");
	ck_assert_str_eq(name_in("/Photos: 2024/tr\xc3\xa4um.jpeg", ISO), "TR_UM.JPEG");
	ck_assert_str_eq(name_in("/Photos: 2024", JOLIET), "Photos_ 2024");
	ck_assert_str_eq(path_in("/Photos: 2024/tr\xc3\xa4um.jpeg", ISO),
			 "/PHOTOS__2024/TR_UM.JPEG");
	ck_assert_str_eq(path_in("/Photos: 2024/tr\xc3\xa4um.jpeg", JOLIET),
			 "/Photos_ 2024/tr\xc3\xa4um.jpeg");
	ck_assert_str_eq(path_in("/Photos: 2024/tr\xc3\xa4um.jpeg", UDF),
			 "/Photos: 2024/tr\xc3\xa4um.jpeg");
	ck_assert_str_eq(path_in("/", ISO), "/");
	ck_assert_str_eq(name_in("/", UDF), "");
	end();
}

T(names_follow_changes_of_contents_and_settings)
{
	begin();
	add("/long-name-of-a-file.text");
	ck_assert_str_eq(name_in("/long-name-of-a-file.text", ISO), "LONG_NAME_OF_A_FILE.TEXT");
	imapi_file_system_image_set_interchange_level(image, 1);
	ck_assert_str_eq(name_in("/long-name-of-a-file.text", ISO), "LONG_NAM.TEX");
	add("/long-name-2.text");
	ck_assert_str_eq(name_in("/long-name-2.text", ISO), "LONG_NAM.TEX");
	ck_assert_str_eq(name_in("/long-name-of-a-file.text", ISO), "LONG_000.TEX");
	ck_assert_int_eq(imapi_file_system_image_remove(image, "/long-name-2.text"), IMAPI_OK);
	ck_assert_str_eq(name_in("/long-name-of-a-file.text", ISO), "LONG_NAM.TEX");
	end();
}

T(a_file_system_that_is_not_created_has_no_names)
{
	struct imapi_image_node *node = NULL;
	char text[16];

	begin();
	add("/f");
	ck_assert_int_eq(imapi_file_system_image_node(image, "/f", &node), IMAPI_OK);
	ck_assert_int_eq(imapi_image_node_recorded_name(node, UDF, text, sizeof(text), NULL),
			 IMAPI_E_FILE_SYSTEM_NOT_FOUND);
	ck_assert_int_eq(imapi_image_node_recorded_name(node, IMAPI_FILE_SYSTEM_ROCK_RIDGE,
							text, sizeof(text), NULL),
			 IMAPI_E_FILE_SYSTEM_NOT_FOUND);
	imapi_image_node_free(node);
	end();
}

T(each_name_that_differs_is_told_with_its_reason)
{
	char path[512] = "/", *end_of_long = path + 1;

	begin();
	add("/OK.TXT");
	add("/small.txt");
	add("/a:b");
	add("/A;B");
	add("/d.e.f");
	ck_assert_str_eq(renamed(0), "1 /A;B A_B 2\n"
				     "1 /a:b A_B000 b\n"
				     "1 /d.e.f D_E.F 3\n"
				     "1 /small.txt SMALL.TXT 1\n"
				     "2 /A;B A_B 2\n"
				     "2 /a:b a_b 2\n");
	list[0] = '\0';
	imapi_file_system_image_remove(image, "/");
	memset(end_of_long, 'N', 120);
	add(path);
	ck_assert_ptr_nonnull(strstr(renamed(0), " 4\n2 /NNN"));
	end();
}

T(what_udf_cannot_record_is_told)
{
	char path[512] = "/";

	begin();
	imapi_file_system_image_set_file_systems(image, UDF);
	imapi_file_system_image_set_udf_revision(image, IMAPI_UDF_150);
	add("/fine");
	add("/\xf0\x9f\x98\x80");
	memset(path + 1, 'u', 255);
	add(path);
	renamed(0);
	ck_assert_ptr_nonnull(strstr(list, "4 /uuu"));
	ck_assert_ptr_nonnull(strstr(list, " 4\n"));
	ck_assert_ptr_nonnull(strstr(list, "4 /\xf0\x9f\x98\x80 _#"));
	ck_assert_ptr_nonnull(strstr(list, " 2\n"));
	ck_assert_ptr_null(strstr(list, "fine"));
	end();
}

T(a_directory_that_was_too_deep_is_told_with_its_place)
{
	begin();
	imapi_file_system_image_set_file_systems(image, ISO | IMAPI_FILE_SYSTEM_ROCK_RIDGE);
	imapi_file_system_image_set_relaxed_depth(image, 0);
	add("/1/2/3/4/5/6/7/8/F");
	ck_assert_str_eq(renamed(0), "1 /1/2/3/4/5/6/7/8 8 10\n");
	ck_assert_str_eq(path_in("/1/2/3/4/5/6/7/8/F", ISO), "/RR_MOVED/8/F");
	end();
}

T_MAIN("recorded names")
