/* SPDX-License-Identifier: MIT */
/* What was done to a drive: counts, a log, and commands that do harm while it works. */
#ifndef LIB_SIM_RECORD_H
#define LIB_SIM_RECORD_H

#include "base/units.h"

#include <stdbool.h>

#define RECORD_LOG 4096
#define RECORD_HARM 32

struct sim_logged {
	usec_t at;
	uint8_t opcode;
	uint8_t work; /* enum sim_work_kind: what the drive was at */
};

struct sim_record {
	uint64_t counts[256];
	uint64_t total;
	uint64_t forbidden; /* commands that must not be sent to a drive at work */
	uint8_t first_forbidden;
	struct sim_logged harm[RECORD_HARM]; /* the first of them */
	struct sim_logged log[RECORD_LOG];   /* a ring: entry n is at n % RECORD_LOG */
};

void record_command(struct sim_record *record, uint8_t opcode, usec_t at, uint8_t work);

/* Must not be sent to a drive that writes or calibrates. */
bool record_is_forbidden(uint8_t opcode);

#endif
