/* SPDX-License-Identifier: MIT */
#include "media/media.h"

#include "media/medium.h"
#include "support/t.h"

T(every_profile_is_listed_once_with_name_and_unit)
{
	size_t count;
	const struct media_profile *p = media_profiles(&count);

	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_eq(media_find_profile(p[i].number), &p[i]);
		ck_assert(p[i].name[0] && p[i].unit >= 1);
	}
	ck_assert_str_eq(media_find_profile(0x0041)->name, "BD-R");
	ck_assert_ptr_null(media_find_profile(0xfffe)->ops);
}

T(every_ladder_starts_with_a_flush_and_ends_with_the_session)
{
	size_t count;
	const struct media_profile *p = media_profiles(&count);
	unsigned writable = 0;

	for (size_t i = 0; i < count; i++) {
		const struct media_ops *ops = p[i].ops;

		if (!ops)
			continue;
		writable++;
		ck_assert_int_eq(ops->keep_open.steps[0].kind, MEDIA_SYNC);
		ck_assert_int_eq(ops->finalise.steps[0].kind, MEDIA_SYNC);
		if (ops->anywhere)
			continue;
		ck_assert_int_eq(ops->keep_open.steps[ops->keep_open.count - 1].kind,
				 MEDIA_CLOSE_SESSION);
		ck_assert_int_eq(ops->finalise.steps[ops->finalise.count - 1].kind,
				 MEDIA_FINALISE);
	}
	ck_assert_uint_ge(writable, 3);
}

T(what_can_be_erased_is_known_and_how)
{
	ck_assert_int_eq(media_renewal(media_find_profile(0x000a)), MEDIA_BLANKED);
	ck_assert_int_eq(media_renewal(media_find_profile(0x0043)), MEDIA_FORMATTED);
	ck_assert_int_eq(media_renewal(media_find_profile(0x001a)), MEDIA_FORMATTED);
	ck_assert_int_eq(media_renewal(media_find_profile(0x0009)), MEDIA_LASTS);
	ck_assert_int_eq(media_renewal(media_find_profile(0x0040)), MEDIA_LASTS);
	ck_assert_int_eq(media_renewal(media_find_profile(0xfffe)), MEDIA_LASTS);
}

T(single_speeds_are_those_of_the_standards)
{
	ck_assert_uint_eq(media_kbps_to_sectors(MEDIA_CD, 176), 75);
	ck_assert_uint_eq(media_kbps_to_sectors(MEDIA_DVD_PLUS, 1385), 676);
	ck_assert_uint_eq(media_kbps_to_sectors(MEDIA_BD, 4495), 2195);
	ck_assert_uint_eq(media_sectors_to_kbps(MEDIA_CD, 3000), 7056);
}

T(a_session_counts_as_closed_only_when_a_new_empty_one_follows)
{
	struct mmc_disc_info before = { .sessions_lsb = 1 };
	struct mmc_disc_info now = { .sessions_lsb = 2,
				     .disc_status = DISC_APPENDABLE,
				     .last_session_state = SESSION_EMPTY };

	ck_assert(media_session_closed(&before, &now, false));
	ck_assert(!media_session_closed(&before, &now, true));
	now.last_session_state = SESSION_INCOMPLETE;
	ck_assert(!media_session_closed(&before, &now, false));
	now.last_session_state = SESSION_EMPTY;
	now.sessions_lsb = 1;
	ck_assert(!media_session_closed(&before, &now, false));
	now.disc_status = DISC_COMPLETE;
	ck_assert(media_session_closed(&before, &now, true));
}

T(a_blank_track_is_written_from_its_start_whatever_mode_the_drive_was_left_in)
{
	struct mmc_track_info info = {
		.start = 13448, .nwa = 13298, .nwa_valid = 1, .blank = 1
	};
	struct imapi_track track;

	medium_decode_track(&info, &track);
	ck_assert_int_eq(track.next_writable, 13448);
	info.start = 0;
	info.nwa = (uint32_t)-150;
	medium_decode_track(&info, &track);
	ck_assert_int_eq(track.next_writable, 0);
	info.nwa = 32;
	medium_decode_track(&info, &track);
	ck_assert_int_eq(track.next_writable, 32);
}

T_MAIN("profile")
