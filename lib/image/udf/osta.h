/* SPDX-License-Identifier: MIT */
/* Texts in OSTA compressed Unicode (UDF 2.1.1) and the d-strings that hold them. */
#ifndef LIB_IMAGE_UDF_OSTA_H
#define LIB_IMAGE_UDF_OSTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OSTA_NAME_MAX 255u /* bytes of a name with its compression identifier */

/*
 * Encodes UTF-8: the compression identifier (8 if every character is below U+0100, else 16),
 * then the characters. What cannot stand in a name (no UTF-8, NUL, '/', beyond U+FFFF unless
 * @surrogates) becomes '_'; what does not fit @room is cut at a whole character. Returns the
 * bytes written, 0 for an empty text. *@ret_changed says whether anything was lost.
 */
struct osta_text {
	const char *text;
	size_t length;
	bool surrogates;
};
size_t osta_encode(const struct osta_text *text, uint8_t *ret, size_t room, bool *ret_changed);

/* ECMA-167 1/7.2.12: the field's last byte is the length of what is used. */
void osta_put_dstring(const char *text, uint8_t *field, size_t size);

/*
 * Decodes @length bytes with their identifier to UTF-8 with a terminator, whole characters
 * only. Returns the bytes that the whole text needs; SIZE_MAX if the identifier is unknown or
 * the length is odd where it must not be.
 */
size_t osta_decode(const uint8_t *bytes, size_t length, char *ret, size_t room);

#endif
