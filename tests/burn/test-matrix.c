/* SPDX-License-Identifier: MIT */
/* What every medium is for: burn, append, erase, to the last sector and not beyond. */
#include "burn/matrix.h"

#include "base/mem.h"
#include "support/t.h"

#include <stdio.h>

#define PARTS 4
#define PART_SECTORS 512u
#define PART (PART_SECTORS * 2048)
#define GAP 150 /* sectors that follow the data on a CD */

static uint8_t parts[PARTS][PART], *large;

static struct rig_burn burn_of(const void *data, size_t length)
{
	return (struct rig_burn){ .data = data,
				  .length = length,
				  .verification = IMAPI_VERIFICATION_FULL };
}

static void fill_parts(void)
{
	for (unsigned i = 0; i < PARTS; i++)
		rig_fill(parts[i], PART, i + 1);
}

static void check_burn(int row, struct rig *rig, const struct rig_burn *burn)
{
	struct imapi_burn_result result;
	imapi_status status = rig_burn(rig, burn, &result);

	ck_assert_msg(status == IMAPI_OK, "%s: %s: %s", matrix_name(row),
		      imapi_status_name(status),
		      imapi_error_message(imapi_last_error(rig->context)));
	ck_assert_int_eq(result.close, IMAPI_CLOSE_CLOSED);
	ck_assert_int_eq(result.verify, IMAPI_VERIFY_PASSED);
	ck_assert_msg(rig_disc_holds(rig, result.start_lba, burn->data, burn->length), "%s",
		      matrix_name(row));
}

T_EACH(a_blank_medium_is_burned_and_verified, matrix_count)
{
	struct rig *rig = matrix_rig(row, "");
	struct rig_burn burn = burn_of(parts[0], PART);
	uint64_t free;

	fill_parts();
	ck_assert_uint_ne(matrix_state(rig, &free) & IMAPI_MEDIA_STATE_BLANK, 0);
	check_burn(row, rig, &burn);
	ck_assert_uint_eq(matrix_state(rig, &free) & IMAPI_MEDIA_STATE_BLANK, 0);
	rig_free(rig);
}

/* Behind what is there, in place: part @n of what a larger image has. */
static void grow(int row, struct rig *rig, unsigned n)
{
	imapi_status status = matrix_write_range(rig, parts[0], n * PART_SECTORS, PART_SECTORS);

	ck_assert_msg(status == IMAPI_OK, "%s: %s: %s", matrix_name(row),
		      imapi_status_name(status),
		      imapi_error_message(imapi_last_error(rig->context)));
}

/* A session, or on what has none a part in place; false if the disc is closed for good. */
static bool append(int row, struct rig *rig, unsigned n, int64_t *ret_start)
{
	struct rig_burn burn = burn_of(parts[n], PART);
	struct imapi_burn_result result;
	imapi_status status;
	uint64_t free;

	if (matrix_state(rig, &free) & IMAPI_MEDIA_STATE_OVERWRITE_ONLY && n > 0) {
		ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_E_DF2DATA_MEDIA_NOT_BLANK);
		grow(row, rig, n);
		*ret_start = (int64_t)n * PART_SECTORS;
		return true;
	}
	if (matrix_state(rig, &free) & IMAPI_MEDIA_STATE_FINALIZED) {
		ck_assert_str_eq(matrix_name(row), "dvd-r-dl");
		ck_assert_int_eq(rig_burn(rig, &burn, NULL),
				 IMAPI_E_DF2DATA_INVALID_MEDIA_STATE);
		return false;
	}
	status = rig_burn(rig, &burn, &result);
	ck_assert_msg(status == IMAPI_OK, "%s, %u: %s: %s", matrix_name(row), n,
		      imapi_status_name(status),
		      imapi_error_message(imapi_last_error(rig->context)));
	*ret_start = result.start_lba;
	return true;
}

T_EACH(three_times_more_is_added_and_all_of_it_stays, matrix_count)
{
	struct rig *rig = matrix_rig(row, "");
	int64_t starts[PARTS];
	unsigned count = 0;

	fill_parts();
	while (count < PARTS && append(row, rig, count, &starts[count])) {
		count++;
		rig_reset(rig);
	}
	for (unsigned i = 0; i < count; i++)
		ck_assert_msg(rig_disc_holds(rig, starts[i], parts[i], PART), "%s: part %u",
			      matrix_name(row), i);
	rig_free(rig);
}

T_EACH(what_can_be_erased_burns_again_and_what_cannot_keeps_its_data, matrix_count)
{
	struct rig_burn burn = burn_of(parts[0], PART);
	struct rig *rig = matrix_rig(row, "");
	uint64_t free;

	fill_parts();
	check_burn(row, rig, &burn);
	for (int full = 0; full < 2 && matrix_medium(row)->erasable; full++) {
		matrix_erase(rig, full);
		rig_reset(rig);
		ck_assert_msg(matrix_state(rig, &free) & IMAPI_MEDIA_STATE_BLANK, "%s",
			      matrix_name(row));
		burn = burn_of(parts[full + 1], PART);
		check_burn(row, rig, &burn);
	}
	if (!matrix_medium(row)->erasable) {
		ck_assert_int_eq(matrix_try_erase(rig, 0), IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE);
		ck_assert(rig_disc_holds(rig, 0, parts[0], PART));
	}
	rig_free(rig);
}

static bool is_cd(int row)
{
	return matrix_medium(row)->family == FAMILY_CD;
}

/* A drive with the smallest disc there is, and data that fills it. */
static struct rig *small_rig(int row, size_t *ret_length)
{
	char options[32];
	struct rig *rig;
	uint64_t free;

	snprintf(options, sizeof(options), "?size=%u", matrix_medium(row)->least);
	rig = matrix_rig(row, options);
	matrix_state(rig, &free);
	ck_assert_uint_ge(free, 1000);
	ck_assert_uint_le(free, matrix_medium(row)->least);
	*ret_length = (size_t)(free - (is_cd(row) ? GAP : 0)) * 2048;
	large = malloc(*ret_length + 2048);
	rig_fill(large, *ret_length + 2048, 7);
	return rig;
}

T_EACH(a_medium_is_filled_to_its_last_sector, matrix_count)
{
	struct rig_burn burn;
	size_t length;
	struct rig *rig = small_rig(row, &length);

	burn = burn_of(large, length);
	check_burn(row, rig, &burn);
	free(large);
	rig_free(rig);
}

T_EACH(a_full_medium_that_is_erased_quickly_holds_nothing_at_either_end, matrix_count)
{
	struct rig_burn burn;
	size_t length;
	uint64_t free_sectors;
	struct rig *rig;

	if (!matrix_medium(row)->erasable)
		return;
	rig = small_rig(row, &length);
	burn = burn_of(large, length);
	burn.verification = IMAPI_VERIFICATION_QUICK;
	ck_assert_int_eq(rig_burn(rig, &burn, NULL), IMAPI_OK);
	matrix_erase(rig, 0);
	rig_reset(rig);
	ck_assert_uint_ne(matrix_state(rig, &free_sectors) & IMAPI_MEDIA_STATE_BLANK, 0);
	check_burn(row, rig, &burn);
	free(large);
	rig_free(rig);
}

static const uint8_t changing[] = { 0x04, 0x0a, 0x15, 0x2a, 0x35, 0x53, 0x54,
				    0x55, 0x5b, 0x5d, 0xa1, 0xaa, 0xb6, 0xbf };

T_EACH(one_sector_too_many_is_refused_before_anything_is_written, matrix_count)
{
	struct rig_burn burn;
	size_t length;
	struct rig *rig = small_rig(row, &length);
	struct sim_truth before = matrix_truth(rig), after;
	imapi_status status;

	rig_reset(rig);
	burn = burn_of(large, length + 2048);
	status = rig_burn(rig, &burn, NULL);
	ck_assert_msg(status == IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA, "%s: %s",
		      matrix_name(row), imapi_status_name(status));
	for (size_t i = 0; i < sizeof(changing); i++)
		ck_assert_uint_eq(rig_count(rig, changing[i]), 0);
	after = matrix_truth(rig);
	ck_assert_int_eq(memcmp(&before, &after, sizeof(before)), 0);
	free(large);
	rig_free(rig);
}

T_MAIN("matrix")
