/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define NONE_AVAILABLE 0x80

/* Keeps the event only if there is one of the class that was asked for. */
static void take_event(const uint8_t *bytes, uint32_t length, enum mmc_event_class class_code,
		       uint8_t ret_event[EVENT_SIZE])
{
	struct mmc_event_header header;

	wire_get(&wire_event_header, bytes, length, &header);
	memset(ret_event, 0, EVENT_SIZE);
	memcpy(ret_event, bytes, EVENT_HEADER_SIZE);
	if (header.none_available || header.class_code != class_code ||
	    MIN(length, header.length + 2u) < EVENT_SIZE)
		ret_event[2] |= NONE_AVAILABLE;
	else
		memcpy(ret_event, bytes, EVENT_SIZE);
}

imapi_status mmc_try_event(struct scsi_device *device, enum mmc_event_class class_code,
			   uint8_t ret_event[EVENT_SIZE], struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_GET_EVENT_STATUS]);
	uint8_t bytes[EVENT_SIZE];
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, EVENT_POLLED, 1);
	cdb_put(&cdb, EVENT_CLASSES, 1u << class_code);
	status = scsi_try_fetch(device, &cdb, bytes, sizeof(bytes), EVENT_HEADER_SIZE, &length);
	if (!IMAPI_FAILED(status))
		take_event(bytes, length, class_code, ret_event);
	if (ret_outcome)
		*ret_outcome = scsi_outcome_as(device, status);
	return status;
}
