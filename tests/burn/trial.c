/* SPDX-License-Identifier: MIT */
#include "burn/trial.h"

#include "base/mem.h"
#include "imapi/data-writer.h"
#include "imapi/eraser.h"
#include "sim/store.h"
#include "sim/work.h"
#include "support/t.h"

#include <stdio.h>

#define STEPS_MAX 1000000u
#define TIME_MAX (3ull * 86400 * USEC_PER_SEC)
#define REST (9ull * 86400 * USEC_PER_SEC)
#define FOR_EVER "604800"
#define STATUS_BUSY 0x08
#define FIRST_SECTORS 320u
#define INQUIRY_FROM (240ull * USEC_PER_SEC) /* no budget calls less than this unusual */

const char *const trial_event_names[TRIAL_EVENT_COUNT] = {
	[TRIAL_NOTHING] = "nothing",
	[TRIAL_DIES] = "dies",
	[TRIAL_UNPLUGGED] = "unplugged",
	[TRIAL_REMOVED] = "removed",
	[TRIAL_BUS_FAILS] = "bus fails",
	[TRIAL_BUSY_FOR_EVER] = "busy for ever",
	[TRIAL_MOVES_FOR_EVER] = "moves for ever",
};

static const char *const operations[] = { "close", "final", "sync", "erase", "full erase" };
static const char *const levels[] = { "none", "quick", "full" };

struct watcher {
	struct trial *trial;
	struct sim_drive *drive;
	bool bus_failed;
};

static uint8_t data[TRIAL_SECTORS_MAX * BLOCK_SIZE];

bool trial_erases(const struct trial *t)
{
	return t->operation >= TRIAL_ERASE;
}

/* The work that takes the time: its bits, and its name in an option. */
static int operation_works(const struct trial *t)
{
	if (trial_erases(t))
		return IN_BLANK | IN_FORMAT;
	return t->operation == TRIAL_SYNC ? IN_FLUSH : IN_CLOSE;
}

static const char *operation_work(const struct trial *t)
{
	if (trial_erases(t))
		return strcmp(t->medium, "cd-rw") == 0 ? "blank" : "format";
	return t->operation == TRIAL_SYNC ? "sync" : "close";
}

static bool is_poll(const struct watcher *w, uint8_t opcode)
{
	static const uint8_t polls[] = { 0x00, 0x03, 0x4a, 0x51, 0x52, 0x5c };
	/* a command that was not taken for sure may be sent again */
	static const uint8_t repeats[] = { 0x35, 0x5b };

	if (opcode == 0x12)
		return drive_now(w->drive) - w->trial->started >= INQUIRY_FROM;
	return memchr(polls, opcode, sizeof(polls)) || memchr(repeats, opcode, sizeof(repeats));
}

static bool is_read(uint8_t opcode)
{
	return opcode == 0x28 || opcode == 0xa8 || opcode == 0xbe;
}

static void judge_command(struct watcher *w, uint8_t opcode)
{
	struct trial *t = w->trial;
	struct sim_sense says = work_says(w->drive, TELLS_DATA);

	t->polls += opcode == 0x00;
	if (work_writes(w->drive) && record_is_forbidden(opcode) && !t->harm) {
		t->harm = t->commands;
		t->harm_opcode = opcode;
	}
	if (work_writes(w->drive) && !is_poll(w, opcode) && !t->stranger) {
		t->stranger = t->commands;
		t->stranger_opcode = opcode;
	}
	if (is_read(opcode) && !t->early_read && w->drive->work.kind &&
	    (says.key == 2 || says.key == KEY_BUSY || says.key == KEY_SILENT))
		t->early_read = t->commands;
}

static bool befallen(const struct watcher *w)
{
	return w->drive->dead || w->drive->gone || !drive_has_disc(w->drive);
}

/* Percent of the work after which something happens; 255: nothing does. */
static unsigned strike_percent(const struct watcher *w)
{
	const struct sim_habit *habits = w->drive->model.habits;

	if (w->trial->event == TRIAL_BUS_FAILS)
		return w->trial->event_percent;
	if (w->trial->event >= TRIAL_BUSY_FOR_EVER)
		return 0;
	for (size_t i = 0; i < MODEL_HABITS; i++)
		if (habits[i].mishap.kind)
			return habits[i].mishap.percent;
	return 255;
}

/* The sim keeps the times of work that was cut off. */
static usec_t strike_time(const struct watcher *w)
{
	const struct sim_operation *work = &w->drive->work;

	return work->start + (work->end - work->start) * strike_percent(w) / 100;
}

static void watch_work(struct watcher *w)
{
	const struct sim_operation *work = &w->drive->work;
	struct trial *t = w->trial;

	if (t->event_at || t->event < TRIAL_BUS_FAILS || !work_active(w->drive) ||
	    !(operation_works(t) & (1 << work->kind)) || drive_now(w->drive) < strike_time(w))
		return;
	w->bus_failed = t->event == TRIAL_BUS_FAILS;
	t->event_at = strike_time(w);
}

static void watch_mishap(struct watcher *w)
{
	if (!w->trial->event_at && befallen(w))
		w->trial->event_at = MIN(strike_time(w), drive_now(w->drive));
}

static bool before(struct rig *rig, struct imapi_exchange *x)
{
	struct watcher *w = rig->watcher;

	w->trial->commands++;
	watch_work(w);
	work_update(w->drive);
	watch_mishap(w);
	if (w->bus_failed)
		x->host = IMAPI_HOST_ERROR;
	if (!w->drive->gone)
		judge_command(w, x->cdb[0]);
	return w->bus_failed;
}

static void answered(struct rig *rig, const struct imapi_exchange *x)
{
	struct watcher *w = rig->watcher;

	watch_work(w);
	watch_mishap(w);
	if (x->host == IMAPI_HOST_OK && x->scsi_status != STATUS_BUSY)
		w->trial->last_answer = rig_now(rig);
}

static void give_mishap(struct sim_model *model, int works, enum sim_mishap_kind kind,
			unsigned percent)
{
	for (size_t i = 0; i < MODEL_HABITS; i++) {
		struct sim_habit *habit = &model->habits[i];

		if (!habit->works)
			habit->works = (uint16_t)works;
		if (!(habit->works & works))
			continue;
		habit->mishap.kind = kind;
		habit->mishap.percent = (uint8_t)percent;
		works &= ~habit->works;
	}
}

static void arrange_event(const struct trial *t, struct sim_drive *drive)
{
	static const enum sim_mishap_kind mishaps[TRIAL_EVENT_COUNT] = {
		[TRIAL_DIES] = MISHAP_DIES,
		[TRIAL_UNPLUGGED] = MISHAP_UNPLUGGED,
		[TRIAL_REMOVED] = MISHAP_REMOVED,
	};

	if (mishaps[t->event])
		give_mishap(&drive->model, operation_works(t), mishaps[t->event],
			    t->event_percent);
}

static void print_spec(const struct trial *t, char *text, size_t room)
{
	const struct sim_model *model = model_find(t->model);
	uint32_t seconds = MAX(model->lasts_ms[WORK_SESSION] / 1000, 60u);
	const char *work = operation_work(t);
	bool close = t->operation <= TRIAL_FINAL;
	bool lasts = t->operation == TRIAL_SYNC && model->lasts_ms[WORK_FLUSH];
	size_t n = (size_t)snprintf(text, room, "%s?model=%s", t->medium, t->model);

	if (!close && !lasts)
		n += (size_t)snprintf(text + n, room - n, "&lasts=%s:%u", work, seconds);
	if (!close && model->habits[0].works)
		n += (size_t)snprintf(text + n, room - n, "&work=%s", work);
	if (t->event >= TRIAL_BUSY_FOR_EVER)
		n += (size_t)snprintf(text + n, room - n, "&lasts=%s:" FOR_EVER "&progress=%s",
				      work,
				      t->event == TRIAL_BUSY_FOR_EVER ? "none" : "smooth");
	if (t->drive_fault)
		n += (size_t)snprintf(text + n, room - n, "&fault=any@%u:%s", t->fault_at,
				      t->drive_fault);
	if (t->options)
		snprintf(text + n, room - n, "%s", t->options);
}

/* NULL if the medium could not even be looked at. */
static struct imapi_job *make_job(struct trial *t, struct imapi_data_writer *writer,
				  struct imapi_stream *stream)
{
	struct imapi_job *job = NULL;

	t->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	t->wait = (struct imapi_wait)IMAPI_WAIT_INIT;
	imapi_data_writer_set_verification(writer, t->level);
	imapi_data_writer_set_force_close(writer, t->operation == TRIAL_FINAL);
	imapi_data_writer_set_buffer(writer, 1u << 20);
	if (t->max_wait_s)
		imapi_data_writer_set_max_wait(writer, t->max_wait_s);
	t->status = imapi_data_writer_write(writer, stream, &job);
	return job;
}

static void step_through(struct trial *t, const struct rig *rig, struct imapi_job *job)
{
	unsigned waits;
	bool erases;

	while (!imapi_job_done(job) && !t->endless) {
		if (++t->steps == t->cancel_at)
			imapi_job_cancel(job);
		imapi_job_step(job, NULL);
		t->endless = t->steps >= STEPS_MAX || rig_now(rig) - t->started > TIME_MAX;
	}
	t->status = imapi_job_status(job);
	imapi_job_result(job, &t->result);
	waits = imapi_job_wait_count(job);
	erases = t->operation == TRIAL_ERASE || t->operation == TRIAL_ERASE_FULL;
	/* the last one; of an erasure what zeros wait for comes after it */
	for (unsigned i = 0; i < waits; i++)
		if (i == 0 || !erases || t->wait.operation < IMAPI_OPERATION_BLANK)
			imapi_job_wait(job, i, &t->wait);
	if (t->look)
		t->look(t->user, job);
}

static void burn(struct trial *t, struct rig *rig)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data,
						  (size_t)t->sectors * BLOCK_SIZE, &stream),
			 IMAPI_OK);
	job = make_job(t, writer, stream);
	if (job)
		step_through(t, rig, job);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
}

static void erase(struct trial *t, struct rig *rig)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job = NULL;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, t->operation == TRIAL_ERASE_FULL);
	if (t->max_wait_s)
		imapi_eraser_set_max_wait(eraser, t->max_wait_s);
	t->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	t->wait = (struct imapi_wait)IMAPI_WAIT_INIT;
	t->status = imapi_eraser_erase(eraser, &job);
	if (job)
		step_through(t, rig, job);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
}

/* How many sectors from the first on can be read and are as they were sent. */
static uint32_t count_good(const struct trial *t, const struct sim_drive *drive)
{
	uint32_t most = (uint32_t)MIN(t->result.sectors_written, (uint64_t)t->sectors);
	uint32_t start = (uint32_t)t->result.start_lba, n = 0, bad;
	static uint8_t copy[TRIAL_SECTORS_MAX * BLOCK_SIZE];

	if (!drive->disc || !most)
		return 0;
	if (disc_check_read(drive->disc, start, most, &bad).key)
		most = bad - start;
	if (!store_read(drive->disc->store, start, copy, most))
		return 0;
	while (n < most && memcmp(copy + (size_t)n * BLOCK_SIZE, data + (size_t)n * BLOCK_SIZE,
				  BLOCK_SIZE) == 0)
		n++;
	return n;
}

static void look_at_the_end(struct trial *t, struct sim_drive *drive)
{
	t->pending = drive->pending.ahead;
	t->mute = drive->dead;
	t->no_drive = drive->gone;
	work_update(drive);
	t->no_disc = !drive_has_disc(drive);
	t->at_end = sim_truth(drive);
	for (unsigned who = 1; who < ALL; who <<= 1)
		t->telling |= work_says(drive, (enum sim_witness)who).key != 0;
}

/* A session that is there before anything goes wrong. */
static void write_first_session(struct rig *rig)
{
	struct sim_drive *drive = sim_inspect(rig->drive);
	struct sim_model model = drive->model;
	struct rig_burn first = { .data = data, .length = FIRST_SECTORS * BLOCK_SIZE };

	drive->model = *sim_models[0];
	ck_assert_int_eq(rig_burn(rig, &first, NULL), IMAPI_OK);
	drive->model = model;
	rig_reset(rig);
}

void trial_run(struct trial *t)
{
	struct watcher w = { .trial = t };
	struct rig *rig;
	char spec[256];

	if (data[0] == 0)
		rig_fill(data, sizeof(data), 11);
	print_spec(t, spec, sizeof(spec));
	rig = rig_new(spec);
	w.drive = sim_inspect(rig->drive);
	if (t->append)
		write_first_session(rig);
	arrange_event(t, w.drive);
	rig->watcher = &w;
	rig->before = before;
	rig->answered = answered;
	if (t->fault) {
		rig->fault_at = t->fault_at;
		rig->sense = *t->fault;
	}
	t->started = rig_now(rig);
	if (trial_erases(t))
		erase(t, rig);
	else
		burn(t, rig);
	if (IMAPI_FAILED(t->status))
		snprintf(t->message, sizeof(t->message), "%s",
			 imapi_error_message(imapi_last_error(rig->context)));
	t->ended = rig_now(rig);
	t->struck = rig->struck || (t->drive_fault && rig->count >= t->fault_at);
	look_at_the_end(t, w.drive);
	w.drive->pending.ahead = false;
	w.drive->now += REST;
	work_update(w.drive);
	t->at_rest = sim_truth(w.drive);
	t->good = count_good(t, w.drive);
	t->holds = t->good && t->good >= MIN(t->result.sectors_written, (uint64_t)t->sectors);
	rig_free(rig);
}

void trial_name(const struct trial *t, char *text, size_t room)
{
	size_t n = (size_t)snprintf(text, room, "%s, %s, %s, verification %s", t->model,
				    t->medium, operations[t->operation], levels[t->level]);

	if (t->append)
		n += (size_t)snprintf(text + n, room - n, ", second session");
	if (t->options)
		n += (size_t)snprintf(text + n, room - n, ", %s", t->options);
	if (t->max_wait_s)
		n += (size_t)snprintf(text + n, room - n, ", at most %u s", t->max_wait_s);
	if (t->event)
		n += (size_t)snprintf(text + n, room - n, ", %s at %u %%",
				      trial_event_names[t->event], t->event_percent);
	if (t->drive_fault)
		n += (size_t)snprintf(text + n, room - n, ", %s at command %u", t->drive_fault,
				      t->fault_at);
	if (t->fault)
		n += (size_t)snprintf(text + n, room - n, ", %x/%02x/%02x at command %u",
				      t->fault->key, t->fault->asc, t->fault->ascq,
				      t->fault_at);
	if (t->cancel_at)
		snprintf(text + n, room - n, ", cancel at step %u", t->cancel_at);
}

usec_t trial_detection(const struct trial *t)
{
	return t->event_at && t->ended > t->event_at ? t->ended - t->event_at : 0;
}
