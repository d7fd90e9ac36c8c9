/* SPDX-License-Identifier: MIT */
#include "sim/work.h"

#include "base/mem.h"
#include "sim/background.h"
#include "sim/packets.h"
#include "sim/restricted.h"
#include "sim/speed.h"

const struct sim_habit *work_habit(const struct sim_drive *drive, enum sim_work_kind kind)
{
	static const struct sim_habit good;

	for (size_t i = 0; i < MODEL_HABITS; i++)
		if (drive->model.habits[i].works & (1u << kind))
			return &drive->model.habits[i];
	return &good;
}

static bool is_writing(enum sim_work_kind kind)
{
	return IN_WRITING & (1u << kind);
}

static enum sim_immed immed_of(const struct sim_drive *drive, enum sim_work_kind kind)
{
	enum sim_immed habit = work_habit(drive, kind)->immed;

	return habit || !is_writing(kind) ? habit : drive->model.immed;
}

struct sim_sense work_refusal(const struct sim_drive *drive, enum sim_work_kind kind,
			      bool immed)
{
	const struct sim_habit *habit = work_habit(drive, kind);

	if (immed && immed_of(drive, kind) == IMMED_REJECTED)
		return SENSE(5, 0x24, 0x00);
	return habit->refused_functions ? GOOD : habit->refuse;
}

bool work_active(const struct sim_drive *drive)
{
	return drive->work.kind && !drive->work.done;
}

bool work_needs_loading(const struct sim_drive *drive)
{
	return drive->work.kind && drive->work.done &&
	       work_habit(drive, drive->work.kind)->needs_loading;
}

bool work_writes(const struct sim_drive *drive)
{
	return work_active(drive) && is_writing(drive->work.kind);
}

static void begin_at(struct sim_drive *drive, enum sim_work_kind kind, usec_t start,
		     usec_t duration)
{
	uint32_t settle = work_habit(drive, kind)->settle_ms;
	usec_t end = start + duration;

	drive->work = (struct sim_operation){
		.kind = kind,
		.start = start,
		.end = end,
		.settled = settle == UNTIL_RELOAD ? UINT64_MAX
						  : end + (usec_t)settle * USEC_PER_MSEC,
	};
}

/* What was there goes first, and data that is not on it yet goes nowhere. */
static void forget_data(struct sim_drive *drive)
{
	drive->buffer.level = 0;
	drive->buffer.track = 0;
	cue_forget(drive);
	disc_spoil(drive->disc);
}

static void begin_now(struct sim_drive *drive, enum sim_work_kind kind, usec_t duration)
{
	uint32_t fixed = drive->model.lasts_ms[kind];

	begin_at(drive, kind, drive_now(drive),
		 fixed ? (usec_t)fixed * USEC_PER_MSEC : duration);
}

void work_begin(struct sim_drive *drive, enum sim_work_kind kind, usec_t duration,
		unsigned track)
{
	begin_now(drive, kind, duration);
	drive->work.track = track;
	if (IN_ERASE & (1u << kind))
		forget_data(drive);
}

void work_begin_growing(struct sim_drive *drive, usec_t duration)
{
	begin_now(drive, WORK_FORMAT, duration);
}

/* The medium takes in what the drive holds of the track that is being written. */
static struct sim_sense finish_writing(struct sim_drive *drive, bool end_track)
{
	struct sim_disc *disc = drive->disc;
	struct sim_track *track = disc_track(disc, drive->buffer.track);
	struct sim_sense sense;
	uint32_t nwa = track ? track->nwa : 0;

	drive->buffer.level = 0;
	drive->buffer.track = 0;
	if (!track)
		return GOOD;
	if (end_track && !track->reserved && !track->packets)
		sense = disc_close_track(disc, disc_number(disc, track));
	else
		sense = disc_pad(disc, track);
	packets_end(disc, track);
	if (track->nwa != nwa)
		disc_save(disc);
	return sense;
}

static struct sim_sense finish_close(struct sim_drive *drive)
{
	enum sim_work_kind kind = drive->work.kind;
	struct sim_sense sense = finish_writing(drive, drive->disc->medium->sync_ends);

	if (sense.key)
		return sense;
	if (drive->disc->medium->background && (kind == WORK_TRACK || kind == WORK_SESSION)) {
		background_stop(drive);
		return GOOD;
	}
	cue_finish(drive);
	if (restricted_finish(drive))
		return GOOD;
	if (kind == WORK_TRACK)
		return disc_close_track(drive->disc, drive->work.track);
	if (kind == WORK_SESSION)
		disc_close_session(drive->disc);
	if (kind == WORK_FINAL)
		disc_finalise(drive->disc);
	if (kind == WORK_BLANK)
		disc_erase(drive->disc, drive->work.minimal);
	if (kind == WORK_FORMAT) {
		if (drive->work.scattered)
			disc_format_scattered(drive->disc, drive->work.blocks);
		else
			disc_format(drive->disc, drive->work.blocks, drive->work.overwrites,
				    drive->work.certifies);
		defects_forget(drive->disc);
	}
	if (kind == WORK_FORMAT && drive->disc->medium->background)
		background_start(drive);
	if (drive->disc->final)
		drive->operational_event = 1;
	return GOOD;
}

/* What the work changes takes effect when it is over. */
static struct sim_sense finish(struct sim_drive *drive)
{
	enum sim_work_kind kind = drive->work.kind;

	drive->work.done = true;
	if (kind == WORK_LOAD)
		drive_loaded(drive);
	if (kind == WORK_SPIN_UP)
		drive->stopped = false;
	if (kind == WORK_CALIBRATE)
		drive->calibrated = true;
	return is_writing(kind) ? finish_close(drive) : GOOD;
}

static usec_t strike_time(const struct sim_drive *drive)
{
	const struct sim_mishap *mishap = &work_habit(drive, drive->work.kind)->mishap;
	usec_t duration = drive->work.end - drive->work.start;

	if (!mishap->kind)
		return UINT64_MAX;
	return drive->work.start + duration * mishap->percent / 100;
}

void work_cut(struct sim_drive *drive)
{
	if (work_writes(drive))
		disc_interrupt(drive->disc, 0);
	cue_forget(drive);
	drive->work.kind = WORK_NONE;
}

/* What the drive holds is lost, and blocks that it has said to be on the medium. */
static void lose(struct sim_drive *drive, uint32_t blocks)
{
	if (drive->disc)
		disc_interrupt(drive->disc, (uint32_t)blocks_of(drive->buffer.level) + blocks);
	drive->buffer.level = 0;
	drive->buffer.track = 0;
}

static void lose_quietly(struct sim_drive *drive, uint32_t blocks)
{
	struct sim_track *track = disc_track(drive->disc, drive->buffer.track);

	if (track)
		disc_lose(drive->disc, track,
			  track->nwa - MIN(blocks, track->nwa - track->start));
}

static void reset(struct sim_drive *drive, const struct sim_mishap *mishap, usec_t at)
{
	if (!mishap->lost_blocks && drive->disc)
		finish_writing(drive, false);
	drive_reset(drive, false);
	if (mishap->ready_ms)
		begin_at(drive, WORK_RECOVER, at, (usec_t)mishap->ready_ms * USEC_PER_MSEC);
}

/* The mishap happens, at @at. */
static void strike(struct sim_drive *drive, const struct sim_mishap *mishap, usec_t at)
{
	bool writing = is_writing(drive->work.kind);

	if (mishap->kind == MISHAP_LOSES) {
		lose_quietly(drive, mishap->lost_blocks);
		return;
	}
	if (mishap->kind == MISHAP_FAILS) {
		drive->work.kind = WORK_NONE;
		if (writing)
			finish_writing(drive, false);
		drive->deferred = mishap->sense;
		return;
	}
	if (writing && (mishap->kind != MISHAP_RESETS || mishap->lost_blocks))
		lose(drive, mishap->lost_blocks);
	work_cut(drive);
	if (mishap->kind == MISHAP_RESETS)
		reset(drive, mishap, at);
	if (mishap->kind == MISHAP_REMOVED)
		drive_take_out(drive);
	drive->dead = drive->dead || mishap->kind == MISHAP_DIES;
	drive->gone = drive->gone || mishap->kind == MISHAP_UNPLUGGED;
}

/* Lets what is due by now happen; returns what the work failed with. */
static struct sim_sense advance(struct sim_drive *drive)
{
	usec_t now = drive_now(drive);
	struct sim_sense sense = GOOD;

	if (work_active(drive) && now >= strike_time(drive)) {
		usec_t at = strike_time(drive);

		buffer_update_to(drive, at);
		strike(drive, &work_habit(drive, drive->work.kind)->mishap, at);
	}
	buffer_update(drive);
	if (work_active(drive))
		background_yield(drive);
	if (work_active(drive) && now >= drive->work.end)
		sense = finish(drive);
	background_update(drive);
	if (drive->work.done && (sense.key || now >= drive->work.settled))
		drive->work.kind = WORK_NONE;
	return sense;
}

void work_update(struct sim_drive *drive)
{
	struct sim_sense sense = advance(drive);

	if (sense.key)
		drive->deferred = sense;
}

/* What the command says that was held while its work was cut off. */
static struct sim_sense cut_off(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense = drive->deferred;

	drive->deferred = GOOD;
	if (drive->dead)
		task_hang(task);
	else if (drive->gone)
		task->x->host = IMAPI_HOST_GONE;
	else if (!sense.key && drive->attention_count)
		return drive_take_attention(drive);
	else if (!sense.key && !drive_has_disc(drive))
		return SENSE(2, 0x3a, 0x02);
	return sense;
}

/* Holds the command until the work is over. */
static struct sim_sense hold(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	usec_t start = drive->work.start;
	struct sim_sense sense = GOOD;

	while (work_active(drive) && drive->work.start == start) {
		usec_t over = MIN(drive->work.end, strike_time(drive)), now = drive_now(drive);

		if (!task_hold(task, over > now ? over - now : 0)) {
			/* The host gives up and resets the drive, in the middle of it. */
			drive_reset(drive, true);
			return GOOD;
		}
		sense = advance(drive);
	}
	return drive->work.done ? sense : cut_off(task);
}

struct sim_sense work_run(struct sim_task *task, bool immed)
{
	struct sim_drive *drive = task->drive;
	enum sim_work_kind kind = drive->work.kind;
	struct sim_sense begin = work_habit(drive, kind)->begin;

	if (begin.key)
		return begin;
	if (!immed || immed_of(drive, kind) == IMMED_BLOCKS)
		return hold(task);
	work_update(drive);
	return GOOD;
}

void work_release(struct sim_drive *drive)
{
	bool orderly = !drive->dead && !drive->gone;

	if (work_writes(drive) && orderly)
		finish(drive);
	drive->work.kind = WORK_NONE;
	if (drive->disc && drive->buffer.track && !drive->dead)
		finish_writing(drive, false);
	if (drive->disc && orderly)
		cue_finish(drive);
	cue_forget(drive);
	background_stop(drive);
}

static struct sim_sense honest(enum sim_work_kind kind)
{
	switch (kind) {
	case WORK_LOAD:
	case WORK_SPIN_UP:
	case WORK_RECOVER:
		return SENSE(2, 0x04, 0x01);
	case WORK_FLUSH:
		return SENSE(2, 0x04, 0x08);
	case WORK_FORMAT:
		return SENSE(2, 0x04, 0x04);
	default:
		return SENSE(2, 0x04, 0x07);
	}
}

static bool phase_given(const struct sim_phase *phase)
{
	return phase->from_percent || phase->from_ms;
}

static usec_t phase_start(const struct sim_operation *work, const struct sim_phase *phase)
{
	return work->start + (work->end - work->start) * phase->from_percent / 100 +
	       (usec_t)phase->from_ms * USEC_PER_MSEC;
}

/* The phase that the work is in; NULL if the habit has none and the drive is honest. */
static const struct sim_phase *find_phase(const struct sim_drive *drive)
{
	const struct sim_phase *phases = work_habit(drive, drive->work.kind)->phases, *found;
	usec_t now = drive_now(drive);

	if (!phases[0].lines[0].who && !phase_given(&phases[0]) && !phase_given(&phases[1]))
		return NULL;
	found = &phases[0];
	for (size_t i = 1; i < HABIT_PHASES && phase_given(&phases[i]); i++)
		if (now >= phase_start(&drive->work, &phases[i]))
			found = &phases[i];
	return phase_given(found) && now < phase_start(&drive->work, found) ? NULL : found;
}

static void take_earlier(usec_t *next, usec_t now, usec_t at)
{
	if (at > now && at < *next)
		*next = at;
}

usec_t work_changes_at(const struct sim_drive *drive)
{
	const struct sim_phase *phases = work_habit(drive, drive->work.kind)->phases;
	usec_t now = drive_now(drive), next = UINT64_MAX;

	for (size_t i = 0; i < HABIT_PHASES && (i == 0 || phase_given(&phases[i])); i++)
		take_earlier(&next, now, phase_start(&drive->work, &phases[i]));
	take_earlier(&next, now, drive->work.done ? drive->work.settled : drive->work.end);
	if (work_active(drive))
		take_earlier(&next, now, strike_time(drive));
	return next;
}

static struct sim_sense phase_says(const struct sim_phase *phase, enum sim_witness witness)
{
	for (size_t i = 0; i < PHASE_LINES; i++)
		if (phase->lines[i].who & witness)
			return phase->lines[i].says;
	return GOOD;
}

static struct sim_sense honest_says(const struct sim_drive *drive, enum sim_witness witness)
{
	bool tells = !drive->work.done && (witness & ALL_HONEST);

	return tells ? honest(drive->work.kind) : GOOD;
}

struct sim_sense work_says(const struct sim_drive *drive, enum sim_witness witness)
{
	const struct sim_phase *phase;

	if (!drive->work.kind)
		return GOOD;
	if (is_writing(drive->work.kind) && (witness & (TELLS_READY | TELLS_SENSE))) {
		if (drive->model.ready == READY_LIES)
			return GOOD;
		if (drive->model.ready == READY_HONEST)
			return honest_says(drive, witness);
	}
	phase = find_phase(drive);
	return phase ? phase_says(phase, witness) : honest_says(drive, witness);
}
