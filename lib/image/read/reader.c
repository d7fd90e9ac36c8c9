/* SPDX-License-Identifier: MIT */
#include "image/read/reader.h"

#include "base/mem.h"

#include <inttypes.h>

#define XA_LENGTH 14u /* of the CD-ROM XA data that may stand before SP */

static const uint8_t *find_sp(const struct rd_record *dot, size_t at)
{
	static const uint8_t sp[6] = { 'S', 'P', 7, 1, 0xbe, 0xef };

	if (dot->use_length < at + 7 || memcmp(dot->use + at, sp, sizeof(sp)) != 0)
		return NULL;
	return dot->use + at;
}

/* Looks for an entry that only Rock Ridge has. */
static imapi_status look_for_rock(struct imapi_image_reader *reader, struct rd_susp *susp,
				  bool *ret_found)
{
	bool more = true;

	while (more && !*ret_found) {
		struct rd_susp_entry e;
		imapi_status status = rd_susp_next(susp, &e, &more);

		if (IMAPI_FAILED(status) && !reader->tree.tolerant)
			return err_in(reader->err, status, "root directory");
		if (IMAPI_FAILED(status) || !more)
			continue;
		if (rd_susp_is(&e, "ER") && e.length >= 8 && e.bytes[4] <= e.length - 8)
			*ret_found =
				(e.bytes[4] == 10 &&
				 (memcmp(e.bytes + 8, "RRIP_1991A", 10) == 0 ||
				  memcmp(e.bytes + 8, "IEEE_P1282", 10) == 0)) ||
				(e.bytes[4] == 9 && memcmp(e.bytes + 8, "IEEE_1282", 9) == 0);
		*ret_found |= rd_susp_is(&e, "PX") || rd_susp_is(&e, "RR");
	}
	return IMAPI_OK;
}

/* The first record of the root directory says whether the tree has Rock Ridge. */
static imapi_status detect_rock(struct imapi_image_reader *reader)
{
	struct rd_record root, dot;
	struct rd_susp susp;
	struct rd_scan scan;
	const uint8_t *sp;
	bool more, found = false;
	imapi_status status;

	if (!rd_record_split(reader->volume.primary.root, 34, &root))
		return IMAPI_OK;
	rd_scan_init(&scan, &reader->source, root.head.extent, MIN(root.head.size, BLOCK_SIZE));
	status = rd_scan_next(&scan, &dot, &more);
	if (IMAPI_FAILED(status) || !more || !rd_record_is_dot(&dot))
		return reader->tree.tolerant ? IMAPI_OK : status;
	sp = find_sp(&dot, 0);
	sp = sp ? sp : find_sp(&dot, XA_LENGTH);
	if (!sp)
		return IMAPI_OK;
	rd_susp_init(&susp, &reader->source, sp, (size_t)(dot.bytes + dot.head.length - sp),
		     dot.block);
	status = look_for_rock(reader, &susp, &found);
	if (found) {
		reader->trees |= IMAPI_IMAGE_TREE_ROCK_RIDGE;
		reader->tree.susp_skip = sp[6];
	}
	return status;
}

static imapi_status refuse_blocks(struct imapi_image_reader *reader,
				  const struct rd_descriptor *d)
{
	if (d->block_size == BLOCK_SIZE)
		return IMAPI_OK;
	return err_set(reader->err, IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED,
		       "the volume has logical blocks of %u bytes; only 2048 are supported",
		       d->block_size);
}

/* A volume that says it is UDF and cannot be read as such does not hide the other trees. */
static imapi_status find_udf(struct imapi_image_reader *reader)
{
	imapi_status status = rd_udf_open(&reader->source, reader->session_start, &reader->udf);

	if (status == IMAPI_E_OUTOFMEMORY)
		return status;
	if (IMAPI_FAILED(status))
		log_info(reader->context, "left out: %s", imapi_error_message(reader->err));
	else
		reader->trees |= IMAPI_IMAGE_TREE_UDF;
	return IMAPI_OK;
}

static imapi_status find_trees(struct imapi_image_reader *reader)
{
	const struct rd_volume *v = &reader->volume;
	imapi_status status = v->has_udf ? find_udf(reader) : IMAPI_OK;

	if (IMAPI_FAILED(status))
		return status;
	if (v->joliet_block)
		reader->trees |= IMAPI_IMAGE_TREE_JOLIET;
	if (!v->primary_block)
		return IMAPI_OK;
	reader->trees |= IMAPI_IMAGE_TREE_ISO9660;
	return detect_rock(reader);
}

/* Says why there is no UDF although it is wanted, or all that could be. */
static imapi_status refuse_udf(struct imapi_image_reader *reader)
{
	struct rd_udf *udf = NULL;
	imapi_status status = rd_udf_open(&reader->source, reader->session_start, &udf);

	if (IMAPI_FAILED(status))
		return status;
	reader->udf = udf;
	reader->trees |= IMAPI_IMAGE_TREE_UDF;
	return IMAPI_OK;
}

static imapi_status choose_best(struct imapi_image_reader *reader)
{
	static const enum imapi_image_tree best[] = { IMAPI_IMAGE_TREE_ROCK_RIDGE,
						      IMAPI_IMAGE_TREE_UDF,
						      IMAPI_IMAGE_TREE_JOLIET,
						      IMAPI_IMAGE_TREE_ISO9660 };

	for (size_t i = 0; i < ARRAY_SIZE(best); i++) {
		if (!(reader->trees & best[i]))
			continue;
		reader->tree.kind = best[i];
		return IMAPI_OK;
	}
	reader->tree.kind = IMAPI_IMAGE_TREE_UDF;
	if (reader->volume.has_udf)
		return refuse_udf(reader);
	return err_set(reader->err, IMAPI_E_NO_SUPPORTED_FILE_SYSTEM,
		       "no volume descriptor of ISO 9660 or UDF at block %" PRIu64,
		       reader->volume.first);
}

static imapi_status choose_tree(struct imapi_image_reader *reader, enum imapi_image_tree wanted)
{
	imapi_status status = IMAPI_OK;

	if (wanted == IMAPI_IMAGE_TREE_BEST)
		status = choose_best(reader);
	else
		reader->tree.kind = wanted;
	if (!IMAPI_FAILED(status) && wanted == IMAPI_IMAGE_TREE_UDF && !reader->udf)
		status = refuse_udf(reader);
	if (IMAPI_FAILED(status))
		return status;
	if (!(reader->trees & reader->tree.kind))
		return err_set(reader->err, IMAPI_E_FILE_SYSTEM_NOT_FOUND,
			       "the image does not have the directory tree that was asked for");
	if (reader->tree.kind == IMAPI_IMAGE_TREE_UDF)
		return IMAPI_OK;
	return refuse_blocks(reader, reader->tree.kind == IMAPI_IMAGE_TREE_JOLIET
					     ? &reader->volume.joliet
					     : &reader->volume.primary);
}

static imapi_status open_volume(struct imapi_image_reader *reader,
				const struct imapi_image_reader_options *options)
{
	imapi_status status;

	reader->session_start = options->session_start;
	reader->tree.source = &reader->source;
	reader->tree.tolerant = options->tolerant != 0;
	status = rd_volume_read(&reader->source, options->session_start, &reader->volume);
	if (!IMAPI_FAILED(status))
		status = find_trees(reader);
	if (!IMAPI_FAILED(status))
		status = choose_tree(reader, options->tree);
	return IMAPI_FAILED(status) ? status : rd_reader_describe(reader);
}

imapi_status rd_reader_open(struct imapi_context *context, struct imapi_stream *stream,
			    const struct imapi_image_reader_options *options,
			    struct imapi_image_reader **ret_reader)
{
	struct imapi_image_reader *reader = zalloc(sizeof(*reader));
	imapi_status status;

	if (!reader)
		return err_no_memory(&context->error);
	reader->context = context;
	reader->err = &context->error;
	status = rd_source_init(&reader->source, stream, options->first_block);
	if (!IMAPI_FAILED(status))
		status = open_volume(reader, options);
	if (IMAPI_FAILED(status)) {
		rd_reader_free(reader);
		return err_in(&context->error, status, "opening the image");
	}
	*ret_reader = reader;
	return IMAPI_OK;
}

struct imapi_image_reader *rd_reader_free(struct imapi_image_reader *reader)
{
	if (!reader)
		return NULL;
	rd_tree_clear(&reader->tree);
	rd_udf_free(reader->udf);
	arena_done(&reader->texts);
	rd_source_clear(&reader->source);
	free(reader->runs);
	free(reader->boot);
	free(reader);
	return NULL;
}

static imapi_status load_tree(struct imapi_image_reader *reader)
{
	if (reader->tree.kind == IMAPI_IMAGE_TREE_UDF)
		return rd_udf_load(reader->udf, &reader->tree);
	return rd_tree_load(&reader->tree, reader->tree.kind == IMAPI_IMAGE_TREE_JOLIET
						   ? reader->volume.joliet.root
						   : reader->volume.primary.root);
}

imapi_status rd_reader_need_tree(struct imapi_image_reader *reader)
{
	imapi_status status;

	if (reader->loaded)
		return IMAPI_OK;
	status = load_tree(reader);
	if (IMAPI_FAILED(status)) {
		rd_tree_clear(&reader->tree);
		reader->tree.file_bytes = 0;
		return err_in(reader->err, status, "reading the directories");
	}
	reader->loaded = true;
	return IMAPI_OK;
}

imapi_status rd_reader_need_boot(struct imapi_image_reader *reader)
{
	struct rd_boot *boot;
	imapi_status status;

	if (reader->boot)
		return IMAPI_OK;
	boot = zalloc(sizeof(*boot));
	if (!boot)
		return err_no_memory(reader->err);
	status = rd_boot_read(&reader->source, reader->volume.boot_block, boot);
	if (!IMAPI_FAILED(status))
		reader->boot = STEAL(boot);
	free(boot);
	return status;
}

imapi_status rd_reader_lookup(struct imapi_image_reader *reader, const char *path,
			      const struct imapi_image_entry **ret_entry)
{
	imapi_status status = rd_reader_need_tree(reader);
	const struct imapi_image_entry *entry = reader->tree.root;
	const char *at = path;

	if (IMAPI_FAILED(status))
		return status;
	for (at += strspn(at, "/"); *at && entry; at += strspn(at, "/")) {
		size_t length = strcspn(at, "/");

		entry = rd_tree_child(entry, at, length);
		at += length;
	}
	if (!entry)
		return err_set(reader->err, IMAPI_E_ITEM_NOT_FOUND, "%s is not in the image",
			       path);
	*ret_entry = entry;
	return IMAPI_OK;
}

void rd_entry_info(const struct imapi_image_entry *entry, struct imapi_image_entry_info *ret)
{
	ret->type = (enum imapi_image_entry_type)entry->type;
	ret->flags = entry->flags;
	ret->name = entry->name;
	ret->target = entry->target;
	ret->length = entry->length;
	ret->mode = entry->mode;
	ret->uid = entry->uid;
	ret->gid = entry->gid;
	ret->nlink = entry->nlink;
	ret->serial = entry->serial;
	ret->device_major = entry->device_major;
	ret->device_minor = entry->device_minor;
	ret->mtime = entry->mtime;
	ret->atime = entry->atime;
	ret->ctime = entry->ctime;
	ret->birth = entry->birth;
	ret->unpacked_length = entry->unpacked_length;
	ret->extent_count = entry->extent_count;
	ret->stream_count = entry->streams ? entry->streams->child_count : 0;
}
