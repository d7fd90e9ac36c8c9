/* SPDX-License-Identifier: MIT */
#include "burn/estimate.h"

#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

T(the_plan_counts_until_something_was_measured)
{
	struct estimate e;

	estimate_start(&e, SECONDS(100));
	estimate_action(&e, SECONDS(100), SECONDS(60), SECONDS(30));
	ck_assert_uint_eq(estimate_remaining(&e), SECONDS(90));
}

T(a_steady_rate_gives_the_right_time_and_speed)
{
	struct estimate e;

	estimate_start(&e, 0);
	estimate_action(&e, 0, SECONDS(1), SECONDS(5));
	for (unsigned i = 1; i <= 10; i++)
		estimate_moved(&e, SECONDS(i), i * 1000000ull, 100000000ull);
	ck_assert_uint_eq(e.speed, 1000);
	/* the mean of the last four: 93, 92, 91 and 90 s, and 5 s for the rest */
	ck_assert_uint_eq(estimate_remaining(&e), SECONDS(93 + 92 + 91 + 90) / 4 + SECONDS(5));
	ck_assert_uint_eq(estimate_elapsed(&e, SECONDS(10)), SECONDS(10));
}

T(progress_in_sense_data_moves_the_end_of_a_wait)
{
	struct estimate e;

	estimate_start(&e, 0);
	estimate_action(&e, 0, SECONDS(10), 0);
	for (unsigned i = 1; i <= 8; i++)
		estimate_waited(&e, SECONDS(100 + i), 32768);
	ck_assert(estimate_remaining(&e) > SECONDS(100));
}

T_MAIN("estimate")
