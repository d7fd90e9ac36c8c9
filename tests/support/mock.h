/* SPDX-License-Identifier: MIT */
/*
 * A device that answers from a list and insists on the commands in it: wrong command, wrong
 * data, one too many or one left over fail the test. Its clock is virtual.
 */
#ifndef TESTS_SUPPORT_MOCK_H
#define TESTS_SUPPORT_MOCK_H

#include "scsi/command.h"

/* One expected command and the answer to it. Bytes are hexadecimal text, spaces as you like. */
struct mock_step {
	const char *cdb;   /* NULL: any command */
	const char *out;   /* data that must come with it; NULL: not looked at */
	const char *reply; /* data to answer with; the rest of the buffer is residual */
	uint8_t status;
	const char *sense; /* "2/04/07" for fixed format, or bytes */
	enum imapi_host_result host;
	imapi_status failed; /* execute itself fails */
	usec_t took; /* longer than the caller's patience: the command is pending so long */
	bool repeat; /* this step answers for ever */
};

struct mock {
	struct imapi_context *context;
	struct imapi_transport *transport;
	struct scsi_device device;
	const struct mock_step *steps;
	size_t count, next, sent;
	usec_t clock, slept;
	usec_t due; /* when the pending command is answered, by @pending */
	const struct mock_step *pending;
	uint32_t timeout_ms; /* of the last command */
	uint8_t cdb[IMAPI_CDB_MAX];
	uint8_t cdb_length;
	uint32_t data_length;
	atomic_bool *cancel_after; /* set once @cancel_at has passed on the clock */
	usec_t cancel_at;
};

void mock_start(struct mock *mock, const struct mock_step *steps, size_t count);

/* Fails the test if a step was not reached; releases everything. */
void mock_end(struct mock *mock);

#define MOCK(name, ...)                                                                        \
	const struct mock_step name##_steps[] = { __VA_ARGS__ };                               \
	struct mock name;                                                                      \
	mock_start(&name, name##_steps, sizeof(name##_steps) / sizeof(name##_steps[0]))

/* Bytes from hexadecimal text; fails the test if it is none. Returns how many. */
size_t hex_bytes(const char *text, uint8_t *bytes, size_t room);

/* The same from a file in tests/golden, where # starts a comment. */
size_t hex_file(const char *name, uint8_t *bytes, size_t room);

#endif
