/* SPDX-License-Identifier: MIT */
/* A command that the caller does not wait for: what it needs until the drive answers. */
#ifndef LIB_SCSI_OUTSTANDING_H
#define LIB_SCSI_OUTSTANDING_H

#include "scsi/exchange.h"

struct scsi_outstanding {
	struct cdb cdb;
	enum scsi_stage stage; /* when it was sent */
	usec_t since;
	struct imapi_exchange x;
	struct imapi_exchange ask; /* the REQUEST SENSE for it */
	bool asking;
	uint8_t sense[REQUEST_SENSE_SIZE];
	uint8_t data[]; /* a copy of the command's */
};

/* NULL without memory. @x is copied, its data too. */
struct scsi_outstanding *outstanding_new(struct scsi_device *device, const struct cdb *cdb,
					 const struct imapi_exchange *x);

/*
 * Sends the command, or waits again for what of it is pending, for @patience. True once it is
 * over, with *@ret_status saying whether it could be sent.
 */
bool outstanding_send(struct scsi_device *device, struct scsi_outstanding *o,
		      imapi_status *ret_status);
bool outstanding_resume(struct scsi_device *device, struct scsi_outstanding *o, usec_t patience,
			imapi_status *ret_status);

#endif
