/* SPDX-License-Identifier: MIT */
/* Every function with every kind of fault: a clean status, never a crash, never a success. */
#include "support/mock.h"
#include "support/t.h"

#include "base/mem.h"
#include "mmc/mmc.h"

#include <string.h>

static uint8_t buffer[4 * 2048];
static struct scsi_outcome outcome;

static void ignore_feature(void *user, const struct mmc_feature *feature)
{
	(void)user;
	(void)feature;
}

#define CALL(name, expression)                                                                 \
	static imapi_status name(struct scsi_device *d)                                        \
	{                                                                                      \
		union {                                                                        \
			struct mmc_disc_info disc;                                             \
			struct mmc_track_info track;                                           \
			struct mmc_toc toc;                                                    \
			struct mmc_capacity capacity;                                          \
			struct mmc_buffer_capacity buffer;                                     \
			struct mmc_feature feature;                                            \
			struct mmc_formats formats;                                            \
			struct mmc_speeds speeds;                                              \
			struct mmc_write_parameters parameters;                                \
			struct mmc_capabilities capabilities;                                  \
			struct mmc_timeouts timeouts;                                          \
			struct mmc_layer_capacity layer;                                       \
			struct mmc_streaming streaming;                                        \
			struct inquiry inquiry;                                                \
			struct scsi_sense sense;                                               \
			uint16_t profile;                                                      \
		} u = { 0 };                                                                   \
		(void)u;                                                                       \
		return expression;                                                             \
	}

CALL(tur, spc_test_unit_ready(d, &outcome))
CALL(request_sense, spc_request_sense(d, &u.sense))
CALL(inquiry, spc_inquiry(d, &u.inquiry))
CALL(prevent, spc_prevent_removal(d, true))
CALL(start, spc_start_stop(d, true, true, true))
CALL(disc_info, mmc_read_disc_info(d, &u.disc))
CALL(try_disc_info, mmc_try_disc_info(d, &u.disc, &outcome))
CALL(track_info, mmc_read_track_info(d, TRACK_BY_LBA, 0, &u.track))
CALL(try_track_info, mmc_try_track_info(d, TRACK_BY_LBA, 0, &u.track, &outcome))
CALL(toc, mmc_read_toc(d, 0, &u.toc))
CALL(capacity, mmc_read_capacity(d, &u.capacity))
CALL(buffer_capacity, mmc_read_buffer_capacity(d, &u.buffer))
CALL(profile, mmc_read_profile(d, &u.profile))
CALL(feature, mmc_read_feature(d, 0x21, &u.feature))
CALL(features, mmc_each_feature(d, false, ignore_feature, NULL))
CALL(event, mmc_try_event(d, EVENT_MEDIA, buffer, &outcome))
CALL(formats, mmc_read_format_capacities(d, &u.formats))
CALL(speeds, mmc_read_write_speeds(d, &u.speeds))
CALL(streaming, mmc_set_streaming(d, &u.streaming))
CALL(cd_speed, mmc_set_cd_speed(d, 0, 1, 2))
CALL(parameters, mmc_read_write_parameters(d, &u.parameters))
CALL(set_parameters, mmc_set_write_parameters(d, &u.parameters))
CALL(capabilities, mmc_read_capabilities(d, &u.capabilities))
CALL(timeouts, mmc_read_timeouts(d, &u.timeouts))
CALL(reserve, mmc_reserve_track(d, 32))
CALL(opc, mmc_try_opc(d, &outcome))
CALL(read_it, mmc_read(d, 0, buffer, 4))
CALL(read_fua, mmc_read_fua(d, 0, buffer, 4))
CALL(write_it, mmc_try_write(d, 0, buffer, 4, &outcome))
CALL(synchronize, mmc_try_synchronize(d, true, &outcome))
CALL(close_it, mmc_try_close(d, 1, 1, true, &outcome))
CALL(layer_capacity, mmc_read_layer_capacity(d, &u.layer))
CALL(set_layer_capacity, mmc_try_layer_capacity(d, 16, &outcome))
CALL(wait_ready, spc_wait_ready(d, USEC_PER_SEC))

typedef imapi_status call_fn(struct scsi_device *device);

static call_fn *const calls[] = {
	tur,
	request_sense,
	inquiry,
	prevent,
	start,
	disc_info,
	track_info,
	toc,
	capacity,
	profile,
	feature,
	features,
	formats,
	speeds,
	streaming,
	cd_speed,
	parameters,
	set_parameters,
	timeouts,
	reserve,
	opc,
	read_it,
	read_fua,
	write_it,
	synchronize,
	close_it,
	wait_ready,
	capabilities,
	event,
	try_disc_info,
	try_track_info,
	buffer_capacity,
	layer_capacity,
	set_layer_capacity,
};

static imapi_status call_with(call_fn *call, struct mock_step step, enum scsi_stage stage)
{
	struct mock_step steps[1] = { step };
	struct mock mock;
	imapi_status status;

	steps[0].repeat = true;
	mock_start(&mock, steps, 1);
	mock.device.stage = stage;
	status = call(&mock.device);
	ck_assert_uint_le(mock.clock, 300 * (usec_t)USEC_PER_SEC);
	if (IMAPI_FAILED(status))
		ck_assert_str_ne(imapi_error_message(imapi_last_error(mock.context)), "");
	mock_end(&mock);
	return status;
}

T(a_fault_of_the_bus_fails_every_call)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		for (int host = IMAPI_HOST_TIMEOUT; host <= IMAPI_HOST_BUSY; host++)
			ck_assert_msg(IMAPI_FAILED(call_with(
					      calls[i],
					      (struct mock_step){
						      .host = (enum imapi_host_result)host },
					      STAGE_CLOSE)),
				      "call %zu, host %d", i, host);
		ck_assert_int_eq(call_with(calls[i],
					   (struct mock_step){ .failed = IMAPI_E_FAIL },
					   STAGE_READ),
				 IMAPI_E_FAIL);
	}
}

T(a_status_other_than_good_fails_every_call)
{
	static const uint8_t statuses[] = { 0x02, 0x08, 0x18, 0x28, 0x40, 0xff };

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		for (size_t s = 0; s < ARRAY_SIZE(statuses); s++)
			ck_assert_msg(
				IMAPI_FAILED(call_with(
					calls[i], (struct mock_step){ .status = statuses[s] },
					STAGE_PREPARE)),
				"call %zu, status %02x", i, statuses[s]);
}

static struct mock_step step_of(const struct sense_row *row, char text[16])
{
	sprintf(text, "%x/%02x/%02x", row->key == SENSE_KEY_ANY ? 4 : row->key, row->asc,
		row->ascq_last);
	return (struct mock_step){ .status = 2, .sense = text };
}

T(every_sense_at_every_call_has_a_clear_end)
{
	size_t count;
	const struct sense_row *rows = sense_rows(&count);

	for (size_t r = 0; r < count; r++) {
		char text[16];
		struct mock_step step = step_of(&rows[r], text);

		for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
			imapi_status s = call_with(calls[i], step, STAGE_WRITE);
			struct scsi_sense sense = { .key = rows[r].key == SENSE_KEY_ANY
								   ? 4
								   : rows[r].key,
						    .asc = rows[r].asc,
						    .ascq = rows[r].ascq_last };
			bool fine = sense_lookup(&sense, STAGE_WRITE)->action == SENSE_OK;

			ck_assert_msg(fine || IMAPI_FAILED(s), "call %zu succeeds with %s", i,
				      text);
		}
	}
}

/* Calls whose answer has a part that must be there. */
static call_fn *const needy[] = { inquiry,	  disc_info, try_disc_info, track_info,
				  try_track_info, toc,	     capacity,	    buffer_capacity,
				  profile,	  feature,   features,	    event,
				  formats,	  speeds,    parameters,    set_parameters,
				  timeouts,	  read_it,   read_fua,	    capabilities,
				  layer_capacity };

T(an_empty_answer_is_a_broken_one)
{
	for (size_t i = 0; i < ARRAY_SIZE(needy); i++)
		ck_assert_msg(
			call_with(needy[i], (struct mock_step){ .reply = "" }, STAGE_PREPARE) ==
				IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
			"call %zu", i);
}

T(answers_of_any_length_and_content_do_no_harm)
{
	static const char *const patterns[] = { "ff", "00", "7f", "a5", "0010", "8001" };
	static char text[2 * 70000];

	for (size_t p = 0; p < ARRAY_SIZE(patterns); p++) {
		for (size_t n = 0; n < 300; n += n < 48 ? 1 : 37) {
			text[0] = '\0';
			for (size_t k = 0; k < n; k++)
				strcpy(text + k * 2,
				       k & 1 && patterns[p][2] ? patterns[p] + 2 : patterns[p]);
			text[2 * n] = '\0';
			for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
				call_with(calls[i], (struct mock_step){ .reply = text },
					  STAGE_PREPARE);
		}
	}
}

/* A transport whose write did not take all the data. */
static imapi_status half(void *self, struct imapi_exchange *x)
{
	(void)self;
	x->residual = x->data_length / 2;
	return IMAPI_OK;
}

T(a_write_that_took_half_is_no_success)
{
	struct mock mock;

	mock_start(&mock, NULL, 0);
	mock.transport->ops.execute = half;
	ck_assert_int_eq(mmc_try_write(&mock.device, 77, buffer, 4, &outcome),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	ck_assert_int_eq(outcome.action, SENSE_INQUIRE);
	ck_assert_int_eq(imapi_error_lba(imapi_last_error(mock.context)), 77);
	mock_end(&mock);
}

T_MAIN("faults")
