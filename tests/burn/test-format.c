/* SPDX-License-Identifier: MIT */
/* Formats that are chosen: by type, by spares, to go on; and what a medium refuses. */
#include "base/mem.h"
#include "burn/rig.h"
#include "imapi/eraser.h"
#include "imapi/medium.h"
#include "sim/background.h"
#include "sim/inspect.h"
#include "support/t.h"

#include <string.h>

#define SIZE (256u << 10)
#define FORMAT_UNIT 0x04
#define BLANK 0xa1
#define WRITE_10 0x2a
#define READ_STRUCTURE 0xad
#define PROTECTION 0xc0

static uint8_t data[SIZE];

/* How the eraser is set, and what the job took. */
struct wish {
	int full, restart;
	enum imapi_spares spares;
	uint64_t spare_sectors;
	const struct imapi_format *format;
	struct imapi_burn_result result;
};

static imapi_status run(struct rig *rig, struct wish *wish)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, wish->full);
	imapi_eraser_set_restart(eraser, wish->restart);
	ck_assert_int_eq(imapi_eraser_set_format(eraser, wish->format), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_set_spares(eraser, wish->spares, wish->spare_sectors),
			 IMAPI_OK);
	status = imapi_eraser_format(eraser, &job);
	wish->result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	if (!IMAPI_FAILED(status)) {
		status = rig_step_through(rig, job, 0);
		imapi_job_result(job, &wish->result);
		imapi_job_free(job);
	}
	imapi_eraser_free(eraser);
	return status;
}

static struct imapi_format type(unsigned number, uint64_t sectors)
{
	struct imapi_format format = IMAPI_FORMAT_INIT;

	format.type = number;
	format.sectors = sectors;
	return format;
}

static uint64_t total(struct rig *rig)
{
	struct imapi_medium *medium;
	uint64_t sectors;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	sectors = imapi_medium_total_sectors(medium);
	imapi_medium_free(medium);
	return sectors;
}

static void burn(struct rig *rig)
{
	const struct rig_burn b = { .data = data, .length = SIZE };

	rig_fill(data, SIZE, 7);
	ck_assert_int_eq(rig_burn(rig, &b, NULL), IMAPI_OK);
	rig_reset(rig);
}

static const char *advice(const struct rig *rig)
{
	return imapi_error_advice(imapi_last_error(rig->context));
}

T(spares_are_chosen_by_how_many_there_are)
{
	static const struct {
		const char *medium;
		enum imapi_spares spares;
		uint64_t sectors, total; /* total 0: refused */
	} rows[] = {
		{ "bd-re", IMAPI_SPARES_NONE, 0, 12219392 },
		{ "bd-re", IMAPI_SPARES_LEAST, 0, 11826176 },
		{ "bd-re", IMAPI_SPARES_USUAL, 0, 11826176 },
		{ "bd-re", IMAPI_SPARES_MOST, 0, 10646528 },
		{ "bd-re", IMAPI_SPARES_SECTORS, 1000001, 12219392 - 1000032 },
		{ "bd-re", IMAPI_SPARES_SECTORS, 393215, 11826176 },
		{ "bd-re", IMAPI_SPARES_SECTORS, 393184, 0 },
		{ "bd-re", IMAPI_SPARES_SECTORS, 1572865, 0 },
		{ "bd-re", IMAPI_SPARES_SECTORS, UINT32_MAX, 0 },
		{ "bd-re-dl", IMAPI_SPARES_NONE, 0, 24438784 },
		{ "bd-re-tl", IMAPI_SPARES_NONE, 0, 48878592 },
		{ "bd-r", IMAPI_SPARES_NONE, 0, 0 },
		{ "bd-r", IMAPI_SPARES_LEAST, 0, 12088320 },
		{ "bd-r", IMAPI_SPARES_USUAL, 0, 11826176 },
		{ "bd-r", IMAPI_SPARES_MOST, 0, 5796864 },
		{ "bd-r", IMAPI_SPARES_SECTORS, 2000000, 10219392 },
		{ "dvd-ram", IMAPI_SPARES_NONE, 0, 2295072 },
		{ "dvd-ram", IMAPI_SPARES_USUAL, 0, 2236704 },
		{ "dvd+rw", IMAPI_SPARES_USUAL, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig *rig = rig_new(rows[i].medium);
		struct wish wish = { .spares = rows[i].spares,
				     .spare_sectors = rows[i].sectors };
		imapi_status status = run(rig, &wish);

		if (rows[i].total) {
			ck_assert_msg(status == IMAPI_OK, "row %zu: %s", i,
				      imapi_status_name(status));
			ck_assert_msg(total(rig) == rows[i].total, "row %zu: %ju", i,
				      (uintmax_t)total(rig));
		} else {
			ck_assert_msg(status == IMAPI_E_ERASE_REJECTED, "row %zu: %s", i,
				      imapi_status_name(status));
			ck_assert_str_ne(advice(rig), "");
			ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 0);
		}
		rig_free(rig);
	}
}

T(a_refused_number_of_spares_tells_the_range)
{
	struct rig *rig = rig_new("bd-re");
	struct wish wish = { .spares = IMAPI_SPARES_SECTORS, .spare_sectors = 32 };

	ck_assert_int_eq(run(rig, &wish), IMAPI_E_ERASE_REJECTED);
	ck_assert_ptr_nonnull(strstr(advice(rig), "393216 to 1572864 sectors"));
	rig_free(rig);
}

T(a_full_format_that_was_chosen_is_certified)
{
	const struct imapi_format spares = type(0x30, 0);
	struct wish wishes[] = { { .full = 1, .format = &spares },
				 { .full = 1, .spares = IMAPI_SPARES_MOST } };

	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++) {
		struct rig *rig = rig_new("bd-re");

		ck_assert_int_eq(run(rig, &wishes[i]), IMAPI_OK);
		ck_assert_uint_ge(wishes[i].result.close_ms, 90 * 60000);
		rig_free(rig);
	}
}

/* Formats that only change how far the medium goes. */
T(what_is_on_the_medium_stays_where_the_format_leaves_it)
{
	static const struct {
		const char *medium;
		unsigned type;
		uint64_t sectors;
	} rows[] = {
		{ "dvd-ram", 0x01, 0 },
		{ "dvd-rw-ow", 0x11, 320 },
		{ "dvd-rw-ow", 0x13, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct imapi_format format = type(rows[i].type, rows[i].sectors);
		const struct imapi_format quick = type(0x15, 0);
		struct wish first = { .format = &quick }, wish = { .format = &format };
		struct rig *rig = rig_new(rows[i].medium);

		if (rows[i].type != 0x01)
			ck_assert_int_eq(run(rig, &first), IMAPI_OK);
		burn(rig);
		ck_assert_msg(run(rig, &wish) == IMAPI_OK, "row %zu: %s", i,
			      imapi_error_message(imapi_last_error(rig->context)));
		ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
		ck_assert(rig_disc_holds(rig, 0, data, SIZE));
		rig_free(rig);
	}
}

T(a_dvd_rw_with_data_is_formatted_quickly_and_has_none)
{
	struct rig *rig = rig_new("dvd-rw-ow");
	struct imapi_medium *medium;

	burn(rig);
	ck_assert_int_eq(run(rig, &(struct wish){ 0 }), IMAPI_OK);
	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	ck_assert(imapi_medium_is_heuristically_blank(medium));
	imapi_medium_free(medium);
	burn(rig);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

T(a_background_format_that_was_stopped_goes_on_to_its_end)
{
	struct rig *rig = rig_new("dvd+rw");
	struct wish wish = { .restart = 1 };

	ck_assert_int_eq(run(rig, &wish), IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED);
	burn(rig);
	ck_assert_uint_eq(sim_inspect(rig->drive)->disc->background, BACKGROUND_SUSPENDED);
	ck_assert_int_eq(run(rig, &wish), IMAPI_OK);
	ck_assert_uint_lt(wish.result.close_ms, 60000);
	ck_assert_uint_eq(sim_inspect(rig->drive)->disc->background, BACKGROUND_RUNNING);
	rig_reset(rig);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	background_stop(sim_inspect(rig->drive));
	wish.full = 1;
	ck_assert_int_eq(run(rig, &wish), IMAPI_OK);
	ck_assert_uint_eq(sim_inspect(rig->drive)->disc->background, BACKGROUND_COMPLETE);
	ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	ck_assert_int_eq(run(rig, &wish), IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED);
	rig_free(rig);
}

T(a_full_format_in_the_background_can_be_left)
{
	struct rig *rig = rig_new("dvd+rw");
	struct imapi_eraser *eraser;
	struct imapi_job *job = NULL;
	struct wish wish = { .full = 1, .restart = 1 };
	unsigned asked = 0;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, 1);
	ck_assert_int_eq(imapi_eraser_format(eraser, &job), IMAPI_OK);
	while (!imapi_job_done(job)) {
		imapi_job_step(job, NULL);
		if (rig_count(rig, FORMAT_UNIT)) /* too early at first */
			imapi_job_cancel(job);
		asked += rig_count(rig, FORMAT_UNIT) > 0;
	}
	ck_assert_int_eq(imapi_job_status(job), IMAPI_E_REQUEST_CANCELLED);
	ck_assert_uint_gt(asked, 5);
	ck_assert_ptr_nonnull(strstr(advice(rig), "can be used"));
	ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT), 1);
	ck_assert(!sim_inspect(rig->drive)->prevented);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	rig_reset(rig);
	burn(rig);
	ck_assert_int_eq(run(rig, &wish), IMAPI_OK);
	ck_assert_uint_eq(sim_inspect(rig->drive)->disc->background, BACKGROUND_COMPLETE);
	ck_assert(rig_disc_holds(rig, 0, data, SIZE));
	rig_free(rig);
}

/* Answers READ DISC STRUCTURE C0h: protected by the cartridge. */
static bool protect(struct rig *rig, struct imapi_exchange *x)
{
	static const uint8_t reply[8] = { 0, 6, 0, 0, 0x04 };
	uint32_t n = MIN(x->data_length, 8u);

	(void)rig;
	if (x->cdb[0] != READ_STRUCTURE || x->cdb[7] != PROTECTION)
		return false;
	memcpy(x->data, reply, n);
	x->host = IMAPI_HOST_OK;
	x->scsi_status = 0;
	x->residual = x->data_length - n;
	return true;
}

T(a_protected_medium_is_refused_before_anything_is_sent)
{
	static const char *const media[] = { "bd-re", "dvd-ram", "dvd-rw", "dvd+rw" };

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		struct rig *rig = rig_new(media[i]);

		rig->before = protect;
		ck_assert_int_eq(run(rig, &(struct wish){ 0 }),
				 IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED);
		ck_assert_ptr_nonnull(strstr(advice(rig), "write protection"));
		ck_assert_uint_eq(rig_count(rig, FORMAT_UNIT) + rig_count(rig, BLANK), 0);
		rig_free(rig);
	}
}

T(a_drive_that_finds_it_protected_is_not_blamed)
{
	struct rig *rig = rig_new("bd-re?fault=format@1:7/27/00");

	ck_assert_int_eq(run(rig, &(struct wish){ 0 }), IMAPI_E_ERASE_REJECTED);
	ck_assert_ptr_nonnull(strstr(advice(rig), "write protection"));
	ck_assert_ptr_null(strstr(advice(rig), "another drive"));
	rig_free(rig);
}

T(a_blank_bd_r_is_told_that_it_can_be_formatted_once)
{
	struct rig *rig = rig_new("bd-r");

	ck_assert_int_eq(run(rig, &(struct wish){ 0 }), IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE);
	ck_assert_ptr_nonnull(strstr(advice(rig), "choose a format"));
	rig_free(rig);
}

/* A full erasure; what was thought of its time, in all, once it had lasted @at_ms (0: never).
 */
static uint64_t erase_and_ask(const char *medium, uint64_t at_ms, uint64_t *ret_lasted)
{
	struct imapi_progress progress = IMAPI_PROGRESS_INIT;
	struct rig *rig = rig_new(medium);
	struct imapi_eraser *eraser;
	struct imapi_job *job = NULL;
	uint64_t thought = 0;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, 1);
	ck_assert_int_eq(imapi_eraser_erase(eraser, &job), IMAPI_OK);
	while (!imapi_job_done(job)) {
		imapi_job_step(job, &progress);
		if (at_ms && !thought && progress.elapsed_ms >= at_ms)
			thought = progress.elapsed_ms + progress.remaining_ms;
	}
	ck_assert_int_eq(imapi_job_status(job), IMAPI_OK);
	*ret_lasted = progress.elapsed_ms;
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	rig_free(rig);
	return thought;
}

T(estimates_come_near_to_what_it_takes)
{
	static const char *const media[] = {
		"cd-rw", "dvd-rw",   "dvd-rw-ow", "dvd-ram",   "dvd+rw",
		"bd-re", "bd-re-tl", "bd-re-dl",  "dvd+rw-dl",
	};

	for (size_t i = 0; i < ARRAY_SIZE(media); i++) {
		uint64_t lasted, thought;

		erase_and_ask(media[i], 0, &lasted);
		for (uint64_t part = 2; part <= 3; part++) {
			thought = erase_and_ask(media[i], lasted * part / 4, &lasted);
			ck_assert_msg(thought > lasted * 8 / 10 && thought < lasted * 12 / 10,
				      "%s: %ju of %ju", media[i], (uintmax_t)thought,
				      (uintmax_t)lasted);
		}
	}
}

T_MAIN("format")
