/* SPDX-License-Identifier: MIT */
#include "scsi/fetch.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

imapi_status scsi_bad_reply(struct scsi_device *device, const struct scsi_command *command,
			    const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_bug_drive(device->context, "%s: %s", command->name, text);
	return err_set(&device->context->error, IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
		       "%s: %s", command->name, text);
}

static imapi_status check_length(struct scsi_device *device, const struct cdb *cdb,
				 uint32_t least, uint32_t *ret_length)
{
	uint32_t length = device->last.transferred;

	if (length < least)
		return scsi_bad_reply(device, cdb->command,
				      "the drive sent %u bytes, %u are needed", length, least);
	*ret_length = length;
	return IMAPI_OK;
}

imapi_status scsi_fetch(struct scsi_device *device, const struct cdb *cdb, uint8_t *bytes,
			uint32_t room, uint32_t least, uint32_t *ret_length)
{
	imapi_status status;

	memset(bytes, 0, room);
	status = scsi_run(device, cdb, bytes, room);
	return IMAPI_FAILED(status) ? status : check_length(device, cdb, least, ret_length);
}

imapi_status scsi_try_fetch(struct scsi_device *device, const struct cdb *cdb, uint8_t *bytes,
			    uint32_t room, uint32_t least, uint32_t *ret_length)
{
	imapi_status status;

	memset(bytes, 0, room);
	status = scsi_try(device, cdb, bytes, room, NULL);
	return IMAPI_FAILED(status) ? status : check_length(device, cdb, least, ret_length);
}

struct scsi_outcome scsi_outcome_as(const struct scsi_device *device, imapi_status status)
{
	struct scsi_outcome o = device->last;

	if (IMAPI_FAILED(status) && !IMAPI_FAILED(o.status)) {
		o.status = status;
		o.action = SENSE_INQUIRE;
	}
	return o;
}
