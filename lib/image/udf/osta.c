/* SPDX-License-Identifier: MIT */
#include "image/udf/osta.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* The next character as a name can have it; false at the end. */
static bool next_character(struct osta_text *t, uint32_t *ret_code, bool *changed)
{
	size_t used;

	if (t->length == 0)
		return false;
	used = utf8_decode(t->text, t->length, ret_code);
	if (used == 0 || *ret_code == 0 || *ret_code == '/' ||
	    (*ret_code > 0xffff && !t->surrogates)) {
		*ret_code = '_';
		*changed = true;
	}
	used = used ? used : 1;
	t->text += used;
	t->length -= used;
	return true;
}

static bool is_wide(struct osta_text t)
{
	uint32_t code;
	bool ignored = false;

	while (next_character(&t, &code, &ignored))
		if (code > 0xff)
			return true;
	return false;
}

/* The bytes that the character took; 0: no room. */
static size_t put_character(uint32_t code, bool wide, uint8_t *ret, size_t room)
{
	size_t size = !wide ? 1 : code > 0xffff ? 4 : 2;

	if (size > room)
		return 0;
	if (size == 1) {
		ret[0] = (uint8_t)code;
	} else if (size == 2) {
		put_be16(ret, (uint16_t)code);
	} else {
		put_be16(ret, (uint16_t)(0xd7c0 + (code >> 10)));
		put_be16(ret + 2, (uint16_t)(0xdc00 | (code & 0x3ff)));
	}
	return size;
}

size_t osta_encode(const struct osta_text *text, uint8_t *ret, size_t room, bool *ret_changed)
{
	struct osta_text t = *text;
	bool wide = is_wide(t);
	size_t n = 1;
	uint32_t code;

	*ret_changed = false;
	if (t.length == 0)
		return 0;
	ret[0] = wide ? 16 : 8;
	while (next_character(&t, &code, ret_changed)) {
		size_t size = put_character(code, wide, ret + n, room - n);

		if (size == 0) {
			*ret_changed = true;
			break;
		}
		n += size;
	}
	return n;
}

void osta_put_dstring(const char *text, uint8_t *field, size_t size)
{
	const struct osta_text t = { text, strlen(text), false };
	bool ignored;

	memset(field, 0, size);
	field[size - 1] = (uint8_t)osta_encode(&t, field, size - 1, &ignored);
}

static size_t narrow_to_utf8(const uint8_t *bytes, size_t length, char *ret, size_t room)
{
	size_t need = 0, put = 0;

	for (size_t i = 0; i < length; i++) {
		char c[4];
		size_t n = utf8_encode(bytes[i], c);

		if (need == put && put + n < room) {
			memcpy(ret + put, c, n);
			put += n;
		}
		need += n;
	}
	if (room)
		ret[put] = '\0';
	return need;
}

size_t osta_decode(const uint8_t *bytes, size_t length, char *ret, size_t room)
{
	if (length == 0)
		return narrow_to_utf8(bytes, 0, ret, room);
	if (bytes[0] == 8)
		return narrow_to_utf8(bytes + 1, length - 1, ret, room);
	if (bytes[0] == 16 && length % 2 == 1)
		return utf16be_to_utf8(bytes + 1, length / 2, ret, room);
	return SIZE_MAX;
}
