/* SPDX-License-Identifier: MIT */
#include "base/sha256.h"

#include "base/mem.h"

#include <openssl/evp.h>

struct sha256 {
	EVP_MD *method; /* fetched once: looking it up costs more than a small file */
	EVP_MD_CTX *state;
};

bool sha256_of(const void *data, size_t length, uint8_t ret[SHA256_SIZE])
{
	return EVP_Digest(data, length, ret, NULL, EVP_sha256(), NULL) == 1;
}

struct sha256 *sha256_new(void)
{
	struct sha256 *s = zalloc(sizeof(*s));

	if (!s)
		return NULL;
	s->method = EVP_MD_fetch(NULL, "SHA256", NULL);
	s->state = EVP_MD_CTX_new();
	if (!s->method || !s->state || EVP_DigestInit_ex2(s->state, s->method, NULL) != 1)
		return sha256_free(s);
	return s;
}

struct sha256 *sha256_free(struct sha256 *s)
{
	if (!s)
		return NULL;
	EVP_MD_CTX_free(s->state);
	EVP_MD_free(s->method);
	free(s);
	return NULL;
}

bool sha256_add(struct sha256 *s, const void *data, size_t length)
{
	return EVP_DigestUpdate(s->state, data, length) == 1;
}

bool sha256_end(struct sha256 *s, uint8_t ret[SHA256_SIZE])
{
	return EVP_DigestFinal_ex(s->state, ret, NULL) == 1 &&
	       EVP_DigestInit_ex2(s->state, s->method, NULL) == 1;
}

void sha256_print(const uint8_t digest[SHA256_SIZE], char text[SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_SIZE; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
}

static int value_of(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool sha256_parse(const char text[SHA256_HEX], uint8_t ret[SHA256_SIZE])
{
	for (size_t i = 0; i < SHA256_SIZE; i++) {
		int high = value_of(text[2 * i]),
		    low = high < 0 ? -1 : value_of(text[2 * i + 1]);

		if (low < 0)
			return false;
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
