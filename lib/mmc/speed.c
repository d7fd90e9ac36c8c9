/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define TYPE_WRITE_SPEED 0x03
#define SPEEDS_ROOM (PERFORMANCE_HEADER_SIZE + MMC_SPEEDS_MAX * PERFORMANCE_SIZE)

imapi_status mmc_read_write_speeds(struct scsi_device *device, struct mmc_speeds *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_GET_PERFORMANCE]);
	struct mmc_performance_header header;
	struct mmc_speeds speeds = { 0 };
	uint8_t bytes[SPEEDS_ROOM];
	uint32_t length = 0;
	imapi_status status;
	size_t end;

	cdb_put(&cdb, PERFORMANCE_DESCRIPTORS, MMC_SPEEDS_MAX);
	cdb_put(&cdb, PERFORMANCE_TYPE, TYPE_WRITE_SPEED);
	status = scsi_fetch(device, &cdb, bytes, sizeof(bytes), PERFORMANCE_HEADER_SIZE,
			    &length);
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_performance_header, bytes, length, &header);
	end = (size_t)MIN((uint64_t)length, (uint64_t)header.length + 4);
	for (size_t at = PERFORMANCE_HEADER_SIZE; at + PERFORMANCE_SIZE <= end;
	     at += PERFORMANCE_SIZE)
		wire_get(&wire_write_speed, bytes + at, PERFORMANCE_SIZE,
			 &speeds.speeds[speeds.count++]);
	*ret = speeds;
	return IMAPI_OK;
}

imapi_status mmc_set_streaming(struct scsi_device *device,
			       const struct mmc_streaming *streaming)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SET_STREAMING]);
	uint8_t bytes[STREAMING_SIZE];

	wire_put_clean(&wire_streaming, streaming, bytes);
	return scsi_run(device, &cdb, bytes, sizeof(bytes));
}

imapi_status mmc_set_cd_speed(struct scsi_device *device, uint8_t rotation, uint16_t read_kbps,
			      uint16_t write_kbps)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SET_CD_SPEED]);

	cdb_put(&cdb, CD_SPEED_ROTATION, rotation);
	cdb_put(&cdb, CD_SPEED_READ, read_kbps);
	cdb_put(&cdb, CD_SPEED_WRITE, write_kbps);
	return scsi_run(device, &cdb, NULL, 0);
}
