/* SPDX-License-Identifier: MIT */
/* imapi sim serve: simulated drives become /dev/srN until the program is ended. */
#include "sim-serve.h"

#include "control.h"
#include "kernel-modules.h"
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define DRIVES_MAX 64
#define PACE                                                                                   \
	60 /* a minute of closing, seen by a burner that asks every second, is a second        \
	    */
#define TIMEOUT_S 30
#define TRANSFER_KIB 1024 /* what the kernel's loopback adapter takes */

struct server {
	struct run *run;
	struct served drives[DRIVES_MAX];
	size_t count;
	struct control control;
	int signals; /* signalfd */
	int gone;    /* eventfd: a drive is gone */
};

static bool has_scheme(const char *file)
{
	return !strncmp(file, "sim:", 4) || !strncmp(file, "tape:", 5) ||
	       !strncmp(file, "iscsi:", 6) || !strncmp(file, "/dev/", 5);
}

static bool is_real(const struct run *run)
{
	return run->options.clock && !strcmp(run->options.clock, "real");
}

/* Whether the far end runs on a clock that can be set going. */
static bool is_virtual(const struct run *run, const char *address)
{
	return !is_real(run) && !strstr(address, "clock=real") &&
	       (!strncmp(address, "sim:", 4) || !strncmp(address, "tape:", 5));
}

/* What the address of a simulated drive gets besides what it says itself. */
static void more_options(const struct run *run, const char *file, size_t number, char text[64])
{
	const char *join = strchr(file, '?') ? "&" : "?";

	text[0] = '\0';
	if (has_scheme(file) && strncmp(file, "sim:", 4) != 0)
		return;
	if (!strstr(file, "transfer=")) {
		snprintf(text, 64, "%stransfer=%d", join, TRANSFER_KIB);
		join = "&";
	}
	if (is_real(run)) {
		snprintf(text + strlen(text), 64 - strlen(text), "%sclock=real", join);
		join = "&";
	}
	/* so that udev can tell drives of one model apart */
	if (!strstr(file, "serial="))
		snprintf(text + strlen(text), 64 - strlen(text), "%sserial=SIM%013zu", join,
			 number);
}

static imapi_status describe_drive(struct run *run, size_t number, struct served *drive)
{
	const char *file = run->operands[number];
	char more[64];

	more_options(run, file, number, more);
	drive->settings = (struct imapi_export_settings)IMAPI_EXPORT_SETTINGS_INIT;
	if (asprintf(&drive->address, "%s%s%s", has_scheme(file) ? "" : "sim:", file, more) <
	    0) {
		drive->address = NULL;
		return fail(run, IMAPI_E_OUTOFMEMORY, "out of memory");
	}
	drive->shown = imapi_address_redact(drive->address);
	if (!drive->shown)
		return fail(run, IMAPI_E_OUTOFMEMORY, "out of memory");
	drive->settings.name = drive->shown;
	drive->settings.pace = 0;
	drive->settings.timeout_s = 0;
	if (is_virtual(run, drive->address)) {
		drive->settings.pace = run->options.pace ? run->options.pace : PACE;
		drive->settings.timeout_s = TIMEOUT_S;
	}
	return IMAPI_OK;
}

/* From here on they come by a descriptor, whatever thread there is. */
static imapi_status hold_signals(struct server *server)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	server->signals = signalfd(-1, &set, SFD_CLOEXEC);
	server->gone = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (server->signals >= 0 && server->gone >= 0)
		return IMAPI_OK;
	return fail(server->run, IMAPI_E_SYSTEM, "signals: %s", strerror(errno));
}

static imapi_status start_drives(struct server *server)
{
	struct run *run = server->run;
	imapi_status status = IMAPI_OK;

	for (int i = 1; !status && i < run->operand_count; i++) {
		struct served *drive = &server->drives[server->count];

		status = describe_drive(run, (size_t)i, drive);
		if (status)
			return status;
		server->count++;
		drive->gone = server->gone;
		status = served_start(run, drive);
		/* one after the other, so that they get their numbers in order */
		if (!status)
			status = served_wait(run, drive);
		if (!status)
			printf("%s  %s  %s\n", drive->block, drive->generic,
			       strncmp(run->operands[i], "iscsi:", 6) ? run->operands[i]
								      : drive->shown);
	}
	fflush(stdout);
	return status;
}

/* Drives that are still there; the failure of one that ended by itself. */
static size_t count_running(struct server *server)
{
	size_t running = 0;

	for (size_t i = 0; i < server->count; i++) {
		struct served *drive = &server->drives[i];

		pthread_mutex_lock(&drive->lock);
		running += drive->state == SERVED_RUNNING;
		if (drive->failure.status)
			server->run->failure = drive->failure;
		pthread_mutex_unlock(&drive->lock);
	}
	return running;
}

static imapi_status listen_and_wait(struct server *server)
{
	struct pollfd fds[] = { { .fd = server->signals, .events = POLLIN },
				{ .fd = server->gone, .events = POLLIN },
				{ .fd = server->control.fd, .events = POLLIN } };
	eventfd_t count;

	while (count_running(server) > 0) {
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return fail(server->run, IMAPI_E_SYSTEM, "poll: %s", strerror(errno));
		if (fds[0].revents)
			return IMAPI_OK;
		if (fds[1].revents)
			eventfd_read(server->gone, &count);
		if (fds[2].revents)
			control_answer(&server->control, server->drives, server->count);
	}
	return server->run->failure.status;
}

static void stop(struct server *server)
{
	control_close(&server->control);
	for (size_t i = server->count; i-- > 0;) {
		served_stop(&server->drives[i]);
		free(server->drives[i].address);
		free(server->drives[i].shown);
	}
}

static imapi_status clean(struct run *run)
{
	size_t count = 0;
	imapi_status status = imapi_export_clean(run->context, &count);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	if (count && !run->json)
		fprintf(stderr, "Removed %zu drive%s of a server that is gone.\n", count,
			count > 1 ? "s" : "");
	return IMAPI_OK;
}

static imapi_status check(struct run *run)
{
	const char *clock = run->options.clock;

	if (clock && strcmp(clock, "real") != 0 && strcmp(clock, "virtual") != 0)
		return fail_usage(run, "--clock takes real or virtual, not \"%s\"", clock);
	if (is_real(run) && run->options.pace)
		return fail_usage(run, "--pace goes with the virtual clock");
	if (run->operand_count < 2 && !run->options.clean)
		return fail_usage(run, "sim serve needs a disc file, a medium or \"none\"");
	if (run->operand_count > DRIVES_MAX)
		return fail_usage(run, "at most %d drives", DRIVES_MAX - 1);
	return IMAPI_OK;
}

imapi_status sim_serve(struct run *run)
{
	struct server *server;
	imapi_status status = check(run);

	if (IMAPI_FAILED(status))
		return status;
	if (geteuid() != 0) {
		fail(run, IMAPI_E_ACCESSDENIED, "only root can add drives to the kernel");
		advise(run,
		       "Run it as root; the drives are then there for everybody who may use "
		       "drives.");
		return IMAPI_E_ACCESSDENIED;
	}
	kernel_modules_load();
	status = clean(run);
	if (IMAPI_FAILED(status) || run->operand_count < 2)
		return status;
	server = calloc(1, sizeof(*server));
	if (!server)
		return fail(run, IMAPI_E_OUTOFMEMORY, "out of memory");
	server->run = run;
	server->control.fd = -1;
	status = hold_signals(server);
	if (!IMAPI_FAILED(status))
		status = control_listen(run, &server->control);
	if (!IMAPI_FAILED(status))
		status = start_drives(server);
	if (!IMAPI_FAILED(status))
		status = listen_and_wait(server);
	stop(server);
	free(server);
	return status;
}
