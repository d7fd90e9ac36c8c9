/* SPDX-License-Identifier: MIT */
/* READ(10), READ(12), READ CD, SEEK, VERIFY. */
#include "sim/command.h"

#include "base/mem.h"
#include "cdda/sector.h"
#include "sim/background.h"
#include "sim/defects.h"
#include "sim/speed.h"

#include <string.h>

/* Seconds without access after which the disc has to be spun up again. */
#define NEAR_BLOCKS 1024

/* Time for getting there, if the head is elsewhere, and for reading. */
static usec_t access_time(const struct sim_drive *drive, uint32_t lba, uint32_t blocks)
{
	uint32_t gap = lba > drive->head ? lba - drive->head : drive->head - lba;
	usec_t seek = 0;

	if (drive->stopped)
		seek = (usec_t)drive->model.spin_up_ms * USEC_PER_MSEC;
	if (gap > NEAR_BLOCKS)
		seek += (usec_t)drive->model.seek_ms * USEC_PER_MSEC;
	return seek +
	       transfer_time((uint64_t)(blocks + (gap <= NEAR_BLOCKS ? gap : 0)) * BLOCK_SIZE,
			     speed_read(drive));
}

/* Goes to the blocks and checks that they can be read. */
static struct sim_sense reach(struct sim_task *task, uint32_t lba, uint32_t blocks)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense;

	sense = disc_check_read(drive->disc, lba, blocks, &task->information);
	if (!sense.key)
		sense = defects_read(drive->disc, lba, blocks, &task->information);
	task->has_information = sense.key != 0;
	if (sense.key)
		return sense;
	if (!task_hold(task, access_time(drive, lba, blocks)))
		return GOOD;
	drive->head = lba + blocks;
	background_yield(drive);
	drive->stopped = false;
	return GOOD;
}

static struct sim_sense read_blocks(struct sim_task *task, uint32_t lba, uint32_t blocks)
{
	struct imapi_exchange *x = task->x;
	uint64_t length = (uint64_t)blocks * BLOCK_SIZE;
	struct sim_sense sense = reach(task, lba, blocks);

	if (sense.key || task->x->host || !blocks)
		return sense;
	if (x->direction != IMAPI_DIRECTION_IN || x->data_length != length) {
		task_host_error(task);
		return GOOD;
	}
	x->residual = 0;
	return disc_read(task->drive->disc, lba, x->data, blocks);
}

struct sim_sense do_read_10(struct sim_task *task)
{
	if (task->drive->model.no_fua && cdb_get(task->cdb, READ_10_FUA))
		return SENSE(5, 0x24, 0x00);
	return read_blocks(task, cdb_get(task->cdb, READ_10_LBA),
			   cdb_get(task->cdb, READ_10_BLOCKS));
}

struct sim_sense do_read_12(struct sim_task *task)
{
	if (task->drive->model.no_fua && cdb_get(task->cdb, READ_12_FUA))
		return SENSE(5, 0x24, 0x00);
	return read_blocks(task, cdb_get(task->cdb, READ_12_LBA),
			   cdb_get(task->cdb, READ_12_BLOCKS));
}

enum { SECTOR_ANY = 0, SECTOR_MODE_1 = 2, SECTOR_MODE_2_FORM_1 = 4 };

#define MAIN_USER_DATA 0x02

/* In the order in which they lie in a sector. */
enum sector_field {
	FIELD_SYNC,
	FIELD_HEADER,
	FIELD_SUB_HEADER,
	FIELD_USER,
	FIELD_CORRECTION,
	SECTOR_FIELDS
};

/* Bytes of a field in a sector of mode 1, or of mode 2 form 1. */
static size_t sector_field_size(uint8_t mode, enum sector_field field)
{
	static const uint16_t sizes[2][SECTOR_FIELDS] = { { 12, 4, 0, BLOCK_SIZE, 288 },
							  { 12, 4, 8, BLOCK_SIZE, 280 } };

	return sizes[mode == 2][field];
}

/* Whether the sectors at @lba are of the kind that is expected. */
static bool sector_fits(const struct sim_disc *disc, uint32_t lba, uint32_t type)
{
	const struct sim_track *track = disc_track_at(disc, lba);

	if (type == SECTOR_ANY || !track)
		return true;
	return type == (track->data_mode == 2 ? SECTOR_MODE_2_FORM_1 : SECTOR_MODE_1);
}

static bool field_asked(uint32_t main, enum sector_field field)
{
	/* the two bits of the header codes are the other way round */
	static const uint8_t bits[] = { 0x10, 0x04, 0x08, MAIN_USER_DATA, 0x01 };

	return main & bits[field];
}

/* Bytes per sector of the fields that are asked for; they must follow one another. */
static bool measure_fields(uint8_t mode, uint32_t main, size_t *ret_size)
{
	bool begun = false, ended = false;

	*ret_size = 0;
	for (enum sector_field f = 0; f < SECTOR_FIELDS; f++) {
		size_t size = sector_field_size(mode, f);

		if (!size)
			continue;
		if (field_asked(main, f) && ended)
			return false;
		ended |= begun && !field_asked(main, f);
		begun |= field_asked(main, f);
		*ret_size += field_asked(main, f) ? size : 0;
	}
	return true;
}

static uint8_t *put_fields(uint8_t mode, uint32_t main, const uint8_t *sector, uint8_t *data)
{
	for (enum sector_field f = 0; f < SECTOR_FIELDS; f++) {
		size_t size = sector_field_size(mode, f);

		if (field_asked(main, f)) {
			memcpy(data, sector, size);
			data += size;
		}
		sector += size;
	}
	return data;
}

/* Sectors, or the parts of them that are asked for. */
static struct sim_sense read_sectors(struct sim_task *task, uint32_t lba, uint32_t blocks)
{
	const struct sim_track *track = disc_track_at(task->drive->disc, lba);
	uint8_t mode = track ? track->data_mode : 1, user[BLOCK_SIZE], sector[CD_SECTOR_SIZE];
	uint32_t main = cdb_get(task->cdb, READ_CD_MAIN);
	struct imapi_exchange *x = task->x;
	uint8_t *data = x->data;
	struct sim_sense sense;
	size_t size;

	if (!measure_fields(mode, main, &size))
		return SENSE(5, 0x24, 0x00);
	sense = reach(task, lba, size ? blocks : 0);
	if (sense.key || x->host || !size || !blocks)
		return sense;
	if (x->direction != IMAPI_DIRECTION_IN || x->data_length != blocks * size) {
		task_host_error(task);
		return GOOD;
	}
	for (uint32_t i = 0; i < blocks && !sense.key; i++) {
		sense = disc_read(task->drive->disc, lba + i, user, 1);
		cd_sectors_encode(mode == 2 ? CD_MODE_XA_FORM_1 : CD_MODE_1, (int32_t)(lba + i),
				  user, sector, 1);
		data = put_fields(mode, main, sector, data);
	}
	x->residual = sense.key ? x->data_length : 0;
	return sense;
}

/* The main channel; this drive gives no error pointers and no sub-channels. */
struct sim_sense do_read_cd(struct sim_task *task)
{
	uint32_t type = cdb_get(task->cdb, READ_CD_SECTOR_TYPE);
	uint32_t blocks = cdb_get(task->cdb, READ_CD_BLOCKS);
	uint32_t lba = cdb_get(task->cdb, READ_CD_LBA);

	if (task->drive->disc->medium->family != FAMILY_CD)
		return SENSE(5, 0x30, 0x02);
	if (!sector_fits(task->drive->disc, lba, type))
		return SENSE(5, 0x64, 0x00);
	if (cdb_get(task->cdb, READ_CD_C2) || cdb_get(task->cdb, READ_CD_SUBCHANNEL))
		return SENSE(5, 0x24, 0x00);
	if (cdb_get(task->cdb, READ_CD_MAIN) == MAIN_USER_DATA)
		return read_blocks(task, lba, blocks);
	return read_sectors(task, lba, blocks);
}

struct sim_sense do_seek(struct sim_task *task)
{
	uint32_t lba = cdb_get(task->cdb, SEEK_10_LBA);

	if (lba >= task->drive->disc->capacity)
		return SENSE(5, 0x21, 0x00);
	task->drive->head = lba;
	return GOOD;
}

struct sim_sense do_verify(struct sim_task *task)
{
	return reach(task, cdb_get(task->cdb, VERIFY_10_LBA),
		     cdb_get(task->cdb, VERIFY_10_BLOCKS));
}
