/* SPDX-License-Identifier: MIT */
/* The body of a job: a plan that is carried out step by step. */
#ifndef LIB_BURN_JOB_H
#define LIB_BURN_JOB_H

#include "imapi/job.h"

#include "burn/account.h"
#include "burn/calibrate.h"
#include "burn/close.h"
#include "burn/compare.h"
#include "burn/erase.h"
#include "burn/estimate.h"
#include "burn/journal.h"
#include "burn/plan.h"
#include "burn/proof.h"
#include "burn/recall.h"
#include "burn/sample.h"
#include "burn/settle.h"
#include "burn/sources.h"
#include "burn/verify.h"
#include "burn/write.h"

#include <stdatomic.h>

struct imapi_job {
	struct imapi_context *context;
	struct scsi_device *device;
	bool *recorder_busy;	    /* cleared when the job is done */
	void (*on_end)(void *user); /* called then; or NULL */
	void *on_end_user;
	struct imapi_stream *stream;
	struct imapi_stream *gathered; /* @stream, if only parts of one are written; owned */
	struct spread *spread;	       /* those parts; owned */
	struct imapi_stream *zeroes;   /* @stream of an erase; owned */
	struct burn_settings settings;
	struct imapi_medium *before;
	struct plan plan;

	atomic_bool cancel;
	/* The steps to come: the plan's, or what brings the medium into order. */
	struct plan_step *steps;
	unsigned step, step_count;
	bool begun; /* the current step */
	bool tidying, locked, done;
	struct plan_step tidy[PLAN_STEPS_MAX];
	imapi_status outcome; /* 0 until something failed or the end */
	struct imapi_error error;
	bool unconfirmed; /* a close that ended so */
	uint64_t lacking; /* sectors that the track did not show when it was last looked at */
	bool nothing_to_close;
	bool only_finalises; /* every session is closed already */

	struct digests digests;
	struct writer writer;
	struct calibration calibration;
	struct closing closing;
	struct erasing erasing;
	struct settling settling;
	imapi_status remark; /* IMAPI_S_..., if nothing fails; 0: none */
	struct verifier verifier;
	struct sampler sampler;
	bool verifying; /* the verifier is in use */
	enum proof_pace pace;
	struct ranges bad;
	struct compare compare;
	struct journal journal;
	uint64_t next_checkpoint;   /* sectors */
	bool resumes;		    /* a burn that was cut off; @facts is its journal */
	struct journal_facts facts; /* owned */
	struct recall recall;
	struct wait await;
	bool awaiting; /* the drive was at work when the job began */
	usec_t action_started;
	struct account account;
	struct sources sources;

	struct estimate estimate;
	struct imapi_progress progress;
	struct imapi_burn_result result;
};

/*
 * Makes the job that writes @stream; takes @before. Nothing is sent. *@busy is set while the
 * job runs.
 */
imapi_status job_new_burn(struct scsi_device *device, bool *busy, struct imapi_stream *stream,
			  const struct burn_settings *settings, struct imapi_medium *before,
			  struct imapi_job **ret_job);

/* Makes the job that compares the medium from @start on with @stream. */
imapi_status job_new_verify(struct scsi_device *device, bool *busy, uint64_t start,
			    struct imapi_stream *stream, struct imapi_job **ret_job);

/* Makes the job that blanks or formats the medium; takes @before. Nothing is sent. */
imapi_status job_new_erase(struct scsi_device *device, bool *busy,
			   const struct erase_settings *settings, struct imapi_medium *before,
			   struct imapi_job **ret_job);

/* Makes the job that goes on with the burn of @facts, which it takes over. */
imapi_status job_new_resume(struct scsi_device *device, bool *busy, struct imapi_stream *stream,
			    const struct burn_settings *settings, struct journal_facts *facts,
			    struct imapi_job **ret_job);

/* Makes the job that closes what was left open. */
imapi_status job_new_close(struct scsi_device *device, bool *busy,
			   const struct burn_settings *settings, struct imapi_job **ret_job);

/* Has @fn called once, when the job is done or given up and sends nothing any more. */
void job_on_end(struct imapi_job *job, void (*fn)(void *user), void *user);

imapi_status job_step(struct imapi_job *job);
void job_get_progress(const struct imapi_job *job, struct imapi_progress *ret_progress);
struct imapi_job *job_free(struct imapi_job *job);

/*
 * One kind of step. @begin may be NULL; @run is called until *ret_more is false; both may
 * fail. @end runs after success and failure and may be NULL.
 */
struct step_kind {
	imapi_status (*begin)(struct imapi_job *job, const struct plan_step *step);
	imapi_status (*run)(struct imapi_job *job, bool *ret_more);
	void (*end)(struct imapi_job *job);
};

/* How long the job, and its current action, have taken so far. */
usec_t job_since_start(const struct imapi_job *job);
usec_t job_since_action(const struct imapi_job *job);

extern const struct step_kind step_kinds[PLAN_KIND_COUNT];

#endif
