/* SPDX-License-Identifier: MIT */
#include "list-watch.h"

#include "imapi/disc-master.h"

#include "json.h"
#include "report.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* The name for programs, the words for people. */
static const struct {
	const char *name, *text;
} kinds[] = {
	[IMAPI_DRIVE_PRESENT] = { "present", "is there" },
	[IMAPI_DRIVE_ADDED] = { "added", "has come" },
	[IMAPI_DRIVE_REMOVED] = { "removed", "has gone" },
	[IMAPI_DRIVE_MEDIUM_INSERTED] = { "medium-inserted", "medium inserted" },
	[IMAPI_DRIVE_MEDIUM_REMOVED] = { "medium-removed", "medium removed" },
	[IMAPI_DRIVE_MEDIUM_CHANGED] = { "medium-changed", "medium changed" },
	[IMAPI_DRIVE_EJECT_REQUESTED] = { "eject-requested", "eject button pressed" },
	[IMAPI_DRIVE_RESCAN] = { "rescan", "events were lost; media may have changed" },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void print_json(const struct imapi_drive_event *event)
{
	json_t *object = json_object();

	json_add_text(object, "event", kinds[event->kind].name);
	if (event->kind != IMAPI_DRIVE_RESCAN) {
		json_add_text(object, "address", event->address);
		json_add_text(object, "id", event->id);
		json_add_text(object, "vendor", event->vendor_id);
		json_add_text(object, "product", event->product_id);
		json_add_text(object, "revision", event->product_revision);
		json_add_number(object, "medium_poll_ms", event->medium_poll_ms);
	}
	json_line(object);
}

static void print_line(const struct imapi_drive_event *event)
{
	const char *text = kinds[event->kind].text;

	if (event->kind == IMAPI_DRIVE_RESCAN)
		printf("%s\n", text);
	else if (event->kind <= IMAPI_DRIVE_REMOVED)
		printf("%-10s  %-20s  %-8s %-16s %-4s  %s\n", event->address, text,
		       event->vendor_id, event->product_id, event->product_revision, event->id);
	else
		printf("%-10s  %s\n", event->address, text);
	fflush(stdout);
}

/* Says once what will be missed, and what helps. */
static void remark_poll(const struct imapi_drive_event *event, bool *is_said)
{
	bool has_come = event->kind == IMAPI_DRIVE_PRESENT || event->kind == IMAPI_DRIVE_ADDED;

	if (!has_come || event->medium_poll_ms || *is_said)
		return;
	*is_said = true;
	fprintf(stderr,
		"imapi: Linux does not look for media in %s by itself; their events come late "
		"or "
		"never.\nTo have it look every two seconds: echo 2000 | sudo tee "
		"/sys/module/block/parameters/events_dfl_poll_msecs\n",
		event->address);
}

static bool is_known(const struct imapi_drive_event *event)
{
	return (size_t)event->kind < KINDS && kinds[event->kind].name;
}

/* All events that there are. False: the run ends. */
static bool print_events(struct run *run, struct imapi_drive_watch *watch, bool *is_said,
			 imapi_status *ret_status)
{
	while (!signals_cancelled() && !ferror(stdout)) {
		struct imapi_drive_event event = IMAPI_DRIVE_EVENT_INIT;
		imapi_status status = imapi_drive_watch_next(watch, &event);

		if (IMAPI_FAILED(status))
			*ret_status = fail_library(run, status);
		if (status != IMAPI_OK)
			return !IMAPI_FAILED(status);
		remark_poll(&event, is_said);
		if (is_known(&event) && run->json)
			print_json(&event);
		else if (is_known(&event))
			print_line(&event);
	}
	return false;
}

/*
 * Signals are let in only while it waits, so that none comes between look and wait. Standard
 * output is watched for its reader to leave.
 */
static imapi_status watch_until_end(struct run *run, struct imapi_drive_watch *watch)
{
	struct pollfd fds[] = {
		{ .fd = imapi_drive_watch_fd(watch), .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};
	imapi_status status = IMAPI_OK;
	bool is_said = false;
	sigset_t ours, before;

	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGHUP);
	sigprocmask(SIG_BLOCK, &ours, &before);
	while (print_events(run, watch, &is_said, &status)) {
		if (ppoll(fds, 2, NULL, &before) < 0 && errno != EINTR) {
			status = fail(run, IMAPI_E_SYSTEM, "waiting: %s", strerror(errno));
			break;
		}
		if (fds[1].revents & (POLLERR | POLLHUP | POLLNVAL))
			break;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

/* What is left in the buffer has no reader, which is how a pipe ends and no failure. */
static void drop_output(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };
	int nowhere;

	if (!ferror(stdout) || poll(&out, 1, 0) <= 0)
		return;
	nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere >= 0)
		dup2(nowhere, STDOUT_FILENO);
	if (nowhere > STDERR_FILENO)
		close(nowhere);
	fflush(stdout);
	clearerr(stdout);
}

imapi_status list_watch(struct run *run)
{
	struct imapi_drive_watch *watch = NULL;
	imapi_status status = imapi_drive_watch_new(run->context, &watch);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = watch_until_end(run, watch);
	imapi_drive_watch_free(watch);
	if (IMAPI_FAILED(status))
		return status;
	drop_output();
	run->is_delegated = true; /* each event was a line; there is no report at the end */
	run->delegated_exit = 0;
	return IMAPI_OK;
}
