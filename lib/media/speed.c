/* SPDX-License-Identifier: MIT */
/* The write speed that a drive is set to. */
#include "media/media.h"

#define ROTATION_CAV 1
#define OLD_PAGE_LENGTH 28 /* shorter pages have the speed in an older place */

imapi_status media_read_speed(struct scsi_device *device, struct media_speed *ret)
{
	struct mmc_capabilities c;
	imapi_status status = mmc_read_capabilities(device, &c);

	if (IMAPI_FAILED(status))
		return status;
	if (c.page_length < OLD_PAGE_LENGTH)
		*ret = (struct media_speed){ c.current_write_kbps_old, false };
	else
		*ret = (struct media_speed){ c.current_write_kbps, c.rotation == ROTATION_CAV };
	return IMAPI_OK;
}
