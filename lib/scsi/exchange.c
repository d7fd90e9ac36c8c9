/* SPDX-License-Identifier: MIT */
#include "scsi/exchange.h"

#include "base/mem.h"
#include "scsi/status.h"

/*
 * When a transport's time-out expires the system resets the bus, which can ruin a disc that is
 * being closed; so these only guard against a drive that never answers. A caller with patience
 * has a clock of its own, which no barrier may undercut.
 */
#define QUICK_BARRIER (120 * (usec_t)USEC_PER_SEC)
#define ACCESS_BARRIER (300 * (usec_t)USEC_PER_SEC)
#define LONG_BARRIER (250 * 60 * (usec_t)USEC_PER_SEC)

static uint32_t barrier_ms(const struct scsi_device *device, const struct scsi_command *command)
{
	usec_t limit = device->transport_limit ? device->transport_limit : LONG_BARRIER;
	bool waited_for = device->stage != STAGE_CLOSE && !device->patience;

	if (waited_for && command->time == TIME_QUICK)
		limit = QUICK_BARRIER;
	else if (waited_for && command->time == TIME_ACCESS)
		limit = ACCESS_BARRIER;
	return (uint32_t)MIN(limit / USEC_PER_MSEC, (usec_t)UINT32_MAX);
}

struct imapi_exchange exchange_make(const struct scsi_device *device, const struct cdb *cdb,
				    void *data, uint32_t length)
{
	const struct scsi_command *command = cdb->command;
	struct imapi_exchange x = {
		.cdb_length = command->length,
		.direction = command->direction,
		.data = data,
		.data_length = length,
		.timeout_ms = barrier_ms(device, command),
	};
	struct cdb copy = *cdb;

	if (command->alloc_first)
		cdb_put(&copy, CDB_BYTES(command->alloc_first, command->alloc_last), length);
	memcpy(x.cdb, copy.bytes, command->length);
	return x;
}

bool exchange_lacks_sense(const struct imapi_exchange *x)
{
	struct scsi_sense sense = sense_decode(x->sense, x->sense_length);
	bool says = sense.valid && (sense.key || sense.asc || sense.ascq);

	return x->host == IMAPI_HOST_OK && x->scsi_status == SCSI_CHECK_CONDITION && !says &&
	       x->cdb[0] != spc_commands[SPC_REQUEST_SENSE].opcode;
}

struct imapi_exchange exchange_ask_sense(const struct scsi_device *device,
					 uint8_t bytes[REQUEST_SENSE_SIZE])
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_REQUEST_SENSE]);

	return exchange_make(device, &cdb, bytes, REQUEST_SENSE_SIZE);
}

void exchange_take_sense(struct imapi_exchange *x, const struct imapi_exchange *ask)
{
	if (ask->host != IMAPI_HOST_OK || ask->scsi_status != SCSI_GOOD)
		return;
	x->sense_length = (uint8_t)(REQUEST_SENSE_SIZE - ask->residual);
	memcpy(x->sense, ask->data, x->sense_length);
}
