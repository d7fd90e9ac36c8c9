/* SPDX-License-Identifier: MIT */
#include "burn/wait.h"

#include "burn/script.h"
#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

static bool disc_is_complete(void *user, const struct wait_sample *sample)
{
	(void)user;
	return sample->has_disc && sample->disc.disc_status == DISC_COMPLETE;
}

static void init(struct script *s, struct wait *w)
{
	script_init(s);
	s->disc.disc_status = DISC_COMPLETE;
	*w = (struct wait){ .device = &s->device,
			    .budget = { SECONDS(60), SECONDS(240), SECONDS(1800), SECONDS(7200),
					0 },
			    .patience = SECONDS(30),
			    .reached = disc_is_complete };
}

/* Runs to the end; no step may sleep for longer than half a second. */
static enum wait_end run(struct script *s, struct wait *w)
{
	enum wait_end end = WAIT_GOES_ON;

	wait_start(w);
	while (end == WAIT_GOES_ON) {
		usec_t before = s->now;

		end = wait_step(w);
		ck_assert_uint_le(s->now - before, USEC_PER_SEC / 2 + 10000);
	}
	return end;
}

T(a_drive_that_is_done_at_once_is_asked_twice)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert_uint_eq(s.counts[0x51], 2);
	ck_assert(s.now >= SECONDS(3) && s.now < SECONDS(5));
	script_done(&s);
}

T(twenty_five_minutes_are_waited_for)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(1500);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert(s.now >= SECONDS(1500) && s.now < SECONDS(1510));
	ck_assert(w.told);
	script_done(&s);
}

T(test_unit_ready_is_no_witness)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.tur_lies = true;
	s.busy_until = SECONDS(55);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert(s.now >= SECONDS(55));
	ck_assert(w.tur_lies);
	script_done(&s);
}

T(a_wait_that_never_ends_expires_with_its_own_result)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	ck_assert_int_eq(run(&s, &w), WAIT_EXPIRED);
	ck_assert(s.now >= SECONDS(7200) && s.now < SECONDS(7210));
	script_done(&s);
}

T(ready_without_the_expected_state_is_not_success)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.disc.disc_status = DISC_APPENDABLE;
	ck_assert_int_eq(run(&s, &w), WAIT_NOT_REACHED);
	ck_assert(s.now >= SECONDS(30) && s.now < SECONDS(40));
	script_done(&s);
}

T(a_medium_that_is_gone_twice_is_gone)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	s.event_at = SECONDS(10);
	s.event_stays = true;
	s.event = SCRIPT_SENSE(2, 0x3a, 0);
	ck_assert_int_eq(run(&s, &w), WAIT_GONE);
	ck_assert(s.now < SECONDS(15));
	script_done(&s);
}

T(a_medium_that_is_gone_once_is_asked_again)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(20);
	s.event_at = SECONDS(10);
	s.event = SCRIPT_SENSE(2, 0x3a, 0);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	script_done(&s);
}

T(unit_attentions_are_drained_and_a_reset_is_remembered)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(20);
	s.event_at = SECONDS(10);
	s.event = SCRIPT_SENSE(6, 0x29, 0);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert(w.reset_seen);
	script_done(&s);
}

T(a_fault_while_working_is_kept_until_the_drive_is_ready)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.disc.disc_status = DISC_APPENDABLE;
	s.busy_until = SECONDS(20);
	s.event_at = SECONDS(10);
	s.event = SCRIPT_SENSE(3, 0x72, 0x01);
	ck_assert_int_eq(run(&s, &w), WAIT_NOT_REACHED);
	ck_assert(s.now >= SECONDS(20) && s.now < SECONDS(30));
	ck_assert(w.has_fault);
	ck_assert_uint_eq(w.fault.sense.asc, 0x72);
	script_done(&s);
}

T(a_fault_that_turns_out_to_be_none_does_not_stop_success)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(20);
	s.event_at = SECONDS(10);
	s.event = SCRIPT_SENSE(4, 0x44, 0);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	script_done(&s);
}

T(a_drive_that_vanishes_from_the_bus_is_gone)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.event_at = SECONDS(1);
	s.event_stays = true;
	s.host = IMAPI_HOST_GONE;
	ck_assert_int_eq(run(&s, &w), WAIT_GONE);
	script_done(&s);
}

T(a_bus_that_fails_all_the_time_is_lost_in_the_end)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.event_at = SECONDS(1);
	s.event_stays = true;
	s.host = IMAPI_HOST_ERROR;
	ck_assert_int_eq(run(&s, &w), WAIT_LOST);
	ck_assert(s.now >= SECONDS(240) && s.now < SECONDS(300));
	script_done(&s);
}

T(progress_in_the_sense_is_passed_on)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(20);
	s.busy.has_progress = true;
	s.busy.progress = 0x4000;
	wait_start(&w);
	for (int i = 0; i < 6; i++)
		wait_step(&w);
	ck_assert_int_eq(w.last.progress, 0x4000);
	script_done(&s);
}

T(no_command_but_questions_is_sent_while_waiting)
{
	struct script s;
	struct wait w;
	unsigned others = 0;

	init(&s, &w);
	s.busy_until = SECONDS(100);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	for (unsigned i = 0; i < 256; i++) {
		if (i != 0x00 && i != 0x03 && i != 0x51 && i != 0x52)
			others += s.counts[i];
	}
	ck_assert_uint_eq(others, 0);
	script_done(&s);
}

T(a_drive_that_goes_mute_is_given_up_half_an_hour_later)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	s.mute_from = SECONDS(100);
	s.mute_until = UINT64_MAX;
	ck_assert_int_eq(run(&s, &w), WAIT_MUTE);
	ck_assert(s.now >= SECONDS(1899) && s.now < SECONDS(1903));
	script_done(&s);
}

T(a_drive_that_is_mute_for_twenty_minutes_is_only_slow)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(1210);
	s.mute_from = SECONDS(10);
	s.mute_until = SECONDS(1210);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert(s.now >= SECONDS(1210) && s.now < SECONDS(1215));
	script_done(&s);
}

T(a_late_answer_starts_the_time_of_silence_again)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	s.mute_from = SECONDS(10);
	s.mute_until = SECONDS(1700);
	ck_assert_int_eq(run(&s, &w), WAIT_EXPIRED);
	ck_assert(s.now >= SECONDS(7200));
	script_done(&s);
}

T(progress_that_moves_keeps_the_wait_alive_beyond_the_quiet_time)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(9000);
	s.step_every = 90;
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert_uint_ge(s.now, SECONDS(9000));
	script_done(&s);
}

T(progress_that_stops_moving_ends_two_hours_later)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	s.step_every = 10;
	/* sense_encode() cannot say more than FFFFh: it ends after 1000 s */
	ck_assert_int_eq(run(&s, &w), WAIT_EXPIRED);
	ck_assert(s.now >= SECONDS(1000 + 7200) && s.now < SECONDS(1030 + 7200));
	script_done(&s);
}

T(the_callers_limit_ends_every_wait)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	s.step_every = 90;
	w.budget.limit = SECONDS(300);
	ck_assert_int_eq(run(&s, &w), WAIT_EXPIRED);
	ck_assert(s.now >= SECONDS(301) && s.now < SECONDS(306));
	script_done(&s);
}

T(a_disc_whose_tables_move_is_still_being_worked_on)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.disc.disc_status = DISC_APPENDABLE;
	s.nwa_every = SECONDS(10);
	s.complete_at = SECONDS(150);
	w.track = 1;
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert(s.now >= SECONDS(150) && s.now < SECONDS(155));
	script_done(&s);
}

T(tables_that_move_for_ever_are_believed_twenty_times)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.disc.disc_status = DISC_APPENDABLE;
	s.nwa_every = SECONDS(10);
	w.track = 1;
	ck_assert_int_eq(run(&s, &w), WAIT_NOT_REACHED);
	ck_assert(s.now >= SECONDS(200) && s.now < SECONDS(250));
	script_done(&s);
}

T(a_device_busy_event_extends_the_wait)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	w.busy_events = true;
	w.budget.quiet = SECONDS(400);
	s.foretold = 30000;
	s.foretold_falls = true;
	s.busy_until = SECONDS(3000);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert_uint_ge(s.counts[0x4a], 250);
	script_done(&s);
}

T(a_drive_that_foretells_the_same_for_ever_is_believed_twenty_times)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	w.busy_events = true;
	s.foretold = 100;
	s.busy_forever = true;
	ck_assert_int_eq(run(&s, &w), WAIT_EXPIRED);
	ck_assert(s.now < SECONDS(7300));
	script_done(&s);
}

T(events_are_not_asked_for_where_the_drive_does_not_list_them)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.foretold = 100;
	s.busy_until = SECONDS(100);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert_uint_eq(s.counts[0x4a], 0);
	script_done(&s);
}

T(two_senses_in_turn_are_no_progress)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = true;
	s.busy_later = SCRIPT_SENSE(2, 0x04, 0x08);
	ck_assert_int_eq(run(&s, &w), WAIT_EXPIRED);
	ck_assert(s.now < SECONDS(7300));
	script_done(&s);
}

T(the_status_busy_with_an_answer_to_inquiry_is_a_living_drive)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_until = SECONDS(4000);
	s.status_busy = true;
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert_uint_ge(s.counts[0x12], 100);
	script_done(&s);
}

T(the_status_busy_to_everything_is_no_answer)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = s.status_busy = s.inquiry_busy = true;
	ck_assert_int_eq(run(&s, &w), WAIT_MUTE);
	ck_assert(s.now >= SECONDS(1800) && s.now < SECONDS(1810));
	script_done(&s);
}

T(test_unit_ready_that_stays_busy_is_outvoted_by_the_disc)
{
	struct script s;
	struct wait w;

	init(&s, &w);
	s.busy_forever = s.disc_honest = true;
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert(s.now >= SECONDS(60) && s.now < SECONDS(200));
	script_done(&s);
}

T(the_account_has_every_poll_and_the_deadline)
{
	struct account account = { 0 };
	const struct imapi_poll *last;
	struct script s;
	struct wait w;

	init(&s, &w);
	w.account = account_open(&account, IMAPI_OPERATION_CLOSE_SESSION, 0);
	s.busy_until = SECONDS(30);
	ck_assert_int_eq(run(&s, &w), WAIT_REACHED);
	ck_assert_uint_eq(w.account->poll_count, s.counts[0x00]);
	last = &w.account->polls[w.account->poll_count - 1];
	ck_assert_int_eq(last->class_, IMAPI_POLL_READY);
	ck_assert_int_eq(w.account->polls[0].class_, IMAPI_POLL_BUSY);
	ck_assert_uint_eq(w.account->polls[0].asc, 0x04);
	ck_assert_uint_eq(w.account->polls[0].deadline_ms, 7200 * 1000);
	ck_assert_uint_eq(w.account->wait.silent_ms, 1800 * 1000);
	account_done(&account);
	script_done(&s);
}

T_MAIN("wait")
