/* SPDX-License-Identifier: MIT */
#include "made-up.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE UINT64_C(60000)
#define SECTORS UINT64_C(150000)
#define POLLS_MOST 4096

static const char *const operands[] = { "photos", NULL };

static struct report_wait *add_wait(struct made_up *m, enum imapi_operation operation,
				    enum imapi_wait_end end, uint64_t duration_ms)
{
	struct report_wait *wait = &m->data.waits[m->data.wait_count++];

	*wait = (struct report_wait){ .wait = IMAPI_WAIT_INIT };
	wait->wait.operation = operation;
	wait->wait.end = end;
	wait->wait.start_ms = 20000;
	wait->wait.duration_ms = duration_ms;
	wait->wait.expected_ms = 250000;
	wait->wait.usual_ms = 750000;
	wait->wait.silent_ms = 30 * MINUTE;
	wait->wait.quiet_ms = 120 * MINUTE;
	wait->wait.limit_ms = 240 * MINUTE;
	wait->sources = calloc(8, sizeof(*wait->sources));
	wait->polls = calloc(POLLS_MOST, sizeof(*wait->polls));
	return wait;
}

static void add_source(struct report_wait *wait, const char *name, const char *said,
		       const char *reason, uint64_t counted_ms)
{
	wait->sources[wait->source_count++] =
		(struct imapi_wait_source){ sizeof(struct imapi_wait_source),
					    name,
					    said,
					    counted_ms != 0,
					    reason,
					    counted_ms };
}

static struct imapi_poll *add_poll(struct report_wait *wait, uint64_t at_ms,
				   enum imapi_poll_class class_)
{
	struct imapi_poll *poll = &wait->polls[wait->poll_count++];

	*poll = (struct imapi_poll)IMAPI_POLL_INIT;
	poll->at_ms = at_ms;
	poll->class_ = class_;
	poll->deadline_ms = at_ms + 120 * MINUTE;
	if (class_ != IMAPI_POLL_BUSY && class_ != IMAPI_POLL_SPLIT)
		return poll;
	poll->has_sense = 1;
	poll->key = 2;
	poll->asc = 4;
	poll->ascq = 7;
	return poll;
}

static void add_sources(struct report_wait *wait)
{
	add_source(wait, "work model", "lead-out 160 s, padding 90 s",
		   "what this disc still needs at the speed of this burn", 250000);
	add_source(wait, "mode page 1Dh", "G1 5 s, G2 22530 s",
		   "not believed: 600 s with its bytes swapped", 0);
	add_source(wait, "Device Busy event", "13 times, at most 600 s",
		   "counts down as time passes", 600000);
	add_source(wait, "history", "3 closes, longest 412 s",
		   "same drive, firmware and medium", 412000);
}

/* Even progress after a while, then foretold times; ten minutes. */
static void add_close(struct made_up *m)
{
	struct report_wait *wait =
		add_wait(m, IMAPI_OPERATION_CLOSE_SESSION, IMAPI_WAIT_CONFIRMED, 10 * MINUTE);

	add_sources(wait);
	wait->wait.decision = "The disc says that its session is complete, twice, two seconds "
			      "apart.";
	for (uint64_t at = 200; at < 10 * MINUTE - 4000; at += at < MINUTE ? 1000 : 5000) {
		struct imapi_poll *poll =
			add_poll(wait, at, at < 3000 ? IMAPI_POLL_SPLIT : IMAPI_POLL_BUSY);

		poll->progress = (int32_t)(65535 * at / (10 * MINUTE));
		poll->progress_class =
			at < 30000 ? IMAPI_PROGRESS_UNDECIDED : IMAPI_PROGRESS_MONOTONE;
		if (at > 2 * MINUTE && at % 20000 < 5000)
			poll->foretold_ms = 10 * MINUTE - at + at % 7000;
		if (at >= 30000)
			poll->deadline_ms = 10 * MINUTE + 3 * (10 * MINUTE - at) + 30 * MINUTE;
	}
	add_poll(wait, 10 * MINUTE - 2000, IMAPI_POLL_ATTENTION);
	add_poll(wait, 10 * MINUTE - 2000, IMAPI_POLL_READY);
	add_poll(wait, 10 * MINUTE, IMAPI_POLL_READY);
}

static void add_sync(struct made_up *m)
{
	struct report_wait *wait =
		add_wait(m, IMAPI_OPERATION_SYNCHRONIZE, IMAPI_WAIT_CONFIRMED, 400);

	wait->wait.start_ms = 14000;
	wait->wait.expected_ms = 1500;
	wait->wait.decision = "The drive is ready and its buffer is empty.";
	add_poll(wait, 100, IMAPI_POLL_BUSY);
	add_poll(wait, 400, IMAPI_POLL_READY);
}

/* Noise for progress, no deadline at all, and no longer waited for after an hour. */
static void add_junk(struct made_up *m)
{
	struct report_wait *wait =
		add_wait(m, IMAPI_OPERATION_FINALISE, IMAPI_WAIT_EXPIRED, 60 * MINUTE);
	uint32_t noise = 1;

	wait->wait.decision = "The drive answers that it works, but nothing has moved for an "
			      "hour.";
	wait->wait.limit_ms = 0;
	for (uint64_t at = 200; at < 60 * MINUTE; at += 20000) {
		struct imapi_poll *poll = add_poll(wait, at, IMAPI_POLL_BUSY);

		noise = noise * 1664525 + 1013904223;
		poll->progress = (int32_t)(noise >> 16);
		poll->progress_class =
			at < MINUTE ? IMAPI_PROGRESS_UNDECIDED : IMAPI_PROGRESS_JUNK;
		poll->deadline_ms = 0;
	}
}

/* Busy for six minutes, then nothing any more. */
static void add_death(struct made_up *m)
{
	struct report_wait *wait =
		add_wait(m, IMAPI_OPERATION_CLOSE_SESSION, IMAPI_WAIT_NO_ANSWER, 36 * MINUTE);

	wait->wait.decision = "No answer to any command for 30 minutes.";
	for (uint64_t at = 200; at < 36 * MINUTE; at += 10000) {
		bool dead = at > 6 * MINUTE;
		struct imapi_poll *poll =
			add_poll(wait, at, dead ? IMAPI_POLL_SILENT : IMAPI_POLL_BUSY);

		if (dead)
			poll->deadline_ms = 36 * MINUTE;
	}
}

static void add_most(struct made_up *m)
{
	struct report_wait *wait = add_wait(m, IMAPI_OPERATION_CLOSE_SESSION,
					    IMAPI_WAIT_CONFIRMED, POLLS_MOST * 1000);

	for (uint64_t i = 0; i < POLLS_MOST; i++) {
		struct imapi_poll *poll = add_poll(
			wait, i * 1000,
			(enum imapi_poll_class)(i % 2 ? IMAPI_POLL_SPLIT : IMAPI_POLL_BUSY));

		poll->progress = (int32_t)(i * 16);
		poll->progress_class = IMAPI_PROGRESS_MONOTONE;
	}
}

static void add_samples(struct record *record, uint64_t sectors)
{
	for (uint64_t at = 0; at < sectors; at += 1000) {
		double drive = at % 40000 == 20000 ? 30 : 97;
		struct sample piece = {
			.lba = (int64_t)at,
			.sectors = 1000,
			.ms = at % 40000 == 20000 ? 260 : 115,
			.host = { 80, 80, 80 },
			.drive = { drive, drive, drive },
		};

		series_add(&record->write, &piece);
		piece.ms = 60 - at * 20 / SECTORS;
		series_add(&record->read, &piece);
	}
}

static void set_result(struct made_up *m, enum imapi_close_state close,
		       enum imapi_verify_state verify)
{
	struct imapi_burn_result *result = &m->data.result;

	m->data.has_result = true;
	*result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	result->close = close;
	result->verify = verify;
	result->sectors_written = SECTORS;
	result->sectors_verified = verify == IMAPI_VERIFY_NOT_RUN ? 0 : SECTORS;
	result->write_ms = 17500;
	result->close_ms = 10 * MINUTE;
	result->verify_ms = verify == IMAPI_VERIFY_NOT_RUN ? 0 : 7600;
	strcpy(result->digest, "cfb4e7cfc05f1e189ce50e049b83c09f");
	result->proof = IMAPI_PROOF_STATE | IMAPI_PROOF_TIME;
	if (verify == IMAPI_VERIFY_PASSED)
		result->proof |= IMAPI_PROOF_ALL_READ;
}

static void set_failure(struct made_up *m, imapi_status status, const char *message)
{
	m->data.status = status;
	m->failure.status = status;
	m->failure.lba = INT64_MIN;
	snprintf(m->failure.message, sizeof(m->failure.message), "%s", message);
}

static void add_range(struct made_up *m, int64_t lba, uint64_t sectors, const char *path)
{
	struct report_range *range = &m->data.ranges[m->data.range_count++];

	*range = (struct report_range){ lba, sectors, m->data.range_count % 2, json_array() };
	if (path)
		json_array_append_new(range->paths, json_string(path));
}

static void fill_verified(struct made_up *m)
{
	set_result(m, IMAPI_CLOSE_CLOSED, IMAPI_VERIFY_PASSED);
	add_sync(m);
	add_close(m);
}

static void fill_junk(struct made_up *m)
{
	set_result(m, IMAPI_CLOSE_STILL_RUNNING, IMAPI_VERIFY_NOT_RUN);
	set_failure(m, IMAPI_E_STILL_CLOSING, "the drive still closes the disc");
	add_junk(m);
}

static void fill_silent(struct made_up *m)
{
	set_result(m, IMAPI_CLOSE_NO_ANSWER, IMAPI_VERIFY_NOT_RUN);
	set_failure(m, IMAPI_E_CLOSE_NO_ANSWER, "the drive has stopped answering");
	m->failure.has_sense = true;
	m->failure.cdb_length = 10;
	m->failure.cdb[0] = 0x5b;
	add_death(m);
}

static void fill_bad(struct made_up *m)
{
	set_result(m, IMAPI_CLOSE_CLOSED, IMAPI_VERIFY_FAILED);
	set_failure(m, IMAPI_E_BURN_VERIFICATION_FAILED,
		    "40 sectors in <b>&amp;\"'</b> are bad");
	m->data.result.sectors_bad = 40;
	add_close(m);
	add_range(m, 30000, 1, "/<script>alert(1)</script>/a&b.jpg");
	add_range(m, 30064, 7, "/\"quoted\" & 'single'\x01\x7f.bin");
	add_range(m, 90000, 32,
		  "/\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d/\xe2\x80\xae"
		  "gpj.exe");
	add_range(m, 149999, 1, NULL);
	strcpy(m->data.drive.product_id, "<i>]]>&\xff\xfe");
}

static void fill_empty(struct made_up *m)
{
	m->data.record = NULL;
	set_failure(m, IMAPI_E_RECORDER_MEDIA_NO_MEDIA, "there is no disc in the drive");
}

static void fill_full(struct made_up *m)
{
	struct record *record = (struct record *)m->data.record;

	set_result(m, IMAPI_CLOSE_CLOSED, IMAPI_VERIFY_PASSED);
	add_samples(record, 40000 * UINT64_C(1000));
	m->data.wanted_bytes = 40000 * UINT64_C(1000) * 2048;
	m->data.result.sectors_written = m->data.result.sectors_verified = 40000000;
	m->data.result.write_ms = 40000 * 119;
	m->data.result.verify_ms = 40000 * 50;
	add_most(m);
}

static const struct kind {
	const char *name;
	void (*fill)(struct made_up *m);
} kinds[] = {
	{ "verified", fill_verified }, { "junk", fill_junk },	{ "silent", fill_silent },
	{ "bad", fill_bad },	       { "empty", fill_empty }, { "full", fill_full },
};

static void fill_common(struct made_up *m)
{
	struct report_data *data = &m->data;
	struct record *record = record_new();

	add_samples(record, SECTORS);
	data->verb = "burn";
	data->operands = operands;
	data->started = 1700000000;
	data->finished = 1700000640;
	data->failure = &m->failure;
	data->address = "/dev/sr0";
	data->has_drive = true;
	strcpy(data->drive.vendor_id, "ACME");
	strcpy(data->drive.product_id, "BURNER 16X");
	strcpy(data->drive.product_revision, "1.02");
	data->drive.buffer_bytes = 4 << 20;
	data->medium = "BD-R";
	data->medium_state = "blank";
	data->medium_bytes = UINT64_C(25025314816);
	data->single_kbps = 4496;
	data->wanted_bytes = SECTORS * 2048;
	data->files = 1234;
	data->directories = 56;
	data->record = record;
	data->waits = calloc(4, sizeof(*data->waits));
	data->ranges = calloc(8, sizeof(*data->ranges));
}

bool made_up_begin(struct made_up *m, const char *name)
{
	*m = (struct made_up){ .failure = { .lba = INT64_MIN } };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct record *record;

		if (strcmp(kinds[i].name, name))
			continue;
		fill_common(m);
		record = (struct record *)m->data.record;
		kinds[i].fill(m);
		if (!m->data.record)
			free(record);
		return true;
	}
	return false;
}

void made_up_done(struct made_up *m)
{
	free((void *)m->data.record);
	report_data_done(&m->data);
}
