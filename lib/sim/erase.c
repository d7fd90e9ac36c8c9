/* SPDX-License-Identifier: MIT */
/* BLANK, FORMAT UNIT. */
#include "sim/command.h"

#include "base/mem.h"
#include "cdda/sector.h"
#include "mmc/replies.h"
#include "sim/background.h"
#include "sim/restricted.h"
#include "sim/speed.h"
#include "sim/work.h"

#define FORMAT_DEFAULT 0x00
#define FORMAT_BACKGROUND 0x26
#define FORMAT_SPARES 0x30
#define FORMAT_SPARES_ONCE 0x32
#define WHATEVER UINT32_MAX /* blocks: as many as there are */
#define RESTART 1u	    /* bit of the parameter of FORMAT_BACKGROUND */
#define RESTART_US (5 * USEC_PER_SEC)
#define SUB_TYPE_CERTIFY 2
#define SUB_TYPE_OVERWRITE 0
#define SUB_TYPE_RANDOM 2

static usec_t whole_disc_time(const struct sim_drive *drive)
{
	bool cd = drive->disc->medium->family == FAMILY_CD;
	uint64_t sector = cd ? CD_SECTOR_SIZE : BLOCK_SIZE;

	return transfer_time(drive->disc->capacity * sector, speed_write(drive));
}

/* What the medium, whatever the drive, does not take. */
static struct sim_sense check_blank(const struct sim_disc *disc, uint32_t type)
{
	if (!disc->medium->blank_types)
		return SENSE(5, 0x30, 0x05);
	if (disc->write_protected)
		return SENSE(7, 0x27, 0x00);
	return disc->medium->blank_types >> type & 1 ? GOOD : SENSE(5, 0x24, 0x00);
}

struct sim_sense do_blank(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	bool immed = cdb_get(task->cdb, BLANK_IMMED);
	uint32_t type = cdb_get(task->cdb, BLANK_TYPE);
	struct sim_sense sense = check_blank(drive->disc, type);
	usec_t duration;

	if (!sense.key)
		sense = work_refusal(drive, WORK_BLANK, immed);
	if (sense.key || drive->model.honesty == LYING)
		return sense;
	duration = drive->disc->medium->blank_s * (usec_t)USEC_PER_SEC;
	if (type == BLANK_WHOLE)
		duration += whole_disc_time(drive);
	work_begin(drive, WORK_BLANK, duration, 0);
	drive->work.minimal = type != BLANK_WHOLE;
	return work_run(task, immed);
}

/* How a BD-R is recorded: with pseudo-overwrite, in sequence, at random. */
static bool knows_sub_type(const struct sim_disc *disc, const struct mmc_format_list *list)
{
	return disc->medium->random || list->sub_type <= SUB_TYPE_RANDOM;
}

/* Between the most spares and the fewest a BD can have any number of clusters. */
static bool lies_between(const struct sim_disc *disc, const struct mmc_format_list *list)
{
	uint32_t least = UINT32_MAX, most = 0;

	if (list->type != FORMAT_SPARES && list->type != FORMAT_SPARES_ONCE)
		return false;
	for (size_t i = 0; i < MEDIUM_FORMATS; i++) {
		const struct sim_format *format = &disc->medium->formats[i];

		if (!disc_offers(disc, format) || format->type != list->type)
			continue;
		least = MIN(least, disc_formattable(disc, format));
		most = MAX(most, disc_formattable(disc, format));
	}
	return list->blocks >= least && list->blocks <= most &&
	       list->blocks % disc->medium->unit == 0;
}

static const struct sim_format *find_format(const struct sim_disc *disc,
					    const struct mmc_format_list *list)
{
	for (size_t i = 0; i < MEDIUM_FORMATS; i++) {
		const struct sim_format *format = &disc->medium->formats[i];

		if (disc_offers(disc, format) && format->type == list->type &&
		    (list->blocks == disc_formattable(disc, format) ||
		     lies_between(disc, list) ||
		     (disc->medium->background && list->blocks == WHATEVER)))
			return format;
	}
	return NULL;
}

/* Options count only if FOV says that they do (MMC-6 FORMAT UNIT). */
static struct sim_sense check_format(const struct sim_disc *disc,
				     const struct mmc_format_list *list)
{
	bool options = list->dpry || list->dcrt || list->stpf || list->ip || list->try_out;

	struct sim_sense sense = disc_check_format(disc);

	if (sense.key)
		return sense;
	if (list->length != FORMAT_CAPACITY_SIZE || (options && !list->fov) || list->try_out ||
	    list->ip || !knows_sub_type(disc, list) || !find_format(disc, list))
		return SENSE(5, 0x26, 0x00);
	return GOOD;
}

/* Certified: every block is written and read back. */
static bool certifies(const struct mmc_format_list *list)
{
	if (list->type == FORMAT_SPARES)
		return list->sub_type == SUB_TYPE_CERTIFY;
	return list->type == FORMAT_DEFAULT && list->fov && !list->dcrt;
}

/* Goes on with a format that was stopped; the first seconds pass in the lead-in. */
static struct sim_sense restart(struct sim_task *task, const struct mmc_format_list *list)
{
	struct sim_drive *drive = task->drive;

	if (list->length != FORMAT_CAPACITY_SIZE ||
	    drive->disc->background != BACKGROUND_SUSPENDED)
		return SENSE(5, 0x26, 0x00);
	if (!list->immed)
		task_hold(task, RESTART_US);
	background_start(drive);
	background_yield(drive);
	return GOOD;
}

static bool restarts(const struct sim_disc *disc, const struct mmc_format_list *list)
{
	return disc->medium->background && list->type == FORMAT_BACKGROUND &&
	       (list->parameter & RESTART);
}

/* A DVD-RW, for restricted overwrite. */
static struct sim_sense format_restricted(struct sim_task *task,
					  const struct mmc_format_list *list)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense = restricted_check_format(drive->disc, list);
	usec_t duration;

	if (!sense.key)
		sense = work_refusal(drive, WORK_FORMAT, list->immed);
	if (sense.key || drive->model.honesty == LYING)
		return sense;
	duration = drive->disc->medium->format_s * (usec_t)USEC_PER_SEC +
		   transfer_time((uint64_t)restricted_format_length(drive->disc, list) *
					 BLOCK_SIZE,
				 speed_write(drive));
	if (restricted_grows(list->type))
		work_begin_growing(drive, duration);
	else
		work_begin(drive, WORK_FORMAT, duration, 0);
	drive->work.blocks = list->blocks;
	drive->work.type = list->type;
	return work_run(task, list->immed);
}

struct sim_sense do_format(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct mmc_format_list list;
	struct sim_sense sense;
	const uint8_t *data;
	usec_t duration;

	if (!cdb_get(task->cdb, FORMAT_UNIT_FMTDATA) ||
	    cdb_get(task->cdb, FORMAT_UNIT_CODE) != 1)
		return SENSE(5, 0x24, 0x00);
	if (!task_data(task, FORMAT_LIST_SIZE, &data))
		return GOOD;
	wire_get(&wire_format_list, data, FORMAT_LIST_SIZE, &list);
	if (restarts(drive->disc, &list))
		return restart(task, &list);
	if (restricted_offered(drive->disc))
		return format_restricted(task, &list);
	sense = check_format(drive->disc, &list);
	if (!sense.key)
		sense = work_refusal(drive, WORK_FORMAT, list.immed);
	if (sense.key || drive->model.honesty == LYING)
		return sense;
	if (list.type == FORMAT_EXPAND_SPARE) {
		disc_expand_spare(drive->disc, list.blocks);
		return GOOD;
	}
	duration = drive->disc->medium->format_s * (usec_t)USEC_PER_SEC;
	if (certifies(&list))
		duration += 2 * whole_disc_time(drive);
	work_begin(drive, WORK_FORMAT, duration, 0);
	drive->work.blocks = MIN(list.blocks, drive->disc->whole);
	drive->work.scattered =
		!drive->disc->medium->random && list.sub_type == SUB_TYPE_RANDOM;
	drive->work.overwrites = list.sub_type == SUB_TYPE_OVERWRITE;
	drive->work.certifies = certifies(&list);
	return work_run(task, list.immed);
}
