/* SPDX-License-Identifier: MIT */
#include "image/iso9660/volume.h"

#include "imapi/file-system-image.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/units.h"
#include "image/iso9660/ecma119.h"

/* ECMA-119 7.4: what may stand in a field. */
enum alphabet { D_CHARACTERS, A_CHARACTERS, FILE_NAME };

static bool allowed(enum alphabet alphabet, uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')
		return true;
	if (alphabet == D_CHARACTERS || c == 0 || c > 0x7f)
		return false;
	return alphabet == A_CHARACTERS ? strchr(" !\"%&'()*+,-./:;<=>?", (int)c) != NULL
					: c == '.' || c == ';';
}

static uint8_t narrow_character(enum alphabet alphabet, uint32_t c)
{
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	return (uint8_t)(allowed(alphabet, c) ? c : '_');
}

/* Fills a field of @size bytes; what is left is blank, what is too long is cut. */
static void put_narrow(uint8_t *field, size_t size, enum alphabet alphabet, const char *text)
{
	size_t length = text ? strlen(text) : 0, n = 0;

	memset(field, ' ', size);
	while (length > 0 && n < size) {
		uint32_t c = TEXT_REPLACEMENT;
		size_t used = utf8_decode(text, length, &c);

		used = used ? used : 1;
		field[n++] = narrow_character(alphabet, c);
		text += used;
		length -= used;
	}
}

static void put_wide(uint8_t *field, size_t size, const char *text)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		put_be16(field + i, ' ');
	if (size % 2)
		field[size - 1] = 0;
	if (text)
		utf8_to_utf16be(text, strlen(text), field, size / 2);
}

static void put_text(uint8_t *field, size_t size, enum alphabet alphabet, bool wide,
		     const char *text)
{
	if (wide)
		put_wide(field, size, text);
	else
		put_narrow(field, size, alphabet, text);
}

void volume_put_name(const char *name, bool wide, uint8_t *field)
{
	put_text(field, VOLUME_NAME_MAX, D_CHARACTERS, wide, name);
}

static void put_texts(struct ecma119_volume *v, const struct volume_settings *s, bool wide)
{
	const struct {
		uint8_t *field;
		size_t size;
		enum alphabet alphabet;
		const char *text;
	} rows[] = {
		{ v->system_id, 32, A_CHARACTERS, s->texts[IMAPI_IMAGE_TEXT_SYSTEM] },
		{ v->volume_id, 32, D_CHARACTERS, s->name },
		{ v->volume_set_id, 128, D_CHARACTERS, s->texts[IMAPI_IMAGE_TEXT_VOLUME_SET] },
		{ v->publisher_id, 128, A_CHARACTERS, s->texts[IMAPI_IMAGE_TEXT_PUBLISHER] },
		{ v->preparer_id, 128, A_CHARACTERS, s->texts[IMAPI_IMAGE_TEXT_PREPARER] },
		{ v->application_id, 128, A_CHARACTERS,
		  s->texts[IMAPI_IMAGE_TEXT_APPLICATION] },
		{ v->copyright_file, 37, FILE_NAME, s->texts[IMAPI_IMAGE_TEXT_COPYRIGHT] },
		{ v->abstract_file, 37, FILE_NAME, s->texts[IMAPI_IMAGE_TEXT_ABSTRACT] },
		{ v->bibliographic_file, 37, FILE_NAME,
		  s->texts[IMAPI_IMAGE_TEXT_BIBLIOGRAPHIC] },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		put_text(rows[i].field, rows[i].size, rows[i].alphabet, wide, rows[i].text);
}

static void put_dates(struct ecma119_volume *v, int64_t timestamp)
{
	ecma119_long_date(timestamp, 0, v->created);
	ecma119_long_date(timestamp, 0, v->modified);
	ecma119_no_date(v->expires);
	ecma119_no_date(v->effective);
}

void volume_descriptor(const struct volume_settings *s, const struct hierarchy *h,
		       uint8_t *data)
{
	bool joliet = h->settings.joliet;
	struct ecma119_volume v = {
		.type = joliet ? ECMA119_SUPPLEMENTARY : ECMA119_PRIMARY,
		.standard_id = "CD001",
		.version = 1,
		.space_size = s->blocks,
		.set_size = 1,
		.sequence_number = 1,
		.block_size = BLOCK_SIZE,
		.path_table_size = h->path_table_size,
		.l_path_table = h->l_path_table,
		.m_path_table = h->m_path_table,
		.file_structure_version = 1,
	};

	if (joliet)
		memcpy(v.escape_sequences, "%/E", 3); /* UCS-2 level 3 */
	put_texts(&v, s, joliet);
	put_dates(&v, s->timestamp);
	directory_root_record(h, v.root);
	wire_put_clean(&ecma119_volume, &v, data);
}

void volume_terminator(uint8_t *data)
{
	memset(data, 0, BLOCK_SIZE);
	data[0] = ECMA119_TERMINATOR;
	memcpy(data + 1, "CD001", 5);
	data[6] = 1;
}
