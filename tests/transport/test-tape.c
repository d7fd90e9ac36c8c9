/* SPDX-License-Identifier: MIT */
#include "support/mock.h"
#include "support/t.h"
#include "transport/tape.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TUR "000000000000"

static char path[64];

static const char *tape_path(void)
{
	snprintf(path, sizeof(path), "/tmp/imapi-test-tape.%d", (int)getpid());
	return path;
}

static void send(struct imapi_transport *t, struct imapi_exchange *x, const char *cdb)
{
	x->cdb_length = (uint8_t)hex_bytes(cdb, x->cdb, sizeof(x->cdb));
	ck_assert_int_eq(transport_execute(t, x), IMAPI_OK);
}

/* One exchange of each kind; what comes back is checked by the caller. */
static void talk(struct imapi_transport *t, struct imapi_exchange x[4], uint8_t in[64],
		 uint8_t out[2048])
{
	memset(x, 0, 4 * sizeof(*x));
	memset(in, 0xee, 64);
	for (size_t i = 0; i < 2048; i++)
		out[i] = (uint8_t)(i * 7);
	send(t, &x[0], TUR);
	x[1].direction = IMAPI_DIRECTION_IN;
	x[1].data = in;
	x[1].data_length = 64;
	send(t, &x[1], "51000000000000004000");
	transport_sleep(t, 500000);
	x[2].direction = IMAPI_DIRECTION_OUT;
	x[2].data = out;
	x[2].data_length = 2048;
	send(t, &x[2], "2a000000000000000100");
	x[3].direction = IMAPI_DIRECTION_OUT;
	x[3].data = out;
	x[3].data_length = 20;
	send(t, &x[3], "55100000000000001400");
}

static void record(struct imapi_exchange x[4], uint8_t in[64])
{
	uint8_t out[2048];
	struct imapi_transport *t;

	MOCK(mock, { .cdb = TUR, .status = 2, .sense = "2/04/07", .took = 1500 },
	     { .reply = "00200e0101 000000000000000000000000 ffffffff", .took = 20 },
	     { .cdb = "2a000000000000000100", .took = 3000 },
	     { .host = IMAPI_HOST_TIMEOUT, .took = 60000000 });

	ck_assert_int_eq(tape_record(mock.transport, tape_path(), &t), IMAPI_OK);
	talk(t, x, in, out);
	mock.transport = NULL;
	imapi_transport_free(t);
	mock_end(&mock);
}

static struct imapi_transport *replay(struct imapi_context **ret_context)
{
	struct imapi_transport *t = NULL;

	ck_assert_int_eq(imapi_context_new(ret_context), IMAPI_OK);
	ck_assert_int_eq(tape_replay(*ret_context, tape_path(), &t), IMAPI_OK);
	return t;
}

static void release(struct imapi_transport *t, struct imapi_context *context)
{
	imapi_transport_free(t);
	imapi_context_free(context);
	unlink(tape_path());
}

T(a_tape_answers_as_the_drive_did)
{
	struct imapi_exchange recorded[4], played[4];
	uint8_t in[64], again[64], out[2048];
	struct imapi_context *context;
	struct imapi_transport *t;

	record(recorded, in);
	t = replay(&context);
	ck_assert_uint_eq(transport_max_transfer(t), 65536);
	talk(t, played, again, out);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(played[i].host, recorded[i].host);
		ck_assert_uint_eq(played[i].scsi_status, recorded[i].scsi_status);
		ck_assert_uint_eq(played[i].residual, recorded[i].residual);
		ck_assert_uint_eq(played[i].sense_length, recorded[i].sense_length);
		ck_assert_mem_eq(played[i].sense, recorded[i].sense, IMAPI_SENSE_MAX);
	}
	ck_assert_uint_eq(played[1].residual, 43);
	ck_assert_mem_eq(in, again, 21);
	release(t, context);
}

T(the_clock_of_a_replay_is_the_tapes)
{
	struct imapi_exchange x[4];
	uint8_t in[64], out[2048];
	struct imapi_context *context;
	struct imapi_transport *t;
	usec_t start;

	record(x, in);
	t = replay(&context);
	start = transport_now(t);
	talk(t, x, in, out);
	ck_assert_uint_eq(transport_now(t) - start, 1500 + 20 + 500000 + 3000 + 60000000);
	ck_assert_uint_eq(x[3].duration_us, 60000000);
	release(t, context);
}

T(another_command_is_a_mismatch_that_shows_both)
{
	struct imapi_exchange x = { .cdb = { 0x1e }, .cdb_length = 6 }, recorded[4];
	struct imapi_context *context;
	struct imapi_transport *t;
	const char *message;
	uint8_t in[64];

	record(recorded, in);
	t = replay(&context);
	ck_assert_int_eq(transport_execute(t, &x), IMAPI_E_TAPE_MISMATCH);
	message = imapi_error_message(imapi_last_error(context));
	ck_assert_ptr_nonnull(strstr(message, "1e 00 00 00 00 00"));
	ck_assert_ptr_nonnull(strstr(message, "00 00 00 00 00 00"));
	ck_assert_ptr_nonnull(strstr(message, "exchange 1 "));
	release(t, context);
}

T(other_data_or_another_length_is_a_mismatch)
{
	struct imapi_exchange x = { 0 }, recorded[4];
	uint8_t in[64], out[2048] = { 0 };
	struct imapi_context *context;
	struct imapi_transport *t;

	record(recorded, in);
	t = replay(&context);
	send(t, &x, TUR);
	x.direction = IMAPI_DIRECTION_IN;
	x.data = in;
	x.data_length = 64;
	send(t, &x, "51000000000000004000");
	x.direction = IMAPI_DIRECTION_OUT;
	x.data = out;
	x.data_length = 2048;
	x.cdb_length = (uint8_t)hex_bytes("2a000000000000000100", x.cdb, sizeof(x.cdb));
	ck_assert_int_eq(transport_execute(t, &x), IMAPI_E_TAPE_MISMATCH);
	x.data_length = 19;
	x.cdb_length = (uint8_t)hex_bytes("55100000000000001400", x.cdb, sizeof(x.cdb));
	ck_assert_int_eq(transport_execute(t, &x), IMAPI_E_TAPE_MISMATCH);
	ck_assert_int_eq(transport_execute(t, &x), IMAPI_E_TAPE_MISMATCH);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_message(imapi_last_error(context)), "ends after 4"));
	release(t, context);
}

T(bulk_data_out_leaves_only_a_digest)
{
	struct imapi_exchange x[4];
	uint8_t in[64];
	char line[512];
	bool digest = false;
	FILE *file;
	long size;

	record(x, in);
	file = fopen(tape_path(), "r");
	while (fgets(line, sizeof(line), file))
		digest = digest || strncmp(line, "digest ", 7) == 0;
	size = ftell(file);
	fclose(file);
	unlink(tape_path());
	ck_assert(digest);
	ck_assert_int_lt(size, 1024);
}

T(a_tape_that_cannot_be_made_is_an_error)
{
	struct imapi_transport *t = NULL;
	struct mock mock;

	mock_start(&mock, NULL, 0);
	ck_assert_int_eq(tape_record(mock.transport, "/no/such/folder/tape", &t),
			 IMAPI_E_FILE_OPEN_FAILURE);
	ck_assert_ptr_null(t);
	mock.transport = NULL;
	mock_end(&mock);
}

static imapi_status read_text(const char *text, const char **ret_mistake)
{
	struct tape_reader reader = { .file = fmemopen((void *)(uintptr_t)text, strlen(text),
						       "r") };
	uint32_t most = 0;
	bool end = false;
	imapi_status status = tape_read_header(&reader, &most);

	while (!IMAPI_FAILED(status) && !end) {
		CLEANUP(tape_record_clear) struct tape_record record = { 0 };

		status = tape_read(&reader, &record, &end);
	}
	*ret_mistake = reader.mistake;
	fclose(reader.file);
	return status;
}

#define HEAD "imapi-tape 1\nmax-transfer 65536\n"

T(a_damaged_tape_says_what_is_wrong)
{
	static const char *const bad[] = {
		"",
		"imapi-tape 2\nmax-transfer 65536\n",
		"imapi-tape 1\n",
		"imapi-tape 1\nmax-transfer 12\n",
		"imapi-tape 1\nmax-transfer 99999999999999999999\n",
		HEAD "end\n",
		HEAD "cdb 00\nend\n",
		HEAD "cdb 0000000000000000000000000000000000\nend\n",
		HEAD "cdb 00000000000g\nend\n",
		HEAD "cdb 000000000000\n",
		HEAD "cdb 000000000000\nin\nend\n",
		HEAD "cdb 000000000000\nin -1\nend\n",
		HEAD "cdb 000000000000\nin 99999999\nend\n",
		HEAD "cdb 000000000000\nin 4\nout 4\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata 0000000000\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata 00*5\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata 0*4\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata zz*4\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata 00*\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata 00*99999999999999999999\nend\n",
		HEAD "cdb 000000000000\ndata 00\nend\n",
		HEAD "cdb 000000000000\nin 4\ndata 0\nend\n",
		HEAD "cdb 000000000000\nin 4\nresidual 5\nend\n",
		HEAD "cdb 000000000000\nhost lost\nend\n",
		HEAD "cdb 000000000000\nstatus 0\nend\n",
		HEAD "cdb 000000000000\nfailed 00000001\nend\n",
		HEAD "cdb 000000000000\nin 4\ndigest 00\nend\n",
		HEAD "cdb 000000000000\nfoo\nend\n",
		HEAD "cdb 000000000000\nat 99999999999999999\nend\n",
	};
	const char *mistake;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_msg(read_text(bad[i], &mistake) == IMAPI_E_TAPE_INVALID,
			      "accepted: %s", bad[i]);
		ck_assert_ptr_nonnull(mistake);
	}
}

T(comments_and_empty_lines_do_not_matter)
{
	const char *mistake;

	ck_assert_int_eq(read_text("# x\n\n" HEAD "\n# y\ncdb 000000000000\n\nin 4\r\n"
				   "data 00*4\nend\n",
				   &mistake),
			 IMAPI_OK);
}

T(a_line_without_end_is_refused)
{
	char text[4096] = HEAD;
	const char *mistake;

	memset(text + strlen(text), 'a', sizeof(text) - 1 - strlen(text));
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(read_text(text, &mistake), IMAPI_E_TAPE_INVALID);
}

T(a_trace_has_a_line_per_exchange)
{
	char text[1024] = "";
	FILE *file = fmemopen(text, sizeof(text), "w");
	struct imapi_exchange x = { 0 };
	struct imapi_transport *t;

	MOCK(mock, { .cdb = TUR, .took = 1000 }, { .failed = IMAPI_E_FAIL });

	ck_assert_int_eq(trace_wrap(mock.transport, file, NULL, &t), IMAPI_OK);
	ck_assert_str_eq(transport_name(t), "mock");
	transport_sleep(t, 2500000);
	send(t, &x, TUR);
	ck_assert_int_eq(transport_execute(t, &x), IMAPI_E_FAIL);
	imapi_transport_free(t);
	mock.transport = NULL;
	mock_end(&mock);
	fclose(file);
	ck_assert_ptr_nonnull(
		strstr(text, "    2.500000 00 00 00 00 00 00 -> host 0 status 00\n"));
	ck_assert_ptr_nonnull(strstr(text, "    2.501000 "));
	ck_assert_ptr_nonnull(strstr(text, "not sent: IMAPI_E_FAIL\n"));
}

T(a_command_that_was_looked_away_from_is_on_the_tape_once_with_its_own_time)
{
	uint8_t in[4] = { 0 };
	struct imapi_exchange x = { .cdb = { 0x51 },
				    .cdb_length = 10,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = in,
				    .data_length = sizeof(in) };
	struct imapi_context *context;
	struct imapi_transport *t;

	MOCK(mock, { .reply = "01020304", .took = 3000000 }, { .took = 3000000 });

	ck_assert_int_eq(tape_record(mock.transport, tape_path(), &t), IMAPI_OK);
	mock.transport = NULL;
	ck_assert_int_eq(transport_start(t, &x, 1000000), IMAPI_OK);
	ck_assert_int_eq(transport_resume(t, &x, 1000000), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_PENDING);
	ck_assert_int_eq(transport_resume(t, &x, 5000000), IMAPI_OK);
	ck_assert_int_eq(transport_start(t, &x, 1000000), IMAPI_OK);
	imapi_transport_free(t);
	mock_end(&mock);
	t = replay(&context);
	memset(in, 0, sizeof(in));
	ck_assert_int_eq(transport_start(t, &x, 1000000), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(in[3], 4);
	ck_assert_uint_eq(x.duration_us, 3000000);
	ck_assert_int_eq(transport_execute(t, &x), IMAPI_E_TAPE_MISMATCH);
	release(t, context);
}

T_MAIN("tape")
