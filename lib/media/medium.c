/* SPDX-License-Identifier: MIT */
#include "media/medium.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "imapi/recorder-codes.h"

#define READY_LIMIT (120ull * USEC_PER_SEC)
#define TRACK_MODE_DATA 4 /* bit of the track mode */
#define TRACK_INVISIBLE 0xff
#define ROTATION_CAV 1

static void free_medium(struct imapi_medium **medium)
{
	medium_free(*medium);
}

struct imapi_medium *medium_free(struct imapi_medium *medium)
{
	if (medium)
		free(medium->tracks);
	free(medium);
	return NULL;
}

void medium_decode_track(const struct mmc_track_info *info, struct imapi_track *ret)
{
	*ret = (struct imapi_track)IMAPI_TRACK_INIT;
	ret->number = mmc_track_number(info);
	ret->session = mmc_track_session(info);
	ret->is_data = (info->track_mode & TRACK_MODE_DATA) != 0;
	ret->is_blank = info->blank;
	ret->is_damaged = info->damage;
	ret->in_packets = info->packet;
	ret->data_mode = info->data_mode == 1 || info->data_mode == 2 ? info->data_mode : 0;
	ret->packet_sectors = info->packet && info->fixed_packet ? info->packet_size : 0;
	ret->start = (int32_t)info->start;
	ret->sectors = info->size;
	ret->free_sectors = info->free_blocks;
	/* left in session-at-once mode, a drive names the pre-gap before the track */
	if (info->nwa_valid)
		ret->next_writable = MAX((int32_t)info->nwa, ret->start);
	if (info->lra_valid)
		ret->last_recorded = (int32_t)info->lra;
}

static bool rejected(const struct scsi_device *device)
{
	return device->last.sense.valid && device->last.sense.key == 5;
}

/* The track that waits for data hides behind number FFh on some CD recorders. */
static imapi_status read_track(struct scsi_device *device, unsigned number, bool last,
			       struct mmc_track_info *ret)
{
	imapi_status status = mmc_read_track_info(device, TRACK_BY_TRACK, number, ret);

	if (IMAPI_FAILED(status) && last && rejected(device))
		status = mmc_read_track_info(device, TRACK_BY_TRACK, TRACK_INVISIBLE, ret);
	return status;
}

static imapi_status read_tracks(struct scsi_device *device, struct imapi_medium *medium)
{
	struct imapi_error *err = &device->context->error;
	unsigned first = MAX(1u, medium->info.first_track);
	unsigned last = mmc_last_track(&medium->info);

	if (last < first)
		return IMAPI_OK;
	if (last - first >= MEDIUM_TRACKS_MAX)
		return err_set(err, IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
			       "the drive claims %u tracks", last);
	medium->tracks = calloc(last - first + 1, sizeof(*medium->tracks));
	if (!medium->tracks)
		return err_no_memory(err);
	for (unsigned n = first; n <= last; n++) {
		struct mmc_track_info info;
		imapi_status status = read_track(device, n, n == last, &info);

		if (IMAPI_FAILED(status) && n == last && rejected(device))
			break;
		if (IMAPI_FAILED(status))
			return err_in(err, status, "asking for track %u", n);
		medium_decode_track(&info, &medium->tracks[medium->track_count++]);
	}
	return IMAPI_OK;
}

/* A finalised recordable DVD shows up as a DVD-ROM; its book type may tell what it is. */
static enum imapi_media_type type_of_book(uint8_t book)
{
	switch (book >> 4) {
	case 0x1:
		return IMAPI_MEDIA_TYPE_DVDRAM;
	case 0x2:
		return IMAPI_MEDIA_TYPE_DVDDASHR;
	case 0x3:
		return IMAPI_MEDIA_TYPE_DVDDASHRW;
	case 0x9:
		return IMAPI_MEDIA_TYPE_DVDPLUSRW;
	case 0xa:
		return IMAPI_MEDIA_TYPE_DVDPLUSR;
	case 0xd:
		return IMAPI_MEDIA_TYPE_DVDPLUSRW_DUALLAYER;
	case 0xe:
		return IMAPI_MEDIA_TYPE_DVDPLUSR_DUALLAYER;
	default:
		return IMAPI_MEDIA_TYPE_DVDROM;
	}
}

static imapi_status read_book_type(struct scsi_device *device, uint8_t *ret_book)
{
	static const struct mmc_structure_query physical = { STRUCTURE_MEDIA_DVD,
							     STRUCTURE_PHYSICAL, 0 };
	uint8_t data[STRUCTURE_HEADER_SIZE + 4] = { 0 };
	uint32_t length;
	imapi_status status =
		mmc_read_structure(device, &physical, data, sizeof(data), &length);

	if (!IMAPI_FAILED(status))
		*ret_book = length ? data[0] : 0;
	return status;
}

static imapi_status find_profile(struct scsi_device *device, struct imapi_medium *medium)
{
	const struct media_profile *recorded;
	imapi_status status = mmc_read_profile(device, &medium->current_profile);
	uint8_t book;

	if (IMAPI_FAILED(status))
		return status;
	medium->profile = media_find_profile(medium->current_profile);
	if (medium->profile->type != IMAPI_MEDIA_TYPE_DVDROM)
		return IMAPI_OK;
	status = read_book_type(device, &book);
	if (IMAPI_FAILED(status))
		return rejected(device) ? IMAPI_OK : status;
	recorded = media_find_type(type_of_book(book));
	if (recorded)
		medium->profile = recorded;
	return IMAPI_OK;
}

static int slower_last(const void *a, const void *b)
{
	const struct mmc_write_speed *x = a, *y = b;

	return (x->write_kbps < y->write_kbps) - (x->write_kbps > y->write_kbps);
}

/* Speeds are a service to the user; a drive that does not tell them is fine. */
static imapi_status read_speeds(struct scsi_device *device, struct imapi_medium *medium)
{
	struct mmc_speeds speeds;
	unsigned n = 0;
	imapi_status status = mmc_read_write_speeds(device, &speeds);

	if (IMAPI_FAILED(status))
		return rejected(device) ? IMAPI_OK : status;
	qsort(speeds.speeds, speeds.count, sizeof(speeds.speeds[0]), slower_last);
	for (unsigned i = 0; i < speeds.count && n < MEDIUM_SPEEDS_MAX; i++) {
		const struct mmc_write_speed *speed = &speeds.speeds[i];

		if (!speed->write_kbps || (n && speed->write_kbps == medium->speeds[n - 1]))
			continue;
		medium->pure_cav[n] = speed->rotation == ROTATION_CAV;
		medium->speeds[n++] = speed->write_kbps;
	}
	medium->speed_count = n;
	return IMAPI_OK;
}

/* What can be read; a blank medium may have no capacity, which is an answer too. */
static imapi_status read_capacity(struct scsi_device *device, uint64_t *ret_sectors)
{
	struct mmc_capacity capacity;
	imapi_status status = mmc_read_capacity(device, &capacity);

	*ret_sectors = 0;
	if (IMAPI_FAILED(status))
		return rejected(device) ? IMAPI_OK : status;
	if (capacity.last_lba != 0 && capacity.last_lba != UINT32_MAX)
		*ret_sectors = (uint64_t)capacity.last_lba + 1;
	return IMAPI_OK;
}

/* A DVD-RW that was blanked quickly is written at once or not at all: the feature is not
 * current then. A drive without the feature cannot do it either. */
static imapi_status read_incremental(struct scsi_device *device, struct imapi_medium *medium)
{
	struct mmc_feature feature;
	imapi_status status = mmc_read_feature(
		device, IMAPI_FEATURE_INCREMENTAL_STREAMING_WRITABLE, &feature);

	if (status == IMAPI_E_RECORDER_NO_SUCH_FEATURE ||
	    (IMAPI_FAILED(status) && rejected(device)))
		return IMAPI_OK;
	medium->incremental = !IMAPI_FAILED(status) && feature.header.current;
	return status;
}

/* A drive that does not tell does not let it be set either. */
static imapi_status read_layers(struct scsi_device *device, struct imapi_medium *medium)
{
	imapi_status status = mmc_read_layer_capacity(device, &medium->layer_0);

	return IMAPI_FAILED(status) && rejected(device) ? IMAPI_OK : status;
}

static imapi_status read_all(struct scsi_device *device, struct imapi_medium *medium)
{
	uint64_t readable = 0;
	imapi_status status = spc_wait_ready(device, READY_LIMIT);

	if (!IMAPI_FAILED(status))
		status = find_profile(device, medium);
	if (!IMAPI_FAILED(status))
		status = mmc_read_disc_info(device, &medium->info);
	if (!IMAPI_FAILED(status))
		status = read_tracks(device, medium);
	if (!IMAPI_FAILED(status))
		status = read_capacity(device, &readable);
	if (!IMAPI_FAILED(status) && media_written_anywhere(medium->profile))
		status = medium_read_overwritable(device, medium, readable);
	if (!IMAPI_FAILED(status) && medium->profile->ops && medium->profile->ops->layer_break)
		status = read_layers(device, medium);
	if (!IMAPI_FAILED(status) && medium->profile->ops)
		status = read_speeds(device, medium);
	if (!IMAPI_FAILED(status) && medium->profile->ops && medium->profile->ops->at_once &&
	    medium->profile->ops->at_once->reserve)
		status = read_incremental(device, medium);
	if (!IMAPI_FAILED(status))
		status = medium_read_protection(device, medium);
	if (!IMAPI_FAILED(status))
		medium_conclude(medium, readable);
	return status;
}

imapi_status medium_read(struct scsi_device *device, struct imapi_medium **ret_medium)
{
	struct imapi_error *err = &device->context->error;
	CLEANUP(free_medium) struct imapi_medium *medium = zalloc(sizeof(*medium));
	imapi_status status;

	if (!medium)
		return err_no_memory(err);
	status = read_all(device, medium);
	if (IMAPI_FAILED(status))
		return err_in(err, status, "reading the state of the medium");
	*ret_medium = STEAL(medium);
	return IMAPI_OK;
}
