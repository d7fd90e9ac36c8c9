/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define TOC_TRACKS_MAX ARRAY_SIZE(((struct mmc_toc *)0)->tracks)
#define TOC_ROOM (TOC_HEADER_SIZE + TOC_TRACKS_MAX * TOC_TRACK_SIZE)

#define TOC_ATIP 4

static void take_tracks(const uint8_t *bytes, size_t end, struct mmc_toc *toc)
{
	for (size_t at = TOC_HEADER_SIZE; at + TOC_TRACK_SIZE <= end; at += TOC_TRACK_SIZE) {
		if (toc->count >= TOC_TRACKS_MAX)
			return;
		wire_get(&wire_toc_track, bytes + at, TOC_TRACK_SIZE,
			 &toc->tracks[toc->count++]);
	}
}

imapi_status mmc_read_toc(struct scsi_device *device, uint8_t format, struct mmc_toc *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_TOC]);
	uint8_t bytes[TOC_ROOM];
	struct mmc_toc_header header;
	struct mmc_toc toc = { 0 };
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, TOC_FORMAT, format);
	status = scsi_fetch(device, &cdb, bytes, sizeof(bytes), TOC_HEADER_SIZE, &length);
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_toc_header, bytes, length, &header);
	toc.first = header.first;
	toc.last = header.last;
	take_tracks(bytes, MIN((size_t)length, header.length + (size_t)2), &toc);
	if (toc.count == 0)
		return scsi_bad_reply(device, cdb.command,
				      "a table of contents without a track");
	*ret = toc;
	return IMAPI_OK;
}

imapi_status mmc_read_atip(struct scsi_device *device, struct mmc_atip *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_TOC]);
	uint8_t bytes[ATIP_SIZE];
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, TOC_MSF, 1);
	cdb_put(&cdb, TOC_FORMAT, TOC_ATIP);
	status = scsi_fetch(device, &cdb, bytes, sizeof(bytes), sizeof(bytes), &length);
	if (!IMAPI_FAILED(status))
		wire_get(&wire_atip, bytes, length, ret);
	return status;
}
