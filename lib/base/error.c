/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include "base/api.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

void err_clear(struct imapi_error *err)
{
	if (!err)
		return;
	memset(err, 0, offsetof(struct imapi_error, message));
	err->message[0] = err->advice[0] = '\0';
	err->lba = INT64_MIN;
}

/* Cuts a text that was too long for its field at the start of a UTF-8 character. */
static void trim_utf8(char *text)
{
	size_t n = strlen(text), i = n;

	while (i > 0 && n - i < 4 && ((uint8_t)text[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && (uint8_t)text[i - 1] >= 0xc0) {
		uint8_t lead = (uint8_t)text[i - 1];
		size_t want = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;

		if (n - i < want)
			text[i - 1] = '\0';
	}
}

imapi_status err_set(struct imapi_error *err, imapi_status status, const char *format, ...)
{
	va_list args;

	if (!err)
		return status;
	err_clear(err);
	err->status = status;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	trim_utf8(err->message);
	return status;
}

imapi_status err_errno(struct imapi_error *err, imapi_status status, int number,
		       const char *format, ...)
{
	va_list args;
	size_t n;

	if (!err)
		return status;
	err_clear(err);
	err->status = status;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message) - 64, format, args);
	va_end(args);
	trim_utf8(err->message);
	n = strlen(err->message);
	snprintf(err->message + n, sizeof(err->message) - n, ": %s", strerror(number));
	return status;
}

imapi_status err_no_memory(struct imapi_error *err)
{
	return err_set(err, IMAPI_E_OUTOFMEMORY, "out of memory");
}

imapi_status err_in(struct imapi_error *err, imapi_status status, const char *format, ...)
{
	char text[sizeof(err->message)];
	va_list args;
	size_t n;

	if (!err || !IMAPI_FAILED(status))
		return status;
	va_start(args, format);
	vsnprintf(text, sizeof(text) / 2, format, args);
	va_end(args);
	trim_utf8(text);
	n = strlen(text);
	snprintf(text + n, sizeof(text) - n, ": %s", err->message);
	memcpy(err->message, text, sizeof(text));
	trim_utf8(err->message);
	return status;
}

imapi_status err_restate(struct imapi_error *err, imapi_status status)
{
	if (err)
		err->status = status;
	return status;
}

imapi_status err_advise(struct imapi_error *err, imapi_status status, const char *format, ...)
{
	va_list args;

	if (!err || err->advice[0])
		return status;
	va_start(args, format);
	vsnprintf(err->advice, sizeof(err->advice), format, args);
	va_end(args);
	trim_utf8(err->advice);
	return status;
}

imapi_status err_at(struct imapi_error *err, imapi_status status, int64_t lba)
{
	if (err)
		err->lba = lba;
	return status;
}

IMAPI_API imapi_status imapi_error_status(const struct imapi_error *error)
{
	return error->status;
}

IMAPI_API const char *imapi_error_message(const struct imapi_error *error)
{
	return error->message;
}

IMAPI_API const char *imapi_error_advice(const struct imapi_error *error)
{
	return error->advice;
}

IMAPI_API int imapi_error_sense(const struct imapi_error *error, uint8_t *ret_key,
				uint8_t *ret_asc, uint8_t *ret_ascq)
{
	if (!error->has_sense)
		return 0;
	if (ret_key)
		*ret_key = error->key;
	if (ret_asc)
		*ret_asc = error->asc;
	if (ret_ascq)
		*ret_ascq = error->ascq;
	return 1;
}

IMAPI_API size_t imapi_error_sense_bytes(const struct imapi_error *error,
					 const uint8_t **ret_bytes)
{
	*ret_bytes = error->sense;
	return error->sense_length;
}

IMAPI_API size_t imapi_error_cdb(const struct imapi_error *error, const uint8_t **ret_cdb)
{
	*ret_cdb = error->cdb;
	return error->cdb_length;
}

IMAPI_API int64_t imapi_error_lba(const struct imapi_error *error)
{
	return error->lba;
}

IMAPI_API uint64_t imapi_error_elapsed_ms(const struct imapi_error *error)
{
	return error->elapsed_ms;
}
