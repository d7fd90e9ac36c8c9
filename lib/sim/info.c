/* SPDX-License-Identifier: MIT */
/* READ DISC INFORMATION, READ TRACK INFORMATION. */
#include "sim/jump.h"
#include "sim/packets.h"
#include "sim/command.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "cdda/msf.h"
#include "mmc/replies.h"

#define INVISIBLE_TRACK 0xff
#define INFO_RESOURCES 2 /* data type: of pseudo-overwrite */
#define RESOURCES_SIZE 16
#define DATA_MODE_NONE 0x0f
#define LEAD_IN_BLOCKS 4500

/* Where the next lead-in begins and the last lead-out can; all ones once the disc is complete.
 */
static void put_limits(const struct sim_disc *disc, struct mmc_disc_info *info)
{
	const struct sim_medium *medium = disc->medium;
	const struct sim_track *first = disc_session(disc, disc->sessions);
	uint32_t start = first ? first->start : 0;

	if (medium->family == FAMILY_CD) {
		info->disc_type = disc_cd_type(disc);
		info->disc_id_valid = 1;
		info->disc_id = disc->id;
		info->last_session_lead_in = msf_of(
			start ? (int64_t)start - MSF_OFFSET - LEAD_IN_BLOCKS : MSF_LEAD_IN);
		info->last_lead_out = msf_of(disc->capacity);
	} else if (medium->session_gap_first) {
		if (disc->sessions > 1) /* the intro is the second half of the gap */
			info->last_session_lead_in = start - medium->session_gap_first / 2;
		info->last_lead_out = disc->capacity;
	}
	if (disc->final && info->last_lead_out)
		info->last_session_lead_in = info->last_lead_out = UINT32_MAX;
}

/* Clusters that can still replace others: this drive finds one for each of its spares. */
static struct sim_sense overwrite_resources(struct sim_task *task)
{
	const struct sim_disc *disc = task->drive->disc;
	uint32_t left = (disc->whole - disc->capacity) / disc->medium->unit;
	uint8_t bytes[RESOURCES_SIZE] = { 0, RESOURCES_SIZE - 2, INFO_RESOURCES << 5 };

	if (!disc->overwrites || disc->final)
		return SENSE(5, 0x24, 0x00);
	put_be32(bytes + 4, left);  /* replacements */
	put_be32(bytes + 8, left);  /* entries of the map */
	put_be32(bytes + 12, left); /* updates */
	return task_reply(task, bytes, sizeof(bytes));
}

struct sim_sense do_read_disc_information(struct sim_task *task)
{
	const struct sim_disc *disc = task->drive->disc;
	const struct sim_track *first = disc_session(disc, disc->sessions);
	unsigned first_number = first ? disc_number(disc, first) : (unsigned)disc->count;
	struct mmc_disc_info info = { .length = DISC_INFO_SIZE - 2,
				      .erasable = disc->medium->erasable,
				      .disc_status = disc_status(disc),
				      .last_session_state = disc_session_state(disc),
				      .first_track = 1,
				      .sessions_lsb = (uint8_t)disc->sessions,
				      .sessions_msb = (uint8_t)(disc->sessions >> 8),
				      .first_track_in_last_lsb = (uint8_t)first_number,
				      .first_track_in_last_msb = (uint8_t)(first_number >> 8),
				      .last_track_in_last_lsb = (uint8_t)disc->count,
				      .last_track_in_last_msb = (uint8_t)(disc->count >> 8),
				      .unrestricted_use = 1,
				      .background_format = (uint8_t)disc->background,
				      .disc_type = DISC_TYPE_UNDEFINED };
	uint8_t bytes[DISC_INFO_SIZE];

	if (cdb_get(task->cdb, DISC_INFO_TYPE) == INFO_RESOURCES)
		return overwrite_resources(task);
	if (cdb_get(task->cdb, DISC_INFO_TYPE))
		return SENSE(5, 0x24, 0x00);
	put_limits(disc, &info);
	wire_put_clean(&wire_disc_info, &info, bytes);
	return task_reply(task, bytes, sizeof(bytes));
}

/* The track that the CDB asks about, or NULL. */
static const struct sim_track *asked_track(const struct sim_disc *disc, const uint8_t *cdb)
{
	uint32_t number = cdb_get(cdb, TRACK_INFO_NUMBER);

	switch (cdb_get(cdb, TRACK_INFO_TYPE)) {
	case 0:
		return disc_track_at(disc, number);
	case 1:
		return number == INVISIBLE_TRACK ? disc_tail(disc) : disc_track(disc, number);
	case 2:
		return disc_session(disc, number);
	default:
		return NULL;
	}
}

/* With the Open bit: that track or the next one that is not complete. */
static const struct sim_track *next_open(const struct sim_disc *disc,
					 const struct sim_track *track)
{
	const struct sim_track *end = disc->tracks + disc->count;

	while (track && track < end && track->complete)
		track++;
	return track == end ? NULL : track;
}

static struct mmc_track_info describe(const struct sim_disc *disc,
				      const struct sim_track *track)
{
	const struct sim_medium *medium = disc->medium;
	unsigned number = disc_number(disc, track);
	bool written = track->nwa > track->start;
	bool packets = medium->unit > 1 || track->packets;
	bool fixed = medium->unit > 1 ? !medium->recording_zones || disc->restricted
				      : track->packets == PACKETS_FIXED;
	bool formatted = disc_formatted(disc), known = track->complete && !medium->background;
	uint32_t end = known ? track->readable : track->nwa;
	bool open = disc_continues(disc, track);

	return (struct mmc_track_info){
		.length = TRACK_INFO_SIZE - 2,
		.track_lsb = (uint8_t)number,
		.track_msb = (uint8_t)(number >> 8),
		.session_lsb = (uint8_t)track->session,
		.session_msb = (uint8_t)(track->session >> 8),
		.layer_jump_state = open ? jump_state(disc) : 0,
		.damage = track->damaged,
		.track_mode = medium->track_mode | (track->packets != PACKETS_NONE),
		.reserved = track->reserved || (medium->written_is_reserved && track->complete),
		.blank = !written && !formatted,
		.packet = packets,
		.fixed_packet = fixed,
		.data_mode = written ? track->data_mode : DATA_MODE_NONE,
		.nwa_valid = open,
		.lra_valid = written && packets,
		.start = track->start,
		.nwa = open ? track->nwa : 0,
		.free_blocks = open ? track->end - track->nwa : 0,
		.packet_size = fixed ? packets_unit(disc, track) : 0,
		.size = track->end - track->start,
		.lra = written && packets ? end - 1 : 0
	};
}

/* Of a track that is being written some drives tell nothing yet, or what was a while ago. */
static void tell_late(const struct sim_drive *drive, struct mmc_track_info *info)
{
	uint32_t behind = drive->model.track_behind;

	if (!behind || !info->nwa_valid)
		return;
	behind = MIN(behind, info->nwa - info->start);
	info->nwa -= behind;
	info->free_blocks += behind;
	if (info->lra_valid)
		info->lra = info->nwa - 1;
	if (info->nwa > info->start)
		return;
	info->blank = 1;
	info->data_mode = DATA_MODE_NONE;
	info->lra = info->lra_valid = 0;
}

/* In session-at-once mode writing goes on in the pre-gap. */
static void begin_in_pre_gap(const struct sim_drive *drive, struct mmc_track_info *info)
{
	struct mmc_write_parameters p;

	wire_get(&wire_write_parameters, pages_current(drive, PAGE_WRITE_PARAMETERS),
		 WRITE_PARAMETERS_SIZE, &p);
	if (drive->disc->medium->write_page && p.write_type == WRITE_SAO && info->nwa_valid &&
	    info->blank && !info->reserved)
		info->nwa -= MSF_OFFSET;
}

struct sim_sense do_read_track_information(struct sim_task *task)
{
	const struct sim_disc *disc = task->drive->disc;
	const struct sim_track *track = asked_track(disc, task->cdb);
	struct mmc_track_info info;
	uint8_t bytes[TRACK_INFO_SIZE];

	if (cdb_get(task->cdb, TRACK_INFO_OPEN))
		track = next_open(disc, track);
	if (!track)
		return cdb_get(task->cdb, TRACK_INFO_TYPE) ? SENSE(5, 0x24, 0x00)
							   : SENSE(5, 0x21, 0x00);
	info = describe(disc, track);
	begin_in_pre_gap(task->drive, &info);
	tell_late(task->drive, &info);
	wire_put_clean(&wire_track_info, &info, bytes);
	return task_reply(task, bytes, sizeof(bytes));
}
