/* SPDX-License-Identifier: MIT */
#include "support/t.h"

#include "base/mem.h"
#include "imapi/status.h"

#include <stdbool.h>

static const imapi_status all[] = {
#define IMAPI_STATUS_ROW(name, value, text) name,
#include "imapi/status.def"
#undef IMAPI_STATUS_ROW
};

static bool is_imapis_own(imapi_status status)
{
	uint32_t v = (uint32_t)status;

	return ((v >> 16) & 0xff) == 0xaa && (v & 0xffff) < 0xf000;
}

T(the_table_holds_the_152_codes_of_imapi)
{
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		n += is_imapis_own(all[i]);
	ck_assert_uint_eq(n, 152);
}

T(values_and_names_are_unique)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (size_t j = i + 1; j < ARRAY_SIZE(all); j++) {
			ck_assert_int_ne(all[i], all[j]);
			ck_assert_str_ne(imapi_status_name(all[i]), imapi_status_name(all[j]));
		}
}

T(values_are_those_of_the_windows_headers)
{
	ck_assert_uint_eq((uint32_t)IMAPI_E_REQUEST_CANCELLED, 0xC0AA0002);
	ck_assert_uint_eq((uint32_t)IMAPI_E_BURN_VERIFICATION_FAILED, 0xC0AA0007);
	ck_assert_uint_eq((uint32_t)IMAPI_S_COMMAND_HAS_SENSE_DATA, 0x00AA0200);
	ck_assert_uint_eq((uint32_t)IMAPI_E_RECORDER_COMMAND_TIMEOUT, 0xC0AA020D);
	ck_assert_uint_eq((uint32_t)IMAPI_E_LOSS_OF_STREAMING, 0xC0AA0300);
	ck_assert_uint_eq((uint32_t)IMAPI_E_DF2DATA_MEDIA_NOT_BLANK, 0xC0AA0405);
	ck_assert_uint_eq((uint32_t)IMAPI_E_ERASE_TOOK_LONGER_THAN_ONE_HOUR, 0x80AA0906);
	ck_assert_uint_eq((uint32_t)IMAPI_E_RAW_IMAGE_NO_TRACKS, 0x80AA0A03);
	ck_assert_uint_eq((uint32_t)IMAPI_E_IMAGE_SIZE_LIMIT, 0xC0AAB120);
	ck_assert_uint_eq((uint32_t)IMAPI_E_IMAGEMANAGER_IMAGE_TOO_BIG, 0xC0AAB203);
	ck_assert_uint_eq((uint32_t)IMAPI_E_INVALIDARG, 0x80070057);
}

T(failures_are_negative_and_remarks_are_not)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		bool failure = strstr(imapi_status_name(all[i]), "IMAPI_E_") != NULL;

		ck_assert_int_eq(IMAPI_FAILED(all[i]), failure);
	}
}

T(every_code_has_a_text_and_unknown_ones_too)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_uint_gt(strlen(imapi_status_text(all[i])), 8);
	ck_assert_str_eq(imapi_status_name(IMAPI_OK), "IMAPI_OK");
	ck_assert_ptr_null(imapi_status_name(-12345));
	ck_assert_str_eq(imapi_status_text(-12345), "unknown status");
}

T_MAIN("status")
