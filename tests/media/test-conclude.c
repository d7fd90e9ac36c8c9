/* SPDX-License-Identifier: MIT */
#include "media/medium.h"

#include "support/t.h"

/* A BD-R with two closed sessions and the empty one that waits. */
static struct imapi_track tracks[3];

static struct imapi_medium two_sessions(void)
{
	struct imapi_medium m = { .profile = media_find_profile(0x0041),
				  .track_count = 3,
				  .tracks = tracks };

	m.info.disc_status = DISC_APPENDABLE;
	m.info.last_session_state = SESSION_EMPTY;
	m.info.sessions_lsb = 3;
	for (unsigned i = 0; i < 3; i++)
		tracks[i] = (struct imapi_track){ .number = i + 1,
						  .session = i + 1,
						  .start = i * 1000,
						  .sectors = 1000,
						  .next_writable = -1,
						  .last_recorded = -1 };
	tracks[2].is_blank = 1;
	tracks[2].next_writable = 2000;
	tracks[2].free_sectors = tracks[2].sectors = 50000;
	return m;
}

T(an_appendable_disc_has_room_behind_its_last_session)
{
	struct imapi_medium m = two_sessions();

	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_APPENDABLE);
	ck_assert_uint_eq(m.session_count, 2);
	ck_assert_int_eq(m.previous_session, 1000);
	ck_assert_int_eq(m.next_writable, 2000);
	ck_assert_uint_eq(m.free, 50000);
	ck_assert_uint_eq(m.total, 52000);
	ck_assert_uint_eq(m.open_track, 3);
}

T(the_run_out_of_a_cd_is_no_room)
{
	struct imapi_medium m = two_sessions();

	m.profile = media_find_profile(0x0009);
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.free, 49998);
}

T(what_is_added_where_little_is_free_is_the_last)
{
	struct imapi_medium m = two_sessions();

	tracks[2].free_sectors = tracks[2].sectors = 40;
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state,
			  IMAPI_MEDIA_STATE_APPENDABLE | IMAPI_MEDIA_STATE_FINAL_SESSION);
	tracks[2].free_sectors = tracks[2].sectors = 41;
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_APPENDABLE);
}

T(the_last_track_that_a_cd_can_have_is_the_last)
{
	struct imapi_medium m = two_sessions();

	tracks[2].number = 99;
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_APPENDABLE);
	m.profile = media_find_profile(0x0009);
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state,
			  IMAPI_MEDIA_STATE_APPENDABLE | IMAPI_MEDIA_STATE_FINAL_SESSION);
}

/* As a drive tells of a CD-RW that was formatted for UDF: one open track of packets. */
T(a_cd_rw_for_packets_has_to_be_erased_first)
{
	struct mmc_track_info info = { .track_lsb = 1,
				       .session_lsb = 1,
				       .track_mode = 5,
				       .packet = 1,
				       .fixed_packet = 1,
				       .packet_size = 32,
				       .size = 276640 };
	struct imapi_medium m = two_sessions();

	medium_decode_track(&info, &tracks[0]);
	ck_assert_uint_eq(tracks[0].packet_sectors, 32);
	m.track_count = 1;
	m.info.sessions_lsb = 1;
	m.info.last_session_state = SESSION_INCOMPLETE;
	m.info.erasable = 1;
	m.profile = media_find_profile(0x000a);
	medium_conclude(&m, 276640);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_ERASE_REQUIRED);
	info.fixed_packet = 0; /* packets of any size are part of an ordinary track */
	medium_decode_track(&info, &tracks[0]);
	ck_assert_uint_eq(tracks[0].packet_sectors, 0);
	medium_conclude(&m, 276640);
	ck_assert_uint_eq(m.state,
			  IMAPI_MEDIA_STATE_APPENDABLE | IMAPI_MEDIA_STATE_NON_EMPTY_SESSION);
}

T(a_protected_medium_says_so)
{
	struct imapi_medium m = two_sessions();

	m.protection = IMAPI_WRITE_PROTECTED_BY_CARTRIDGE;
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state,
			  IMAPI_MEDIA_STATE_APPENDABLE | IMAPI_MEDIA_STATE_WRITE_PROTECTED);
}

T(a_final_disc_is_as_large_as_what_can_be_read)
{
	struct imapi_medium m = two_sessions();

	m.info.disc_status = DISC_COMPLETE;
	m.info.last_session_state = SESSION_COMPLETE;
	m.info.sessions_lsb = 2;
	m.track_count = 2;
	medium_conclude(&m, 2000);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_FINALIZED);
	ck_assert_uint_eq(m.session_count, 2);
	ck_assert_int_eq(m.previous_session, 1000);
	ck_assert_int_eq(m.next_writable, -1);
	ck_assert_uint_eq(m.total, 2000);
	ck_assert_uint_eq(m.free, 0);
}

T(an_open_session_and_a_damaged_one_are_told_apart)
{
	struct imapi_medium m = two_sessions();

	m.info.last_session_state = SESSION_INCOMPLETE;
	medium_conclude(&m, 0);
	ck_assert(m.state & IMAPI_MEDIA_STATE_NON_EMPTY_SESSION);
	ck_assert(!(m.state & IMAPI_MEDIA_STATE_DAMAGED));
	m = two_sessions();
	m.info.last_session_state = SESSION_DAMAGED;
	medium_conclude(&m, 0);
	ck_assert(m.state & IMAPI_MEDIA_STATE_DAMAGED);
	m = two_sessions();
	tracks[2].is_damaged = 1;
	medium_conclude(&m, 0);
	ck_assert(m.state & IMAPI_MEDIA_STATE_DAMAGED);
	m = two_sessions();
	tracks[0].is_damaged = 1;
	medium_conclude(&m, 0);
	ck_assert(!(m.state & IMAPI_MEDIA_STATE_DAMAGED));
}

T(a_rewritable_disc_that_is_full_has_to_be_erased)
{
	struct imapi_medium m = two_sessions();

	m.profile = media_find_profile(0x000a);
	m.info.disc_status = DISC_COMPLETE;
	m.info.erasable = 1;
	medium_conclude(&m, 2000);
	ck_assert(m.state & IMAPI_MEDIA_STATE_ERASE_REQUIRED);
	ck_assert(!(m.state & IMAPI_MEDIA_STATE_UNSUPPORTED_MEDIA));
}

T(a_disc_of_random_access_is_overwritten)
{
	struct imapi_medium m = { .profile = media_find_profile(0x0012) };

	m.info.disc_status = DISC_RANDOM;
	medium_conclude(&m, 1000);
	ck_assert(m.state & IMAPI_MEDIA_STATE_OVERWRITE_ONLY);
	ck_assert_int_eq(m.next_writable, -1);
}

T(what_is_written_anywhere_is_free_from_its_start)
{
	struct imapi_medium m = { .profile = media_find_profile(0x0043),
				  .overwritable = 1000,
				  .looks_blank = true };

	m.info.disc_status = DISC_RANDOM;
	m.info.last_session_state = SESSION_COMPLETE;
	m.info.sessions_lsb = 1;
	medium_conclude(&m, 500);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_OVERWRITE_ONLY | IMAPI_MEDIA_STATE_BLANK);
	ck_assert_int_eq(m.next_writable, 0);
	ck_assert_uint_eq(m.free, 1000);
	ck_assert_uint_eq(m.total, 1000);
	ck_assert_uint_eq(m.session_count, 0);
	ck_assert_int_eq(m.previous_session, -1);
	m.looks_blank = false;
	medium_conclude(&m, 500);
	ck_assert_uint_eq(m.state, IMAPI_MEDIA_STATE_OVERWRITE_ONLY);
	ck_assert_uint_eq(m.session_count, 1);
	ck_assert_int_eq(m.previous_session, 0);
}

T_MAIN("conclude")
