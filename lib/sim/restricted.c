/* SPDX-License-Identifier: MIT */
#include "sim/restricted.h"

#include "base/mem.h"

enum {
	FORMAT_FULL = 0x00,
	FORMAT_FULL_PACKETS = 0x10,
	FORMAT_GROW = 0x11,
	FORMAT_QUICK_GROW = 0x13,
	FORMAT_QUICK = 0x15,
};

#define CLOSE_BORDER 2
#define CLOSE_INTERMEDIATE 3

bool restricted_offered(const struct sim_disc *disc)
{
	return disc->medium->restricted_profile != 0 && !disc->write_protected;
}

static uint32_t most(const struct sim_disc *disc)
{
	return disc->whole - RESTRICTED_LACKS;
}

bool restricted_intermediate(const struct sim_disc *disc)
{
	return disc->restricted && !disc->tracks[0].complete;
}

static uint32_t room(const struct sim_disc *disc)
{
	return disc->restricted && !restricted_intermediate(disc)
		       ? most(disc) - MIN(disc->tracks[0].end, most(disc))
		       : 0;
}

unsigned restricted_formats(const struct sim_disc *disc,
			    struct mmc_format_capacity ret[RESTRICTED_FORMATS])
{
	const uint8_t types[RESTRICTED_FORMATS] = { FORMAT_FULL, FORMAT_FULL_PACKETS,
						    FORMAT_QUICK, FORMAT_GROW,
						    FORMAT_QUICK_GROW };
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		bool grows = restricted_grows(types[i]);

		if (grows && !room(disc))
			continue;
		ret[n++] = (struct mmc_format_capacity){
			.blocks = grows ? room(disc) : most(disc),
			.type = types[i],
			.parameter = types[i] ? disc->medium->unit : BLOCK_SIZE,
		};
	}
	return n;
}

bool restricted_grows(uint8_t type)
{
	return type == FORMAT_GROW || type == FORMAT_QUICK_GROW;
}

/* These may say 0: as many blocks as there are. */
static bool is_quick(uint8_t type)
{
	return type == FORMAT_QUICK || type == FORMAT_QUICK_GROW;
}

struct sim_sense restricted_check_format(const struct sim_disc *disc,
					 const struct mmc_format_list *list)
{
	struct mmc_format_capacity formats[RESTRICTED_FORMATS];
	unsigned n = restricted_formats(disc, formats);

	if (disc->write_protected)
		return SENSE(7, 0x27, 0x00);
	if (list->length != FORMAT_CAPACITY_SIZE || list->try_out || list->ip || list->dcrt)
		return SENSE(5, 0x26, 0x00);
	for (unsigned i = 0; i < n; i++)
		if (formats[i].type == list->type && (list->blocks || is_quick(list->type)) &&
		    list->blocks <= formats[i].blocks && list->blocks % disc->medium->unit == 0)
			return GOOD;
	return SENSE(5, 0x26, 0x00);
}

uint32_t restricted_format_length(const struct sim_disc *disc,
				  const struct mmc_format_list *list)
{
	if (list->type == FORMAT_GROW)
		return list->blocks;
	return is_quick(list->type) ? 0 : disc->whole;
}

static void begin(struct sim_disc *disc, uint32_t blocks)
{
	disc->restricted = true;
	disc->tracks[0].end = blocks;
	disc->tracks[0].data_mode = 1;
}

static void fill_up(struct sim_track *track)
{
	track->nwa = track->readable = track->end;
	track->complete = true;
}

void restricted_take_format(struct sim_disc *disc)
{
	begin(disc, most(disc));
	fill_up(&disc->tracks[0]);
}

struct sim_sense restricted_check_write(const struct sim_disc *disc, uint32_t lba,
					uint32_t blocks, struct sim_track **ret_track)
{
	struct sim_track *track = &disc->tracks[0];
	uint32_t unit = disc->medium->unit;

	if (lba >= track->end || blocks > track->end - lba)
		return SENSE(5, 0x21, 0x00);
	if (lba % unit || blocks % unit || lba > track->nwa)
		return SENSE(5, 0x21, 0x02);
	*ret_track = track;
	return GOOD;
}

struct sim_sense restricted_check_close(const struct sim_disc *disc, uint32_t function)
{
	if (function != CLOSE_BORDER && function != CLOSE_INTERMEDIATE)
		return SENSE(5, 0x24, 0x00);
	if (!restricted_intermediate(disc))
		return function == CLOSE_BORDER ? GOOD : SENSE(5, 0x2c, 0x00);
	return GOOD;
}

static void format(struct sim_disc *disc, uint8_t type, uint32_t blocks)
{
	struct sim_track *track = &disc->tracks[0];

	if (!blocks)
		blocks = restricted_grows(type) ? room(disc) : most(disc);
	if (restricted_grows(type)) {
		track->complete = false;
		track->end += blocks;
	} else {
		disc_erase(disc, false);
		begin(disc, blocks);
	}
	if (type == FORMAT_QUICK)
		track->nwa = disc->medium->unit; /* the least that a border has */
	else if (type != FORMAT_QUICK_GROW)
		fill_up(track);
	disc_save(disc);
}

static void close_border(struct sim_disc *disc)
{
	struct sim_track *track = &disc->tracks[0];

	if (!restricted_intermediate(disc))
		return;
	track->end = track->nwa;
	fill_up(track);
	disc_save(disc);
}

bool restricted_finish(struct sim_drive *drive)
{
	struct sim_disc *disc = drive->disc;

	if (drive->work.kind == WORK_FORMAT && restricted_offered(disc))
		format(disc, drive->work.type, drive->work.blocks);
	else if (drive->work.kind == WORK_SESSION && disc->restricted)
		close_border(disc);
	else
		return false;
	return true;
}
