/* SPDX-License-Identifier: MIT */
/* Making the operating system see what has been written. */
#ifndef LIB_BURN_REFRESH_H
#define LIB_BURN_REFRESH_H

#include "scsi/command.h"

/*
 * If the system believes in another size of the medium than the drive tells, has the medium
 * taken out and in, and the system look in between. IMAPI_S_RELOAD_NEEDED: that must be done
 * by hand.
 */
imapi_status refresh_run(struct scsi_device *device);

#endif
