/* SPDX-License-Identifier: MIT */
#include "burn/matrix.h"

#include "base/mem.h"
#include "imapi/eraser.h"
#include "support/t.h"

#include <stdio.h>
#include <string.h>

#define SIZE (320u * 2048)
#define ELSEWHERE 4096u /* an LBA */

/* BD-R in the ways that a format gives; all else comes from the simulated drive's own list. */
static const struct {
	const char *medium, *text;
	unsigned sub_type;
} formatted[] = {
	{ "bd-r", "formatted with pseudo-overwrite", IMAPI_BD_R_OVERWRITE },
	{ "bd-r", "formatted with spares", IMAPI_BD_R_SEQUENTIAL },
	{ "bd-r", "formatted for random recording", IMAPI_BD_R_RANDOM },
	{ "bd-r-dl", "formatted for random recording", IMAPI_BD_R_RANDOM },
};

static int count_media(void)
{
	int count = 0;

	while (sim_media[count])
		count++;
	return count;
}

int matrix_count(void)
{
	return count_media() + (int)ARRAY_SIZE(formatted);
}

const struct sim_medium *matrix_medium(int row)
{
	int media = count_media();

	return row < media ? sim_media[row] : medium_find(formatted[row - media].medium);
}

const char *matrix_name(int row)
{
	static char name[80];
	int media = count_media();

	if (row < media)
		return sim_media[row]->name;
	snprintf(name, sizeof(name), "%s, %s", formatted[row - media].medium,
		 formatted[row - media].text);
	return name;
}

static void format(struct rig *rig, unsigned sub_type)
{
	struct imapi_format format = IMAPI_FORMAT_INIT;
	struct imapi_eraser *eraser;
	struct imapi_job *job;

	format.sub_type = sub_type;
	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_set_format(eraser, &format), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_format(eraser, &job), IMAPI_OK);
	ck_assert_int_eq(rig_step_through(rig, job, 0), IMAPI_OK);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	rig_reset(rig);
}

struct rig *matrix_rig(int row, const char *options)
{
	int media = count_media();
	struct rig *rig;
	char spec[160];

	snprintf(spec, sizeof(spec), "sim:%s%s", matrix_medium(row)->name, options);
	rig = rig_new(spec);
	if (row >= media)
		format(rig, formatted[row - media].sub_type);
	return rig;
}

unsigned matrix_state(struct rig *rig, uint64_t *ret_free)
{
	struct imapi_medium *medium;
	unsigned state;

	ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
	state = imapi_medium_state(medium);
	*ret_free = imapi_medium_free_sectors(medium);
	imapi_medium_free(medium);
	return state;
}

imapi_status matrix_try_erase(struct rig *rig, int full)
{
	struct imapi_eraser *eraser;
	struct imapi_job *job = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_eraser_new(rig->recorder, &eraser), IMAPI_OK);
	imapi_eraser_set_full_erase(eraser, full);
	status = imapi_eraser_erase(eraser, &job);
	if (!IMAPI_FAILED(status))
		status = rig_step_through(rig, job, 0);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	return status;
}

void matrix_erase(struct rig *rig, int full)
{
	imapi_status status = matrix_try_erase(rig, full);

	ck_assert_msg(status == IMAPI_OK, "%s: %s", imapi_status_name(status),
		      imapi_error_message(imapi_last_error(rig->context)));
}

struct sim_truth matrix_truth(struct rig *rig)
{
	return sim_truth(sim_inspect(rig->drive));
}

imapi_status matrix_write_range(struct rig *rig, const uint8_t *data, uint32_t start,
				uint32_t sectors)
{
	struct imapi_block_range range = { .start_lba = start,
					   .end_lba = (int64_t)start + sectors - 1 };
	struct imapi_data_writer *writer;
	struct imapi_stream *stream;
	struct imapi_job *job = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_data_writer_new(rig->recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_block_ranges(writer, &range, 1), IMAPI_OK);
	ck_assert_int_eq(imapi_stream_from_memory(rig->context, data,
						  (uint64_t)(start + sectors) * 2048, &stream),
			 IMAPI_OK);
	status = imapi_data_writer_write(writer, stream, &job);
	if (!IMAPI_FAILED(status))
		status = rig_step_through(rig, job, 0);
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return status;
}

static imapi_status burn_again(struct rig *rig)
{
	static uint8_t data[SIZE];
	const struct rig_burn burn = { .data = data,
				       .length = SIZE,
				       .verification = IMAPI_VERIFICATION_FULL };
	struct imapi_burn_result result;
	imapi_status status;

	rig_fill(data, SIZE, 99);
	rig_reset(rig);
	status = rig_burn(rig, &burn, &result);
	if (status == IMAPI_OK)
		ck_assert(rig_disc_holds(rig, result.start_lba, data, SIZE));
	return status;
}

void matrix_check_usable(int row, struct rig *rig, const char *what)
{
	static uint8_t image[(ELSEWHERE + 32) * 2048];
	imapi_status status = burn_again(rig), closed, erased;

	if (status == IMAPI_OK || matrix_truth(rig).final)
		return;
	/* written once, anywhere: what is free takes data */
	if (status == IMAPI_E_DF2DATA_MEDIA_NOT_BLANK && !matrix_medium(row)->erasable) {
		status = matrix_write_range(rig, image, ELSEWHERE, 32);
		ck_assert_msg(status == IMAPI_OK, "%s, %s: elsewhere: %s", matrix_name(row),
			      what, imapi_status_name(status));
		return;
	}
	if (matrix_medium(row)->erasable) {
		rig_reset(rig);
		erased = matrix_try_erase(rig, 0);
		ck_assert_msg(erased == IMAPI_OK, "%s, %s: erase: %s", matrix_name(row), what,
			      imapi_status_name(erased));
	} else {
		rig_reset(rig);
		closed = rig_shut(rig);
		ck_assert_msg(!IMAPI_FAILED(closed), "%s, %s: close: %s", matrix_name(row),
			      what, imapi_status_name(closed));
	}
	status = burn_again(rig);
	ck_assert_msg(status == IMAPI_OK || matrix_truth(rig).final, "%s, %s: burn: %s",
		      matrix_name(row), what, imapi_status_name(status));
}
