/* SPDX-License-Identifier: MIT */
#include "burn/trend.h"

#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

struct course {
	struct trend trend;
	usec_t now;
	unsigned moves;
};

static void feed(struct course *c, usec_t every, int32_t progress)
{
	c->now += every;
	c->moves += trend_add(&c->trend, c->now, progress);
}

T(progress_that_rises_evenly_is_trusted_and_foretells_the_end)
{
	struct course c = { 0 };

	for (int i = 0; i < 30; i++)
		feed(&c, SECONDS(1), i * 655);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_MONOTONE);
	ck_assert_uint_ge(c.moves, 20);
	/* 71 of 100 s are left */
	ck_assert_uint_ge(trend_left(&c.trend), SECONDS(69));
	ck_assert_uint_le(trend_left(&c.trend), SECONDS(73));
}

T(three_values_in_a_second_are_not_trusted_yet)
{
	struct course c = { 0 };

	for (int i = 0; i < 3; i++)
		feed(&c, SECONDS(1) / 3, i * 655);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_UNDECIDED);
	ck_assert_uint_eq(trend_left(&c.trend), 0);
	ck_assert_uint_eq(c.moves, 0);
}

T(steps_of_ten_percent_are_trusted_however_long_they_take)
{
	struct course c = { 0 };

	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 84; k++)
			feed(&c, SECONDS(5), i * 6554);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_STEPPY);
	ck_assert_uint_ge(c.moves, 1);
	ck_assert_uint_ge(trend_left(&c.trend), SECONDS(2500));
}

T(a_constant_is_frozen_after_two_minutes)
{
	struct course c = { 0 };

	for (int i = 0; i < 119; i++)
		feed(&c, SECONDS(1), 655);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_UNDECIDED);
	for (int i = 0; i < 10; i++)
		feed(&c, SECONDS(1), 655);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_FROZEN);
	ck_assert_uint_eq(c.moves, 0);
}

T(a_stall_after_a_rise_freezes_and_a_new_rise_is_trusted_again)
{
	struct course c = { 0 };
	unsigned before;

	for (int i = 0; i < 20; i++)
		feed(&c, SECONDS(1), i * 655);
	for (int i = 0; i < 130; i++)
		feed(&c, SECONDS(1), 20 * 655);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_FROZEN);
	before = c.moves;
	feed(&c, SECONDS(1), 21 * 655);
	ck_assert_uint_eq(c.moves, before + 1);
}

T(a_deep_fall_begins_a_new_phase)
{
	struct course c = { 0 };

	for (int i = 0; i < 50; i++)
		feed(&c, SECONDS(5), i * 1310);
	for (int i = 0; i < 20; i++)
		feed(&c, SECONDS(5), i * 655);
	ck_assert_uint_eq(c.trend.phases, 1);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_MONOTONE);
	/* by the slope of the second phase alone */
	ck_assert_uint_ge(trend_left(&c.trend), SECONDS(390));
}

T(a_wrapping_counter_is_a_few_phases_but_not_for_ever)
{
	struct course c = { 0 };

	for (int i = 0; i < 5 * 20; i++)
		feed(&c, SECONDS(2), i % 20 * 3276);
	ck_assert_int_ne(c.trend.class, IMAPI_PROGRESS_JUNK);
	for (int i = 0; i < 6 * 20; i++)
		feed(&c, SECONDS(2), i % 20 * 3276);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_JUNK);
}

T(noise_and_counting_down_are_junk_and_stay_so)
{
	static const int32_t noise[] = { 4000, 60000, 123, 50000, 2000, 40000, 10, 9000 };
	struct course c = { 0 }, d = { 0 };

	for (int i = 0; i < 8; i++)
		feed(&c, SECONDS(1), noise[i]);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_JUNK);
	for (int i = 0; i < 10; i++)
		feed(&d, SECONDS(1), 60000 - i * 100);
	ck_assert_int_eq(d.trend.class, IMAPI_PROGRESS_JUNK);
	for (int i = 0; i < 100; i++)
		feed(&d, SECONDS(1), i * 600);
	ck_assert_int_eq(d.trend.class, IMAPI_PROGRESS_JUNK);
	ck_assert_uint_eq(d.moves, 0);
	ck_assert_uint_eq(trend_left(&d.trend), 0);
}

T(the_end_of_the_scale_is_no_end_of_the_work)
{
	struct course c = { 0 };

	for (int i = 0; i < 20; i++)
		feed(&c, SECONDS(1), 0xffff);
	ck_assert_int_eq(c.trend.class, IMAPI_PROGRESS_SATURATED);
	ck_assert_uint_eq(trend_left(&c.trend), 0);
}

T_MAIN("trend")
