/* SPDX-License-Identifier: MIT */
/* The connection to a target: what keeps it going, and when it is given up. */
#include "transport/iscsi.h"

#include "base/mem.h"
#include "transport/iscsi-terms.h"

#include <errno.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>

#define TURN_MS 250
#define PIECES_MS 5

void iscsi_lose(struct iscsi_drive *drive, const char *format, ...)
{
	va_list args;

	if (!drive->lost[0]) {
		va_start(args, format);
		vsnprintf(drive->lost, sizeof(drive->lost), format, args);
		va_end(args);
	}
	if (drive->iscsi)
		iscsi_destroy_context(STEAL(drive->iscsi));
}

void iscsi_on_reply(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	struct iscsi_reply *reply = user;

	(void)iscsi;
	(void)data;
	reply->status = status;
	reply->done = true;
}

static void on_nop(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	struct iscsi_drive *drive = user;

	(void)iscsi;
	(void)data;
	if (status == SCSI_STATUS_GOOD)
		drive->asked = 0;
}

/*
 * A target takes no more than so many commands at a time. While a slow one fills them all a
 * question would have to wait as well, and silence means nothing.
 */
static bool may_not_ask(struct iscsi_drive *drive)
{
	return iscsi_out_queue_length(drive->iscsi) > 0 &&
	       !(iscsi_which_events(drive->iscsi) & POLLOUT);
}

/* A dead network is told apart from a slow drive: the target answers for itself meanwhile. */
static void check_pulse(struct iscsi_drive *drive)
{
	usec_t now = transport_system_now(), limit = drive->place.timeout * USEC_PER_SEC;
	usec_t since = MAX(drive->asked, drive->heard);

	if (!drive->logged_in || may_not_ask(drive))
		return;
	if (drive->asked && now - since > limit - limit / 3)
		iscsi_lose(drive, "%s has not answered for %u s", drive->portal,
			   drive->place.timeout);
	else if (!drive->asked && now - drive->heard > limit / 3 &&
		 !iscsi_nop_out_async(drive->iscsi, on_nop, NULL, 0, drive))
		drive->asked = now;
}

static int pending_error(int fd)
{
	int number = 0;
	socklen_t size = sizeof(number);

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) ? errno : number;
}

/* What libiscsi would only tell in words of its own. */
static bool connection_failed(struct iscsi_drive *drive, const struct pollfd *p)
{
	if (drive->connected || !(p->revents & (POLLERR | POLLHUP | POLLOUT)))
		return false;
	drive->error = pending_error(p->fd);
	drive->connected = !drive->error;
	return !drive->connected;
}

void iscsi_lose_broken(struct iscsi_drive *drive)
{
	char next;
	ssize_t n = recv(iscsi_get_fd(drive->iscsi), &next, 1, MSG_PEEK | MSG_DONTWAIT);

	if (n < 0 && errno != EAGAIN && errno != EBADF)
		iscsi_lose(drive, "%s", strerror(errno));
	else if (n == 0)
		iscsi_lose(drive, "%s closed it", drive->portal);
	else
		iscsi_lose(drive, "%s does not speak iSCSI as it should", drive->portal);
}

/*
 * Until the login is over libiscsi gets an answer only when it is whole and has been looked at:
 * true if it is to read. One that comes in pieces is looked at again soon.
 */
static bool may_read(struct iscsi_drive *drive, const struct pollfd *p)
{
	uint8_t bytes[TERMS_ROOM];
	ssize_t n;

	if (drive->logged_in)
		return true;
	n = recv(p->fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
	switch (n > 0 ? terms_look(bytes, (size_t)n) : TERMS_GOOD) {
	case TERMS_GOOD:
		return true;
	case TERMS_INCOMPLETE:
		if (p->revents & (POLLRDHUP | POLLERR | POLLHUP))
			return true;
		poll(NULL, 0, PIECES_MS);
		return false;
	default:
		iscsi_lose(drive, "%s does not speak iSCSI as it should", drive->portal);
		return false;
	}
}

/* What came before the end is read before the end. */
static void serve_events(struct iscsi_drive *drive, const struct pollfd *p)
{
	int events = p->revents & ~POLLRDHUP;

	if (events & POLLIN) {
		if (!may_read(drive, p))
			return;
		drive->heard = transport_system_now();
		events &= POLLIN | POLLOUT;
	}
	if (events & (POLLERR | POLLHUP | POLLNVAL))
		iscsi_lose(drive, "%s", strerror(pending_error(p->fd)));
	else if (iscsi_service(drive->iscsi, events) < 0 || iscsi_get_fd(drive->iscsi) < 0)
		iscsi_lose_broken(drive);
}

static void serve_once(struct iscsi_drive *drive, usec_t left)
{
	struct pollfd p = { .fd = iscsi_get_fd(drive->iscsi),
			    .events = (short)(iscsi_which_events(drive->iscsi) | POLLRDHUP) };
	int ms = left > TURN_MS * USEC_PER_MSEC ? TURN_MS : (int)(left / USEC_PER_MSEC) + 1;

	if (poll(&p, 1, ms) < 0)
		p.revents = 0;
	if (connection_failed(drive, &p))
		iscsi_lose(drive, "%s", strerror(drive->error));
	else
		serve_events(drive, &p);
	if (drive->iscsi)
		check_pulse(drive);
}

bool iscsi_serve(struct iscsi_drive *drive, const bool *done, usec_t deadline)
{
	while (!*done && drive->iscsi) {
		usec_t now = transport_system_now();

		if (now >= deadline)
			return false;
		serve_once(drive, deadline - now);
	}
	return *done && drive->iscsi;
}
