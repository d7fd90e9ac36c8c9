/* SPDX-License-Identifier: MIT */
#include "media/media.h"

const struct media_ops media_bd_ops = {
	.method = "sequential",
	.keep_open = { 3,
		       { { MEDIA_SYNC, { 0 } },
			 { MEDIA_CLOSE_TRACK, { 1 } },
			 { MEDIA_CLOSE_SESSION, { 2 } } } },
	.finalise = { 3,
		      { { MEDIA_SYNC, { 0 } },
			{ MEDIA_CLOSE_TRACK, { 1 } },
			{ MEDIA_FINALISE, { 6, 2 } } } },
	.closed = media_session_closed,
};

const struct media_ops media_bd_re_ops = {
	.method = "at any address",
	.anywhere = true,
	.format_type = 0x00,
	.keep_open = { 1, { { MEDIA_SYNC, { 0 } } } },
	.finalise = { 1, { { MEDIA_SYNC, { 0 } } } },
};

static bool is_final(const struct mmc_disc_info *before, const struct mmc_disc_info *now,
		     bool finalise)
{
	(void)before;
	return !finalise || now->disc_status == DISC_COMPLETE;
}

/* A BD-R that was formatted for random recording: it stays open until it is made final. */
const struct media_ops media_bd_random_ops = {
	.method = "at any address, once",
	.anywhere = true,
	.once = true,
	.format_type = 0x00,
	.keep_open = { 1, { { MEDIA_SYNC, { 0 } } } },
	.finalise = { 2, { { MEDIA_SYNC, { 0 } }, { MEDIA_FINALISE, { 6 } } } },
	.closed = is_final,
};
