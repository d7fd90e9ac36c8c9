/* SPDX-License-Identifier: MIT */
/* The cue sheet of a session at once on CD (MMC-6 SEND CUE SHEET). */
#include "media/media.h"

#include "base/mem.h"

#define ENTRY_SIZE 8
#define MSF_OFFSET 150
#define FRAMES 75
#define SECONDS 60
#define CONTROL_DATA_POSITION 0x41 /* a data track, and ADR 1: a position */
#define LEAD_OUT_TRACK 0xaa
#define FORM_MODE1 0x10		/* 2048 bytes come from the host */
#define FORM_MODE1_MADE_UP 0x14 /* nothing does */

static void put_entry(uint8_t *entry, uint8_t track, uint8_t index, int64_t lba)
{
	uint32_t frames = (uint32_t)(lba + MSF_OFFSET);
	bool is_lead = track == 0 || track == LEAD_OUT_TRACK;

	entry[0] = CONTROL_DATA_POSITION;
	entry[1] = track;
	entry[2] = index;
	entry[3] = is_lead ? FORM_MODE1_MADE_UP : FORM_MODE1;
	entry[4] = 0; /* no alternate copy */
	entry[5] = (uint8_t)(frames / FRAMES / SECONDS);
	entry[6] = (uint8_t)(frames / FRAMES % SECONDS);
	entry[7] = (uint8_t)(frames % FRAMES);
}

imapi_status media_announce_session(struct scsi_device *device,
				    const struct media_extent *extent)
{
	uint8_t sheet[4 * ENTRY_SIZE], track = (uint8_t)extent->track;

	put_entry(sheet, 0, 0, -MSF_OFFSET);
	put_entry(sheet + ENTRY_SIZE, track, 0, extent->start - MSF_OFFSET);
	put_entry(sheet + 2 * ENTRY_SIZE, track, 1, extent->start);
	put_entry(sheet + 3 * ENTRY_SIZE, LEAD_OUT_TRACK, 1,
		  extent->start + (int64_t)extent->sectors);
	return mmc_send_cue_sheet(device, sheet, sizeof(sheet));
}
