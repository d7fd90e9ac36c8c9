/* SPDX-License-Identifier: MIT */
#include "image/read/check.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define BLOCKS_MAX UINT64_C(0x7fffffff) /* IMAPI v2 counts sectors in a LONG */

/* Writes the path from its end, so that a long one loses its beginning. */
static const char *path_of(const struct chk_place *place, char *buffer, size_t size)
{
	size_t at = size - 1;
	const char *name = place->name;
	const struct chk_dir *dir = place->dir;

	buffer[at] = '\0';
	while (name || (dir && dir->parent)) {
		const char *part = name ? name : dir->label;
		size_t length = strlen(part);

		if (length + 1 > at)
			break;
		at -= length;
		memcpy(buffer + at, part, length);
		buffer[--at] = '/';
		if (!name)
			dir = dir->parent;
		name = NULL;
	}
	if (place->dir && buffer[at] == '\0')
		buffer[--at] = '/';
	return buffer + at;
}

void chk_say(struct chk *chk, enum imapi_image_severity severity, const char *clause,
	     const struct chk_place *place, const char *format, ...)
{
	char text[512], path[1024];
	struct imapi_image_finding finding = {
		.severity = severity, .clause = clause, .block = place->block, .text = text
	};
	va_list args;

	chk->errors += severity == IMAPI_IMAGE_ERROR;
	chk->warnings += severity == IMAPI_IMAGE_WARNING;
	if (!chk->report)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding.path = path_of(place, path, sizeof(path));
	chk->report(chk->user, &finding);
}

static const char *clause_of(const struct chk_clause *clauses, const struct wire_layout *layout,
			     const char *member)
{
	for (; clauses && clauses->member; clauses++)
		if (strcmp(clauses->member, member) == 0)
			return clauses->clause;
	return layout->clause;
}

static bool halves_agree(const uint8_t *p, size_t half)
{
	for (size_t i = 0; i < half; i++)
		if (p[i] != p[2 * half - 1 - i])
			return false;
	return true;
}

void chk_halves(struct chk *chk, const struct wire_layout *layout, const uint8_t *bytes,
		const struct chk_clause *clauses, const struct chk_place *place)
{
	for (size_t i = 0; i < layout->field_count; i++) {
		const struct wire_field *f = &layout->fields[i];

		if (f->kind != WIRE_BOTH)
			continue;
		if (!halves_agree(bytes + f->first - layout->first_byte,
				  (size_t)(f->last - f->first + 1) / 2))
			chk_error(chk, clause_of(clauses, layout, f->name), place,
				  "%s: %s differs between its little- and big-endian half",
				  layout->name, f->name);
	}
}

bool chk_all_zero(const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i])
			return false;
	return true;
}

/* In a later session some writers count from the session's start, some from the disc's. */
uint64_t chk_volume_end(const struct chk *chk)
{
	return chk->session_start + chk->volume.primary.space_size;
}

imapi_status chk_add_extent(struct chk *chk, const struct chk_extent *extent)
{
	void *grown = array_grow(chk->extents, chk->extent_count, &chk->extent_room,
				 sizeof(*chk->extents));

	if (!grown)
		return err_no_memory(chk->err);
	chk->extents = grown;
	chk->extents[chk->extent_count++] = *extent;
	return IMAPI_OK;
}

const char *chk_label(struct chk *chk, const uint8_t *id, size_t length)
{
	char text[1024];
	size_t n;

	if (length == 1 && id[0] <= 1)
		return id[0] ? ".." : ".";
	if (chk->kind == IMAPI_IMAGE_TREE_JOLIET) {
		n = utf16be_to_utf8(id, length / 2, text, sizeof(text));
		n = MIN(n, sizeof(text) - 1);
	} else {
		memcpy(text, id, length);
		n = length;
	}
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20)
			text[i] = '?';
	if (!utf8_valid(text, n))
		for (size_t i = 0; i < n; i++)
			text[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
	id = (const uint8_t *)arena_text(&chk->arena, text, n);
	return id ? (const char *)id : "";
}

static void forget_tree(struct chk *chk)
{
	rd_claim_clear(&chk->claim);
	free(chk->dirs);
	free(chk->moves);
	chk->dirs = NULL;
	chk->moves = NULL;
	chk->dir_count = 0;
	chk->dir_room = 0;
	chk->move_count = 0;
	chk->move_room = 0;
	chk->has_susp = false;
	chk->susp_skip = 0;
}

static imapi_status judge_tree(struct chk *chk, enum imapi_image_tree kind,
			       const struct rd_descriptor *descriptor, uint64_t block)
{
	imapi_status status;

	if (!block)
		return IMAPI_OK;
	forget_tree(chk);
	chk->kind = kind;
	chk->descriptor = descriptor;
	chk->descriptor_block = block;
	status = chk_tree(chk);
	if (!IMAPI_FAILED(status))
		status = chk_tables(chk);
	forget_tree(chk);
	return status;
}

/* An enhanced descriptor may share the primary one's tree. */
static bool own_tree(const struct rd_volume *v)
{
	return v->enhanced_block &&
	       get_le32(v->enhanced.root + 2) != get_le32(v->primary.root + 2);
}

static imapi_status judge(struct chk *chk)
{
	const struct rd_volume *v = &chk->volume;
	imapi_status status = chk_descriptors(chk);

	if (!IMAPI_FAILED(status))
		status = chk_boot(chk);
	if (!IMAPI_FAILED(status))
		status = chk_disk(chk);
	if (!IMAPI_FAILED(status))
		status = judge_tree(chk, IMAPI_IMAGE_TREE_ISO9660, &v->primary,
				    v->primary_block);
	if (!IMAPI_FAILED(status))
		status = judge_tree(chk, IMAPI_IMAGE_TREE_JOLIET, &v->joliet, v->joliet_block);
	if (!IMAPI_FAILED(status) && own_tree(v))
		status =
			judge_tree(chk, IMAPI_IMAGE_TREE_BEST, &v->enhanced, v->enhanced_block);
	if (!IMAPI_FAILED(status))
		status = chk_extents(chk);
	return IMAPI_FAILED(status) ? status : chk_udf(chk);
}

/* What IIsoImageManager::Validate asks before it looks any further. */
static imapi_status judge_as_image(struct chk *chk, uint64_t length)
{
	const struct chk_place end = { .block = chk->source.end_block };
	const struct chk_place start = { .block = chk->volume.first };

	if (length / BLOCK_SIZE > BLOCKS_MAX) {
		chk_error(chk, "IIsoImageManager::Validate", &end, "more than 2^31-1 sectors");
		return err_set(chk->err, IMAPI_E_IMAGEMANAGER_IMAGE_TOO_BIG,
			       "the image has %" PRIu64 " sectors", length / BLOCK_SIZE);
	}
	if (length % BLOCK_SIZE) {
		chk_error(chk, "IIsoImageManager::Validate", &end,
			  "the length of the image is not a multiple of 2048");
		return err_set(chk->err, IMAPI_E_IMAGEMANAGER_IMAGE_NOT_ALIGNED,
			       "the image has %" PRIu64
			       " bytes, which is not a multiple of 2048",
			       length);
	}
	if (chk->volume.primary_block || chk->volume.joliet_block || chk->volume.has_udf)
		return IMAPI_OK;
	chk_error(chk, "ECMA-119 6.7.1", &start, "no volume descriptor is recognised");
	return err_set(chk->err, IMAPI_E_IMAGEMANAGER_NO_VALID_VD_FOUND,
		       "no volume descriptor at block %" PRIu64, chk->volume.first);
}

static imapi_status verdict(struct chk *chk)
{
	if (chk->errors == 0)
		return IMAPI_OK;
	return err_set(chk->err, IMAPI_E_IMAGE_INVALID,
		       "the image breaks the rules of its standards in %" PRIu64
		       " places (and bends them in %" PRIu64 ")",
		       chk->errors, chk->warnings);
}

static imapi_status check(struct chk *chk, uint64_t length)
{
	imapi_status manager,
		status = rd_volume_read(&chk->source, chk->session_start, &chk->volume);

	if (IMAPI_FAILED(status))
		return status;
	manager = judge_as_image(chk, length);
	if (manager == IMAPI_E_IMAGEMANAGER_NO_VALID_VD_FOUND)
		return manager;
	status = judge(chk);
	if (IMAPI_FAILED(status))
		return status;
	return IMAPI_FAILED(manager) ? manager : verdict(chk);
}

imapi_status rd_check(struct imapi_context *context, struct imapi_stream *stream,
		      const struct imapi_image_reader_options *options,
		      imapi_image_finding_fn *report, void *user)
{
	AUTOFREE struct chk *chk = zalloc(sizeof(*chk));
	imapi_status status;

	if (!chk)
		return err_no_memory(&context->error);
	chk->context = context;
	chk->err = &context->error;
	chk->report = report;
	chk->user = user;
	chk->session_start = options->session_start;
	status = rd_source_init(&chk->source, stream, options->first_block);
	if (!IMAPI_FAILED(status))
		status = check(chk, stream->length);
	forget_tree(chk);
	free(chk->extents);
	arena_done(&chk->arena);
	rd_source_clear(&chk->source);
	return status;
}
