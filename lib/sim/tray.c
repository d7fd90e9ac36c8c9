/* SPDX-License-Identifier: MIT */
#include "sim/tray.h"

#include "base/mem.h"
#include "sim/sim.h"
#include "sim/work.h"

#define EVENT_EJECT_REQUEST 1 /* MMC-6 6.6.3: somebody wants the medium out */

static bool is_file(const char *target)
{
	return strcmp(target, "none") != 0 && !medium_find(target);
}

/* Nothing of a disc in memory would be left. */
static void take_disc_away(struct sim_drive *drive)
{
	if (!drive->disc || !is_file(drive->spec.target))
		return;
	disc_save(drive->disc);
	drive_insert(drive, NULL);
	drive->disc_away = true;
}

bool tray_press(struct sim_drive *drive)
{
	work_update(drive);
	if (drive->prevented && !drive->tray_open) {
		drive->media_event = EVENT_EJECT_REQUEST;
		return false;
	}
	if (!drive->tray_open)
		drive_take_out(drive);
	take_disc_away(drive);
	return true;
}

void tray_bring_back(struct sim_drive *drive)
{
	struct sim_disc *disc = NULL;

	if (!drive->disc_away)
		return;
	drive->disc_away = false;
	if (!sim_open_disc(drive->context, &drive->spec, &disc))
		drive_insert(drive, disc);
}

/* The disc that @target names; the tray is open, and its disc away or in memory. */
static imapi_status exchange_disc(struct sim_drive *drive, const char *target)
{
	struct sim_spec spec = { .target = strdup(target), .discard = drive->spec.discard };
	struct sim_disc *disc = NULL;
	imapi_status status;

	if (!spec.target)
		return err_no_memory(&drive->context->error);
	status = sim_open_disc(drive->context, &spec, &disc);
	if (status) {
		free(spec.target);
		return status;
	}
	free(drive->spec.target);
	drive->spec.target = spec.target;
	drive->spec.capacity = 0;
	drive->disc_away = false;
	drive_insert(drive, disc);
	return IMAPI_OK;
}

imapi_status tray_put(struct sim_drive *drive, const char *target)
{
	imapi_status status = IMAPI_OK;

	if ((target || drive->tray_open) && !tray_press(drive))
		return err_set(&drive->context->error, IMAPI_E_RECORDER_LOCKED,
			       "a program has locked the tray");
	if (!drive->tray_open)
		return IMAPI_OK;
	if (target)
		status = exchange_disc(drive, target);
	if (status)
		return status;
	tray_bring_back(drive);
	drive->tray_open = false;
	if (!drive->disc)
		return IMAPI_OK;
	drive_insert(drive, drive->disc);
	work_begin(drive, WORK_LOAD, (usec_t)drive->model.load_ms * USEC_PER_MSEC, 0);
	return IMAPI_OK;
}
