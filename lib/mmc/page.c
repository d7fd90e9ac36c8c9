/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"

/* Reads the current values of a page through its layout. */
static imapi_status read_page(struct scsi_device *device, uint8_t code,
			      const struct wire_layout *layout, void *ret)
{
	uint8_t page[MODE_PAGE_MAX];
	size_t size = 0;
	imapi_status status = spc_mode_sense(device, code, 0, page, sizeof(page), &size);

	if (!IMAPI_FAILED(status))
		wire_get(layout, page, MIN(size, sizeof(page)), ret);
	return status;
}

imapi_status mmc_read_write_parameters(struct scsi_device *device,
				       struct mmc_write_parameters *ret)
{
	return read_page(device, PAGE_WRITE_PARAMETERS, &wire_write_parameters, ret);
}

imapi_status mmc_set_write_parameters(struct scsi_device *device,
				      const struct mmc_write_parameters *parameters)
{
	struct mmc_write_parameters changed = *parameters;
	uint8_t page[MODE_PAGE_MAX];
	size_t size = 0;
	imapi_status status =
		spc_mode_sense(device, PAGE_WRITE_PARAMETERS, 0, page, sizeof(page), &size);

	if (IMAPI_FAILED(status))
		return status;
	changed.ps = 0;
	changed.page_code = PAGE_WRITE_PARAMETERS;
	changed.page_length = page[1];
	wire_put(&wire_write_parameters, &changed, page);
	return spc_mode_select(device, page, size, false);
}

imapi_status mmc_read_capabilities(struct scsi_device *device, struct mmc_capabilities *ret)
{
	return read_page(device, PAGE_CAPABILITIES, &wire_capabilities, ret);
}

imapi_status mmc_read_timeouts(struct scsi_device *device, struct mmc_timeouts *ret)
{
	return read_page(device, PAGE_TIMEOUTS, &wire_timeouts, ret);
}
