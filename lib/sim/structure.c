/* SPDX-License-Identifier: MIT */
/* READ DISC STRUCTURE, SEND DISC STRUCTURE. */
#include "sim/command.h"

#include "base/bytes.h"
#include "mmc/replies.h"

#include <string.h>

#define FORMAT_WRITE_PROTECTION 0xc0
#define FORMAT_LIST 0xff
#define LIST_READABLE 0x40
#define LIST_ENTRY_SIZE 4
#define STRUCTURE_MAX 4096
#define TYPE_DVD 0
#define TYPE_BD 1

static bool type_fits(const struct sim_disc *disc, uint32_t type)
{
	return disc->medium->family == FAMILY_BD ? type == TYPE_BD : type == TYPE_DVD;
}

static size_t fill(const struct sim_disc *disc, uint32_t format, uint8_t data[STRUCTURE_MAX])
{
	if (format == FORMAT_WRITE_PROTECTION) {
		memset(data, 0, 4);
		data[0] = disc->write_protected ? 0x04 : 0x00;
		return 4;
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

/* None of the formats can be set on the media that there are. */
struct sim_sense do_send_disc_structure(struct sim_task *task)
{
	(void)task;
	return SENSE(5, 0x24, 0x00);
}
