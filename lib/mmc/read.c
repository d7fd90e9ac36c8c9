/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define READ_10_BLOCKS_MAX 65535u

static struct cdb read_cdb(uint32_t lba, uint32_t blocks, bool fua)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_10]);

	cdb_put(&cdb, READ_10_FUA, fua);
	cdb_put(&cdb, READ_10_LBA, lba);
	cdb_put(&cdb, READ_10_BLOCKS, blocks);
	return cdb;
}

static imapi_status read_piece(struct scsi_device *device, uint32_t lba, void *data,
			       uint32_t blocks, bool fua)
{
	struct cdb cdb = read_cdb(lba, blocks, fua);
	uint32_t length = blocks * BLOCK_SIZE;
	imapi_status status;

	status = scsi_run(device, &cdb, data, length);
	if (IMAPI_FAILED(status) || device->last.transferred == length)
		return status;
	scsi_bad_reply(device, cdb.command, "%u of %u bytes came from LBA %d",
		       device->last.transferred, length, (int32_t)lba);
	return err_at(&device->context->error, IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE,
		      (int32_t)lba);
}

static imapi_status read_blocks(struct scsi_device *device, uint32_t lba, uint8_t *data,
				uint32_t blocks, bool fua)
{
	uint32_t most =
		MIN(transport_max_transfer(device->transport) / BLOCK_SIZE, READ_10_BLOCKS_MAX);

	while (blocks > 0) {
		uint32_t n = MIN(blocks, most);
		imapi_status status = read_piece(device, lba, data, n, fua);

		if (IMAPI_FAILED(status))
			return status;
		lba += n;
		data += (size_t)n * BLOCK_SIZE;
		blocks -= n;
	}
	return IMAPI_OK;
}

imapi_status mmc_try_read(struct scsi_device *device, uint32_t lba, void *data, uint32_t blocks,
			  bool fua, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = read_cdb(lba, blocks, fua);

	return scsi_try(device, &cdb, data, blocks * BLOCK_SIZE, ret_outcome);
}

imapi_status mmc_read(struct scsi_device *device, uint32_t lba, void *data, uint32_t blocks)
{
	return read_blocks(device, lba, data, blocks, false);
}

imapi_status mmc_read_fua(struct scsi_device *device, uint32_t lba, void *data, uint32_t blocks)
{
	return read_blocks(device, lba, data, blocks, true);
}
