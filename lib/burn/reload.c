/* SPDX-License-Identifier: MIT */
#include "burn/reload.h"

#include "base/mem.h"

#define FEATURE_REMOVABLE 0x0003
#define FEATURE_LOAD_BIT 0x10

/* Loading mechanisms of mode page 2Ah. */
enum { MECHANISM_CADDY = 0, MECHANISM_TRAY = 1, MECHANISM_CHANGER = 4, MECHANISM_MAGAZINE = 5 };

/* A slim tray has no motor that pulls it in. Only newer drives say so. */
static bool needs_a_push(struct scsi_device *device)
{
	struct mmc_feature feature = { 0 };

	if (IMAPI_FAILED(mmc_read_feature(device, FEATURE_REMOVABLE, &feature)))
		return false;
	return feature.header.version >= 1 && !(feature.data[0] & FEATURE_LOAD_BIT);
}

bool reload_has_loader(struct scsi_device *device)
{
	struct mmc_capabilities c = { 0 };

	if (IMAPI_FAILED(mmc_read_capabilities(device, &c)) || !c.eject)
		return false;
	if (c.loading_mechanism != MECHANISM_TRAY && c.loading_mechanism != MECHANISM_CHANGER &&
	    c.loading_mechanism != MECHANISM_MAGAZINE)
		return false;
	return !needs_a_push(device);
}

/* In the background where the drive can do that. */
static imapi_status start(struct scsi_device *device, bool load)
{
	imapi_status status = spc_start_stop(device, true, load, true);

	if (IMAPI_FAILED(status) && device->last.sense.valid && device->last.sense.key == 5)
		status = spc_start_stop(device, true, load, false);
	return status;
}

imapi_status reload_spin(struct scsi_device *device)
{
	imapi_status status = spc_start_stop(device, false, false, false);

	return IMAPI_FAILED(status) ? status : start(device, false);
}

imapi_status reload_tray(struct scsi_device *device)
{
	imapi_status status = spc_start_stop(device, false, true, false);

	return IMAPI_FAILED(status) ? status : start(device, true);
}
