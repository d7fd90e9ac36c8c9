/* SPDX-License-Identifier: MIT */
#include "media/media.h"

#define MULTI_SESSION_NONE 0
#define MULTI_SESSION_NEXT 3

/*
 * DVD+R needs no mode page, but some drives look at its multi-session bits when they close
 * and make the disc final if these say that nothing follows. Drives that do not have the page
 * for this medium are fine.
 */
static imapi_status dvd_plus_prepare(struct scsi_device *device, const struct media_wish *wish)
{
	struct mmc_write_parameters p;
	imapi_status status = mmc_read_write_parameters(device, &p);

	if (!IMAPI_FAILED(status)) {
		p.multi_session = wish->finalise ? MULTI_SESSION_NONE : MULTI_SESSION_NEXT;
		p.test_write = 0;
		status = mmc_set_write_parameters(device, &p);
	}
	if (IMAPI_FAILED(status) && device->last.sense.valid && device->last.sense.key == 5) {
		log_debug(device->context, "the drive has no write parameters for DVD+R");
		return IMAPI_OK;
	}
	return err_in(&device->context->error, status, "setting the write parameters");
}

#define KEEP_OPEN                                                                              \
	{                                                                                      \
		3,                                                                             \
		{                                                                              \
			{ MEDIA_SYNC, { 0 } }, { MEDIA_CLOSE_TRACK, { 1 } },                   \
			{                                                                      \
				MEDIA_CLOSE_SESSION,                                           \
				{                                                              \
					2                                                      \
				}                                                              \
			}                                                                      \
		}                                                                              \
	}

/* @first is what a drive that has both is to do: 5 reaches the radius that players want. */
#define FINALISE(first, second)                                                                \
	{                                                                                      \
		3,                                                                             \
		{                                                                              \
			{ MEDIA_SYNC, { 0 } }, { MEDIA_CLOSE_TRACK, { 1 } },                   \
			{                                                                      \
				MEDIA_FINALISE,                                                \
				{                                                              \
					first, second, 2                                       \
				}                                                              \
			}                                                                      \
		}                                                                              \
	}

const struct media_ops media_dvd_plus_ops = {
	.method = "sequential",
	.prepare = dvd_plus_prepare,
	.prepare_text = "mode page 05h: multi-session bits, if the drive has it",
	.keep_open = KEEP_OPEN,
	.finalise = FINALISE(6, 5),
	.compatible = FINALISE(5, 6),
	.closed = media_session_closed,
};

/* Some drives take only 5 for two layers. */
const struct media_ops media_dvd_plus_dl_ops = {
	.method = "sequential",
	.prepare = dvd_plus_prepare,
	.prepare_text = "mode page 05h: multi-session bits, if the drive has it",
	.layer_break = true,
	.always_final = true,
	.keep_open = KEEP_OPEN,
	.finalise = FINALISE(5, 6),
	.compatible = FINALISE(5, 6),
	.closed = media_session_closed,
};

/* The format that still runs is stopped in the way that leaves a lead-out: drives that only
 * read do not find the data without one. */
#define STOP                                                                                   \
	{                                                                                      \
		2,                                                                             \
		{                                                                              \
			{ MEDIA_SYNC, { 0 } },                                                 \
			{                                                                      \
				MEDIA_CLOSE_SESSION,                                           \
				{                                                              \
					2                                                      \
				}                                                              \
			}                                                                      \
		}                                                                              \
	}

const struct media_ops media_dvd_plus_rw_ops = {
	.method = "at any address",
	.anywhere = true,
	.format_type = 0x26,
	.background = true,
	.keep_open = STOP,
	.finalise = STOP,
	.closed = media_background_stopped,
};
