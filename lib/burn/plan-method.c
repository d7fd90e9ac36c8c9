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

/* Bit by bit where drive and medium take that, else at once. */
static imapi_status choose_ops(const struct burn_settings *settings,
			       const struct imapi_medium *medium, const struct media_ops **ret,
			       struct imapi_error *err)
{
	const struct media_ops *ops = medium->profile->ops;
	bool wanted = settings->write_method == IMAPI_WRITE_METHOD_AT_ONCE;
	bool whole = ops && ops->at_once && ops->at_once->reserve; /* disc, not session */
	bool needed = whole && !medium->incremental;

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
	return err_advise(err, status, "Leave out the test write; it is there for CD.");
}

imapi_status plan_choose_method(const struct burn_settings *settings,
				const struct imapi_medium *medium, struct plan *plan,
				struct imapi_error *err)
{
	imapi_status status = choose_ops(settings, medium, &plan->ops, err);

	if (!IMAPI_FAILED(status))
		status = check_test(settings, plan, err);
	if (IMAPI_FAILED(status))
		return status;
	plan->test_write = settings->test_write;
	return IMAPI_OK;
}
