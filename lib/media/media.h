/* SPDX-License-Identifier: MIT */
/* Kinds of media: what a profile means, and how each family is written and closed. */
#ifndef LIB_MEDIA_MEDIA_H
#define LIB_MEDIA_MEDIA_H

#include "imapi/medium.h"

#include "base/units.h"
#include "mmc/mmc.h"

enum media_family {
	MEDIA_OTHER,
	MEDIA_CD,
	MEDIA_DVD_MINUS,
	MEDIA_DVD_PLUS,
	MEDIA_DVD_RAM,
	MEDIA_BD,
	MEDIA_HD_DVD,
	MEDIA_FAMILY_COUNT
};

struct media_profile {
	uint16_t number;
	const char *name;
	enum media_family family;
	uint8_t unit; /* sectors that a write must be a multiple of */
	enum imapi_media_type type;
	const struct media_ops *ops; /* NULL: only read */
};

/* The row for a profile number; never NULL: an unknown one gets a row that is only read. */
const struct media_profile *media_find_profile(uint16_t number);

/* The row that a recorded disc of this type had when it was written; NULL if there is none. */
const struct media_profile *media_find_type(enum imapi_media_type type);

/* True if it is written at any address, and over again; NULL is not. */
bool media_written_anywhere(const struct media_profile *profile);

/* How a medium is made ready for new data. */
enum media_renewal {
	MEDIA_LASTS, /* it is not: written once, or read only */
	MEDIA_BLANKED,
	MEDIA_FORMATTED,
	MEDIA_RENEWED_OTHERWISE, /* in a way that is not among these */
};

enum media_renewal media_renewal(const struct media_profile *profile);

/* True if it is blanked, but can be formatted to be written anywhere (DVD-RW). */
bool media_restricts(const struct media_profile *profile);

/* Every row, for tests. */
const struct media_profile *media_profiles(size_t *ret_count);

/* Single speed of a family, and the bytes of a sector that the drive counts in its kB/s. */
kbps_t media_single_kbps(enum media_family family);
uint32_t media_speed_sector(enum media_family family);

/* kB/s to sectors per second and back, rounded to the nearest. */
uint32_t media_kbps_to_sectors(enum media_family family, kbps_t kbps);
kbps_t media_sectors_to_kbps(enum media_family family, uint32_t sectors);

struct media_speed {
	kbps_t kbps;
	bool pure_cav; /* the medium turns at one speed */
};

/* What the drive writes at now (mode page 2Ah). */
imapi_status media_read_speed(struct scsi_device *device, struct media_speed *ret);

/* One long operation after the last write. */
enum media_close_kind { MEDIA_SYNC, MEDIA_CLOSE_TRACK, MEDIA_CLOSE_SESSION, MEDIA_FINALISE };

#define MEDIA_FUNCTIONS 3

struct media_close_step {
	enum media_close_kind kind;
	/* Close functions, tried in this order when the drive refuses one; 0 ends the list. */
	uint8_t functions[MEDIA_FUNCTIONS + 1];
};

#define MEDIA_CLOSE_STEPS 4

struct media_ladder {
	unsigned count;
	struct media_close_step steps[MEDIA_CLOSE_STEPS];
};

/* What the drive is to know before the first write. */
struct media_wish {
	bool finalise;
	bool underrun_free_disabled;
	bool test_write; /* at reading power */
	bool xa;	 /* mode 2 form 1 */
};

/* A track that is about to be written. */
struct media_extent {
	unsigned track;
	int64_t start;	  /* LBA */
	uint64_t sectors; /* gaps before it not counted */
};

/* How a family is written; one per way of writing. */
struct media_ops {
	const char *method;	 /* "track at once" */
	uint32_t shortest_track; /* sectors; 0: any */
	uint32_t run_out;	 /* sectors that the drive adds to a track, no user data */
	uint32_t post_gap;	 /* zero sectors that follow the data (IMAPI v2: post-gap) */
	uint32_t pre_gap;	 /* zero sectors that are sent before the data */
	bool test_write;	 /* it can be tried without effect */
	bool send_opc;		 /* the drive does not calibrate by itself */
	/*
	 * Written at any address, and over again, once it is formatted (MMC-6 Random Writable):
	 * it has no sessions, and its ladders only flush.
	 */
	bool anywhere;
	bool once;	     /* each place of it only once */
	uint8_t format_type; /* of the format that makes it so (READ FORMAT CAPACITIES) */
	/* Of those that add to what is formatted, sector by sector or by leaving a border open
	 * that the ladder closes; 0: there are none. */
	uint8_t full_grow_type, grow_type;
	/* How it is written where the drive does not take it bit by bit (MMC-6 feature 0021h is
	 * not current), or when it is asked for; NULL: only as this says. */
	const struct media_ops *at_once;
	/* A blank one can be recorded as that profile as well: layer jump or not; 0: it cannot.
	 */
	uint16_t other_profile;
	bool jumps;   /* each session is told beforehand where it leaves layer 0 */
	bool reserve; /* the room is reserved before the first write, and the flush ends the
			 disc */
	/* That format goes on while the medium is used, and can be stopped and restarted. */
	bool background;
	bool layer_break;  /* where layer 0 ends can be set while it is blank */
	bool one_session;  /* nothing can follow the first */
	bool always_final; /* IMAPI v2: it is closed for good, unless it is told to stay open */
	/* Mode pages and such, before the first write; NULL: nothing. */
	imapi_status (*prepare)(struct scsi_device *device, const struct media_wish *wish);
	const char *prepare_text;
	/* After that: tells the drive what will be written, all of it. The session ends with
	 * it, and what was told has to be written. NULL: nothing is told. */
	imapi_status (*announce)(struct scsi_device *device, const struct media_extent *extent);
	struct media_ladder keep_open, finalise, compatible; /* the last: for DVD players */
	/* 1 once the disc shows the session that was open in @before as closed; NULL if it has
	 * none. */
	bool (*closed)(const struct mmc_disc_info *before, const struct mmc_disc_info *now,
		       bool finalise);
};

/* SEND CUE SHEET for one data track that is a session. */
imapi_status media_announce_session(struct scsi_device *device,
				    const struct media_extent *extent);

extern const struct media_ops media_cd_ops, media_dvd_minus_ops, media_dvd_minus_dl_ops,
	media_dvd_minus_jump_ops, media_dvd_rw_ops, media_dvd_plus_ops, media_dvd_ram_ops;
extern const struct media_ops media_bd_ops, media_bd_re_ops, media_bd_random_ops;
extern const struct media_ops media_dvd_plus_dl_ops, media_dvd_plus_rw_ops;

/* The closed() of a medium whose background format has been stopped, or is over. */
bool media_background_stopped(const struct mmc_disc_info *before,
			      const struct mmc_disc_info *now, bool finalise);

/* The closed() of a medium with one border, which was left open. */
bool media_border_closed(const struct mmc_disc_info *before, const struct mmc_disc_info *now,
			 bool finalise);

/* The closed() of every sequential medium (MMC-6 READ DISC INFORMATION). */
bool media_session_closed(const struct mmc_disc_info *before, const struct mmc_disc_info *now,
			  bool finalise);

#endif
