/* SPDX-License-Identifier: MIT */
/* WRITE(10), WRITE(12), SEND OPC INFORMATION, READ BUFFER CAPACITY. */
#include "sim/command.h"

#include "mmc/replies.h"
#include "sim/background.h"
#include "sim/defects.h"
#include "sim/packets.h"
#include "sim/speed.h"
#include "sim/work.h"

enum { BLOCK_MODE_1 = 8, BLOCK_MODE_2_FORM_1 = 10 };

static struct mmc_write_parameters write_parameters(const struct sim_drive *drive)
{
	struct mmc_write_parameters p;

	wire_get(&wire_write_parameters, pages_current(drive, PAGE_WRITE_PARAMETERS),
		 WRITE_PARAMETERS_SIZE, &p);
	return p;
}

/* Mode 1, or mode 2 for XA, as the write parameters say on media where they count. */
static uint8_t asked_data_mode(const struct sim_drive *drive)
{
	if (!drive->disc->medium->write_page)
		return 1;
	return write_parameters(drive).data_block_type == BLOCK_MODE_2_FORM_1 ? 2 : 1;
}

static uint8_t asked_packets(const struct sim_drive *drive)
{
	const struct mmc_write_parameters p = write_parameters(drive);

	return drive->disc->medium->write_page ? (uint8_t)packets_asked(&p) : PACKETS_NONE;
}

/*
 * DVD-R and DVD-RW: incremental, or at once what was reserved on an empty disc. The track mode
 * and the size of packets are not looked at, which not all burners set as MMC-6 has it.
 */
static struct sim_sense check_zones(const struct sim_disc *disc,
				    const struct mmc_write_parameters *p)
{
	bool reserved = disc->sessions == 1 && disc->tracks[0].reserved;

	if (p->data_block_type != BLOCK_MODE_1)
		return SENSE(5, 0x64, 0x00);
	if (disc->jumps || p->write_type == WRITE_LAYER_JUMP)
		return disc->jumps && p->write_type == WRITE_LAYER_JUMP ? GOOD
									: SENSE(5, 0x64, 0x00);
	if (p->write_type == WRITE_SAO)
		return reserved ? GOOD : SENSE(5, 0x2c, 0x00);
	return p->write_type == WRITE_PACKET && !disc->minimal ? GOOD : SENSE(5, 0x64, 0x00);
}

/* Mode page 05h must say what the write is, on media where it counts. */
static struct sim_sense check_page(const struct sim_drive *drive)
{
	const struct sim_medium *medium = drive->disc->medium;
	struct mmc_write_parameters p = write_parameters(drive);

	if (medium->recording_zones && !drive->disc->restricted)
		return check_zones(drive->disc, &p);
	if (!medium->write_page)
		return GOOD;
	if ((p.write_type != WRITE_TAO && p.write_type != WRITE_PACKET) ||
	    p.track_mode != (medium->track_mode | (p.write_type == WRITE_PACKET)) ||
	    (p.data_block_type != BLOCK_MODE_1 && p.data_block_type != BLOCK_MODE_2_FORM_1))
		return SENSE(5, 0x64, 0x00);
	return GOOD;
}

/* Waits until the buffer has room, or says that it has none, as the model does. */
static struct sim_sense make_room(struct sim_task *task, uint64_t bytes)
{
	struct sim_drive *drive = task->drive;
	usec_t wait = buffer_wait(drive, bytes);

	if (wait && drive->model.full == FULL_BUSY)
		return SENSE(2, 0x04, 0x08);
	if (wait && !task_hold(task, wait))
		drive_reset(drive, true);
	buffer_update(drive);
	return GOOD;
}

/* The first write to a medium waits for the calibration of the laser; the buffer takes it. */
static void calibrate(struct sim_drive *drive)
{
	if (drive->calibrated)
		return;
	drive->calibrated = true;
	drive->buffer.since =
		drive_now(drive) + (usec_t)drive->model.calibrate_ms * USEC_PER_MSEC;
}

/* Another track is written now: the last ECC unit of the one before is filled. */
static void leave_track(struct sim_drive *drive, unsigned number)
{
	struct sim_track *track = disc_track(drive->disc, drive->buffer.track);

	if (track && drive->buffer.track != number)
		disc_pad(drive->disc, track);
}

/* The data is taken, at the speed of writing, and goes nowhere. */
static struct sim_sense swallow(struct sim_task *task, uint64_t bytes)
{
	const uint8_t *data;
	struct sim_sense sense;

	if (bytes == 0 || !task_data(task, bytes, &data))
		return GOOD;
	sense = make_room(task, bytes);
	if (!sense.key && !task->x->host)
		buffer_add(task->drive, 0, bytes);
	return sense;
}

/* What writing would say after the blocks that were tested already. */
static struct sim_sense check_test(const struct sim_drive *drive, uint32_t lba, uint32_t blocks)
{
	struct sim_track *track;

	if (!drive->test.on)
		return disc_check_write(drive->disc, lba, blocks, &track);
	if (lba != drive->test.next)
		return SENSE(5, 0x21, 0x02);
	return blocks > drive->disc->capacity - lba ? SENSE(5, 0x63, 0x00) : GOOD;
}

/* The laser stays at reading power: all is as in a write but for the medium. */
static struct sim_sense write_test(struct sim_task *task, uint32_t lba, uint32_t blocks)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense = check_test(drive, lba, blocks);

	task->has_information = sense.key != 0;
	if (!sense.key)
		sense = swallow(task, (uint64_t)blocks * BLOCK_SIZE);
	if (!sense.key && !task->x->host)
		drive->test = (struct sim_test){ true, lba + blocks };
	return sense;
}

static bool is_test(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;
	bool zones = disc->medium->recording_zones && !disc->restricted;

	return (disc->medium->write_page || zones) && write_parameters(drive).test_write;
}

/* The next blocks of a session at once, pre-gaps included. */
static struct sim_sense write_session(struct sim_task *task, uint32_t lba, uint32_t blocks)
{
	struct sim_drive *drive = task->drive;
	uint64_t bytes;
	struct sim_sense sense = cue_check(drive, (int32_t)lba, blocks, &bytes);
	const uint8_t *data;
	unsigned track = 0;

	task->has_information = sense.key != 0;
	if (sense.key || blocks == 0 || !task_data(task, bytes, &data))
		return sense;
	sense = make_room(task, bytes);
	if (!sense.key && !task->x->host && is_test(drive)) {
		cue_skip(drive, blocks);
		buffer_add(drive, 0, bytes);
		return GOOD;
	}
	if (!sense.key && !task->x->host)
		sense = cue_write(drive, data, blocks, &track);
	if (sense.key || task->x->host)
		return sense;
	calibrate(drive);
	buffer_add(drive, track, bytes);
	drive->stopped = false;
	return GOOD;
}

/* The blocks go the way of the write type, as far as the medium has one. */
static bool at_once(const struct sim_drive *drive)
{
	return drive->disc->medium->write_page && drive->model.honesty != LYING &&
	       (drive->cue.begun || write_parameters(drive).write_type == WRITE_SAO);
}

static struct sim_sense write_blocks(struct sim_task *task, uint32_t lba, uint32_t blocks,
				     bool streaming)
{
	struct sim_drive *drive = task->drive;
	uint64_t bytes = (uint64_t)blocks * BLOCK_SIZE;
	struct sim_track *track = NULL;
	struct sim_sense sense = check_page(drive);
	const uint8_t *data;

	if (at_once(drive))
		return write_session(task, lba, blocks);
	if (drive->model.honesty == LYING)
		return swallow(task, bytes);
	if (!sense.key && is_test(drive))
		return write_test(task, lba, blocks);
	if (!sense.key)
		sense = disc_check_write(drive->disc, lba, blocks, &track);
	if (!sense.key && track->data_mode &&
	    (track->data_mode != asked_data_mode(drive) ||
	     track->packets != asked_packets(drive)))
		sense = SENSE(5, 0x64, 0x00);
	if (sense.key) {
		task->has_information = true;
		return sense;
	}
	if (blocks == 0 || !task_data(task, bytes, &data))
		return GOOD;
	sense = make_room(task, bytes);
	if (sense.key || task->x->host)
		return sense;
	leave_track(drive, disc_number(drive->disc, track));
	track->data_mode = asked_data_mode(drive);
	track->packets = asked_packets(drive);
	drive->buffer.streaming = streaming;
	sense = defects_write(drive->disc, lba, blocks, streaming);
	if (!sense.key)
		sense = disc_write(drive->disc, lba, data, blocks);
	if (sense.key)
		return sense;
	calibrate(drive);
	buffer_add(drive, disc_number(drive->disc, track), bytes);
	background_yield(drive);
	drive->stopped = false;
	return GOOD;
}

struct sim_sense do_write_10(struct sim_task *task)
{
	return write_blocks(task, cdb_get(task->cdb, WRITE_10_LBA),
			    cdb_get(task->cdb, WRITE_10_BLOCKS), false);
}

struct sim_sense do_write_12(struct sim_task *task)
{
	return write_blocks(task, cdb_get(task->cdb, WRITE_12_LBA),
			    cdb_get(task->cdb, WRITE_12_BLOCKS),
			    cdb_get(task->cdb, WRITE_12_STREAMING));
}

struct sim_sense do_send_opc(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense;

	if (!cdb_get(task->cdb, OPC_DO) || task->allocation)
		return SENSE(5, 0x24, 0x00);
	if (drive->disc->final)
		return drive->disc->medium->closed_sense;
	sense = work_refusal(drive, WORK_CALIBRATE, false);
	if (sense.key)
		return sense;
	work_begin(drive, WORK_CALIBRATE, (usec_t)drive->model.calibrate_ms * USEC_PER_MSEC, 0);
	return work_run(task, false);
}

/* What is free, as the drive saw it last. */
static uint64_t reported_free(struct sim_drive *drive)
{
	struct sim_buffer_report *report = &drive->report;
	usec_t now = drive_now(drive);
	usec_t lag = (usec_t)drive->model.buffer_lag_ms * USEC_PER_MSEC;

	if (!report->taken || now - report->at >= lag)
		*report = (struct sim_buffer_report){ buffer_free(drive), now, true };
	return report->available;
}

struct sim_sense do_read_buffer_capacity(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	bool blocks = cdb_get(task->cdb, BUFFER_CAPACITY_BLOCKS);
	uint32_t unit = blocks ? BLOCK_SIZE : 1;
	struct mmc_buffer_capacity reply = {
		.length = BUFFER_CAPACITY_SIZE - 2,
		.blocks = blocks,
		.total = drive->model.buffer_bytes / unit,
		.available = (uint32_t)reported_free(drive) / unit,
	};
	uint8_t bytes[BUFFER_CAPACITY_SIZE];

	wire_put_clean(&wire_buffer_capacity, &reply, bytes);
	return task_reply(task, bytes, sizeof(bytes));
}
