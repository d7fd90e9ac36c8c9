/* SPDX-License-Identifier: MIT */
/* Command descriptor blocks: rows that describe commands, and where their arguments sit. */
#ifndef LIB_SCSI_CDB_H
#define LIB_SCSI_CDB_H

#include "imapi/transport.h"

#include <stdbool.h>
#include <stdint.h>

/* How long a command may legitimately take; the numbers are in command.c. */
enum scsi_time_class {
	TIME_QUICK,  /* answers from the drive's memory */
	TIME_ACCESS, /* touches the medium */
	TIME_LONG,   /* may last as long as the medium needs: close, sync, blank, format, OPC */
};

/* One row of a commands.def. */
struct scsi_command {
	const char *name;
	uint8_t opcode, length;
	uint8_t direction; /* enum imapi_direction */
	uint8_t alloc_first,
		alloc_last; /* bytes of the allocation or parameter list length; 0 if none */
	uint8_t time;	    /* enum scsi_time_class */
	const char *clause;
};

/* Where an argument sits in a CDB: the host puts, the simulated drive gets, one name. */
struct cdb_field {
	uint8_t first, last, hi, lo;
};

#define CDB_BITS(byte, h, l) ((struct cdb_field){ byte, byte, h, l })
#define CDB_BIT(byte, b) CDB_BITS(byte, b, b)
#define CDB_BYTES(f, l) ((struct cdb_field){ f, l, 7, 0 })

struct cdb {
	const struct scsi_command *command;
	uint8_t bytes[IMAPI_CDB_MAX];
};

struct cdb cdb_new(const struct scsi_command *command);
void cdb_put(struct cdb *cdb, struct cdb_field field, uint32_t value);
uint32_t cdb_get(const uint8_t *bytes, struct cdb_field field);

/* The block address of a command that has one in bytes 2 to 5; it may be negative (CD). */
bool cdb_lba(const uint8_t *bytes, int64_t *ret_lba);

/* The rows of lib/scsi/commands.def. */
enum spc_command {
#define SCSI_CMD(id, ...) SPC_##id,
#include "scsi/commands.def"
#undef SCSI_CMD
	SPC_COMMAND_COUNT
};

extern const struct scsi_command spc_commands[SPC_COMMAND_COUNT];

#endif
