/* SPDX-License-Identifier: MIT */
#include "burn/settle.h"

#include "base/mem.h"
#include "burn/wait.h"

#define FIRST_LOOK (2 * (usec_t)USEC_PER_SEC)
#define NEXT_LOOK (2 * (usec_t)USEC_PER_SEC)
#define READY_LIMIT (240 * (usec_t)USEC_PER_SEC)
#define TRIES 5
#define SLEEP_MAX (USEC_PER_SEC / 2)

void settle_start(struct settling *s)
{
	s->after = NULL;
	s->started = transport_now(s->device->transport);
	s->next = s->started + FIRST_LOOK;
	s->tries = 0;
}

/* Unit attentions and "becoming ready" are part of a drive's finding its feet. */
static bool still_moving(const struct scsi_outcome *o)
{
	enum wait_class class = wait_classify(o);

	return class == WAIT_BUSY || class == WAIT_ATTENTION || class == WAIT_HOSTFAIL;
}

/* Some drives know the new session, but need another moment before they can read it. */
static imapi_status read_ends(struct settling *s)
{
	uint32_t unit = MIN(s->plan->unit, (uint32_t)s->plan->sectors);
	AUTOFREE uint8_t *data = malloc((size_t)unit * BLOCK_SIZE);
	int64_t last = s->plan->start + (int64_t)(s->plan->sectors - unit);
	struct readback r;
	imapi_status status;

	if (!data)
		return err_no_memory(&s->device->context->error);
	readback_init(&r, s->device);
	status = readback_read(&r, s->plan->start, unit, data);
	if (!IMAPI_FAILED(status))
		status = readback_read(&r, last, unit, data);
	/* what cannot be read at last is the business of proof and verification */
	return IMAPI_FAILED(status) && r.unreadable && s->tries >= TRIES ? IMAPI_OK : status;
}

static imapi_status look(struct settling *s)
{
	imapi_status status = IMAPI_OK;

	s->device->stage = STAGE_READ;
	if (!s->after)
		status = medium_read(s->device, &s->after);
	if (!IMAPI_FAILED(status))
		status = read_ends(s);
	return status;
}

imapi_status settle_step(struct settling *s, bool *ret_more)
{
	struct imapi_transport *transport = s->device->transport;
	struct imapi_error *err = &s->device->context->error;
	usec_t now = transport_now(transport);
	struct scsi_outcome o = { 0 };
	imapi_status status;

	*ret_more = true;
	if (now < s->next) {
		transport_sleep(transport, MIN(s->next - now, (usec_t)SLEEP_MAX));
		return IMAPI_OK;
	}
	s->next = now + NEXT_LOOK / 4;
	s->device->stage = STAGE_READ;
	spc_test_unit_ready(s->device, &o);
	if (still_moving(&o) && now - s->started < READY_LIMIT)
		return IMAPI_OK;
	s->tries++;
	status = look(s);
	*ret_more =
		IMAPI_FAILED(status) && s->tries < TRIES && status != IMAPI_E_REQUEST_CANCELLED;
	s->next = now + NEXT_LOOK;
	return *ret_more ? IMAPI_OK : err_in(err, status, "looking at the finished disc");
}
