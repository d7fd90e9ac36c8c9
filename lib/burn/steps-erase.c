/* SPDX-License-Identifier: MIT */
/* The job that blanks or formats a medium, and its steps. */
#include "burn/steps.h"

#include "base/mem.h"
#include "burn/forms.h"

#include <stdio.h>

#define PROFILE_BD_R 0x0041
#define PROFILE_DVD_PLUS_RW_DL 0x002a
#define ZEROES 1024u /* sectors, at either end of the medium */

static imapi_status refuse(const struct imapi_medium *medium, imapi_status status,
			   const char *why, const char *advice, struct imapi_error *err)
{
	err_set(err, status, "%s: %s", medium->profile->name, why);
	return err_advise(err, status, "%s", advice);
}

/* A blank BD-R can be formatted, once, by a format that was chosen. */
static bool is_formatted_once(const struct imapi_medium *medium)
{
	return medium->profile->number == PROFILE_BD_R &&
	       (medium->state & IMAPI_MEDIA_STATE_BLANK);
}

static enum media_renewal renewal_of(const struct imapi_medium *medium,
				     const struct erase_choice *choice)
{
	if (choice->made && (is_formatted_once(medium) || media_restricts(medium->profile)))
		return MEDIA_FORMATTED;
	return media_renewal(medium->profile);
}

static bool runs_behind(const struct media_profile *profile)
{
	return profile->ops && profile->ops->background;
}

/* Before anything is sent. */
static imapi_status check_medium(const struct imapi_medium *medium, enum media_renewal renewal,
				 struct imapi_error *err)
{
	switch (renewal) {
	case MEDIA_BLANKED:
	case MEDIA_FORMATTED:
		return IMAPI_OK;
	case MEDIA_RENEWED_OTHERWISE:
		return refuse(medium, IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED,
			      "this kind of medium is not erased by libimapi",
			      "CD-RW and DVD-RW can be blanked, DVD+RW and BD-RE formatted.",
			      err);
	default:
		return refuse(medium, IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE,
			      "what is on this kind of medium cannot be erased",
			      is_formatted_once(medium)
				      ? "It is blank: choose a format, and it can be formatted "
					"once; or burn it as it is."
				      : "Insert a rewritable disc.",
			      err);
	}
}

/* Also what this one medium does not take. */
static imapi_status check_wish(const struct imapi_medium *medium,
			       const struct erase_settings *settings, struct imapi_error *err)
{
	imapi_status status = check_medium(medium, renewal_of(medium, &settings->choice), err);

	if (IMAPI_FAILED(status))
		return status;
	if (medium->protection)
		return refuse(medium, IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED,
			      "the medium is write protected",
			      "Take its write protection off (a tab of the cartridge, or a "
			      "password of the program that set it), or insert another disc.",
			      err);
	if (settings->choice.restart &&
	    (!runs_behind(medium->profile) ||
	     medium->info.background_format != BACKGROUND_SUSPENDED))
		return refuse(medium, IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED,
			      "no format was stopped that could go on",
			      "Only a DVD+RW has one, until it is formatted to its end.", err);
	return IMAPI_OK;
}

/* What a drive tells of a full or damaged disc is not how much it can hold. */
static uint64_t sectors_of(const struct imapi_medium *medium)
{
	static const uint64_t largest[MEDIA_FAMILY_COUNT] = {
		[MEDIA_CD] = 405000, /* 90 minutes */
		[MEDIA_DVD_PLUS] = 2295104,
		[MEDIA_BD] = 12219392,
	};

	if (medium->profile->number == PROFILE_DVD_PLUS_RW_DL)
		return MAX(medium->total, 4173824u);
	return MAX(medium->total, largest[medium->profile->family]);
}

/* By the slowest speed of the medium: what is expected must not be too short. */
static struct budget_work work_of(const struct imapi_medium *medium, bool whole,
				  const struct erase_choice *choice)
{
	bool blank = renewal_of(medium, choice) == MEDIA_BLANKED;
	unsigned n = medium->speed_count;

	return (struct budget_work){
		.family = medium->profile->family,
		.operation = blank ? IMAPI_OPERATION_BLANK : IMAPI_OPERATION_FORMAT,
		.whole = whole,
		.total_sectors = sectors_of(medium),
		.rate = n ? medium->speeds[n - 1] : 0,
	};
}

static void add_step(struct plan *plan, enum plan_kind kind, enum imapi_action action,
		     const char *text)
{
	struct plan_step *step = &plan->steps[plan->step_count++];

	step->kind = kind;
	step->action = action;
	snprintf(step->text, sizeof(step->text), "%s", text);
}

static const char *erase_text(const struct media_profile *profile, enum media_renewal renewal,
			      bool whole)
{
	if (renewal == MEDIA_BLANKED)
		return whole ? "blank every sector" : "blank what tells of the data";
	if (runs_behind(profile))
		return whole ? "format every sector" : "format, until it can be written";
	return whole ? "format, and certify every sector" : "format";
}

/*
 * A format may leave what was on the medium to be read. IMAPI v2 writes over the first and the
 * last 2 MB, of a DVD+RW over the first: the end would have to be formatted before.
 */
static void add_zeroes(struct plan *plan, const struct imapi_medium *medium)
{
	bool head_only = runs_behind(medium->profile);

	plan->ops = medium->profile->ops;
	plan->unit = medium->profile->unit;
	plan->sectors = plan->padded = head_only ? ZEROES : 2 * ZEROES;
	plan->length = plan->sectors * BLOCK_SIZE;
	plan->track = 1;
	if (!head_only)
		add_step(plan, PLAN_AIM, IMAPI_ACTION_FORMATTING_MEDIA,
			 "look where the medium ends now");
	add_step(plan, PLAN_WRITE, IMAPI_ACTION_FORMATTING_MEDIA,
		 head_only ? "write zeros over the first 2 MB"
			   : "write zeros over the first and the last 2 MB");
	plan_add_close(plan, &plan->ops->keep_open.steps[0],
		       &(struct burn_settings){ .max_wait_s = 0 }, medium->total);
	plan->steps[plan->step_count - 1].action = IMAPI_ACTION_FORMATTING_MEDIA;
}

/* A format that writes every sector by itself leaves nothing, and where a DVD-RW was formatted
 * quickly nothing can be read. */
static bool needs_zeroes(const struct imapi_medium *medium,
			 const struct erase_settings *settings)
{
	const struct media_profile *profile = medium->profile;

	return renewal_of(medium, &settings->choice) == MEDIA_FORMATTED &&
	       media_written_anywhere(profile) && !profile->ops->once &&
	       !media_restricts(profile) && !forms_keeps_data(&settings->choice) &&
	       !(settings->whole && runs_behind(profile));
}

imapi_status plan_make_erase(const struct imapi_medium *medium,
			     const struct erase_settings *settings, struct plan *ret_plan,
			     struct imapi_error *err)
{
	bool whole = settings->whole;
	const struct budget_work work = work_of(medium, whole, &settings->choice);
	struct plan plan = { .profile = medium->profile };
	enum media_renewal renewal = renewal_of(medium, &settings->choice);
	imapi_status status = check_wish(medium, settings, err);

	if (IMAPI_FAILED(status))
		return status;
	add_step(&plan, PLAN_ASK, IMAPI_ACTION_INITIALIZING_HARDWARE,
		 "ask the drive what it tells about its times");
	add_step(&plan, PLAN_LOCK, IMAPI_ACTION_INITIALIZING_HARDWARE,
		 "lock the medium in the drive");
	add_step(&plan, PLAN_ERASE, IMAPI_ACTION_FORMATTING_MEDIA,
		 erase_text(medium->profile, renewal, whole));
	plan.steps[plan.step_count - 1].expect = budget_for(&work).expect;
	if (needs_zeroes(medium, settings))
		add_zeroes(&plan, medium);
	add_step(&plan, PLAN_ERASED, IMAPI_ACTION_FORMATTING_MEDIA,
		 "check that the medium shows it");
	add_step(&plan, PLAN_UNLOCK, IMAPI_ACTION_FORMATTING_MEDIA, "unlock the medium");
	*ret_plan = plan;
	return IMAPI_OK;
}

static struct budget_work job_work(const struct imapi_job *job,
				   const struct erase_choice *choice)
{
	struct budget_work work = work_of(job->before, job->erasing.whole, choice);

	work.max_wait_s = job->settings.max_wait_s;
	return work;
}

static uint8_t format_type_of(const struct media_profile *profile)
{
	return profile->ops ? profile->ops->format_type : 0;
}

static struct erase_choice growth(const struct imapi_job *job)
{
	return (struct erase_choice){ .made = true,
				      .part = true,
				      .type = job->plan.grow_type,
				      .blocks = job->plan.growth };
}

imapi_status step_begin_erase(struct imapi_job *job, const struct plan_step *step)
{
	struct erase_choice choice = job->plan.grow_type ? growth(job) : job->erasing.choice;
	struct budget_work work = job_work(job, &choice);
	struct source_case source = step_source_case(job, &work);
	struct account_entry *entry = account_open(&job->account, work.operation,
						   job_since_start(job) / USEC_PER_MSEC);

	job->erasing =
		(struct erasing){ .device = job->device,
				  .renewal = renewal_of(job->before, &choice),
				  .once = is_formatted_once(job->before),
				  .choice = choice,
				  .whole = work.whole,
				  .restart = step->kind == PLAN_RESTART || choice.restart,
				  .background = runs_behind(job->plan.profile),
				  .format_type = format_type_of(job->plan.profile),
				  .before = job->before->info,
				  .budget = sources_budget(&source, entry),
				  .busy_events = sources_busy_events(&job->sources),
				  .account = entry };
	job->device->transport_limit = step_transport_limit(work.max_wait_s);
	return erasing_start(&job->erasing);
}

/* One that went as it should is what the next one can be measured by. */
static void remember_time(struct imapi_job *job)
{
	struct budget_work work = job_work(job, &job->erasing.choice);
	struct source_case source = step_source_case(job, &work);

	if (job->erasing.answer == ERASE_ACCEPTED && !job->erasing.resends)
		sources_remember(&source, job->context, job_since_action(job));
}

imapi_status step_run_erase(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = erasing_step(&job->erasing, ret_more);
	usec_t left = erasing_left(&job->erasing);
	usec_t now = transport_now(job->device->transport);
	int32_t progress = erasing_progress(&job->erasing);

	job->progress.fraction = progress >= 0 ? (uint32_t)progress : 65537;
	if (left)
		estimate_left(&job->estimate, now, left);
	else
		estimate_waited(&job->estimate, now, progress);
	if (!*ret_more && !IMAPI_FAILED(status))
		remember_time(job);
	return status;
}

/* A drive that does not take it may write all the same. */
imapi_status step_run_restart(struct imapi_job *job, bool *ret_more)
{
	imapi_status status = erasing_step(&job->erasing, ret_more);

	if (status != IMAPI_E_ERASE_REJECTED)
		return status;
	log_info(job->context, "%s; going on without",
		 imapi_error_message(&job->context->error));
	return IMAPI_OK;
}

void step_advise_erase(struct imapi_job *job, imapi_status status)
{
	struct imapi_error *err = &job->context->error;

	if (status != IMAPI_E_MEDIUM_WRITE_FAILED && status != IMAPI_E_MEDIUM_FULL)
		return;
	err->advice[0] = '\0';
	err_advise(err, status,
		   "The disc is formatted, but zeros could not be written where its data was. "
		   "Erase it once more, completely (full); if that fails too, the disc is worn "
		   "out.");
}

void step_end_erase(struct imapi_job *job)
{
	job->result.close_ms = job_since_action(job) / USEC_PER_MSEC;
}

/* The medium is read as it is before a burn: it must show no data, and room for some. */
static bool shows_renewed(const struct imapi_job *job, const struct imapi_medium *medium)
{
	if (job->erasing.renewal == MEDIA_FORMATTED && !job->erasing.once)
		return media_written_anywhere(medium->profile) && !medium->unformatted;
	return (medium->state & IMAPI_MEDIA_STATE_BLANK) && !medium->unformatted &&
	       medium->next_writable == 0 && medium->free > 0;
}

static imapi_status not_renewed(struct imapi_job *job)
{
	struct imapi_error *err = &job->context->error;
	imapi_status status;

	status = err_set(err, IMAPI_E_WRITE_NOT_PROVEN,
			 "the drive reports success, but the medium shows no room for data");
	return err_advise(err, status, "Erase it once more, completely, or try another drive.");
}

static imapi_status look(struct imapi_job *job, struct imapi_medium **ret_medium)
{
	imapi_status status;

	job->device->stage = STAGE_READ;
	status = medium_read(job->device, ret_medium);
	return err_in(&job->context->error, status, "looking at the medium as it is now");
}

/* How much it holds follows from its format. */
imapi_status step_run_aim(struct imapi_job *job, bool *ret_more)
{
	struct imapi_medium *medium;
	struct imapi_block_range ends[] = { { .start_lba = 0, .end_lba = ZEROES - 1 }, { 0 } };
	struct spread_wish wish = { ends, ARRAY_SIZE(ends), 0, 0 };
	imapi_status status;

	*ret_more = false;
	status = look(job, &medium);
	if (IMAPI_FAILED(status))
		return status;
	medium_free(job->before);
	job->before = medium;
	if (medium->total < job->plan.padded) { /* a drive that shows it as it was */
		job->plan.sectors = job->plan.padded = ZEROES;
		job->plan.length = ZEROES * BLOCK_SIZE;
		return IMAPI_OK;
	}
	wish.unit = medium->profile->unit;
	wish.source_sectors = medium->total;
	ends[1].start_lba = (int64_t)(medium->total - ZEROES);
	ends[1].end_lba = (int64_t)medium->total - 1;
	status = spread_new(&wish, &job->spread, &job->context->error);
	job->plan.spread = job->spread;
	return status;
}

imapi_status step_run_erased(struct imapi_job *job, bool *ret_more)
{
	imapi_status status;

	*ret_more = false;
	status = look(job, &job->settling.after);
	if (IMAPI_FAILED(status))
		return status;
	if (!shows_renewed(job, job->settling.after))
		return not_renewed(job);
	job->result.proof |= IMAPI_PROOF_STATE;
	return IMAPI_OK;
}

/* What is formatted now is what will be written: it must have the room that was offered. */
imapi_status step_run_formatted(struct imapi_job *job, bool *ret_more)
{
	struct imapi_medium *medium;
	imapi_status status;
	bool fits;

	*ret_more = false;
	status = look(job, &medium);
	if (IMAPI_FAILED(status))
		return status;
	fits = shows_renewed(job, medium) && plan_reach(&job->plan) <= medium->total;
	medium_free(job->before);
	job->before = medium;
	return fits ? IMAPI_OK : not_renewed(job);
}
