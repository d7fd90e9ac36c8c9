/* SPDX-License-Identifier: MIT */
/* Printing a tape: each record as the exchange that it was. */
#include "imapi/tape.h"

#include "base/api.h"
#include "base/context.h"
#include "base/mem.h"
#include "mmc/command.h"
#include "transport/tape.h"

#include <errno.h>

#define LINE_ROOM 8192

static void close_file(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* @data has room for what the command asked for; what the tape does not keep is zero. */
static struct imapi_exchange exchange_of(const struct tape_record *record, uint8_t *data)
{
	struct imapi_exchange x = {
		.cdb_length = record->cdb_length,
		.direction = record->direction,
		.data = record->data_length ? data : NULL,
		.data_length = record->data_length,
		.host = record->host,
		.scsi_status = record->scsi_status,
		.sense_length = record->sense_length,
		.residual = record->residual,
		.duration_us = record->took,
	};

	memcpy(x.cdb, record->cdb, sizeof(x.cdb));
	memcpy(x.sense, record->sense, sizeof(x.sense));
	if (record->count)
		memcpy(data, record->data, MIN(record->count, record->data_length));
	return x;
}

static imapi_status print_record(struct imapi_context *context, FILE *file,
				 const struct tape_record *record)
{
	AUTOFREE uint8_t *data = zalloc((size_t)record->data_length + 1);
	struct imapi_exchange x;
	char line[LINE_ROOM];

	if (!data)
		return err_no_memory(&context->error);
	x = exchange_of(record, data);
	mmc_describe(&x, line, sizeof(line));
	fprintf(file, "%5llu.%06llu %s%s%s\n", (unsigned long long)(record->at / USEC_PER_SEC),
		(unsigned long long)(record->at % USEC_PER_SEC), line,
		record->failed ? " -> not sent: " : "",
		record->failed ? imapi_status_text(record->failed) : "");
	return IMAPI_OK;
}

static imapi_status print_records(struct imapi_context *context, struct tape_reader *reader,
				  FILE *file)
{
	uint32_t max_transfer;
	imapi_status status = tape_read_header(reader, &max_transfer);

	while (!IMAPI_FAILED(status)) {
		CLEANUP(tape_record_clear) struct tape_record record = { .data = NULL };
		bool end = false;

		status = tape_read(reader, &record, &end);
		if (IMAPI_FAILED(status))
			break;
		if (end)
			return IMAPI_OK;
		status = print_record(context, file, &record);
	}
	if (status == IMAPI_E_TAPE_INVALID)
		err_set(&context->error, status, "line %lu: %s", reader->line, reader->mistake);
	return status;
}

IMAPI_API imapi_status imapi_tape_print(struct imapi_context *context, const char *path,
					FILE *file)
{
	CLEANUP(close_file) FILE *tape = NULL;
	struct tape_reader reader = { .file = NULL };

	if (!context)
		return IMAPI_E_POINTER;
	if (!path || !file)
		return err_set(&context->error, IMAPI_E_POINTER, "no tape, or no file for it");
	tape = fopen(path, "re");
	if (!tape)
		return err_errno(&context->error, IMAPI_E_FILE_OPEN_FAILURE, errno, "%s", path);
	reader.file = tape;
	return err_in(&context->error, print_records(context, &reader, file), "%s", path);
}
