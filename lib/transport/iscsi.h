/* SPDX-License-Identifier: MIT */
/* A drive that an iSCSI target offers, by libiscsi. */
#ifndef LIB_TRANSPORT_ISCSI_H
#define LIB_TRANSPORT_ISCSI_H

#include "transport/iscsi-place.h"
#include "transport/transport.h"

struct iscsi_context;
struct scsi_task;

/* What libiscsi's callbacks of everything but commands leave behind. */
struct iscsi_reply {
	bool done;
	int status;
	uint32_t response; /* to a task management request: RFC 7143 11.6.1 */
};

struct iscsi_drive {
	struct imapi_context *context;
	struct iscsi_context *iscsi; /* NULL once the connection is lost */
	struct iscsi_place place;
	char portal[264]; /* whom it talks to: the portal of @place, or where that sent it */
	char lost[320];	  /* why there is no connection any more; "" while there is one */
	int error;	  /* errno of an attempt to connect */
	bool connected, logged_in;
	struct iscsi_reply reply;
	struct scsi_task *task; /* on its way, or NULL */
	bool answered;
	int status;	      /* of the answer, as libiscsi tells it */
	usec_t sent, expires; /* of the task */
	usec_t heard;	      /* when the target last said something */
	usec_t asked;	      /* when a NOP-Out went out that is not answered, or 0 */
};

extern const struct imapi_transport_ops iscsi_ops;

/* Connects and logs in to what drive->place says. */
imapi_status iscsi_log_in(struct iscsi_drive *drive);

/* What the numbers of libiscsi's text about a refused login mean: RFC 7143 11.13.5. */
unsigned iscsi_login_status(const char *text);

/* What became of an answered task. @status is libiscsi's. */
void iscsi_take_answer(const struct scsi_task *task, int status, struct imapi_exchange *x);

/*
 * Lets libiscsi work until @done says so, or @deadline; false at the deadline, or if the
 * connection is lost.
 */
bool iscsi_serve(struct iscsi_drive *drive, const bool *done, usec_t deadline);

/* Ends the connection; nobody touches a task or its data any more. The first reason stays. */
void iscsi_lose(struct iscsi_drive *drive, const char *format, ...) ERR_PRINTF(2, 3);

/* The same for one that libiscsi has given up. */
void iscsi_lose_broken(struct iscsi_drive *drive);

/* Takes an answer into @user, which is a struct iscsi_reply. */
void iscsi_on_reply(struct iscsi_context *iscsi, int status, void *data, void *user);

#endif
