/* SPDX-License-Identifier: MIT */
#include "burn/digests.h"

#include "base/mem.h"

static size_t block_within(uint64_t length, uint64_t granule)
{
	size_t block = (size_t)MIN(granule, (uint64_t)DIGESTS_BLOCK_MIN);

	while (length / block >= DIGESTS_MAX && block * 2 <= granule)
		block *= 2;
	return block;
}

size_t digests_block(uint64_t length)
{
	return block_within(length, UINT64_MAX);
}

imapi_status digests_init(struct digests *digests, uint64_t length, struct imapi_error *err)
{
	return digests_init_parts(digests, length, UINT64_MAX, err);
}

imapi_status digests_init_parts(struct digests *digests, uint64_t length, uint64_t granule,
				struct imapi_error *err)
{
	*digests = (struct digests){ .length = length, .block = block_within(length, granule) };
	digests->count = (length + digests->block - 1) / digests->block;
	digests->table = calloc((size_t)digests->count, sizeof(*digests->table));
	digests->whole = digest_stream_new();
	if (!digests->table || !digests->whole) {
		digests_done(digests);
		return err_no_memory(err);
	}
	return IMAPI_OK;
}

void digests_done(struct digests *digests)
{
	free(digests->table);
	digest_stream_free(digests->whole);
	*digests = (struct digests){ 0 };
}

void digests_add(struct digests *digests, const void *data, size_t length)
{
	digests->table[digests->taken++] = digest_of(data, length);
	digest_stream_add(digests->whole, data, length);
}

size_t digests_size(const struct digests *digests, uint64_t index)
{
	return (size_t)MIN(digests->block, digests->length - index * digests->block);
}

bool digests_match(const struct digests *digests, uint64_t index, const void *data)
{
	return digest_equal(digests->table[index],
			    digest_of(data, digests_size(digests, index)));
}

void digests_print(const struct digests *digests, char text[33])
{
	text[0] = '\0';
	if (digests->whole && digests->taken == digests->count)
		digest_print(digest_stream_get(digests->whole), text);
}
