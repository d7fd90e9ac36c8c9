/* SPDX-License-Identifier: MIT */
#include "burn/script.h"

#include "base/mem.h"
#include "support/t.h"

#define TEST_UNIT_READY 0x00
#define REQUEST_SENSE 0x03
#define INQUIRY 0x12
#define GET_EVENT_STATUS 0x4a
#define SYNCHRONIZE_CACHE 0x35
#define READ_DISC_INFORMATION 0x51
#define READ_TRACK_INFORMATION 0x52
#define CLOSE_TRACK_SESSION 0x5b

static imapi_status answer_sense(struct imapi_exchange *x, const struct scsi_sense *sense)
{
	uint8_t bytes[18];

	if (!sense->valid)
		return IMAPI_OK;
	sense_encode(sense, bytes);
	memcpy(x->sense, bytes, sizeof(bytes));
	x->sense_length = sizeof(bytes);
	x->scsi_status = 2;
	x->residual = x->data_length;
	return IMAPI_OK;
}

static imapi_status answer_layout(struct imapi_exchange *x, const struct wire_layout *layout,
				  const void *value)
{
	uint8_t bytes[64];
	uint32_t n = MIN(x->data_length, layout->size);

	wire_put_clean(layout, value, bytes);
	bytes[0] = 0;
	bytes[1] = (uint8_t)(layout->size - 2);
	memcpy(x->data, bytes, n);
	x->residual = x->data_length - n;
	return IMAPI_OK;
}

static bool event_is_due(struct script *s)
{
	if (s->event_at == 0 || s->now < s->event_at)
		return false;
	if (!s->event_stays)
		s->event_at = 0;
	return true;
}

static imapi_status answer_event(struct script *s, struct imapi_exchange *x)
{
	if (s->host == IMAPI_HOST_OK)
		return answer_sense(x, &s->event);
	x->host = s->host;
	return IMAPI_OK;
}

static imapi_status answer_close(struct script *s, struct imapi_exchange *x)
{
	bool sync = x->cdb[0] == SYNCHRONIZE_CACHE;

	if (s->closes < ARRAY_SIZE(s->functions)) {
		s->functions[s->closes] = sync ? 0xff : x->cdb[2] & 7;
		s->immed[s->closes] = x->cdb[1] & (sync ? 2 : 1);
	}
	s->closes++;
	if (s->answered < s->answer_count)
		return answer_sense(x, &s->answers[s->answered++]);
	if (s->on_accept)
		s->on_accept(s);
	return IMAPI_OK;
}

/* What a drive that works says. */
static imapi_status answer_busy(struct script *s, struct imapi_exchange *x)
{
	struct scsi_sense sense = s->busy;

	if (s->status_busy) {
		x->scsi_status = 8;
		return IMAPI_OK;
	}
	if (s->busy_later.valid && s->counts[TEST_UNIT_READY] % 2)
		sense = s->busy_later;
	if (s->step_every) {
		sense.has_progress = true;
		sense.progress = (uint16_t)MIN(
			s->now / USEC_PER_SEC / (usec_t)s->step_every * 655, 65535u);
	}
	return answer_sense(x, &sense);
}

static imapi_status answer_inquiry(struct script *s, struct imapi_exchange *x)
{
	if (s->inquiry_busy)
		return answer_busy(s, x);
	memset(x->data, 0, x->data_length);
	((uint8_t *)x->data)[4] = 31;
	return IMAPI_OK;
}

static imapi_status answer_events(struct script *s, struct imapi_exchange *x)
{
	usec_t gone = s->foretold_falls ? s->now / (USEC_PER_SEC / 10) : 0;
	uint16_t time = (uint16_t)(s->foretold - MIN(gone, (usec_t)s->foretold));
	uint8_t bytes[8] = { 0, 6, 6, 0x40, 1, 2, (uint8_t)(time >> 8), (uint8_t)time };

	if (!s->foretold)
		return answer_sense(x, &SCRIPT_SENSE(5, 0x20, 0));
	memcpy(x->data, bytes, MIN(x->data_length, sizeof(bytes)));
	return IMAPI_OK;
}

static imapi_status script_execute(void *self, struct imapi_exchange *x)
{
	struct script *s = self;
	bool busy = s->busy_forever || s->now < s->busy_until;

	s->counts[x->cdb[0]]++;
	s->now += 1000;
	if (s->nwa_every)
		s->track.nwa = (uint32_t)(s->now / s->nwa_every);
	if (s->complete_at && s->now >= s->complete_at)
		s->disc.disc_status = DISC_COMPLETE;
	switch (x->cdb[0]) {
	case TEST_UNIT_READY:
		if (event_is_due(s))
			return answer_event(s, x);
		return busy && !s->tur_lies ? answer_busy(s, x) : IMAPI_OK;
	case INQUIRY:
		return answer_inquiry(s, x);
	case GET_EVENT_STATUS:
		return answer_events(s, x);
	case READ_DISC_INFORMATION:
		return busy && !s->disc_honest ? answer_busy(s, x)
					       : answer_layout(x, &wire_disc_info, &s->disc);
	case READ_TRACK_INFORMATION:
		if (s->no_track)
			return answer_sense(x, &SCRIPT_SENSE(5, 0x24, 0));
		return busy ? answer_busy(s, x) : answer_layout(x, &wire_track_info, &s->track);
	case SYNCHRONIZE_CACHE:
	case CLOSE_TRACK_SESSION:
		return answer_close(s, x);
	case REQUEST_SENSE: {
		uint8_t bytes[18];

		sense_encode(&s->busy, bytes);
		memcpy(x->data, bytes, MIN(x->data_length, sizeof(bytes)));
		return IMAPI_OK;
	}
	default:
		return answer_sense(x, &SCRIPT_SENSE(5, 0x20, 0));
	}
}

/* The command that was started, or goes on, while the drive is mute. */
static imapi_status script_start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct script *s = self;

	if (s->now < s->mute_from || s->now >= s->mute_until)
		return script_execute(self, x);
	if (s->now + patience < s->mute_until) {
		s->now += patience;
		x->host = IMAPI_HOST_PENDING;
		return IMAPI_OK;
	}
	s->now = s->mute_until;
	return script_execute(self, x);
}

static uint64_t script_now(void *self)
{
	return ((struct script *)self)->now;
}

static void script_sleep(void *self, uint64_t us)
{
	((struct script *)self)->now += us;
}

void script_init(struct script *s)
{
	static const struct imapi_transport_ops ops = {
		.size = sizeof(ops),
		.name = "script",
		.execute = script_execute,
		.start = script_start,
		.resume = script_start,
		.now_us = script_now,
		.sleep_us = script_sleep,
	};

	memset(s, 0, sizeof(*s));
	s->busy = SCRIPT_SENSE(2, 0x04, 0x07);
	s->now = USEC_PER_SEC;
	ck_assert_int_eq(imapi_context_new(&s->context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(s->context, &ops, s, &s->transport), IMAPI_OK);
	s->device.context = s->context;
	s->device.transport = s->transport;
	s->device.stage = STAGE_CLOSE;
}

void script_done(struct script *s)
{
	imapi_transport_free(s->transport);
	scsi_leave(&s->device);
	imapi_context_free(s->context);
}
