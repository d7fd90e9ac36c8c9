/* SPDX-License-Identifier: MIT */
#include "media/media.h"

const struct media_ops media_dvd_ram_ops = {
	.method = "at any address",
	.anywhere = true,
	.format_type = 0x00,
	.keep_open = { 1, { { MEDIA_SYNC, { 0 } } } },
	.finalise = { 1, { { MEDIA_SYNC, { 0 } } } },
};
