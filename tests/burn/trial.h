/* SPDX-License-Identifier: MIT */
/*
 * One burn in a simulated drive with a bad habit, and what came of it: what the job said, what
 * the disc is really like at the end and after a long rest, and which commands were sent when.
 */
#ifndef TESTS_BURN_TRIAL_H
#define TESTS_BURN_TRIAL_H

#include "burn/rig.h"
#include "imapi/wait.h"
#include "sim/inspect.h"

#define TRIAL_SECTORS_MAX 2000

/* Which of the long operations takes the time, and has the habit. */
enum trial_operation {
	TRIAL_CLOSE, /* the session; the disc stays appendable */
	TRIAL_FINAL,
	TRIAL_SYNC,
	TRIAL_ERASE, /* blank or format, as the medium needs it */
	TRIAL_ERASE_FULL,
	TRIAL_OPERATION_COUNT
};

/* What happens to drive, medium or bus in the middle of the operation. */
enum trial_event {
	TRIAL_NOTHING,
	TRIAL_DIES,
	TRIAL_UNPLUGGED,
	TRIAL_REMOVED,
	TRIAL_BUS_FAILS,      /* for ever */
	TRIAL_BUSY_FOR_EVER,  /* answers, nothing moves */
	TRIAL_MOVES_FOR_EVER, /* its progress rises all the time, and it never ends */
	TRIAL_EVENT_COUNT
};

#define DEATH "hangx99999" /* a drive fault: it never answers again */

struct trial {
	/* set by the caller */
	const char *model, *medium, *options; /* options: NULL, or "&name=value..." */
	enum trial_operation operation;
	enum imapi_verification level;
	uint32_t sectors;
	bool append; /* to a disc with a session, which a good drive has written */
	enum trial_event event;
	unsigned event_percent;		/* of the time that the operation takes */
	unsigned fault_at;		/* command number; 0: no fault */
	const struct scsi_sense *fault; /* its sense, or */
	const char *drive_fault;	/* as in the option "fault" of the simulator */
	unsigned cancel_at;		/* step; 0: never */
	uint32_t max_wait_s;		/* 0: the default */
	void (*look)(void *user,
		     const struct imapi_job *job); /* when it has ended; may be NULL */
	void *user;

	/* what came of it */
	imapi_status status;
	struct imapi_burn_result result;
	char message[256];
	struct imapi_wait wait; /* the last one */
	struct sim_truth at_end, at_rest;
	bool no_disc, no_drive, mute; /* at the end */
	bool pending;		      /* at the end a command is not answered */
	bool telling;		      /* at the end the drive still says that it is busy */
	uint32_t good; /* at rest: sectors from the first on that are as they were sent */
	bool holds;    /* all that were accepted */
	bool endless;
	unsigned steps, commands, polls;
	bool struck; /* the fault was met */
	usec_t started, ended, last_answer;
	usec_t event_at; /* 0 if it did not come to it */
	/* commands that must not be: number, 0 if none, opcode */
	unsigned harm, early_read, stranger;
	uint8_t harm_opcode, stranger_opcode;
};

void trial_run(struct trial *trial);

/* No burn. */
bool trial_erases(const struct trial *trial);

/* "dies, bd-r, close, full verification, fault ..." */
void trial_name(const struct trial *trial, char *text, size_t room);

/* From the event to the end of the job. */
usec_t trial_detection(const struct trial *trial);

extern const char *const trial_event_names[TRIAL_EVENT_COUNT];

#endif
