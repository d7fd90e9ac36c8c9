/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define FORMATS_MAX ARRAY_SIZE(((struct mmc_formats *)0)->formats)
#define FORMATS_ROOM (FORMAT_HEADER_SIZE + (1 + FORMATS_MAX) * FORMAT_CAPACITY_SIZE)

imapi_status mmc_read_format_capacities(struct scsi_device *device, struct mmc_formats *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_FORMAT_CAPACITIES]);
	size_t at = FORMAT_HEADER_SIZE, end;
	struct mmc_formats formats = { 0 };
	struct mmc_format_header header;
	uint8_t bytes[FORMATS_ROOM];
	uint32_t length = 0;
	imapi_status status = scsi_fetch(device, &cdb, bytes, sizeof(bytes),
					 FORMAT_HEADER_SIZE + FORMAT_CAPACITY_SIZE, &length);

	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_format_header, bytes, length, &header);
	if (header.length < FORMAT_CAPACITY_SIZE)
		return scsi_bad_reply(device, cdb.command, "a list of %u bytes", header.length);
	end = MIN((size_t)length, FORMAT_HEADER_SIZE + (size_t)header.length);
	wire_get(&wire_current_capacity, bytes + at, FORMAT_CAPACITY_SIZE, &formats.current);
	for (at += FORMAT_CAPACITY_SIZE; at + FORMAT_CAPACITY_SIZE <= end;
	     at += FORMAT_CAPACITY_SIZE)
		wire_get(&wire_format_capacity, bytes + at, FORMAT_CAPACITY_SIZE,
			 &formats.formats[formats.count++]);
	*ret = formats;
	return IMAPI_OK;
}
