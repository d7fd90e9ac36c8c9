/* SPDX-License-Identifier: MIT */
/* Whole jobs on every simulated medium. */
#include "burn/rig.h"

#include "base/mem.h"
#include "support/t.h"

#include <stdio.h>

#define MIB (1u << 20)
#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

static const char *const media[] = { "cd-r", "dvd+r", "bd-r" };

static uint8_t data[5 * MIB + 6 * 2048], more[MIB];

static void prepare_data(void)
{
	rig_fill(data, sizeof(data), 1);
	rig_fill(more, sizeof(more), 2);
}

static struct imapi_medium *look(struct rig *rig)
{
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	return medium;
}

T(a_burn_is_closed_and_verified_and_reads_back_on_every_medium)
{
	prepare_data();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);
		struct imapi_burn_result result;
		struct rig_burn burn = { .data = data,
					 .length = sizeof(data),
					 .verification = IMAPI_VERIFICATION_FULL };
		struct imapi_medium *medium;

		ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
		ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
		ck_assert_int_eq(result.is_finalised, 0);
		ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
		ck_assert_uint_eq(result.sectors_verified, sizeof(data) / 2048);
		ck_assert_uint_eq(result.sectors_bad, 0);
		ck_assert_uint_eq(strlen(result.digest), 32);
		ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
		medium = look(rig);
		ck_assert_uint_eq(imapi_medium_session_count(medium), 1);
		ck_assert_uint_eq(imapi_medium_state(medium), IMAPI_MEDIA_STATE_APPENDABLE);
		imapi_medium_free(medium);
		rig_free(rig);
	}
}

T(a_second_session_is_appended_and_the_first_stays)
{
	prepare_data();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);
		struct imapi_burn_result first, second;
		struct rig_burn burn = { .data = data,
					 .length = sizeof(data),
					 .verification = IMAPI_VERIFICATION_QUICK };
		struct imapi_medium *medium;

		ck_assert_int_eq(rig_burn(rig, &burn, &first), IMAPI_OK);
		burn.data = more;
		burn.length = sizeof(more);
		burn.force_close = 1;
		ck_assert_int_eq(rig_burn(rig, &burn, &second), IMAPI_OK);
		ck_assert(second.start_lba >= (int64_t)(sizeof(data) / 2048));
		ck_assert_int_eq(second.is_finalised, 1);
		ck_assert_int_eq(second.verify, IMAPI_VERIFY_PASSED);
		ck_assert(rig_disc_holds(rig, 0, data, sizeof(data)));
		ck_assert(rig_disc_holds(rig, second.start_lba, more, sizeof(more)));
		medium = look(rig);
		ck_assert_uint_eq(imapi_medium_session_count(medium), 2);
		ck_assert_int_eq(imapi_medium_previous_session(medium), second.start_lba);
		ck_assert(imapi_medium_state(medium) & IMAPI_MEDIA_STATE_FINALIZED);
		imapi_medium_free(medium);
		ck_assert_int_eq(rig_burn(rig, &burn, NULL),
				 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
		rig_free(rig);
	}
}

T(a_finalised_disc_keeps_its_type)
{
	static const enum imapi_media_type types[] = { IMAPI_MEDIA_TYPE_CDR,
						       IMAPI_MEDIA_TYPE_DVDPLUSR,
						       IMAPI_MEDIA_TYPE_BDR };

	prepare_data();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);
		struct rig_burn burn = { .data = more,
					 .length = sizeof(more),
					 .force_close = 1 };
		struct imapi_medium *medium;

		ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
		medium = look(rig);
		ck_assert_int_eq(imapi_medium_type(medium), types[i]);
		ck_assert(imapi_medium_state(medium) & IMAPI_MEDIA_STATE_FINALIZED);
		imapi_medium_free(medium);
		rig_free(rig);
	}
}

#define POLL "TEST UNIT READY, READ DISC INFORMATION, READ TRACK INFORMATION, "
#define POLL_DISC "TEST UNIT READY, READ DISC INFORMATION, "
#define LOOK                                                                                   \
	"TEST UNIT READY, GET CONFIGURATION, READ DISC INFORMATION, READ TRACK INFORMATION, "  \
	"READ CAPACITY, GET PERFORMANCE, "
#define PROTECTION "READ DISC STRUCTURE, "
#define ASK                                                                                    \
	"INQUIRY, MODE SENSE(10), GET CONFIGURATION, GET EVENT STATUS NOTIFICATION, "          \
	"READ BUFFER CAPACITY, "
#define LOCK "PREVENT ALLOW MEDIUM REMOVAL"
#define WRITE_AND_CLOSE                                                                        \
	"WRITE(10), SYNCHRONIZE CACHE, " POLL POLL "CLOSE TRACK/SESSION, " POLL POLL           \
	"CLOSE TRACK/SESSION, " POLL_DISC POLL_DISC
#define READ_AND_UNLOCK "READ(10), " LOCK
#define CHECK_AND_UNLOCK LOOK PROTECTION READ_AND_UNLOCK

T(the_commands_of_a_burn_are_these)
{
	static const struct {
		const char *medium, *commands;
	} cases[] = {
		{ "bd-r", LOOK PROTECTION ASK LOCK
		  ", SET STREAMING, MODE SENSE(10), " WRITE_AND_CLOSE CHECK_AND_UNLOCK },
		{ "dvd+r", LOOK PROTECTION ASK LOCK
		  ", SET STREAMING, MODE SENSE(10), "
		  "MODE SELECT(10), " WRITE_AND_CLOSE CHECK_AND_UNLOCK },
		{ "cd-r",
		  LOOK ASK LOCK ", SET CD SPEED, MODE SENSE(10), MODE SELECT(10), "
				"SEND OPC INFORMATION, " WRITE_AND_CLOSE LOOK READ_AND_UNLOCK },
	};

	prepare_data();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *spec = NULL;
		struct rig *rig;
		struct rig_burn burn = { .data = more, .length = sizeof(more) };
		char text[4096];

		/* a close that takes no time keeps the polls to two each */
		ck_assert_int_gt(asprintf(&spec, "%s?close=0", cases[i].medium), 0);
		rig = rig_new(spec);
		ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
		rig_print_log(rig, text, sizeof(text));
		ck_assert_str_eq(text, cases[i].commands);
		rig_free(rig);
	}
}

T_MAIN("job")
