/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"
#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder-ex.h"
#include "mmc/mmc.h"

#define PROFILE_SIZE 4

struct code_list {
	uint16_t *codes;
	size_t room, count;
};

static void add_code(struct code_list *list, uint16_t code)
{
	if (list->count < list->room)
		list->codes[list->count] = code;
	list->count++;
}

static void add_feature(void *user, const struct mmc_feature *feature)
{
	add_code(user, feature->header.code);
}

IMAPI_API imapi_status imapi_recorder_features(struct imapi_recorder *recorder,
					       int current_only, uint16_t *ret_codes,
					       size_t room, size_t *ret_count)
{
	struct code_list list = { ret_codes, ret_codes ? room : 0, 0 };
	imapi_status status;

	if (!recorder || !ret_count)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_each_feature(&recorder->device, current_only, add_feature, &list);
	if (IMAPI_FAILED(status))
		return status;
	*ret_count = list.count;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_profiles(struct imapi_recorder *recorder,
					       int current_only, uint16_t *ret_codes,
					       size_t room, size_t *ret_count)
{
	struct code_list list = { ret_codes, ret_codes ? room : 0, 0 };
	struct mmc_feature feature;
	imapi_status status;

	if (!recorder || !ret_count)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_read_feature(&recorder->device, IMAPI_FEATURE_PROFILE_LIST,
					  &feature);
	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i + PROFILE_SIZE <= feature.header.additional_length;
	     i += PROFILE_SIZE) {
		const uint8_t *p = &feature.data[i];

		if (!current_only || (p[2] & 1))
			add_code(&list, (uint16_t)(p[0] << 8 | p[1]));
	}
	*ret_count = list.count;
	return IMAPI_OK;
}

static imapi_status not_current(struct imapi_recorder *recorder, uint16_t code)
{
	return err_set(&recorder->context->error, IMAPI_E_RECORDER_FEATURE_IS_NOT_CURRENT,
		       "GET CONFIGURATION: feature %04Xh is not current", code);
}

IMAPI_API imapi_status imapi_recorder_feature_page(struct imapi_recorder *recorder,
						   uint16_t feature, int current_only,
						   uint8_t **ret_bytes, size_t *ret_length)
{
	uint8_t bytes[FEATURE_HEADER_SIZE + MMC_FEATURE_DATA_MAX];
	struct mmc_feature found;
	imapi_status status;

	if (!recorder || !ret_bytes || !ret_length)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_read_feature(&recorder->device, feature, &found);
	if (IMAPI_FAILED(status))
		return status;
	if (current_only && !found.header.current)
		return not_current(recorder, feature);
	wire_put_clean(&wire_feature_header, &found.header, bytes);
	memcpy(bytes + FEATURE_HEADER_SIZE, found.data, sizeof(found.data));
	return recorder_copy_bytes(recorder, bytes,
				   FEATURE_HEADER_SIZE + (size_t)found.header.additional_length,
				   ret_bytes, ret_length);
}
