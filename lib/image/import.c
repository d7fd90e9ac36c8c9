/* SPDX-License-Identifier: MIT */
#include "image/import.h"

#include "base/mem.h"
#include "base/text.h"
#include "image/image.h"
#include "image/merge.h"
#include "image/tree-edit.h"

#include <inttypes.h>

struct imported *imported_unref(struct imported *imported)
{
	if (!imported || --imported->references > 0)
		return NULL;
	free(imported->name);
	free(imported);
	return NULL;
}

static uint64_t table_end(const struct rd_descriptor *d)
{
	uint64_t first = MAX(d->table_l, d->table_m);

	return first + blocks_of(d->table_size);
}

/* LBA behind the volume, however its writer counted. */
static uint64_t volume_end(const struct imapi_image_reader *reader)
{
	const struct rd_volume *v = &reader->volume;
	const struct rd_descriptor *d = v->primary_block ? &v->primary : &v->joliet;
	uint64_t end = reader->session_start + (uint64_t)d->space_size;

	end = MAX(end, table_end(&v->primary));
	end = MAX(end, table_end(&v->joliet));
	return reader->udf ? MAX(end, rd_udf_blocks(reader->udf)) : end;
}

static imapi_status read_blocks(struct imapi_image_reader *reader, uint64_t block,
				uint64_t count, uint8_t *data)
{
	return rd_source_read(&reader->source, block, 0, data, (size_t)(count * BLOCK_SIZE));
}

/* Addresses stay what they are, so what the disc booted from it still boots from. */
static imapi_status take_boot(struct imapi_image_reader *reader, struct imported *imported)
{
	uint64_t block = reader->volume.boot_block;

	imported->has_boot = block != 0;
	return block ? read_blocks(reader, block, 1, imported->boot) : IMAPI_OK;
}

static imapi_status take_head(struct imapi_image_reader *reader, struct imported *imported)
{
	struct imapi_error *err = reader->err;

	if (!imported->in_place)
		return IMAPI_OK;
	if (reader->volume.has_udf && !reader->udf)
		return err_advise(err,
				  err_set(err, IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION,
					  "the volume has UDF too, which cannot be read"),
				  "Burn a new image that holds all files.");
	return read_blocks(reader, 0, MIN(IMPORT_HEAD, reader->source.end_block),
			   imported->head);
}

/* True if @narrow is what a descriptor of ECMA-119 makes of @wide. */
static bool is_same_name(const char *narrow, const char *wide)
{
	for (; *wide; narrow++) {
		uint32_t c = TEXT_REPLACEMENT;
		size_t used = utf8_decode(wide, strlen(wide), &c);

		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (!*narrow || ((uint8_t)*narrow != c && *narrow != '_'))
			return false;
		wide += used ? used : 1;
	}
	return *narrow == '\0';
}

/* Joliet's name of the volume has small letters; it counts if it is the same name. */
static imapi_status take_name(struct imapi_image_reader *reader, struct imported *imported)
{
	const struct rd_volume *v = &reader->volume;
	const char *name = reader->info.volume;
	char wide[4 * sizeof(v->joliet.volume_id)] = "";
	size_t n = 0;

	if (v->joliet_block && reader->tree.kind != IMAPI_IMAGE_TREE_UDF)
		n = utf16be_to_utf8(v->joliet.volume_id, sizeof(v->joliet.volume_id) / 2, wide,
				    sizeof(wide) - 1);
	while (n > 0 && (wide[n - 1] == ' ' || wide[n - 1] == '\0'))
		n--;
	wide[n] = '\0';
	imported->name = strdup(is_same_name(name, wide) ? wide : name);
	return imported->name ? IMAPI_OK : err_no_memory(reader->err);
}

static enum imapi_udf_layout layout_of(const struct rd_udf *udf)
{
	for (size_t i = 0; i < udf->partition_count; i++) {
		if (udf->partitions[i].kind == RD_UDF_VIRTUAL)
			return IMAPI_UDF_LAYOUT_VIRTUAL;
		if (udf->partitions[i].kind == RD_UDF_SPARABLE)
			return IMAPI_UDF_LAYOUT_SPARABLE;
	}
	return udf->partitions[0].free_bitmap.length ? IMAPI_UDF_LAYOUT_OVERWRITABLE
						     : IMAPI_UDF_LAYOUT_READ_ONLY;
}

/* A volume that others can write to; what grows in place takes over from there. */
static imapi_status take_layout(struct imapi_image_reader *reader, struct imported *imported)
{
	imapi_status status = IMAPI_OK;

	if (!reader->udf || reader->udf->partition_count == 0)
		return IMAPI_OK;
	imported->layout = layout_of(reader->udf);
	imported->udf_end = rd_udf_blocks(reader->udf);
	if (imported->layout != IMAPI_UDF_LAYOUT_OVERWRITABLE &&
	    imported->layout != IMAPI_UDF_LAYOUT_SPARABLE)
		return IMAPI_OK;
	imported->udf_size = imported->udf_end;
	if (imported->in_place)
		status = rd_udf_used_blocks(reader->udf, &imported->end);
	if (!IMAPI_FAILED(status) && imported->in_place && rd_udf_has_spares(reader->udf))
		return err_advise(reader->err,
				  err_set(reader->err, IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION,
					  "packets of the volume went bad and lie elsewhere"),
				  "Copy the files to another disc.");
	return status;
}

/* What is known of a session apart from its files. */
static imapi_status take_session(struct imapi_image_reader *reader, struct imported *imported)
{
	imapi_status status = take_boot(reader, imported);

	imported->lowest = UINT64_MAX;
	imported->has_iso = reader->volume.primary_block != 0;
	imported->has_udf = reader->udf != NULL;
	imported->revision = reader->udf ? rd_udf_revision(reader->udf) : 0;
	imported->end = imported->in_place ? volume_end(reader) : 0;
	if (!IMAPI_FAILED(status))
		status = take_layout(reader, imported);
	if (!IMAPI_FAILED(status))
		status = take_head(reader, imported);
	if (!IMAPI_FAILED(status))
		status = take_name(reader, imported);
	if (!IMAPI_FAILED(status))
		status = disc_id(reader, imported->disc_id);
	return status;
}

/* Where the new session begins. */
static imapi_status place(struct imapi_file_system_image *image,
			  const struct imported *imported, uint64_t next_writable)
{
	struct imapi_error *err = &image->context->error;
	uint64_t start = next_writable;

	if (imported->in_place)
		start = round_up(imported->end, IMPORT_ALIGNED);
	else if (start < imported->end)
		return err_set(err, IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION,
			       "the session refers to blocks up to LBA %" PRIu64
			       ", behind LBA %" PRIu64 " where the next one is to begin",
			       imported->end - 1, start);
	if (start > UINT32_MAX)
		return err_set(err, IMAPI_E_IMAGE_TOO_BIG,
			       "the next session would begin at LBA %" PRIu64, start);
	image->start = start;
	return IMAPI_OK;
}

static imapi_status join(struct imapi_file_system_image *image, struct tree_node *top)
{
	struct imapi_error *err = &image->context->error;
	size_t mark = edit_mark(image->tree);
	imapi_status status = merge_check(image->tree->root, top, err);

	if (IMAPI_FAILED(status))
		return status;
	if (!merge_keep(image->tree, image->tree->root, top)) {
		edit_undo(image->tree, mark);
		return err_no_memory(err);
	}
	edit_commit(image->tree);
	edit_lock(image->tree);
	return IMAPI_OK;
}

static void adopt_layout(struct imapi_file_system_image *image, const struct imported *imported)
{
	bool is_for_sessions = imported->layout == IMAPI_UDF_LAYOUT_VIRTUAL;

	if (image->udf_layout == IMAPI_UDF_LAYOUT_READ_ONLY &&
	    is_for_sessions != imported->in_place)
		image->udf_layout = imported->layout;
}

/*
 * What is added has the file systems of what is there, unless the caller wants others; a system
 * that prefers UDF would otherwise not see it.
 */
static imapi_status adopt(struct imapi_file_system_image *image,
			  const struct imported *imported)
{
	struct imapi_error *err = &image->context->error;

	if (!image->file_systems_set && imported->has_udf)
		image->file_systems = imported->has_iso
					      ? image->file_systems | IMAPI_FILE_SYSTEM_UDF
					      : IMAPI_FILE_SYSTEM_UDF;
	if (!imported->revision || !(image->file_systems & IMAPI_FILE_SYSTEM_UDF))
		return IMAPI_OK;
	if (image->revision_set && image->udf_revision != imported->revision)
		return err_set(err, IMAPI_E_UDF_REVISION_CHANGE_NOT_ALLOWED,
			       "the volume has UDF revision 0x%x, what is added cannot have "
			       "0x%x",
			       imported->revision, image->udf_revision);
	image->udf_revision = imported->revision;
	adopt_layout(image, imported);
	return IMAPI_OK;
}

/* Joliet would show what zisofs compressed as it is stored; check_compressed() in layout.c. */
static void adopt_compressed(struct imapi_file_system_image *image,
			     const struct imported *imported)
{
	if (!imported->has_zisofs || image->file_systems_set ||
	    !(image->file_systems & IMAPI_FILE_SYSTEM_JOLIET))
		return;
	image->file_systems &= ~(unsigned)IMAPI_FILE_SYSTEM_JOLIET;
	log_info(image->context, "import: no Joliet, which cannot say that files are "
				 "compressed");
}

/* What an import decides; nothing of it changes if it fails. */
static void take_settings(struct imapi_file_system_image *image,
			  const struct imapi_file_system_image *adapted)
{
	image->file_systems = adapted->file_systems;
	image->udf_revision = adapted->udf_revision;
	image->udf_layout = adapted->udf_layout;
	image->udf_size = adapted->udf_size;
	image->start = adapted->start;
}

static imapi_status take(struct imapi_file_system_image *image,
			 struct imapi_image_reader *reader,
			 const struct imapi_image_import *options, struct imported *imported)
{
	struct imapi_file_system_image adapted = *image; /* of which the settings count */
	struct tree_node *top = NULL;
	imapi_status status;

	imported->references = 1;
	imported->in_place = options->in_place != 0;
	imported->stream = reader->source.stream;
	status = take_session(reader, imported);
	if (!IMAPI_FAILED(status))
		status = rd_reader_need_tree(reader);
	if (!IMAPI_FAILED(status))
		status = adopt(&adapted, imported);
	if (!IMAPI_FAILED(status))
		status = import_tree(&(struct import_call){ image->tree, reader, options },
				     imported, &top);
	if (!IMAPI_FAILED(status))
		status = place(&adapted, imported, options->next_writable);
	if (!IMAPI_FAILED(status))
		status = join(image, top);
	if (IMAPI_FAILED(status))
		return status;
	adopt_compressed(&adapted, imported);
	take_settings(image, &adapted);
	return IMAPI_OK;
}

static imapi_status check_call(struct imapi_file_system_image *image,
			       const struct imapi_image_import *options)
{
	struct imapi_error *err = &image->context->error;
	imapi_status status = image_check_frozen(image);

	if (IMAPI_FAILED(status))
		return status;
	if (image->imported)
		return err_set(err, IMAPI_E_READONLY,
			       "the files of an earlier session are in the image already");
	if (options->in_place && options->session_start)
		return err_set(err, IMAPI_E_BAD_MULTISESSION_PARAMETER,
			       "a volume that grows in place starts at LBA 0, not %" PRIu32,
			       options->session_start);
	return IMAPI_OK;
}

imapi_status image_import(struct imapi_file_system_image *image, struct imapi_stream *stream,
			  const struct imapi_image_import *options, unsigned *ret_file_system)
{
	const struct imapi_image_reader_options how = { .size = sizeof(how),
							.tree = options->tree,
							.session_start =
								options->session_start };
	struct imapi_image_reader *reader = NULL;
	struct imported *imported = NULL;
	imapi_status status = check_call(image, options);

	if (!IMAPI_FAILED(status))
		status = rd_reader_open(image->context, stream, &how, &reader);
	if (IMAPI_FAILED(status))
		return status;
	imported = zalloc(sizeof(*imported));
	status = imported ? take(image, reader, options, imported)
			  : err_no_memory(&image->context->error);
	if (!IMAPI_FAILED(status)) {
		image->imported = STEAL(imported);
		if (ret_file_system)
			*ret_file_system = reader->tree.kind;
	}
	imported_unref(imported);
	rd_reader_free(reader);
	return IMAPI_FAILED(status) ? err_in(&image->context->error, status, "importing")
				    : status;
}

imapi_status image_identify(struct imapi_context *context, struct imapi_stream *stream,
			    uint32_t session_start, unsigned *ret_mask)
{
	const struct imapi_image_reader_options how = { .size = sizeof(how),
							.tolerant = 1,
							.session_start = session_start };
	struct imapi_image_reader *reader = NULL;
	imapi_status status = rd_reader_open(context, stream, &how, &reader);

	if (!IMAPI_FAILED(status))
		*ret_mask = reader->trees;
	rd_reader_free(reader);
	return status;
}

/* Whether the failure says that the session is what cannot be added to. */
static bool is_verdict(imapi_status status)
{
	return status == IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION ||
	       status == IMAPI_E_NO_SUPPORTED_FILE_SYSTEM ||
	       status == IMAPI_E_FILE_SYSTEM_NOT_FOUND ||
	       status == IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR ||
	       status == IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED ||
	       status == IMAPI_E_IMAGE_TOO_BIG || status == IMAPI_E_IMAGE_SIZE_LIMIT;
}

imapi_status image_probe(struct imapi_context *context, struct imapi_stream *stream,
			 const struct imapi_image_import *options)
{
	struct imapi_file_system_image *image = NULL;
	uint64_t blocks;
	imapi_status status = image_new(context, &image);

	if (!IMAPI_FAILED(status))
		status = image_import(image, stream, options, NULL);
	if (!IMAPI_FAILED(status))
		status = image_used_blocks(image, &blocks);
	image_free(image);
	return is_verdict(status) ? IMAPI_S_FALSE : status;
}
