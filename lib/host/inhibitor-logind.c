/* SPDX-License-Identifier: MIT */
/* The lock of logind: org.freedesktop.login1.Manager.Inhibit() on the system bus. */
#include "host/inhibitor.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <systemd/sd-bus.h>

/* A bus that never answers costs five seconds. */
#define ROUNDS 100
#define ROUND_US 50000

struct request {
	struct imapi_context *context;
	bool answered;
	imapi_status status;
	int fd;
};

static imapi_status absent(struct request *r, const char *why)
{
	log_debug(r->context, "no sleep inhibitor: %s", why);
	return IMAPI_S_NOT_INHIBITED;
}

static imapi_status absent_because(struct request *r, int number)
{
	if (number == -ENOMEM)
		return err_no_memory(&r->context->error);
	return absent(r, strerror(-number));
}

/* The lock belongs to the message; a copy outlives it. */
static imapi_status take_lock(struct request *r, sd_bus_message *reply)
{
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	int fd, number;

	if (error)
		return absent(r, error->message ? error->message : error->name);
	number = sd_bus_message_read(reply, "h", &fd);
	if (number < 0)
		return absent(r, "the login manager gives no lock");
	r->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return r->fd < 0 ? absent_because(r, -errno) : IMAPI_OK;
}

static int on_reply(sd_bus_message *reply, void *user, sd_bus_error *ret_error)
{
	struct request *r = user;

	(void)ret_error;
	r->status = take_lock(r, reply);
	r->answered = true;
	return 1;
}

/*
 * The library's own calls wait for a bus that is silent during authentication for a minute and
 * a half. Here every round counts, so that one that chatters is given up, too.
 */
static imapi_status await(struct request *r, sd_bus *bus)
{
	for (int i = 0; i < ROUNDS && !r->answered; i++) {
		int number = sd_bus_process(bus, NULL);

		if (number == 0)
			number = sd_bus_wait(bus, ROUND_US);
		if (number < 0 && number != -EINTR && !r->answered)
			return absent_because(r, number);
	}
	return r->answered ? r->status : absent(r, "the bus does not answer");
}

/* As people are told who asked. */
static const char *own_name(void)
{
	const char *name = program_invocation_short_name;

	return utf8_valid(name, strlen(name)) ? name : "libimapi";
}

static int send_request(struct request *r, sd_bus *bus, const char *why)
{
	sd_bus_message *message = NULL;
	int number = sd_bus_message_new_method_call(
		bus, &message, "org.freedesktop.login1", "/org/freedesktop/login1",
		"org.freedesktop.login1.Manager", "Inhibit");

	if (number >= 0)
		number = sd_bus_message_set_auto_start(message, false);
	if (number >= 0)
		number = sd_bus_message_append(message, "ssss", "sleep:shutdown", own_name(),
					       why, "block");
	if (number >= 0)
		number = sd_bus_call_async(bus, NULL, message, on_reply, r, 0);
	sd_bus_message_unref(message);
	return number;
}

imapi_status inhibitor_take(struct imapi_context *context, const char *why, int *ret_fd)
{
	struct request request = { .context = context, .fd = -1 };
	sd_bus *bus = NULL;
	imapi_status status;
	int number = sd_bus_open_system(&bus);

	if (number >= 0)
		number = send_request(&request, bus, why);
	status = number < 0 ? absent_because(&request, number) : await(&request, bus);
	sd_bus_close_unref(bus);
	if (status == IMAPI_OK)
		*ret_fd = request.fd;
	return status;
}
