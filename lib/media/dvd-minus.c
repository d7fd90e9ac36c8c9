/* SPDX-License-Identifier: MIT */
#include "media/media.h"

#include "base/mem.h"

#define MULTI_SESSION_NONE 0
#define MULTI_SESSION_NEXT 3
#define TRACK_MODE_DVD 5
#define BLOCK_TYPE_MODE1 8
#define PACKET 16 /* sectors of an ECC block, which is a link's size as well */

static void describe(struct mmc_write_parameters *p, enum mmc_write_type type,
		     const struct media_wish *wish)
{
	p->test_write = wish->test_write;
	p->write_type = (uint8_t)type;
	p->multi_session = wish->finalise ? MULTI_SESSION_NONE : MULTI_SESSION_NEXT;
	p->copy = 0;
	p->track_mode = TRACK_MODE_DVD;
	p->data_block_type = BLOCK_TYPE_MODE1;
	p->session_format = 0;
	p->ls_v = p->fixed_packet = type != WRITE_SAO;
	p->link_size = type != WRITE_SAO ? PACKET : 0;
	p->packet_size = type != WRITE_SAO ? PACKET : 0;
}

/* Mode page 05h. A drive that refuses the underrun protection bit gets the page without it. */
static imapi_status set_page(struct scsi_device *device, enum mmc_write_type type,
			     const struct media_wish *wish)
{
	struct mmc_write_parameters p;
	imapi_status status = mmc_read_write_parameters(device, &p);

	if (IMAPI_FAILED(status))
		return err_in(&device->context->error, status, "reading the write parameters");
	describe(&p, type, wish);
	p.bufe = 1;
	status = mmc_set_write_parameters(device, &p);
	if (IMAPI_FAILED(status) && device->last.sense.valid && device->last.sense.key == 5) {
		p.bufe = 0;
		status = mmc_set_write_parameters(device, &p);
	}
	return err_in(&device->context->error, status, "setting the write parameters");
}

static imapi_status prepare_incremental(struct scsi_device *device,
					const struct media_wish *wish)
{
	return set_page(device, WRITE_PACKET, wish);
}

static imapi_status prepare_jump(struct scsi_device *device, const struct media_wish *wish)
{
	return set_page(device, WRITE_LAYER_JUMP, wish);
}

static imapi_status prepare_at_once(struct scsi_device *device, const struct media_wish *wish)
{
	const struct media_wish last = { .finalise = true, .test_write = wish->test_write };

	return set_page(device, WRITE_SAO, &last);
}

/* The flush writes the lead-out; what remains is to see that the disc is complete. */
#define AT_ONCE                                                                                \
	.method = "disc at once", .reserve = true, .prepare = prepare_at_once,                 \
	.prepare_text =                                                                        \
		"mode page 05h: disc at once, underrun protection on; reserve the room",       \
	.keep_open = { 1, { { MEDIA_SYNC, { 0 } } } },                                         \
	.finalise = { 2, { { MEDIA_SYNC, { 0 } }, { MEDIA_FINALISE, { 0 } } } },               \
	.closed = media_session_closed

static const struct media_ops at_once = { AT_ONCE };
static const struct media_ops at_once_dl = { AT_ONCE, .layer_break = true };

#define PACKETS                                                                                \
	.keep_open = { 3,                                                                      \
		       { { MEDIA_SYNC, { 0 } },                                                \
			 { MEDIA_CLOSE_TRACK, { 1 } },                                         \
			 { MEDIA_CLOSE_SESSION, { 2 } } } },                                   \
	.finalise = { 3,                                                                       \
		      { { MEDIA_SYNC, { 0 } },                                                 \
			{ MEDIA_CLOSE_TRACK, { 1 } },                                          \
			{ MEDIA_FINALISE, { 2 } } } },                                         \
	.closed = media_session_closed

#define INCREMENTAL                                                                            \
	PACKETS,                                                                               \
		.method = "incremental", .test_write = true, .prepare = prepare_incremental,   \
		.prepare_text = "mode page 05h: incremental, packets of 16 sectors, underrun " \
				"protection on"

const struct media_ops media_dvd_minus_ops = { INCREMENTAL, .at_once = &at_once };

const struct media_ops media_dvd_minus_dl_ops = {
	INCREMENTAL,	     .at_once = &at_once_dl,  .layer_break = true,
	.one_session = true, .other_profile = 0x0016,
};

const struct media_ops media_dvd_minus_jump_ops = {
	PACKETS,
	.method = "layer jump",
	.prepare = prepare_jump,
	.prepare_text = "mode page 05h: layer jump, packets of 16 sectors, underrun protection "
			"on; tell where layer 0 is left",
	.jumps = true,
	.other_profile = 0x0015,
};

/* The border that a quick format, or one that grows, has left open is closed in the end. */
#define OVERWRITE                                                                              \
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

const struct media_ops media_dvd_rw_ops = {
	.method = "restricted overwrite",
	.anywhere = true,
	.format_type = 0x00,
	.full_grow_type = 0x11,
	.grow_type = 0x13,
	.keep_open = OVERWRITE,
	.finalise = OVERWRITE,
	.closed = media_border_closed,
};
