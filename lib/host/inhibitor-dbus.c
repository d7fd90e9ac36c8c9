/* SPDX-License-Identifier: MIT */
/* The lock of logind: org.freedesktop.login1.Manager.Inhibit() on the system bus. */
#include "host/inhibitor.h"

#include <dbus/dbus.h>
#include <errno.h>
#include <stdlib.h>

#define DEFAULT_BUS "unix:path=/run/dbus/system_bus_socket"

/* Two calls of at most this many rounds: a bus that never answers costs five seconds. */
#define ROUNDS 50
#define ROUND_MS 50

struct caller {
	struct imapi_context *context;
	DBusConnection *connection;
};

static imapi_status absent(const struct caller *caller, const char *why)
{
	log_debug(caller->context, "no sleep inhibitor: %s", why);
	return IMAPI_S_NOT_INHIBITED;
}

static imapi_status no_memory(const struct caller *caller)
{
	return err_no_memory(&caller->context->error);
}

/* The library's own way to wait has no limit before the bus has said hello. */
static void await(const struct caller *caller, DBusPendingCall *pending)
{
	for (int i = 0; i < ROUNDS && !dbus_pending_call_get_completed(pending); i++)
		if (!dbus_connection_read_write_dispatch(caller->connection, ROUND_MS))
			return;
}

static imapi_status take_reply(const struct caller *caller, DBusPendingCall *pending,
			       DBusMessage **ret_reply)
{
	DBusMessage *reply;
	DBusError error;

	await(caller, pending);
	reply = dbus_pending_call_get_completed(pending)
			? dbus_pending_call_steal_reply(pending)
			: NULL;
	if (!reply)
		return absent(caller, "the bus does not answer");
	dbus_error_init(&error);
	if (dbus_set_error_from_message(&error, reply)) {
		absent(caller, error.message);
		dbus_error_free(&error);
		dbus_message_unref(reply);
		return IMAPI_S_NOT_INHIBITED;
	}
	*ret_reply = reply;
	return IMAPI_OK;
}

/* Sends @message, which it takes over. */
static imapi_status call(const struct caller *caller, DBusMessage *message,
			 DBusMessage **ret_reply)
{
	DBusPendingCall *pending = NULL;
	imapi_status status;
	bool sent;

	if (!message)
		return no_memory(caller);
	dbus_message_set_auto_start(message, FALSE);
	sent = dbus_connection_send_with_reply(caller->connection, message, &pending, -1);
	dbus_message_unref(message);
	if (!sent)
		return no_memory(caller);
	if (!pending)
		return absent(caller, "the bus has hung up");
	status = take_reply(caller, pending, ret_reply);
	dbus_pending_call_cancel(pending);
	dbus_pending_call_unref(pending);
	return status;
}

static imapi_status say_hello(const struct caller *caller)
{
	DBusMessage *reply = NULL;
	const char *name;
	imapi_status status;

	status = call(caller,
		      dbus_message_new_method_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS,
						   DBUS_INTERFACE_DBUS, "Hello"),
		      &reply);
	if (status != IMAPI_OK)
		return status;
	if (!dbus_message_get_args(reply, NULL, DBUS_TYPE_STRING, &name, DBUS_TYPE_INVALID))
		status = absent(caller, "the bus gives no name");
	else if (!dbus_bus_set_unique_name(caller->connection, name))
		status = no_memory(caller);
	dbus_message_unref(reply);
	return status;
}

static DBusMessage *make_request(const char *why)
{
	DBusMessage *message = dbus_message_new_method_call(
		"org.freedesktop.login1", "/org/freedesktop/login1",
		"org.freedesktop.login1.Manager", "Inhibit");
	const char *what = "sleep:shutdown", *who = program_invocation_short_name,
		   *mode = "block";

	if (!dbus_validate_utf8(who, NULL))
		who = "libimapi";
	if (message && dbus_message_append_args(message, DBUS_TYPE_STRING, &what,
						DBUS_TYPE_STRING, &who, DBUS_TYPE_STRING, &why,
						DBUS_TYPE_STRING, &mode, DBUS_TYPE_INVALID))
		return message;
	if (message)
		dbus_message_unref(message);
	return NULL;
}

static imapi_status ask(const struct caller *caller, const char *why, int *ret_fd)
{
	DBusMessage *reply = NULL;
	imapi_status status = say_hello(caller);

	if (status == IMAPI_OK)
		status = call(caller, make_request(why), &reply);
	if (status != IMAPI_OK)
		return status;
	if (!dbus_message_get_args(reply, NULL, DBUS_TYPE_UNIX_FD, ret_fd, DBUS_TYPE_INVALID))
		status = absent(caller, "the login manager gives no lock");
	dbus_message_unref(reply);
	return status;
}

imapi_status inhibitor_take(struct imapi_context *context, const char *why, int *ret_fd)
{
	const char *address = secure_getenv("DBUS_SYSTEM_BUS_ADDRESS");
	struct caller caller = { .context = context };
	imapi_status status;
	DBusError error;

	if (!dbus_validate_utf8(why, NULL))
		return err_set(&context->error, IMAPI_E_INVALIDARG,
			       "the reason not to sleep is no UTF-8");
	dbus_error_init(&error);
	caller.connection =
		dbus_connection_open_private(address ? address : DEFAULT_BUS, &error);
	if (!caller.connection) {
		status = absent(&caller, error.message);
		dbus_error_free(&error);
		return status;
	}
	dbus_connection_set_exit_on_disconnect(caller.connection, FALSE);
	status = ask(&caller, why, ret_fd);
	dbus_connection_close(caller.connection);
	dbus_connection_unref(caller.connection);
	return status;
}
