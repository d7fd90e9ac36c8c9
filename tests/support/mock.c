/* SPDX-License-Identifier: MIT */
#include "support/mock.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

size_t hex_bytes(const char *text, uint8_t *bytes, size_t room)
{
	size_t n = 0;

	for (; *text; text++) {
		if (isspace((unsigned char)*text))
			continue;
		ck_assert_msg(isxdigit((unsigned char)text[0]) &&
				      isxdigit((unsigned char)text[1]),
			      "not hexadecimal: %s", text);
		ck_assert_uint_lt(n, room);
		bytes[n++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
		text++;
	}
	return n;
}

size_t hex_file(const char *name, uint8_t *bytes, size_t room)
{
	char path[512], line[512];
	const char *folder = getenv("GOLDEN");
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder ? folder : "tests/golden", name);
	file = fopen(path, "re");
	ck_assert_msg(file != NULL, "cannot open %s", path);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "#\r\n")] = '\0';
		n += hex_bytes(line, bytes + n, room - n);
	}
	fclose(file);
	return n;
}

static void put_sense(struct imapi_exchange *x, const char *text)
{
	unsigned key, asc, ascq;

	if (text && sscanf(text, "%x/%x/%x", &key, &asc, &ascq) == 3) {
		struct scsi_sense sense = { .valid = true,
					    .key = (uint8_t)key,
					    .asc = (uint8_t)asc,
					    .ascq = (uint8_t)ascq };

		x->sense_length = (uint8_t)sense_encode(&sense, x->sense);
	} else if (text) {
		x->sense_length = (uint8_t)hex_bytes(text, x->sense, sizeof(x->sense));
	}
}

static void check_request(const struct mock_step *step, const struct imapi_exchange *x,
			  size_t number)
{
	uint8_t want[4096];
	size_t n;

	if (step->cdb) {
		n = hex_bytes(step->cdb, want, IMAPI_CDB_MAX);
		ck_assert_msg(n == x->cdb_length && memcmp(want, x->cdb, n) == 0,
			      "command %zu: %02x.. sent, %s expected", number, x->cdb[0],
			      step->cdb);
	}
	if (step->out) {
		n = hex_bytes(step->out, want, sizeof(want));
		ck_assert_uint_eq(n, x->data_length);
		ck_assert_mem_eq(want, x->data, n);
	}
}

static void answer(const struct mock_step *step, struct imapi_exchange *x)
{
	uint8_t reply[65536];
	size_t n = 0;

	x->host = step->host;
	x->scsi_status = step->status;
	put_sense(x, step->sense);
	if (x->direction != IMAPI_DIRECTION_IN)
		return;
	memset(x->data, 0xa5, x->data_length);
	if (step->reply)
		n = hex_bytes(step->reply, reply, sizeof(reply));
	n = n < x->data_length ? n : x->data_length;
	if (n > 0)
		memcpy(x->data, reply, n);
	x->residual = x->data_length - (uint32_t)n;
}

/* The step that this command is; its answer is not given yet. */
static const struct mock_step *take_step(struct mock *mock, const struct imapi_exchange *x)
{
	const struct mock_step *step;

	ck_assert_msg(mock->next < mock->count, "command %02x is one too many", x->cdb[0]);
	step = &mock->steps[mock->next];
	check_request(step, x, mock->sent);
	mock->sent++;
	if (!step->repeat)
		mock->next++;
	mock->timeout_ms = x->timeout_ms;
	memcpy(mock->cdb, x->cdb, sizeof(mock->cdb));
	mock->cdb_length = x->cdb_length;
	mock->data_length = x->data_length;
	return step;
}

static imapi_status mock_execute(void *self, struct imapi_exchange *x)
{
	struct mock *mock = self;
	const struct mock_step *step = take_step(mock, x);

	mock->clock += step->took;
	if (step->failed)
		return step->failed;
	answer(step, x);
	return IMAPI_OK;
}

static imapi_status mock_resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct mock *mock = self;
	usec_t left = mock->due > mock->clock ? mock->due - mock->clock : 0;
	const struct mock_step *step = mock->pending;

	ck_assert_msg(step != NULL, "no command is pending");
	mock->clock += left < patience ? left : patience;
	if (left > patience) {
		x->host = IMAPI_HOST_PENDING;
		return IMAPI_OK;
	}
	mock->pending = NULL;
	if (step->failed)
		return step->failed;
	answer(step, x);
	return IMAPI_OK;
}

static imapi_status mock_start_command(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct mock *mock = self;

	ck_assert_msg(mock->pending == NULL, "another command is pending");
	mock->pending = take_step(mock, x);
	mock->due = mock->clock + mock->pending->took;
	return mock_resume(self, x, patience);
}

static uint64_t mock_now(void *self)
{
	return ((struct mock *)self)->clock;
}

static void mock_sleep(void *self, uint64_t duration)
{
	struct mock *mock = self;

	mock->clock += duration;
	mock->slept += duration;
	if (mock->cancel_after && mock->clock >= mock->cancel_at)
		atomic_store(mock->cancel_after, true);
}

void mock_start(struct mock *mock, const struct mock_step *steps, size_t count)
{
	static const struct imapi_transport_ops ops = {
		.size = sizeof(ops),
		.name = "mock",
		.execute = mock_execute,
		.now_us = mock_now,
		.sleep_us = mock_sleep,
		.start = mock_start_command,
		.resume = mock_resume,
	};

	memset(mock, 0, sizeof(*mock));
	mock->steps = steps;
	mock->count = count;
	ck_assert_int_eq(imapi_context_new(&mock->context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(mock->context, &ops, mock, &mock->transport),
			 IMAPI_OK);
	mock->device.context = mock->context;
	mock->device.transport = mock->transport;
	mock->device.stage = STAGE_PREPARE;
}

void mock_end(struct mock *mock)
{
	bool for_ever = mock->next < mock->count && mock->steps[mock->next].repeat;

	ck_assert_msg(mock->next + for_ever == mock->count, "%zu of %zu commands were sent",
		      mock->next, mock->count);
	imapi_transport_free(mock->transport);
	scsi_leave(&mock->device);
	imapi_context_free(mock->context);
}
