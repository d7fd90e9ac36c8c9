/* SPDX-License-Identifier: MIT */
#include "burn/budget.h"

#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

T(a_cd_at_four_speed_is_expected_to_close_in_a_minute)
{
	struct budget b =
		budget_for(&(struct budget_work){ .family = MEDIA_CD,
						  .operation = IMAPI_OPERATION_CLOSE_SESSION,
						  .first_session = true,
						  .rate = 4 * 176,
						  .max_wait_s = 14400 });

	ck_assert(b.expect > SECONDS(57) && b.expect < SECONDS(59));
	ck_assert_uint_eq(b.usual, SECONDS(240));
	ck_assert_uint_eq(b.silent, SECONDS(1800));
	ck_assert_uint_eq(b.quiet, SECONDS(7200));
	ck_assert_uint_eq(b.limit, SECONDS(14400));
}

T(a_small_dvd_plus_r_that_is_finalised_is_filled_up)
{
	struct budget_work work = { .family = MEDIA_DVD_PLUS,
				    .operation = IMAPI_OPERATION_FINALISE,
				    .finalise = true,
				    .first_session = true,
				    .end_sector = 1000,
				    .rate = 1385,
				    .max_wait_s = 14400 };

	ck_assert(budget_for(&work).expect > SECONDS(700));
	work.end_sector = 2000000;
	ck_assert(budget_for(&work).expect < SECONDS(60));
}

T(an_unknown_rate_counts_as_single_speed)
{
	struct budget_work work = { .family = MEDIA_BD,
				    .operation = IMAPI_OPERATION_CLOSE_SESSION };
	usec_t slow = budget_for(&work).expect;

	work.rate = 4495;
	ck_assert_uint_eq(budget_for(&work).expect, slow);
	work.rate = 8990;
	ck_assert(budget_for(&work).expect < slow);
}

T(the_caller_can_shorten_the_wait_or_lift_its_end)
{
	struct budget_work work = { .family = MEDIA_BD,
				    .operation = IMAPI_OPERATION_SYNCHRONIZE,
				    .max_wait_s = 100 };

	ck_assert_uint_eq(budget_for(&work).limit, SECONDS(100));
	work.max_wait_s = 0;
	ck_assert_uint_eq(budget_for(&work).limit, 0);
}

/* What users reported, and what the model makes of it (seconds). */
T(the_work_model_agrees_with_closes_that_people_have_timed)
{
	static const struct {
		struct budget_work work;
		unsigned seen, at_least, at_most;
	} rows[] = {
		/* a CD-R, 16x, track at once */
		{ { .family = MEDIA_CD,
		    .operation = IMAPI_OPERATION_CLOSE_SESSION,
		    .first_session = true,
		    .rate = 16 * 176 },
		  28,
		  25,
		  35 },
		/* 2.7 MB on a DVD-R at 4x, closed for good: filled up to 1 GB */
		{ { .family = MEDIA_DVD_MINUS,
		    .operation = IMAPI_OPERATION_FINALISE,
		    .finalise = true,
		    .first_session = true,
		    .end_sector = 1350,
		    .rate = 5540 },
		  201,
		  200,
		  220 },
		/* a whole CD-RW of 80 min blanked at 4x */
		{ { .family = MEDIA_CD,
		    .operation = IMAPI_OPERATION_BLANK,
		    .whole = true,
		    .total_sectors = 360000,
		    .rate = 4 * 176 },
		  1196,
		  1150,
		  1300 },
		/* 4.2 GB on the first layer of a DVD+R DL at 2.4x */
		{ { .family = MEDIA_DVD_PLUS,
		    .operation = IMAPI_OPERATION_FINALISE,
		    .finalise = true,
		    .first_session = true,
		    .end_sector = 2050781,
		    .total_sectors = 4173824,
		    .rate = 3324 },
		  1500,
		  1400,
		  1550 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct budget b = budget_for(&rows[i].work);

		ck_assert_uint_ge(b.expect, SECONDS(rows[i].at_least));
		ck_assert_uint_le(b.expect, SECONDS(rows[i].at_most));
		ck_assert_uint_gt(b.usual, SECONDS(rows[i].seen));
	}
}

T(a_drive_that_wrote_slowly_is_given_more_time)
{
	struct budget_work work = { .family = MEDIA_BD,
				    .operation = IMAPI_OPERATION_CLOSE_SESSION,
				    .rate = 17980 };
	usec_t before = budget_for(&work).expect;

	work.measured = 1000;
	ck_assert_uint_gt(budget_for(&work).expect, before);
	work.measured = 90000;
	ck_assert_uint_eq(budget_for(&work).expect, before);
}

T(what_a_device_says_only_ever_lengthens_the_budget)
{
	struct budget b = { 1, SECONDS(240), SECONDS(1800), SECONDS(7200), SECONDS(14400) };

	budget_raise(&b, SECONDS(10));
	ck_assert_uint_eq(b.usual, SECONDS(240));
	budget_raise(&b, SECONDS(3600));
	ck_assert_uint_eq(b.usual, SECONDS(3600));
	ck_assert_uint_eq(b.silent, SECONDS(3600));
	ck_assert_uint_eq(b.quiet, SECONDS(14400));
	ck_assert_uint_eq(b.limit, SECONDS(14400));
}

T_MAIN("budget")
