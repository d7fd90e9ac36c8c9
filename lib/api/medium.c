/* SPDX-License-Identifier: MIT */
#include "media/medium.h"

#include "api/recorder.h"
#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "media/identity.h"

IMAPI_API imapi_status imapi_medium_read(struct imapi_recorder *recorder,
					 struct imapi_medium **ret_medium)
{
	if (!recorder || !ret_medium)
		return IMAPI_E_POINTER;
	err_clear(&recorder->context->error);
	if (recorder->busy)
		return err_set(&recorder->context->error, IMAPI_E_DF2DATA_WRITE_IN_PROGRESS,
			       "a job of this recorder is not finished");
	recorder->device.stage = STAGE_PREPARE;
	return medium_read(&recorder->device, ret_medium);
}

IMAPI_API imapi_status imapi_medium_identify(struct imapi_recorder *recorder,
					     const struct imapi_medium *medium,
					     struct imapi_disc_identity *ret)
{
	struct imapi_disc_identity id;
	imapi_status status;

	if (!recorder || !medium || !ret)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = media_identify(&recorder->device, medium->profile->family, &id);
	if (IMAPI_FAILED(status))
		return status;
	return size_copy(ret, &id, sizeof(id)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API struct imapi_medium *imapi_medium_free(struct imapi_medium *medium)
{
	return medium_free(medium);
}

IMAPI_API uint16_t imapi_medium_profile(const struct imapi_medium *medium)
{
	return medium->current_profile;
}

IMAPI_API const char *imapi_medium_profile_name(const struct imapi_medium *medium)
{
	return medium->profile->name;
}

IMAPI_API enum imapi_media_type imapi_medium_type(const struct imapi_medium *medium)
{
	return medium->profile->type;
}

IMAPI_API unsigned imapi_medium_state(const struct imapi_medium *medium)
{
	return medium->state;
}

IMAPI_API int imapi_medium_is_blank(const struct imapi_medium *medium)
{
	return medium->info.disc_status == DISC_EMPTY;
}

IMAPI_API int imapi_medium_is_heuristically_blank(const struct imapi_medium *medium)
{
	return media_written_anywhere(medium->profile) ? medium->looks_blank
						       : imapi_medium_is_blank(medium);
}

IMAPI_API unsigned imapi_medium_write_protection(const struct imapi_medium *medium)
{
	return medium->protection;
}

IMAPI_API uint64_t imapi_medium_total_sectors(const struct imapi_medium *medium)
{
	return medium->total;
}

IMAPI_API uint64_t imapi_medium_free_sectors(const struct imapi_medium *medium)
{
	return medium->free;
}

IMAPI_API int64_t imapi_medium_next_writable(const struct imapi_medium *medium)
{
	return medium->next_writable;
}

IMAPI_API int64_t imapi_medium_previous_session(const struct imapi_medium *medium)
{
	return medium->previous_session;
}

IMAPI_API uint32_t imapi_medium_write_unit(const struct imapi_medium *medium)
{
	return medium->profile->unit;
}

IMAPI_API unsigned imapi_medium_session_count(const struct imapi_medium *medium)
{
	return medium->session_count;
}

IMAPI_API unsigned imapi_medium_track_count(const struct imapi_medium *medium)
{
	return medium->track_count;
}

IMAPI_API imapi_status imapi_medium_track(const struct imapi_medium *medium, unsigned index,
					  struct imapi_track *ret_track)
{
	if (!medium || !ret_track)
		return IMAPI_E_POINTER;
	if (index >= medium->track_count)
		return IMAPI_E_INVALIDARG;
	return size_copy(ret_track, &medium->tracks[index], sizeof(medium->tracks[index]))
		       ? IMAPI_OK
		       : IMAPI_E_INVALIDARG;
}

IMAPI_API size_t imapi_medium_write_speeds(const struct imapi_medium *medium,
					   uint32_t *ret_speeds, size_t room)
{
	for (unsigned i = 0; ret_speeds && i < medium->speed_count && i < room; i++)
		ret_speeds[i] =
			media_kbps_to_sectors(medium->profile->family, medium->speeds[i]);
	return medium->speed_count;
}

IMAPI_API imapi_status imapi_medium_write_speed(const struct imapi_medium *medium,
						unsigned index, struct imapi_write_speed *ret)
{
	struct imapi_write_speed speed = { .media_type = IMAPI_MEDIA_TYPE_UNKNOWN };

	if (!medium || !ret)
		return IMAPI_E_POINTER;
	if (index >= medium->speed_count)
		return IMAPI_E_INVALIDARG;
	speed.media_type = medium->profile->type;
	speed.pure_cav = medium->pure_cav[index];
	speed.sectors_per_second =
		media_kbps_to_sectors(medium->profile->family, medium->speeds[index]);
	return size_copy(ret, &speed, sizeof(speed)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API uint32_t imapi_medium_single_speed(const struct imapi_medium *medium)
{
	enum media_family family = medium->profile->family;

	return media_kbps_to_sectors(family, media_single_kbps(family));
}
