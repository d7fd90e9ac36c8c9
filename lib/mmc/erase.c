/* SPDX-License-Identifier: MIT */
/* BLANK and FORMAT UNIT. */
#include "mmc/mmc.h"

#define FORMAT_WITH_LIST 1 /* format code */

imapi_status mmc_try_blank(struct scsi_device *device, enum mmc_blank type, bool immed,
			   struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_BLANK]);

	cdb_put(&cdb, BLANK_IMMED, immed);
	cdb_put(&cdb, BLANK_TYPE, type);
	return scsi_try(device, &cdb, NULL, 0, ret_outcome);
}

imapi_status mmc_try_format(struct scsi_device *device, const struct mmc_format_list *list,
			    struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_FORMAT_UNIT]);
	struct mmc_format_list whole = *list;
	uint8_t bytes[FORMAT_LIST_SIZE];

	whole.length = FORMAT_CAPACITY_SIZE;
	wire_put_clean(&wire_format_list, &whole, bytes);
	cdb_put(&cdb, FORMAT_UNIT_FMTDATA, 1);
	cdb_put(&cdb, FORMAT_UNIT_CODE, FORMAT_WITH_LIST);
	return scsi_try(device, &cdb, bytes, sizeof(bytes), ret_outcome);
}
