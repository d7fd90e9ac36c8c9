/* SPDX-License-Identifier: MIT */
/* What a call returns: one signed number, equal to IMAPI v2's HRESULT. */
#ifndef IMAPI_STATUS_H
#define IMAPI_STATUS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The result of every call that can fail.
 *
 * 0 is success, a negative value is a failure, a positive value is success with a remark.
 * The values are those of IMAPI v2 (0xC0AA0007 is IMAPI_E_BURN_VERIFICATION_FAILED); codes that
 * IMAPI lacks lie in 0x.0AAF000 to 0x.0AAFFFF.
 */
typedef int32_t imapi_status;

enum imapi_status_code {
	IMAPI_OK = 0,
#define IMAPI_STATUS_ROW(name, value, text) name = (int)value,
#include "imapi/status.def"
#undef IMAPI_STATUS_ROW
};

/** 1 if @status is a failure, else 0. */
#define IMAPI_FAILED(status) ((status) < 0)

/**
 * The name of a status, "IMAPI_E_STILL_CLOSING"; "IMAPI_OK" for 0 and NULL for a value that
 * libimapi does not know. The string lives as long as the program. Any thread.
 */
const char *imapi_status_name(imapi_status status);

/**
 * One sentence in English that says what a status means; never NULL. The string lives as long
 * as the program. Any thread. What happened in one particular call is in imapi_last_error().
 */
const char *imapi_status_text(imapi_status status);

#ifdef __cplusplus
}
#endif

#endif
