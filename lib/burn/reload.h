/* SPDX-License-Identifier: MIT */
/* Making a drive read the medium's tables again, without hands. */
#ifndef LIB_BURN_RELOAD_H
#define LIB_BURN_RELOAD_H

#include "mmc/mmc.h"

/* True if the drive can pull in by itself what it has put out. */
bool reload_has_loader(struct scsi_device *device);

/* Stops the medium and starts it again; returns while it spins up. */
imapi_status reload_spin(struct scsi_device *device);

/*
 * Puts the medium out and pulls it in again; returns while it is loaded. The lock has to be
 * open.
 */
imapi_status reload_tray(struct scsi_device *device);

#endif
