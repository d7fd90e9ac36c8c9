/* SPDX-License-Identifier: MIT */
#include "image/manifest/format.h"

#include "base/mem.h"

bool manifest_root(uint8_t *leaves, uint64_t count, uint8_t ret[SHA256_SIZE])
{
	while (count > 1) {
		uint64_t up = 0;

		for (uint64_t i = 0; i < count; i += 2, up++) {
			uint8_t *to = leaves + up * SHA256_SIZE,
				*from = leaves + i * SHA256_SIZE;
			uint8_t digest[SHA256_SIZE];

			if (i + 1 == count) {
				memmove(to, from, SHA256_SIZE);
				continue;
			}
			if (!sha256_of(from, (size_t)2 * SHA256_SIZE, digest))
				return false;
			memcpy(to, digest, SHA256_SIZE);
		}
		count = up;
	}
	memcpy(ret, leaves, SHA256_SIZE);
	return true;
}

static bool is_special(unsigned char c)
{
	return c < ' ' || c == 0x7f || c == '%';
}

size_t manifest_escape(const char *path, size_t length, char *ret)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)path[i];

		if (ret && is_special(c)) {
			ret[n] = '%';
			ret[n + 1] = digits[c >> 4];
			ret[n + 2] = digits[c & 15];
		} else if (ret) {
			ret[n] = (char)c;
		}
		n += is_special(c) ? 3 : 1;
	}
	return n;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool manifest_unescape(char *path, size_t *length)
{
	size_t n = 0;

	for (size_t i = 0; i < *length; i++) {
		int high, low, c = (unsigned char)path[i];

		if (c == '%') {
			high = i + 2 < *length ? digit_of(path[i + 1]) : -1;
			low = i + 2 < *length ? digit_of(path[i + 2]) : -1;
			c = high < 0 || low < 0 ? 0 : high << 4 | low;
			if (c == 0 || !is_special((unsigned char)c))
				return false;
			i += 2;
		} else if (is_special((unsigned char)c)) {
			return false;
		}
		path[n++] = (char)c;
	}
	*length = n;
	return true;
}
