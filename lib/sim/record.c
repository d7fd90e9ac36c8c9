/* SPDX-License-Identifier: MIT */
#include "sim/record.h"

#include <string.h>

/* READ, WRITE, START STOP UNIT, PREVENT ALLOW, MODE SELECT, REPORT SUPPORTED OPERATION CODES.
 */
static const uint8_t forbidden[] = { 0x28, 0xa8, 0xbe, 0x2a, 0xaa, 0x1b, 0x1e, 0x55, 0xa3 };

void record_command(struct sim_record *record, uint8_t opcode, usec_t at, bool working)
{
	record->log[record->total++ % RECORD_LOG] = (struct sim_logged){ at, opcode, working };
	record->counts[opcode]++;
	if (!working || !memchr(forbidden, opcode, sizeof(forbidden)))
		return;
	if (!record->forbidden++)
		record->first_forbidden = opcode;
}
