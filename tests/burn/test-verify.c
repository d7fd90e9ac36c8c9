/* SPDX-License-Identifier: MIT */
/* Verification, of a burn and of a finished disc: what is bad, exactly, and in which file. */
#include "burn/rig.h"

#include "base/mem.h"
#include "support/t.h"

#include <stdio.h>

#define SECTORS 1200
#define READ_10 0x28
#define SET_STREAMING 0xb6
#define SET_CD_SPEED 0xbb
#define RANGES 8

static uint8_t data[SECTORS * 2048];

static struct rig *rig_with_data(const char *spec)
{
	if (data[0] == 0)
		rig_fill(data, sizeof(data), 17);
	return rig_new(spec);
}

static int path_of(void *user, uint64_t sector, char *path, size_t room)
{
	(void)user;
	snprintf(path, room, "/file-%u", (unsigned)(sector / 100));
	return sector < 1100;
}

struct found {
	imapi_status status;
	struct imapi_burn_result result;
	struct imapi_bad_range ranges[RANGES];
	char paths[RANGES][32];
	char message[400];
};

/* Runs the job to its end and takes what it found. */
static void finish(struct rig *rig, struct imapi_job *job, struct found *ret)
{
	*ret = (struct found){ .result = IMAPI_BURN_RESULT_INIT };
	ret->status = imapi_job_run(job, NULL, NULL);
	snprintf(ret->message, sizeof(ret->message), "%s",
		 imapi_error_message(imapi_last_error(rig->context)));
	ck_assert_int_eq(imapi_job_result(job, &ret->result), IMAPI_OK);
	for (unsigned i = 0; i < RANGES && i < ret->result.bad_range_count; i++) {
		ret->ranges[i] = (struct imapi_bad_range)IMAPI_BAD_RANGE_INIT;
		ck_assert_int_eq(imapi_job_bad_range(job, i, &ret->ranges[i]), IMAPI_OK);
		snprintf(ret->paths[i], sizeof(ret->paths[i]), "%s", ret->ranges[i].path);
	}
	imapi_job_free(job);
}

static void burn_session(struct rig *rig, bool final, struct found *ret)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job;

	imapi_data_writer_new(rig->recorder, &writer);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_data_writer_set_force_close(writer, final);
	imapi_data_writer_set_path_lookup(writer, path_of, NULL);
	imapi_stream_from_memory(rig->context, data, sizeof(data), &stream);
	ck_assert_int_eq(imapi_data_writer_write(writer, stream, &job), IMAPI_OK);
	finish(rig, job, ret);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
}

static void burn(struct rig *rig, struct found *ret)
{
	burn_session(rig, false, ret);
}

static void compare(struct rig *rig, size_t length, struct found *ret)
{
	AUTOFREE uint8_t *image = calloc(1, length);
	struct imapi_stream *stream;
	struct imapi_job *job;

	memcpy(image, data, MIN(length, sizeof(data)));
	imapi_stream_from_memory(rig->context, image, length, &stream);
	ck_assert_int_eq(imapi_verify_new(rig->recorder, 0, stream, &job), IMAPI_OK);
	imapi_verify_set_path_lookup(job, path_of, NULL);
	finish(rig, job, ret);
	imapi_stream_free(stream);
}

/* The same disc, looked at by the burn itself, and by a comparison. */
static void both(const char *spec, void (*check)(const struct rig *rig, const struct found *f))
{
	struct rig *rig = rig_with_data(spec);
	struct found found;

	burn(rig, &found);
	check(rig, &found);
	rig_reset(rig);
	compare(rig, sizeof(data), &found);
	check(rig, &found);
	rig_free(rig);
}

static void one_sector(const struct rig *rig, const struct found *f)
{
	(void)rig;
	ck_assert_int_eq(f->status, IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_int_eq(f->result.verify, IMAPI_VERIFY_FAILED);
	ck_assert_uint_eq(f->result.sectors_verified, SECTORS);
	ck_assert_uint_eq(f->result.sectors_bad, 1);
	ck_assert_uint_eq(f->result.bad_range_count, 1);
	ck_assert_int_eq(f->ranges[0].start_lba, 333);
	ck_assert(f->ranges[0].unreadable);
	ck_assert_str_eq(f->paths[0], "/file-3");
	ck_assert_ptr_nonnull(strstr(f->message, "/file-3"));
	ck_assert_ptr_null(strstr(f->message, "flush"));
}

T(one_unreadable_sector_is_one_bad_sector_in_its_file)
{
	both("bd-r?fault=read@lba=333:3/11/05x99999", one_sector);
	both("dvd+r?fault=read@lba=333:3/11/00x99999", one_sector);
	both("cd-r?fault=read@lba=333:3/02/00x99999", one_sector);
	both("bd-r?fault=read@lba=333:8/00/00x99999", one_sector);
}

static void three_places(const struct rig *rig, const struct found *f)
{
	(void)rig;
	ck_assert_uint_eq(f->result.sectors_bad, 4);
	ck_assert_uint_eq(f->result.bad_range_count, 4);
	/* 199 and 200 lie side by side in two files; 1199 lies in none */
	ck_assert_int_eq(f->ranges[0].start_lba, 199);
	ck_assert_str_eq(f->paths[0], "/file-1");
	ck_assert_int_eq(f->ranges[1].start_lba, 200);
	ck_assert_str_eq(f->paths[1], "/file-2");
	ck_assert_int_eq(f->ranges[2].start_lba, 640);
	ck_assert_int_eq(f->ranges[3].start_lba, 1150);
	ck_assert_str_eq(f->paths[3], "");
}

T(every_bad_range_is_named_by_lba_and_file)
{
	both("bd-r?fault=read@lba=199:3/11/05x99999&fault=read@lba=200:3/11/05x99999&"
	     "fault=read@lba=640:3/11/05x99999&fault=read@lba=1150:3/11/05x99999",
	     three_places);
}

static void only_the_end(const struct rig *rig, const struct found *f)
{
	(void)rig;
	ck_assert_int_eq(f->status, IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_msg(strstr(f->message, "only the end of the data is bad") != NULL, "%s",
		      f->message);
}

T(bad_data_at_the_end_only_is_a_drive_that_did_not_flush)
{
	both("bd-r?fault=read@lba=1190:3/11/05x99999", only_the_end);
	both("cd-r?fault=write@lba=1195:corrupt", only_the_end);
}

static void verified(const struct rig *rig, const struct found *f)
{
	(void)rig;
	ck_assert_msg(f->status == IMAPI_OK, "%s", f->message);
	ck_assert_int_eq(f->result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_uint_eq(f->result.sectors_bad, 0);
}

T(what_can_be_read_at_last_is_good)
{
	static const char *const senses[] = { "3/11/05", "3/11/00", "3/02/00", "8/00/00",
					      "3/10/00" };

	for (size_t i = 0; i < ARRAY_SIZE(senses); i++) {
		for (int times = 1; times <= 4; times++) {
			char spec[80];

			snprintf(spec, sizeof(spec), "bd-r?fault=read@lba=640:%sx%d", senses[i],
				 times);
			both(spec, verified);
		}
	}
	both("bd-r?fault=read@lba=640:corruptx2", verified);
}

/* The write speed is set once, before the data. */
static void slow_and_back(const struct rig *rig, const struct found *f)
{
	unsigned sets = rig_count(rig, SET_STREAMING) + rig_count(rig, SET_CD_SPEED);

	one_sector(rig, f);
	ck_assert_uint_eq(sets - (rig_count(rig, 0x2a) > 0), 2);
}

T(the_last_round_is_read_at_the_lowest_speed_which_is_then_given_back)
{
	both("bd-r?fault=read@lba=333:3/11/05x99999", slow_and_back);
	both("cd-r?fault=read@lba=333:3/11/05x99999", slow_and_back);
}

T(a_drive_that_takes_no_read_speed_is_read_as_it_is)
{
	both("bd-r?fault=read@lba=333:3/11/05x99999&fault=streaming@2:5/20/00x99&"
	     "fault=speed@1:5/20/00x99",
	     one_sector);
}

static void all_bad(const struct rig *rig, const struct found *f)
{
	ck_assert_int_eq(f->status, IMAPI_E_BURN_VERIFICATION_FAILED);
	ck_assert_uint_eq(f->result.sectors_bad, SECTORS);
	ck_assert_uint_lt(rig_count(rig, READ_10), 8 * SECTORS);
	ck_assert_uint_lt(rig_now(rig), 2 * 3600 * (usec_t)USEC_PER_SEC);
}

T(a_disc_that_is_bad_all_over_comes_to_an_end)
{
	both("bd-r?fault=read@1:3/11/05x999999", all_bad);
}

/* A disc that goes on says "blank", one that ends there "out of range". */
T(an_image_that_is_longer_than_the_disc_differs)
{
	for (int final = 0; final <= 1; final++) {
		struct rig *rig = rig_with_data("bd-r");
		struct found found;

		burn_session(rig, final, &found);
		rig_reset(rig);
		compare(rig, sizeof(data) + 400 * 2048, &found);
		ck_assert_int_eq(found.status, IMAPI_E_BURN_VERIFICATION_FAILED);
		ck_assert_int_eq(found.ranges[0].start_lba, 1216);
		ck_assert(found.ranges[0].unreadable);
		rig_free(rig);
	}
}

T(a_comparison_calls_no_disc_bad_that_the_drive_does_not_read)
{
	static const char *const lasting[] = { "2/04/01", "2/04/07", "6/28/00", "6/29/00",
					       "5/64/00", "5/21/00", "5/2c/00", "b/00/00",
					       "4/44/00", "hang",    "busy",	"2/3a/00" };

	for (size_t i = 0; i < ARRAY_SIZE(lasting); i++) {
		struct found found;
		struct rig *rig;
		char spec[80];

		snprintf(spec, sizeof(spec), "bd-r?fault=read@lba=640:%sx99999", lasting[i]);
		rig = rig_with_data(spec);
		burn(rig, &found);
		rig_reset(rig);
		compare(rig, sizeof(data), &found);
		ck_assert_msg(IMAPI_FAILED(found.status) &&
				      found.status != IMAPI_E_BURN_VERIFICATION_FAILED,
			      "%s: %s", spec, imapi_status_name(found.status));
		ck_assert_int_eq(found.result.verify, IMAPI_VERIFY_NOT_RUN);
		ck_assert_uint_eq(found.result.sectors_bad, 0);
		rig_free(rig);
	}
}

T_MAIN("verify")
