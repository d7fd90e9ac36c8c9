/* SPDX-License-Identifier: MIT */
/* Running a command: the one loop that retries, waits and turns sense into status. */
#ifndef LIB_SCSI_COMMAND_H
#define LIB_SCSI_COMMAND_H

#include "base/context.h"
#include "base/units.h"
#include "scsi/cdb.h"
#include "scsi/sense.h"
#include "transport/transport.h"

#include <stdatomic.h>

/* What came of one exchange. */
struct scsi_outcome {
	imapi_status status; /* 0 if the device said GOOD */
	enum imapi_host_result host;
	uint8_t scsi_status;
	struct scsi_sense sense;     /* .valid says whether there is any */
	const struct sense_row *row; /* what the sense means, NULL without sense */
	enum sense_action action;    /* SENSE_OK if status is 0 */
	uint32_t transferred;	     /* bytes of data that really went over */
	usec_t duration;
};

/* A device to send commands to. */
struct scsi_device {
	struct imapi_context *context;
	struct imapi_transport *transport;
	enum scsi_stage stage;	/* what the program is doing now */
	usec_t transport_limit; /* time-out handed to the transport for TIME_LONG; 0: 4 h 10 min
				 */
	const atomic_bool *cancel; /* ends a wait inside scsi_run(); may be NULL */
	struct scsi_outcome last;
};

/*
 * Sends a command once. Returns 0 if the device answered GOOD, else a failure whose detail is
 * in the context's error slot; *@ret_outcome tells more and may be NULL.
 * A CHECK CONDITION without sense data is followed by a REQUEST SENSE.
 */
imapi_status scsi_try(struct scsi_device *device, const struct cdb *cdb, void *data,
		      uint32_t length, struct scsi_outcome *ret_outcome);

/*
 * Sends a command and does what sense.tab says: repeats it after RETRY and WAIT codes within
 * the time that its class allows (quick 10 s, access 60 s, becoming ready 240 s), reports
 * everything else. The last outcome stays in device->last.
 */
imapi_status scsi_run(struct scsi_device *device, const struct cdb *cdb, void *data,
		      uint32_t length);

#endif
