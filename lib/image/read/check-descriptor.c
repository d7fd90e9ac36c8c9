/* SPDX-License-Identifier: MIT */
/* Judges the volume descriptors (ECMA-119 8, Joliet). */
#include "image/read/check.h"

#include "base/mem.h"
#include "image/read/date.h"

#include <inttypes.h>

static const struct chk_clause clauses[] = {
	{ "space_size", "ECMA-119 8.4.8" },  { "set_size", "ECMA-119 8.4.10" },
	{ "sequence", "ECMA-119 8.4.11" },   { "block_size", "ECMA-119 8.4.12" },
	{ "table_size", "ECMA-119 8.4.13" }, { NULL, NULL },
};

static bool is_d(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_a(uint8_t c)
{
	return is_d(c) || (c && strchr(" !\"%&'()*+,-./:;<=>?", c));
}

static bool is_file_id(uint8_t c)
{
	return is_d(c) || c == '.' || c == ';';
}

/* A text field: the right characters, then blanks. */
static void judge_text(struct chk *chk, const uint8_t *text, size_t length,
		       bool (*allowed)(uint8_t c), const char *clause)
{
	const struct chk_place place = { .block = chk->descriptor_block };

	while (length > 0 && text[length - 1] == ' ')
		length--;
	for (size_t i = 0; i < length; i++) {
		if (allowed(text[i]))
			continue;
		if (chk_all_zero(text + i, length - i))
			chk_warn(chk, clause, &place, "a text is padded with zero bytes");
		else
			chk_warn(chk, clause, &place,
				 "a text has a character (%02x) outside its set", text[i]);
		return;
	}
}

static void judge_texts(struct chk *chk, const struct rd_descriptor *d)
{
	const struct {
		const uint8_t *text;
		size_t length;
		bool (*allowed)(uint8_t c);
		const char *clause;
	} rows[] = {
		{ d->system_id, sizeof(d->system_id), is_a, "ECMA-119 8.4.5" },
		{ d->volume_id, sizeof(d->volume_id), is_d, "ECMA-119 8.4.6" },
		{ d->set_id, sizeof(d->set_id), is_d, "ECMA-119 8.4.19" },
		{ d->publisher_id, sizeof(d->publisher_id), is_a, "ECMA-119 8.4.20" },
		{ d->preparer_id, sizeof(d->preparer_id), is_a, "ECMA-119 8.4.21" },
		{ d->application_id, sizeof(d->application_id), is_a, "ECMA-119 8.4.22" },
		{ d->copyright_file, sizeof(d->copyright_file), is_file_id, "ECMA-119 8.4.23" },
		{ d->abstract_file, sizeof(d->abstract_file), is_file_id, "ECMA-119 8.4.24" },
		{ d->bibliographic_file, sizeof(d->bibliographic_file), is_file_id,
		  "ECMA-119 8.4.25" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		judge_text(chk, rows[i].text, rows[i].length, rows[i].allowed, rows[i].clause);
}

static void judge_dates(struct chk *chk, const struct rd_descriptor *d)
{
	const struct chk_place place = { .block = chk->descriptor_block };
	const struct {
		const uint8_t *date;
		const char *clause, *name;
	} rows[] = {
		{ d->created, "ECMA-119 8.4.26", "creation" },
		{ d->modified, "ECMA-119 8.4.27", "modification" },
		{ d->expires, "ECMA-119 8.4.28", "expiration" },
		{ d->effective, "ECMA-119 8.4.29", "effective" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct imapi_image_time time;

		if (rd_date_long(rows[i].date, &time))
			continue;
		if (chk_all_zero(rows[i].date, 17))
			chk_warn(chk, rows[i].clause, &place,
				 "the %s date is binary zero instead of digits", rows[i].name);
		else
			chk_error(chk, rows[i].clause, &place, "the %s date is no date",
				  rows[i].name);
	}
}

static void judge_numbers(struct chk *chk, const struct rd_descriptor *d)
{
	const struct chk_place place = { .block = chk->descriptor_block };
	uint64_t end = chk->session_start + d->space_size;

	if (d->block_size != BLOCK_SIZE)
		chk_error(chk, "ECMA-119 8.4.12", &place,
			  "logical blocks of %u bytes; only 2048 can be judged", d->block_size);
	if (d->set_size == 0 || d->sequence == 0 || d->sequence > d->set_size)
		chk_error(chk, "ECMA-119 8.4.11", &place, "volume %u of a set of %u",
			  d->sequence, d->set_size);
	if (!chk->session_start && end > chk->source.end_block)
		chk_error(chk, "ECMA-119 8.4.8", &place,
			  "the volume has %" PRIu64 " blocks, the image only %" PRIu64, end,
			  chk->source.end_block);
	else if (!chk->session_start && chk->source.end_block - end > 300)
		chk_note(chk, "ECMA-119 8.4.8", &place,
			 "the image goes on for %" PRIu64 " blocks after the volume",
			 chk->source.end_block - end);
	if (d->structure_version != (d->version == 2 ? 2 : 1))
		chk_error(chk, "ECMA-119 8.4.30", &place, "file structure version %u",
			  d->structure_version);
}

static void judge_root(struct chk *chk, const struct rd_descriptor *d)
{
	const struct chk_place place = { .block = chk->descriptor_block };

	if (d->root[0] != RD_RECORD_MIN || d->root[32] != 1 || d->root[33] != 0)
		chk_error(chk, "ECMA-119 8.4.18", &place,
			  "the root directory record is not one of 34 bytes named 00");
	if (!(d->root[25] & RD_FLAG_DIRECTORY))
		chk_error(chk, "ECMA-119 8.4.18", &place, "the root is no directory");
}

static void judge_unused(struct chk *chk, const struct rd_descriptor *d, const uint8_t *bytes)
{
	const struct chk_place place = { .block = chk->descriptor_block };

	if (d->type == RD_PRIMARY && d->flags)
		chk_error(chk, "ECMA-119 8.4.4", &place, "byte 8 is not 0");
	if (d->type == RD_SUPPLEMENTARY && (d->flags & 0xfe))
		chk_error(chk, "ECMA-119 8.5.3", &place, "reserved volume flags are set");
	if (!chk_all_zero(bytes + 72, 8))
		chk_error(chk, "ECMA-119 8.4.7", &place, "bytes 73 to 80 are not 0");
	if (d->type == RD_PRIMARY && !chk_all_zero(d->escapes, sizeof(d->escapes)))
		chk_error(chk, "ECMA-119 8.4.9", &place, "bytes 89 to 120 are not 0");
	if (bytes[882])
		chk_error(chk, "ECMA-119 8.4.31", &place, "byte 883 is not 0");
	if (!chk_all_zero(bytes + 1395, 653))
		chk_warn(chk, "ECMA-119 8.4.33", &place, "bytes 1396 to 2048 are not 0");
}

static void judge_escapes(struct chk *chk, const struct rd_descriptor *d)
{
	const struct chk_place place = { .block = chk->descriptor_block };

	if (d->version == 2)
		return;
	if (rd_is_joliet(d)) {
		if (!chk_all_zero(d->escapes + 3, sizeof(d->escapes) - 3) ||
		    d->escapes[0] != '%')
			chk_warn(chk, "Joliet, SVD escape sequences", &place,
				 "there is more than one escape sequence");
		if (d->flags & 1)
			chk_warn(chk, "Joliet, SVD volume flags", &place,
				 "a registered escape sequence is flagged as not registered");
	} else if (memcmp(d->escapes, "%/", 2) == 0) {
		chk_error(chk, "Joliet, SVD escape sequences", &place,
			  "escape sequence %%/%c is none of UCS-2 level 1, 2 or 3",
			  d->escapes[2] >= 0x20 && d->escapes[2] < 0x7f ? d->escapes[2] : '?');
	}
}

static void judge_one(struct chk *chk, const uint8_t *bytes)
{
	const struct chk_place place = { .block = chk->descriptor_block };
	struct rd_descriptor d;

	wire_get(&rd_descriptor_layout, bytes, BLOCK_SIZE, &d);
	chk_halves(chk, &rd_descriptor_layout, bytes, clauses, &place);
	if (d.version != 1 && !(d.type == RD_SUPPLEMENTARY && d.version == 2))
		chk_error(chk, d.type == RD_PRIMARY ? "ECMA-119 8.4.3" : "ECMA-119 8.5.2",
			  &place, "descriptor version %u", d.version);
	judge_numbers(chk, &d);
	judge_root(chk, &d);
	judge_unused(chk, &d, bytes);
	judge_dates(chk, &d);
	if (d.type == RD_SUPPLEMENTARY)
		judge_escapes(chk, &d);
	else
		judge_texts(chk, &d);
	if (d.type == RD_SUPPLEMENTARY && d.space_size != chk->volume.primary.space_size &&
	    chk->volume.primary_block)
		chk_error(chk, "ECMA-119 8.5.1", &place,
			  "the volume space size differs from that of the primary descriptor");
}

static void judge_terminator(struct chk *chk, const uint8_t *bytes)
{
	const struct chk_place place = { .block = chk->descriptor_block };

	if (bytes[6] != 1)
		chk_error(chk, "ECMA-119 8.3.3", &place, "terminator version %u", bytes[6]);
	if (!chk_all_zero(bytes + 7, BLOCK_SIZE - 7))
		chk_warn(chk, "ECMA-119 8.3.4", &place,
			 "the terminator is not zero behind byte 7");
}

static imapi_status judge_sequence(struct chk *chk)
{
	for (uint64_t i = 0; i < RD_DESCRIPTORS_MAX; i++) {
		uint8_t bytes[BLOCK_SIZE];
		const uint8_t *block;
		imapi_status status;

		chk->descriptor_block = chk->volume.first + i;
		if (!rd_source_has(&chk->source, chk->descriptor_block, 1))
			return IMAPI_OK;
		status = rd_source_block(&chk->source, chk->descriptor_block, &block);
		if (IMAPI_FAILED(status))
			return status;
		if (memcmp(block + 1, "CD001", 5) != 0)
			return IMAPI_OK;
		memcpy(bytes, block, sizeof(bytes));
		if (bytes[0] == RD_PRIMARY || bytes[0] == RD_SUPPLEMENTARY)
			judge_one(chk, bytes);
		else if (bytes[0] == RD_TERMINATOR) {
			judge_terminator(chk, bytes);
			return IMAPI_OK;
		} else if (bytes[0] > RD_PARTITION) {
			chk_error(chk, "ECMA-119 8.1.1",
				  &(struct chk_place){ .block = chk->descriptor_block },
				  "descriptor type %u is reserved", bytes[0]);
		}
	}
	return IMAPI_OK;
}

imapi_status chk_descriptors(struct chk *chk)
{
	const struct rd_volume *v = &chk->volume;
	const struct chk_place place = { .block = v->first };
	struct chk_extent area = { .block = chk->session_start, .kind = CHK_DESCRIPTORS };

	if (!v->primary_block && !v->joliet_block)
		return IMAPI_OK; /* there is only UDF */
	if (!v->primary_block)
		chk_error(chk, "ECMA-119 6.7.1.1", &place, "there is no primary descriptor");
	if (!v->terminator)
		chk_error(chk, "ECMA-119 6.7.1", &place,
			  "no terminator ends the volume descriptors");
	area.blocks = MAX(v->terminator, v->first) + 1 - chk->session_start;
	area.length = area.blocks * BLOCK_SIZE;
	area.name = "(volume descriptors)";
	return IMAPI_FAILED(chk_add_extent(chk, &area)) ? IMAPI_E_OUTOFMEMORY
							: judge_sequence(chk);
}
