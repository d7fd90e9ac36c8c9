/* SPDX-License-Identifier: MIT */
/* Models of drive: identity, speeds, times and habits, one row each. */
#ifndef LIB_SIM_MODEL_H
#define LIB_SIM_MODEL_H

#include "sim/medium.h"

#define MODEL_SPEEDS 8
#define MODEL_PROFILES 24

/* What other commands answer while the drive works on something. */
struct sim_witness {
	struct sim_sense ready;	 /* TEST UNIT READY */
	struct sim_sense info;	 /* READ DISC and TRACK INFORMATION, READ TOC */
	struct sim_sense access; /* everything that needs the medium or the mechanism */
};

/* How the progress in the sense data moves. */
enum sim_progress {
	PROGRESS_NONE,
	PROGRESS_SMOOTH,
	PROGRESS_PERCENT, /* steps of 1 % */
	PROGRESS_TENTHS,  /* steps of 10 % */
	PROGRESS_FROZEN,  /* always the same value */
	PROGRESS_BACK,	  /* two phases: it starts again half way */
	PROGRESS_JUNK,	  /* values that mean nothing */
};

enum sim_events { EVENTS_MEDIA, EVENTS_PLAIN, EVENTS_BUSY, EVENTS_NONE, EVENTS_MUTE };
enum sim_immed { IMMED_HONOURED, IMMED_BLOCKS, IMMED_REJECTED };
enum sim_full { FULL_HOLDS, FULL_BUSY };

/* Rates for one family of media, in kB/s. Writing starts at start_percent of the rate at LBA 0
 * and reaches it at the end of the medium (100: constant linear velocity). */
struct sim_rates {
	uint32_t read_kbps;
	uint32_t write_kbps[MODEL_SPEEDS]; /* fastest first, 0 at the end */
	uint8_t start_percent;
};

struct sim_model {
	const char *name, *text;
	char vendor[9], product[17], revision[5], serial[17];
	char firmware_date[15]; /* YYYYMMDDhhmmss */
	uint32_t buffer_bytes, max_transfer;
	uint32_t bus_kbps;
	uint16_t profiles[MODEL_PROFILES]; /* as GET CONFIGURATION lists them, 0 at the end */
	struct sim_rates rates[FAMILY_COUNT];
	uint32_t load_ms, seek_ms, spin_up_ms, calibrate_ms;
	uint16_t close_percent;	     /* of the time that the work model gives */
	uint32_t close_s;	     /* instead of it; 0: use the model */
	uint16_t group1_s, group2_s; /* mode page 1Dh */
	struct sim_witness flushing, closing;
	enum sim_progress progress;
	enum sim_events events;
	enum sim_immed immed;
	enum sim_full full; /* a WRITE that does not fit the buffer */
	bool closed_as_rom; /* a finalised BD-R has the profile of a BD-ROM */
};

extern const struct sim_model sim_reference, sim_slow_closer;

/* All models, the default first, NULL at the end. */
extern const struct sim_model *const sim_models[];

const struct sim_model *model_find(const char *name);

#endif
