/* SPDX-License-Identifier: MIT */
#include "burn/close.h"

#include "base/mem.h"
#include "burn/script.h"
#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

static const struct media_close_step sync_step = { MEDIA_SYNC, { 0 } };
static const struct media_close_step session_step = { MEDIA_CLOSE_SESSION, { 2 } };
static const struct media_close_step final_step = { MEDIA_FINALISE, { 6, 5, 2 } };

static void init(struct script *s, struct closing *c, const struct media_close_step *step)
{
	script_init(s);
	s->disc = (struct mmc_disc_info){ .sessions_lsb = 1,
					  .disc_status = DISC_APPENDABLE,
					  .last_session_state = SESSION_INCOMPLETE };
	s->track = (struct mmc_track_info){ .track_lsb = 1, .nwa_valid = 1, .nwa = 1024 };
	*c = (struct closing){ .device = &s->device,
			       .profile = media_find_profile(0x001b),
			       .ops = &media_dvd_plus_ops,
			       .step = step,
			       .before = { .sessions_lsb = 1 },
			       .extent = { 0, 1024, 1 },
			       .budget = { SECONDS(60), SECONDS(240), SECONDS(1800),
					   SECONDS(7200), 0 },
			       .finalise = step == &final_step };
	closing_start(c);
}

static imapi_status run(struct closing *c)
{
	imapi_status status = IMAPI_OK;
	bool more = true;

	while (more && !IMAPI_FAILED(status))
		status = closing_step(c, &more);
	return status;
}

static void session_closes(struct script *s)
{
	s->busy_until = s->now + SECONDS(20);
	s->disc.sessions_lsb = 2;
	s->disc.last_session_state = SESSION_EMPTY;
}

static void disc_closes(struct script *s)
{
	s->busy_until = s->now + SECONDS(20);
	s->disc.disc_status = DISC_COMPLETE;
	s->disc.last_session_state = SESSION_COMPLETE;
}

T(a_session_that_closes_is_closed)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.on_accept = session_closes;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_CLOSED);
	ck_assert(!c.is_final);
	ck_assert_uint_eq(s.closes, 1);
	script_done(&s);
}

T(a_flush_is_done_when_the_track_ends_where_it_should)
{
	struct script s;
	struct closing c;

	init(&s, &c, &sync_step);
	ck_assert_int_eq(run(&c), IMAPI_OK);
	script_done(&s);
	init(&s, &c, &sync_step);
	s.track.nwa = 1000;
	ck_assert_int_eq(run(&c), IMAPI_E_DATA_SHORT);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_DATA_SHORT);
	ck_assert_uint_eq(c.missing, 24);
	script_done(&s);
}

T(a_track_that_ends_too_early_is_looked_at_again_once_it_is_closed)
{
	static const struct {
		uint32_t nwa;
		bool hidden;
		imapi_status end;
		uint64_t lacking;
	} rows[] = {
		{ 1024, false, IMAPI_OK, 0 },
		{ 1000, false, IMAPI_E_DATA_SHORT, 24 },
		{ 1024, true, IMAPI_E_DATA_SHORT, 40 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct script s;
		struct closing c;

		init(&s, &c, &sync_step);
		c.later = true;
		s.track.nwa = 984;
		ck_assert_int_eq(run(&c), IMAPI_OK);
		ck_assert_int_eq(c.state, IMAPI_CLOSE_CLOSED);
		ck_assert_uint_eq(c.lacking, 40);
		script_done(&s);
		init(&s, &c, &session_step);
		c.lacking = 40;
		s.on_accept = session_closes;
		s.track.nwa = rows[i].nwa;
		s.no_track = rows[i].hidden;
		ck_assert_int_eq(run(&c), rows[i].end);
		ck_assert_uint_eq(c.state == IMAPI_CLOSE_DATA_SHORT ? c.missing : 0,
				  rows[i].lacking);
		script_done(&s);
	}
}

T(a_drive_that_wrote_nothing_is_not_believed)
{
	struct script s;
	struct closing c;

	/* it may show the track late, but not later than when the session is closed */
	init(&s, &c, &sync_step);
	s.track.nwa = 0;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	script_done(&s);
	init(&s, &c, &session_step);
	s.track.nwa = 0;
	ck_assert_int_eq(run(&c), IMAPI_E_WRITE_NOT_PROVEN);
	script_done(&s);
}

T(a_drive_without_immed_gets_the_command_without)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.answers[0] = SCRIPT_SENSE(5, 0x24, 0);
	s.answer_count = 1;
	s.on_accept = session_closes;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	ck_assert_uint_eq(s.closes, 2);
	ck_assert(s.immed[0] && !s.immed[1]);
	script_done(&s);
}

T(finalising_goes_down_the_ladder)
{
	struct script s;
	struct closing c;

	init(&s, &c, &final_step);
	s.answers[0] = s.answers[1] = SCRIPT_SENSE(5, 0x24, 0);
	s.answer_count = 2;
	s.on_accept = disc_closes;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	ck_assert_uint_eq(s.closes, 3);
	ck_assert_uint_eq(s.functions[0], 6);
	ck_assert_uint_eq(s.functions[2], 5);
	ck_assert(c.is_final);
	script_done(&s);
}

T(the_last_rung_of_finalising_is_a_closed_session)
{
	struct script s;
	struct closing c;

	init(&s, &c, &final_step);
	for (int i = 0; i < 2; i++)
		s.answers[i] = SCRIPT_SENSE(5, 0x30, 0x05);
	s.answer_count = 2;
	s.on_accept = session_closes;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	ck_assert_uint_eq(s.functions[2], 2);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_CLOSED);
	ck_assert(!c.is_final);
	script_done(&s);
}

T(a_refused_close_says_that_the_data_is_written)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	for (unsigned i = 0; i < 8; i++)
		s.answers[i] = SCRIPT_SENSE(5, 0x72, 0x03);
	s.answer_count = 8;
	ck_assert_int_eq(run(&c), IMAPI_E_CLOSE_REJECTED);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_REJECTED);
	script_done(&s);
}

T(a_close_that_comes_too_early_is_sent_again)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.answers[0] = SCRIPT_SENSE(2, 0x04, 0x07);
	s.answers[1] = SCRIPT_SENSE(6, 0x28, 0x00);
	s.answers[2] = SCRIPT_SENSE(5, 0x2c, 0x00);
	s.answer_count = 3;
	s.on_accept = session_closes;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	ck_assert_uint_eq(s.closes, 4);
	script_done(&s);
}

T(a_busy_answer_can_mean_that_the_close_has_started)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.answers[0] = SCRIPT_SENSE(6, 0x2e, 0x00);
	s.answer_count = 1;
	session_closes(&s);
	ck_assert_int_eq(run(&c), IMAPI_OK);
	ck_assert_uint_eq(s.closes, 1);
	script_done(&s);
}

T(a_medium_error_ends_as_such_unless_the_disc_is_closed_anyway)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.answers[0] = SCRIPT_SENSE(3, 0x73, 0x04);
	s.answer_count = 1;
	ck_assert_int_eq(run(&c), IMAPI_E_CLOSE_MEDIUM_FAILED);
	script_done(&s);
	init(&s, &c, &session_step);
	s.answers[0] = SCRIPT_SENSE(3, 0x73, 0x04);
	s.answer_count = 1;
	session_closes(&s);
	ck_assert_int_eq(run(&c), IMAPI_OK);
	script_done(&s);
}

T(a_hardware_error_is_the_drives)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.answers[0] = SCRIPT_SENSE(4, 0x09, 0x01);
	s.answers[1] = SCRIPT_SENSE(4, 0x09, 0x01);
	s.answer_count = 2;
	ck_assert_int_eq(run(&c), IMAPI_E_CLOSE_DRIVE_FAILED);
	script_done(&s);
}

T(a_flush_that_fails_is_a_failure_whatever_the_addresses_say)
{
	struct script s;
	struct closing c;

	init(&s, &c, &sync_step);
	s.answers[0] = SCRIPT_SENSE(3, 0x0c, 0x00);
	s.answer_count = 1;
	ck_assert_int_eq(run(&c), IMAPI_E_FLUSH_FAILED);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_FLUSH_FAILED);
	script_done(&s);
}

T(a_drive_without_a_write_cache_needs_no_flush)
{
	struct script s;
	struct closing c;

	init(&s, &c, &sync_step);
	s.answers[0] = s.answers[1] = SCRIPT_SENSE(5, 0x20, 0);
	s.answer_count = 2;
	ck_assert_int_eq(run(&c), IMAPI_OK);
	script_done(&s);
}

T(an_endless_close_is_still_closing)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	s.busy_forever = true;
	ck_assert_int_eq(run(&c), IMAPI_E_STILL_CLOSING);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_STILL_RUNNING);
	ck_assert_str_ne(imapi_error_advice(imapi_last_error(s.context)), "");
	script_done(&s);
}

T(a_drive_that_ignores_the_close_is_unconfirmed)
{
	struct script s;
	struct closing c;

	init(&s, &c, &session_step);
	ck_assert_int_eq(run(&c), IMAPI_S_CLOSED_UNCONFIRMED);
	ck_assert_int_eq(c.state, IMAPI_CLOSE_UNCONFIRMED);
	script_done(&s);
}

T_MAIN("close")
