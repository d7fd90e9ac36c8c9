/* SPDX-License-Identifier: MIT */
#include "scsi/outstanding.h"

#include "base/mem.h"

struct scsi_outstanding *outstanding_new(struct scsi_device *device, const struct cdb *cdb,
					 const struct imapi_exchange *x)
{
	struct scsi_outstanding *o = zalloc(sizeof(*o) + x->data_length);

	if (!o)
		return NULL;
	o->cdb = *cdb;
	o->stage = device->stage;
	o->since = transport_now(device->transport);
	o->x = *x;
	if (!x->data_length)
		return o;
	o->x.data = o->data;
	memcpy(o->data, x->data, x->data_length);
	return o;
}

/* The drive has answered; without sense, where it should have some, it is asked for that. */
static bool take_answer(struct scsi_device *device, struct scsi_outstanding *o, usec_t patience)
{
	imapi_status status;

	if (!exchange_lacks_sense(&o->x))
		return true;
	o->asking = true;
	o->ask = exchange_ask_sense(device, o->sense);
	status = transport_start(device->transport, &o->ask, patience);
	if (IMAPI_FAILED(status))
		return true;
	if (o->ask.host == IMAPI_HOST_PENDING)
		return false;
	exchange_take_sense(&o->x, &o->ask);
	return true;
}

bool outstanding_send(struct scsi_device *device, struct scsi_outstanding *o,
		      imapi_status *ret_status)
{
	*ret_status = transport_start(device->transport, &o->x, device->patience);
	if (IMAPI_FAILED(*ret_status))
		return true;
	return o->x.host != IMAPI_HOST_PENDING && take_answer(device, o, device->patience);
}

/* Waits for the sense; what the command itself came to is known. */
static bool resume_asking(struct scsi_device *device, struct scsi_outstanding *o,
			  usec_t patience)
{
	imapi_status status = transport_resume(device->transport, &o->ask, patience);

	if (!IMAPI_FAILED(status) && o->ask.host == IMAPI_HOST_PENDING)
		return false;
	if (!IMAPI_FAILED(status))
		exchange_take_sense(&o->x, &o->ask);
	return true;
}

bool outstanding_resume(struct scsi_device *device, struct scsi_outstanding *o, usec_t patience,
			imapi_status *ret_status)
{
	*ret_status = IMAPI_OK;
	if (o->asking)
		return resume_asking(device, o, patience);
	*ret_status = transport_resume(device->transport, &o->x, patience);
	if (IMAPI_FAILED(*ret_status))
		return true;
	return o->x.host != IMAPI_HOST_PENDING && take_answer(device, o, patience);
}
