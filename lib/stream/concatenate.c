/* SPDX-License-Identifier: MIT */
/* Streams one after the other. */
#include "stream/sources.h"

#include "base/mem.h"

struct part {
	struct imapi_stream *stream;
	uint64_t start;
};

struct concatenation {
	size_t count;
	struct part parts[];
};

/* The last part that starts at or before @offset; empty parts are passed over. */
static size_t part_at(const struct concatenation *c, uint64_t offset)
{
	size_t low = 0, high = c->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (c->parts[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static imapi_status concatenation_read(void *self, uint64_t offset, void *data, size_t length,
				       struct imapi_error *err)
{
	struct concatenation *c = self;
	uint8_t *p = data;

	for (size_t i = part_at(c, offset); length > 0; i++) {
		uint64_t skip = offset - c->parts[i].start;
		size_t n = (size_t)MIN(length, c->parts[i].stream->length - skip);
		imapi_status status = stream_read(c->parts[i].stream, skip, p, n, err);

		if (IMAPI_FAILED(status))
			return status;
		p += n;
		offset += n;
		length -= n;
	}
	return IMAPI_OK;
}

static void concatenation_close(void *self)
{
	struct concatenation *c = self;

	for (size_t i = 0; i < c->count; i++)
		stream_free(c->parts[i].stream);
	free(c);
}

static void concatenation_rest(void *self, bool rests)
{
	struct concatenation *c = self;

	for (size_t i = 0; i < c->count; i++)
		stream_rest(c->parts[i].stream, rests);
}

static const struct stream_ops concatenation_ops = { concatenation_read, concatenation_close,
						     concatenation_rest };

imapi_status stream_concatenate(struct imapi_context *context,
				struct imapi_stream *const *streams, size_t count,
				struct imapi_stream **ret_stream)
{
	AUTOFREE struct concatenation *c = zalloc(sizeof(*c) + count * sizeof(c->parts[0]));
	uint64_t length = 0;
	imapi_status status;

	if (!c)
		return err_no_memory(&context->error);
	c->count = count;
	for (size_t i = 0; i < count; i++) {
		c->parts[i] = (struct part){ streams[i], length };
		if (streams[i]->length > INT64_MAX - length)
			return err_set(&context->error, IMAPI_E_INVALIDARG,
				       "the streams together are too long");
		length += streams[i]->length;
	}
	status = stream_new(context, &concatenation_ops, c, length, ret_stream);
	if (!IMAPI_FAILED(status))
		c = NULL;
	return status;
}
