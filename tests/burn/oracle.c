/* SPDX-License-Identifier: MIT */
#include "burn/oracle.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)
#define SOFT_LEAST SECONDS(240)
#define MUTE_LEAST SECONDS(1800)
#define QUIET_LEAST SECONDS(7200)
#define CAP SECONDS(14400)
#define CAP_OF_ERASE SECONDS(43200)
#define SLACK SECONDS(15) /* a poll's interval, a second look, the last commands */
#define POLLS_MORE 120	  /* looks at the disc before and after the waits */

/* S */
static usec_t soft(const struct trial *t)
{
	return MAX((usec_t)t->wait.usual_ms * USEC_PER_MSEC, SOFT_LEAST);
}

static bool tells_nothing(const struct sim_model *model)
{
	return model->habits[0].phases[0].lines[0].says.key == KEY_SILENT &&
	       model->habits[0].phases[0].lines[0].who == ALL;
}

/* What befell the drive, by the trial's will or by its model's. */
static enum trial_event event_of(const struct trial *t)
{
	if (!t->event_at)
		return TRIAL_NOTHING;
	if (t->event >= TRIAL_BUSY_FOR_EVER)
		return tells_nothing(model_find(t->model)) ? TRIAL_DIES : t->event;
	if (t->event == TRIAL_BUS_FAILS)
		return t->event;
	if (t->mute)
		return TRIAL_DIES;
	if (t->no_drive)
		return TRIAL_UNPLUGGED;
	return t->no_disc ? TRIAL_REMOVED : TRIAL_NOTHING;
}

static usec_t cap(const struct trial *t)
{
	return trial_erases(t) ? CAP_OF_ERASE : CAP;
}

static usec_t quiet(const struct trial *t)
{
	return MIN(MAX(4 * soft(t), QUIET_LEAST), cap(t));
}

/* The drive has done what it was told to. */
static bool finished(const struct trial *t, const struct sim_truth *truth)
{
	if (!trial_erases(t))
		return truth->closed && t->holds;
	return !truth->spoiled &&
	       (strcmp(t->medium, "cd-rw") == 0 ? truth->blank : truth->formatted);
}

/* When the rule wants the end at the latest, counted from the event. */
static usec_t limit(const struct trial *t, enum trial_event event)
{
	switch (event) {
	case TRIAL_DIES:
		if (model_find(t->model)->immed == IMMED_REJECTED)
			return quiet(t);
		return MIN(MAX(soft(t), MUTE_LEAST), cap(t));
	case TRIAL_BUS_FAILS:
		return MIN(soft(t), MUTE_LEAST);
	case TRIAL_BUSY_FOR_EVER:
		return quiet(t);
	case TRIAL_MOVES_FOR_EVER:
		return cap(t);
	default:
		return 0;
	}
}

/* The least that the drive must have been given. */
static bool too_early(const struct trial *t, enum trial_event event)
{
	usec_t given = trial_detection(t) + 2 * SLACK; /* some begin late */

	if (event == TRIAL_DIES)
		return t->ended - t->last_answer + SLACK < MAX(soft(t), MUTE_LEAST);
	if (event == TRIAL_MOVES_FOR_EVER)
		return given < quiet(t);
	return given < limit(t, event);
}

/* The drive says that it failed, or fails at every try: nobody can say better than that. */
static bool told_failure(const struct trial *t)
{
	const struct sim_model *model = model_find(t->model);

	if (t->drive_fault && strncmp(t->drive_fault, "deferred", 8) == 0)
		return true;
	for (size_t i = 0; i < MODEL_HABITS; i++)
		if (model->habits[i].mishap.kind == MISHAP_FAILS ||
		    model->habits[i].mishap.kind == MISHAP_RESETS)
			return true;
	return false;
}

/* What was lost before the drive died is told: that is known, and it is graver. */
static bool told_loss(const struct trial *t)
{
	const struct sim_model *model = model_find(t->model);
	bool loses = false;

	for (size_t i = 0; i < MODEL_HABITS; i++)
		loses = loses || model->habits[i].mishap.kind == MISHAP_LOSES;
	return loses && t->status == IMAPI_E_DATA_SHORT;
}

static bool disturbed(const struct trial *t)
{
	return t->fault_at || t->cancel_at;
}

static const char *name_of(imapi_status status)
{
	const char *name = imapi_status_name(status);

	return name ? name : "a code without a name";
}

static bool gives_up(imapi_status status)
{
	return status == IMAPI_E_STILL_CLOSING || status == IMAPI_E_CLOSE_NO_ANSWER ||
	       status == IMAPI_E_STILL_ERASING || status == IMAPI_E_ERASE_NO_ANSWER ||
	       status == IMAPI_E_TRANSPORT;
}

/* A drive that does not show what is in a track until it is closed, and then only says that it
 * was. */
static bool hides_its_track(const struct trial *t)
{
	return model_find(t->model)->track_behind && t->drive_fault &&
	       strcmp(t->drive_fault, "ok") == 0;
}

/* A drive that was disturbed, and shows what is in a track only when it is closed. */
static bool shows_late(const struct trial *t)
{
	return model_find(t->model)->track_behind && t->fault_at;
}

/* a: who finishes by himself is not failed, and what is good is verified. */
static void judge_slow(struct tally *tally, const struct trial *t)
{
	if (disturbed(t) || told_failure(t) || t->max_wait_s || event_of(t) != TRIAL_NOTHING)
		return;
	if (gives_up(t->status) && !t->event)
		tally_wrong(tally, t, 'a', "a drive that is alive is given up: %s",
			    name_of(t->status));
	if (!finished(t, &t->at_rest))
		return;
	tally_slow(tally, t);
	if (gives_up(t->status))
		return;
	if (IMAPI_FAILED(t->status))
		tally_wrong(tally, t, 'a', "the drive finishes by itself, the end is %s",
			    name_of(t->status));
	else if (t->level && !trial_erases(t) && t->result.verify != IMAPI_VERIFY_PASSED &&
		 t->status != IMAPI_S_RELOAD_NEEDED)
		tally_wrong(tally, t, 'a', "a good disc is not verified");
}

/* b: who is dead is found out in time, and by its name. */
static void judge_dead(struct tally *tally, const struct trial *t)
{
	static const imapi_status ends[TRIAL_EVENT_COUNT][2] = {
		[TRIAL_DIES] = { IMAPI_E_CLOSE_NO_ANSWER, IMAPI_E_ERASE_NO_ANSWER },
		[TRIAL_UNPLUGGED] = { IMAPI_E_CLOSE_MEDIUM_GONE, IMAPI_E_ERASE_GONE },
		[TRIAL_REMOVED] = { IMAPI_E_CLOSE_MEDIUM_GONE, IMAPI_E_ERASE_GONE },
		[TRIAL_BUS_FAILS] = { IMAPI_E_TRANSPORT, IMAPI_E_TRANSPORT },
		[TRIAL_BUSY_FOR_EVER] = { IMAPI_E_STILL_CLOSING, IMAPI_E_STILL_ERASING },
		[TRIAL_MOVES_FOR_EVER] = { IMAPI_E_STILL_CLOSING, IMAPI_E_STILL_ERASING },
	};
	enum trial_event event = event_of(t);

	if (disturbed(t) || t->max_wait_s || event == TRIAL_NOTHING || told_loss(t))
		return;
	if (t->status != ends[event][trial_erases(t)]) {
		tally_wrong(tally, t, 'b', "%s ends as %s", trial_event_names[event],
			    name_of(t->status));
		return;
	}
	tally_found(tally, t, event, limit(t, event) + SLACK);
	if (trial_detection(t) > limit(t, event) + SLACK)
		tally_wrong(tally, t, 'b', "%s: found too late", trial_event_names[event]);
	if (too_early(t, event))
		tally_wrong(tally, t, 'b', "%s: given up too early", trial_event_names[event]);
}

/* c: nothing is sent to a drive at work that could disturb it. */
static void judge_commands(struct tally *tally, const struct trial *t)
{
	if (t->early_read)
		tally_wrong(tally, t, 'c', "data is read before the drive is ready");
	/* told of a reset that never was, nobody can know that the drive works on */
	if (t->fault && t->fault->key == 6)
		return;
	if (t->harm)
		tally_wrong(tally, t, 'c', "command %02x is sent while the drive works",
			    t->harm_opcode);
	else if (t->stranger)
		tally_wrong(tally, t, 'c', "command %02x is no poll", t->stranger_opcode);
}

/* What the medium lacks behind the data was only to fill up the track. */
static int64_t first_missing(const struct trial *t)
{
	if (t->good == t->sectors)
		return MAX(t->result.lost_from_lba, t->result.start_lba + t->sectors);
	return MIN(t->at_end.complete, t->result.start_lba + t->good);
}

/* What happened once is over; a good drive closes the disc when it is asked again. */
static bool repairable(const struct trial *t)
{
	static const char *const once[] = { "busy", "reset", "hang", "timeout" };

	for (size_t i = 0; i < ARRAY_SIZE(once) && t->drive_fault; i++)
		if (strcmp(once[i], t->drive_fault) == 0)
			return true;
	return false;
}

static const char *contradiction(const struct trial *t)
{
	const struct sim_truth *truth = &t->at_end;
	bool complete = truth->complete >= t->result.start_lba + t->result.sectors_written;

	switch (t->status) {
	case IMAPI_OK:
		return truth->closed && complete && t->holds ? NULL : "the disc is not good";
	case IMAPI_S_CLOSED_UNCONFIRMED:
		if (repairable(t) && !truth->closed)
			return "another try would have closed the disc";
		return complete && t->holds ? NULL : "the data is not there";
	case IMAPI_S_RELOAD_NEEDED:
		if (!t->telling && !t->fault_at)
			return "the drive reads the disc";
		if (shows_late(t)) /* what it has lost a verification finds, which is to come */
			return truth->closed ? NULL : "the disc is open";
		return truth->closed && complete && t->holds ? NULL : "the disc is not good";
	case IMAPI_E_CLOSE_REJECTED:
		return !truth->closed && complete ? NULL : "the disc is another";
	case IMAPI_E_DATA_SHORT:
		if (complete)
			return "nothing is missing";
		return t->result.lost_from_lba == first_missing(t)
			       ? NULL
			       : "another LBA is the first that is missing";
	case IMAPI_E_WRITE_NOT_PROVEN:
		if (hides_its_track(t))
			return NULL;
		return t->holds ? "the disc is good" : NULL;
	case IMAPI_E_BURN_VERIFICATION_FAILED:
		return t->holds ? "the disc is good" : NULL;
	case IMAPI_E_STILL_CLOSING:
		return truth->working || t->telling || t->mute || t->pending
			       ? NULL
			       : "the drive is at rest";
	case IMAPI_E_CLOSE_NO_ANSWER:
		return t->pending || t->mute ? NULL : "the drive answers";
	case IMAPI_E_CLOSE_MEDIUM_GONE:
		return t->no_disc || t->no_drive ? NULL : "drive and medium are there";
	case IMAPI_E_CLOSE_MEDIUM_FAILED:
	case IMAPI_E_CLOSE_DRIVE_FAILED:
	case IMAPI_E_FLUSH_FAILED:
		if (!told_failure(t))
			return "the drive told of no failure";
		return truth->closed && t->status != IMAPI_E_FLUSH_FAILED ? "the disc is closed"
									  : NULL;
	default:
		return NULL;
	}
}

static const char *contradiction_of_erase(const struct trial *t)
{
	bool done = finished(t, &t->at_end);

	switch (t->status) {
	case IMAPI_OK:
		return done ? NULL : "the medium is not empty";
	case IMAPI_E_WRITE_NOT_PROVEN:
		return done ? "the medium is empty" : NULL;
	case IMAPI_E_ERASE_REJECTED:
		return done || t->at_end.spoiled ? "the medium is not as it was" : NULL;
	case IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND:
		if (done)
			return "the medium is empty";
		return told_failure(t) ? NULL : "the drive told of no failure";
	case IMAPI_E_STILL_ERASING:
		return t->at_end.working || t->telling || t->mute || t->pending
			       ? NULL
			       : "the drive is at rest";
	case IMAPI_E_ERASE_NO_ANSWER:
		return t->pending || t->mute ? NULL : "the drive answers";
	case IMAPI_E_ERASE_GONE:
		return t->no_disc || t->no_drive ? NULL : "drive and medium are there";
	case IMAPI_E_TRANSPORT:
		return NULL;
	default:
		return disturbed(t) ? NULL : "that is no end of an erase";
	}
}

static bool has_own_name(imapi_status status)
{
	return !IMAPI_FAILED(status) || status == IMAPI_E_BURN_VERIFICATION_FAILED ||
	       status == IMAPI_E_DEVICE_RESET || status == IMAPI_E_TRANSPORT ||
	       (status >= IMAPI_E_STILL_CLOSING && status <= IMAPI_E_CLOSE_NO_ANSWER);
}

/* d: the end is what the disc is. */
static void judge_end(struct tally *tally, const struct trial *t)
{
	const struct imapi_burn_result *r = &t->result;
	const char *why = trial_erases(t) ? contradiction_of_erase(t) : contradiction(t);
	bool told = t->fault && t->status != IMAPI_OK;

	/* An injected sense can tell of anything; success and a bad disc it cannot. */
	if (why && (!told || t->status == IMAPI_E_BURN_VERIFICATION_FAILED))
		tally_wrong(tally, t, 'd', "%s, but %s", name_of(t->status), why);
	if (trial_erases(t))
		return;
	if (r->verify == IMAPI_VERIFY_PASSED && !t->holds)
		tally_wrong(tally, t, 'd', "verified, but the disc does not hold the data");
	if (r->verify == IMAPI_VERIFY_FAILED && t->holds)
		tally_wrong(tally, t, 'd', "a good disc is called bad");
	if (r->close == IMAPI_CLOSE_CLOSED && !t->at_end.closed && r->sectors_written)
		tally_wrong(tally, t, 'd', "closed, but the disc is open");
	if (r->is_finalised && !t->at_end.final)
		tally_wrong(tally, t, 'd', "final, but the disc takes more");
	if (!disturbed(t) && !has_own_name(t->status))
		tally_wrong(tally, t, 'd', "%s is no end of a close", name_of(t->status));
}

/* A cancelled burn is closed in order, however slow the drive is. */
static void judge_cancel(struct tally *tally, const struct trial *t)
{
	if (!t->cancel_at || t->fault_at || trial_erases(t) || told_loss(t) ||
	    event_of(t) != TRIAL_NOTHING)
		return;
	if (t->at_rest.closed && !t->at_end.closed)
		tally_wrong(tally, t, 'd', "the drive was left while it closed");
	if (t->at_end.closed && t->status != IMAPI_E_REQUEST_CANCELLED &&
	    IMAPI_FAILED(t->status))
		tally_wrong(tally, t, 'd', "cancelled and closed, the end is %s",
			    name_of(t->status));
}

/* e and f: no run is endless, no drive is flooded. */
static void judge_bounds(struct tally *tally, const struct trial *t)
{
	usec_t took = t->ended - t->started, silence = t->ended - t->last_answer;

	/* a close that was sent without IMMED may take that long */
	if (t->drive_fault && strcmp(t->drive_fault, DEATH) == 0 &&
	    t->status == IMAPI_E_CLOSE_NO_ANSWER && silence > quiet(t) + SLACK)
		tally_wrong(tally, t, 'b', "dead for %.0f s, and the end is %s",
			    (double)silence / 1e6, name_of(t->status));

	if (t->endless)
		tally_wrong(tally, t, 'e', "does not end");
	if (t->polls > took / (300 * (usec_t)USEC_PER_MSEC) + POLLS_MORE)
		tally_wrong(tally, t, 'f', "too many polls");
}

void oracle_judge(struct tally *tally, const struct trial *t)
{
	tally_add(tally, t);
	judge_slow(tally, t);
	judge_dead(tally, t);
	judge_commands(tally, t);
	judge_end(tally, t);
	judge_cancel(tally, t);
	judge_bounds(tally, t);
}
