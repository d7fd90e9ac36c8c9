/* SPDX-License-Identifier: MIT */
/*
 * A login manager on the bus $DBUS_SYSTEM_BUS_ADDRESS that only gives locks, and tells on
 * standard output what it does. "deny": it refuses them; "mute": it never answers.
 */
#include <dbus/dbus.h>

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

static DBusMessage *give_lock(DBusMessage *call)
{
	DBusMessage *reply = dbus_message_new_method_return(call);
	int ends[2];

	need(!pipe2(ends, O_CLOEXEC), "pipe");
	need(dbus_message_append_args(reply, DBUS_TYPE_UNIX_FD, &ends[1], DBUS_TYPE_INVALID),
	     "append");
	close(ends[1]);
	lock_fd = ends[0];
	return reply;
}

static void answer(DBusConnection *bus, DBusMessage *call, const char *mode)
{
	const char *what, *who, *why, *how;
	DBusMessage *reply;

	if (!dbus_message_is_method_call(call, "org.freedesktop.login1.Manager", "Inhibit"))
		return;
	need(dbus_message_get_args(call, NULL, DBUS_TYPE_STRING, &what, DBUS_TYPE_STRING, &who,
				   DBUS_TYPE_STRING, &why, DBUS_TYPE_STRING, &how,
				   DBUS_TYPE_INVALID),
	     "arguments");
	printf("inhibit %s|%s|%s|%s|%s\n", dbus_message_get_path(call), what, who, why, how);
	if (!strcmp(mode, "mute"))
		return;
	reply = !strcmp(mode, "deny")
			? dbus_message_new_error(call, DBUS_ERROR_ACCESS_DENIED, "not you")
			: give_lock(call);
	need(dbus_connection_send(bus, reply, NULL), "send");
	dbus_connection_flush(bus);
	dbus_message_unref(reply);
}

static void take_calls(DBusConnection *bus, const char *mode)
{
	DBusMessage *call;

	need(dbus_connection_read_write(bus, 0), "the bus has gone");
	while ((call = dbus_connection_pop_message(bus))) {
		answer(bus, call, mode);
		dbus_message_unref(call);
	}
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
	const char *mode = argc > 1 ? argv[1] : "";
	DBusConnection *bus = dbus_bus_get_private(DBUS_BUS_SYSTEM, NULL);
	int fd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	need(bus && dbus_connection_get_unix_fd(bus, &fd), "no bus");
	need(dbus_bus_request_name(bus, "org.freedesktop.login1", 0, NULL) ==
		     DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER,
	     "no name");
	puts("ready");
	for (;;) {
		struct pollfd fds[2] = { { fd, POLLIN, 0 }, { lock_fd, 0, 0 } };

		poll(fds, 2, 1000);
		watch_lock(&fds[1]);
		take_calls(bus, mode);
	}
}
