/* SPDX-License-Identifier: MIT */
/* Faults on demand: which command fails, when, and how. */
#ifndef LIB_SIM_FAULT_H
#define LIB_SIM_FAULT_H

#include "sim/medium.h"

#define FAULTS_MAX 16

enum fault_kind {
	FAULT_SENSE,	/* CHECK CONDITION; the command does nothing */
	FAULT_DEFERRED, /* the command works; the next one gets the sense as a deferred error */
	FAULT_HANG,	/* no answer, and nothing done */
	FAULT_TIMEOUT,	/* the command works, but its answer is lost */
	FAULT_BUSY,	/* status BUSY */
	FAULT_RESET,	/* the drive resets itself: 06/29/00 */
	FAULT_LOSE,	/* the same, and what the buffer held is gone */
	FAULT_GONE,	/* the drive is not there any more */
	FAULT_OK,	/* says GOOD and does nothing */
	FAULT_CORRUPT,	/* works, and silently changes a byte */
};

struct sim_fault {
	const uint8_t *opcodes; /* 0 terminated, after the first; NULL: any */
	bool by_lba;
	uint32_t at, times; /* number of the command from 1, or LBA; how often */
	enum fault_kind kind;
	struct sim_sense sense;
	uint32_t seen, fired;
};

struct sim_faults {
	struct sim_fault list[FAULTS_MAX];
	unsigned count;
};

/*
 * Adds one fault: COMMAND@N:ACTION or COMMAND@lba=N:ACTION, "xCOUNT" at the end to repeat it.
 * ACTION is KEY/ASC/ASCQ in hexadecimal digits, deferred=KEY/ASC/ASCQ, hang, timeout, busy,
 * reset, reset+lose, gone, ok or corrupt. False if it cannot be understood.
 */
bool fault_add(struct sim_faults *faults, const char *text);

/* The fault that strikes this command, or NULL; @blocks is 0 if it has no address. */
const struct sim_fault *fault_next(struct sim_faults *faults, uint8_t opcode, uint32_t lba,
				   uint32_t blocks);

#endif
