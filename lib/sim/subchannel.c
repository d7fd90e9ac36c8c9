/* SPDX-License-Identifier: MIT */
/* READ SUB-CHANNEL: where the head is; the discs have neither catalogue number nor ISRC. */
#include "sim/command.h"

#include "base/bytes.h"
#include "cdda/msf.h"

#include <string.h>

#define HEADER_SIZE 4
#define POSITION_SIZE 12
#define NUMBER_SIZE 20
#define ADR_POSITION 1
#define NO_AUDIO_STATUS 0x15

enum { FORMAT_POSITION = 1, FORMAT_CATALOGUE = 2, FORMAT_ISRC = 3 };

static size_t put_position(const struct sim_drive *drive, bool msf, uint8_t *p)
{
	const struct sim_track *track = disc_track_at(drive->disc, drive->head);
	uint32_t start = track ? track->start : 0, past = drive->head - start;

	p[1] = (uint8_t)(ADR_POSITION << 4 | drive->disc->medium->control);
	p[2] = (uint8_t)(track ? disc_number(drive->disc, track) : 1);
	p[3] = 1; /* index */
	put_be32(p + 4, msf ? msf_of(drive->head) : drive->head);
	put_be32(p + 8, msf ? msf_of((int64_t)past - MSF_OFFSET) : past);
	return POSITION_SIZE;
}

/* The flag that says whether there is a number stays clear. */
static size_t put_no_isrc(const struct sim_drive *drive, uint32_t track, uint8_t *p)
{
	p[1] = (uint8_t)(ADR_POSITION << 4 | drive->disc->medium->control);
	p[2] = (uint8_t)track;
	return NUMBER_SIZE;
}

struct sim_sense do_read_sub_channel(struct sim_task *task)
{
	const struct sim_drive *drive = task->drive;
	uint32_t format = cdb_get(task->cdb, SUB_CHANNEL_FORMAT);
	uint32_t track = cdb_get(task->cdb, SUB_CHANNEL_TRACK);
	uint8_t bytes[HEADER_SIZE + NUMBER_SIZE] = { 0, NO_AUDIO_STATUS };
	size_t n = 0;

	if (drive->disc->medium->family != FAMILY_CD)
		return SENSE(5, 0x30, 0x02);
	if (format < FORMAT_POSITION || format > FORMAT_ISRC ||
	    (format == FORMAT_ISRC && !disc_track(drive->disc, track)))
		return SENSE(5, 0x24, 0x00);
	bytes[HEADER_SIZE] = (uint8_t)format;
	if (format == FORMAT_POSITION)
		n = put_position(drive, cdb_get(task->cdb, SUB_CHANNEL_MSF),
				 bytes + HEADER_SIZE);
	else
		n = format == FORMAT_ISRC ? put_no_isrc(drive, track, bytes + HEADER_SIZE)
					  : NUMBER_SIZE;
	if (!cdb_get(task->cdb, SUB_CHANNEL_Q))
		n = 0;
	put_be16(bytes + 2, (uint16_t)n);
	return task_reply(task, bytes, HEADER_SIZE + n);
}
