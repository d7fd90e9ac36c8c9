/* SPDX-License-Identifier: MIT */
/* Media that are written anywhere: format, burn, refuse to overwrite, recover. */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdlib.h>

#define SIZE (2u << 20)
#define LARGE (24u << 20)
#define FORMAT_UNIT 0x04
#define WRITE_10 0x2a
#define SYNCHRONIZE 0x35
#define CLOSE 0x5b

static uint8_t data[LARGE];

/* Each row is burned with what fits its medium. */
static const char *const media[] = { "bd-re" };

static struct rig_burn burn_of(size_t length, uint32_t seed)
{
	rig_fill(data, length, seed);
	return (struct rig_burn){ .data = data,
				  .length = length,
				  .verification = IMAPI_VERIFICATION_FULL };
}

static struct rig *new_rig(const char *medium, const char *options)
{
	char spec[160];

	snprintf(spec, sizeof(spec), "sim:%s%s", medium, options);
	return rig_new(spec);
}

static struct imapi_medium *look(struct rig *rig)
{
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	return medium;
}

static void erase(struct rig *rig, int full)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, full);
	ck_assert_int_eq(imapi_eraser_erase(eraser, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), IMAPI_OK);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
}

static void burns_new(const char *name)
{
	const struct rig_burn burn = burn_of(SIZE, 1);
	struct imapi_burn_result result;
	struct rig *rig = new_rig(name, "");

	ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
	ck_assert_int_eq(result.start_lba, 0);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_int_eq(result.is_finalised, 0);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 1);
	ck_assert_uint_eq(rig_count(rig, SYNCHRONIZE), 1);
	ck_assert_uint_eq(rig_count(rig, CLOSE), 0);
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

T(a_new_medium_is_formatted_written_and_flushed)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		burns_new(media[i]);
}

static void tells_its_state(const char *name)
{
	const struct rig_burn burn = burn_of(SIZE, 1);
	struct rig *rig = new_rig(name, "");
	struct imapi_medium *before = look(rig), *after;

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	after = look(rig);
	ck_assert_uint_eq(imapi_medium_state(before),
			  IMAPI_MEDIA_STATE_OVERWRITE_ONLY | IMAPI_MEDIA_STATE_BLANK);
	ck_assert_int_eq(imapi_medium_is_blank(before), 1);
	ck_assert_uint_eq(imapi_medium_state(after), IMAPI_MEDIA_STATE_OVERWRITE_ONLY);
	ck_assert_int_eq(imapi_medium_is_blank(after), 0);
	ck_assert_int_eq(imapi_medium_next_writable(after), 0);
	ck_assert_uint_eq(imapi_medium_free_sectors(before), imapi_medium_free_sectors(after));
	ck_assert_uint_eq(imapi_medium_total_sectors(after), imapi_medium_free_sectors(after));
	ck_assert_uint_eq(imapi_medium_session_count(before), 0);
	ck_assert_uint_eq(imapi_medium_session_count(after), 1);
	imapi_medium_free(before);
	imapi_medium_free(after);
	rig_free(rig);
}

T(all_of_it_is_free_and_data_makes_it_not_blank)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		tells_its_state(media[i]);
}

static void keeps_data(const char *name)
{
	struct rig *rig = new_rig(name, "");
	struct rig_burn burn = burn_of(SIZE, 1);

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_E_DF2DATA_MEDIA_NOT_BLANK);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	for (int full = 0; full <= 1; full++) {
		erase(rig, full);
		rig_reset(rig);
		burn = burn_of(SIZE, 2 + (uint32_t)full);
		ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
		ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 0);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	}
	rig_free(rig);
}

T(data_is_not_overwritten_unasked_but_can_be_erased)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		keeps_data(media[i]);
}

/* A stream of zeros, of any length. */
static imapi_status read_zeros(void *self, uint64_t offset, void *buffer, size_t length)
{
	(void)self, (void)offset;
	memset(buffer, 0, length);
	return IMAPI_OK;
}

static void is_filled(const char *name)
{
	static const struct imapi_stream_ops zeros = { .size = sizeof(zeros),
						       .read = read_zeros };
	struct rig *rig = new_rig(name, "?size=65536");
	struct imapi_medium *medium = look(rig);
	uint64_t room = imapi_medium_free_sectors(medium);
	uint32_t unit = imapi_medium_write_unit(medium);
	struct rig_burn burn = { .verification = IMAPI_VERIFICATION_FULL };

	imapi_medium_free(medium);
	ck_assert_int_eq(
		imapi_stream_new(rig->context, &zeros, NULL, (room + 1) * 2048, &burn.stream),
		IMAPI_OK);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL),
			 IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT) + rig_count(rig, WRITE_10), 0);
	imapi_stream_free(burn.stream);
	ck_assert_int_eq(imapi_stream_new(rig->context, &zeros, NULL, (room - unit + 1) * 2048,
					  &burn.stream),
			 IMAPI_OK);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	imapi_stream_free(burn.stream);
	rig_free(rig);
}

T(the_last_sector_is_written_and_one_more_is_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++)
		is_filled(media[i]);
}

T(after_a_reset_what_the_buffer_held_is_written_again)
{
	struct rig_burn burn = burn_of(LARGE, 3);
	struct rig *rig = rig_new("sim:bd-re");
	unsigned writes = LARGE / 65536, sent;

	rig->fault_opcode = WRITE_10;
	rig->fault_nth = 300;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 6, .asc = 0x29 };
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert(rig->struck);
	sent = rig_count(rig, WRITE_10);
	ck_assert_uint_ge(sent, writes + 128);
	ck_assert(rig_disc_holds(rig, 0, data, LARGE));
	rig_free(rig);
}

T_MAIN("anywhere")
