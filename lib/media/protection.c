/* SPDX-License-Identifier: MIT */
/* What keeps a medium from being written (MMC-6 READ DISC STRUCTURE, format C0h). */
#include "media/medium.h"

#include "base/mem.h"

/* Bits of the drive's answer, and what IMAPI calls them. */
static const struct {
	uint8_t bit;
	enum imapi_write_protection flag;
} rows[] = {
	{ 0x01, IMAPI_WRITE_PROTECTED_UNTIL_POWERDOWN }, /* SWPP */
	{ 0x02, IMAPI_WRITE_PROTECTED_BY_SOFTWARE },	 /* PWP, which is on the medium */
	{ 0x04, IMAPI_WRITE_PROTECTED_BY_CARTRIDGE },	 /* CWP */
	{ 0x08, IMAPI_WRITE_PROTECTED_BY_MEDIA_SPECIFIC_REASON }, /* MSWI */
};

/* Targets of iSCSI say so by the key of a drive that is not ready, too. */
static bool refused(const struct scsi_device *device, imapi_status status)
{
	const struct scsi_sense *sense = &device->last.sense;

	return status == IMAPI_E_COMMAND_REJECTED || (sense->valid && sense->key == 5);
}

imapi_status medium_read_protection(struct scsi_device *device, struct imapi_medium *medium)
{
	enum media_family family = medium->profile->family;
	const struct mmc_structure_query query = { family == MEDIA_BD ? STRUCTURE_MEDIA_BD
								      : STRUCTURE_MEDIA_DVD,
						   STRUCTURE_WRITE_PROTECTION, 0 };
	uint8_t data[STRUCTURE_HEADER_SIZE + 4] = { 0 };
	uint32_t length = 0;
	imapi_status status;

	if (!medium->profile->ops) {
		medium->protection = IMAPI_WRITE_PROTECTED_READ_ONLY_MEDIA;
		return IMAPI_OK;
	}
	if (family == MEDIA_CD) /* has no such structure */
		return IMAPI_OK;
	status = mmc_read_structure(device, &query, data, sizeof(data), &length);
	if (IMAPI_FAILED(status) && refused(device, status))
		return IMAPI_OK;
	for (size_t i = 0; !IMAPI_FAILED(status) && length && i < ARRAY_SIZE(rows); i++)
		if (data[0] & rows[i].bit)
			medium->protection |= rows[i].flag;
	return status;
}
