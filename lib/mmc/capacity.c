/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

imapi_status mmc_read_capacity(struct scsi_device *device, struct mmc_capacity *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_CAPACITY]);
	uint8_t bytes[CAPACITY_SIZE];
	uint32_t length = 0;
	imapi_status status =
		scsi_fetch(device, &cdb, bytes, sizeof(bytes), CAPACITY_SIZE, &length);

	if (!IMAPI_FAILED(status))
		wire_get(&wire_capacity, bytes, length, ret);
	return status;
}

imapi_status mmc_read_buffer_capacity(struct scsi_device *device,
				      struct mmc_buffer_capacity *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_BUFFER_CAPACITY]);
	uint8_t bytes[BUFFER_CAPACITY_SIZE];
	struct mmc_buffer_capacity capacity;
	uint32_t length = 0;
	imapi_status status =
		scsi_fetch(device, &cdb, bytes, sizeof(bytes), BUFFER_CAPACITY_SIZE, &length);

	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_buffer_capacity, bytes, length, &capacity);
	if (capacity.available > capacity.total)
		return scsi_bad_reply(device, cdb.command,
				      "%u bytes of a buffer of %u are free", capacity.available,
				      capacity.total);
	*ret = capacity;
	return IMAPI_OK;
}
