/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"
#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder-codes.h"
#include "mmc/mmc.h"

void recorder_copy_text(char *to, const char *from, size_t length)
{
	while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\0'))
		length--;
	memcpy(to, from, length);
	to[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if ((uint8_t)to[i] < 0x20 || (uint8_t)to[i] > 0x7e)
			to[i] = '?';
	}
}

static bool refused(const struct scsi_device *device, imapi_status status)
{
	return status == IMAPI_E_RECORDER_NO_SUCH_FEATURE ||
	       status == IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE ||
	       (device->last.sense.valid && device->last.sense.key == 5);
}

/* A feature that the drive may lack; an empty one then. */
static imapi_status optional_feature(struct scsi_device *device, uint16_t code,
				     struct mmc_feature *ret)
{
	imapi_status status = mmc_read_feature(device, code, ret);

	if (!IMAPI_FAILED(status))
		return status;
	*ret = (struct mmc_feature){ 0 };
	return refused(device, status) ? IMAPI_OK : status;
}

static imapi_status identify_features(struct scsi_device *device,
				      struct imapi_recorder_identity *id)
{
	struct mmc_capabilities capabilities = { 0 };
	struct mmc_feature feature;
	imapi_status status =
		optional_feature(device, IMAPI_FEATURE_LOGICAL_UNIT_SERIAL_NUMBER, &feature);

	if (IMAPI_FAILED(status))
		return status;
	recorder_copy_text(
		id->serial_number, (const char *)feature.data,
		MIN(feature.header.additional_length, sizeof(id->serial_number) - 1));
	status = optional_feature(device, IMAPI_FEATURE_REMOVABLE_MEDIUM, &feature);
	if (IMAPI_FAILED(status))
		return status;
	/* loading mechanism 1 is a tray; bit 4 says that it can be loaded by command */
	id->can_load_media = feature.data[0] >> 5 == 1 || (feature.data[0] & 0x10);
	status = mmc_read_capabilities(device, &capabilities);
	if (IMAPI_FAILED(status) && !refused(device, status))
		return status;
	id->buffer_bytes = (uint32_t)capabilities.buffer_kib * 1024;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_identify(struct imapi_recorder *recorder,
					       struct imapi_recorder_identity *ret_identity)
{
	struct imapi_recorder_identity id = IMAPI_RECORDER_IDENTITY_INIT;
	struct inquiry inquiry;
	imapi_status status;

	if (!recorder || !ret_identity)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = spc_inquiry(&recorder->device, &inquiry);
	if (IMAPI_FAILED(status))
		return status;
	recorder_copy_text(id.vendor_id, inquiry.vendor, sizeof(inquiry.vendor));
	recorder_copy_text(id.product_id, inquiry.product, sizeof(inquiry.product));
	recorder_copy_text(id.product_revision, inquiry.revision, sizeof(inquiry.revision));
	status = identify_features(&recorder->device, &id);
	if (IMAPI_FAILED(status))
		return status;
	err_clear(&recorder->context->error);
	return size_copy(ret_identity, &id, sizeof(id)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}
