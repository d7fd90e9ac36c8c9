/* SPDX-License-Identifier: MIT */
/* READ CAPACITY, READ FORMAT CAPACITIES. */
#include "sim/command.h"

#include "base/mem.h"
#include "mmc/replies.h"

enum { UNFORMATTED = 1, FORMATTED = 2, NO_MEDIUM = 3 };

struct sim_sense do_read_capacity(struct sim_task *task)
{
	uint32_t end = disc_closed_end(task->drive->disc);
	struct mmc_capacity reply = { .last_lba = end ? end - 1 : 0, .block_size = BLOCK_SIZE };
	uint8_t bytes[CAPACITY_SIZE];

	wire_put_clean(&wire_capacity, &reply, bytes);
	return task_reply(task, bytes, sizeof(bytes));
}

static struct mmc_current_capacity current_capacity(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;

	if (!drive_has_disc(drive))
		return (struct mmc_current_capacity){ sim_media[0]->capacity, NO_MEDIUM,
						      BLOCK_SIZE };
	if (disc_blank(disc))
		return (struct mmc_current_capacity){ disc->capacity, UNFORMATTED, BLOCK_SIZE };
	return (struct mmc_current_capacity){ disc_closed_end(disc), FORMATTED, BLOCK_SIZE };
}

struct sim_sense do_read_format_capacities(struct sim_task *task)
{
	const struct mmc_format_header header = { .length = FORMAT_CAPACITY_SIZE };
	const struct mmc_current_capacity current = current_capacity(task->drive);
	uint8_t bytes[FORMAT_HEADER_SIZE + FORMAT_CAPACITY_SIZE];

	wire_put_clean(&wire_format_header, &header, bytes);
	wire_put_clean(&wire_current_capacity, &current, bytes + FORMAT_HEADER_SIZE);
	return task_reply(task, bytes, sizeof(bytes));
}
