/* SPDX-License-Identifier: MIT */
#include "served.h"

#include "imapi/simulator.h"

#include "report.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_US 10000 /* between two looks for orders while the drive works */
#define ORDER_SECONDS 30

/* What the thread alone has. */
struct drive {
	struct served *served;
	struct imapi_context *context;
	struct imapi_export *export;
};

static void set_state(struct served *served, enum served_state state)
{
	pthread_mutex_lock(&served->lock);
	served->state = state;
	pthread_cond_broadcast(&served->changed);
	pthread_mutex_unlock(&served->lock);
	if (state == SERVED_GONE)
		eventfd_write(served->gone, 1);
}

/* Keeps what the library says, as if it were a run of the tool. */
static void keep_failure(struct drive *drive, imapi_status status)
{
	struct run run = { .context = drive->context, .failure = { .lba = INT64_MIN } };

	fail_library(&run, status);
	drive->served->failure = run.failure;
}

static void print_log(void *user, enum imapi_log_level level, const char *line)
{
	(void)user;
	(void)level;
	fprintf(stderr, "%s\n", line);
}

static imapi_status open_drive(struct drive *drive)
{
	struct served *served = drive->served;
	unsigned verbose = served->run->options.verbose;
	struct imapi_transport *transport = NULL;
	imapi_status status = imapi_context_new(&drive->context);

	if (status)
		return status;
	if (verbose)
		imapi_context_set_log(drive->context,
				      verbose > 1 ? IMAPI_LOG_DEBUG : IMAPI_LOG_INFO, print_log,
				      NULL);
	status = imapi_transport_open(drive->context, served->address, &transport);
	if (!status)
		status = imapi_export_new(transport, &served->settings, &drive->export);
	if (status)
		return status;
	snprintf(served->block, sizeof(served->block), "%s",
		 imapi_export_block_device(drive->export));
	snprintf(served->generic, sizeof(served->generic), "%s",
		 imapi_export_generic_device(drive->export));
	return IMAPI_OK;
}

static imapi_status look(struct imapi_transport *transport, struct order *order)
{
	struct imapi_simulator_state state = IMAPI_SIMULATOR_STATE_INIT;
	imapi_status status = imapi_simulator_get_state(transport, &state);

	if (IMAPI_FAILED(status))
		return status;
	order->is_tray_open = state.is_tray_open;
	order->is_locked = state.is_locked;
	order->has_disc = state.has_disc;
	snprintf(order->medium, sizeof(order->medium), "%s", state.medium ? state.medium : "");
	snprintf(order->disc, sizeof(order->disc), "%s", state.target ? state.target : "");
	return status;
}

static imapi_status carry_out(struct drive *drive, struct order *order)
{
	struct imapi_transport *transport = imapi_export_transport(drive->export);

	switch (order->kind) {
	case ORDER_EJECT:
		return imapi_simulator_eject(transport);
	case ORDER_LOAD:
		return imapi_simulator_load(transport, order->target);
	case ORDER_UNPLUG:
		drive->served->is_stopping = true;
		return IMAPI_OK;
	default:
		return look(transport, order);
	}
}

/* Carries an order out; one that has to wait for the drive stays. */
static void take_order(struct drive *drive)
{
	struct served *served = drive->served;
	const struct imapi_error *error;
	struct order *order;
	imapi_status status;

	pthread_mutex_lock(&served->lock);
	order = served->order;
	status = order ? carry_out(drive, order) : IMAPI_OK;
	if (order && status != IMAPI_E_COMMAND_PENDING) {
		order->status = status;
		if (IMAPI_FAILED(status)) {
			error = imapi_last_error(drive->context);
			snprintf(order->message, sizeof(order->message), "%s",
				 imapi_error_message(error));
			snprintf(order->advice, sizeof(order->advice), "%s",
				 imapi_error_advice(error));
		}
		order->is_done = true;
		served->order = NULL;
		pthread_cond_broadcast(&served->changed);
	}
	pthread_mutex_unlock(&served->lock);
}

static bool is_stopping(struct served *served)
{
	bool stopping;

	pthread_mutex_lock(&served->lock);
	stopping = served->is_stopping;
	pthread_mutex_unlock(&served->lock);
	return stopping;
}

static imapi_status serve(struct drive *drive)
{
	struct pollfd fds[] = { { .fd = imapi_export_fd(drive->export), .events = POLLIN },
				{ .fd = drive->served->wake, .events = POLLIN } };
	int busy = 1; /* the kernel may have asked something while the drive was made */

	while (!is_stopping(drive->served)) {
		imapi_status status;
		eventfd_t count;

		if (poll(fds, 2, busy ? 0 : -1) < 0 && errno != EINTR)
			return IMAPI_E_SYSTEM;
		status = imapi_export_serve(drive->export, PATIENCE_US, &busy);
		if (IMAPI_FAILED(status))
			return status;
		if (fds[1].revents && !busy)
			eventfd_read(drive->served->wake, &count);
		if (fds[1].revents)
			take_order(drive);
	}
	return IMAPI_OK;
}

static void *run_drive(void *argument)
{
	struct drive drive = { .served = argument };
	imapi_status status = open_drive(&drive);

	if (!IMAPI_FAILED(status)) {
		set_state(drive.served, SERVED_RUNNING);
		status = serve(&drive);
	}
	if (IMAPI_FAILED(status))
		keep_failure(&drive, status);
	imapi_export_free(drive.export);
	imapi_context_free(drive.context);
	set_state(drive.served, SERVED_GONE);
	return NULL;
}

imapi_status served_start(struct run *run, struct served *served)
{
	int number;

	pthread_mutex_init(&served->lock, NULL);
	pthread_cond_init(&served->changed, NULL);
	served->run = run;
	served->failure.lba = INT64_MIN;
	served->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	number = pthread_create(&served->thread, NULL, run_drive, served);
	if (number)
		return fail(run, IMAPI_E_SYSTEM, "a thread: %s", strerror(number));
	served->has_thread = true;
	return IMAPI_OK;
}

imapi_status served_wait(struct run *run, struct served *served)
{
	enum served_state state;

	pthread_mutex_lock(&served->lock);
	while (served->state == SERVED_STARTING)
		pthread_cond_wait(&served->changed, &served->lock);
	state = served->state;
	pthread_mutex_unlock(&served->lock);
	if (state == SERVED_RUNNING)
		return IMAPI_OK;
	run->failure = served->failure;
	return served->failure.status;
}

void served_order(struct served *served, struct order *order)
{
	struct timespec end;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += ORDER_SECONDS;
	pthread_mutex_lock(&served->lock);
	served->order = order;
	eventfd_write(served->wake, 1);
	while (!order->is_done && served->state == SERVED_RUNNING && !late)
		late = pthread_cond_timedwait(&served->changed, &served->lock, &end);
	served->order = NULL;
	if (!order->is_done) {
		order->status = late ? IMAPI_E_DRIVE_BUSY : IMAPI_E_DEV_NOT_EXIST;
		snprintf(order->message, sizeof(order->message), "%s",
			 late ? "the drive is at work on a command" : "the drive is gone");
	}
	pthread_mutex_unlock(&served->lock);
}

void served_stop(struct served *served)
{
	if (!served->has_thread)
		return;
	pthread_mutex_lock(&served->lock);
	served->is_stopping = true;
	pthread_mutex_unlock(&served->lock);
	eventfd_write(served->wake, 1);
	pthread_join(served->thread, NULL);
	close(served->wake);
	pthread_mutex_destroy(&served->lock);
	pthread_cond_destroy(&served->changed);
	served->has_thread = false;
}
