/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"
#include "api/size.h"
#include "base/api.h"
#include "burn/job.h"

#include <string.h>

imapi_status recorder_take(struct imapi_recorder *recorder, bool force, const char *client)
{
	imapi_status status = IMAPI_OK;

	if (!recorder->holds)
		status = transport_acquire(recorder->device.transport, client, force);
	if (IMAPI_FAILED(status))
		return status;
	if (!recorder->holds++)
		strcpy(recorder->client, client);
	return IMAPI_OK;
}

void recorder_give(struct imapi_recorder *recorder)
{
	if (recorder->holds && !--recorder->holds && recorder->device.transport)
		transport_release(recorder->device.transport);
}

imapi_status recorder_enter_alone(struct imapi_recorder *recorder)
{
	imapi_status status = recorder_enter(recorder);

	if (IMAPI_FAILED(status))
		return status;
	return recorder_take(recorder, false, CLIENT_NAME_DEFAULT);
}

static void give_at_end(void *recorder)
{
	recorder_give(recorder);
}

imapi_status recorder_give_at_end(struct imapi_recorder *recorder, imapi_status status,
				  struct imapi_job **job)
{
	if (IMAPI_FAILED(status))
		recorder_give(recorder);
	else
		job_on_end(*job, give_at_end, recorder);
	return status;
}

/* These go on while a job runs, which counts for itself. */
static imapi_status enter(struct imapi_recorder *recorder)
{
	struct imapi_error *err = &recorder->context->error;

	err_clear(err);
	if (!recorder->device.transport)
		return err_set(err, IMAPI_E_HANDLE, "the recorder lost its drive");
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_acquire(struct imapi_recorder *recorder, int force,
					      const char *client_name)
{
	char client[CLIENT_NAME_ROOM];
	imapi_status status;

	if (!recorder || !client_name)
		return IMAPI_E_POINTER;
	status = enter(recorder);
	if (!IMAPI_FAILED(status))
		status = client_name_set(&recorder->context->error, client, client_name,
					 IMAPI_E_RECORDER_CLIENT_NAME_IS_NOT_VALID);
	if (!IMAPI_FAILED(status))
		status = recorder_take(recorder, force != 0, client);
	return status;
}

static imapi_status not_locked(struct imapi_recorder *recorder)
{
	return err_set(&recorder->context->error, IMAPI_E_RECORDER_NOT_LOCKED,
		       "%s was not acquired, or has been released already", recorder->address);
}

IMAPI_API imapi_status imapi_recorder_release(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	if (!recorder->holds)
		return not_locked(recorder);
	recorder_give(recorder);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_exclusive_owner(struct imapi_recorder *recorder,
						      struct imapi_exclusive_owner *ret_owner)
{
	struct imapi_exclusive_owner owner;
	imapi_status status;

	if (!recorder || !ret_owner)
		return IMAPI_E_POINTER;
	status = enter(recorder);
	if (!IMAPI_FAILED(status))
		status = transport_owner(recorder->device.transport, &owner);
	if (IMAPI_FAILED(status))
		return status;
	if (recorder->holds) {
		owner.kind = IMAPI_OWNER_SELF;
		memcpy(owner.name, recorder->client, sizeof(owner.name));
	}
	return size_copy(ret_owner, &owner, sizeof(owner)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_recorder_disable_mcn(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = enter(recorder);
	if (!IMAPI_FAILED(status))
		status = recorder_take(recorder, false, CLIENT_NAME_DEFAULT);
	if (!IMAPI_FAILED(status))
		recorder->mcn_holds++;
	return status;
}

IMAPI_API imapi_status imapi_recorder_enable_mcn(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	if (!recorder->mcn_holds)
		return not_locked(recorder);
	recorder->mcn_holds--;
	recorder_give(recorder);
	return IMAPI_OK;
}
