/* SPDX-License-Identifier: MIT */
/* Judges identifiers and their order (ECMA-119 7.5, 7.6, 9.3, Joliet). */
#include "image/read/check.h"

#include "base/bytes.h"
#include "base/mem.h"

/* An identifier taken apart; lengths in characters of @unit bytes. */
struct parts {
	const uint8_t *id;
	size_t unit, length, name, extension_at, extension, version_at, version;
};

static uint32_t at(const struct parts *p, size_t i)
{
	return p->unit == 1 ? p->id[i] : get_be16(p->id + 2 * i);
}

static size_t find(const struct parts *p, uint32_t c, size_t end)
{
	while (end > 0 && at(p, end - 1) != c)
		end--;
	return end; /* one behind the last @c, 0 if there is none */
}

static struct parts split(const struct chk *chk, const uint8_t *id, size_t length)
{
	struct parts p = { .id = id, .unit = chk->kind == IMAPI_IMAGE_TREE_JOLIET ? 2 : 1 };
	size_t semicolon, dot;

	p.length = length / p.unit;
	semicolon = find(&p, ';', p.length);
	p.version_at = semicolon ? semicolon : p.length;
	p.version = p.length - p.version_at;
	p.name = semicolon ? semicolon - 1 : p.length;
	dot = find(&p, '.', p.name);
	p.extension_at = dot ? dot : p.name;
	p.extension = p.name - p.extension_at;
	p.name = dot ? dot - 1 : p.name;
	return p;
}

/* Compares two runs of characters, the shorter one padded. */
static int compare(const struct parts *a, size_t a_at, size_t a_length, const struct parts *b,
		   size_t b_at, size_t b_length)
{
	uint32_t pad = a->unit == 1 ? ' ' : 0;

	for (size_t i = 0; i < MAX(a_length, b_length); i++) {
		uint32_t x = i < a_length ? at(a, a_at + i) : pad;
		uint32_t y = i < b_length ? at(b, b_at + i) : pad;

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static long version_of(const struct parts *p)
{
	long v = 0;

	for (size_t i = 0; i < MIN(p->version, 6u); i++)
		v = v * 10 + (long)at(p, p->version_at + i) - '0';
	return v;
}

int chk_order(const struct chk *chk, const uint8_t *a, size_t a_length, const uint8_t *b,
	      size_t b_length, bool plain)
{
	struct parts x = split(chk, a, a_length), y = split(chk, b, b_length);
	int order;

	if (plain)
		return compare(&x, 0, x.length, &y, 0, y.length);
	order = compare(&x, 0, x.name, &y, 0, y.name);
	if (order == 0)
		order = compare(&x, x.extension_at, x.extension, &y, y.extension_at,
				y.extension);
	if (order == 0)
		order = (version_of(&y) > version_of(&x)) - (version_of(&y) < version_of(&x));
	return order;
}

static bool is_d(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void judge_iso_characters(struct chk *chk, const struct parts *p, const char *clause,
				 const struct chk_place *place)
{
	size_t end = p->extension_at + p->extension;
	bool said = false;

	for (size_t i = 0; i < end; i++) {
		uint32_t c = at(p, i);
		bool separator = c == '.' && i + 1 == p->extension_at;

		if (is_d(c) || separator)
			continue;
		if (c < 0x20 || c == '/' || c == 0x7f)
			chk_error(chk, clause, place, "the name has the character %02x", c);
		else if (!said)
			chk_warn(chk, clause, place,
				 "the name has a character (%c) that is none of A-Z, 0-9, _",
				 c < 0x7f ? (int)c : '?');
		said = true;
	}
}

static void judge_version(struct chk *chk, const struct parts *p, const struct chk_place *place)
{
	if (p->version_at == p->length) {
		chk_warn(chk, "ECMA-119 7.5.1", place, "the name has no version number");
		return;
	}
	for (size_t i = 0; i < p->version; i++)
		if (at(p, p->version_at + i) < '0' || at(p, p->version_at + i) > '9') {
			chk_error(chk, "ECMA-119 7.5.1", place,
				  "the version number has other characters than digits");
			return;
		}
	if (version_of(p) < 1 || version_of(p) > 32767)
		chk_error(chk, "ECMA-119 7.5.1", place, "version number %ld", version_of(p));
}

static void judge_iso_file(struct chk *chk, const struct parts *p,
			   const struct chk_place *place)
{
	judge_iso_characters(chk, p, "ECMA-119 7.5.1", place);
	judge_version(chk, p, place);
	if (p->name + p->extension == 0)
		chk_error(chk, "ECMA-119 7.5.1", place, "the file has no name");
	if (p->extension_at == p->name)
		chk_warn(chk, "ECMA-119 7.5.1", place, "the name has no dot");
	if (p->name + p->extension > 30)
		chk_warn(chk, "ECMA-119 7.5.1", place,
			 "the name has %zu characters; 30 is the limit",
			 p->name + p->extension);
}

static void judge_iso_directory(struct chk *chk, const struct parts *p,
				const struct chk_place *place)
{
	struct parts whole = *p;

	whole.name = p->length;
	whole.extension_at = p->length;
	whole.extension = 0;
	judge_iso_characters(chk, &whole, "ECMA-119 7.6.1", place);
	if (p->length > 31)
		chk_warn(chk, "ECMA-119 7.6.3", place,
			 "the name has %zu characters; 31 is the limit", p->length);
}

static bool forbidden(uint32_t c)
{
	return c < 0x20 || (c < 0x80 && strchr("*/:;?\\", (int)c));
}

static void judge_joliet(struct chk *chk, const struct parts *p, size_t bytes,
			 const struct chk_place *place)
{
	size_t end = p->version && p->version_at < p->length ? p->version_at - 1 : p->length;

	if (bytes % 2)
		chk_error(chk, "Joliet, wide characters", place, "the name has %zu bytes",
			  bytes);
	if (end > 110)
		chk_error(chk, "Joliet, relaxation", place, "the name has %zu characters", end);
	else if (end > 64)
		chk_warn(chk, "Joliet, relaxation", place,
			 "the name has %zu characters; 64 is the limit", end);
	for (size_t i = 0; i < end; i++) {
		uint32_t c = at(p, i);

		if (forbidden(c))
			chk_error(chk, "Joliet, allowed characters", place,
				  "the name has the character %04x", c);
		else if (c >= 0xd800 && c <= 0xdfff)
			chk_warn(chk, "Joliet, allowed characters", place,
				 "the name has a surrogate (%04x), which UCS-2 does not know",
				 c);
		else
			continue;
		return;
	}
}

void chk_name(struct chk *chk, const struct rd_record *record, const struct chk_place *place)
{
	struct parts p = split(chk, record->name, record->head.name_length);

	if (chk->kind == IMAPI_IMAGE_TREE_BEST)
		return; /* an enhanced tree has no rules about names but their length */
	if (chk->kind == IMAPI_IMAGE_TREE_JOLIET)
		judge_joliet(chk, &p, record->head.name_length, place);
	else if (record->head.flags & RD_FLAG_DIRECTORY)
		judge_iso_directory(chk, &p, place);
	else
		judge_iso_file(chk, &p, place);
}
