/* SPDX-License-Identifier: MIT */
/* The body of a medium snapshot, and how it is read from a drive. */
#ifndef LIB_MEDIA_MEDIUM_H
#define LIB_MEDIA_MEDIUM_H

#include "media/media.h"

#define MEDIUM_SPEEDS_MAX MMC_SPEEDS_MAX
#define MEDIUM_TRACKS_MAX 8192

struct imapi_medium {
	const struct media_profile *profile; /* what the medium is */
	uint16_t current_profile;	     /* what the drive shows it as */
	unsigned state;			     /* flags of enum imapi_media_state */
	bool incremental; /* data can be written bit by bit; only known where there is a choice
			   */
	struct mmc_disc_info info;
	uint64_t total, free; /* sectors */
	int64_t next_writable, previous_session;
	unsigned session_count; /* without an empty one at the end */
	unsigned open_track;	/* number of the track at next_writable; 0: none */
	unsigned track_count;
	struct imapi_track *tracks;
	/* Of media that are written anywhere. */
	bool unformatted;      /* it needs a format before the first write */
	bool looks_blank;      /* IMAPI v2: heuristically blank; no format of data is on it */
	uint64_t overwritable; /* sectors, once it is formatted */
	struct mmc_layer_capacity layer_0; /* of media with a layer break; blocks 0: unknown */
	uint64_t formatted;		   /* of these are already; the rest can be added */
	bool border_open; /* it is to be closed once data is written (DVD-RW) */
	unsigned speed_count;
	kbps_t speeds[MEDIUM_SPEEDS_MAX]; /* fastest first */
	bool pure_cav[MEDIUM_SPEEDS_MAX]; /* the rotation at each of them */
	unsigned protection;		  /* flags of enum imapi_write_protection */
};

/* Reads everything about the medium in the drive. */
imapi_status medium_read(struct scsi_device *device, struct imapi_medium **ret_medium);

struct imapi_medium *medium_free(struct imapi_medium *medium);

/* What one reply of READ TRACK INFORMATION says. */
void medium_decode_track(const struct mmc_track_info *info, struct imapi_track *ret);

/* Reads how a medium that is written anywhere is formatted, and whether it holds anything. */
imapi_status medium_read_overwritable(struct scsi_device *device, struct imapi_medium *medium,
				      uint64_t readable_sectors);

/* Asks what keeps the medium from being written; a drive that does not tell is fine. */
imapi_status medium_read_protection(struct scsi_device *device, struct imapi_medium *medium);

/* One that was begun is not counted. */
unsigned medium_closed_sessions(const struct imapi_medium *medium);

/* Makes state, totals, sessions and next_writable of @medium from its info and tracks. */
void medium_conclude(struct imapi_medium *medium, uint64_t readable_sectors);

#endif
