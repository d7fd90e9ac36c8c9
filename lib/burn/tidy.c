/* SPDX-License-Identifier: MIT */
#include "burn/tidy.h"

static void add_tidy(struct imapi_job *job, enum plan_kind kind,
		     const struct media_close_step *close)
{
	job->tidy[job->step_count++] = (struct plan_step){ .kind = kind,
							   .action = IMAPI_ACTION_FINALIZATION,
							   .close = close };
}

/* With these there is nobody left to talk to, or nobody who should be disturbed. */
bool tidy_leave_alone(imapi_status status)
{
	switch (status) {
	case IMAPI_E_DEV_NOT_EXIST:
	case IMAPI_E_CONNECTION_LOST:
	case IMAPI_E_RECORDER_MEDIA_NO_MEDIA:
	case IMAPI_E_CLOSE_MEDIUM_GONE:
	case IMAPI_E_STILL_CLOSING:
	case IMAPI_E_CLOSE_NO_ANSWER:
	case IMAPI_E_STILL_ERASING:
	case IMAPI_E_ERASE_NO_ANSWER:
	case IMAPI_E_ERASE_GONE:
		return true;
	default:
		return false;
	}
}

/* Nothing is sent to a drive that may still be writing. */
bool tidy_still_works(const struct imapi_job *job, enum plan_kind kind, imapi_status status)
{
	if (status == IMAPI_E_TRANSPORT)
		return kind == PLAN_CLOSE || (plan_formats(kind) && job->erasing.sent);
	return status == IMAPI_E_STILL_CLOSING || status == IMAPI_E_CLOSE_NO_ANSWER ||
	       status == IMAPI_E_STILL_ERASING || status == IMAPI_E_ERASE_NO_ANSWER;
}

/* A burn that has a journal and stopped through no fault of the disc's stays as it is: it can
 * be taken up again. A track or a session at once cannot. */
static bool can_be_taken_up(const struct imapi_job *job, imapi_status status)
{
	if (job->journal.fd < 0 || job->plan.ops->run_out > 0 || job->plan.ops->announce)
		return false;
	return status == IMAPI_E_DEVICE_RESET || status == IMAPI_E_TRANSPORT ||
	       status == IMAPI_E_DATA_STREAM_READ_FAILURE;
}

/* What is left to do on the disc when a step has failed. */
void tidy_plan(struct imapi_job *job, const struct plan_step *failed, imapi_status status)
{
	const struct media_ladder *ladder = job->plan.ops ? &job->plan.ops->keep_open : NULL;
	bool test = job->plan.test_write;
	bool written = !test && failed->kind == PLAN_WRITE && writer_has_begun(&job->writer);

	job->steps = job->tidy;
	job->step_count = 0;
	if (written && !tidy_leave_alone(status) && !can_be_taken_up(job, status)) {
		if (job->plan.ops->announce || job->writer.at < job->plan.ops->shortest_track)
			add_tidy(job, PLAN_PAD, NULL);
		for (unsigned i = 0; i < ladder->count; i++)
			if (plan_closes(&job->plan, &ladder->steps[i]))
				add_tidy(job, PLAN_CLOSE, &ladder->steps[i]);
	}
	if (failed->kind == PLAN_CLOSE && job->closing.state != IMAPI_CLOSE_GONE &&
	    !tidy_leave_alone(status)) {
		for (unsigned i = 0; i < ladder->count; i++) {
			if (ladder->steps[i].kind > failed->close->kind &&
			    plan_closes(&job->plan, &ladder->steps[i]))
				add_tidy(job, PLAN_CLOSE, &ladder->steps[i]);
		}
	}
	if (test && failed->kind >= PLAN_PREPARE && failed->kind <= PLAN_WRITE &&
	    !tidy_leave_alone(status))
		add_tidy(job, PLAN_REHEARSED, NULL);
	/* a drive that still works keeps its lock: the medium must not come out */
	if (job->locked && !tidy_still_works(job, failed->kind, status))
		add_tidy(job, PLAN_UNLOCK, NULL);
	for (unsigned i = 0;
	     failed->action == IMAPI_ACTION_FORMATTING_MEDIA && i < job->step_count; i++)
		job->tidy[i].action = failed->action;
	job->step = 0;
	job->tidying = true;
	job->begun = false;
}
