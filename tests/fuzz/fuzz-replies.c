/* SPDX-License-Identifier: MIT */
/*
 * Answers commands with whatever it is given. The input is a byte that chooses the call, then
 * for each exchange: host result, status, length of sense, sense, two bytes of length, data.
 */
#include "base/mem.h"
#include "mmc/mmc.h"

#define MOST_EXCHANGES 40

struct drive {
	const uint8_t *at;
	size_t left;
	usec_t clock;
	unsigned count;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t take(struct drive *d)
{
	if (d->left == 0)
		return 0;
	d->left--;
	return *d->at++;
}

static size_t take_bytes(struct drive *d, void *to, size_t length)
{
	length = MIN(length, d->left);
	if (length > 0)
		memcpy(to, d->at, length);
	d->at += length;
	d->left -= length;
	return length;
}

static void describe(const struct imapi_exchange *x)
{
	char text[600];

	mmc_describe(x, text, sizeof(text));
}

static imapi_status answer(void *self, struct imapi_exchange *x)
{
	struct drive *d = self;
	size_t length;

	d->clock += 1000;
	if (d->left == 0 || d->count++ >= MOST_EXCHANGES)
		return IMAPI_E_FAIL;
	x->host = (enum imapi_host_result)(take(d) % 8);
	x->scsi_status = take(d);
	x->sense_length = (uint8_t)take_bytes(d, x->sense, take(d) % IMAPI_SENSE_MAX);
	length = take(d);
	length = length << 8 | take(d);
	if (x->direction == IMAPI_DIRECTION_IN && x->data)
		x->residual = x->data_length -
			      (uint32_t)take_bytes(d, x->data, MIN(length, x->data_length));
	describe(x);
	return IMAPI_OK;
}

static uint64_t now(void *self)
{
	return ((struct drive *)self)->clock;
}

static void rest(void *self, uint64_t duration)
{
	((struct drive *)self)->clock += duration;
}

static void ignore_feature(void *user, const struct mmc_feature *feature)
{
	(void)user;
	(void)feature;
}

union result {
	struct mmc_disc_info disc;
	struct mmc_track_info track;
	struct mmc_toc toc;
	struct mmc_capacity capacity;
	struct mmc_buffer_capacity buffer;
	struct mmc_feature feature;
	struct mmc_formats formats;
	struct mmc_speeds speeds;
	struct mmc_write_parameters parameters;
	struct mmc_capabilities capabilities;
	struct mmc_timeouts timeouts;
	struct inquiry inquiry;
	uint8_t event[EVENT_SIZE];
	uint8_t blocks[4 * BLOCK_SIZE];
};

static void call(struct scsi_device *d, uint8_t which, union result *r)
{
	struct scsi_outcome o;

	switch (which % 14) {
	case 0:
		mmc_try_disc_info(d, &r->disc, &o);
		break;
	case 1:
		mmc_read_track_info(d, TRACK_BY_TRACK, 1, &r->track);
		break;
	case 2:
		mmc_read_toc(d, 0, &r->toc);
		break;
	case 3:
		mmc_read_capacity(d, &r->capacity);
		break;
	case 4:
		mmc_read_buffer_capacity(d, &r->buffer);
		break;
	case 5:
		mmc_read_feature(d, 0x21, &r->feature);
		break;
	case 6:
		mmc_each_feature(d, false, ignore_feature, NULL);
		break;
	case 7:
		mmc_read_format_capacities(d, &r->formats);
		break;
	case 8:
		mmc_read_write_speeds(d, &r->speeds);
		break;
	case 9:
		if (!IMAPI_FAILED(mmc_read_write_parameters(d, &r->parameters)))
			mmc_set_write_parameters(d, &r->parameters);
		break;
	case 10:
		mmc_read_capabilities(d, &r->capabilities);
		break;
	case 11:
		mmc_read_timeouts(d, &r->timeouts);
		break;
	case 12:
		mmc_try_event(d, EVENT_BUSY, r->event, &o);
		break;
	default:
		spc_inquiry(d, &r->inquiry);
		spc_wait_ready(d, 10 * USEC_PER_SEC);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct imapi_transport_ops ops = { .size = sizeof(ops),
							.name = "fuzz",
							.execute = answer,
							.now_us = now,
							.sleep_us = rest };
	struct drive drive = { .at = data, .left = size };
	struct scsi_device device = { 0 };
	union result result;
	uint8_t which = take(&drive);

	if (IMAPI_FAILED(imapi_context_new(&device.context)))
		return 0;
	if (!IMAPI_FAILED(
		    imapi_transport_new(device.context, &ops, &drive, &device.transport))) {
		device.stage = (enum scsi_stage)(1 << (which >> 6));
		call(&device, which, &result);
	}
	imapi_transport_free(device.transport);
	imapi_context_free(device.context);
	return 0;
}
