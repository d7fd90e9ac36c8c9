/* SPDX-License-Identifier: MIT */
#include "support/t.h"

#include "base/context.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>

T(a_new_context_has_no_error)
{
	struct imapi_context *c;
	const struct imapi_error *e;
	const uint8_t *p;

	ck_assert_int_eq(imapi_context_new(&c), 0);
	e = imapi_last_error(c);
	ck_assert_int_eq(imapi_error_status(e), 0);
	ck_assert_str_eq(imapi_error_message(e), "");
	ck_assert_str_eq(imapi_error_advice(e), "");
	ck_assert_int_eq(imapi_error_sense(e, NULL, NULL, NULL), 0);
	ck_assert_uint_eq(imapi_error_cdb(e, &p), 0);
	ck_assert_uint_eq(imapi_error_sense_bytes(e, &p), 0);
	ck_assert(imapi_error_lba(e) == INT64_MIN);
	ck_assert_ptr_null(imapi_context_free(c));
	ck_assert_ptr_null(imapi_context_free(NULL));
	ck_assert_int_eq(imapi_context_new(NULL), IMAPI_E_POINTER);
}

T(context_is_added_from_the_outside)
{
	struct imapi_error e;
	imapi_status r;

	r = err_set(&e, IMAPI_E_MEDIUM_WRITE_FAILED, "WRITE(10) at LBA %d", 7);
	r = err_in(&e, r, "track %d", 2);
	ck_assert_int_eq(r, IMAPI_E_MEDIUM_WRITE_FAILED);
	ck_assert_str_eq(e.message, "track 2: WRITE(10) at LBA 7");
	ck_assert_int_eq(err_in(&e, IMAPI_OK, "nothing"), IMAPI_OK);
	ck_assert_str_eq(e.message, "track 2: WRITE(10) at LBA 7");
}

T(the_first_advice_stays_until_the_next_error)
{
	struct imapi_error e;

	err_set(&e, IMAPI_E_FAIL, "a");
	err_advise(&e, IMAPI_E_FAIL, "near");
	err_advise(&e, IMAPI_E_FAIL, "far");
	ck_assert_str_eq(e.advice, "near");
	err_set(&e, IMAPI_E_FAIL, "b");
	ck_assert_str_eq(e.advice, "");
}

T(a_slot_may_be_missing)
{
	ck_assert_int_eq(err_set(NULL, IMAPI_E_FAIL, "x"), IMAPI_E_FAIL);
	ck_assert_int_eq(err_errno(NULL, IMAPI_E_FAIL, EIO, "x"), IMAPI_E_FAIL);
	ck_assert_int_eq(err_in(NULL, IMAPI_E_FAIL, "x"), IMAPI_E_FAIL);
	ck_assert_int_eq(err_advise(NULL, IMAPI_E_FAIL, "x"), IMAPI_E_FAIL);
	ck_assert_int_eq(err_at(NULL, IMAPI_E_FAIL, 1), IMAPI_E_FAIL);
	ck_assert_int_eq(err_no_memory(NULL), IMAPI_E_OUTOFMEMORY);
}

T(the_systems_text_is_kept_behind_a_long_message)
{
	struct imapi_error e;
	char name[2000];

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	err_errno(&e, IMAPI_E_FILE_OPEN_FAILURE, ENOENT, "opening %s", name);
	ck_assert_ptr_nonnull(strstr(e.message, ": No such file or directory"));
}

T(a_message_that_is_cut_stays_utf8)
{
	struct imapi_error e;
	char name[1400];

	for (size_t shift = 0; shift < 4; shift++) {
		memset(name, 'x', shift);
		for (size_t i = shift; i + 4 < sizeof(name); i += 4)
			memcpy(name + i, "\xf0\x9f\x92\xbf", 5);
		err_set(&e, IMAPI_E_FAIL, "%s", name);
		ck_assert(utf8_valid(e.message, strlen(e.message)));
		err_in(&e, IMAPI_E_FAIL, "%s", name);
		ck_assert(utf8_valid(e.message, strlen(e.message)));
	}
}

static void keep_line(void *user, enum imapi_log_level level, const char *line)
{
	snprintf(user, 100, "%d %s", (int)level, line);
}

T(the_log_goes_to_the_handler_up_to_its_level)
{
	struct imapi_context *c;
	char line[100] = "";

	ck_assert_int_eq(imapi_context_new(&c), 0);
	log_info(c, "before");
	imapi_context_set_log(c, IMAPI_LOG_INFO, keep_line, line);
	log_debug(c, "hidden");
	ck_assert_str_eq(line, "");
	log_info(c, "%d sectors", 5);
	ck_assert_str_eq(line, "2 5 sectors");
	log_bug_drive(c, "short reply");
	ck_assert_str_eq(line, "1 drive: short reply");
	imapi_context_set_log(c, IMAPI_LOG_DEBUG, NULL, NULL);
	log_info(c, "nobody listens");
	imapi_context_free(c);
}

T_MAIN("error")
