/* SPDX-License-Identifier: MIT */
/* DVD+RW and DVD+R DL from blank to closed: the background format, the layers, the last close.
 */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "sim/inspect.h"
#include "sim/tray.h"
#include "support/t.h"

#include <stdio.h>

#define SIZE (4u << 20)
#define FORMAT_UNIT 0x04
#define WRITE_10 0x2a
#define CLOSE 0x5b
#define SEND_STRUCTURE 0xbf

static uint8_t data[SIZE];

static struct rig_burn burn_of(uint32_t seed)
{
	rig_fill(data, SIZE, seed);
	return (struct rig_burn){ .data = data,
				  .length = SIZE,
				  .verification = IMAPI_VERIFICATION_FULL };
}

static void erase(struct rig *rig)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_erase(eraser, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), IMAPI_OK);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	rig_reset(rig);
}

static uint32_t background(const struct rig *rig)
{
	return sim_inspect(rig->drive)->disc->background;
}

T(a_burn_leaves_the_format_stopped_and_the_next_one_restarts_it)
{
	struct rig *rig = rig_new("sim:dvd+rw");
	struct rig_burn burn = burn_of(1);

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert_uint_eq(background(rig), BACKGROUND_SUSPENDED);
	rig_reset(rig);
	erase(rig);
	ck_assert_uint_eq(background(rig), BACKGROUND_RUNNING);
	ck_assert(tray_press(sim_inspect(rig->drive)));
	ck_assert_int_eq(tray_put(sim_inspect(rig->drive), NULL), IMAPI_OK);
	ck_assert_uint_eq(background(rig), BACKGROUND_SUSPENDED);
	burn = burn_of(2);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 1);
	ck_assert_uint_eq(background(rig), BACKGROUND_SUSPENDED);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

T(a_drive_that_does_not_restart_the_format_may_write_all_the_same)
{
	struct rig *rig = rig_new("sim:dvd+rw");
	struct rig_burn burn = burn_of(1);

	erase(rig);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	erase(rig);
	sim_inspect(rig->drive)->disc->background = BACKGROUND_SUSPENDED;
	disc_reach(sim_inspect(rig->drive)->disc, 100000);
	rig->fault_opcode = FORMAT_UNIT;
	rig->fault_nth = 1;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 5, .asc = 0x26 };
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert(rig->struck);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

T(a_format_that_is_over_is_left_alone)
{
	struct rig *rig = rig_new("sim:dvd+rw");
	struct rig_burn burn = burn_of(1);
	struct imapi_eraser *eraser;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, 1);
	ck_assert_int_eq(imapi_eraser_erase(eraser, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), IMAPI_OK);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	ck_assert_uint_eq(background(rig), BACKGROUND_COMPLETE);
	rig_reset(rig);
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 0);
	ck_assert_uint_eq(background(rig), BACKGROUND_COMPLETE);
	rig_free(rig);
}

/* The functions of CLOSE that a drive wants, as it happens. */
T(every_drive_closes_two_layers_in_the_way_that_it_takes)
{
	static const char *const models[] = { "reference",   "refuses-110b",  "refuses-101b",
					      "slow-closer", "immed-refused", "close-3s" };

	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		struct rig_burn burn = burn_of(3);
		struct imapi_burn_result result;
		char spec[64];
		struct rig *rig;

		snprintf(spec, sizeof(spec), "sim:dvd+r-dl?model=%s", models[i]);
		rig = rig_new(spec);
		burn.force_close = 1;
		ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
		ck_assert_int_eq(result.is_finalised, 1);
		ck_assert_uint_eq(rig_count(rig, SEND_STRUCTURE), 1);
		ck_assert_uint_eq(disc_layer_0(sim_inspect(rig->drive)->disc), SIZE / 4096);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
		rig_free(rig);
	}
}

T(sessions_follow_each_other_on_two_layers)
{
	struct rig *rig = rig_new("sim:dvd+r-dl");

	for (uint32_t n = 1; n <= 4; n++) {
		struct rig_burn burn = burn_of(n);
		struct imapi_burn_result result;

		ck_assert_int_eq(rig_burn(rig, &burn, &result), IMAPI_OK);
		ck_assert_int_eq(result.is_finalised, 0);
		ck_assert_uint_eq(rig_count(rig, SEND_STRUCTURE), 0);
		ck_assert(rig_disc_holds(rig, result.start_lba, data, SIZE));
		rig_reset(rig);
	}
	ck_assert_uint_eq(sim_inspect(rig->drive)->disc->sessions, 5);
	rig_free(rig);
}

static imapi_status burn_with_break(struct rig *rig, int64_t sectors)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
	imapi_status status;

	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, SIZE, &stream), 0);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_layer_break(writer, sectors), IMAPI_OK);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, 0);
		imapi_job_free(job);
	}
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	return status;
}

T(a_break_that_was_asked_for_is_set_or_nothing_is_written)
{
	struct rig *rig = rig_new("sim:dvd+r-dl");

	burn_of(5);
	ck_assert_int_eq(burn_with_break(rig, 3000000), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(burn_with_break(rig, 16), IMAPI_E_INVALIDARG);
	rig->fault_opcode = SEND_STRUCTURE;
	rig->fault_nth = 1;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 5, .asc = 0x24 };
	ck_assert(IMAPI_FAILED(burn_with_break(rig, 32000)));
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_reset(rig);
	ck_assert_int_eq(burn_with_break(rig, 32000), IMAPI_OK);
	ck_assert_uint_eq(disc_layer_0(sim_inspect(rig->drive)->disc), 32000);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

/* Lite-On's drives take up to three minutes to answer SEND DISC STRUCTURE. */
T(a_break_that_was_chosen_is_no_condition_and_may_take_its_time)
{
	struct rig *rig = rig_new("sim:dvd+r-dl?lasts=opc:170");
	struct rig_burn burn = burn_of(6);

	burn.force_close = 1;
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert_uint_eq(disc_layer_0(sim_inspect(rig->drive)->disc), SIZE / 4096);
	rig_free(rig);
	rig = rig_new("sim:dvd+r-dl");
	rig->fault_opcode = SEND_STRUCTURE;
	rig->fault_nth = 1;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 5, .asc = 0x24 };
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	ck_assert(rig->struck);
	ck_assert(!sim_inspect(rig->drive)->disc->layer_0);
	rig_free(rig);
}

T_MAIN("plus")
