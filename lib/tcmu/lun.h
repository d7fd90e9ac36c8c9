/* SPDX-License-Identifier: MIT */
/* The loopback side: an adapter with one LUN, through which the kernel sees the target. */
#ifndef LIB_TCMU_LUN_H
#define LIB_TCMU_LUN_H

#include "tcmu/target.h"

#define LUN_PREFIX "naa.3494d415049" /* a locally assigned name: NAA 3, "IMAPI" */
#define LUN_NODE 32

/* Where the adapters lie, those of others too. */
void lun_home(const char *root, char path[STEP_PATH]);

/* Makes the LUN; the kernel asks the drive who it is before this returns. */
imapi_status lun_plug(struct imapi_error *err, const struct target *target);

/* Takes it away, whatever there is of it; waits for the commands under way. */
void lun_unplug(const struct target *target);

/* The kernel's names of the drive, "/dev/sr0" and "/dev/sg0"; "" while there is none. */
void lun_find(const struct target *target, char ret_block[LUN_NODE], char ret_sg[LUN_NODE]);

/* Keeps the kernel's own reads and writes of the block device to @kb units of 1024 bytes. */
void lun_limit(const struct target *target, const char *block, uint32_t kb);

#endif
