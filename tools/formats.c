/* SPDX-License-Identifier: MIT */
#include "formats.h"

#include "json.h"
#include "report.h"
#include "size.h"

#include <stdlib.h>
#include <string.h>

#define FORMATS_MAX 32

/* MMC-6 FORMAT UNIT, table of format types. */
static const struct {
	unsigned type;
	const char *name, *text;
} rows[] = {
	{ 0x00, "usual", "as drive and disc prefer it" },
	{ 0x01, "more-spares", "more spares; the data stays" },
	{ 0x10, "full", "every sector" },
	{ 0x11, "grow", "goes further; the data stays" },
	{ 0x12, "add-session", "a session more; the data stays" },
	{ 0x13, "quick-grow", "goes further, as it is written; the data stays" },
	{ 0x14, "quick-add-session", "a session more, as it is written; the data stays" },
	{ 0x15, "quick", "as it is written" },
	{ 0x20, "background-rewritable", "in the background, defects replaced" },
	{ 0x24, "mount-rainier", "in the background, defects replaced" },
	{ 0x26, "background", "in the background, while it is used" },
	{ 0x30, "spares", "with spares" },
	{ 0x31, "no-spares", "without spares" },
	{ 0x32, "spares-once", "with spares, for --recording" },
};

static size_t row_of(unsigned type)
{
	size_t i = 0;

	while (i < sizeof(rows) / sizeof(*rows) && rows[i].type != type)
		i++;
	return i;
}

static const char *type_name(unsigned type)
{
	size_t i = row_of(type);

	return i < sizeof(rows) / sizeof(*rows) ? rows[i].name : "";
}

static const char *type_text(unsigned type)
{
	size_t i = row_of(type);

	return i < sizeof(rows) / sizeof(*rows) ? rows[i].text : "";
}

bool formats_type(const char *text, unsigned *ret_type)
{
	unsigned long value;
	char *end;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i].name, text))
			continue;
		*ret_type = rows[i].type;
		return true;
	}
	value = strtoul(text, &end, 16);
	if (end == text || *end || *text == '-' || value > 0x3f)
		return false;
	*ret_type = (unsigned)value;
	return true;
}

static void show_one(struct run *run, json_t *array, const struct imapi_format *format)
{
	char type[8], size[SIZE_TEXT];
	json_t *object = json_object();

	snprintf(type, sizeof(type), "%02X", format->type);
	json_add_text(object, "type", type);
	json_add_text(object, "name", type_name(format->type));
	json_add_number(object, "sectors", format->sectors);
	json_add_number(object, "parameter", format->parameter);
	json_add_text(object, "text", type_text(format->type));
	json_array_append_new(array, object);
	if (!run->json)
		printf("  %4s  %-21s  %10llu  %9s  %s\n", type, type_name(format->type),
		       (unsigned long long)format->sectors,
		       size_print(format->sectors * SECTOR, size), type_text(format->type));
}

imapi_status formats_show(struct run *run, struct imapi_eraser *eraser)
{
	struct imapi_format formats[FORMATS_MAX];
	json_t *array = json_array();
	imapi_status status;
	size_t count = 0;

	for (size_t i = 0; i < FORMATS_MAX; i++)
		formats[i] = (struct imapi_format)IMAPI_FORMAT_INIT;
	status = imapi_eraser_formats(eraser, formats, FORMATS_MAX, &count);
	if (!run->json && !IMAPI_FAILED(status) && count)
		printf("  %4s  %-21s  %10s  %9s\n", "type", "name", "sectors", "room");
	for (size_t i = 0; i < count && i < FORMATS_MAX; i++)
		show_one(run, array, &formats[i]);
	json_add(run->json, "formats", array);
	if (!count && !IMAPI_FAILED(status))
		remark(run, "the drive offers no format for this disc");
	return fail_library(run, status);
}

/* What was given must not say two things. */
static const char *contradiction(const struct options *options)
{
	bool type = OPTION_GIVEN(options, TYPE), spares = OPTION_GIVEN(options, SPARES);

	if (OPTION_GIVEN(options, SECTORS) && !type)
		return "--sectors needs --type";
	if (type && spares)
		return "--spares and --type cannot go together";
	if (options->restart && (type || spares || OPTION_GIVEN(options, RECORDING)))
		return "--restart goes on with the format as it is";
	return NULL;
}

imapi_status formats_choose(struct run *run, struct imapi_eraser *eraser)
{
	const struct options *options = &run->options;
	struct imapi_format format = IMAPI_FORMAT_INIT;
	const char *wrong = contradiction(options);
	imapi_status status = IMAPI_OK;

	if (wrong)
		return fail_usage(run, "%s", wrong);
	imapi_eraser_set_restart(eraser, options->restart != 0);
	format.type = options->type;
	format.sub_type = options->recording;
	format.sectors = options->sectors;
	if (OPTION_GIVEN(options, TYPE) || OPTION_GIVEN(options, RECORDING))
		status = imapi_eraser_set_format(eraser, &format);
	if (!IMAPI_FAILED(status))
		status = imapi_eraser_set_spares(eraser, options->spares,
						 options->spare_sectors);
	return fail_library(run, status);
}
