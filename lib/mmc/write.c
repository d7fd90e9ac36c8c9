/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "scsi/fetch.h"

imapi_status mmc_reserve_track(struct scsi_device *device, uint32_t blocks)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_RESERVE_TRACK]);

	cdb_put(&cdb, RESERVE_BLOCKS, blocks);
	return scsi_run(device, &cdb, NULL, 0);
}

imapi_status mmc_try_opc(struct scsi_device *device, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SEND_OPC]);

	cdb_put(&cdb, OPC_DO, 1);
	return scsi_try(device, &cdb, NULL, 0, ret_outcome);
}

/* GOOD says little about bytes that never went over the bus. */
static imapi_status check_sent(struct scsi_device *device, uint32_t lba, uint32_t length)
{
	if (device->last.transferred == length)
		return IMAPI_OK;
	scsi_bad_reply(device, &mmc_commands[MMC_WRITE_10],
		       "the drive took %u of %u bytes at LBA %d", device->last.transferred,
		       length, (int32_t)lba);
	return err_at(&device->context->error, IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
		      (int32_t)lba);
}

imapi_status mmc_try_write(struct scsi_device *device, uint32_t lba, const void *data,
			   uint32_t blocks, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_WRITE_10]);
	uint32_t length = blocks * BLOCK_SIZE;
	imapi_status status;

	cdb_put(&cdb, WRITE_10_LBA, lba);
	cdb_put(&cdb, WRITE_10_BLOCKS, blocks);
	status = scsi_try(device, &cdb, (void *)(uintptr_t)data, length, NULL);
	if (!IMAPI_FAILED(status))
		status = check_sent(device, lba, length);
	if (ret_outcome)
		*ret_outcome = scsi_outcome_as(device, status);
	return status;
}
