/* SPDX-License-Identifier: MIT */
/* Several tracks in one session, and CD-ROM XA. */
#include "base/mem.h"
#include "burn/rig.h"
#include "support/t.h"

#define SIZE (1u << 20)
#define WRITE_10 0x2a

static uint8_t data[SIZE];

struct wish {
	int leave_open, force_close;
	enum imapi_data_mode mode;
	enum imapi_write_method method;
	unsigned cancel_at;
};

static imapi_status burn(struct rig *rig, const struct wish *wish, unsigned seed,
			 struct imapi_burn_result *ret_result)
{
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	rig_fill(data, sizeof(data), seed);
	*ret_result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data, SIZE, &stream), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	imapi_data_writer_set_verification(writer, IMAPI_VERIFICATION_FULL);
	imapi_data_writer_set_write_method(writer, wish->method);
	imapi_data_writer_set_force_close(writer, wish->force_close);
	imapi_data_writer_set_leave_session_open(writer, wish->leave_open);
	imapi_data_writer_set_data_mode(writer, wish->mode);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, wish->cancel_at);
		imapi_job_result(job, ret_result);
	}
	imapi_job_free(job);
	imapi_data_writer_free(writer);
	imapi_stream_free(stream);
	return status;
}

static struct imapi_track track_of(struct rig *rig, unsigned number, unsigned *ret_sessions)
{
	struct imapi_track track = IMAPI_TRACK_INIT;
	struct imapi_medium *medium;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	*ret_sessions = imapi_medium_session_count(medium);
	if (number <= imapi_medium_track_count(medium))
		imapi_medium_track(medium, number - 1, &track);
	imapi_medium_free(medium);
	return track;
}

static const struct wish open_track = { .leave_open = 1 };

static const char *const media[] = { "cd-r", "cd-rw", "dvd-r", "dvd-rw", "dvd+r", "bd-r" };

/* Three tracks and a session of its own behind them. */
T(tracks_are_added_to_a_session_until_it_is_closed)
{
	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);
		struct imapi_burn_result result;
		int64_t starts[4];
		unsigned sessions;

		for (unsigned n = 0; n < 3; n++) {
			imapi_status status = burn(rig, &open_track, n, &result);

			ck_assert_msg(status == IMAPI_OK, "%s, track %u: %s", media[i], n + 1,
				      imapi_status_name(status));
			ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
			ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
			starts[n] = result.start_lba;
			ck_assert_uint_eq(track_of(rig, n + 1, &sessions).session, 1);
			ck_assert_uint_eq(sessions, 1);
		}
		ck_assert_int_eq(rig_shut(rig), IMAPI_OK);
		ck_assert_int_eq(burn(rig, &(struct wish){ 0 }, 3, &result), IMAPI_OK);
		ck_assert_uint_eq(track_of(rig, 4, &sessions).session, 2);
		starts[3] = result.start_lba;
		for (unsigned n = 0; n < 4; n++) {
			rig_fill(data, sizeof(data), n);
			ck_assert_msg(rig_disc_holds(rig, starts[n], data, SIZE),
				      "%s: track %u", media[i], n + 1);
		}
		rig_free(rig);
	}
}

T(an_open_session_takes_a_track_only_from_who_asks_for_that)
{
	struct rig *rig = rig_new("cd-r");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn(rig, &open_track, 0, &result), IMAPI_OK);
	rig_reset(rig);
	ck_assert_int_eq(burn(rig, &(struct wish){ 0 }, 1, &result),
			 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_free(rig);
}

T(a_session_that_cannot_stay_open_is_refused)
{
	static const struct {
		const char *medium;
		struct wish wish;
	} rows[] = {
		{ "cd-r", { .leave_open = 1, .force_close = 1 } },
		{ "cd-r", { .leave_open = 1, .method = IMAPI_WRITE_METHOD_AT_ONCE } },
		{ "dvd-r", { .leave_open = 1, .method = IMAPI_WRITE_METHOD_AT_ONCE } },
		{ "dvd-r-dl", { .leave_open = 1 } },
		{ "bd-re", { .leave_open = 1 } },
		{ "dvd+rw", { .leave_open = 1 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig *rig = rig_new(rows[i].medium);
		struct imapi_burn_result result;

		ck_assert_msg(burn(rig, &rows[i].wish, 0, &result) == IMAPI_E_INVALIDARG, "%zu",
			      i);
		ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
		rig_free(rig);
	}
}

T(a_cancelled_track_leaves_a_session_that_can_be_closed)
{
	for (unsigned at = 1; at < 40; at++) {
		struct wish wish = { .leave_open = 1, .cancel_at = at };
		struct rig *rig = rig_new("cd-r?speed=4");
		struct imapi_burn_result result;
		imapi_status status = burn(rig, &open_track, 0, &result);

		ck_assert_int_eq(status, IMAPI_OK);
		status = burn(rig, &wish, 1, &result);
		ck_assert_msg(status == IMAPI_OK || status == IMAPI_E_REQUEST_CANCELLED,
			      "%u: %s", at, imapi_status_name(status));
		rig_reset(rig);
		ck_assert_int_eq(rig_shut(rig), IMAPI_OK);
		ck_assert_int_eq(burn(rig, &(struct wish){ 0 }, 2, &result), IMAPI_OK);
		rig_free(rig);
	}
}

T(sessions_of_an_xa_disc_are_xa)
{
	static const struct wish xa = { .mode = IMAPI_DATA_MODE_2_XA };
	struct rig *rig = rig_new("cd-r");
	struct imapi_burn_result result;
	unsigned sessions;

	ck_assert_int_eq(burn(rig, &xa, 0, &result), IMAPI_OK);
	ck_assert_int_eq(burn(rig, &(struct wish){ 0 }, 1, &result), IMAPI_OK);
	ck_assert_int_eq(track_of(rig, 1, &sessions).data_mode, 2);
	ck_assert_int_eq(track_of(rig, 2, &sessions).data_mode, 2);
	rig_fill(data, sizeof(data), 1);
	ck_assert(rig_disc_holds(rig, result.start_lba, data, SIZE));
	rig_free(rig);
	rig = rig_new("cd-r");
	ck_assert_int_eq(burn(rig, &(struct wish){ 0 }, 0, &result), IMAPI_OK);
	ck_assert_int_eq(track_of(rig, 1, &sessions).data_mode, 1);
	rig_free(rig);
}

T(a_session_at_once_is_refused_in_mode_2)
{
	static const struct wish wish = { .mode = IMAPI_DATA_MODE_2_XA,
					  .method = IMAPI_WRITE_METHOD_AT_ONCE };
	struct rig *rig = rig_new("cd-r");
	struct imapi_burn_result result;

	ck_assert_int_eq(burn(rig, &wish, 0, &result), IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	rig_free(rig);
}

T_MAIN("tracks")
