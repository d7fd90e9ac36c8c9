/* SPDX-License-Identifier: MIT */
#include "burn/readback.h"

#include "base/mem.h"

#define TRANSFER_SECTORS 32u
#define TRIES 4
#define PAUSE (USEC_PER_SEC / 4)

void readback_init(struct readback *r, struct scsi_device *device)
{
	uint32_t most = transport_max_transfer(device->transport) / BLOCK_SIZE;

	*r = (struct readback){ .device = device };
	r->transfer = MIN(MAX(most, 1u), TRANSFER_SECTORS);
}

/* Medium error, blank check, an address that the disc does not have, the wrong kind of track.
 */
static bool blames_medium(const struct scsi_outcome *o)
{
	const struct scsi_sense *s = &o->sense;

	if (o->host != IMAPI_HOST_OK || !s->valid)
		return false;
	return s->key == 3 || s->key == 8 ||
	       (s->key == 5 && (s->asc == 0x21 || s->asc == 0x64 || s->asc == 0x30));
}

static bool hopeless(const struct readback *r, imapi_status status)
{
	const struct scsi_outcome *o = &r->device->last;

	return status == IMAPI_E_REQUEST_CANCELLED || o->host == IMAPI_HOST_GONE ||
	       (o->sense.valid && o->sense.key == 2 && o->sense.asc == 0x3a);
}

/* A drive that does not know the FUA bit says so once. */
static bool refuses_fua(struct readback *r)
{
	const struct scsi_sense *s = &r->device->last.sense;

	if (!r->fua || !s->valid || s->key != 5 || s->asc != 0x24)
		return false;
	r->fua = false;
	return true;
}

static imapi_status read_once(struct readback *r, int64_t lba, uint32_t sectors, void *data)
{
	imapi_status status;

	r->device->stage = STAGE_READ;
	status = r->fua ? mmc_read_fua(r->device, (uint32_t)lba, data, sectors)
			: mmc_read(r->device, (uint32_t)lba, data, sectors);
	if (!IMAPI_FAILED(status) && r->device->last.transferred != sectors * BLOCK_SIZE)
		return err_set(&r->device->context->error,
			       IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
			       "reading at LBA %lld: the drive sent %lu bytes of %lu",
			       (long long)lba, (unsigned long)r->device->last.transferred,
			       (unsigned long)sectors * BLOCK_SIZE);
	return status;
}

static imapi_status read_piece(struct readback *r, int64_t lba, uint32_t sectors, void *data)
{
	imapi_status status = IMAPI_OK;

	for (unsigned i = 0; i < TRIES; i++) {
		status = read_once(r, lba, sectors, data);
		if (!IMAPI_FAILED(status) || blames_medium(&r->device->last) ||
		    hopeless(r, status))
			break;
		if (!refuses_fua(r))
			transport_sleep(r->device->transport, PAUSE);
	}
	r->unreadable = IMAPI_FAILED(status) && blames_medium(&r->device->last);
	return status;
}

imapi_status readback_read(struct readback *r, int64_t lba, uint32_t sectors, void *data)
{
	imapi_status status = IMAPI_OK;
	uint8_t *p = data;

	r->unreadable = false;
	while (sectors > 0 && !IMAPI_FAILED(status)) {
		uint32_t n = MIN(sectors, r->transfer);

		status = read_piece(r, lba, n, p);
		lba += n;
		sectors -= n;
		p += (size_t)n * BLOCK_SIZE;
	}
	return status;
}
