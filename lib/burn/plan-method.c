/* SPDX-License-Identifier: MIT */
/* In which of its ways a medium is written: bit by bit or at once, for good or as a test. */
#include "burn/plan.h"

static imapi_status refuse_method(const struct imapi_medium *medium, const char *why,
				  const char *advice, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_DF2DATA_INVALID_MEDIA_STATE;

	err_set(err, status, "%s: %s", medium->profile->name, why);
	return err_advise(err, status, "%s", advice);
}

/* A blank DVD-R DL is for layer jumps, or not, as the first write says. */
static imapi_status choose_profile(const struct burn_settings *settings,
				   const struct imapi_medium *medium, struct plan *plan,
				   struct imapi_error *err)
{
	const struct media_ops *ops = medium->profile->ops;
	enum imapi_write_method method = settings->write_method;
	bool blank = medium->info.disc_status == DISC_EMPTY;
	bool jump = method == IMAPI_WRITE_METHOD_LAYER_JUMP;

	if (method == IMAPI_WRITE_METHOD_AUTO || !ops || (!jump && !ops->jumps) ||
	    (jump && ops->jumps))
		return IMAPI_OK;
	if (!ops->other_profile)
		return refuse_method(medium, "this medium has no layer jump recording",
				     "Leave out --write-method.", err);
	if (!blank)
		return refuse_method(medium, "this is how it was begun, and how it goes on",
				     "Leave out --write-method.", err);
	plan->profile = media_find_profile(ops->other_profile);
	return IMAPI_OK;
}

/* Bit by bit where drive and medium take that, else at once. */
static imapi_status choose_ops(const struct burn_settings *settings,
			       const struct imapi_medium *medium,
			       const struct media_profile *profile,
			       const struct media_ops **ret, struct imapi_error *err)
{
	const struct media_ops *ops = profile->ops;
	bool wanted = settings->write_method == IMAPI_WRITE_METHOD_AT_ONCE;
	bool whole = ops && ops->at_once && ops->at_once->reserve; /* disc, not session */
	bool needed = whole && !medium->incremental && profile == medium->profile;

	if (!ops || !(wanted || needed)) {
		*ret = ops;
		return IMAPI_OK;
	}
	if (!ops->at_once)
		return refuse_method(medium, "this medium is not written at once",
				     "Leave out --write-method.", err);
	if (whole && settings->write_method == IMAPI_WRITE_METHOD_INCREMENTAL)
		return refuse_method(medium, "as it was blanked it can only be written at once",
				     "Erase it in full, or write it at once.", err);
	if (whole && medium->info.disc_status != DISC_EMPTY)
		return refuse_method(medium, "only a blank disc is written at once",
				     "Insert a blank disc, or erase this one.", err);
	*ret = ops->at_once;
	return IMAPI_OK;
}

static imapi_status check_test(const struct burn_settings *settings, const struct plan *plan,
			       struct imapi_error *err)
{
	imapi_status status = IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED;

	if (!settings->test_write || plan->ops->test_write)
		return IMAPI_OK;
	err_set(err, status, "%s: a write in this way (%s) cannot be tested",
		plan->profile->name, plan->ops->method);
	return err_advise(err, status,
			  "Leave out the test write; it is there for CD, and DVD-R and DVD-RW "
			  "in sequence.");
}

bool plan_takes_track(const struct imapi_medium *medium)
{
	for (unsigned i = 0; i < medium->track_count; i++)
		if (medium->tracks[i].number == medium->open_track)
			return medium->tracks[i].is_blank;
	return false;
}

bool plan_closes(const struct plan *plan, const struct media_close_step *rung)
{
	return !plan->session_open || rung->kind < MEDIA_CLOSE_SESSION;
}

/* The track can end without the session. */
static imapi_status check_open(const struct burn_settings *settings, const struct plan *plan,
			       struct imapi_error *err)
{
	const struct media_ops *ops = plan->ops;
	imapi_status status = IMAPI_E_INVALIDARG;

	if (!settings->session_open)
		return IMAPI_OK;
	if (settings->force_close) {
		err_set(err, status, "a disc that is closed for good has no open session");
		return err_advise(err, status, "Ask for one of the two.");
	}
	if (!ops->anywhere && !ops->announce && !ops->reserve && !ops->one_session)
		return IMAPI_OK;
	err_set(err, status,
		"%s: a session that is written in this way (%s) does not stay open",
		plan->profile->name, ops->method);
	return err_advise(err, status, "Let the session be closed.");
}

static bool is_xa(const struct imapi_medium *medium)
{
	for (unsigned i = medium->track_count; i > 0; i--) {
		const struct imapi_track *t = &medium->tracks[i - 1];

		if (t->is_data && !t->is_blank && t->data_mode)
			return t->data_mode == 2;
	}
	return medium->info.disc_status != DISC_EMPTY && medium->info.disc_type == DISC_TYPE_XA;
}

/* All sessions of a CD are of one kind. */
static imapi_status choose_data_mode(const struct burn_settings *settings,
				     const struct imapi_medium *medium, struct plan *plan,
				     struct imapi_error *err)
{
	bool wanted = settings->data_mode == IMAPI_DATA_MODE_2_XA;
	imapi_status status = IMAPI_E_INVALIDARG;

	if (medium->profile->family != MEDIA_CD)
		return IMAPI_OK;
	if (!plan->ops->announce) {
		plan->xa = settings->data_mode == IMAPI_DATA_MODE_AUTO ? is_xa(medium) : wanted;
		return IMAPI_OK;
	}
	if (!wanted)
		return IMAPI_OK;
	err_set(err, status, "a session at once is written in mode 1");
	return err_advise(err, status, "Write mode 2 track at once.");
}

imapi_status plan_choose_method(const struct burn_settings *settings,
				const struct imapi_medium *medium, struct plan *plan,
				struct imapi_error *err)
{
	imapi_status status = choose_profile(settings, medium, plan, err);

	if (!IMAPI_FAILED(status))
		status = choose_ops(settings, medium, plan->profile, &plan->ops, err);

	if (!IMAPI_FAILED(status))
		status = check_test(settings, plan, err);
	if (!IMAPI_FAILED(status))
		status = check_open(settings, plan, err);
	if (!IMAPI_FAILED(status))
		status = choose_data_mode(settings, medium, plan, err);
	if (IMAPI_FAILED(status))
		return status;
	plan->test_write = settings->test_write;
	plan->session_open = settings->session_open;
	return IMAPI_OK;
}
