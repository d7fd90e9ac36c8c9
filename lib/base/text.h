/* SPDX-License-Identifier: MIT */
/* UTF-8 and UTF-16, strict. */
#ifndef LIB_BASE_TEXT_H
#define LIB_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_REPLACEMENT 0xfffdu

/*
 * Decodes one character of the @length bytes at @text, which may be 0 only at the end.
 * Returns the bytes it took, 0 if they are not UTF-8 (RFC 3629: no overlong form, no
 * surrogate, nothing above U+10FFFF).
 */
size_t utf8_decode(const char *text, size_t length, uint32_t *ret_code);

/* Encodes one character; returns the bytes written (1 to 4). @code is a valid scalar value. */
size_t utf8_encode(uint32_t code, char text[4]);

bool utf8_valid(const char *text, size_t length);

/*
 * Converts to UTF-16, big-endian bytes, at most @room units. Bytes that are not UTF-8 become
 * U+FFFD each. Returns the units that the whole text needs.
 */
size_t utf8_to_utf16be(const char *text, size_t length, uint8_t *ret, size_t room);

/*
 * Converts @units of big-endian UTF-16 to UTF-8 with a terminator, at most @room bytes of
 * whole characters. A surrogate without its partner becomes U+FFFD. Returns the bytes that
 * the whole text needs, without the terminator.
 */
size_t utf16be_to_utf8(const uint8_t *text, size_t units, char *ret, size_t room);

#endif
