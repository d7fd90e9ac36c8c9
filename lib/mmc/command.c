/* SPDX-License-Identifier: MIT */
#include "mmc/command.h"

#define SCSI_CMD(id, title, code, size, dir, first, last, class, where)                        \
	[MMC_##id] = { .name = title,                                                          \
		       .opcode = code,                                                         \
		       .length = size,                                                         \
		       .direction = IMAPI_DIRECTION_##dir,                                     \
		       .alloc_first = first,                                                   \
		       .alloc_last = last,                                                     \
		       .time = TIME_##class,                                                   \
		       .clause = where },
const struct scsi_command mmc_commands[MMC_COMMAND_COUNT] = {
#include "mmc/commands.def"
};
#undef SCSI_CMD

const struct scsi_command *mmc_find_command(uint8_t opcode)
{
	for (size_t i = 0; i < MMC_COMMAND_COUNT; i++)
		if (mmc_commands[i].opcode == opcode)
			return &mmc_commands[i];
	for (size_t i = 0; i < SPC_COMMAND_COUNT; i++)
		if (spc_commands[i].opcode == opcode)
			return &spc_commands[i];
	return NULL;
}
