/* SPDX-License-Identifier: MIT */
#include "media/media.h"

#include "base/mem.h"

#define MULTI_SESSION_NONE 0
#define MULTI_SESSION_NEXT 3
#define TRACK_MODE_DATA 4
#define BLOCK_TYPE_MODE1 8
#define BLOCK_TYPE_MODE2_FORM1 10
#define SESSION_CD_ROM 0x00
#define SESSION_XA 0x20
#define AUDIO_PAUSE 150

static void describe(struct mmc_write_parameters *p, enum mmc_write_type type,
		     const struct media_wish *wish)
{
	p->ls_v = 0;
	p->test_write = wish->test_write;
	p->write_type = (uint8_t)type;
	p->multi_session = wish->finalise ? MULTI_SESSION_NONE : MULTI_SESSION_NEXT;
	p->fixed_packet = 0;
	p->copy = 0;
	p->track_mode = TRACK_MODE_DATA;
	p->data_block_type = wish->xa ? BLOCK_TYPE_MODE2_FORM1 : BLOCK_TYPE_MODE1;
	p->session_format = wish->xa ? SESSION_XA : SESSION_CD_ROM;
	p->packet_size = 0;
	p->audio_pause = AUDIO_PAUSE;
}

/*
 * Mode page 05h. Some drives refuse the underrun protection bit, others
 * a link size that they do not use; both can be done without.
 */
static imapi_status set_page(struct scsi_device *device, enum mmc_write_type type,
			     const struct media_wish *wish)
{
	static const struct {
		bool bufe, link_size;
	} ways[] = { { true, true }, { true, false }, { false, true }, { false, false } };
	struct mmc_write_parameters p;
	imapi_status status = mmc_read_write_parameters(device, &p);
	uint8_t link_size;

	if (IMAPI_FAILED(status))
		return err_in(&device->context->error, status, "reading the write parameters");
	describe(&p, type, wish);
	link_size = p.link_size;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		p.bufe = ways[i].bufe && !wish->underrun_free_disabled;
		p.link_size = ways[i].link_size ? link_size : 0;
		status = mmc_set_write_parameters(device, &p);
		if (!IMAPI_FAILED(status) || device->last.sense.key != 5)
			break;
	}
	return err_in(&device->context->error, status, "setting the write parameters");
}

static imapi_status prepare_track(struct scsi_device *device, const struct media_wish *wish)
{
	return set_page(device, WRITE_TAO, wish);
}

static imapi_status prepare_session(struct scsi_device *device, const struct media_wish *wish)
{
	return set_page(device, WRITE_SAO, wish);
}

/* The flush that follows the last sector writes the lead-out; there is nothing left to close.
 */
static const struct media_ops session_at_once = {
	.method = "session at once",
	.shortest_track = 300,
	.post_gap = 150,
	.pre_gap = 150,
	.test_write = true,
	.send_opc = true,
	.prepare = prepare_session,
	.prepare_text = "mode page 05h: session at once, underrun protection on",
	.announce = media_announce_session,
	.keep_open = { 2, { { MEDIA_SYNC, { 0 } }, { MEDIA_CLOSE_SESSION, { 0 } } } },
	.finalise = { 2, { { MEDIA_SYNC, { 0 } }, { MEDIA_FINALISE, { 0 } } } },
	.closed = media_session_closed,
};

const struct media_ops media_cd_ops = {
	.method = "track at once",
	.shortest_track = 300,
	.run_out = 2,
	.post_gap = 150,
	.test_write = true,
	.send_opc = true,
	.at_once = &session_at_once,
	.prepare = prepare_track,
	.prepare_text = "mode page 05h: track at once, underrun protection on",
	.keep_open = { 3,
		       { { MEDIA_SYNC, { 0 } },
			 { MEDIA_CLOSE_TRACK, { 1 } },
			 { MEDIA_CLOSE_SESSION, { 2 } } } },
	.finalise = { 3,
		      { { MEDIA_SYNC, { 0 } },
			{ MEDIA_CLOSE_TRACK, { 1 } },
			{ MEDIA_FINALISE, { 2 } } } },
	.closed = media_session_closed,
};
