/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define TRACK_INFO_LEAST 28 /* MMC-2 drives stop after the track size */

static struct cdb track_info_cdb(enum mmc_track_address type, uint32_t number)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_TRACK_INFORMATION]);

	cdb_put(&cdb, TRACK_INFO_TYPE, type);
	cdb_put(&cdb, TRACK_INFO_NUMBER, number);
	return cdb;
}

static imapi_status take_track_info(struct scsi_device *device, const uint8_t *bytes,
				    uint32_t length, struct mmc_track_info *ret)
{
	struct mmc_track_info info;
	uint32_t stated;

	wire_get(&wire_track_info, bytes, length, &info);
	stated = info.length + 2u;
	if (stated < TRACK_INFO_LEAST)
		return scsi_bad_reply(device, &mmc_commands[MMC_READ_TRACK_INFORMATION],
				      "the drive states a length of %u bytes", info.length);
	wire_get(&wire_track_info, bytes, MIN(length, stated), ret);
	return IMAPI_OK;
}

imapi_status mmc_read_track_info(struct scsi_device *device, enum mmc_track_address type,
				 uint32_t number, struct mmc_track_info *ret)
{
	struct cdb cdb = track_info_cdb(type, number);
	uint8_t bytes[TRACK_INFO_SIZE];
	uint32_t length = 0;
	imapi_status status =
		scsi_fetch(device, &cdb, bytes, sizeof(bytes), TRACK_INFO_LEAST, &length);

	return IMAPI_FAILED(status) ? status : take_track_info(device, bytes, length, ret);
}

imapi_status mmc_try_track_info(struct scsi_device *device, enum mmc_track_address type,
				uint32_t number, struct mmc_track_info *ret,
				struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = track_info_cdb(type, number);
	uint8_t bytes[TRACK_INFO_SIZE];
	uint32_t length = 0;
	imapi_status status =
		scsi_try_fetch(device, &cdb, bytes, sizeof(bytes), TRACK_INFO_LEAST, &length);

	if (!IMAPI_FAILED(status))
		status = take_track_info(device, bytes, length, ret);
	if (ret_outcome)
		*ret_outcome = scsi_outcome_as(device, status);
	return status;
}

unsigned mmc_track_number(const struct mmc_track_info *info)
{
	return (unsigned)info->track_msb << 8 | info->track_lsb;
}

unsigned mmc_track_session(const struct mmc_track_info *info)
{
	return (unsigned)info->session_msb << 8 | info->session_lsb;
}
