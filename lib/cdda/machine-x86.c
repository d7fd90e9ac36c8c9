/* SPDX-License-Identifier: MIT */
/* With AVX2 and the multiplication of polynomials. */
#include "cdda/edc.h"
#include "cdda/machine.h"
#include "cdda/parity-code.h"

#include <immintrin.h>

#define FOLD 64 /* bytes at once */
#define BLOCK ((size_t)sizeof(__m128i))

/* x^(512 + 32), x^(512 - 32), x^(128 + 32), x^(128 - 32) modulo the polynomial, reflected. */
#define BY_512 _mm_set_epi64x(0x12e7928a2, 0x1f8931102)
#define BY_128 _mm_set_epi64x(0x1d5934102, 0x06c90c100)

__attribute__((target("avx2"))) static void parity_avx2(uint8_t *sector)
{
	put_parity(sector);
}

/* What lies @power bits before @next, brought to where @next is. */
__attribute__((target("avx2,pclmul"))) static __m128i fold(__m128i state, __m128i power,
							   __m128i next)
{
	__m128i low = _mm_clmulepi64_si128(state, power, 0x00);
	__m128i high = _mm_clmulepi64_si128(state, power, 0x11);

	return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

static __m128i load(const uint8_t *bytes)
{
	return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

__attribute__((target("avx2,pclmul"))) static uint32_t edc_pclmul(const uint8_t *bytes,
								  size_t length)
{
	const __m128i far = BY_512, near = BY_128;
	__m128i state[4];
	uint8_t rest[16];

	if (length < FOLD)
		return edc_portable(0, bytes, length);
	for (size_t i = 0; i < 4; i++)
		state[i] = load(bytes + i * BLOCK);
	for (bytes += FOLD, length -= FOLD; length >= FOLD; bytes += FOLD, length -= FOLD)
		for (size_t i = 0; i < 4; i++)
			state[i] = fold(state[i], far, load(bytes + i * BLOCK));
	for (size_t i = 1; i < 4; i++)
		state[0] = fold(state[0], near, state[i]);
	for (; length >= BLOCK; bytes += BLOCK, length -= BLOCK)
		state[0] = fold(state[0], near, load(bytes));
	_mm_storeu_si128((__m128i *)(void *)rest, state[0]);
	return edc_portable(edc_portable(0, rest, sizeof(rest)), bytes, length);
}

const struct sector_codes *sector_codes_fastest(void)
{
	static const struct sector_codes codes = { edc_pclmul, parity_avx2 };

	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul")
		       ? &codes
		       : &sector_codes_portable;
}
