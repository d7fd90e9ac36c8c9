/* SPDX-License-Identifier: MIT */
#include "burn/budget.h"

#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

T(a_cd_at_four_speed_is_expected_to_close_in_a_minute)
{
	struct budget b = budget_for(&(struct budget_work){ .family = MEDIA_CD,
							    .kind = MEDIA_CLOSE_SESSION,
							    .first_session = true,
							    .rate = 4 * 176,
							    .max_wait_s = 14400 });

	ck_assert(b.expect > SECONDS(57) && b.expect < SECONDS(59));
	ck_assert_uint_eq(b.soft, SECONDS(240));
	ck_assert_uint_eq(b.hard, SECONDS(3600));
}

T(a_small_dvd_plus_r_that_is_finalised_is_filled_up)
{
	struct budget_work work = { .family = MEDIA_DVD_PLUS,
				    .kind = MEDIA_FINALISE,
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
	struct budget_work work = { .family = MEDIA_BD, .kind = MEDIA_CLOSE_SESSION };
	usec_t slow = budget_for(&work).expect;

	work.rate = 4495;
	ck_assert_uint_eq(budget_for(&work).expect, slow);
	work.rate = 8990;
	ck_assert(budget_for(&work).expect < slow);
}

T(the_caller_can_shorten_the_wait_or_lift_its_end)
{
	struct budget_work work = { .family = MEDIA_BD, .kind = MEDIA_SYNC, .max_wait_s = 100 };

	ck_assert_uint_eq(budget_for(&work).hard, SECONDS(100));
	work.max_wait_s = 0;
	ck_assert_uint_eq(budget_for(&work).hard, 0);
}

T_MAIN("budget")
