/* SPDX-License-Identifier: MIT */
/* imapi info: what it says of the drive itself. */
#ifndef TOOLS_INFO_DRIVE_H
#define TOOLS_INFO_DRIVE_H

#include "report.h"

/* One line of the table, unless JSON is written. */
void info_row(const struct run *run, const char *name, const char *format, ...)
	REPORT_PRINTF(3, 4);

/* Who the drive is, how it is connected, who has it and what it can do. */
imapi_status info_show_drive(struct run *run, struct imapi_recorder *recorder);

#endif
