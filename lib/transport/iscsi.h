/* SPDX-License-Identifier: MIT */
/* A drive that an iSCSI target offers, by libiscsi. */
#ifndef LIB_TRANSPORT_ISCSI_H
#define LIB_TRANSPORT_ISCSI_H

#include "transport/transport.h"

struct iscsi_context;
struct scsi_task;

struct iscsi_drive {
	struct imapi_context *context;
	struct iscsi_context *iscsi;
	char *portal; /* "host:port", for messages */
	int lun;
	bool lost;		/* the connection; a new open makes another */
	struct scsi_task *task; /* on its way, or NULL */
	bool answered;
	int status; /* of the answer, as libiscsi tells it */
	usec_t sent,
		heard; /* when the task went out, and when the target last said something */
	bool asked;    /* a NOP-Out is on its way */
};

extern const struct imapi_transport_ops iscsi_ops;

/* What became of an answered task. @status is libiscsi's. */
void iscsi_take_answer(const struct scsi_task *task, int status, struct imapi_exchange *x);

/* Lets libiscsi work until @done says so, or @deadline; false at the deadline or if it is lost.
 */
bool iscsi_serve(struct iscsi_drive *drive, const bool *done, usec_t deadline);

#endif
