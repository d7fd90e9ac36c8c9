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

struct scsi_outstanding;

/* A device to send commands to. */
struct scsi_device {
	struct imapi_context *context;
	struct imapi_transport *transport;
	enum scsi_stage stage;	/* what the program is doing now */
	usec_t transport_limit; /* time-out handed to the transport for TIME_LONG; 0: 4 h 10 min
				 */
	const atomic_bool *cancel; /* ends a wait inside scsi_run(); may be NULL */
	usec_t patience; /* how long a command is waited for; 0: until it is answered */
	struct scsi_outstanding *outstanding; /* the one that is not answered, or NULL */
	struct scsi_outcome last;
};

/*
 * Sends a command once. Returns 0 if the device answered GOOD, else a failure whose detail is
 * in the context's error slot; *@ret_outcome tells more and may be NULL.
 * A CHECK CONDITION without sense data is followed by a REQUEST SENSE.
 *
 * With patience, a command that still runs after it is outstanding: the outcome's host result
 * is IMAPI_HOST_PENDING, the status IMAPI_E_COMMAND_PENDING, the action SENSE_WAIT, the
 * duration what has passed since it was sent. @data is the caller's again; what the drive still
 * reads or writes of it is a copy. Until scsi_collect() brings the answer, nothing else is
 * sent: host result IMAPI_HOST_BUSY, status and action the same, duration 0. Only a caller
 * without patience gets rid of it here: an answer that has come by then is dropped, and the
 * command sent.
 */
imapi_status scsi_try(struct scsi_device *device, const struct cdb *cdb, void *data,
		      uint32_t length, struct scsi_outcome *ret_outcome);

/* There is a command that the drive has not answered. */
bool scsi_outstanding(const struct scsi_device *device);

/*
 * Waits for the outstanding command, again for the device's patience (0: until it is answered).
 * While it runs on, the outcome is as from scsi_try(); once the drive answers, it is judged and
 * reported as scsi_try() would have done at once. Data that come so late are thrown away.
 * IMAPI_E_INVALIDARG, and no outcome, if no command is outstanding.
 */
imapi_status scsi_collect(struct scsi_device *device, struct scsi_outcome *ret_outcome);

/* Forgets the outstanding command. The transport must have been closed before. */
void scsi_leave(struct scsi_device *device);

/*
 * Sends a command and does what sense.tab says: repeats it after RETRY and WAIT codes within
 * the time that its class allows (quick 10 s, access 60 s, becoming ready 240 s), reports
 * everything else. The last outcome stays in device->last. With patience, a command that is
 * outstanding ends it at once.
 */
imapi_status scsi_run(struct scsi_device *device, const struct cdb *cdb, void *data,
		      uint32_t length);

#endif
