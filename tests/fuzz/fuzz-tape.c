/* SPDX-License-Identifier: MIT */
/* Reads whatever it is given as a tape and writes what it understood. */
#include "transport/tape.h"

#include "base/mem.h"

#define RECORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void copy_tape(struct tape_reader *reader, FILE *copy)
{
	uint32_t most = 0;
	bool end = false;

	if (IMAPI_FAILED(tape_read_header(reader, &most)))
		return;
	tape_write_header(copy, most);
	for (int i = 0; i < RECORDS_MAX && !end; i++) {
		CLEANUP(tape_record_clear) struct tape_record record = { 0 };

		if (IMAPI_FAILED(tape_read(reader, &record, &end)))
			return;
		if (!end && record.count < 65536)
			tape_write(copy, &record);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tape_reader reader = { 0 };
	FILE *copy;

	if (size == 0)
		return 0;
	reader.file = fmemopen((void *)(uintptr_t)data, size, "r");
	copy = fopen("/dev/null", "w");
	if (reader.file && copy)
		copy_tape(&reader, copy);
	if (reader.file)
		fclose(reader.file);
	if (copy)
		fclose(copy);
	return 0;
}
