/* SPDX-License-Identifier: MIT */
/*
 * How a drive goes about a long operation, as data: what it answers in each phase of it, how it
 * takes the command, what befalls it on the way.
 */
#ifndef LIB_SIM_HABIT_H
#define LIB_SIM_HABIT_H

#include "sim/medium.h"

#define HABIT_PHASES 4
#define PHASE_LINES 4
#define MODEL_HABITS 4

/* Whatever takes time. */
enum sim_work_kind {
	WORK_NONE,
	WORK_LOAD,
	WORK_SPIN_UP,
	WORK_CALIBRATE,
	WORK_FLUSH,
	WORK_TRACK,
	WORK_SESSION,
	WORK_FINAL,
	WORK_BLANK,
	WORK_FORMAT,
	WORK_RECOVER, /* from a reset; no habit is for it */
	WORK_COUNT
};

/* The same as a set. */
enum sim_works {
	IN_LOAD = 1 << WORK_LOAD,
	IN_SPIN_UP = 1 << WORK_SPIN_UP,
	IN_CALIBRATE = 1 << WORK_CALIBRATE,
	IN_FLUSH = 1 << WORK_FLUSH,
	IN_TRACK = 1 << WORK_TRACK,
	IN_SESSION = 1 << WORK_SESSION,
	IN_FINAL = 1 << WORK_FINAL,
	IN_BLANK = 1 << WORK_BLANK,
	IN_FORMAT = 1 << WORK_FORMAT,
	IN_CLOSE = IN_SESSION | IN_FINAL,
	IN_ERASE = IN_BLANK | IN_FORMAT,
	IN_LONG = IN_CLOSE | IN_ERASE, /* what a host waits for longest */
	IN_WRITING = IN_FLUSH | IN_TRACK | IN_LONG,
	IN_ALL = IN_LOAD | IN_SPIN_UP | IN_CALIBRATE | IN_WRITING
};

/* Who can be asked, by command. */
enum sim_witness {
	TELLS_READY = 1,     /* TEST UNIT READY */
	TELLS_SENSE = 2,     /* REQUEST SENSE */
	TELLS_DISC = 4,	     /* READ DISC INFORMATION */
	TELLS_TRACK = 8,     /* READ TRACK INFORMATION */
	TELLS_TABLE = 16,    /* READ TOC, READ CAPACITY, structures and format capacities */
	TELLS_DATA = 32,     /* READ, VERIFY, SEEK */
	TELLS_ACCESS = 64,   /* all else that needs the mechanism: WRITE, CLOSE, START STOP */
	TELLS_EVENTS = 128,  /* GET EVENT STATUS NOTIFICATION */
	TELLS_BUFFER = 256,  /* READ BUFFER CAPACITY */
	TELLS_INQUIRY = 512, /* INQUIRY */
	TELLS_PAGES = 1024,  /* MODE SENSE, GET CONFIGURATION, GET PERFORMANCE */
	ALL_DISC = TELLS_DISC | TELLS_TRACK | TELLS_TABLE | TELLS_DATA | TELLS_ACCESS,
	ALL_HONEST = TELLS_READY | TELLS_SENSE | ALL_DISC, /* who tell of honest work */
	ALL = ALL_HONEST | TELLS_EVENTS | TELLS_BUFFER | TELLS_INQUIRY | TELLS_PAGES
};

/*
 * From a moment on, some witnesses say something; the first line that names a witness counts,
 * and one that no line names has nothing to tell. The moment is a share of the time of the
 * work, and a time after that.
 */
struct sim_phase {
	uint8_t from_percent;
	uint32_t from_ms;
	struct {
		uint16_t who; /* of enum sim_witness */
		struct sim_sense says;
	} lines[PHASE_LINES];
};

enum sim_immed { IMMED_HONOURED, IMMED_BLOCKS, IMMED_REJECTED };

enum sim_mishap_kind {
	MISHAP_NONE,
	MISHAP_DIES,	  /* it never answers again */
	MISHAP_RESETS,	  /* 06/29/00, and the work is not done */
	MISHAP_REMOVED,	  /* somebody takes the medium out */
	MISHAP_UNPLUGGED, /* somebody takes the drive away */
	MISHAP_FAILS,	  /* the work ends with an error: deferred, if IMMED was honoured */
	MISHAP_LOSES,	  /* blocks are lost, nothing is said; at 100 percent only */
};

/* What befalls the work after a share of its time. */
struct sim_mishap {
	enum sim_mishap_kind kind;
	uint8_t percent;
	struct sim_sense sense; /* of MISHAP_FAILS */
	uint32_t ready_ms;	/* after a reset: how long it says 02/04/01 */
	uint32_t lost_blocks;	/* taken, confirmed, and never written */
};

#define UNTIL_RELOAD UINT32_MAX

/* Everything that is zero is as a good drive does it. */
struct sim_habit {
	uint16_t works; /* of enum sim_works */
	enum sim_immed immed;
	uint8_t refused_functions; /* bits, CLOSE TRACK SESSION: refuse only these */
	struct sim_sense refuse;   /* the command, with this */
	struct sim_sense begin; /* said to the command that began the work, instead of GOOD */
	struct sim_phase
		phases[HABIT_PHASES]; /* in order; the second one at 0, 0 is not there */
	uint32_t settle_ms;	      /* how long the phases go on after the medium is done */
	bool needs_loading;	      /* UNTIL_RELOAD: stopping and starting is no reload */
	struct sim_mishap mishap;
};

#endif
