/* SPDX-License-Identifier: MIT */
/* A burn that stopped anywhere is taken up again, on the disc and with the data that it had. */
#include "burn/rig.h"

#include "base/mem.h"
#include "burn/journal.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <stdio.h>
#include <unistd.h>

#define SECTORS 1700
#define STEPS_MAX 100000

/* A small buffer makes the drive take the data little by little. */
static const char *const media[] = {
	"cd-r?size=30000&buffer=131072",
	"dvd+r?size=65536&buffer=131072",
	"bd-r?size=65536&buffer=131072",
};

static uint8_t data[SECTORS * 2048], first[300 * 2048];
static char path[96];

static void prepare(void)
{
	/* in memory if there is such a place: every checkpoint is forced to the disk */
	char fast[] = "/dev/shm/imapi-resume-XXXXXX", slow[] = "/tmp/imapi-resume-XXXXXX";
	const char *folder = mkdtemp(fast) ? fast : mkdtemp(slow);

	ck_assert_ptr_nonnull(folder);
	snprintf(path, sizeof(path), "%s/burn.journal", folder);
	rig_fill(data, sizeof(data), 5);
	rig_fill(first, sizeof(first), 6);
}

static struct sim_truth truth_of(struct rig *rig)
{
	return sim_truth(sim_inspect(rig->drive));
}

static bool journal_is_there(void)
{
	return access(path, F_OK) == 0;
}

static void clean(void)
{
	unlink(path);
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(rmdir(path), 0);
}

static struct rig *new_rig(const char *spec)
{
	struct rig *rig = rig_new(spec);
	struct rig_burn burn = { .data = first, .length = sizeof(first) };

	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	return rig;
}

struct
try {
	const void *data;
	size_t length;
	unsigned steps;	  /* then it is left as it is; 0: to the end */
	uint64_t sectors; /* the same, once the drive has taken as many */
	enum imapi_verification verification;
	imapi_status (*start)(struct imapi_data_writer * writer, struct imapi_stream * stream,
			      struct imapi_job * *ret_job);
	struct imapi_burn_result result;
	bool done;
};

/* A burn, or its resumption, of so many steps. */
static imapi_status go(struct rig *rig, struct try *try)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	unsigned steps = 0;
	imapi_status status;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, try->verification);
	imapi_data_writer_set_buffer(writer, 1u << 20);
	ck_assert_int_eq(imapi_data_writer_set_journal(writer, path), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_journal_note(writer, "note"), IMAPI_OK);
	ck_assert_int_eq(
		imapi_stream_from_memory(rig->context, try->data, try->length, &stream),
		IMAPI_OK);
	try->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	status = try->start(writer, stream, &job);
	while (!IMAPI_FAILED(status) && !imapi_job_done(job) &&
	       (!try->steps || steps < try->steps) &&
	       (!try->sectors || try->result.sectors_written < try->sectors)) {
		ck_assert_uint_lt(++steps, STEPS_MAX);
		status = imapi_job_step(job, NULL);
		imapi_job_result(job, &try->result);
	}
	try->done = job && imapi_job_done(job);
	if (IMAPI_FAILED(status))
		ck_assert_int_eq(imapi_error_status(imapi_last_error(rig->context)), status);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return status;
}

static imapi_status burn_steps(struct rig *rig, unsigned steps, bool *ret_done)
{
	struct try try = { .data = data,
			   .length = sizeof(data),
			   .steps = steps,
			   .verification = IMAPI_VERIFICATION_QUICK,
			   .start = imapi_data_writer_write };
	imapi_status status = go(rig, &try);

	if (ret_done)
		*ret_done = try.done;
	return status;
}

/* A burn that stops when the drive has taken @sectors. */
static void burn_sectors(struct rig *rig, uint64_t sectors)
{
	struct try try = { .data = data,
			   .length = sizeof(data),
			   .sectors = sectors,
			   .start = imapi_data_writer_write };

	ck_assert_int_eq(go(rig, &try), IMAPI_OK);
	ck_assert_uint_ge(try.result.sectors_written, sectors);
	ck_assert_uint_lt(try.result.sectors_written, SECTORS);
}

static imapi_status resume(struct rig *rig, const uint8_t *bytes, size_t length,
			   struct imapi_burn_result *ret_result)
{
	struct try try = { .data = bytes,
			   .length = length,
			   .verification = IMAPI_VERIFICATION_FULL,
			   .start = imapi_data_writer_resume };
	imapi_status status = go(rig, &try);

	if (ret_result)
		*ret_result = try.result;
	return status;
}

/* The disc holds both sessions, closed, and the resumed one was compared sector by sector. */
static void check_whole(struct rig *rig, const struct imapi_burn_result *result,
			const char *what)
{
	struct sim_truth truth = sim_truth(sim_inspect(rig->drive));

	if (result->close != IMAPI_CLOSE_CLOSED || result->verify != IMAPI_VERIFY_PASSED ||
	    result->sectors_verified != SECTORS || strlen(result->digest) != 32)
		ck_abort_msg("%s: close %d, verify %d, %llu sectors", what, result->close,
			     result->verify, (unsigned long long)result->sectors_verified);
	ck_assert_msg(truth.sessions == 2 && !truth.damaged && !truth.final, "%s: %u sessions",
		      what, truth.sessions);
	ck_assert_msg(rig_disc_holds(rig, result->start_lba, data, sizeof(data)), "%s", what);
	ck_assert_msg(rig_disc_holds(rig, 0, first, sizeof(first)), "%s: old data", what);
	ck_assert_msg(!sim_inspect(rig->drive)->prevented, "%s: locked", what);
	ck_assert_msg(!journal_is_there(), "%s: the journal stays", what);
}

/* Stops after @steps; false if the burn ended before. */
static bool stop_and_resume(const char *medium, unsigned steps)
{
	struct rig *rig = new_rig(medium);
	struct imapi_burn_result result;
	bool done, journal;
	char what[80];
	imapi_status status;

	snprintf(what, sizeof(what), "%s, %u steps", medium, steps);
	ck_assert_int_eq(burn_steps(rig, steps, &done), IMAPI_OK);
	journal = journal_is_there();
	rig_reset(rig);
	if (journal) {
		status = resume(rig, data, sizeof(data), &result);
		if (status != IMAPI_OK)
			ck_abort_msg("%s: %s: %s", what, imapi_status_name(status),
				     imapi_error_message(imapi_last_error(rig->context)));
		check_whole(rig, &result, what);
	} else {
		/* before the first write, or closed */
		ck_assert_int_eq(resume(rig, data, sizeof(data), NULL),
				 IMAPI_E_FILE_OPEN_FAILURE);
	}
	rig_free(rig);
	return !done;
}

T(a_burn_can_be_taken_up_after_every_step)
{
	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		unsigned steps = 1;

		while (stop_and_resume(media[i], steps))
			steps++;
		ck_assert_uint_gt(steps, 20);
	}
	clean();
}

T(a_burn_that_is_cut_off_twice_ends_well)
{
	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]);
		struct imapi_burn_result result;
		struct try again = { .data = data,
				     .length = sizeof(data),
				     .verification = IMAPI_VERIFICATION_FULL,
				     .start = imapi_data_writer_resume };

		burn_sectors(rig, 1000);
		for (again.steps = 6; again.steps < 20; again.steps += 3)
			ck_assert_int_eq(go(rig, &again), IMAPI_OK);
		ck_assert_int_eq(resume(rig, data, sizeof(data), &result), IMAPI_OK);
		check_whole(rig, &result, media[i]);
		rig_free(rig);
	}
	clean();
}

/* Also in the middle of a block of digests, which is 32 sectors. */
T(what_the_drives_buffer_lost_is_written_again)
{
	static const uint32_t lost[] = { 96, 80, 16, 700 };

	prepare();
	for (size_t i = 0; i < 2 * ARRAY_SIZE(lost); i++) {
		struct rig *rig = new_rig(media[1 + i % 2]);
		struct sim_drive *drive = sim_inspect(rig->drive);
		struct imapi_burn_result result;

		burn_sectors(rig, 1000);
		disc_interrupt(drive->disc, lost[i / 2]);
		drive->buffer.level = 0;
		drive->buffer.track = 0;
		ck_assert(sim_truth(drive).damaged);
		ck_assert_int_eq(resume(rig, data, sizeof(data), &result), IMAPI_OK);
		check_whole(rig, &result, media[1 + i % 2]);
		rig_free(rig);
	}
	clean();
}

T(a_cd_track_that_was_cut_off_cannot_be_continued_and_can_be_closed)
{
	struct imapi_data_writer *writer;
	struct imapi_job *job;
	struct rig *rig;

	prepare();
	rig = new_rig(media[0]);
	burn_sectors(rig, 1000);
	disc_interrupt(sim_inspect(rig->drive)->disc, 8);
	disc_track(sim_inspect(rig->drive)->disc, 2)->cut_off = true;
	ck_assert_int_eq(resume(rig, data, sizeof(data), NULL), IMAPI_E_RESUME_NOT_POSSIBLE);
	ck_assert_ptr_nonnull(
		strstr(imapi_error_advice(imapi_last_error(rig->context)), "imapi close"));
	ck_assert(journal_is_there());
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_close(writer, &job), IMAPI_OK);
	ck_assert_int_eq(imapi_job_run(job, NULL, NULL), IMAPI_OK);
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	ck_assert(rig_disc_holds(rig, 0, first, sizeof(first)));
	ck_assert_int_eq(resume(rig, data, sizeof(data), NULL), IMAPI_E_RESUME_NOT_POSSIBLE);
	rig_free(rig);
	clean();
}

T(another_disc_is_refused_and_left_alone)
{
	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(media); k++) {
			struct rig *rig = new_rig(media[i]), *other = rig_new(media[k]);
			const char *message;

			burn_sectors(rig, 1000);
			ck_assert_int_eq(resume(other, data, sizeof(data), NULL),
					 IMAPI_E_RESUME_OTHER_DISC);
			message = imapi_error_message(imapi_last_error(other->context));
			ck_assert_msg(strstr(message, "in the drive is") != NULL, "%s",
				      message);
			ck_assert(sim_truth(sim_inspect(other->drive)).blank);
			ck_assert(journal_is_there());
			rig_free(rig);
			rig_free(other);
		}
	}
	clean();
}

/* Twin discs: the same sessions at the same addresses, another burn that was cut off. */
T(a_twin_with_other_data_is_told_by_reading_it)
{
	static uint8_t others[SECTORS * 2048];

	prepare();
	for (size_t i = 1; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]), *twin = new_rig(media[i]);
		struct try try = { .data = others,
				   .length = sizeof(others),
				   .sectors = 1000,
				   .start = imapi_data_writer_write };
		struct sim_truth before, after;

		rig_fill(others, sizeof(others), 77);
		go(twin, &try);
		burn_sectors(rig, 1000);
		before = sim_truth(sim_inspect(twin->drive));
		ck_assert_int_eq(resume(twin, data, sizeof(data), NULL),
				 IMAPI_E_RESUME_OTHER_DISC);
		after = sim_truth(sim_inspect(twin->drive));
		ck_assert_uint_ge(after.complete, before.complete);
		ck_assert_uint_eq(after.sessions, 1);
		rig_free(rig);
		rig_free(twin);
	}
	clean();
}

T(a_source_that_changed_is_refused_before_anything_is_written)
{
	static uint8_t changed[SECTORS * 2048];

	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]);
		struct imapi_burn_result result;

		burn_sectors(rig, 1000);
		memcpy(changed, data, sizeof(data));
		changed[200000] ^= 1;
		rig_reset(rig);
		ck_assert_int_eq(resume(rig, changed, sizeof(changed), NULL),
				 IMAPI_E_SOURCE_CHANGED);
		ck_assert_int_eq(resume(rig, data, sizeof(data) - 2048, NULL),
				 IMAPI_E_SOURCE_CHANGED);
		for (unsigned n = 0; n < MIN(rig->count, RIG_LOG); n++)
			ck_assert_uint_ne(rig->log[n], 0x2a);
		ck_assert_int_eq(resume(rig, data, sizeof(data), &result), IMAPI_OK);
		check_whole(rig, &result, media[i]);
		rig_free(rig);
	}
	clean();
}

T(a_session_that_was_closed_meanwhile_is_only_verified)
{
	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = new_rig(media[i]);
		struct imapi_burn_result result;
		struct journal_facts facts;
		struct imapi_error err;
		struct journal kept;

		burn_sectors(rig, 1000);
		ck_assert_int_eq(journal_read(path, &facts, &err), IMAPI_OK);
		ck_assert_int_eq(resume(rig, data, sizeof(data), NULL), IMAPI_OK);
		ck_assert_int_eq(journal_init(&kept, path, "", &err), IMAPI_OK);
		ck_assert_int_eq(journal_create(&kept, &facts.head, &err), IMAPI_OK);
		ck_assert_int_eq(journal_add(&kept, &facts.last, &err), IMAPI_OK);
		journal_done(&kept);
		journal_facts_done(&facts);
		rig_reset(rig);
		ck_assert_int_eq(resume(rig, data, sizeof(data), &result), IMAPI_OK);
		for (unsigned n = 0; n < MIN(rig->count, RIG_LOG); n++)
			ck_assert(rig->log[n] != 0x2a && rig->log[n] != 0x5b);
		check_whole(rig, &result, media[i]);
		rig_free(rig);
	}
	clean();
}

T(a_burn_that_failed_before_it_wrote_leaves_no_journal)
{
	struct rig *rig;

	prepare();
	rig = new_rig("bd-r?size=65536");
	rig->fault_opcode = 0x2a;
	rig->fault_nth = 1;
	rig->sense = (struct scsi_sense){ .valid = true, .key = 3, .asc = 0x0c };
	ck_assert(IMAPI_FAILED(burn_steps(rig, 0, NULL)));
	ck_assert(!journal_is_there());
	rig_free(rig);
	clean();
}

/* The bus goes, the drive comes back: nobody closes the session on what is there. */
T(a_burn_that_lost_its_drive_stays_open_to_be_taken_up)
{
	prepare();
	for (size_t i = 1; i < ARRAY_SIZE(media); i++) {
		AUTOFREE char *spec = NULL;
		struct imapi_burn_result result;
		struct rig *rig;

		ck_assert_int_gt(asprintf(&spec, "%s&fault=write@40:reset+lose", media[i]), 0);
		rig = new_rig(spec);
		ck_assert_int_eq(burn_steps(rig, 0, NULL), IMAPI_E_DEVICE_RESET);
		ck_assert(journal_is_there());
		ck_assert(!truth_of(rig).closed);
		ck_assert_int_eq(resume(rig, data, sizeof(data), &result), IMAPI_OK);
		ck_assert_uint_gt(result.sectors_found, 0);
		check_whole(rig, &result, media[i]);
		rig_free(rig);
	}
	clean();
}

T(a_journal_that_cannot_be_written_stops_no_burn)
{
	struct rig *rig;

	prepare();
	rig = new_rig("bd-r?size=65536");
	strcat(path, "/there/is/no/such/folder");
	ck_assert_int_eq(burn_steps(rig, 0, NULL), IMAPI_OK);
	*strstr(path, "/there") = '\0';
	rig_free(rig);
	clean();
}

/* A fault at every command of the resumption; whatever comes, a second one ends it. */
T(a_resumption_may_fail_at_any_command_and_be_taken_up_again)
{
	static const struct scsi_sense faults[] = {
		{ .valid = true, .key = 6, .asc = 0x29 },
		{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x07 },
		{ .valid = true, .key = 4, .asc = 0x44 },
	};
	unsigned runs = 0, whole = 0;

	prepare();
	for (size_t i = 0; i < ARRAY_SIZE(media) * ARRAY_SIZE(faults); i++) {
		bool struck = true;

		for (unsigned n = 1; struck; n += 3) {
			struct rig *rig = new_rig(media[i / ARRAY_SIZE(faults)]);
			struct imapi_burn_result result;
			imapi_status status;

			burn_sectors(rig, 1000);
			rig_reset(rig);
			rig->fault_at = n;
			rig->sense = faults[i % ARRAY_SIZE(faults)];
			status = resume(rig, data, sizeof(data), &result);
			struck = rig->struck;
			rig_reset(rig);
			if (IMAPI_FAILED(status) && journal_is_there())
				status = resume(rig, data, sizeof(data), &result);
			if (!IMAPI_FAILED(status))
				check_whole(rig, &result, media[i / ARRAY_SIZE(faults)]);
			else
				ck_assert(rig_disc_holds(rig, 0, first, sizeof(first)));
			runs++;
			whole += !IMAPI_FAILED(status);
			unlink(path);
			rig_free(rig);
		}
	}
	printf("# %u resumptions with a fault, %u whole in the end\n", runs, whole);
	clean();
}

T_MAIN("resume")
