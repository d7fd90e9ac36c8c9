/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"
#include "base/api.h"
#include "burn/ready.h"
#include "burn/refresh.h"
#include "scsi/spc.h"

IMAPI_API imapi_status imapi_recorder_eject(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = recorder_enter_alone(recorder);
	if (IMAPI_FAILED(status))
		return err_in(&recorder->context->error, status, "opening the tray");
	spc_prevent_removal(&recorder->device, false);
	status = spc_start_stop(&recorder->device, false, true, false);
	recorder_give(recorder);
	return err_in(&recorder->context->error, status, "opening the tray");
}

IMAPI_API imapi_status imapi_recorder_close_tray(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = recorder_enter_alone(recorder);
	if (IMAPI_FAILED(status))
		return err_in(&recorder->context->error, status, "closing the tray");
	status = spc_start_stop(&recorder->device, true, true, false);
	if (!IMAPI_FAILED(status))
		status = ready_run(&recorder->device, IMAPI_OPERATION_LOAD);
	recorder_give(recorder);
	return err_in(&recorder->context->error, status, "closing the tray");
}

IMAPI_API imapi_status imapi_recorder_lock_tray(struct imapi_recorder *recorder, int locked)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = recorder_enter_alone(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = spc_prevent_removal(&recorder->device, locked != 0);
	recorder_give(recorder);
	return status;
}

IMAPI_API imapi_status imapi_recorder_refresh(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = recorder_enter_alone(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = refresh_run(&recorder->device);
	recorder_give(recorder);
	return err_in(&recorder->context->error, status, "showing the disc to the system");
}
