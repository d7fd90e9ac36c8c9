/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

imapi_status mmc_try_synchronize(struct scsi_device *device, bool immed,
				 struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SYNCHRONIZE_CACHE]);

	cdb_put(&cdb, SYNC_IMMED, immed);
	return scsi_try(device, &cdb, NULL, 0, ret_outcome);
}

imapi_status mmc_try_close(struct scsi_device *device, uint8_t function, uint16_t number,
			   bool immed, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_CLOSE_TRACK_SESSION]);

	cdb_put(&cdb, CLOSE_IMMED, immed);
	cdb_put(&cdb, CLOSE_FUNCTION, function);
	cdb_put(&cdb, CLOSE_NUMBER, number);
	return scsi_try(device, &cdb, NULL, 0, ret_outcome);
}
