/* SPDX-License-Identifier: MIT */
/* Samples: which blocks, past the cache or not, and what a burn says that it proved. */
#include "burn/sample.h"

#include "base/mem.h"
#include "burn/fixture.h"
#include "burn/rig.h"
#include "support/t.h"

#define READ_10 0x28
#define WRITE_10 0x2a
#define MIB (1u << 20)
#define LARGE (24 * MIB)
#define SMALL (3 * MIB)
#define SECTORS (LARGE / 2048)
#define BUFFER (4 * MIB / 2048) /* sectors that the simulated drives hold */

#define BD_R 0x0041
#define DVD_PLUS_R_DL 0x002b

static uint8_t data[LARGE];

static struct rig *rig_with_data(const char *spec)
{
	if (data[0] == 0)
		rig_fill(data, sizeof(data), 5);
	return rig_new(spec);
}

static imapi_status burn(struct rig *rig, size_t length, enum imapi_verification verification,
			 struct imapi_burn_result *ret_result)
{
	struct rig_burn settings = { .data = data,
				     .length = length,
				     .verification = verification };

	return rig_burn(rig, &settings, ret_result);
}

#define STATE IMAPI_PROOF_STATE
#define TIME IMAPI_PROOF_TIME
#define SAMPLES IMAPI_PROOF_SAMPLES
#define ALL_READ IMAPI_PROOF_ALL_READ

T(the_proof_names_exactly_what_was_shown)
{
	static const struct {
		const char *spec;
		size_t length;
		unsigned proof[3]; /* verification none, quick, full */
	} rows[] = {
		/* too little for its time to say anything: the buffer takes it all */
		{ "bd-r",
		  SMALL,
		  { STATE | SAMPLES, STATE | SAMPLES, STATE | SAMPLES | ALL_READ } },
		{ "dvd+r",
		  LARGE,
		  { STATE | TIME | SAMPLES, STATE | TIME | SAMPLES,
		    STATE | TIME | SAMPLES | ALL_READ } },
		{ "cd-r",
		  LARGE,
		  { STATE | TIME | SAMPLES, STATE | TIME | SAMPLES,
		    STATE | TIME | SAMPLES | ALL_READ } },
		/* all of it may come from the cache */
		{ "bd-r?model=no-fua", SMALL, { STATE, STATE, STATE | ALL_READ } },
		{ "bd-r?model=no-fua",
		  LARGE,
		  { STATE | TIME | SAMPLES, STATE | TIME | SAMPLES,
		    STATE | TIME | SAMPLES | ALL_READ } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct rig *rig = rig_with_data(rows[i].spec);
			struct imapi_burn_result result;

			ck_assert_int_eq(
				burn(rig, rows[i].length, (enum imapi_verification)v, &result),
				IMAPI_OK);
			ck_assert_msg(result.proof == rows[i].proof[v], "%s, level %d: %x",
				      rows[i].spec, v, result.proof);
			if (v == IMAPI_VERIFICATION_FULL)
				ck_assert_uint_eq(result.sectors_sampled, 0);
			else
				ck_assert_uint_ge(result.sectors_sampled, 13 * 32);
			rig_free(rig);
		}
	}
}

T(a_close_that_was_not_confirmed_proves_no_state)
{
	struct rig *rig = rig_with_data("bd-r?fault=close@1:okx9");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn(rig, SMALL, IMAPI_VERIFICATION_NONE, &result),
			 IMAPI_S_CLOSED_UNCONFIRMED);
	ck_assert_uint_eq(result.proof, SAMPLES);
	rig_free(rig);
}

T(nothing_is_proved_by_a_drive_that_writes_nothing)
{
	static const char *const media[] = { "bd-r?model=liar", "cd-r?model=liar",
					     "dvd+r?model=liar" };

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct rig *rig = rig_with_data(media[i]);
			struct imapi_burn_result result;

			ck_assert_int_eq(burn(rig, LARGE, (enum imapi_verification)v, &result),
					 IMAPI_E_WRITE_NOT_PROVEN);
			ck_assert_uint_eq(result.proof & (STATE | SAMPLES | ALL_READ), 0);
			rig_free(rig);
		}
	}
}

static unsigned after_last_write(const struct rig *rig)
{
	unsigned last = 0;

	for (unsigned i = 0; i < rig->count; i++)
		if (rig->log[i] == WRITE_10)
			last = i;
	return last;
}

/* How many sectors elsewhere were read before the last read of @lba. */
static uint32_t read_before(const struct rig *rig, uint32_t lba)
{
	uint32_t reads = 0, found = 0;

	for (unsigned i = after_last_write(rig); i < rig->count; i++) {
		if (rig->log[i] != READ_10)
			continue;
		if (rig->lbas[i] == lba)
			found = reads;
		reads += 32;
	}
	return found;
}

T(without_fua_more_than_the_buffer_is_read_elsewhere_first)
{
	struct rig *rig = rig_with_data("bd-r?model=no-fua");
	uint32_t last = SECTORS - 32;

	ck_assert_int_eq(burn(rig, LARGE, IMAPI_VERIFICATION_NONE, NULL), IMAPI_OK);
	ck_assert_uint_gt(read_before(rig, 0), BUFFER);
	ck_assert_uint_gt(read_before(rig, last), BUFFER);
	rig_free(rig);
	rig = rig_with_data("bd-r");
	ck_assert_int_eq(burn(rig, LARGE, IMAPI_VERIFICATION_NONE, NULL), IMAPI_OK);
	ck_assert_uint_lt(read_before(rig, last), BUFFER);
	rig_free(rig);
}

T(an_earlier_session_can_fill_the_cache)
{
	struct rig *rig = rig_with_data("bd-r?model=no-fua");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn(rig, LARGE, IMAPI_VERIFICATION_NONE, NULL), IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(burn(rig, SMALL, IMAPI_VERIFICATION_NONE, &result), IMAPI_OK);
	ck_assert_uint_eq(result.proof, STATE | SAMPLES);
	ck_assert_uint_gt(read_before(rig, (uint32_t)result.start_lba), BUFFER);
	rig_free(rig);
}

T(a_sample_that_differs_is_not_proven_wherever_it_is)
{
	static const uint32_t places[] = { 0, 31, SECTORS - 1 };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		AUTOFREE char *spec = NULL;
		struct imapi_burn_result result;
		struct rig *rig;

		ck_assert_int_gt(asprintf(&spec, "bd-r?fault=write@lba=%u:corrupt", places[i]),
				 0);
		rig = rig_with_data(spec);
		ck_assert_int_eq(burn(rig, LARGE, IMAPI_VERIFICATION_NONE, &result),
				 IMAPI_E_WRITE_NOT_PROVEN);
		ck_assert_uint_eq(result.proof & SAMPLES, 0);
		rig_free(rig);
	}
}

/* A sampler of a burn of @sectors on a blank medium, without a drive. */
static void choose(uint16_t profile, uint64_t total, uint64_t sectors, struct sampler *ret)
{
	static struct imapi_medium medium;
	static struct digest table[1];
	static struct digests digests;
	static struct plan plan;
	static struct verifier verifier;

	medium = fixture_blank(profile, total);
	digests = (struct digests){ .length = sectors * 2048, .block = 65536, .table = table };
	digests.count = (sectors + 31) / 32;
	plan = (struct plan){ .profile = media_find_profile(profile), .sectors = sectors };
	verifier = (struct verifier){ .plan = &plan, .digests = &digests };
	*ret = (struct sampler){ .verifier = &verifier, .before = &medium, .wish = 16 };
	sampler_start(ret);
}

static bool chosen(const struct sampler *s, uint64_t block)
{
	for (unsigned i = 0; i < s->count; i++)
		if (s->samples[i] == block)
			return true;
	return false;
}

T(both_sides_of_a_layer_break_are_samples)
{
	static const struct {
		uint16_t profile;
		uint64_t total;
		unsigned layers;
	} rows[] = { { BD_R, 12219392, 1 },
		     { BD_R, 24438784, 2 },
		     { BD_R, 48878592, 3 },
		     { BD_R, 62500864, 4 },
		     { DVD_PLUS_R_DL, 4173824, 2 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sampler s;

		ck_assert_uint_eq(
			sample_layers(media_find_profile(rows[i].profile), rows[i].total),
			rows[i].layers);
		choose(rows[i].profile, rows[i].total, rows[i].total - 64, &s);
		ck_assert(chosen(&s, 0) && chosen(&s, (rows[i].total - 64 + 31) / 32 - 1));
		for (unsigned l = 1; l < rows[i].layers; l++) {
			uint64_t edge = rows[i].total * l / rows[i].layers;

			ck_assert(chosen(&s, edge / 32) && chosen(&s, (edge - 1) / 32));
		}
	}
}

T(samples_are_in_order_each_once_and_never_more_than_there_are_blocks)
{
	for (uint64_t sectors = 1; sectors < 40000; sectors = sectors * 3 + 1) {
		struct sampler s;

		choose(BD_R, 12219392, sectors, &s);
		ck_assert_uint_ge(s.count, 1);
		ck_assert_uint_le(s.count, MIN((uint64_t)SAMPLES_MAX, (sectors + 31) / 32));
		for (unsigned i = 1; i < s.count; i++)
			ck_assert_uint_gt(s.samples[i], s.samples[i - 1]);
		ck_assert_uint_eq(s.samples[0], 0);
		ck_assert_uint_eq(s.samples[s.count - 1], (sectors + 31) / 32 - 1);
	}
}

T_MAIN("sample")
