/* SPDX-License-Identifier: MIT */
/* Where the tool keeps what should outlive a run (XDG Base Directory: state). */
#ifndef TOOLS_STATE_FOLDER_H
#define TOOLS_STATE_FOLDER_H

/* $XDG_STATE_HOME/imapi, or ~/.local/state/imapi; NULL if neither is known. free() it. */
char *state_folder(void);

#endif
