/* SPDX-License-Identifier: MIT */
/* TEST UNIT READY, REQUEST SENSE, INQUIRY. */
#include "sim/command.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "scsi/spc.h"
#include "sim/background.h"
#include "sim/form.h"
#include "sim/work.h"

#define INQUIRY_SIZE 96

struct sim_sense do_test_unit_ready(struct sim_task *task)
{
	(void)task;
	return GOOD;
}

/* The sense that the drive holds, which is told once, or what it is busy with. */
static struct sim_sense held_sense(struct sim_drive *drive, bool *ret_deferred)
{
	struct sim_sense sense = drive->deferred;

	*ret_deferred = sense.key != 0;
	drive->deferred = GOOD;
	if (sense.key)
		return sense;
	if (drive->attention_count)
		return drive_take_attention(drive);
	sense = work_says(drive, TELLS_SENSE);
	if (sense.key)
		return sense;
	if (!drive_has_disc(drive))
		return SENSE(2, 0x3a, drive->tray_open ? 2 : 1);
	return background_runs(drive) ? SENSE(0, 0x04, 0x04) : GOOD;
}

struct sim_sense do_request_sense(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	bool deferred;
	struct sim_sense sense = held_sense(drive, &deferred);
	struct scsi_sense s = { .valid = true,
				.deferred = deferred,
				.key = sense.key,
				.asc = sense.asc,
				.ascq = sense.ascq };
	uint8_t bytes[FORM_ROOM];

	if (task_progress(task, sense)) {
		s.has_progress = true;
		s.progress = work_progress(drive);
	} else if (sense.key == 0 && sense.asc == 0x04) {
		s.has_progress = true;
		s.progress = background_progress(drive);
	}
	return task_reply(task, bytes, form_encode(drive->model.form, &s, bytes));
}

static struct sim_sense standard_inquiry(struct sim_task *task)
{
	const struct sim_model *model = &task->drive->model;
	uint8_t bytes[INQUIRY_SIZE] = { 0 };

	bytes[0] = 0x05; /* CD/DVD/BD device */
	bytes[1] = 0x80; /* removable */
	bytes[2] = 0x05; /* SPC-3 */
	bytes[3] = 0x02;
	bytes[4] = INQUIRY_SIZE - 5;
	memcpy(bytes + 8, model->vendor, 8);
	memcpy(bytes + 16, model->product, 16);
	memcpy(bytes + 32, model->revision, 4);
	put_be16(bytes + 58, 0x0060); /* SAM-3 */
	put_be16(bytes + 60, 0x0300); /* SPC-3 */
	put_be16(bytes + 62, 0x04e0); /* MMC-6 */
	return task_reply(task, bytes, sizeof(bytes));
}

/* One designator: the unit by vendor, product and serial number, in ASCII (SPC-3 7.6.3). */
static uint8_t put_designator(const struct sim_model *model, uint8_t *bytes)
{
	size_t length = strlen(model->serial);

	bytes[0] = 0x02; /* ASCII */
	bytes[1] = 0x01; /* of the unit, by the vendor's identification */
	bytes[3] = (uint8_t)(24 + length);
	memcpy(bytes + 4, model->vendor, 8);
	memcpy(bytes + 12, model->product, 16);
	memcpy(bytes + 28, model->serial, length);
	return (uint8_t)(4 + bytes[3]);
}

/* Vital product data: the list of pages, the serial number, the identification. */
static struct sim_sense vital_inquiry(struct sim_task *task)
{
	const char *serial = task->drive->model.serial;
	uint8_t bytes[4 + 28 + sizeof(task->drive->model.serial)] = { 0x05 };
	size_t length = strlen(serial);

	bytes[1] = (uint8_t)cdb_get(task->cdb, INQUIRY_PAGE);
	switch (bytes[1]) {
	case 0x00:
		bytes[3] = 3;
		bytes[5] = 0x80;
		bytes[6] = 0x83;
		break;
	case 0x80:
		bytes[3] = (uint8_t)length;
		memcpy(bytes + 4, serial, length);
		break;
	case 0x83:
		bytes[3] = put_designator(&task->drive->model, bytes + 4);
		break;
	default:
		return SENSE(5, 0x24, 0x00);
	}
	return task_reply(task, bytes, 4u + bytes[3]);
}

struct sim_sense do_inquiry(struct sim_task *task)
{
	if (cdb_get(task->cdb, INQUIRY_EVPD))
		return vital_inquiry(task);
	if (cdb_get(task->cdb, INQUIRY_PAGE))
		return SENSE(5, 0x24, 0x00);
	return standard_inquiry(task);
}
