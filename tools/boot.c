/* SPDX-License-Identifier: MIT */
#include "boot.h"

#include "imapi/boot-options.h"

#include "json.h"
#include "report.h"
#include "source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MBR_CODE 440 /* of a whole master boot record, what is in front of its tables */

/* One --boot. */
struct wish {
	enum imapi_boot_platform platform;
	char path[4096];
	int emulation; /* enum imapi_boot_emulation; -1: by the size */
	int table;
	long load_size, segment; /* -1: the usual */
};

struct name {
	const char *name;
	int value;
};

static const struct name platforms[] = {
	{ "bios", IMAPI_BOOT_PLATFORM_X86 },
	{ "efi", IMAPI_BOOT_PLATFORM_EFI },
	{ "ppc", IMAPI_BOOT_PLATFORM_POWERPC },
	{ "mac", IMAPI_BOOT_PLATFORM_MAC },
	{ NULL, 0 },
};

static const struct name emulations[] = {
	{ "none", IMAPI_BOOT_EMULATION_NONE },
	{ "1.2", IMAPI_BOOT_EMULATION_FLOPPY_1_2 },
	{ "1.44", IMAPI_BOOT_EMULATION_FLOPPY_1_44 },
	{ "2.88", IMAPI_BOOT_EMULATION_FLOPPY_2_88 },
	{ "hd", IMAPI_BOOT_EMULATION_HARD_DISK },
	{ NULL, 0 },
};

static const struct name *find(const struct name *names, const char *text, size_t length)
{
	for (; names->name; names++)
		if (strlen(names->name) == length && !strncmp(names->name, text, length))
			return names;
	return NULL;
}

/* A number up to 65535, as 4 or 0x7c0. */
static bool read_number(const char *text, size_t length, long *ret_number)
{
	char copy[16], *end;
	long value;

	if (length == 0 || length >= sizeof(copy) || text[0] == '-')
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	value = strtol(copy, &end, 0);
	if (*end || value < 0 || value > UINT16_MAX)
		return false;
	*ret_number = value;
	return true;
}

/* One word behind a comma. */
static bool read_word(struct wish *wish, const char *word, size_t length)
{
	const char *equals = memchr(word, '=', length);
	size_t key = equals ? (size_t)(equals - word) : length;
	const char *value = equals ? equals + 1 : word + length;
	size_t rest = (size_t)(word + length - value);
	const struct name *emulation;

	if (!equals) {
		wish->table = 1;
		return length == 10 && !strncmp(word, "info-table", length);
	}
	if (key == 9 && !strncmp(word, "load-size", key))
		return read_number(value, rest, &wish->load_size);
	if (key == 7 && !strncmp(word, "segment", key))
		return read_number(value, rest, &wish->segment);
	emulation = find(emulations, value, rest);
	if (key != 9 || strncmp(word, "emulation", key) || !emulation)
		return false;
	wish->emulation = emulation->value;
	return true;
}

static imapi_status read_wish(struct run *run, const char *text, struct wish *ret_wish)
{
	size_t prefix = strcspn(text, ":,"), length;
	const struct name *platform = find(platforms, text, prefix);
	struct wish wish = { .emulation = -1, .load_size = -1, .segment = -1 };

	if (platform && text[prefix] == ':') {
		wish.platform = (enum imapi_boot_platform)platform->value;
		text += prefix + 1;
	}
	length = strcspn(text, ",");
	if (length == 0 || length >= sizeof(wish.path))
		return fail_usage(run, "--boot wants a path, not \"%s\"", text);
	memcpy(wish.path, text, length);
	for (text += length; *text == ','; text += length) {
		length = strcspn(++text, ",");
		if (!read_word(&wish, text, length))
			return fail_usage(run, "--boot: \"%.*s\" is not understood",
					  (int)(length > 80 ? 80 : length), text);
	}
	*ret_wish = wish;
	return IMAPI_OK;
}

imapi_status boot_check(struct run *run)
{
	const struct options *options = &run->options;
	imapi_status status = IMAPI_OK;
	struct wish wish;

	if (!options->boot.count && !options->hybrid)
		return IMAPI_OK;
	if (run->operand_count && source_is_image_file(run->operands[0]))
		return fail_usage(run,
				  "--boot and --hybrid go with folders, not with an image");
	if (options->boot.count > IMAPI_BOOT_ENTRIES_MAX)
		return fail_usage(run, "a disc has at most %d boot images",
				  IMAPI_BOOT_ENTRIES_MAX);
	for (size_t i = 0; i < options->boot.count && !IMAPI_FAILED(status); i++)
		status = read_wish(run, options->boot.items[i], &wish);
	return status;
}

static imapi_status assign_file(struct run *run, const struct wish *wish,
				struct imapi_boot_options *options)
{
	struct imapi_stream *stream = NULL;
	imapi_status status;

	if (!source_is_image_file(wish->path))
		return fail(run, IMAPI_E_ITEM_NOT_FOUND,
			    "--boot: %s is neither in the image nor a file here", wish->path);
	status = imapi_stream_open_file(run->context, wish->path, &stream);
	if (!IMAPI_FAILED(status))
		status = imapi_boot_options_assign_boot_image(options, stream);
	if (IMAPI_FAILED(status))
		imapi_stream_free(stream);
	return fail_library(run, status);
}

static imapi_status fill(struct run *run, const struct wish *wish,
			 struct imapi_boot_options *options)
{
	imapi_status status = imapi_boot_options_set_platform(options, wish->platform);

	if (!IMAPI_FAILED(status) && wish->emulation >= 0)
		status = imapi_boot_options_set_emulation(
			options, (enum imapi_boot_emulation)wish->emulation);
	if (!IMAPI_FAILED(status) && wish->load_size >= 0)
		status =
			imapi_boot_options_set_load_sectors(options, (uint16_t)wish->load_size);
	if (!IMAPI_FAILED(status) && wish->segment >= 0)
		status = imapi_boot_options_set_load_segment(options, (uint16_t)wish->segment);
	if (!IMAPI_FAILED(status))
		status = imapi_boot_options_set_info_table(options, wish->table);
	if (!IMAPI_FAILED(status))
		status = imapi_boot_options_set_path(options, wish->path);
	return fail_library(run, status);
}

/* A file of the image if there is one of that path, else one of this machine. */
static imapi_status make(struct run *run, struct imapi_file_system_image *image,
			 const char *text, struct imapi_boot_options **ret_options)
{
	struct wish wish = { 0 };
	imapi_status status = read_wish(run, text, &wish);

	if (!IMAPI_FAILED(status))
		status = fail_library(run, imapi_boot_options_new(run->context, ret_options));
	if (!IMAPI_FAILED(status))
		status = fill(run, &wish, *ret_options);
	if (IMAPI_FAILED(status))
		return status;
	status = imapi_file_system_image_set_boot_options(image, ret_options, 1);
	if (status == IMAPI_E_ITEM_NOT_FOUND)
		return assign_file(run, &wish, *ret_options);
	return fail_library(run, status);
}

/* The program of a master boot record; from a whole one without its tables. */
static imapi_status set_hybrid(struct run *run, struct imapi_file_system_image *image)
{
	const char *path = run->options.hybrid;
	unsigned char code[MBR_CODE];
	size_t length = 0;
	FILE *file;

	if (!path)
		return IMAPI_OK;
	if (*path) {
		file = fopen(path, "rbe");
		if (!file)
			return fail(run, IMAPI_E_FILE_OPEN_FAILURE, "%s: %s", path,
				    strerror(errno));
		length = fread(code, 1, sizeof(code), file);
		fclose(file);
		if (!length)
			return fail(run, IMAPI_E_FILE_READ_FAILURE, "%s: nothing to be read",
				    path);
	}
	return fail_library(run, imapi_file_system_image_set_hybrid(
					 image, 1, length ? code : NULL, length));
}

imapi_status boot_apply(struct run *run, struct imapi_file_system_image *image)
{
	const struct text_list *wishes = &run->options.boot;
	struct imapi_boot_options *options[IMAPI_BOOT_ENTRIES_MAX] = { NULL };
	imapi_status status = set_hybrid(run, image);

	for (size_t i = 0; i < wishes->count && !IMAPI_FAILED(status); i++)
		status = make(run, image, wishes->items[i], &options[i]);
	if (!IMAPI_FAILED(status))
		status = fail_library(run, imapi_file_system_image_set_boot_options(
						   image, options, wishes->count));
	for (size_t i = 0; i < wishes->count; i++)
		imapi_boot_options_free(options[i]);
	return status;
}

static const char *name_of(const struct name *names, int value)
{
	for (; names->name; names++)
		if (names->value == value)
			return names->name;
	return "unknown";
}

/* Names come from the image: what a terminal would obey is shown as "?". */
static void make_plain(char *path)
{
	for (unsigned char *p = (unsigned char *)path; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			*p = '?';
}

static void list_entry(struct run *run, json_t *entries, const struct imapi_boot_entry *entry,
		       char *path)
{
	const char *platform = name_of(platforms, entry->platform);
	const char *emulation = name_of(emulations, entry->emulation);
	json_t *object;

	if (!run->json) {
		make_plain(path);
		printf("%14s  starts from %s, LBA %u%s%s\n", platform, path,
		       (unsigned)entry->block, entry->emulation ? ", emulation " : "",
		       entry->emulation ? emulation : "");
		return;
	}
	object = json_object();
	json_add_text(object, "platform", platform);
	json_add_text(object, "emulation", emulation);
	json_add(object, "bootable", json_boolean(entry->bootable));
	json_add_number(object, "lba", entry->block);
	json_add_number(object, "load-size", entry->load_sectors);
	json_add_number(object, "segment", entry->load_segment);
	json_add_text(object, "path", path);
	json_array_append_new(entries, object);
}

imapi_status boot_list(struct run *run, struct imapi_image_reader *reader)
{
	struct imapi_boot_entry entry = { .size = sizeof(entry) };
	json_t *entries = json_array();
	imapi_status status = IMAPI_OK;
	char path[4096];

	for (size_t i = 0; status == IMAPI_OK; i++) {
		status = imapi_image_reader_boot_entry(reader, i, &entry);
		if (status != IMAPI_OK)
			break;
		status = imapi_image_reader_path_of_block(reader, entry.block, path,
							  sizeof(path));
		if (IMAPI_FAILED(status))
			break;
		list_entry(run, entries, &entry, path);
		status = IMAPI_OK;
	}
	json_add(run->json, "boot", entries);
	return fail_library(run, IMAPI_FAILED(status) ? status : IMAPI_OK);
}
