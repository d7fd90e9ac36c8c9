/* SPDX-License-Identifier: MIT */
/* How a disc is left: IMAPI v2's rules for DVD+R, the 2 % rule, where two layers meet. */
#include "burn/plan.h"

#include "base/mem.h"
#include "burn/fixture.h"
#include "support/t.h"

#define CD_R 0x0009
#define DVD_PLUS_RW 0x001a
#define DVD_PLUS_R 0x001b
#define DVD_PLUS_R_DL 0x002b
#define SINGLE 2295104
#define DUAL 4173824
#define MB100 48832 /* sectors */

static struct imapi_error error;

static struct imapi_medium blank(uint16_t profile)
{
	struct imapi_medium medium =
		fixture_blank(profile, profile == DVD_PLUS_R_DL ? DUAL : SINGLE);

	if (profile == DVD_PLUS_R_DL)
		medium.layer_0 = (struct mmc_layer_capacity){ .blocks = DUAL / 2 };
	return medium;
}

static struct plan plan_of(const struct burn_settings *settings,
			   const struct imapi_medium *medium, uint64_t sectors)
{
	struct plan plan;

	ck_assert_int_eq(plan_make(settings, medium, sectors * 2048, &plan, &error), IMAPI_OK);
	return plan;
}

/* The function that a plan closes the disc with: 2 keeps it open, 5 is for players. */
static unsigned last_function(const struct plan *plan)
{
	unsigned function = 0;

	for (unsigned i = 0; i < plan->step_count; i++)
		if (plan->steps[i].kind == PLAN_CLOSE)
			function = plan->steps[i].close->functions[0];
	return function;
}

T(a_dvd_plus_r_is_closed_as_imapi_closes_it)
{
	static const struct {
		uint16_t profile;
		enum imapi_dvd_compatibility mode;
		bool force;
		unsigned function;
	} rows[] = {
		{ DVD_PLUS_R, IMAPI_DVD_COMPATIBLE, true, 5 },
		{ DVD_PLUS_R, IMAPI_DVD_COMPATIBLE, false, 5 },
		{ DVD_PLUS_R, IMAPI_DVD_NOT_COMPATIBLE, true, 6 },
		{ DVD_PLUS_R, IMAPI_DVD_NOT_COMPATIBLE, false, 2 },
		{ DVD_PLUS_R, IMAPI_DVD_STAYS_OPEN, false, 2 },
		{ DVD_PLUS_R_DL, IMAPI_DVD_COMPATIBLE, true, 5 },
		{ DVD_PLUS_R_DL, IMAPI_DVD_COMPATIBLE, false, 5 },
		{ DVD_PLUS_R_DL, IMAPI_DVD_NOT_COMPATIBLE, true, 5 },
		{ DVD_PLUS_R_DL, IMAPI_DVD_NOT_COMPATIBLE, false, 5 },
		{ DVD_PLUS_R_DL, IMAPI_DVD_STAYS_OPEN, false, 2 },
		{ DVD_PLUS_R_DL, IMAPI_DVD_STAYS_OPEN, true, 5 },
		{ CD_R, IMAPI_DVD_COMPATIBLE, false, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct imapi_medium medium = blank(rows[i].profile);
		struct burn_settings settings = BURN_SETTINGS_INIT;
		struct plan plan;

		settings.compatibility = rows[i].mode;
		settings.force_close = rows[i].force;
		plan = plan_of(&settings, &medium, MB100);
		ck_assert_msg(last_function(&plan) == rows[i].function, "row %zu: %u", i,
			      last_function(&plan));
		ck_assert_uint_eq(plan.finalise, rows[i].function != 2);
	}
}

T(little_room_left_closes_a_disc_whatever_is_set)
{
	struct imapi_medium medium = blank(DVD_PLUS_R_DL);
	struct burn_settings settings = BURN_SETTINGS_INIT;

	ck_assert(!plan_of(&settings, &medium, DUAL / 100 * 97).finalise);
	ck_assert(plan_of(&settings, &medium, DUAL / 100 * 99).finalise);
}

T(the_layers_of_a_disc_that_is_closed_get_half_of_the_data_each)
{
	struct imapi_medium medium = blank(DVD_PLUS_R_DL);
	struct burn_settings settings = BURN_SETTINGS_INIT;

	ck_assert_uint_eq(plan_of(&settings, &medium, MB100).layer_0, 0);
	settings.force_close = true;
	ck_assert_uint_eq(plan_of(&settings, &medium, MB100).layer_0, MB100 / 2);
	ck_assert_uint_eq(plan_of(&settings, &medium, 16 * 1001).layer_0, 16 * 501);
	ck_assert_uint_eq(plan_of(&settings, &medium, 1).layer_0, 16);
	ck_assert_uint_eq(plan_of(&settings, &medium, DUAL).layer_0, 0);
	settings.layer_break = IMAPI_LAYER_BREAK_KEEP;
	ck_assert_uint_eq(plan_of(&settings, &medium, MB100).layer_0, 0);
}

T(a_layer_break_that_was_asked_for_must_be_possible)
{
	struct imapi_medium medium = blank(DVD_PLUS_R_DL);
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct plan plan;

	settings.layer_break = DUAL / 2 + 16;
	ck_assert_int_eq(plan_make(&settings, &medium, 2048, &plan, &error),
			 IMAPI_E_INVALIDARG);
	settings.layer_break = MB100 / 2 - 16;
	ck_assert_int_eq(plan_make(&settings, &medium, MB100 * 2048ull, &plan, &error),
			 IMAPI_E_INVALIDARG);
	ck_assert_str_ne(imapi_error_advice(&error), "");
	settings.layer_break = MB100;
	plan = plan_of(&settings, &medium, MB100);
	ck_assert_uint_eq(plan.layer_0, MB100);
	ck_assert(plan.layer_0_asked && !plan.finalise);
	settings.layer_break = MB100 / 2 + 16;
	ck_assert(plan_of(&settings, &medium, MB100).finalise);
}

T(where_layers_cannot_be_chosen_nothing_is_set)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = blank(DVD_PLUS_R_DL);

	settings.layer_break = 160000;
	medium.layer_0.is_set = 1;
	ck_assert_uint_eq(plan_of(&settings, &medium, MB100).layer_0, 0);
	medium.layer_0 = (struct mmc_layer_capacity){ 0 };
	ck_assert_uint_eq(plan_of(&settings, &medium, MB100).layer_0, 0);
	medium = blank(DVD_PLUS_R);
	ck_assert_uint_eq(plan_of(&settings, &medium, MB100).layer_0, 0);
}

static unsigned count(const struct plan *plan, enum plan_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < plan->step_count; i++)
		n += plan->steps[i].kind == kind;
	return n;
}

T(a_background_format_is_begun_or_restarted_before_the_first_write)
{
	struct burn_settings settings = BURN_SETTINGS_INIT;
	struct imapi_medium medium = blank(DVD_PLUS_RW);
	struct plan plan;

	medium.looks_blank = true;
	medium.unformatted = true;
	plan = plan_of(&settings, &medium, MB100);
	ck_assert_uint_eq(count(&plan, PLAN_FORMAT), 1);
	ck_assert_uint_eq(count(&plan, PLAN_RESTART), 0);
	medium.unformatted = false;
	for (unsigned state = BACKGROUND_SUSPENDED; state <= BACKGROUND_COMPLETE; state++) {
		medium.info.background_format = (uint8_t)state;
		plan = plan_of(&settings, &medium, MB100);
		ck_assert_uint_eq(count(&plan, PLAN_FORMAT), 0);
		ck_assert_uint_eq(count(&plan, PLAN_RESTART), state == BACKGROUND_SUSPENDED);
		ck_assert_uint_eq(last_function(&plan), 2);
		ck_assert(!plan.finalise);
	}
}

T_MAIN("plan-end")
