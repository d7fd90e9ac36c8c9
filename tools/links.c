/* SPDX-License-Identifier: MIT */
#include "links.h"

#include "report.h"
#include "size.h"

#include <string.h>

/* Illegal mode for this track: that is how drives answer for sectors without data. */
static bool is_link(const struct links *links)
{
	uint8_t key, code, qualifier;

	return imapi_error_sense(imapi_last_error(links->run->context), &key, &code,
				 &qualifier) &&
	       key == 5 && code == 0x64;
}

static imapi_status read_one(struct links *links, uint64_t offset, uint8_t *data, size_t length)
{
	imapi_status status = imapi_stream_read(links->inner, offset, data, length);

	if (!IMAPI_FAILED(status) || !is_link(links))
		return status;
	memset(data, 0, length);
	links->sectors++;
	return IMAPI_OK;
}

static imapi_status links_read(void *self, uint64_t offset, void *data, size_t length)
{
	struct links *links = self;
	uint8_t *at = data;
	imapi_status status = imapi_stream_read(links->inner, offset, data, length);

	if (!IMAPI_FAILED(status) || !is_link(links))
		return status;
	status = IMAPI_OK;
	while (length > 0 && !IMAPI_FAILED(status)) {
		size_t n = SECTOR - (size_t)(offset % SECTOR);

		if (n > length)
			n = length;
		status = read_one(links, offset, at, n);
		offset += n;
		at += n;
		length -= n;
	}
	return status;
}

imapi_status links_stream(struct links *links, struct imapi_stream **ret_stream)
{
	struct imapi_stream_ops ops = { .size = sizeof(ops), .read = links_read };

	return fail_library(links->run,
			    imapi_stream_new(links->run->context, &ops, links,
					     imapi_stream_length(links->inner), ret_stream));
}
