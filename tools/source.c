/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "imapi/image-item.h"
#include "imapi/image-reader.h"

#include "append.h"
#include "boot.h"
#include "manifest.h"
#include "order.h"
#include "report.h"
#include "signals.h"
#include "size.h"
#include "stdin-file.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

bool source_is_image_file(const char *path)
{
	struct stat info;

	return !stat(path, &info) && (S_ISREG(info.st_mode) || S_ISBLK(info.st_mode));
}

imapi_status source_check(struct run *run)
{
	imapi_status status;
	struct stat info;

	for (int i = 0; i < run->operand_count; i++) {
		const char *path = run->operands[i];

		if (stat(path, &info))
			return fail(run, IMAPI_E_FILE_OPEN_FAILURE, "%s: %s", path,
				    strerror(errno));
		if (!S_ISDIR(info.st_mode) &&
		    (run->operand_count > 1 || !source_is_image_file(path)))
			return fail_usage(run,
					  "%s is not a folder; give one image file, or folders",
					  path);
	}
	if (run->options.stdin_file && run->operand_count == 1 &&
	    source_is_image_file(run->operands[0]))
		return fail_usage(run, "--stdin goes with folders, and %s is an image",
				  run->operands[0]);
	status = stdin_file_check(run);
	if (!IMAPI_FAILED(status))
		status = manifest_check(run);
	return IMAPI_FAILED(status) ? status : boot_check(run);
}

/* What the filter of a scan needs to know. */
struct scan {
	struct run *run;
	struct source *source;
	struct progress progress;
	const char *root;
	uint64_t seen;
};

static bool is_excluded(const struct text_list *exclude, const char *path)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	for (size_t i = 0; i < exclude->count; i++)
		if (!fnmatch(exclude->items[i], name, 0) ||
		    !fnmatch(exclude->items[i], path, FNM_PATHNAME))
			return true;
	return false;
}

/* The part of a path below the folder that was named on the command line. */
static const char *below(const char *root, const char *path)
{
	size_t length = strlen(root);

	if (!strncmp(path, root, length))
		path += length;
	while (*path == '/')
		path++;
	return path;
}

static int filter(void *user, const char *host_path, int is_directory)
{
	struct scan *scan = user;
	struct progress_state state = { .action = "reading folders",
					.fraction = -1,
					.buffer_percent = -1 };

	(void)is_directory;
	if (signals_cancelled())
		return IMAPI_IMAGE_CANCEL;
	if (is_excluded(&scan->run->options.exclude, below(scan->root, host_path))) {
		scan->source->skipped++;
		return IMAPI_IMAGE_SKIP;
	}
	if (++scan->seen % 256)
		return IMAPI_IMAGE_TAKE;
	snprintf(state.note, sizeof(state.note), "%llu files", (unsigned long long)scan->seen);
	progress_show(&scan->progress, &state);
	return IMAPI_IMAGE_TAKE;
}

static imapi_status apply_options(struct run *run, struct imapi_file_system_image *image)
{
	const struct options *options = &run->options;
	imapi_status status = IMAPI_OK;

	if (options->file_systems)
		status = imapi_file_system_image_set_file_systems(image, options->file_systems);
	if (!IMAPI_FAILED(status) && options->udf_revision)
		status = imapi_file_system_image_set_udf_revision(image, options->udf_revision);
	if (!IMAPI_FAILED(status) && options->udf_layout)
		status = imapi_file_system_image_set_udf_layout(image, options->udf_layout);
	imapi_file_system_image_set_udf_size(image, options->size / SECTOR);
	if (!IMAPI_FAILED(status) && options->level)
		status = imapi_file_system_image_set_interchange_level(image, options->level);
	if (!IMAPI_FAILED(status) && options->volume)
		status = imapi_file_system_image_set_volume_name(image, options->volume);
	return fail_library(run, status);
}

static imapi_status apply_place(struct run *run, struct imapi_file_system_image *image,
				struct source_place place)
{
	imapi_status status = IMAPI_OK;

	if (place.earlier)
		status = append_import(run, image, &place);
	else
		status = fail_library(
			run, imapi_file_system_image_set_session_start(image, place.start));
	if (!place.earlier && place.free_sectors && !run->options.size)
		imapi_file_system_image_set_udf_size(image, place.start + place.free_sectors);
	if (!IMAPI_FAILED(status))
		status = fail_library(run, imapi_file_system_image_set_free_media_blocks(
						   image, place.free_sectors));
	return status;
}

static imapi_status add_folder(struct scan *scan, const char *path)
{
	struct run *run = scan->run;
	struct imapi_file_system_image *image = scan->source->image;
	imapi_status status;

	scan->root = path;
	status = run->options.named_streams
			 ? imapi_file_system_image_add_tree_with_named_streams(image, path, "/",
									       0)
			 : imapi_file_system_image_add_tree(image, path, "/", 0);
	if (status == IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED)
		remark(run,
		       "%s: it has named streams, which only UDF 2.00 and later can record: "
		       "--fs udf --udf 2.01",
		       path);
	if (status == IMAPI_E_REQUEST_CANCELLED)
		return fail(scan->run, status,
			    "while the folders were read; nothing was written");
	return fail_library(scan->run, status);
}

static imapi_status add_folders(struct run *run, struct source *source)
{
	struct scan scan = { .run = run, .source = source };
	imapi_status status = IMAPI_OK;

	progress_begin(&scan.progress, run, 0);
	imapi_file_system_image_set_filter(source->image, filter, &scan);
	for (int i = 0; i < run->operand_count && !IMAPI_FAILED(status); i++)
		status = add_folder(&scan, run->operands[i]);
	imapi_file_system_image_set_filter(source->image, NULL, NULL);
	progress_end(&scan.progress);
	return status;
}

static imapi_status build(struct run *run, struct source_place place, struct source *source)
{
	imapi_status status = imapi_file_system_image_new(run->context, &source->image);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = apply_options(run, source->image);
	if (!IMAPI_FAILED(status))
		status = apply_place(run, source->image, place);
	if (!IMAPI_FAILED(status))
		status = add_folders(run, source);
	if (!IMAPI_FAILED(status))
		status = stdin_file_add(run, source->image);
	if (!IMAPI_FAILED(status))
		status = boot_apply(run, source->image);
	if (!IMAPI_FAILED(status))
		status = manifest_add(run, source->image);
	if (!IMAPI_FAILED(status))
		status = order_apply(run, source->image);
	if (IMAPI_FAILED(status))
		return status;
	source->counts.size = sizeof(source->counts);
	status = imapi_file_system_image_counts(source->image, &source->counts);
	if (!IMAPI_FAILED(status))
		status = imapi_file_system_image_create_result(source->image, &source->result);
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	source->stream = imapi_image_result_take_stream(source->result);
	return IMAPI_OK;
}

/* A drive takes whole sectors: the last one is filled with zeros. */
static imapi_status pad(struct run *run, struct source *source)
{
	uint64_t rest = imapi_stream_length(source->stream) % SECTOR;
	struct imapi_stream *parts[2] = { source->stream, NULL }, *whole = NULL;
	imapi_status status;

	if (!rest)
		return IMAPI_OK;
	status = imapi_stream_zero(run->context, SECTOR - rest, &parts[1]);
	if (!IMAPI_FAILED(status))
		status = imapi_stream_concatenate(run->context, parts, 2, &whole);
	if (IMAPI_FAILED(status)) {
		imapi_stream_free(parts[1]);
		return fail_library(run, status);
	}
	source->stream = whole;
	return IMAPI_OK;
}

/*
 * The addresses in an image count from the start of the medium, so an image that was made for
 * another place would show wrong files. What is no ISO 9660 image is not looked into.
 */
imapi_status source_check_place(struct run *run, struct source *source, uint64_t start)
{
	struct imapi_image_reader_options options = { .size = sizeof(options),
						      .first_block = (uint32_t)start,
						      .session_start = (uint32_t)start };
	const struct imapi_image_entry *root = NULL;
	struct imapi_image_reader *reader = NULL;
	imapi_status status;

	if (!start)
		return IMAPI_OK;
	status = imapi_image_reader_open(run->context, source->stream, &options, &reader);
	if (!IMAPI_FAILED(status))
		status = imapi_image_reader_next(reader, NULL, &root);
	imapi_image_reader_free(reader);
	if (!IMAPI_FAILED(status) || status == IMAPI_E_NO_SUPPORTED_FILE_SYSTEM)
		return IMAPI_OK;
	fail(run, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
	     "%s was not made for LBA %llu, where the next session of this disc starts",
	     run->operands[0], (unsigned long long)start);
	advise(run, "Burn the folder that the image was made from, or take a blank disc.");
	return IMAPI_E_DF2DATA_INVALID_MEDIA_STATE;
}

imapi_status source_open_image(struct run *run, const char *path, struct source *source)
{
	imapi_status status = imapi_stream_open_file(run->context, path, &source->stream);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	if (!imapi_stream_length(source->stream))
		return fail(run, IMAPI_E_IMAGE_INVALID, "%s is empty", path);
	return pad(run, source);
}

imapi_status source_open(struct run *run, struct source_place place, struct source *source)
{
	imapi_status status;

	if (run->operand_count != 1 || !source_is_image_file(run->operands[0]))
		return build(run, place, source);
	status = source_open_image(run, run->operands[0], source);
	return IMAPI_FAILED(status) ? status : source_check_place(run, source, place.start);
}

bool source_is_writable(const struct source *source)
{
	unsigned layout = imapi_file_system_image_udf_layout(source->image);

	return layout == IMAPI_UDF_LAYOUT_OVERWRITABLE || layout == IMAPI_UDF_LAYOUT_SPARABLE;
}

/* ECMA-167 4/14.9 and 4/14.17: an entry of a file, with the sum of its tag. */
static bool is_file_entry(const uint8_t *block)
{
	unsigned identifier = block[0] | (unsigned)block[1] << 8, sum = 0;

	for (unsigned i = 0; i < 16; i++)
		sum += i == 4 ? 0 : block[i];
	return (identifier == 261 || identifier == 266) && block[4] == (uint8_t)sum;
}

bool source_ends_exactly(const struct source *source)
{
	uint64_t length = imapi_stream_length(source->stream);
	uint8_t last[SECTOR];

	if (source->image)
		return imapi_file_system_image_udf_layout(source->image) ==
		       IMAPI_UDF_LAYOUT_VIRTUAL;
	return length >= SECTOR &&
	       !IMAPI_FAILED(
		       imapi_stream_read(source->stream, length - SECTOR, last, SECTOR)) &&
	       is_file_entry(last);
}

void source_done(struct source *source)
{
	imapi_stream_free(source->stream);
	imapi_image_result_free(source->result);
	imapi_file_system_image_free(source->image);
}

int source_path_of_sector(void *user, uint64_t sector, char *ret_path, size_t room)
{
	const struct source *source = user;
	uint64_t first;

	if (!source->result)
		return 0;
	first = imapi_image_result_first_block(source->result);
	return imapi_image_result_path_of_block(source->result, first + sector, ret_path,
						room) > 0 &&
	       ret_path[0] == '/';
}
