/* SPDX-License-Identifier: MIT */
#include "burn/plan.h"

#include "burn/fixture.h"
#include "support/t.h"

#include <string.h>

#define CD 0x0009
#define DVD_PLUS_R 0x001b
#define BD_R 0x0041
#define BD_SECTORS 12219392

static struct imapi_error error;

static char *plan_text(const struct burn_settings *settings, const struct imapi_medium *medium,
		       uint64_t length)
{
	struct plan plan;
	char *text;

	ck_assert_int_eq(plan_make(settings, medium, length, &plan, &error), IMAPI_OK);
	text = plan_print(&plan);
	ck_assert_ptr_nonnull(text);
	return text;
}

static void check_plan(const struct burn_settings *settings, const struct imapi_medium *medium,
		       uint64_t length, const char *expected)
{
	char *text = plan_text(settings, medium, length);

	ck_assert_str_eq(text, expected);
	free(text);
}

T(a_first_session_on_a_bd_r_stays_appendable)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = fixture_blank(BD_R, BD_SECTORS);

	check_plan(
		&settings, &medium, 1000 * 2048,
		"BD-R, first session, appendable afterwards\n"
		" 1. ask the drive what it tells about its times\n"
		" 2. lock the medium in the drive\n"
		" 3. set the write speed to 35960 kB/s (8.0x)\n"
		" 4. write 1024 sectors at LBA 0 (1000 of data), sequential, in units of 32\n"
		" 5. flush the drive's buffer (SYNCHRONIZE CACHE)\n"
		" 6. close the track (CLOSE TRACK/SESSION, function 1)\n"
		" 7. close the session (function 2); the disc stays appendable\n"
		" 8. wait until the drive reads the new session\n"
		" 9. check that the medium shows the data (state, size, time, samples)\n"
		"10. unlock the medium\n");
}

T(a_cd_is_written_track_at_once_with_a_post_gap)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = fixture_blank(CD, 359847);

	settings.verification = IMAPI_VERIFICATION_FULL;
	settings.force_close = true;
	settings.speed = 300;
	check_plan(
		&settings, &medium, 1000 * 2048,
		"CD-R, first session, final afterwards\n"
		" 1. ask the drive what it tells about its times\n"
		" 2. lock the medium in the drive\n"
		" 3. set the write speed to 704 kB/s (4.0x)\n"
		" 4. mode page 05h: track at once, underrun protection on, data mode 1\n"
		" 5. calibrate the laser\n"
		" 6. write 1150 sectors at LBA 0 (1000 of data), track at once, in units of 1\n"
		" 7. flush the drive's buffer (SYNCHRONIZE CACHE)\n"
		" 8. close the track (CLOSE TRACK/SESSION, function 1)\n"
		" 9. close the disc for good\n"
		"10. wait until the drive reads the new session\n"
		"11. check that the medium shows the data (state, size, time)\n"
		"12. verify: read back every sector, against the digests taken while writing\n"
		"13. unlock the medium\n");
}

T(a_further_session_on_a_dvd_plus_r_starts_where_the_drive_says)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = fixture_appendable(DVD_PLUS_R, 2295104, 40000);

	settings.verification = IMAPI_VERIFICATION_QUICK;
	check_plan(
		&settings, &medium, 17 * 2048,
		"DVD+R, further session, appendable afterwards\n"
		" 1. ask the drive what it tells about its times\n"
		" 2. lock the medium in the drive\n"
		" 3. set the write speed to 11080 kB/s (8.0x)\n"
		" 4. mode page 05h: multi-session bits, if the drive has it\n"
		" 5. write 32 sectors at LBA 40000 (17 of data), sequential, in units of 16\n"
		" 6. flush the drive's buffer (SYNCHRONIZE CACHE)\n"
		" 7. close the track (CLOSE TRACK/SESSION, function 1)\n"
		" 8. close the session (function 2); the disc stays appendable\n"
		" 9. wait until the drive reads the new session\n"
		"10. check that the medium shows the data (state, size, time)\n"
		"11. verify: state of disc and tracks, samples against the digests taken while "
		"writing\n"
		"12. unlock the medium\n");
}

T(a_disc_that_gets_nearly_full_is_finalised)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = fixture_blank(BD_R, 100000);
	struct plan plan;

	ck_assert_int_eq(plan_make(&settings, &medium, 98016ull * 2048, &plan, &error),
			 IMAPI_OK);
	ck_assert(plan.finalise);
	ck_assert_int_eq(plan_make(&settings, &medium, 97984ull * 2048, &plan, &error),
			 IMAPI_OK);
	ck_assert(!plan.finalise);
}

T(a_short_cd_track_is_padded_to_four_seconds)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = fixture_blank(CD, 359847);
	struct plan plan;

	ck_assert_int_eq(plan_make(&settings, &medium, 2048, &plan, &error), IMAPI_OK);
	ck_assert_uint_eq(plan.padded, 300);
	settings.post_gap_in_image = true;
	ck_assert_int_eq(plan_make(&settings, &medium, 301 * 2048, &plan, &error), IMAPI_OK);
	ck_assert_uint_eq(plan.padded, 301);
}

static void check_refusal(const struct imapi_medium *medium, uint64_t length,
			  imapi_status expected)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct plan plan;

	ck_assert_int_eq(plan_make(&settings, medium, length, &plan, &error), expected);
	ck_assert_int_eq(imapi_error_status(&error), expected);
	ck_assert_str_ne(imapi_error_message(&error), "");
}

T(a_stream_of_odd_length_is_refused)
{
	struct imapi_medium medium = fixture_blank(BD_R, BD_SECTORS);

	check_refusal(&medium, 2047, IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED);
	check_refusal(&medium, 0, IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED);
	ck_assert_int_eq(imapi_error_status(&error), IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED);
}

T(a_stream_that_does_not_fit_is_refused_and_says_by_how_much)
{
	struct imapi_medium medium = fixture_blank(DVD_PLUS_R, 2295104);

	check_refusal(&medium, 2295105ull * 2048,
		      IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_ptr_nonnull(strstr(imapi_error_message(&error), "2295120 sectors"));
	ck_assert_ptr_nonnull(strstr(imapi_error_advice(&error), "Leave out 1 MB"));
}

T(every_state_that_forbids_writing_is_refused_with_advice)
{
	static const struct {
		unsigned bit;
		imapi_status status;
	} cases[] = {
		{ IMAPI_MEDIA_STATE_FINALIZED, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE },
		{ IMAPI_MEDIA_STATE_DAMAGED, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE },
		{ IMAPI_MEDIA_STATE_ERASE_REQUIRED, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE },
		{ IMAPI_MEDIA_STATE_NON_EMPTY_SESSION, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE },
		{ IMAPI_MEDIA_STATE_WRITE_PROTECTED, IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED },
		{ IMAPI_MEDIA_STATE_UNSUPPORTED_MEDIA, IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct imapi_medium medium = fixture_blank(BD_R, BD_SECTORS);

		medium.state = cases[i].bit;
		check_refusal(&medium, 2048, cases[i].status);
		ck_assert_str_ne(imapi_error_advice(&error), "");
	}
}

T(the_nearest_speed_is_chosen)
{
	struct imapi_medium medium = fixture_blank(BD_R, BD_SECTORS);

	ck_assert_uint_eq(plan_choose_speed(&medium, -1), 35960);
	ck_assert_uint_eq(plan_choose_speed(&medium, 1), 17980);
	ck_assert_uint_eq(plan_choose_speed(&medium, 100000), 35960);
	medium.speed_count = 0;
	ck_assert_uint_eq(plan_choose_speed(&medium, -1), 0);
}

T_MAIN("plan")
