/* SPDX-License-Identifier: MIT */
/* The body of a recorder. */
#ifndef LIB_API_RECORDER_H
#define LIB_API_RECORDER_H

#include "imapi/recorder.h"

#include "api/client-name.h"
#include "scsi/command.h"

struct imapi_job;

struct imapi_recorder {
	struct imapi_context *context;
	char *address;
	struct scsi_device device;
	bool busy; /* a job runs */

	unsigned holds;		       /* how often exclusive access was acquired */
	unsigned mcn_holds;	       /* those of them that keep the system from looking */
	char client[CLIENT_NAME_ROOM]; /* who did first */
	struct scsi_command raw;       /* what a program's own command is */
};

/* Clears the last error; fails while a job runs, and without a drive. */
imapi_status recorder_enter(struct imapi_recorder *recorder);

/* Exclusive access: each successful take needs a give. */
imapi_status recorder_take(struct imapi_recorder *recorder, bool force, const char *client);
void recorder_give(struct imapi_recorder *recorder);

/* Enters and takes, for a call that changes the drive, the medium or the tray. */
imapi_status recorder_enter_alone(struct imapi_recorder *recorder);

/* Gives back what was taken for a job: at the job's end, or now if there is none. */
imapi_status recorder_give_at_end(struct imapi_recorder *recorder, imapi_status status,
				  struct imapi_job **job);

/* The last command was refused by the drive: ILLEGAL REQUEST. */
bool recorder_refused(const struct imapi_recorder *recorder);

/* Text of INQUIRY or of a feature: trailing blanks cut, what cannot be printed is '?'. */
void recorder_copy_text(char *to, const char *from, size_t length);

/* Hands a copy of bytes to the program, which frees it. */
imapi_status recorder_copy_bytes(struct imapi_recorder *recorder, const void *bytes,
				 size_t length, uint8_t **ret_bytes, size_t *ret_length);

#endif
