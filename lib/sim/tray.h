/* SPDX-License-Identifier: MIT */
/* What a person does at the drive: presses its button, puts a disc in. */
#ifndef LIB_SIM_TRAY_H
#define LIB_SIM_TRAY_H

#include "sim/drive.h"

/*
 * The button is pressed. The tray opens and a disc file in it is saved and closed, free for
 * other programs until the tray takes it in again; false if the host has locked the tray, which
 * then is told of the press.
 */
bool tray_press(struct sim_drive *drive);

/*
 * Puts @target into the open tray, a medium, a disc file or "none", and closes it; NULL: what
 * was in it. The tray opens first if it must and may. Fails with IMAPI_E_RECORDER_LOCKED if the
 * host has locked it, or as sim_open().
 */
imapi_status tray_put(struct sim_drive *drive, const char *target);

/* Opens the disc file that was taken out, if it still can be; for a tray that closes. */
void tray_bring_back(struct sim_drive *drive);

#endif
