/* SPDX-License-Identifier: MIT */
#include "formats.h"

#include "json.h"
#include "report.h"
#include "size.h"

#define FORMATS_MAX 32

/* MMC-6 FORMAT UNIT, table of format types. */
static const char *type_text(unsigned type)
{
	switch (type) {
	case 0x00:
		return "usual";
	case 0x01:
		return "more spares; the data stays";
	case 0x10:
		return "every sector";
	case 0x11:
		return "grow; the data stays";
	case 0x12:
		return "a session more";
	case 0x13:
		return "grow quickly; the data stays";
	case 0x14:
		return "a session more, quickly";
	case 0x15:
		return "quick";
	case 0x20:
	case 0x24:
		return "Mount Rainier";
	case 0x26:
		return "while it is written";
	case 0x30:
		return "with spares";
	case 0x31:
		return "without spares";
	case 0x32:
		return "with spares, for --recording";
	default:
		return "";
	}
}

static void show_one(struct run *run, json_t *array, const struct imapi_format *format)
{
	char type[8], size[SIZE_TEXT];
	json_t *object = json_object();

	snprintf(type, sizeof(type), "%02X", format->type);
	json_add_text(object, "type", type);
	json_add_number(object, "sectors", format->sectors);
	json_add_number(object, "parameter", format->parameter);
	json_add_text(object, "text", type_text(format->type));
	json_array_append_new(array, object);
	if (!run->json)
		printf("  %4s  %10llu  %9s  %s\n", type, (unsigned long long)format->sectors,
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
		printf("  %4s  %10s  %9s\n", "type", "sectors", "room");
	for (size_t i = 0; i < count && i < FORMATS_MAX; i++)
		show_one(run, array, &formats[i]);
	json_add(run->json, "formats", array);
	if (!count && !IMAPI_FAILED(status))
		remark(run, "the drive offers no format for this disc");
	return fail_library(run, status);
}

imapi_status formats_choose(struct run *run, struct imapi_eraser *eraser)
{
	const struct options *options = &run->options;
	struct imapi_format format = IMAPI_FORMAT_INIT;

	if (OPTION_GIVEN(options, SECTORS) && !OPTION_GIVEN(options, TYPE))
		return fail_usage(run, "--sectors needs --type");
	if (!OPTION_GIVEN(options, TYPE) && !OPTION_GIVEN(options, RECORDING))
		return IMAPI_OK;
	format.type = options->type;
	format.sub_type = options->recording;
	format.sectors = options->sectors;
	return fail_library(run, imapi_eraser_set_format(eraser, &format));
}
