/* SPDX-License-Identifier: MIT */
#include "burn/sources.h"

#include "base/context.h"
#include "base/mem.h"
#include "base/wall-clock.h"
#include "burn/history.h"

#include <stdarg.h>
#include <stdio.h>

#define FEATURE_TIMEOUT 0x0105
#define VERSION_SPC3 5
#define LONGEST_COMMAND_S 86400
#define LEAST_GROUP_S 10
#define MOST_GROUP_S 7200
#define PAGE_FACTOR 2
#define HISTORY_FACTOR 2
#define HISTORY_MARGIN (60 * (usec_t)USEC_PER_SEC)

static void collect_events(struct scsi_device *device, struct sources *s)
{
	uint8_t bytes[EVENT_SIZE];
	struct mmc_event_header header;

	if (IMAPI_FAILED(mmc_try_event(device, EVENT_BUSY, bytes, NULL)))
		return;
	wire_get(&wire_event_header, bytes, sizeof(bytes), &header);
	s->event_classes = header.supported;
}

static const struct {
	uint8_t opcode;
	uint16_t operations; /* that it begins, a bit each */
} commands[SOURCES_COMMANDS] = {
	{ 0x35, 1u << IMAPI_OPERATION_SYNCHRONIZE },
	{ 0x5b, 1u << IMAPI_OPERATION_CLOSE_TRACK | 1u << IMAPI_OPERATION_CLOSE_SESSION |
			1u << IMAPI_OPERATION_FINALISE },
	{ 0xa1, 1u << IMAPI_OPERATION_BLANK },
	{ 0x04, 1u << IMAPI_OPERATION_FORMAT },
};

static void collect_times(struct scsi_device *device, struct sources *s)
{
	if (!s->has_drive || s->drive.version < VERSION_SPC3)
		return;
	s->asked_times = true;
	for (size_t i = 0; i < SOURCES_COMMANDS; i++)
		mmc_try_command_time(device, commands[i].opcode, &s->times[i], NULL);
}

void sources_collect(struct scsi_device *device, bool ask_times, struct sources *s)
{
	struct mmc_buffer_capacity buffer;
	struct mmc_feature feature;

	*s = (struct sources){ 0 };
	s->has_drive = !IMAPI_FAILED(spc_inquiry(device, &s->drive));
	s->has_page = !IMAPI_FAILED(mmc_read_timeouts(device, &s->page));
	s->has_feature = !IMAPI_FAILED(mmc_read_feature(device, FEATURE_TIMEOUT, &feature));
	if (s->has_feature)
		s->feature_length = feature.header.additional_length;
	collect_events(device, s);
	s->has_buffer = !IMAPI_FAILED(mmc_read_buffer_capacity(device, &buffer));
	if (s->has_buffer)
		s->buffer_bytes = buffer.total;
	if (ask_times)
		collect_times(device, s);
}

bool sources_busy_events(const struct sources *s)
{
	return s->event_classes & (1u << EVENT_BUSY);
}

/* A row of the account without its verdict. */
static struct account_source row(const char *name, const char *format, ...) ERR_PRINTF(2, 3);

static struct account_source row(const char *name, const char *format, ...)
{
	struct account_source r = { .name = name };
	va_list args;

	va_start(args, format);
	vsnprintf(r.said, sizeof(r.said), format, args);
	va_end(args);
	return r;
}

static void add(struct account_entry *entry, struct account_source r, bool believed,
		const char *reason)
{
	r.believed = believed;
	snprintf(r.reason, sizeof(r.reason), "%s", reason);
	account_source(entry, &r);
}

static void tell_work(const struct budget_work *work, const struct budget *b,
		      struct account_entry *entry)
{
	struct budget_amount a = budget_amount(work);
	struct account_source r =
		row("work model", "%llu s for mechanics and structures, %.1f MB at %u kB/s",
		    (unsigned long long)a.seconds, (double)a.bytes / 1e6, a.rate);

	r.counted_ms = b->usual / USEC_PER_MSEC;
	add(entry, r, true, "the usual time is three times that, and 240 s at least");
}

/* NULL if the values make sense, else what is wrong with them. */
static const char *fault_of_page(const struct mmc_timeouts *page)
{
	if (page->group2_s == 0)
		return "0 is no time";
	if (page->group2_s < LEAST_GROUP_S)
		return "no drive closes a disc in so short a time";
	if (page->group2_s == 0xffff || page->group2_s == 0x7fff)
		return "all ones is no time";
	if (page->group2_s > MOST_GROUP_S)
		return "longer than two hours: the bytes may be swapped";
	if (page->group1_s > page->group2_s)
		return "quick commands would take longer than slow ones";
	return NULL;
}

static void apply_page(const struct sources *s, struct budget *b, struct account_entry *entry)
{
	struct account_source r = row("mode page 1Dh", "group 1 %u s, group 2 %u s",
				      s->page.group1_s, s->page.group2_s);
	const char *fault = fault_of_page(&s->page);

	if (!s->has_page) {
		add(entry, row("mode page 1Dh", "not there"), false,
		    "the drive does not have it");
	} else if (fault) {
		add(entry, r, false, fault);
	} else {
		r.counted_ms = PAGE_FACTOR * s->page.group2_s * 1000ull;
		add(entry, r, true, "a lower bound, counted twice; it only lengthens the wait");
		budget_raise(b, r.counted_ms * USEC_PER_MSEC);
	}
}

static void tell_feature(const struct sources *s, struct account_entry *entry)
{
	if (s->has_feature)
		add(entry, row("feature 0105h", "present"), true,
		    "the drive promises to end commands in time, and gives no number");
	else
		add(entry, row("feature 0105h", "not there"), false,
		    "the drive promises nothing about time");
}

static void tell_events(const struct sources *s, struct account_entry *entry)
{
	bool busy = sources_busy_events(s);

	add(entry, row("Device Busy events", "event classes %02Xh", s->event_classes), busy,
	    busy ? "asked while the drive works; a time that it foretells extends the wait"
		 : "the drive does not list them, so they are not asked for");
}

static struct mmc_command_time time_of(const struct sources *s, enum imapi_operation operation)
{
	for (size_t i = 0; i < SOURCES_COMMANDS; i++) {
		if (commands[i].operations & (1u << operation))
			return s->times[i];
	}
	return (struct mmc_command_time){ 0 };
}

static void apply_times(const struct sources *s, enum imapi_operation operation,
			struct budget *b, struct account_entry *entry)
{
	struct mmc_command_time t = time_of(s, operation);
	uint64_t seconds = t.recommended_s ? t.recommended_s : 2ull * t.nominal_s;
	struct account_source r = row("command time-outs", "nominal %u s, recommended %u s",
				      t.nominal_s, t.recommended_s);

	if (!s->asked_times) {
		add(entry, row("command time-outs", "not asked"), false,
		    "many drives take the question for another command");
	} else if (seconds == 0) {
		add(entry, r, false, "the drive does not say");
	} else if (seconds > LONGEST_COMMAND_S) {
		add(entry, r, false, "longer than a day");
	} else {
		r.counted_ms = seconds * 1000;
		add(entry, r, true,
		    "the command may take that long; it only lengthens the wait");
		budget_raise(b, seconds * USEC_PER_SEC);
	}
}

static struct history_key key_of(const struct source_case *c)
{
	return history_key_make(&c->sources->drive, c->profile, c->work->rate,
				c->work->operation);
}

static void apply_history(const struct source_case *c, struct budget *b,
			  struct account_entry *entry)
{
	struct history_key key = key_of(c);
	struct history_times t = history_read(c->folder, &key, wall_clock());
	struct account_source r =
		row("history", "%u times, median %.1f s, 95 %% within %.1f s", t.count,
		    (double)t.median / USEC_PER_SEC, (double)t.p95 / USEC_PER_SEC);

	if (!c->folder || !c->sources->has_drive) {
		add(entry, row("history", "none"), false, "no state folder is set");
	} else if (t.count < HISTORY_ENOUGH) {
		add(entry, r, false, "fewer than three confirmed times");
	} else {
		r.counted_ms = (HISTORY_FACTOR * t.p95 + HISTORY_MARGIN) / USEC_PER_MSEC;
		add(entry, r, true, "twice the 95 % and a minute; the median is the estimate");
		b->expect = t.median;
		budget_raise(b, r.counted_ms * USEC_PER_MSEC);
	}
}

struct budget sources_budget(const struct source_case *c, struct account_entry *entry)
{
	struct budget b = budget_for(c->work);

	tell_work(c->work, &b, entry);
	apply_page(c->sources, &b, entry);
	tell_feature(c->sources, entry);
	tell_events(c->sources, entry);
	apply_times(c->sources, c->work->operation, &b, entry);
	apply_history(c, &b, entry);
	return b;
}

void sources_remember(const struct source_case *c, struct imapi_context *context,
		      usec_t duration)
{
	struct history_key key = key_of(c);
	struct imapi_error err;

	if (!c->folder || !c->sources->has_drive)
		return;
	err_clear(&err);
	if (IMAPI_FAILED(history_add(c->folder, &key, duration, wall_clock(), &err)))
		log_info(context, "the time of the close is not remembered: %s",
			 imapi_error_message(&err));
}
