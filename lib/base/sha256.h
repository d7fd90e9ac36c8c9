/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4), for what has to be checked by others and in years. */
#ifndef LIB_BASE_SHA256_H
#define LIB_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32u
#define SHA256_HEX 64u

/* Of one buffer; false: libcrypto failed. */
bool sha256_of(const void *data, size_t length, uint8_t ret[SHA256_SIZE]);

/* Of a stream, piece by piece. It begins anew after every sha256_end(). */
struct sha256;

struct sha256 *sha256_new(void); /* NULL: out of memory, or no SHA-256 in libcrypto */
struct sha256 *sha256_free(struct sha256 *sha256);
bool sha256_add(struct sha256 *sha256, const void *data, size_t length);
bool sha256_end(struct sha256 *sha256, uint8_t ret[SHA256_SIZE]);

/* Lower case digits, without a terminator. */
void sha256_print(const uint8_t digest[SHA256_SIZE], char text[SHA256_HEX]);
/* False: these are not 64 lower case digits. */
bool sha256_parse(const char text[SHA256_HEX], uint8_t ret[SHA256_SIZE]);

#endif
