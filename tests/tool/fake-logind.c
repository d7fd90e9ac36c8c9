/* SPDX-License-Identifier: MIT */
/*
 * A login manager on the bus $DBUS_SYSTEM_BUS_ADDRESS that only gives locks, and tells on
 * standard output what it does. "deny": it refuses them; "mute": it never answers.
 */
#include <systemd/sd-bus.h>

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int lock_fd = -1; /* of the one lock: ends when its holder lets go */

static void need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fake-logind: %s\n", what);
	exit(1);
}

static int give_lock(sd_bus_message *call)
{
	int ends[2], number;

	need(!pipe2(ends, O_CLOEXEC), "pipe");
	number = sd_bus_reply_method_return(call, "h", ends[1]);
	close(ends[1]);
	lock_fd = ends[0];
	return number;
}

static int inhibit(sd_bus_message *call, void *user, sd_bus_error *error)
{
	const char *what, *who, *why, *how, *mode = user;

	need(sd_bus_message_read(call, "ssss", &what, &who, &why, &how) >= 0, "arguments");
	printf("inhibit %s|%s|%s|%s|%s\n", sd_bus_message_get_path(call), what, who, why, how);
	if (!strcmp(mode, "mute"))
		return 1;
	if (!strcmp(mode, "deny"))
		return sd_bus_error_set(error, SD_BUS_ERROR_ACCESS_DENIED, "not you");
	return give_lock(call);
}

static const sd_bus_vtable manager[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Inhibit", "ssss", "h", inhibit, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

static void take_calls(sd_bus *bus)
{
	int number;

	while ((number = sd_bus_process(bus, NULL)) > 0)
		continue;
	need(number == 0, "the bus has gone");
}

static void watch_lock(const struct pollfd *lock)
{
	if (lock_fd < 0 || lock->fd != lock_fd || !lock->revents)
		return;
	puts("released");
	close(lock_fd);
	lock_fd = -1;
}

int main(int argc, char **argv)
{
	char none[] = "", *mode = argc > 1 ? argv[1] : none;
	sd_bus *bus = NULL;

	setvbuf(stdout, NULL, _IOLBF, 0);
	need(sd_bus_open_system(&bus) >= 0, "no bus");
	need(sd_bus_add_object_vtable(bus, NULL, "/org/freedesktop/login1",
				      "org.freedesktop.login1.Manager", manager, mode) >= 0,
	     "no object");
	need(sd_bus_request_name(bus, "org.freedesktop.login1", 0) >= 0, "no name");
	puts("ready");
	for (;;) {
		struct pollfd fds[2] = { { sd_bus_get_fd(bus), POLLIN, 0 }, { lock_fd, 0, 0 } };

		poll(fds, 2, 1000);
		watch_lock(&fds[1]);
		take_calls(bus);
	}
}
