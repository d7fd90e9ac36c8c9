/* SPDX-License-Identifier: MIT */
#include "imapi/eraser.h"

#include "api/client-name.h"
#include "api/recorder.h"
#include "base/api.h"
#include "base/mem.h"
#include "burn/job.h"

#define MAX_WAIT_S (12 * 3600)

struct imapi_eraser {
	struct imapi_recorder *recorder;
	char client_name[CLIENT_NAME_ROOM];
	struct erase_settings settings;
};

IMAPI_API imapi_status imapi_eraser_new(struct imapi_recorder *recorder,
					struct imapi_eraser **ret_eraser)
{
	struct imapi_eraser *eraser;

	if (!recorder || !ret_eraser)
		return IMAPI_E_POINTER;
	err_clear(&recorder->context->error);
	eraser = zalloc(sizeof(*eraser));
	if (!eraser)
		return err_no_memory(&recorder->context->error);
	eraser->recorder = recorder;
	eraser->settings.max_wait_s = MAX_WAIT_S;
	strcpy(eraser->client_name, CLIENT_NAME_DEFAULT);
	*ret_eraser = eraser;
	return IMAPI_OK;
}

IMAPI_API struct imapi_eraser *imapi_eraser_free(struct imapi_eraser *eraser)
{
	free(eraser);
	return NULL;
}

IMAPI_API imapi_status imapi_eraser_set_client_name(struct imapi_eraser *eraser,
						    const char *name)
{
	struct imapi_error *err;

	if (!eraser || !name)
		return IMAPI_E_POINTER;
	err = &eraser->recorder->context->error;
	err_clear(err);
	return client_name_set(err, eraser->client_name, name,
			       IMAPI_E_ERASE_CLIENT_NAME_IS_NOT_VALID);
}

IMAPI_API imapi_status imapi_eraser_set_full_erase(struct imapi_eraser *eraser, int full)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.whole = full != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_max_wait(struct imapi_eraser *eraser, uint32_t seconds)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.max_wait_s = seconds;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_ask_times(struct imapi_eraser *eraser, int ask)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.ask_times = ask != 0;
	return IMAPI_OK;
}

/* From here to the end of the job that is made, the drive is the eraser's alone. */
static imapi_status begin_work(struct imapi_eraser *eraser)
{
	struct imapi_recorder *recorder = eraser->recorder;

	err_clear(&recorder->context->error);
	if (recorder->busy)
		return err_set(&recorder->context->error, IMAPI_E_ERASE_RECORDER_IN_USE,
			       "a job of this recorder is not finished");
	return recorder_take(recorder, false, eraser->client_name);
}

static imapi_status needs_no_format(struct imapi_medium *medium, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED;

	err_set(err, status, "%s: this kind of medium is blanked, not formatted",
		medium->profile->name);
	medium_free(medium);
	return err_advise(err, status, "Erase it instead.");
}

static imapi_status new_job(struct imapi_eraser *eraser, bool formats,
			    struct imapi_job **ret_job)
{
	struct imapi_recorder *recorder = eraser->recorder;
	struct imapi_medium *medium;
	imapi_status status = imapi_medium_read(recorder, &medium);

	if (IMAPI_FAILED(status))
		return status;
	if (formats && media_renewal(medium->profile) == MEDIA_BLANKED)
		return needs_no_format(medium, &recorder->context->error);
	return job_new_erase(&recorder->device, &recorder->busy, &eraser->settings, medium,
			     ret_job);
}

static imapi_status begin_job(struct imapi_eraser *eraser, bool formats,
			      struct imapi_job **ret_job)
{
	imapi_status status;

	if (!eraser || !ret_job)
		return IMAPI_E_POINTER;
	status = begin_work(eraser);
	if (IMAPI_FAILED(status))
		return status;
	return recorder_give_at_end(eraser->recorder, new_job(eraser, formats, ret_job),
				    ret_job);
}

IMAPI_API imapi_status imapi_eraser_erase(struct imapi_eraser *eraser,
					  struct imapi_job **ret_job)
{
	return begin_job(eraser, false, ret_job);
}

IMAPI_API imapi_status imapi_eraser_format(struct imapi_eraser *eraser,
					   struct imapi_job **ret_job)
{
	return begin_job(eraser, true, ret_job);
}
