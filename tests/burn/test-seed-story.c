/* SPDX-License-Identifier: MIT */
/*
 * Why this library is there: one disc, one slow drive, two burners. The one with a fixed time
 * limit calls the good disc bad, with the code that users of IMAPI v2 know; the other waits as
 * long as the drive needs, and verifies.
 */
#include "burn/plain.h"
#include "burn/rig.h"

#include "base/mem.h"
#include "sim/inspect.h"
#include "support/t.h"

#define SECTORS 1600u
#define LENGTH (SECTORS * BLOCK_SIZE)
#define IMAPI2_LIMIT_S 480
#define AN_HOUR (3600 * (usec_t)USEC_PER_SEC)

static uint8_t data[LENGTH];

static struct rig *slow_drive(const char *spec)
{
	if (data[0] == 0)
		rig_fill(data, sizeof(data), 7);
	return rig_new(spec);
}

/* The disc, looked at undisturbed, long afterwards. */
static void check_good(struct rig *rig)
{
	struct sim_truth truth;

	transport_sleep(rig->drive, AN_HOUR);
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
	truth = sim_truth(sim_inspect(rig->drive));
	ck_assert(truth.closed && !truth.damaged && !truth.working);
	ck_assert_uint_ge(truth.complete, SECTORS);
}

static void tell_story(const char *spec)
{
	struct plain_burn plain = { .data = data,
				    .sectors = SECTORS,
				    .wait_s = IMAPI2_LIMIT_S };
	struct rig_burn burn = { .data = data,
				 .length = sizeof(data),
				 .verification = IMAPI_VERIFICATION_FULL };
	struct imapi_burn_result result;
	struct rig *rig = slow_drive(spec);

	ck_assert_uint_eq((uint32_t)plain_burn(rig->drive, &plain), 0xC0AA0007u);
	ck_assert(plain.close_timed_out);
	ck_assert_uint_eq(plain.first_bad, 0);
	check_good(rig);
	rig_free(rig);

	rig = slow_drive(spec);
	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_uint_eq(result.sectors_verified, SECTORS);
	ck_assert_uint_gt(result.close_ms, IMAPI2_LIMIT_S * 1000);
	check_good(rig);
	rig_free(rig);
}

T(a_fixed_limit_fails_a_good_dvd_that_the_adaptive_close_verifies)
{
	tell_story("dvd+r?model=close-25min");
}

T(a_fixed_limit_fails_a_good_bd_that_the_adaptive_close_verifies)
{
	tell_story("bd-r?model=close-25min");
}

T(a_drive_that_is_quick_enough_is_no_trouble_for_either)
{
	struct plain_burn plain = { .data = data,
				    .sectors = SECTORS,
				    .wait_s = IMAPI2_LIMIT_S };
	struct rig *rig = slow_drive("dvd+r?model=close-4min");

	ck_assert_int_eq(plain_burn(rig->drive, &plain), IMAPI_OK);
	ck_assert(!plain.close_timed_out);
	check_good(rig);
	rig_free(rig);
}

T_MAIN("seed-story")
