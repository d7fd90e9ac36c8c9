/* SPDX-License-Identifier: MIT */
/* READ DISC STRUCTURE, SEND DISC STRUCTURE. */
#include "sim/command.h"

#include "mmc/replies.h"

#define FORMAT_WRITE_PROTECTION 0xc0
#define TYPE_DVD 0
#define TYPE_BD 1

static bool type_fits(const struct sim_disc *disc, uint32_t type)
{
	return disc->medium->family == FAMILY_BD ? type == TYPE_BD : type == TYPE_DVD;
}

struct sim_sense do_read_disc_structure(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	uint32_t format = cdb_get(task->cdb, STRUCTURE_FORMAT);
	uint8_t bytes[STRUCTURE_HEADER_SIZE + 4096] = { 0 };
	uint8_t *data = bytes + STRUCTURE_HEADER_SIZE;
	struct mmc_structure_header header;
	size_t length = 0;

	if (!drive_has_disc(drive))
		return SENSE(2, 0x3a, drive->tray_open ? 2 : 1);
	if (!type_fits(drive->disc, cdb_get(task->cdb, STRUCTURE_MEDIA_TYPE)))
		return SENSE(5, 0x24, 0x00);
	if (format == FORMAT_WRITE_PROTECTION) {
		data[0] = drive->disc->write_protected ? 0x04 : 0x00;
		length = 4;
	} else if (drive->disc->medium->structure) {
		length = drive->disc->medium->structure(drive->disc, (uint8_t)format, data);
	}
	if (!length)
		return drive->disc->medium->structure ? SENSE(5, 0x24, 0x00)
						      : SENSE(5, 0x30, 0x02);
	header.length = (uint16_t)(length + 2);
	wire_put(&wire_structure_header, &header, bytes);
	return task_reply(task, bytes, STRUCTURE_HEADER_SIZE + length);
}

/* None of the formats can be set on the media that there are. */
struct sim_sense do_send_disc_structure(struct sim_task *task)
{
	(void)task;
	return SENSE(5, 0x24, 0x00);
}
