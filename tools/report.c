/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "terminal.h"

#include <stdarg.h>
#include <string.h>

static void reset(struct failure *failure, imapi_status status)
{
	memset(failure, 0, sizeof(*failure));
	failure->status = status;
	failure->lba = INT64_MIN;
}

/* For failures that come without advice of their own. */
static const struct advice_row {
	imapi_status status;
	const char *advice;
} advices[] = {
	{ IMAPI_E_RECORDER_MEDIA_NO_MEDIA, "Put a disc in, close the tray and try again." },
	{ IMAPI_E_ACCESSDENIED, "Join the group that owns the device (usually: adduser NAME "
				"cdrom), log in again." },
	{ IMAPI_E_RECORDER_LOCKED,
	  "Another program uses the drive; end it, or unmount the disc." },
	{ IMAPI_E_DEV_NOT_EXIST, "\"imapi list\" shows the drives of this machine." },
};

static void add_advice(struct failure *failure)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
		if (advices[i].status == failure->status && !failure->advice[0])
			snprintf(failure->advice, sizeof(failure->advice), "%s",
				 advices[i].advice);
}

imapi_status fail_library(struct run *run, imapi_status status)
{
	const struct imapi_error *error = imapi_last_error(run->context);
	struct failure *failure = &run->failure;
	const uint8_t *cdb;

	if (!IMAPI_FAILED(status))
		return status;
	reset(failure, status);
	if (imapi_error_status(error) != status || !*imapi_error_message(error)) {
		snprintf(failure->message, sizeof(failure->message), "%s",
			 imapi_status_text(status));
		add_advice(failure);
		return status;
	}
	snprintf(failure->message, sizeof(failure->message), "%s", imapi_error_message(error));
	snprintf(failure->advice, sizeof(failure->advice), "%s", imapi_error_advice(error));
	failure->has_sense =
		imapi_error_sense(error, &failure->key, &failure->asc, &failure->ascq);
	failure->cdb_length = imapi_error_cdb(error, &cdb);
	if (failure->cdb_length > sizeof(failure->cdb))
		failure->cdb_length = sizeof(failure->cdb);
	if (failure->cdb_length)
		memcpy(failure->cdb, cdb, failure->cdb_length);
	failure->lba = imapi_error_lba(error);
	failure->elapsed_ms = imapi_error_elapsed_ms(error);
	add_advice(failure);
	return status;
}

imapi_status fail(struct run *run, imapi_status status, const char *format, ...)
{
	va_list args;

	reset(&run->failure, status);
	va_start(args, format);
	vsnprintf(run->failure.message, sizeof(run->failure.message), format, args);
	va_end(args);
	return status;
}

imapi_status fail_usage(struct run *run, const char *format, ...)
{
	va_list args;

	reset(&run->failure, IMAPI_E_INVALIDARG);
	run->failure.is_usage = true;
	va_start(args, format);
	vsnprintf(run->failure.message, sizeof(run->failure.message), format, args);
	va_end(args);
	return IMAPI_E_INVALIDARG;
}

void advise(struct run *run, const char *format, ...)
{
	va_list args;

	if (run->failure.advice[0])
		return;
	va_start(args, format);
	vsnprintf(run->failure.advice, sizeof(run->failure.advice), format, args);
	va_end(args);
}

const char *sense_key_text(uint8_t key)
{
	static const char *const names[16] = {
		"no sense",	   "recovered error", "not ready",	"medium error",
		"hardware error",  "illegal request", "unit attention", "data protect",
		"blank check",	   "vendor specific", "copy aborted",	"aborted command",
		"reserved key 0C", "volume overflow", "miscompare",	"completed",
	};

	return names[key & 0x0f];
}

static void print_drive(const struct failure *failure)
{
	if (failure->has_sense)
		fprintf(stderr, "  the drive said: %s (sense %X/%02X/%02X)",
			sense_key_text(failure->key), failure->key, failure->asc,
			failure->ascq);
	if (failure->has_sense && failure->lba != INT64_MIN)
		fprintf(stderr, " at LBA %lld", (long long)failure->lba);
	if (failure->has_sense)
		fputc('\n', stderr);
	if (!failure->cdb_length)
		return;
	fputs("  to the command:", stderr);
	for (size_t i = 0; i < failure->cdb_length; i++)
		fprintf(stderr, " %02X", failure->cdb[i]);
	if (failure->elapsed_ms)
		fprintf(stderr, ", after %llu ms", (unsigned long long)failure->elapsed_ms);
	fputc('\n', stderr);
}

void report_failure(const struct run *run)
{
	const struct failure *failure = &run->failure;
	const char *name = imapi_status_name(failure->status);
	bool cancelled = failure->status == IMAPI_E_REQUEST_CANCELLED;

	fprintf(stderr, "%s%s%s %s%s\n",
		terminal_paint(stderr, cancelled ? PAINT_NOTE : PAINT_ERROR),
		cancelled ? "stopped:" : "error:", terminal_paint(stderr, PAINT_OFF), run->head,
		failure->message);
	if (failure->advice[0])
		fprintf(stderr, "%sadvice:%s %s\n", terminal_paint(stderr, PAINT_NOTE),
			terminal_paint(stderr, PAINT_OFF), failure->advice);
	if (failure->is_usage) {
		fprintf(stderr, "Try \"imapi %s%s--help\".\n", run->verb ? run->verb->name : "",
			run->verb ? " " : "");
		return;
	}
	print_drive(failure);
	if (!cancelled)
		fprintf(stderr, "  status: %s (0x%08X)\n", name ? name : "unknown",
			(unsigned)failure->status);
}

void remark(const struct run *run, const char *format, ...)
{
	va_list args;

	if (run->json)
		return;
	fprintf(stderr, "%snote:%s %s", terminal_paint(stderr, PAINT_NOTE),
		terminal_paint(stderr, PAINT_OFF), run->head);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

int exit_status(const struct run *run, imapi_status status)
{
	if (!IMAPI_FAILED(status))
		return 0;
	if (status == IMAPI_E_REQUEST_CANCELLED)
		return EXIT_CANCELLED;
	return run->failure.is_usage ? EXIT_USAGE : 1;
}
