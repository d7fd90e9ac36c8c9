/* SPDX-License-Identifier: MIT */
/* What a data writer knows about drives and media before it writes. */
#include "api/data-writer.h"

#include "api/recorder.h"
#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder-codes.h"

#define PROFILE_SIZE 4

static bool is_written(uint16_t profile)
{
	return media_find_profile(profile)->ops != NULL;
}

IMAPI_API imapi_status imapi_data_writer_is_recorder_supported(struct imapi_recorder *recorder,
							       int *ret_supported)
{
	struct mmc_feature list;
	imapi_status status;
	int found = 0;

	if (!recorder || !ret_supported)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_read_feature(&recorder->device, IMAPI_FEATURE_PROFILE_LIST, &list);
	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i + PROFILE_SIZE <= list.header.additional_length; i += PROFILE_SIZE)
		found |= is_written((uint16_t)(list.data[i] << 8 | list.data[i + 1]));
	*ret_supported = found;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_is_current_medium_supported(
	struct imapi_recorder *recorder, int *ret_supported)
{
	uint16_t profile;
	imapi_status status;

	if (!recorder || !ret_supported)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_read_profile(&recorder->device, &profile);
	if (IMAPI_FAILED(status))
		return status;
	*ret_supported = is_written(profile);
	return IMAPI_OK;
}

static bool is_among(enum imapi_media_type type, const struct media_profile *profiles,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (profiles[i].ops && profiles[i].type == type)
			return true;
	return false;
}

IMAPI_API size_t imapi_data_writer_media_types(enum imapi_media_type *ret_types, size_t room)
{
	size_t profile_count, count = 0;
	const struct media_profile *profiles = media_profiles(&profile_count);

	for (size_t i = 0; i < profile_count; i++) {
		if (!profiles[i].ops || is_among(profiles[i].type, profiles, i))
			continue;
		if (ret_types && count < room)
			ret_types[count] = profiles[i].type;
		count++;
	}
	return count;
}

IMAPI_API imapi_status imapi_data_writer_current_speed(struct imapi_data_writer *writer,
						       uint32_t *ret_sectors_per_second,
						       int *ret_pure_cav)
{
	struct imapi_recorder *recorder;
	struct media_speed speed;
	enum media_family family;
	uint16_t profile;
	imapi_status status;

	if (!writer)
		return IMAPI_E_POINTER;
	recorder = writer->recorder;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_read_profile(&recorder->device, &profile);
	if (!IMAPI_FAILED(status))
		status = media_read_speed(&recorder->device, &speed);
	if (IMAPI_FAILED(status))
		return status;
	family = media_find_profile(profile)->family;
	if (ret_sectors_per_second)
		*ret_sectors_per_second = media_kbps_to_sectors(family, speed.kbps);
	if (ret_pure_cav)
		*ret_pure_cav = speed.pure_cav;
	return IMAPI_OK;
}
