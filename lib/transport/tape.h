/* SPDX-License-Identifier: MIT */
/* The text of a tape: one record per exchange (docs/tape.md). */
#ifndef LIB_TRANSPORT_TAPE_H
#define LIB_TRANSPORT_TAPE_H

#include "base/digest.h"
#include "transport/transport.h"

/* Longest data of one exchange that a tape may speak of. */
#define TAPE_DATA_MAX (16u * 1024 * 1024)

struct tape_record {
	uint8_t cdb[IMAPI_CDB_MAX];
	uint8_t cdb_length;
	enum imapi_direction direction;
	uint32_t data_length, residual;
	uint8_t *data;	/* what the tape keeps; from the start of the data */
	uint32_t count; /* bytes at @data */
	uint32_t room;
	bool has_digest;
	struct digest digest; /* of what went over */
	enum imapi_host_result host;
	uint8_t scsi_status, sense_length;
	uint8_t sense[IMAPI_SENSE_MAX];
	usec_t at, took;
	imapi_status failed; /* what execute returned, if it failed */
};

/* Empties a record and releases its data; for CLEANUP. */
void tape_record_clear(struct tape_record *record);

/* Writes header and records. Whether it worked is in ferror(). */
void tape_write_header(FILE *file, uint32_t max_transfer);
void tape_write(FILE *file, const struct tape_record *record);

/* Reads what was written. */
struct tape_reader {
	FILE *file;
	unsigned long line;
	const char *mistake; /* of the line where reading failed */
};

/* Both return IMAPI_E_TAPE_INVALID with reader->mistake set if the text is no tape. */
imapi_status tape_read_header(struct tape_reader *reader, uint32_t *ret_max_transfer);

/* *@ret_end is true, and nothing is filled, behind the last record. @record must be clear. */
imapi_status tape_read(struct tape_reader *reader, struct tape_record *record, bool *ret_end);

#endif
