/* SPDX-License-Identifier: MIT */
/* Sense data: decoding it, and what each code means to a burner. */
#ifndef LIB_SCSI_SENSE_H
#define LIB_SCSI_SENSE_H

#include "imapi/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decoded sense data, fixed or descriptor format (SPC-4 4.5). */
struct scsi_sense {
	bool valid;    /* there was sense data that makes sense */
	bool deferred; /* 71h, 73h: it belongs to an earlier command */
	bool ata;      /* an ATA status descriptor: the host adapter made it up */
	uint8_t key, asc, ascq;
	bool has_progress; /* only for keys 0 and 2 */
	uint16_t progress; /* of 65536 */
	bool has_information;
	uint64_t information; /* an LBA, mostly */
};

/* Decodes @length bytes; all-zero or unknown data gives valid = false. */
struct scsi_sense sense_decode(const uint8_t *bytes, size_t length);

/* Builds fixed-format sense data of 18 bytes (for the simulated drive). Returns the length. */
size_t sense_encode(const struct scsi_sense *sense, uint8_t bytes[18]);

/* What the program is doing: the same code can mean different things. Flags. */
enum scsi_stage {
	STAGE_PREPARE = 1,
	STAGE_WRITE = 2,
	STAGE_CLOSE = 4, /* close, synchronize: everything that finishes a burn */
	STAGE_READ = 8,
	STAGE_ANY = 15,
};

/* What the engine does about it. */
enum sense_action {
	SENSE_OK,	/* go on */
	SENSE_WAIT,	/* the same operation is still running: poll */
	SENSE_RETRY,	/* send the command again after a while */
	SENSE_INQUIRE,	/* read the state of drive and medium again, then decide */
	SENSE_DIAGNOSE, /* as INQUIRE, and the operation has failed in some way */
	SENSE_MEDIUM,	/* the medium has failed */
	SENSE_DRIVE,	/* the drive has failed */
	SENSE_PROGRAM,	/* our sequence or parameters are wrong for this drive */
	SENSE_USER,	/* somebody has to do something */
	SENSE_HOST,	/* bus or host adapter; the state of the drive is unknown */
};

/* One row of sense.tab. */
struct sense_row {
	uint8_t key, asc, ascq_first, ascq_last;
	uint8_t stages; /* of enum scsi_stage */
	uint8_t action; /* enum sense_action */
	imapi_status status;
	const char *text;   /* what it means */
	const char *advice; /* what the user can do, or "" */
};

#define SENSE_KEY_ANY 0xff

/* The row for a code at a stage; never NULL: unlisted codes get a row for their key. */
const struct sense_row *sense_lookup(const struct scsi_sense *sense, enum scsi_stage stage);

/* Every row, for tests and for the fault sweep. */
const struct sense_row *sense_rows(size_t *ret_count);

/* "3/0C/00 (write error)", or with "deferred " in front. */
void sense_print(const struct scsi_sense *sense, char *text, size_t room);

#endif
