/* SPDX-License-Identifier: MIT */
#include "sim/record.h"

#include "sim/habit.h"

#include <string.h>

/* READ, WRITE, START STOP UNIT, PREVENT ALLOW, MODE SELECT, and the code that REPORT SUPPORTED
 * OPERATION CODES shares with SEND KEY. */
static const uint8_t forbidden[] = { 0x28, 0xa8, 0xbe, 0x08, 0x2a, 0xaa,
				     0x0a, 0x1b, 0x1e, 0x15, 0x55, 0xa3 };

bool record_is_forbidden(uint8_t opcode)
{
	return memchr(forbidden, opcode, sizeof(forbidden)) != NULL;
}

void record_command(struct sim_record *record, uint8_t opcode, usec_t at, uint8_t work)
{
	struct sim_logged entry = { at, opcode, work };
	bool harms = ((IN_WRITING | IN_CALIBRATE) & (1u << work)) != 0;

	record->log[record->total++ % RECORD_LOG] = entry;
	record->counts[opcode]++;
	if (!harms || !record_is_forbidden(opcode))
		return;
	if (!record->forbidden)
		record->first_forbidden = opcode;
	if (record->forbidden < RECORD_HARM)
		record->harm[record->forbidden] = entry;
	record->forbidden++;
}
