/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "scsi/fetch.h"

imapi_status mmc_send_cue_sheet(struct scsi_device *device, const uint8_t *sheet,
				uint32_t length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SEND_CUE_SHEET]);

	cdb_put(&cdb, CUE_SHEET_LENGTH, length);
	return scsi_run(device, &cdb, (void *)(uintptr_t)sheet, length);
}

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
static imapi_status check_sent(struct scsi_device *device, const struct cdb *cdb, uint32_t lba,
			       uint32_t length)
{
	if (device->last.transferred == length)
		return IMAPI_OK;
	scsi_bad_reply(device, cdb->command, "the drive took %u of %u bytes at LBA %d",
		       device->last.transferred, length, (int32_t)lba);
	return err_at(&device->context->error, IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
		      (int32_t)lba);
}

/* Sends what the CDB describes, once. */
static imapi_status send(struct scsi_device *device, const struct cdb *cdb, uint32_t lba,
			 const void *data, uint32_t length)
{
	imapi_status status = scsi_try(device, cdb, (void *)(uintptr_t)data, length, NULL);

	return IMAPI_FAILED(status) ? status : check_sent(device, cdb, lba, length);
}

imapi_status mmc_try_write(struct scsi_device *device, uint32_t lba, const void *data,
			   uint32_t blocks, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_WRITE_10]);
	imapi_status status;

	cdb_put(&cdb, WRITE_10_LBA, lba);
	cdb_put(&cdb, WRITE_10_BLOCKS, blocks);
	status = send(device, &cdb, lba, data, blocks * BLOCK_SIZE);
	if (ret_outcome)
		*ret_outcome = scsi_outcome_as(device, status);
	return status;
}

imapi_status mmc_try_write_streaming(struct scsi_device *device, uint32_t lba, const void *data,
				     uint32_t blocks, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_WRITE_12]);
	imapi_status status;

	cdb_put(&cdb, WRITE_12_LBA, lba);
	cdb_put(&cdb, WRITE_12_BLOCKS, blocks);
	cdb_put(&cdb, WRITE_12_STREAMING, 1);
	status = send(device, &cdb, lba, data, blocks * BLOCK_SIZE);
	*ret_outcome = scsi_outcome_as(device, status);
	return status;
}
