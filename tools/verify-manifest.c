/* SPDX-License-Identifier: MIT */
#include "verify-manifest.h"

#include "imapi/manifest.h"

#include "json.h"
#include "report.h"
#include "size.h"
#include "source.h"
#include "watch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {
	[IMAPI_MANIFEST_MISSING] = "missing",
	[IMAPI_MANIFEST_EXTRA] = "extra",
	[IMAPI_MANIFEST_SIZE] = "size",
	[IMAPI_MANIFEST_DAMAGED] = "damaged",
	[IMAPI_MANIFEST_UNREADABLE] = "unreadable",
};

static bool parse_number(const char **text, uint64_t *ret)
{
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	errno = 0;
	*ret = strtoull(*text, &end, 10);
	*text = end;
	return !errno;
}

/* "A-B", both included, or "A-". */
static bool parse_range(const char *text, struct imapi_manifest_range *range)
{
	uint64_t last;

	if (!parse_number(&text, &range->offset) || *text++ != '-')
		return false;
	if (!*text)
		return true;
	if (!parse_number(&text, &last) || *text || last < range->offset || last >= INT64_MAX)
		return false;
	range->length = last - range->offset + 1;
	return true;
}

imapi_status verify_manifest_check(struct run *run)
{
	const struct options *o = &run->options;
	struct imapi_manifest_range range;

	if (!o->manifest && (o->file || o->range || run->operand_count))
		return fail_usage(run, "--file, --range and an image to check go with "
				       "--manifest");
	if (o->manifest && o->against)
		return fail_usage(run, "give --manifest or --against, not both");
	if (o->range && !o->file)
		return fail_usage(run, "--range is of one file; name it with --file");
	if (o->range && !parse_range(o->range, &range))
		return fail_usage(run,
				  "--range wants the first and the last byte, as in "
				  "0-65535, not \"%.80s\"",
				  o->range);
	if (o->manifest && run->operand_count && (o->drive || o->session || o->report))
		return fail_usage(run, "an image takes no --drive, --session and --report");
	return IMAPI_OK;
}

struct telling {
	struct run *run;
	struct progress *progress;
	struct report_data *data;
	json_t *list;
};

/* Names come from a disc: what a terminal would obey is shown as "?". */
static void print_path(const char *path)
{
	for (; *path; path++)
		putchar((unsigned char)*path < ' ' || *path == 0x7f ? '?' : *path);
}

static void print(const struct imapi_manifest_finding *f)
{
	print_path(f->path);
	if (f->length)
		printf(": %s: bytes %" PRIu64 "-%" PRIu64 " (LBA %" PRIu64 ")\n", f->text,
		       f->offset, f->offset + f->length - 1, f->block);
	else
		printf(": %s\n", f->text);
}

static void add_finding(void *user, const struct imapi_manifest_finding *f)
{
	struct telling *telling = user;
	json_t *object;

	if (telling->data)
		report_data_add_finding(telling->data, f->block, f->path, f->text);
	if (!telling->list) {
		progress_clear(telling->progress);
		print(f);
		return;
	}
	object = json_object();
	json_add_text(object, "kind", kinds[f->kind]);
	json_add_text(object, "path", f->path);
	json_add_text(object, "text", f->text);
	json_add_number(object, "offset", f->offset);
	json_add_number(object, "length", f->length);
	json_add_number(object, "block", f->block);
	json_array_append_new(telling->list, object);
}

static imapi_status open_own(struct run *run, struct imapi_image_reader *reader,
			     struct imapi_stream **ret_stream)
{
	const struct imapi_image_entry *entry;
	imapi_status status = imapi_image_reader_lookup(reader, IMAPI_MANIFEST_PATH, &entry);

	if (status == IMAPI_E_ITEM_NOT_FOUND) {
		fail(run, status, "there is no %s on it", IMAPI_MANIFEST_PATH);
		advise(run, "Name a copy of its manifest: --manifest=FILE");
		return status;
	}
	if (!IMAPI_FAILED(status))
		status = imapi_image_reader_open_file(reader, entry, ret_stream);
	return fail_library(run, status);
}

static imapi_status open_manifest(struct run *run, struct imapi_image_reader *reader,
				  struct imapi_manifest **ret_manifest)
{
	const char *file = run->options.manifest;
	struct imapi_stream *stream = NULL;
	imapi_status status;

	if (*file)
		status = fail_library(run, imapi_stream_open_file(run->context, file, &stream));
	else
		status = open_own(run, reader, &stream);
	if (!IMAPI_FAILED(status))
		status = fail_library(run,
				      imapi_manifest_read(run->context, stream, ret_manifest));
	imapi_stream_free(stream);
	return status;
}

static void say(struct run *run, const struct imapi_manifest_sums *sums)
{
	char text[SIZE_TEXT];

	json_add_number(run->json, "files_checked", sums->files);
	json_add_number(run->json, "bytes_checked", sums->bytes);
	if (!run->json)
		printf("%" PRIu64 " files, %s checked: %s.\n", sums->files,
		       size_print(sums->bytes, text),
		       sums->findings ? "not all is as it was" : "all is as it was");
}

imapi_status verify_manifest(struct run *run, struct imapi_image_reader *reader,
			     struct progress *progress, struct report_data *data)
{
	struct telling telling = { run, progress, data, run->json ? json_array() : NULL };
	struct imapi_manifest_range range = { .size = sizeof(range),
					      .path = run->options.file };
	struct imapi_manifest_sums sums = { .size = sizeof(sums) };
	struct imapi_manifest *manifest = NULL;
	imapi_status status = open_manifest(run, reader, &manifest);

	if (run->options.range)
		parse_range(run->options.range, &range);
	if (!IMAPI_FAILED(status)) {
		status = imapi_manifest_verify(manifest, reader, &range, add_finding, &telling,
					       &sums);
		fail_library(run, status);
		progress_clear(progress);
		if (!IMAPI_FAILED(status) || status == IMAPI_E_CONTENT_DIFFERS)
			say(run, &sums);
	}
	imapi_manifest_free(manifest);
	json_add(run->json, "findings", telling.list);
	return status;
}

static imapi_status verify_stream(struct run *run, struct imapi_stream *inner)
{
	struct watch watch = { .inner = inner, .action = "checking" };
	struct imapi_image_reader *reader = NULL;
	struct imapi_stream *stream = NULL;
	imapi_status status = watch_stream(run, &watch, &stream);

	if (IMAPI_FAILED(status))
		return status;
	watch.total = imapi_stream_length(inner);
	progress_begin(&watch.progress, run, 0);
	status =
		fail_library(run, imapi_image_reader_open(run->context, stream, NULL, &reader));
	if (!IMAPI_FAILED(status))
		status = verify_manifest(run, reader, &watch.progress, NULL);
	progress_end(&watch.progress);
	imapi_image_reader_free(reader);
	imapi_stream_free(stream);
	return status;
}

imapi_status verify_manifest_image(struct run *run)
{
	struct source source = { NULL };
	imapi_status status = source_open_image(run, run->operands[0], &source);

	if (!IMAPI_FAILED(status))
		status = verify_stream(run, source.stream);
	source_done(&source);
	return status;
}
