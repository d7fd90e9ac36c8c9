/* SPDX-License-Identifier: MIT */
/* Running a command that answers with data, and judging how much of it there is. */
#ifndef LIB_SCSI_FETCH_H
#define LIB_SCSI_FETCH_H

#include "scsi/command.h"

/*
 * Runs a command whose answer goes to @bytes, which are zeroed first. *@ret_length is what
 * came; less than @least is IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE.
 */
imapi_status scsi_fetch(struct scsi_device *device, const struct cdb *cdb, uint8_t *bytes,
			uint32_t room, uint32_t least, uint32_t *ret_length);

/* The same, sent once. */
imapi_status scsi_try_fetch(struct scsi_device *device, const struct cdb *cdb, uint8_t *bytes,
			    uint32_t room, uint32_t least, uint32_t *ret_length);

/* The last outcome, with the @status that a look at the answer itself has given it. */
struct scsi_outcome scsi_outcome_as(const struct scsi_device *device, imapi_status status);

/* Blames the device for an answer that contradicts itself. */
imapi_status scsi_bad_reply(struct scsi_device *device, const struct scsi_command *command,
			    const char *format, ...) ERR_PRINTF(3, 4);

#endif
