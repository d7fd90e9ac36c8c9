/* SPDX-License-Identifier: MIT */
/* REPORT SUPPORTED OPERATION CODES, one command at a time. */
#include "sim/command.h"

#include "base/mem.h"
#include "mmc/replies.h"

enum { OPTION_ONE = 1, OPTION_EITHER = 3 };

/* What the model says that the command takes, or NULL. */
static const struct sim_opcode_time *find_time(const struct sim_model *model, uint8_t opcode)
{
	for (size_t i = 0; i < MODEL_OPCODES && model->opcodes[i].opcode; i++)
		if (model->opcodes[i].opcode == opcode)
			return &model->opcodes[i];
	return NULL;
}

static size_t put_times(const struct sim_opcode_time *time, uint8_t *bytes)
{
	const struct mmc_opcode_times times = { .length = OPCODE_TIMES_SIZE - 2,
						.nominal_s = time->nominal_s,
						.recommended_s = time->recommended_s };

	wire_put_clean(&wire_opcode_times, &times, bytes);
	return OPCODE_TIMES_SIZE;
}

struct sim_sense do_report_opcodes(struct sim_task *task)
{
	const struct sim_model *model = &task->drive->model;
	uint32_t option = cdb_get(task->cdb, OPCODES_OPTION);
	uint8_t opcode = (uint8_t)cdb_get(task->cdb, OPCODES_CODE);
	const struct sim_opcode_time *time = find_time(model, opcode);
	const struct sim_command *command = command_find(opcode);
	uint8_t bytes[OPCODE_HEADER_SIZE + sizeof(command->usage) + OPCODE_TIMES_SIZE] = { 0 };
	struct mmc_opcode_header header = { .support = command ? OPCODE_THERE : OPCODE_ABSENT };
	size_t n = OPCODE_HEADER_SIZE;

	if (!model->opcodes[0].opcode)
		return SENSE(5, 0x20, 0x00);
	if (cdb_get(task->cdb, OPCODES_ACTION) != OPCODE_ACTION ||
	    (option != OPTION_ONE && option != OPTION_EITHER))
		return SENSE(5, 0x24, 0x00);
	if (command) {
		header.cdb_length = command->row->length;
		memcpy(bytes + n, command->usage, header.cdb_length);
		bytes[n] = opcode;
		n += header.cdb_length;
	}
	if (time && cdb_get(task->cdb, OPCODES_RCTD)) {
		header.has_times = 1;
		n += put_times(time, bytes + n);
	}
	wire_put(&wire_opcode_header, &header, bytes);
	return task_reply(task, bytes, n);
}
