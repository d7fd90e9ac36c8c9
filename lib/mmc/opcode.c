/* SPDX-License-Identifier: MIT */
/* What a drive says its commands take. */
#include "base/mem.h"
#include "mmc/mmc.h"
#include "scsi/fetch.h"

#define OPTION_ONE 1
#define CDB_MAX 32
#define TIMES_LENGTH (OPCODE_TIMES_SIZE - 2)

static imapi_status take_times(struct scsi_device *device, const uint8_t *bytes,
			       uint32_t length, struct mmc_command_time *ret)
{
	const struct scsi_command *command = &mmc_commands[MMC_REPORT_OPCODES];
	struct mmc_opcode_header header;
	struct mmc_opcode_times times;
	uint32_t at;

	wire_get(&wire_opcode_header, bytes, length, &header);
	if (header.support != OPCODE_THERE && header.support != OPCODE_VENDOR)
		return err_set(&device->context->error, IMAPI_E_COMMAND_REJECTED,
			       "the drive does not have the command");
	*ret = (struct mmc_command_time){ 0, 0 };
	if (!header.has_times)
		return IMAPI_OK;
	at = OPCODE_HEADER_SIZE + (uint32_t)header.cdb_length;
	if (at + OPCODE_TIMES_SIZE > length)
		return scsi_bad_reply(device, command, "a command of %u bytes",
				      header.cdb_length);
	wire_get(&wire_opcode_times, bytes + at, OPCODE_TIMES_SIZE, &times);
	if (times.length != TIMES_LENGTH)
		return scsi_bad_reply(device, command, "time-outs of %u bytes", times.length);
	*ret = (struct mmc_command_time){ times.nominal_s, times.recommended_s };
	return IMAPI_OK;
}

imapi_status mmc_try_command_time(struct scsi_device *device, uint8_t opcode,
				  struct mmc_command_time *ret,
				  struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_REPORT_OPCODES]);
	uint8_t bytes[OPCODE_HEADER_SIZE + CDB_MAX + OPCODE_TIMES_SIZE];
	struct mmc_command_time time;
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, OPCODES_ACTION, OPCODE_ACTION);
	cdb_put(&cdb, OPCODES_RCTD, 1);
	cdb_put(&cdb, OPCODES_OPTION, OPTION_ONE);
	cdb_put(&cdb, OPCODES_CODE, opcode);
	status =
		scsi_try_fetch(device, &cdb, bytes, sizeof(bytes), OPCODE_HEADER_SIZE, &length);
	if (!IMAPI_FAILED(status))
		status = take_times(device, bytes, length, &time);
	if (!IMAPI_FAILED(status))
		*ret = time;
	if (ret_outcome)
		*ret_outcome = scsi_outcome_as(device, status);
	return status;
}
