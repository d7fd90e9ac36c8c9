/* SPDX-License-Identifier: MIT */
#include "control.h"

#include "json.h"
#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LINE_MAX_BYTES 8192
#define PATIENCE_S 5 /* with a caller that says nothing */
#define ANSWER_S 60  /* with a server */

void control_folder(char path[80])
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	if (geteuid() == 0 || !run || run[0] != '/' || strlen(run) > 70)
		run = "/run";
	snprintf(path, 80, "%s/imapi", run);
}

static struct sockaddr_un address_of(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	return address;
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (void *)&address, sizeof(address)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Removes the sockets of servers that are gone. */
static void sweep(const char *folder)
{
	const struct dirent *entry;
	DIR *dir = opendir(folder);
	char path[108];

	while (dir && (entry = readdir(dir))) {
		int fd;

		if (strncmp(entry->d_name, "serve-", 6) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%.24s", folder, entry->d_name);
		fd = connect_to(path);
		if (fd >= 0)
			close(fd);
		else if (errno == ECONNREFUSED)
			unlink(path);
	}
	if (dir)
		closedir(dir);
}

imapi_status control_listen(struct run *run, struct control *control)
{
	struct sockaddr_un address;
	char folder[80];
	mode_t mask;
	int bound;

	control_folder(folder);
	mkdir(folder, 0755);
	sweep(folder);
	snprintf(control->path, sizeof(control->path), "%s/serve-%d", folder, (int)getpid());
	address = address_of(control->path);
	unlink(control->path);
	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mask = umask(0177);
	bound = bind(control->fd, (void *)&address, sizeof(address));
	umask(mask);
	if (bound == 0 && listen(control->fd, 8) == 0)
		return IMAPI_OK;
	return fail(run, IMAPI_E_SYSTEM, "%s: %s", control->path, strerror(errno));
}

void control_close(struct control *control)
{
	char folder[80];

	if (control->fd < 0)
		return;
	close(control->fd);
	unlink(control->path);
	control_folder(folder);
	rmdir(folder);
	control->fd = -1;
}

/* One JSON object, which ends with a line. A new reference, or NULL. */
static json_t *receive(int fd, time_t patience)
{
	struct timeval limit = { .tv_sec = patience };
	char line[LINE_MAX_BYTES];
	size_t length = 0;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	while (length < sizeof(line) && !memchr(line, '\n', length)) {
		ssize_t got = recv(fd, line + length, sizeof(line) - length, 0);

		if (got <= 0)
			return NULL;
		length += (size_t)got;
	}
	return json_loadb(line, length, 0, NULL);
}

/* Takes @object over. */
static void transmit(int fd, json_t *object)
{
	struct timeval limit = { .tv_sec = PATIENCE_S };
	char *text = json_dumps(object, JSON_COMPACT);

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (text && send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text))
		send(fd, "\n", 1, MSG_NOSIGNAL);
	free(text);
	json_decref(object);
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static bool is_running(struct served *drive)
{
	bool running;

	pthread_mutex_lock(&drive->lock);
	running = drive->state == SERVED_RUNNING;
	pthread_mutex_unlock(&drive->lock);
	return running;
}

/* The drive by its device, or by what is in it. */
static bool is_meant(struct served *drive, const char *name, const char *path)
{
	struct order order = { .kind = ORDER_STATE };
	char *file;
	bool same;

	if (!strcmp(name, drive->block) || !strcmp(name, drive->generic) ||
	    !strcmp(path, drive->block) || !strcmp(path, drive->generic) ||
	    !strcmp(name, drive->shown))
		return true;
	served_order(drive, &order);
	if (IMAPI_FAILED(order.status))
		return false;
	file = realpath(order.disc, NULL);
	same = !strcmp(name, order.disc) || (file && path[0] && !strcmp(path, file));
	free(file);
	return same;
}

static struct served *find_drive(struct served *drives, size_t count, const json_t *request)
{
	const char *name = text_of(request, "drive"), *path = text_of(request, "path");

	for (size_t i = 0; i < count; i++)
		if (is_running(&drives[i]) && (!*name || is_meant(&drives[i], name, path)))
			return &drives[i];
	return NULL;
}

static json_t *describe(struct served *drive)
{
	struct order order = { .kind = ORDER_STATE };
	json_t *object = json_object();

	served_order(drive, &order);
	json_add_text(object, "device", drive->block);
	json_add_text(object, "generic", drive->generic);
	json_add_text(object, "address", drive->shown);
	if (IMAPI_FAILED(order.status))
		return object;
	json_add_text(object, "disc", order.disc);
	json_add(object, "tray_open", json_boolean(order.is_tray_open));
	json_add(object, "locked", json_boolean(order.is_locked));
	json_add(object, "has_disc", json_boolean(order.has_disc));
	if (order.medium[0])
		json_add_text(object, "medium", order.medium);
	return object;
}

static json_t *list_drives(struct served *drives, size_t count)
{
	json_t *answer = json_object(), *array = json_array();

	for (size_t i = 0; i < count; i++)
		if (is_running(&drives[i]))
			json_array_append_new(array, describe(&drives[i]));
	json_add(answer, "drives", array);
	return answer;
}

/* What a request asks of a drive; false if it is no such request. */
static bool read_order(const json_t *request, struct order *order)
{
	static const char *const names[] = { [ORDER_STATE] = "state",
					     [ORDER_EJECT] = "eject",
					     [ORDER_LOAD] = "load",
					     [ORDER_UNPLUG] = "unplug" };
	const char *wanted = text_of(request, "do");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], wanted) != 0)
			continue;
		order->kind = (enum order_kind)i;
		order->target = json_string_value(json_object_get(request, "target"));
		return true;
	}
	return false;
}

static json_t *obey(struct served *drives, size_t count, const json_t *request)
{
	struct served *drive = find_drive(drives, count, request);
	json_t *answer = json_object();
	struct order order = { 0 };

	if (!drive || !read_order(request, &order))
		return answer;
	served_order(drive, &order);
	json_add_text(answer, "device", drive->block);
	json_add(answer, "status", json_integer(order.status));
	if (IMAPI_FAILED(order.status)) {
		json_add(answer, "message", json_text(order.message));
		json_add(answer, "advice", json_text(order.advice));
	}
	return answer;
}

void control_answer(struct control *control, struct served *drives, size_t count)
{
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);
	json_t *request = fd >= 0 ? receive(fd, PATIENCE_S) : NULL;

	if (request)
		transmit(fd, strcmp(text_of(request, "do"), "list")
				     ? obey(drives, count, request)
				     : list_drives(drives, count));
	json_decref(request);
	if (fd >= 0)
		close(fd);
}

json_t *control_ask(const char *path, json_t *request)
{
	int fd = connect_to(path);
	json_t *answer;

	if (fd < 0) {
		json_decref(request);
		return NULL;
	}
	transmit(fd, request);
	answer = receive(fd, ANSWER_S);
	close(fd);
	return answer;
}
