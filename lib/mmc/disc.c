/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define DISC_INFO_LEAST 8 /* up to the state of the background format */

static imapi_status take_disc_info(struct scsi_device *device, const uint8_t *bytes,
				   uint32_t length, struct mmc_disc_info *ret)
{
	struct mmc_disc_info info;
	uint32_t stated;

	wire_get(&wire_disc_info, bytes, length, &info);
	stated = info.length + 2u;
	if (stated < DISC_INFO_LEAST)
		return scsi_bad_reply(device, &mmc_commands[MMC_READ_DISC_INFORMATION],
				      "the drive states a length of %u bytes", info.length);
	wire_get(&wire_disc_info, bytes, MIN(length, stated), ret);
	return IMAPI_OK;
}

imapi_status mmc_read_disc_info(struct scsi_device *device, struct mmc_disc_info *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_DISC_INFORMATION]);
	uint8_t bytes[DISC_INFO_SIZE];
	uint32_t length = 0;
	imapi_status status =
		scsi_fetch(device, &cdb, bytes, sizeof(bytes), DISC_INFO_LEAST, &length);

	return IMAPI_FAILED(status) ? status : take_disc_info(device, bytes, length, ret);
}

imapi_status mmc_try_disc_info(struct scsi_device *device, struct mmc_disc_info *ret,
			       struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_DISC_INFORMATION]);
	uint8_t bytes[DISC_INFO_SIZE];
	uint32_t length = 0;
	imapi_status status =
		scsi_try_fetch(device, &cdb, bytes, sizeof(bytes), DISC_INFO_LEAST, &length);

	if (!IMAPI_FAILED(status))
		status = take_disc_info(device, bytes, length, ret);
	if (ret_outcome)
		*ret_outcome = scsi_outcome_as(device, status);
	return status;
}

unsigned mmc_session_count(const struct mmc_disc_info *info)
{
	return (unsigned)info->sessions_msb << 8 | info->sessions_lsb;
}

unsigned mmc_first_track_in_last(const struct mmc_disc_info *info)
{
	return (unsigned)info->first_track_in_last_msb << 8 | info->first_track_in_last_lsb;
}

unsigned mmc_last_track(const struct mmc_disc_info *info)
{
	return (unsigned)info->last_track_in_last_msb << 8 | info->last_track_in_last_lsb;
}
