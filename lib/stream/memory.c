/* SPDX-License-Identifier: MIT */
/* Memory and zeroes as streams. */
#include "stream/sources.h"

#include <string.h>

static imapi_status memory_read(void *self, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	(void)err;
	memcpy(data, (const uint8_t *)self + offset, length);
	return IMAPI_OK;
}

static imapi_status zero_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	(void)self;
	(void)offset;
	(void)err;
	memset(data, 0, length);
	return IMAPI_OK;
}

static const struct stream_ops memory_ops = { memory_read, NULL };
static const struct stream_ops zero_ops = { zero_read, NULL };

imapi_status stream_from_memory(struct imapi_context *context, const void *data, size_t length,
				struct imapi_stream **ret_stream)
{
	/* Only read through memory_read(), which does not write. */
	return stream_new(context, &memory_ops, (void *)(uintptr_t)data, length, ret_stream);
}

imapi_status stream_zero(struct imapi_context *context, uint64_t length,
			 struct imapi_stream **ret_stream)
{
	return stream_new(context, &zero_ops, NULL, length, ret_stream);
}
