/* SPDX-License-Identifier: MIT */
/* Jobs of several drives whose data comes from one source. */
#include "burn/rig.h"

#include "base/mem.h"
#include "support/t.h"

#define MIB (1u << 20)
#define DRIVES 2
#define STEPS_MOST 100000

static uint8_t data[3 * MIB];
static struct imapi_context *context;

struct drive {
	struct rig *rig;
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;
};

static struct drive drives[DRIVES];

static void begin(size_t buffer)
{
	struct imapi_context *contexts[DRIVES];
	struct imapi_stream *source, *streams[DRIVES];

	rig_fill(data, sizeof(data), 7);
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(context, data, sizeof(data), &source),
			 IMAPI_OK);
	for (size_t i = 0; i < DRIVES; i++) {
		drives[i].rig = rig_new(i ? "dvd+r" : "bd-r");
		contexts[i] = drives[i].rig->context;
	}
	ck_assert_int_eq(imapi_stream_split(source, contexts, DRIVES, buffer, streams),
			 IMAPI_OK);
	for (size_t i = 0; i < DRIVES; i++) {
		struct drive *d = &drives[i];

		d->stream = streams[i];
		ck_assert_int_eq(imapi_data_writer_new(d->rig->recorder, &d->writer), IMAPI_OK);
		ck_assert_int_eq(imapi_data_writer_write(d->writer, d->stream, &d->job),
				 IMAPI_OK);
	}
}

static void let_go(struct drive *d)
{
	imapi_job_free(d->job);
	imapi_stream_free(d->stream);
	d->job = NULL;
	d->stream = NULL;
}

static void end(void)
{
	for (size_t i = 0; i < DRIVES; i++) {
		let_go(&drives[i]);
		imapi_data_writer_free(drives[i].writer);
		rig_free(drives[i].rig);
	}
	imapi_context_free(context);
}

/* Steps until the drive has got what the buffer holds and waits for more. */
static void step_until_it_waits(struct drive *d, size_t bytes)
{
	struct imapi_progress progress = IMAPI_PROGRESS_INIT;
	uint64_t written = 0;

	for (int i = 0; written < bytes / 2048; i++) {
		ck_assert_int_lt(i, STEPS_MOST);
		ck_assert_int_eq(imapi_job_step(d->job, &progress), IMAPI_OK);
		if (progress.action == IMAPI_ACTION_WRITING_DATA)
			written =
				(uint64_t)(progress.last_written_lba - progress.start_lba + 1);
	}
	ck_assert_int_eq(imapi_job_step(d->job, &progress), IMAPI_OK);
	ck_assert_int_eq(progress.action, IMAPI_ACTION_WRITING_DATA);
	ck_assert_uint_eq(written, bytes / 2048);
}

T(a_job_that_waits_for_another_drive_takes_bounded_steps_and_can_be_cancelled)
{
	struct imapi_burn_result result = IMAPI_BURN_RESULT_INIT;

	begin(2 * MIB);
	step_until_it_waits(&drives[0], 2 * MIB);
	ck_assert_int_eq(rig_step_through(drives[0].rig, drives[0].job, 1),
			 IMAPI_E_REQUEST_CANCELLED);
	ck_assert_int_eq(imapi_job_result(drives[0].job, &result), IMAPI_OK);
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(rig_step_through(drives[1].rig, drives[1].job, 0), IMAPI_OK);
	ck_assert(rig_disc_holds(drives[1].rig, 0, data, sizeof(data)));
	end();
}

T(a_job_that_waits_for_another_drive_goes_on_when_that_is_given_up)
{
	begin(2 * MIB);
	step_until_it_waits(&drives[0], 2 * MIB);
	let_go(&drives[1]);
	ck_assert_int_eq(rig_step_through(drives[0].rig, drives[0].job, 0), IMAPI_OK);
	ck_assert(rig_disc_holds(drives[0].rig, 0, data, sizeof(data)));
	end();
}

T(one_thread_can_step_the_jobs_of_several_drives_by_turns)
{
	size_t done = 0;

	begin(MIB / 4);
	for (int i = 0; done < DRIVES; i++) {
		ck_assert_int_lt(i, STEPS_MOST);
		done = 0;
		for (size_t k = 0; k < DRIVES; k++) {
			ck_assert_int_eq(imapi_job_step(drives[k].job, NULL), IMAPI_OK);
			done += imapi_job_done(drives[k].job) ? 1 : 0;
		}
	}
	for (size_t k = 0; k < DRIVES; k++)
		ck_assert(rig_disc_holds(drives[k].rig, 0, data, sizeof(data)));
	end();
}

T_MAIN("several")
