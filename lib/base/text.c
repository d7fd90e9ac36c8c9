/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/bytes.h"
#include "base/mem.h"

static bool is_surrogate(uint32_t c)
{
	return c >= 0xd800 && c <= 0xdfff;
}

size_t utf8_decode(const char *text, size_t length, uint32_t *ret_code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = (const uint8_t *)text;
	size_t n;
	uint32_t c;

	if (length == 0)
		return 0;
	if (p[0] < 0x80) {
		*ret_code = p[0];
		return 1;
	}
	n = p[0] >= 0xf0 && p[0] < 0xf5	  ? 4
	    : p[0] >= 0xe0 && p[0] < 0xf0 ? 3
	    : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
					  : 0;
	if (n == 0 || n > length)
		return 0;
	c = p[0] & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = (c << 6) | (p[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || is_surrogate(c))
		return 0;
	*ret_code = c;
	return n;
}

size_t utf8_encode(uint32_t code, char text[4])
{
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		text[i] = (char)(0x80 | (code & 0x3f));
	text[0] = (char)(lead[n] | code);
	return n;
}

bool utf8_valid(const char *text, size_t length)
{
	uint32_t c;

	while (length > 0) {
		size_t n = utf8_decode(text, length, &c);

		if (n == 0)
			return false;
		text += n;
		length -= n;
	}
	return true;
}

size_t utf8_to_utf16be(const char *text, size_t length, uint8_t *ret, size_t room)
{
	size_t units = 0;

	while (length > 0) {
		uint32_t c;
		size_t n = utf8_decode(text, length, &c), need;

		if (n == 0) {
			n = 1;
			c = TEXT_REPLACEMENT;
		}
		need = c >= 0x10000 ? 2 : 1;
		if (units + need <= room && need == 1) {
			put_be16(ret + 2 * units, (uint16_t)c);
		} else if (units + need <= room) {
			put_be16(ret + 2 * units, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
			put_be16(ret + 2 * units + 2, (uint16_t)(0xdc00 + (c & 0x3ff)));
		}
		units += need;
		text += n;
		length -= n;
	}
	return units;
}

/* One character of UTF-16; returns the units it took. */
static size_t utf16be_decode(const uint8_t *text, size_t units, uint32_t *ret_code)
{
	uint32_t a = get_be16(text), b = units > 1 ? get_be16(text + 2) : 0;

	*ret_code = a;
	if (!is_surrogate(a))
		return 1;
	if (a < 0xdc00 && b >= 0xdc00 && b <= 0xdfff) {
		*ret_code = 0x10000 + ((a - 0xd800) << 10) + (b - 0xdc00);
		return 2;
	}
	*ret_code = TEXT_REPLACEMENT;
	return 1;
}

size_t utf16be_to_utf8(const uint8_t *text, size_t units, char *ret, size_t room)
{
	size_t total = 0, written = 0;

	for (size_t i = 0; i < units;) {
		char piece[4];
		uint32_t c;
		size_t n;

		i += utf16be_decode(text + 2 * i, units - i, &c);
		n = utf8_encode(c, piece);
		if (total == written && written + n < room) {
			memcpy(ret + written, piece, n);
			written += n;
		}
		total += n;
	}
	if (room)
		ret[written] = '\0';
	return total;
}
