/* SPDX-License-Identifier: MIT */
#include "burn/proof.h"

#include "burn/fixture.h"
#include "support/t.h"

#define BD_R 0x0041
#define SECTORS 40000

static struct imapi_error error;
static struct imapi_track tracks[2];

static void init(struct proof *proof, struct imapi_medium *before, struct imapi_medium *after)
{
	*before = fixture_blank(BD_R, 12219392);
	*after = fixture_appendable(BD_R, 12219392, SECTORS);
	tracks[0] = (struct imapi_track){ .number = 1, .session = 1, .sectors = SECTORS };
	tracks[1] = (struct imapi_track){
		.number = 2, .session = 2, .is_blank = 1, .start = SECTORS, .sectors = 1000
	};
	after->tracks = tracks;
	*proof = (struct proof){ .before = before,
				 .after = after,
				 .extent = { 0, SECTORS, 1 },
				 .session_closed = true,
				 .write_time = 3 * (usec_t)USEC_PER_SEC };
}

static void check(const struct proof *proof, imapi_status expected)
{
	bool shown = false;

	ck_assert_int_eq(proof_of_state(proof, &error, &shown), expected);
	if (expected)
		ck_assert_str_ne(imapi_error_advice(&error), "");
}

T(a_disc_that_shows_session_track_and_size_is_proof)
{
	struct imapi_medium before, after;
	struct proof proof;

	init(&proof, &before, &after);
	check(&proof, IMAPI_OK);
}

T(a_disc_that_is_still_blank_is_none)
{
	struct imapi_medium before, after;
	struct proof proof;

	init(&proof, &before, &after);
	after.info.disc_status = DISC_EMPTY;
	check(&proof, IMAPI_E_WRITE_NOT_PROVEN);
}

T(as_many_sessions_as_before_are_none)
{
	struct imapi_medium before, after;
	struct proof proof;

	init(&proof, &before, &after);
	after.session_count = 0;
	check(&proof, IMAPI_E_WRITE_NOT_PROVEN);
	proof.session_closed = false;
	check(&proof, IMAPI_OK);
}

T(a_track_that_is_too_short_or_missing_is_none)
{
	struct imapi_medium before, after;
	struct proof proof;

	init(&proof, &before, &after);
	tracks[0].sectors = SECTORS - 1;
	check(&proof, IMAPI_E_WRITE_NOT_PROVEN);
	tracks[0].sectors = SECTORS;
	tracks[0].is_blank = 1;
	check(&proof, IMAPI_E_WRITE_NOT_PROVEN);
}

T(a_next_address_inside_the_data_is_none)
{
	struct imapi_medium before, after;
	struct proof proof;

	init(&proof, &before, &after);
	after.next_writable = SECTORS - 32;
	check(&proof, IMAPI_E_WRITE_NOT_PROVEN);
}

T(data_that_went_faster_than_the_drive_can_write_is_suspicious)
{
	struct imapi_medium before, after;
	struct proof proof;

	init(&proof, &before, &after);
	/* 82 MB less 8 MB of buffer at 36 MB/s: two seconds */
	ck_assert_int_eq(proof_of_pace(&proof), PACE_FITS);
	proof.write_time = 100 * (usec_t)USEC_PER_MSEC;
	ck_assert_int_eq(proof_of_pace(&proof), PACE_TOO_FAST);
	proof.extent.sectors = 4096;
	ck_assert_int_eq(proof_of_pace(&proof), PACE_UNKNOWN);
	before.speed_count = 0;
	proof.extent.sectors = SECTORS;
	ck_assert_int_eq(proof_of_pace(&proof), PACE_UNKNOWN);
}

T_MAIN("proof")
