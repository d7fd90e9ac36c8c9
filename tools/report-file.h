/* SPDX-License-Identifier: MIT */
/* The report of a run in the file that --report names. */
#ifndef TOOLS_REPORT_FILE_H
#define TOOLS_REPORT_FILE_H

#include "report-data.h"

/*
 * Refuses what cannot work before the drive is touched: another ending, a place where no file
 * can be made. Starts to record if a report is wanted.
 */
imapi_status report_file_check(struct run *run);

/*
 * Writes it, whole or not at all. Changes nothing about the outcome of the run: a failure is
 * told beside it.
 */
void report_file_write(struct run *run, struct report_data *data, imapi_status status);

#endif
