/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#include "json.h"
#include "report.h"

#include <string.h>

struct listing {
	struct run *run;
	json_t *names; /* NULL: lines of text */
};

static const struct {
	unsigned reason;
	const char *word;
} words[] = {
	{ IMAPI_IMAGE_RENAMED_CHARACTERS, "characters" },
	{ IMAPI_IMAGE_RENAMED_LENGTH, "length" },
	{ IMAPI_IMAGE_RENAMED_COLLISION, "collision" },
	{ IMAPI_IMAGE_RENAMED_DEPTH, "depth" },
};

static const char *system_name(enum imapi_file_systems file_system)
{
	if (file_system == IMAPI_FILE_SYSTEM_ISO9660)
		return "iso";
	return file_system == IMAPI_FILE_SYSTEM_JOLIET ? "joliet" : "udf";
}

/* "characters, collision" */
static void put_reasons(unsigned reasons, char text[64])
{
	text[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!(reasons & words[i].reason))
			continue;
		strcat(text, text[0] ? ", " : "");
		strcat(text, words[i].word);
	}
}

/* Names come from files: what a terminal would obey is shown as "?". */
static void print_text(const char *text)
{
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, stderr);
}

static int tell(void *user, const struct imapi_image_renamed *renamed)
{
	struct listing *listing = user;
	char reasons[64];
	json_t *object;

	put_reasons(renamed->reasons, reasons);
	if (!reasons[0])
		return 0;
	if (!listing->names) {
		fprintf(stderr, "%s: ", system_name(renamed->file_system));
		print_text(renamed->path);
		fputs(" is called ", stderr);
		print_text(renamed->recorded);
		fprintf(stderr, " (%s)\n", reasons);
		return 0;
	}
	object = json_object();
	json_add_text(object, "file_system", system_name(renamed->file_system));
	json_add_text(object, "path", renamed->path);
	json_add_text(object, "recorded", renamed->recorded);
	json_add_text(object, "reasons", reasons);
	json_array_append_new(listing->names, object);
	return 0;
}

imapi_status renamed_list(struct run *run, const struct imapi_image_result *result)
{
	struct listing listing = { .run = run };
	imapi_status status;

	if (!run->options.verbose || !result)
		return IMAPI_OK;
	listing.names = run->json ? json_array() : NULL;
	status = imapi_image_result_renamed(result, tell, &listing);
	json_add(run->json, "renamed", listing.names);
	return fail_library(run, status);
}
