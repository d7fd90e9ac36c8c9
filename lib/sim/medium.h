/* SPDX-License-Identifier: MIT */
/* Kinds of medium: what the standards and the makers fix about them, one row each. */
#ifndef LIB_SIM_MEDIUM_H
#define LIB_SIM_MEDIUM_H

#include "base/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_family { FAMILY_CD, FAMILY_DVD, FAMILY_BD, FAMILY_COUNT };

/* What a close function of CLOSE TRACK/SESSION does on a medium. */
enum sim_close { CLOSE_REFUSED, CLOSE_TRACK, CLOSE_SESSION, CLOSE_FINAL, CLOSE_STOP };

/* Sense key, code and qualifier; the key 0 is GOOD, and two keys that SCSI has not are none. */
struct sim_sense {
	uint8_t key, asc, ascq;
};

#define KEY_BUSY 0x10	/* the status BUSY instead of sense data */
#define KEY_SILENT 0x11 /* no answer */

#define GOOD ((struct sim_sense){ 0, 0, 0 })
#define SENSE(k, a, q) ((struct sim_sense){ k, a, q })

/* Work that a close is: fixed time, and megabytes (10^6) to pad at the writing speed. */
struct sim_work {
	uint16_t seconds, first_mb, later_mb;
};

/* A format that FORMAT UNIT takes: what it holds back of the usual capacity, for replacements.
 */
struct sim_format {
	uint8_t type;
	bool there;
	uint32_t spare;	    /* blocks */
	uint32_t parameter; /* of its type, in READ FORMAT CAPACITIES */
};

#define MEDIUM_FORMATS 4
#define FORMAT_EXPAND_SPARE                                                                    \
	0x01 /* what is on the disc stays, as far as there is room for it                      \
	      */

struct sim_disc;

struct sim_medium {
	const char *name, *text;
	uint16_t profile, final_profile; /* while it can be written; once it is finalised */
	enum sim_family family;
	uint32_t capacity, least, most; /* blocks: usual, and what "size=" may ask for */
	uint32_t unit;			/* blocks per ECC unit */
	uint32_t single_kbps;		/* 1x */
	uint16_t tracks_max, sessions_max, open_max;
	uint32_t track_least; /* blocks that a track is padded to */
	uint32_t track_tail;  /* run-out blocks, part of the track but not readable */
	uint32_t track_gap;   /* blocks between two tracks of a session */
	uint32_t session_gap_first, session_gap_later; /* lead-out and next lead-in */
	uint8_t close[8];			       /* enum sim_close by close function */
	struct sim_work track_work, session_work, final_work;
	struct sim_sense closed_sense; /* to a write after the disc was finalised */
	bool write_page;      /* mode page 05h must fit: write type, track mode, block type */
	bool recording_zones; /* the page must say incremental, or disc at once (DVD-R, -RW) */
	bool multi_page;      /* its multi-session field decides whether a close is final */
	bool sync_ends;	      /* SYNCHRONIZE CACHE ends the track that is being written */
	bool written_is_reserved; /* what READ TRACK INFORMATION says of a closed fragment */
	bool tail_reserve; /* a partly written reserved track is filled up by its close */
	bool pressed;	   /* it was never written by a recorder */
	bool erasable;
	bool random;		 /* is written anywhere, once it is formatted */
	uint32_t primary_spares; /* clusters, besides what a format sets aside */
	bool comes_formatted;	 /* by its first format, when it is new */
	uint8_t blank_types;	 /* bits: what BLANK takes */
	uint16_t blank_s;	 /* every blank; the whole disc takes its time on top */
	uint16_t format_s;	 /* the same for every format */
	uint32_t fastest_kbps;	 /* that the medium can be written at; 0: any */
	struct sim_format formats[MEDIUM_FORMATS];
	uint8_t control; /* of a data track in the TOC */
	uint8_t track_mode;
	/* READ DISC STRUCTURE: fills the data after the header, returns its length, 0: none. */
	size_t (*structure)(const struct sim_disc *disc, uint8_t format, uint8_t data[4096]);
	bool background;	     /* is formatted while it can be written already (DVD+RW) */
	uint8_t layers;		     /* 0: one */
	uint32_t session_least;	     /* blocks; a close that would leave less is final */
	uint16_t restricted_profile; /* formatted for restricted overwrite; 0: it cannot be */
	bool comes_restricted;	     /* it is when it is new */
	uint16_t jump_profile;	     /* in layer jump recording; 0: it has none */
	bool comes_jumping;	     /* it is when it is new */
};

extern const struct sim_medium sim_cd_r, sim_cd_rw, sim_dvd_plus_r, sim_dvd_ram;
extern const struct sim_medium sim_bd_re, sim_bd_re_dl, sim_bd_re_tl;
extern const struct sim_medium sim_dvd_r, sim_dvd_rw, sim_dvd_rw_ow, sim_dvd_r_dl,
	sim_dvd_r_dl_lj;
extern const struct sim_medium sim_bd_r, sim_bd_r_dl, sim_bd_r_tl, sim_bd_r_ql;
extern const struct sim_medium sim_dvd_plus_r_dl, sim_dvd_plus_rw, sim_dvd_plus_rw_dl;

/* All kinds, NULL at the end. */
extern const struct sim_medium *const sim_media[];

const struct sim_medium *medium_find(const char *name);

#endif
