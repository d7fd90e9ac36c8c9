/* SPDX-License-Identifier: MIT */
#include "burn/readback.h"

#include "base/mem.h"

#define TRANSFER_SECTORS 32u
#define TRIES 4
#define PATIENCE (240 * (usec_t)USEC_PER_SEC)
#define MOST_ATTENTIONS 8
#define FIRST_PAUSE (USEC_PER_SEC / 4)
#define LONGEST_PAUSE (2 * (usec_t)USEC_PER_SEC)
#define SLICE (USEC_PER_SEC / 4)

void readback_init(struct readback *r, struct scsi_device *device)
{
	uint32_t most = transport_max_transfer(device->transport) / BLOCK_SIZE;

	*r = (struct readback){ .device = device, .tries = TRIES, .patience = PATIENCE };
	r->transfer = MIN(MAX(most, 1u), TRANSFER_SECTORS);
}

static bool is_sense(const struct scsi_outcome *o, uint8_t key)
{
	return o->host == IMAPI_HOST_OK && o->sense.valid && !o->sense.deferred &&
	       o->sense.key == key;
}

/* A table of contents that the drive has not read again: out of range, wrong mode for this
 * track, unknown format. */
static bool is_stale(const struct scsi_outcome *o)
{
	return is_sense(o, 5) &&
	       (o->sense.asc == 0x21 || o->sense.asc == 0x64 || o->sense.asc == 0x30);
}

static bool is_absent(const struct scsi_outcome *o)
{
	return o->host == IMAPI_HOST_GONE || (is_sense(o, 2) && o->sense.asc == 0x3a);
}

static bool is_busy(const struct scsi_outcome *o)
{
	return o->action == SENSE_WAIT || (is_sense(o, 2) && o->sense.asc == 0x04);
}

static bool drive_is_ready(struct readback *r)
{
	struct scsi_outcome read = r->device->last, o;
	struct imapi_error error = r->device->context->error;

	spc_test_unit_ready(r->device, &o);
	r->device->last = read;
	r->device->context->error = error;
	return !is_busy(&o) && !is_absent(&o);
}

/* True if the drive itself says that the disc ends before @end. */
static bool ends_before(struct readback *r, int64_t end)
{
	struct scsi_outcome read = r->device->last;
	struct imapi_error error = r->device->context->error;
	struct mmc_capacity capacity = { 0 };
	bool answered = !IMAPI_FAILED(mmc_read_capacity(r->device, &capacity));

	r->device->last = read;
	r->device->context->error = error;
	return answered && (int64_t)capacity.last_lba < end;
}

static imapi_status read_once(struct readback *r, int64_t lba, uint32_t sectors, void *data)
{
	struct scsi_device *device = r->device;
	imapi_status status;

	device->stage = STAGE_READ;
	status = mmc_try_read(device, (uint32_t)lba, data, sectors, r->fua, NULL);
	if (!IMAPI_FAILED(status) && device->last.transferred != sectors * BLOCK_SIZE)
		return err_set(&device->context->error,
			       IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
			       "reading at LBA %lld: the drive sent %lu bytes of %lu",
			       (long long)lba, (unsigned long)device->last.transferred,
			       (unsigned long)sectors * BLOCK_SIZE);
	return status;
}

/* How often, and for how long, one piece was tried. */
struct attempts {
	usec_t started, pause;
	unsigned attentions, tries;
};

static imapi_status rest(struct readback *r, struct attempts *a)
{
	const atomic_bool *cancel = r->device->cancel;

	for (usec_t left = a->pause; left > 0;) {
		usec_t slice = MIN(left, (usec_t)SLICE);

		if (cancel && atomic_load(cancel))
			return err_set(&r->device->context->error, IMAPI_E_REQUEST_CANCELLED,
				       "cancelled while the drive was waited for");
		transport_sleep(r->device->transport, slice);
		left -= slice;
	}
	a->pause = MIN(a->pause * 3 / 2, LONGEST_PAUSE);
	return IMAPI_OK;
}

/* A drive that does not know the FUA bit says so once. */
static bool refuses_fua(struct readback *r)
{
	if (!r->fua || !is_sense(&r->device->last, 5) || r->device->last.sense.asc != 0x24)
		return false;
	r->fua = false;
	return true;
}

static enum readback_fault find_fault(struct readback *r, int64_t end)
{
	const struct scsi_outcome *o = &r->device->last;

	if (is_sense(o, 3) || is_sense(o, 8))
		return drive_is_ready(r) ? READBACK_MEDIUM : READBACK_DRIVE;
	if (!is_stale(o))
		return READBACK_DRIVE;
	return r->trust_capacity && ends_before(r, end) ? READBACK_MEDIUM : READBACK_STALE;
}

/* After a failure: whether the command is worth being sent again at once, later, not at all. */
enum verdict { AT_ONCE, LATER, NO_MORE };

static enum verdict judge(struct readback *r, struct attempts *a, int64_t end)
{
	const struct scsi_outcome *o = &r->device->last;
	usec_t elapsed = transport_now(r->device->transport) - a->started;
	bool attention = is_sense(o, 6);

	if (refuses_fua(r))
		return AT_ONCE;
	r->reset_seen |= (attention && o->sense.asc == 0x29) || o->host == IMAPI_HOST_RESET;
	r->fault = find_fault(r, end);
	if (attention && a->attentions++ < MOST_ATTENTIONS)
		return AT_ONCE;
	if (r->fault == READBACK_MEDIUM || is_absent(o))
		return NO_MORE;
	if (is_busy(o) || is_sense(o, 3) || is_sense(o, 8))
		return elapsed + a->pause <= r->patience ? LATER : NO_MORE;
	return ++a->tries < r->tries ? LATER : NO_MORE;
}

static imapi_status read_piece(struct readback *r, int64_t lba, uint32_t sectors, void *data)
{
	struct attempts a = { .started = transport_now(r->device->transport),
			      .pause = FIRST_PAUSE };

	for (;;) {
		imapi_status status = read_once(r, lba, sectors, data), stop = IMAPI_OK;
		enum verdict verdict;

		r->fault = READBACK_NONE;
		if (!IMAPI_FAILED(status))
			return status;
		verdict = judge(r, &a, lba + sectors);
		if (verdict == NO_MORE)
			return status;
		log_debug(r->device->context, "%s",
			  imapi_error_message(&r->device->context->error));
		if (verdict == LATER)
			stop = rest(r, &a);
		if (IMAPI_FAILED(stop))
			return stop;
	}
}

imapi_status readback_read(struct readback *r, int64_t lba, uint32_t sectors, void *data)
{
	imapi_status status = IMAPI_OK;
	uint8_t *p = data;

	r->fault = READBACK_NONE;
	while (sectors > 0 && !IMAPI_FAILED(status)) {
		uint32_t n = MIN(sectors, r->transfer);

		status = read_piece(r, lba, n, p);
		lba += n;
		sectors -= n;
		p += (size_t)n * BLOCK_SIZE;
	}
	return status;
}
