/* SPDX-License-Identifier: MIT */
/* A stream over the sectors of a medium. */
#include "api/recorder.h"

#include "base/api.h"
#include "base/mem.h"
#include "burn/readback.h"
#include "stream/stream.h"

#include <inttypes.h>

/*
 * The stream may be read by another thread than the one that owns the context, so it has an
 * error slot of its own.
 */
struct disc_stream {
	struct imapi_recorder *recorder;
	struct imapi_context context;
	struct scsi_device device;
	int64_t start;
	uint8_t sector[BLOCK_SIZE]; /* for reads that begin or end inside one */
};

/* Part of one sector. Returns how many bytes of it there are. */
static imapi_status read_part(struct disc_stream *s, struct readback *r, uint64_t offset,
			      void *data, size_t length)
{
	imapi_status status =
		readback_read(r, s->start + (int64_t)(offset / BLOCK_SIZE), 1, s->sector);

	if (!IMAPI_FAILED(status))
		memcpy(data, s->sector + offset % BLOCK_SIZE, length);
	return status;
}

static imapi_status read_sectors(struct disc_stream *s, uint64_t offset, uint8_t *data,
				 size_t length)
{
	struct readback r;
	imapi_status status = IMAPI_OK;

	readback_init(&r, &s->device);
	while (length > 0 && !IMAPI_FAILED(status)) {
		size_t within = (size_t)(offset % BLOCK_SIZE), n;

		if (within || length < BLOCK_SIZE) {
			n = MIN(length, BLOCK_SIZE - within);
			status = read_part(s, &r, offset, data, n);
		} else {
			n = MIN(length / BLOCK_SIZE, (size_t)UINT16_MAX) * BLOCK_SIZE;
			status = readback_read(&r, s->start + (int64_t)(offset / BLOCK_SIZE),
					       (uint32_t)(n / BLOCK_SIZE), data);
		}
		offset += n;
		data += n;
		length -= n;
	}
	return status;
}

static imapi_status disc_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	struct disc_stream *s = self;
	imapi_status status;

	if (s->recorder->busy)
		return err_set(err, IMAPI_E_DF2DATA_WRITE_IN_PROGRESS,
			       "reading the disc: a job of its recorder is not finished");
	s->device.transport = s->recorder->device.transport;
	status = read_sectors(s, offset, data, length);
	if (IMAPI_FAILED(status) && err)
		*err = s->context.error;
	return err_in(err, status, "reading the disc");
}

static const struct stream_ops disc_ops = { .read = disc_read, .close = free };

IMAPI_API imapi_status imapi_recorder_read_stream(struct imapi_recorder *recorder,
						  uint64_t start, uint64_t blocks,
						  struct imapi_stream **ret_stream)
{
	struct disc_stream *self;
	imapi_status status;

	if (!recorder || !ret_stream)
		return IMAPI_E_POINTER;
	err_clear(&recorder->context->error);
	if (start > UINT32_MAX || blocks > UINT32_MAX ||
	    start + blocks > (uint64_t)UINT32_MAX + 1)
		return err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
			       "%" PRIu64 " sectors at LBA %" PRIu64 " are beyond any disc",
			       blocks, start);
	self = zalloc(sizeof(*self));
	if (!self)
		return err_no_memory(&recorder->context->error);
	self->recorder = recorder;
	self->device.context = &self->context;
	self->device.stage = STAGE_READ;
	self->start = (int64_t)start;
	status =
		stream_new(recorder->context, &disc_ops, self, blocks * BLOCK_SIZE, ret_stream);
	if (IMAPI_FAILED(status))
		free(self);
	return status;
}
