/* SPDX-License-Identifier: MIT */
#include "image/disc-id.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"

/*
 * Blocks of a session that tell of it: the descriptors of ECMA-119, which name it and date it;
 * the anchor of UDF with what most writers put behind it.
 */
static const struct {
	uint32_t first, count;
} telling[] = { { 16, 16 }, { 256, 33 } };

struct sum {
	struct digest_stream *digest;
	uint8_t block[BLOCK_SIZE];
};

static imapi_status add_blocks(struct imapi_image_reader *reader, struct sum *sum,
			       uint32_t first, uint32_t count)
{
	uint64_t at = (uint64_t)reader->session_start + first;
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < count && !IMAPI_FAILED(status); i++, at++) {
		if (!rd_source_has(&reader->source, at, 1))
			return IMAPI_OK;
		status = rd_source_read(&reader->source, at, 0, sum->block, BLOCK_SIZE);
		if (!IMAPI_FAILED(status))
			digest_stream_add(sum->digest, sum->block, BLOCK_SIZE);
	}
	return status;
}

/* Whoever changes a volume of UDF where it is dates it anew (ECMA-167 3/10.10.2). */
static void add_integrity(const struct rd_udf *udf, struct sum *sum)
{
	uint8_t counters[16];

	if (!udf || !udf->has_integrity)
		return;
	put_le64(counters, udf->integrity.unique_id);
	put_le32(counters + 8, udf->use.files);
	put_le32(counters + 12, udf->use.directories);
	digest_stream_add(sum->digest, udf->integrity.time, sizeof(udf->integrity.time));
	digest_stream_add(sum->digest, counters, sizeof(counters));
}

imapi_status disc_id(struct imapi_image_reader *reader, char ret_id[DISC_ID_ROOM])
{
	struct sum sum = { .digest = digest_stream_new() };
	imapi_status status = IMAPI_OK;

	if (!sum.digest)
		return err_no_memory(reader->err);
	put_le32(sum.block, reader->session_start);
	digest_stream_add(sum.digest, sum.block, 4);
	for (size_t i = 0; i < ARRAY_SIZE(telling) && !IMAPI_FAILED(status); i++)
		status = add_blocks(reader, &sum, telling[i].first, telling[i].count);
	add_integrity(reader->udf, &sum);
	if (!IMAPI_FAILED(status))
		digest_print(digest_stream_get(sum.digest), ret_id);
	digest_stream_free(sum.digest);
	return status;
}

imapi_status disc_id_of_stream(struct imapi_context *context, struct imapi_stream *stream,
			       uint32_t session_start, char ret_id[DISC_ID_ROOM])
{
	const struct imapi_image_reader_options how = { .size = sizeof(how),
							.tolerant = 1,
							.session_start = session_start };
	struct imapi_image_reader *reader = NULL;
	imapi_status status = rd_reader_open(context, stream, &how, &reader);

	if (!IMAPI_FAILED(status))
		status = disc_id(reader, ret_id);
	rd_reader_free(reader);
	return status;
}
