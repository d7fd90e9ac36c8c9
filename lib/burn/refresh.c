/* SPDX-License-Identifier: MIT */
#include "burn/refresh.h"

#include "burn/ready.h"
#include "burn/reload.h"
#include "mmc/mmc.h"

/*
 * Systems leave out the sectors that a drive may put behind a track, or do not: a post-gap and
 * the run-out of a CD. Less than the smallest session, which must not go unseen.
 */
#define TOLERANCE (152 * BLOCK_SIZE)

/* The bytes that the drive says are on the medium; 0 if it does not say, as for a blank one. */
static uint64_t true_size(struct scsi_device *device)
{
	struct mmc_capacity capacity = { 0 };

	if (IMAPI_FAILED(mmc_read_capacity(device, &capacity)))
		return 0;
	return (capacity.last_lba + UINT64_C(1)) * BLOCK_SIZE;
}

static imapi_status look(struct scsi_device *device, uint64_t size, bool *ret_stale)
{
	uint64_t believed;
	imapi_status status = transport_look(device->transport, &believed);

	if (!IMAPI_FAILED(status))
		*ret_stale = believed != UINT64_MAX &&
			     (believed > size + TOLERANCE || believed + TOLERANCE < size);
	return status;
}

/* A system that has seen the drive without a medium takes the next one for another. */
static imapi_status show_empty(struct scsi_device *device)
{
	bool stale;
	imapi_status status = spc_prevent_removal(device, false);

	if (!IMAPI_FAILED(status))
		status = spc_start_stop(device, false, true, false);
	if (IMAPI_FAILED(status))
		return status;
	status = look(device, 0, &stale);
	if (IMAPI_FAILED(status))
		log_debug(device->context, "%s", imapi_error_message(&device->context->error));
	status = spc_start_stop(device, true, true, false);
	return IMAPI_FAILED(status) ? status : ready_run(device, IMAPI_OPERATION_LOAD);
}

imapi_status refresh_run(struct scsi_device *device)
{
	uint64_t size = true_size(device);
	bool stale = false;
	imapi_status status;

	if (!size)
		return IMAPI_OK;
	status = look(device, size, &stale);
	if (IMAPI_FAILED(status) || !stale)
		return status;
	if (!reload_has_loader(device))
		return IMAPI_S_RELOAD_NEEDED;
	log_info(device->context, "the system believes in another size of the disc: it is put "
				  "out and pulled in again");
	status = show_empty(device);
	if (!IMAPI_FAILED(status))
		status = look(device, size, &stale);
	if (IMAPI_FAILED(status))
		return status;
	return stale ? IMAPI_S_RELOAD_NEEDED : IMAPI_OK;
}
