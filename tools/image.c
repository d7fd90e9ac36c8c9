/* SPDX-License-Identifier: MIT */
/* imapi image: builds an image from folders, judges one, lists one. */
#include "verbs.h"

#include "imapi/image-reader.h"

#include "append.h"
#include "boot.h"
#include "grow.h"
#include "json.h"
#include "manifest.h"
#include "output.h"
#include "renamed.h"
#include "report.h"
#include "size.h"
#include "source.h"

#include <inttypes.h>

static void say_built(struct run *run, const struct source *source)
{
	uint64_t bytes = imapi_stream_length(source->stream);
	char text[SIZE_TEXT];

	json_add_text(run->json, "output", run->options.output);
	json_add_number(run->json, "bytes", bytes);
	json_add_number(run->json, "files", source->counts.files);
	json_add_number(run->json, "directories", source->counts.directories);
	json_add_number(run->json, "others", source->counts.others);
	json_add_number(run->json, "excluded", source->skipped);
	if (!run->json && !run->options.quiet)
		fprintf(stderr, "%s: %s, files: %" PRIu64 ", folders: %" PRIu64 "\n",
			run->options.output, size_print(bytes, text), source->counts.files,
			source->counts.directories);
}

static imapi_status write_new(struct run *run, struct source *source)
{
	imapi_status status = source_open(run, (struct source_place){ .start = 0 }, source);

	if (IMAPI_FAILED(status))
		return status;
	return output_result(run, source->result, "writing");
}

static imapi_status build(struct run *run)
{
	struct imapi_stream *earlier = NULL;
	struct source source = { NULL };
	imapi_status status = output_check(run);

	if (!IMAPI_FAILED(status))
		status = append_check(run);
	if (IMAPI_FAILED(status))
		return status;
	if (run->operand_count == 1 && source_is_image_file(run->operands[0]))
		return fail_usage(run, "%s is not a folder", run->operands[0]);
	status = source_check(run);
	if (!IMAPI_FAILED(status))
		status = run->options.append ? grow_image(run, &source, &earlier)
					     : write_new(run, &source);
	status = manifest_copy(run, source.result, status);
	if (!IMAPI_FAILED(status))
		say_built(run, &source);
	if (!IMAPI_FAILED(status))
		status = renamed_list(run, source.result);
	source_done(&source);
	imapi_stream_free(earlier);
	return status;
}

struct check {
	struct run *run;
	json_t *findings;
	unsigned counts[IMAPI_IMAGE_ERROR + 1];
};

static void add_finding(void *user, const struct imapi_image_finding *finding)
{
	static const char *const names[] = { "", "note", "warning", "error" };
	struct check *check = user;
	json_t *object;

	check->counts[finding->severity]++;
	if (!check->findings) {
		printf("%s: block %" PRIu64 "%s%s: %s [%s]\n", names[finding->severity],
		       finding->block, finding->path[0] ? ": " : "", finding->path,
		       finding->text, finding->clause);
		return;
	}
	object = json_object();
	json_add_text(object, "severity", names[finding->severity]);
	json_add_text(object, "clause", finding->clause);
	json_add_number(object, "block", finding->block);
	json_add_text(object, "path", finding->path);
	json_add_text(object, "text", finding->text);
	json_array_append_new(check->findings, object);
}

static imapi_status check_image(struct run *run, struct imapi_stream *stream)
{
	struct check check = { .run = run, .findings = run->json ? json_array() : NULL };
	imapi_status status = imapi_image_check(run->context, stream, add_finding, &check);

	fail_library(run, status);
	if (status == IMAPI_E_IMAGE_INVALID && check.counts[IMAPI_IMAGE_ERROR])
		fail(run, status, "%s: %u broken rules, %u warnings", run->options.check,
		     check.counts[IMAPI_IMAGE_ERROR], check.counts[IMAPI_IMAGE_WARNING]);
	json_add_number(run->json, "errors", check.counts[IMAPI_IMAGE_ERROR]);
	json_add_number(run->json, "warnings", check.counts[IMAPI_IMAGE_WARNING]);
	json_add(run->json, "findings", check.findings);
	if (!run->json && !IMAPI_FAILED(status))
		printf("%s: no rule is broken, %u warnings\n", run->options.check,
		       check.counts[IMAPI_IMAGE_WARNING]);
	return status;
}

static const char *type_name(enum imapi_image_entry_type type)
{
	static const char *const names[] = {
		[IMAPI_IMAGE_FILE] = "file",
		[IMAPI_IMAGE_DIRECTORY] = "directory",
		[IMAPI_IMAGE_SYMLINK] = "symlink",
		[IMAPI_IMAGE_CHARACTER_DEVICE] = "character-device",
		[IMAPI_IMAGE_BLOCK_DEVICE] = "block-device",
		[IMAPI_IMAGE_FIFO] = "fifo",
		[IMAPI_IMAGE_SOCKET] = "socket",
	};

	return type >= IMAPI_IMAGE_FILE && type <= IMAPI_IMAGE_SOCKET ? names[type] : "unknown";
}

/* Names come from the image: what a terminal would obey is shown as "?". */
static void print_entry(const struct imapi_image_entry_info *info, char *path)
{
	for (unsigned char *p = (unsigned char *)path; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			*p = '?';
	printf("%14" PRIu64 "  %s%s\n",
	       info->type == IMAPI_IMAGE_FILE ? info->length : UINT64_C(0), path,
	       info->type == IMAPI_IMAGE_DIRECTORY && path[1] ? "/" : "");
}

/* Named streams are listed behind their file: a line each, in JSON a member of its object. */
static void list_streams(const struct imapi_image_entry *entry, json_t *object)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	json_t *streams = object ? json_array() : NULL;
	const struct imapi_image_entry *named;
	char path[4096];

	for (size_t i = 0; !imapi_image_entry_stream(entry, i, &named); i++) {
		json_t *stream = object ? json_object() : NULL;

		imapi_image_entry_info(named, &info);
		imapi_image_entry_path(named, path, sizeof(path));
		if (!object)
			print_entry(&info, path);
		json_add_text(stream, "name", info.name);
		json_add_number(stream, "bytes", info.length);
		json_array_append_new(streams, stream);
	}
	json_add(object, "streams", streams);
}

static void list_entry(struct run *run, json_t *entries, const struct imapi_image_entry *entry)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	char path[4096];
	json_t *object;

	if (IMAPI_FAILED(imapi_image_entry_info(entry, &info)))
		return;
	imapi_image_entry_path(entry, path, sizeof(path));
	if (!run->json) {
		print_entry(&info, path);
		list_streams(entry, NULL);
		return;
	}
	object = json_object();
	json_add_text(object, "path", path);
	json_add_text(object, "type", type_name(info.type));
	json_add_number(object, "bytes", info.type == IMAPI_IMAGE_FILE ? info.length : 0);
	if (info.target)
		json_add_text(object, "target", info.target);
	if (info.mtime.known)
		json_add(object, "mtime", json_integer(info.mtime.seconds));
	if (info.stream_count)
		list_streams(entry, object);
	json_array_append_new(entries, object);
}

static imapi_status walk(struct run *run, struct imapi_image_reader *reader)
{
	const struct imapi_image_entry *entry = NULL;
	json_t *entries = json_array();
	imapi_status status;

	do {
		status = imapi_image_reader_next(reader, entry, &entry);
		if (!IMAPI_FAILED(status) && entry)
			list_entry(run, entries, entry);
	} while (!IMAPI_FAILED(status) && entry);
	json_add(run->json, "entries", entries);
	return fail_library(run, status);
}

static imapi_status list_image(struct run *run, struct imapi_stream *stream)
{
	const struct imapi_image_reader_options how = {
		.size = sizeof(how), .tree = (enum imapi_image_tree)run->options.tree
	};
	struct imapi_image_volume_info volume = { .size = sizeof(volume) };
	struct imapi_image_reader *reader = NULL;
	imapi_status status = imapi_image_reader_open(run->context, stream, &how, &reader);

	if (!IMAPI_FAILED(status))
		status = imapi_image_reader_volume(reader, &volume);
	fail_library(run, status);
	if (!IMAPI_FAILED(status)) {
		json_add_text(run->json, "volume", volume.volume);
		json_add_number(run->json, "sectors", volume.space_blocks);
		status = walk(run, reader);
		if (!IMAPI_FAILED(status))
			status = boot_list(run, reader);
	}
	imapi_image_reader_free(reader);
	return status;
}

static imapi_status open_image(struct run *run, const char *path,
			       imapi_status (*use)(struct run *run,
						   struct imapi_stream *stream))
{
	struct imapi_stream *stream = NULL;
	imapi_status status = imapi_stream_open_file(run->context, path, &stream);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = use(run, stream);
	imapi_stream_free(stream);
	return status;
}

static imapi_status run_image(struct run *run)
{
	const struct options *options = &run->options;
	int forms = !!options->check + !!options->list + !!options->output;

	if (forms != 1)
		return fail_usage(run, "give one of -o OUT, --check FILE and --list FILE");
	if (!options->output && run->operand_count)
		return fail_usage(run, "unexpected argument \"%s\"", run->operands[0]);
	if (options->check)
		return open_image(run, options->check, check_image);
	if (options->list)
		return open_image(run, options->list, list_image);
	if (!run->operand_count && !options->remove.count && !options->stdin_file)
		return fail_usage(run, "no folder given");
	return build(run);
}

static const char *const synopsis[] = {
	"image -o OUT.iso [--fs LIST] [--udf REV] [--level N] [--volume NAME] [--exclude GLOB] "
	"[--stdin PATH=SIZE] [--manifest[=FILE]] [--named-streams] [--dedupe] [--sort FILE] "
	"DIR...",
	"image --append [--remove PATH]... [--tree NAME] -o FILE.iso [OPTION...] DIR...",
	"image --check FILE",
	"image --list FILE [--tree NAME]",
	NULL,
};

static const enum option_id options[] = {
	OPTION_OUTPUT,	OPTION_FS,     OPTION_UDF,	OPTION_UDF_LAYOUT,
	OPTION_SIZE,	OPTION_SPARSE, OPTION_LEVEL,	OPTION_VOLUME,
	OPTION_EXCLUDE, OPTION_STDIN,  OPTION_MANIFEST, OPTION_NAMED_STREAMS,
	OPTION_DEDUPE,	OPTION_SORT,   OPTION_APPEND,	OPTION_REMOVE,
	OPTION_TREE,	OPTION_BOOT,   OPTION_HYBRID,	OPTION_CHECK,
	OPTION_LIST,	OPTION_JSON,   OPTION_PROGRESS, OPTION_QUIET,
	OPTION_VERBOSE, OPTION_HELP,   OPTION_END,
};

const struct verb verb_image = {
	.name = "image",
	.summary = "build an image from folders, check one, list one",
	.synopsis = synopsis,
	.about = "Builds an ISO 9660 image with Joliet and Rock Ridge; the contents of the "
		 "folders\n"
		 "come together at its root. The file appears under its name when it is "
		 "complete.\n"
		 "--append adds them to an image that is there, which grows in place and holds "
		 "the old\n"
		 "or the new files whenever it is cut off.\n"
		 "--check judges an image rule by rule, --list shows its files with their "
		 "sizes.",
	.options = options,
	.most_operands = -1,
	.run = run_image,
};
