/* SPDX-License-Identifier: MIT */
/* Finding a target and logging in to it, and what can be wrong with that. */
#include "transport/iscsi.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <netdb.h>
#include <stdio.h>

#define INITIATOR "iqn.2026-11.org.libimapi:initiator"
#define MOST_REDIRECTS 3

/* RFC 7143 11.13.5: class and detail of a login response. */
enum login_status {
	LOGIN_NOT_AUTHENTICATED = 0x0201,
	LOGIN_NOT_AUTHORISED = 0x0202,
	LOGIN_NOT_FOUND = 0x0203,
	LOGIN_REMOVED = 0x0204,
	LOGIN_UNAVAILABLE = 0x0301,
};

unsigned iscsi_login_status(const char *text)
{
	const char *mark = strrchr(text, '(');
	unsigned number = 0;

	return mark && sscanf(mark, "(%u)", &number) == 1 ? number : 0;
}

static imapi_status refused(struct iscsi_drive *drive, const char *why)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_ACCESSDENIED;

	err_set(err, status, "%s at %s %s", drive->place.target, drive->portal, why);
	return err_advise(err, status,
			  "Check user and secret. They are taken from "
			  "iscsi://USER%%SECRET@HOST/TARGET/LUN, else from the environment: "
			  "LIBISCSI_CHAP_USERNAME and LIBISCSI_CHAP_PASSWORD.");
}

static imapi_status not_served(struct iscsi_drive *drive, unsigned reason)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_CONNECTION_FAILED;

	if (reason == LOGIN_NOT_FOUND || reason == LOGIN_REMOVED) {
		status = IMAPI_E_DEV_NOT_EXIST;
		err_set(err, status, "%s offers no target %s", drive->portal,
			drive->place.target);
		return err_advise(err, status, "'iscsi-ls iscsi://%s' lists the targets there.",
				  drive->portal);
	}
	err_set(err, status, "%s does not log anybody in to %s now (login status %04x)",
		drive->portal, drive->place.target, reason);
	return err_advise(err, status, "Look at the log of the target.");
}

static imapi_status not_understood(struct iscsi_drive *drive, const char *why)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_CONNECTION_FAILED;

	err_set(err, status, "the login at %s failed: %s", drive->portal, why);
	return err_advise(err, status,
			  "Check that an iSCSI target listens there: host, port, and the "
			  "log of the target.");
}

static imapi_status no_answer(struct iscsi_drive *drive)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_CONNECTION_FAILED;

	err_set(err, status, "%s did not answer within %u s", drive->portal,
		drive->place.timeout);
	return err_advise(
		err, status,
		"Check host and port, and that the target is up; \"?timeout=SECONDS\" "
		"behind the address allows more time.");
}

static imapi_status login_failed(struct iscsi_drive *drive)
{
	const char *text = drive->iscsi ? iscsi_get_error(drive->iscsi) : "";
	unsigned reason = text ? iscsi_login_status(text) : 0;

	if (!drive->iscsi)
		return not_understood(drive, drive->lost);
	if (!drive->reply.done)
		return no_answer(drive);
	if (reason == LOGIN_NOT_AUTHENTICATED)
		return refused(drive, "does not accept user and secret");
	if (reason == LOGIN_NOT_AUTHORISED)
		return refused(drive, "does not let this initiator in, " INITIATOR);
	if (reason)
		return not_served(drive, reason);
	if (text && (strstr(text, "CHAP") || strstr(text, "uthentication")))
		return refused(drive, "does not know its own secret");
	return not_understood(drive, "the answer makes no sense");
}

/* A place as the target named it: from the network. */
static bool take_redirect(struct iscsi_drive *drive)
{
	struct iscsi_place *place = &drive->place, next;
	char address[300];
	const char *to = iscsi_get_target_address(drive->iscsi);
	size_t length = to ? strcspn(to, ",@/?") : 0;

	for (size_t i = 0; i < length; i++)
		if (!isgraph((unsigned char)to[i]))
			return false;
	if (!length || length > 256)
		return false;
	snprintf(address, sizeof(address), "iscsi://%.*s/target/0", (int)length, to);
	if (place_parse(address, &next))
		return false;
	memcpy(place->host, next.host, sizeof(place->host));
	memcpy(place->port, next.port, sizeof(place->port));
	memcpy(drive->portal, next.portal, sizeof(drive->portal));
	return true;
}

static imapi_status prepare(struct iscsi_drive *drive)
{
	static const enum iscsi_header_digest digests[] = { ISCSI_HEADER_DIGEST_NONE_CRC32C,
							    ISCSI_HEADER_DIGEST_NONE,
							    ISCSI_HEADER_DIGEST_CRC32C };
	const struct iscsi_place *place = &drive->place;
	struct iscsi_context *iscsi = iscsi_create_context(INITIATOR);

	if (drive->iscsi)
		iscsi_destroy_context(drive->iscsi);
	drive->iscsi = iscsi;
	drive->lost[0] = '\0';
	drive->error = 0;
	drive->connected = false;
	if (!iscsi)
		return err_no_memory(&drive->context->error);
	iscsi_set_session_type(iscsi, ISCSI_SESSION_NORMAL);
	iscsi_set_header_digest(iscsi, digests[place->digest + 1]);
	iscsi_set_targetname(iscsi, place->target);
	iscsi_set_noautoreconnect(iscsi, 1);
	iscsi_set_initiator_username_pwd(iscsi, place->user, place->secret);
	iscsi_set_target_username_pwd(iscsi, place->target_user, place->target_secret);
	return IMAPI_OK;
}

/* False if there is no connection; drive->error then says why, or is 0 at the deadline. */
static bool connect_address(struct iscsi_drive *drive, const struct addrinfo *ai,
			    usec_t deadline)
{
	char host[INET6_ADDRSTRLEN + 20], portal[sizeof(host) + 10];

	if (getnameinfo(ai->ai_addr, ai->ai_addrlen, host, sizeof(host), NULL, 0,
			NI_NUMERICHOST)) {
		drive->error = EAFNOSUPPORT;
		return false;
	}
	snprintf(portal, sizeof(portal), ai->ai_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host,
		 drive->place.port);
	drive->reply = (struct iscsi_reply){ .done = false };
	errno = 0;
	if (iscsi_connect_async(drive->iscsi, portal, iscsi_on_reply, &drive->reply)) {
		drive->error = errno ? errno : EIO;
		return false;
	}
	return iscsi_serve(drive, &drive->reply.done, deadline) &&
	       drive->reply.status == SCSI_STATUS_GOOD;
}

static imapi_status not_connected(struct iscsi_drive *drive)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_CONNECTION_FAILED;

	if (!drive->error)
		return no_answer(drive);
	err_set(err, status, "%s cannot be reached: %s", drive->portal, strerror(drive->error));
	return err_advise(err, status,
			  "Check host and port, and that a target listens there; the usual "
			  "port is 3260.");
}

/* Each of the addresses of a name gets its share of the time that is left. */
static imapi_status connect_any(struct iscsi_drive *drive, const struct addrinfo *list,
				usec_t deadline)
{
	unsigned left = 0;

	for (const struct addrinfo *ai = list; ai; ai = ai->ai_next)
		left++;
	for (const struct addrinfo *ai = list; ai; ai = ai->ai_next, left--) {
		usec_t now = transport_system_now();
		imapi_status status = prepare(drive);

		if (IMAPI_FAILED(status))
			return status;
		if (now < deadline && connect_address(drive, ai, now + (deadline - now) / left))
			return IMAPI_OK;
	}
	return not_connected(drive);
}

static imapi_status connect_portal(struct iscsi_drive *drive, usec_t deadline)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_CONNECTION_FAILED;
	int wrong = getaddrinfo(drive->place.host, NULL, &hints, &list);

	if (wrong) {
		err_set(err, status, "there is no host %s: %s", drive->place.host,
			gai_strerror(wrong));
		return err_advise(err, status, "Check the name of the host in %s.",
				  drive->portal);
	}
	status = connect_any(drive, list, deadline);
	freeaddrinfo(list);
	return status;
}

/* A target may say that it is to be found elsewhere. */
imapi_status iscsi_log_in(struct iscsi_drive *drive)
{
	usec_t deadline = transport_system_now() + drive->place.timeout * USEC_PER_SEC;
	imapi_status status;

	memcpy(drive->portal, drive->place.portal, sizeof(drive->portal));
	for (unsigned i = 0; i <= MOST_REDIRECTS; i++) {
		status = connect_portal(drive, deadline);
		if (IMAPI_FAILED(status))
			return status;
		drive->reply = (struct iscsi_reply){ .done = false };
		if (iscsi_login_async(drive->iscsi, iscsi_on_reply, &drive->reply))
			return login_failed(drive);
		drive->logged_in = iscsi_serve(drive, &drive->reply.done, deadline) &&
				   drive->reply.status == SCSI_STATUS_GOOD;
		if (drive->logged_in)
			return IMAPI_OK;
		if (!drive->iscsi || !drive->reply.done ||
		    drive->reply.status != SCSI_STATUS_REDIRECT || !take_redirect(drive))
			return login_failed(drive);
	}
	return not_understood(drive, "it is sent from one place to the next");
}
