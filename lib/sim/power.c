/* SPDX-License-Identifier: MIT */
/* START STOP UNIT, PREVENT ALLOW MEDIUM REMOVAL, MECHANISM STATUS. */
#include "sim/command.h"

#include "scsi/spc.h"
#include "sim/tray.h"
#include "sim/work.h"

static struct sim_sense set_power(struct sim_drive *drive, uint32_t condition)
{
	if (condition != 1 && condition != 2 && condition != 3 && condition != 5)
		return SENSE(5, 0x24, 0x00);
	drive->power_event = drive->power_state != condition;
	drive->power_state = (uint8_t)condition;
	return GOOD;
}

static struct sim_sense eject(struct sim_drive *drive)
{
	if (drive->prevented)
		return SENSE(5, 0x53, 0x02);
	if (drive->tray_open)
		return GOOD;
	drive_take_out(drive);
	return GOOD;
}

static struct sim_sense load(struct sim_task *task, bool immed)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense refused = work_refusal(drive, WORK_LOAD, immed);

	if (refused.key || !drive->tray_open)
		return refused;
	if (drive->model.loading != LOADING_TRAY)
		return SENSE(5, 0x24, 0x00);
	drive->tray_open = false;
	tray_bring_back(drive);
	if (!drive->disc)
		return immed ? GOOD : SENSE(2, 0x3a, 0x01);
	drive_insert(drive, drive->disc);
	work_begin(drive, WORK_LOAD, (usec_t)drive->model.load_ms * USEC_PER_MSEC, 0);
	return work_run(task, immed);
}

static struct sim_sense spin_up(struct sim_task *task, bool immed)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense refused = work_refusal(drive, WORK_SPIN_UP, immed);

	if (refused.key)
		return refused;
	if (work_needs_loading(drive)) {
		drive->stopped = false;
		return GOOD;
	}
	work_begin(drive, WORK_SPIN_UP, (usec_t)drive->model.spin_up_ms * USEC_PER_MSEC, 0);
	return work_run(task, immed);
}

struct sim_sense do_start_stop(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	bool start = cdb_get(task->cdb, START_STOP_START);
	bool immed = cdb_get(task->cdb, START_STOP_IMMED);
	uint32_t condition = cdb_get(task->cdb, START_STOP_POWER);

	if (condition)
		return set_power(drive, condition);
	if (cdb_get(task->cdb, START_STOP_LOEJ))
		return start ? load(task, immed) : eject(drive);
	if (start && !drive_has_disc(drive))
		return SENSE(2, 0x3a, drive->tray_open ? 2 : 1);
	if (start && drive->stopped)
		return spin_up(task, immed);
	drive->stopped = !start;
	return GOOD;
}

struct sim_sense do_prevent(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	bool prevent = cdb_get(task->cdb, PREVENT_PREVENT);

	if (cdb_get(task->cdb, PREVENT_PERSISTENT))
		drive->persistent_prevented = prevent;
	drive->prevented = prevent;
	return GOOD;
}

struct sim_sense do_mechanism_status(struct sim_task *task)
{
	static const uint8_t bytes[8];

	return task_reply(task, bytes, sizeof(bytes));
}
