/* SPDX-License-Identifier: MIT */
/* GET PERFORMANCE, SET STREAMING, SET CD SPEED. */
#include "sim/command.h"

#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/speed.h"

#define TYPE_PERFORMANCE 0x00
#define TYPE_WRITE_SPEED 0x03
#define ROOM (PERFORMANCE_HEADER_SIZE + MODEL_SPEEDS * PERFORMANCE_SIZE)
#define AS_FAST_AS_POSSIBLE 0xffff
#define ROTATION_CAV 1

static uint32_t last_lba(const struct sim_drive *drive)
{
	return drive->disc->capacity - 1;
}

static unsigned put_nominal(const struct sim_drive *drive, bool write, uint8_t *bytes)
{
	const struct sim_rates *rates = speed_rates(drive);
	uint32_t rim = write ? speed_write(drive) : speed_read(drive);
	struct mmc_nominal_performance p = { .start_kbps = rim * rates->start_percent / 100,
					     .end_lba = last_lba(drive),
					     .end_kbps = rim };

	wire_put_clean(&wire_nominal_performance, &p, bytes);
	return 1;
}

static unsigned put_speeds(const struct sim_drive *drive, uint8_t *bytes)
{
	const struct sim_rates *rates = speed_rates(drive);
	unsigned count = speed_count(rates);

	for (unsigned i = 0; i < count; i++) {
		struct mmc_write_speed s = {
			.rotation = rates->start_percent < 100 ? ROTATION_CAV : 0,
			.end_lba = last_lba(drive),
			.read_kbps = rates->read_kbps,
			.write_kbps = rates->write_kbps[i],
		};

		wire_put_clean(&wire_write_speed, &s, bytes + i * PERFORMANCE_SIZE);
	}
	return count;
}

struct sim_sense do_get_performance(struct sim_task *task)
{
	const struct sim_drive *drive = task->drive;
	uint32_t type = cdb_get(task->cdb, PERFORMANCE_TYPE);
	uint32_t most = cdb_get(task->cdb, PERFORMANCE_DESCRIPTORS);
	bool write = cdb_get(task->cdb, PERFORMANCE_WRITE);
	uint8_t bytes[ROOM] = { 0 }, *list = bytes + PERFORMANCE_HEADER_SIZE;
	struct mmc_performance_header header = { 0 };
	unsigned count = 0;

	if (type != TYPE_PERFORMANCE && type != TYPE_WRITE_SPEED)
		return SENSE(5, 0x24, 0x00);
	if (type == TYPE_PERFORMANCE && cdb_get(task->cdb, PERFORMANCE_EXCEPT))
		return SENSE(5, 0x24, 0x00);
	if (drive_has_disc(drive))
		count = type == TYPE_PERFORMANCE ? put_nominal(drive, write, list)
						 : put_speeds(drive, list);
	header.length = PERFORMANCE_HEADER_SIZE - 4 + count * PERFORMANCE_SIZE;
	header.write = type == TYPE_PERFORMANCE && write;
	wire_put(&wire_performance_header, &header, bytes);
	return task_reply(task, bytes,
			  PERFORMANCE_HEADER_SIZE + MIN(count, most) * PERFORMANCE_SIZE);
}

static uint32_t rate_of(uint32_t size, uint32_t time)
{
	return (uint32_t)MIN((uint64_t)size * 1000 / time, UINT32_MAX);
}

struct sim_sense do_set_streaming(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct mmc_streaming s;
	const uint8_t *data;

	if (task->cdb[8] != 0)
		return SENSE(5, 0x24, 0x00);
	if (task->allocation != STREAMING_SIZE)
		return SENSE(5, 0x1a, 0x00);
	if (!task_data(task, STREAMING_SIZE, &data))
		return GOOD;
	wire_get(&wire_streaming, data, STREAMING_SIZE, &s);
	if (s.rdd) {
		drive->read_kbps = drive->write_kbps = 0;
		return GOOD;
	}
	if (!s.read_time || !s.write_time || s.start_lba > s.end_lba)
		return SENSE(5, 0x26, 0x00);
	drive->read_kbps = rate_of(s.read_size, s.read_time);
	drive->write_kbps = rate_of(s.write_size, s.write_time);
	return GOOD;
}

struct sim_sense do_set_cd_speed(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	uint32_t read = cdb_get(task->cdb, CD_SPEED_READ);
	uint32_t write = cdb_get(task->cdb, CD_SPEED_WRITE);

	drive->read_kbps = read == AS_FAST_AS_POSSIBLE ? 0 : read;
	drive->write_kbps = write == AS_FAST_AS_POSSIBLE ? 0 : write;
	return GOOD;
}
