/* SPDX-License-Identifier: MIT */
/* Media that are written anywhere: whether they are formatted, and whether they look blank. */
#include "media/medium.h"

#include "base/mem.h"

#define CAPACITY_FORMATTED 2
#define CHUNK 32u	  /* sectors that are read at once */
#define BLANK_HEAD 1024u  /* sectors: volume descriptors, the first anchor of UDF at 256 */
#define BLANK_TAIL 288u	  /* the other anchors: the last sector, and 256 before it */
#define KEY_BLANK_CHECK 8 /* nothing was ever written there */

static bool rejected(const struct scsi_device *device)
{
	return device->last.sense.valid && device->last.sense.key == 5;
}

static uint64_t offered(const struct mmc_formats *formats, uint8_t type)
{
	for (unsigned i = 0; i < formats->count; i++)
		if (formats->formats[i].type == type)
			return formats->formats[i].blocks;
	return 0;
}

/*
 * An open border tells itself how far it may reach. What can be added to a closed one is a
 * format of its own.
 */
static void add_growth(struct imapi_medium *medium, const struct mmc_formats *formats)
{
	const struct imapi_track *track = medium->track_count ? &medium->tracks[0] : NULL;

	if (!medium->profile->ops->grow_type || medium->unformatted)
		return;
	medium->border_open = medium->info.last_session_state == SESSION_INCOMPLETE;
	if (!medium->border_open)
		medium->overwritable += offered(formats, medium->profile->ops->grow_type);
	else if (track && track->next_writable >= 0)
		medium->overwritable = (uint64_t)track->next_writable + track->free_sectors;
}

/* The capacities know whether a medium is formatted; of a drive that does not list them the
 * state and the readable capacity are taken. */
static imapi_status read_capacity(struct scsi_device *device, struct imapi_medium *medium,
				  uint64_t readable)
{
	struct mmc_formats formats;
	imapi_status status = mmc_read_format_capacities(device, &formats);

	if (IMAPI_FAILED(status) && !rejected(device))
		return err_in(&device->context->error, status, "asking how it is formatted");
	medium->unformatted = medium->info.disc_status == DISC_EMPTY;
	medium->overwritable = medium->formatted = medium->unformatted ? 0 : readable;
	if (IMAPI_FAILED(status))
		return IMAPI_OK;
	medium->unformatted =
		formats.current.type != CAPACITY_FORMATTED || formats.current.blocks == 0;
	medium->overwritable = medium->unformatted
				       ? offered(&formats, medium->profile->ops->format_type)
				       : formats.current.blocks;
	medium->formatted = medium->overwritable;
	add_growth(medium, &formats);
	return IMAPI_OK;
}

static bool is_zero(const uint8_t *data, size_t length)
{
	return data[0] == 0 && memcmp(data, data + 1, length - 1) == 0;
}

/* What cannot be read may be anything. */
static bool reads_zero(struct scsi_device *device, uint64_t start, uint64_t end)
{
	uint8_t data[CHUNK * BLOCK_SIZE];

	for (uint64_t at = start; at < end; at += CHUNK) {
		uint32_t n = (uint32_t)MIN(end - at, (uint64_t)CHUNK);

		if (!IMAPI_FAILED(mmc_read(device, (uint32_t)at, data, n))) {
			if (!is_zero(data, (size_t)n * BLOCK_SIZE))
				return false;
		} else if (!device->last.sense.valid ||
			   device->last.sense.key != KEY_BLANK_CHECK) {
			return false;
		}
	}
	return true;
}

/* Where the background format has not been yet a drive looks for data for a long time. */
static bool is_formatted_to_the_end(const struct imapi_medium *medium)
{
	return !medium->profile->ops->background ||
	       medium->info.background_format == BACKGROUND_COMPLETE;
}

imapi_status medium_read_overwritable(struct scsi_device *device, struct imapi_medium *medium,
				      uint64_t readable_sectors)
{
	imapi_status status = read_capacity(device, medium, readable_sectors);
	uint64_t head, tail;

	if (IMAPI_FAILED(status))
		return status;
	head = MIN(medium->formatted, (uint64_t)BLANK_HEAD);
	tail = medium->formatted;
	if (is_formatted_to_the_end(medium))
		tail -= MIN(tail, (uint64_t)BLANK_TAIL);
	medium->looks_blank =
		medium->unformatted || (reads_zero(device, 0, head) &&
					reads_zero(device, MAX(head, tail), medium->formatted));
	return IMAPI_OK;
}
