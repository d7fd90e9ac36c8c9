/* SPDX-License-Identifier: MIT */
#include "burn/gather.h"

#include "base/mem.h"
#include "base/units.h"

struct gather {
	struct imapi_stream *source;
	const struct spread *spread;
};

/* From one place of the source; what is behind its end is zero. */
static imapi_status read_run(const struct gather *g, uint64_t offset, uint8_t *data,
			     size_t length, struct imapi_error *err)
{
	uint64_t left = g->source->length - MIN(g->source->length, offset);
	size_t there = (size_t)MIN((uint64_t)length, left);

	memset(data + there, 0, length - there);
	return there ? stream_read(g->source, offset, data, there, err) : IMAPI_OK;
}

static imapi_status gather_read(void *self, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	struct gather *g = self;
	uint8_t *p = data;

	while (length > 0) {
		uint64_t within = offset % BLOCK_SIZE, run;
		uint64_t lba = spread_lba(g->spread, offset / BLOCK_SIZE, &run);
		size_t n = (size_t)MIN((uint64_t)length, run * BLOCK_SIZE - within);
		imapi_status status = read_run(g, lba * BLOCK_SIZE + within, p, n, err);

		if (IMAPI_FAILED(status))
			return status;
		p += n;
		offset += n;
		length -= n;
	}
	return IMAPI_OK;
}

static void gather_rest(void *self, bool rests)
{
	struct gather *g = self;

	stream_rest(g->source, rests);
}

static const struct stream_ops gather_ops = { gather_read, free, gather_rest };

imapi_status gather_new(struct imapi_stream *source, const struct spread *spread,
			struct imapi_stream **ret_stream)
{
	AUTOFREE struct gather *g = zalloc(sizeof(*g));
	imapi_status status;

	if (!g)
		return err_no_memory(&source->context->error);
	g->source = source;
	g->spread = spread;
	status = stream_new(source->context, &gather_ops, g, spread->sectors * BLOCK_SIZE,
			    ret_stream);
	if (!IMAPI_FAILED(status))
		g = NULL;
	return status;
}
