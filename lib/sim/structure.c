/* SPDX-License-Identifier: MIT */
/* READ DISC STRUCTURE, SEND DISC STRUCTURE. */
#include "sim/jump.h"
#include "sim/command.h"

#include "base/bytes.h"
#include "mmc/replies.h"
#include "sim/work.h"

#include <string.h>

#define FORMAT_WRITE_PROTECTION 0xc0
#define FORMAT_LIST 0xff
#define FORMAT_LAYER_CAPACITY 0x20
#define FORMAT_JUMP_ADDRESS 0x23
#define LIST_READABLE 0x40
#define LIST_SENDABLE 0x80
#define LIST_ENTRY_SIZE 4
#define STRUCTURE_MAX 4096
#define TYPE_DVD 0
#define TYPE_BD 1

static bool type_fits(const struct sim_disc *disc, uint32_t type)
{
	return disc->medium->family == FAMILY_BD ? type == TYPE_BD : type == TYPE_DVD;
}

/* Only of media that are written once: their second layer is only as long as is needed. */
static bool has_layer_capacity(const struct sim_disc *disc)
{
	return disc->medium->layers > 1 && disc->medium->family == FAMILY_DVD &&
	       !disc->medium->erasable;
}

/* Structures that hold one address, which can be sent as well. */
static bool has_addresses(const struct sim_disc *disc, uint32_t format)
{
	return has_layer_capacity(disc) && (format == FORMAT_LAYER_CAPACITY ||
					    (format == FORMAT_JUMP_ADDRESS && disc->jumps));
}

static size_t fill(const struct sim_disc *disc, uint32_t format, uint8_t data[STRUCTURE_MAX])
{
	if (format == FORMAT_WRITE_PROTECTION) {
		memset(data, 0, 4);
		data[0] = disc->write_protected ? 0x04 : 0x00;
		return 4;
	}
	if (has_addresses(disc, format)) {
		bool jump = format == FORMAT_JUMP_ADDRESS;
		struct mmc_layer_capacity c = { .is_set = !jump && disc_layer_0_fixed(disc),
						.blocks = jump ? disc->jump
							       : disc_layer_0(disc) };
		uint8_t bytes[LAYER_CAPACITY_SIZE];

		wire_put_clean(&wire_layer_capacity, &c, bytes);
		memcpy(data, bytes + STRUCTURE_HEADER_SIZE,
		       LAYER_CAPACITY_SIZE - STRUCTURE_HEADER_SIZE);
		return LAYER_CAPACITY_SIZE - STRUCTURE_HEADER_SIZE;
	}
	return disc->medium->structure(disc, (uint8_t)format, data);
}

/* All that can be read, with the length that READ DISC STRUCTURE gives. */
static size_t fill_list(const struct sim_disc *disc, uint8_t data[STRUCTURE_MAX])
{
	uint8_t ignored[STRUCTURE_MAX];
	size_t n = 0;

	for (uint32_t format = 0; format < FORMAT_LIST; format++) {
		size_t length = fill(disc, format, ignored);

		if (!length)
			continue;
		data[n] = (uint8_t)format;
		data[n + 1] = LIST_READABLE;
		if (has_addresses(disc, format))
			data[n + 1] |= LIST_SENDABLE;
		put_be16(data + n + 2, (uint16_t)(length + STRUCTURE_HEADER_SIZE));
		n += LIST_ENTRY_SIZE;
	}
	return n;
}

struct sim_sense do_read_disc_structure(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	uint32_t format = cdb_get(task->cdb, STRUCTURE_FORMAT);
	uint8_t bytes[STRUCTURE_HEADER_SIZE + STRUCTURE_MAX] = { 0 };
	uint8_t *data = bytes + STRUCTURE_HEADER_SIZE;
	struct mmc_structure_header header;
	size_t length;

	if (!drive_has_disc(drive))
		return SENSE(2, 0x3a, drive->tray_open ? 2 : 1);
	if (!type_fits(drive->disc, cdb_get(task->cdb, STRUCTURE_MEDIA_TYPE)))
		return SENSE(5, 0x24, 0x00);
	if (!drive->disc->medium->structure)
		return SENSE(5, 0x30, 0x02);
	length = format == FORMAT_LIST ? fill_list(drive->disc, data)
				       : fill(drive->disc, format, data);
	if (!length)
		return SENSE(5, 0x24, 0x00);
	header.length = (uint16_t)(length + 2);
	wire_put(&wire_structure_header, &header, bytes);
	return task_reply(task, bytes, STRUCTURE_HEADER_SIZE + length);
}

/* The laser is calibrated where layer 0 is to end. */
struct sim_sense do_send_disc_structure(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct mmc_layer_capacity c;
	struct sim_sense sense;
	const uint8_t *data;

	uint32_t format = cdb_get(task->cdb, STRUCTURE_FORMAT);

	if (!has_addresses(drive->disc, format))
		return SENSE(5, 0x24, 0x00);
	if (task->allocation != LAYER_CAPACITY_SIZE)
		return SENSE(5, 0x1a, 0x00);
	if (!task_data(task, LAYER_CAPACITY_SIZE, &data))
		return GOOD;
	wire_get(&wire_layer_capacity, data, LAYER_CAPACITY_SIZE, &c);
	if (c.length != LAYER_CAPACITY_SIZE - 2)
		return SENSE(5, 0x26, 0x00);
	if (format == FORMAT_JUMP_ADDRESS)
		return jump_set(drive->disc, c.blocks);
	sense = work_refusal(drive, WORK_CALIBRATE, false);
	if (!sense.key)
		sense = disc_set_layer_0(drive->disc, c.blocks);
	if (sense.key)
		return sense;
	work_begin(drive, WORK_CALIBRATE, (usec_t)drive->model.calibrate_ms * USEC_PER_MSEC, 0);
	return work_run(task, false);
}
