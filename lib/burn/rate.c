/* SPDX-License-Identifier: MIT */
#include "burn/rate.h"

#include "base/mem.h"

#define ROTATION_CAV 1
#define SAME_PERCENT 3 /* what is as good as the same, where units are rounded */

/* Speed for CD by its own command; else by a performance descriptor, and if the drive does
 * not take that, as for CD. */
imapi_status rate_set(struct imapi_job *job)
{
	const struct plan *plan = &job->plan;
	uint8_t rotation = job->settings.pure_cav ? ROTATION_CAV : 0;
	struct mmc_streaming s = {
		.rotation = rotation,
		.end_lba = (uint32_t)MIN(job->before->total, (uint64_t)UINT32_MAX),
		.read_size = plan->kbps,
		.read_time = 1000,
		.write_size = plan->kbps,
		.write_time = 1000,
	};
	uint16_t kbps = (uint16_t)MIN(plan->kbps, 0xfffeu);
	imapi_status status = IMAPI_E_NOTIMPL;

	if (plan->profile->family != MEDIA_CD) {
		status = mmc_set_streaming(job->device, &s);
		if (IMAPI_FAILED(status) && job->device->last.sense.key != 5)
			return status;
	}
	if (IMAPI_FAILED(status))
		status = mmc_set_cd_speed(job->device, rotation, 0xffff, kbps);
	return status;
}

static bool as_good_as(kbps_t a, kbps_t b)
{
	uint64_t difference = a > b ? a - b : b - a;

	return difference * 100 <= (uint64_t)MAX(a, b) * SAME_PERCENT;
}

imapi_status rate_judge(const struct media_speed *asked, const struct media_speed *is)
{
	bool speed = asked->kbps && is->kbps && !as_good_as(asked->kbps, is->kbps);
	bool rotation = asked->pure_cav && !is->pure_cav;

	if (speed && rotation)
		return IMAPI_S_BOTHADJUSTED;
	if (rotation)
		return IMAPI_S_ROTATIONADJUSTED;
	return speed ? IMAPI_S_SPEEDADJUSTED : IMAPI_OK;
}

void rate_note(struct imapi_job *job)
{
	enum media_family family = job->plan.profile->family;
	struct media_speed is, asked = { job->plan.kbps, job->settings.pure_cav };

	if (job->settings.speed > 0)
		asked.kbps = media_sectors_to_kbps(family, (uint32_t)job->settings.speed);
	if (IMAPI_FAILED(media_read_speed(job->device, &is))) {
		err_clear(&job->context->error);
		return;
	}
	job->result.write_speed = media_kbps_to_sectors(family, is.kbps);
	job->result.pure_cav = is.pure_cav;
	job->result.adjusted = rate_judge(&asked, &is);
}
