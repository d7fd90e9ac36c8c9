/* SPDX-License-Identifier: MIT */
#include "media/media.h"

/*
 * Closed and appendable: a fresh, empty session follows. Final: the disc is complete. A drive
 * that makes a disc final although it was not asked to has closed the session as well.
 */
bool media_session_closed(const struct mmc_disc_info *before, const struct mmc_disc_info *now,
			  bool finalise)
{
	if (now->disc_status == DISC_COMPLETE)
		return mmc_session_count(now) >= mmc_session_count(before);
	return !finalise && now->disc_status == DISC_APPENDABLE &&
	       now->last_session_state == SESSION_EMPTY &&
	       mmc_session_count(now) > mmc_session_count(before);
}

bool media_background_stopped(const struct mmc_disc_info *before,
			      const struct mmc_disc_info *now, bool finalise)
{
	(void)before;
	(void)finalise;
	return now->background_format == BACKGROUND_SUSPENDED ||
	       now->background_format == BACKGROUND_COMPLETE;
}

bool media_border_closed(const struct mmc_disc_info *before, const struct mmc_disc_info *now,
			 bool finalise)
{
	(void)before;
	(void)finalise;
	return now->last_session_state == SESSION_COMPLETE;
}
