/* SPDX-License-Identifier: MIT */
/* The volume descriptors as texts and times. */
#include "image/read/reader.h"

#include "base/mem.h"
#include "base/text.h"
#include "image/read/date.h"

/* Bytes above ASCII in a text of ECMA-119 are somebody's code page: taken as Latin-1. */
static size_t latin_to_utf8(const uint8_t *bytes, size_t length, char *text)
{
	size_t n = 0;

	if (utf8_valid((const char *)bytes, length)) {
		memcpy(text, bytes, length);
		return length;
	}
	for (size_t i = 0; i < length; i++)
		n += utf8_encode(bytes[i], text + n);
	return n;
}

/* Keeps a field without its padding. NULL if out of memory. */
static const char *keep(struct imapi_image_reader *reader, const uint8_t *bytes, size_t length)
{
	char text[4 * 128 + 1];
	size_t n;

	if (reader->tree.kind == IMAPI_IMAGE_TREE_JOLIET)
		n = utf16be_to_utf8(bytes, length / 2, text, sizeof(text));
	else
		n = latin_to_utf8(bytes, length, text);
	n = MIN(n, strnlen(text, n));
	while (n > 0 && text[n - 1] == ' ')
		n--;
	return arena_text(&reader->texts, text, n);
}

static imapi_status describe_iso(struct imapi_image_reader *reader)
{
	const struct rd_descriptor *d = reader->tree.kind == IMAPI_IMAGE_TREE_JOLIET
						? &reader->volume.joliet
						: &reader->volume.primary;
	struct imapi_image_volume_info *info = &reader->info;
	const struct {
		const char **text;
		const uint8_t *bytes;
		size_t length;
	} texts[] = {
		{ &info->volume, d->volume_id, sizeof(d->volume_id) },
		{ &info->system, d->system_id, sizeof(d->system_id) },
		{ &info->volume_set, d->set_id, sizeof(d->set_id) },
		{ &info->publisher, d->publisher_id, sizeof(d->publisher_id) },
		{ &info->preparer, d->preparer_id, sizeof(d->preparer_id) },
		{ &info->application, d->application_id, sizeof(d->application_id) },
		{ &info->copyright_file, d->copyright_file, sizeof(d->copyright_file) },
		{ &info->abstract_file, d->abstract_file, sizeof(d->abstract_file) },
		{ &info->bibliographic_file, d->bibliographic_file,
		  sizeof(d->bibliographic_file) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		*texts[i].text = keep(reader, texts[i].bytes, texts[i].length);
		if (!*texts[i].text)
			return err_no_memory(reader->err);
	}
	info->space_blocks = d->space_size;
	rd_date_long(d->created, &info->created);
	rd_date_long(d->modified, &info->modified);
	rd_date_long(d->expires, &info->expires);
	rd_date_long(d->effective, &info->effective);
	return IMAPI_OK;
}

imapi_status rd_reader_describe(struct imapi_image_reader *reader)
{
	struct imapi_image_volume_info *info = &reader->info;

	info->trees = reader->trees;
	info->tree = reader->tree.kind;
	info->stream_blocks = reader->source.end_block - reader->source.first_block;
	info->session_start = reader->session_start;
	if (reader->tree.kind == IMAPI_IMAGE_TREE_UDF)
		return rd_udf_volume_info(reader->udf, &reader->texts, info);
	return describe_iso(reader);
}
