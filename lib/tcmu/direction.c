/* SPDX-License-Identifier: MIT */
#include "tcmu/direction.h"

#include "mmc/command.h"

#define VERIFY_10_BYTCHK CDB_BIT(1, 1)
#define ACTION CDB_BITS(1, 4, 0)
#define ACTION_IN 0x0c /* of A3h: REPORT SUPPORTED OPERATION CODES; MMC-6: SEND KEY */

/* Commands to the device that no command of ours is; what is in no table comes from it. */
static bool is_other_out(uint8_t opcode)
{
	switch (opcode) {
	case 0x0a: /* WRITE(6) */
	case 0x15: /* MODE SELECT(6) */
	case 0x1d: /* SEND DIAGNOSTIC */
	case 0x2e: /* WRITE AND VERIFY(10) */
	case 0x3b: /* WRITE BUFFER */
	case 0x3f: /* WRITE LONG(10) */
	case 0x4c: /* LOG SELECT */
	case 0x5f: /* PERSISTENT RESERVE OUT */
	case 0x8a: /* WRITE(16) */
	case 0xa2: /* SEND EVENT */
	case 0xae: /* WRITE AND VERIFY(12) */
	case 0xb5: /* SECURITY PROTOCOL OUT */
		return true;
	default:
		return false;
	}
}

enum imapi_direction direction_of(const uint8_t *cdb, uint32_t length)
{
	const struct scsi_command *row = mmc_find_command(cdb[0]);

	if (!length)
		return IMAPI_DIRECTION_NONE;
	if (cdb[0] == mmc_commands[MMC_REPORT_OPCODES].opcode)
		return cdb_get(cdb, ACTION) == ACTION_IN ? IMAPI_DIRECTION_IN
							 : IMAPI_DIRECTION_OUT;
	if (cdb[0] == mmc_commands[MMC_VERIFY_10].opcode && cdb_get(cdb, VERIFY_10_BYTCHK))
		return IMAPI_DIRECTION_OUT;
	if (row && row->direction != IMAPI_DIRECTION_NONE)
		return row->direction;
	return is_other_out(cdb[0]) ? IMAPI_DIRECTION_OUT : IMAPI_DIRECTION_IN;
}
