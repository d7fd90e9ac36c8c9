/* SPDX-License-Identifier: MIT */
#include "image/read/names.h"

#include "base/mem.h"
#include "base/text.h"

/* The length without ";1". */
static size_t without_version(const char *text, size_t length)
{
	size_t at = length;

	while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
		at--;
	return at > 0 && text[at - 1] == ';' ? at - 1 : length;
}

static size_t plain_name(const struct rd_record *record, char *text)
{
	size_t length = record->head.name_length;

	memcpy(text, record->name, length);
	if (record->head.flags & RD_FLAG_DIRECTORY)
		return length;
	length = without_version(text, length);
	return length > 1 && text[length - 1] == '.' ? length - 1 : length;
}

/* A dot before ";1" is the separator of an empty extension, as other readers see it too. */
static size_t joliet_name(const struct rd_record *record, char *text)
{
	size_t units = record->head.name_length / 2u;
	size_t full = utf16be_to_utf8(record->name, units, text, RD_TEXT_MAX), length;

	if (record->head.flags & RD_FLAG_DIRECTORY)
		return full;
	length = without_version(text, full);
	return length < full && length > 1 && text[length - 1] == '.' ? length - 1 : length;
}

size_t rd_name_harmless(char *text, size_t length, bool *ret_changed)
{
	bool dots = length <= 2 && memcmp(text, "..", length) == 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] != '/' && text[i] != '\0' && !dots)
			continue;
		text[i] = '_';
		*ret_changed = true;
	}
	if (length == 0) {
		text[length++] = '_';
		*ret_changed = true;
	}
	text[length] = '\0';
	return length;
}

size_t rd_name_of(const struct rd_record *record, enum imapi_image_tree kind,
		  const struct rd_rock *rock, char text[RD_TEXT_MAX], bool *ret_changed)
{
	size_t length;

	*ret_changed = false;
	if (kind == IMAPI_IMAGE_TREE_JOLIET) {
		length = joliet_name(record, text);
	} else if (rock && rock->name_length > 0) {
		length = rock->name_length;
		memcpy(text, rock->name, length);
	} else {
		length = plain_name(record, text);
	}
	return rd_name_harmless(text, length, ret_changed);
}
