/* SPDX-License-Identifier: MIT */
/* Models of drive: identity, speeds, times and habits, one row each. */
#ifndef LIB_SIM_MODEL_H
#define LIB_SIM_MODEL_H

#include "sim/habit.h"

#define MODEL_SPEEDS 8
#define MODEL_PROFILES 24

/* How the progress in the sense data moves. */
enum sim_progress {
	PROGRESS_NONE,
	PROGRESS_SMOOTH,
	PROGRESS_PERCENT, /* steps of 1 % */
	PROGRESS_TENTHS,  /* steps of 10 % */
	PROGRESS_FROZEN,  /* always 655, which is 1 % */
	PROGRESS_ZERO,	  /* always 0 */
	PROGRESS_FULL,	  /* always FFFFh */
	PROGRESS_BACK,	  /* two phases: it starts again half way */
	PROGRESS_FALLING, /* from FFFFh down to 0 */
	PROGRESS_WRAP,	  /* runs through five times */
	PROGRESS_JUNK,	  /* values that mean nothing */
};

/* What sense data looks like: fixed, fixed with the VALID bit set, descriptors. */
enum sim_form { FORM_FIXED, FORM_VALID, FORM_DESCRIPTOR };

/* What becomes of data and closes: as it should be, or all is GOOD and nothing is done. */
enum sim_honesty { HONEST, LYING };

/* Feature 0105h: with group 3 and unit length, in its older form, not there. */
enum sim_feature { FEATURE_FULL, FEATURE_EMPTY, FEATURE_ABSENT };

/* TEST UNIT READY at work: as the habit has it, or fixed by an option. */
enum sim_ready { READY_HABIT, READY_HONEST, READY_LIES };

/* Events: of the medium only; of operation and power too; of a busy device with its time, and
 * with a time of 0; the command is not known; it is never answered. */
enum sim_events {
	EVENTS_MEDIA,
	EVENTS_PLAIN,
	EVENTS_BUSY,
	EVENTS_UNTIMED,
	EVENTS_NONE,
	EVENTS_MUTE,
};

/* A tray that goes out and in; one that has to be pushed in; a slot that puts the disc out and
 * takes it from a hand only. */
enum sim_loading { LOADING_TRAY, LOADING_PUSHED_TRAY, LOADING_SLOT };

enum sim_full { FULL_HOLDS, FULL_BUSY };

/* Rates for one family of media, in kB/s. Writing starts at start_percent of the rate at LBA 0
 * and reaches it at the end of the medium (100: constant linear velocity). */
struct sim_rates {
	uint32_t read_kbps;
	uint32_t write_kbps[MODEL_SPEEDS]; /* fastest first, 0 at the end */
	uint8_t start_percent;
};

/* What REPORT SUPPORTED OPERATION CODES says that a command takes. */
struct sim_opcode_time {
	uint8_t opcode;
	uint32_t nominal_s, recommended_s;
};

#define MODEL_OPCODES 8

struct sim_model {
	const char *name, *text;
	char vendor[9], product[17], revision[5], serial[17];
	char firmware_date[15]; /* YYYYMMDDhhmmss */
	uint32_t buffer_bytes, max_transfer;
	uint32_t bus_kbps;
	uint16_t profiles[MODEL_PROFILES]; /* as GET CONFIGURATION lists them, 0 at the end */
	struct sim_rates rates[FAMILY_COUNT];
	uint32_t load_ms, seek_ms, spin_up_ms, calibrate_ms;
	uint16_t close_percent;	       /* of the time that the work model gives */
	uint32_t lasts_ms[WORK_COUNT]; /* instead of it; 0: as the model has it */
	uint16_t group1_s, group2_s;   /* mode page 1Dh */
	bool no_timeout_page;
	enum sim_feature timeout_feature;
	struct sim_opcode_time opcodes[MODEL_OPCODES]; /* opcode 0 ends; none: not known */
	struct sim_habit habits[MODEL_HABITS]; /* the first that is for the work counts */
	enum sim_ready ready;
	enum sim_progress progress;
	bool progress_asked; /* told to REQUEST SENSE only */
	enum sim_form form;
	enum sim_events events;
	enum sim_immed immed;	/* of all that writes, unless the habit has another */
	uint32_t buffer_lag_ms; /* READ BUFFER CAPACITY tells of a moment up to so long ago */
	enum sim_honesty honesty;
	enum sim_full full; /* a WRITE that does not fit the buffer */
	enum sim_loading loading;
	bool no_fua; /* READ refuses the bit */
	/* until a track is closed it seems to end so many blocks too early; UINT32_MAX: as
	 * blank */
	uint32_t track_behind;
	bool closed_as_rom; /* a finalised BD-R has the profile of a BD-ROM */
};

#define DRIVE(id) extern const struct sim_model sim_##id;
#include "sim/drives.def"
#undef DRIVE

/* All models, the default first, NULL at the end. */
extern const struct sim_model *const sim_models[];

const struct sim_model *model_find(const char *name);

#endif
