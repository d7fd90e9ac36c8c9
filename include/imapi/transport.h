/* SPDX-License-Identifier: MIT */
/* How SCSI commands reach a device; a program may bring its own way. */
#ifndef IMAPI_TRANSPORT_H
#define IMAPI_TRANSPORT_H

#include "imapi/context.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum imapi_direction {
	IMAPI_DIRECTION_NONE = 0,
	IMAPI_DIRECTION_IN = 1,	 /**< from the device */
	IMAPI_DIRECTION_OUT = 2, /**< to the device */
};

/** What became of a command on its way. */
enum imapi_host_result {
	IMAPI_HOST_OK = 0,	/**< the device answered; status and sense are its own */
	IMAPI_HOST_TIMEOUT = 1, /**< no answer within the transport's time-out */
	IMAPI_HOST_RESET = 2,	/**< the bus or the device was reset while the command ran */
	IMAPI_HOST_GONE = 3,	/**< the device is not there any more */
	IMAPI_HOST_ERROR = 4,	/**< any other failure of bus, adapter or driver */
	IMAPI_HOST_BUSY = 5,	/**< the adapter could not take the command; nothing was sent */
};

#define IMAPI_CDB_MAX 16
#define IMAPI_SENSE_MAX 252

/** One exchange with the device. The caller fills the upper part, the transport the lower. */
struct imapi_exchange {
	uint8_t cdb[IMAPI_CDB_MAX];
	uint8_t cdb_length; /**< 6 to 16 bytes */
	enum imapi_direction direction;
	void *data;	      /**< read for OUT, written for IN; NULL if there is none */
	uint32_t data_length; /**< bytes */
	uint32_t
		timeout_ms; /**< a barrier against a crash, not a policy: the caller's own clock
			     *   is always shorter; 0 means as long as the transport allows */

	enum imapi_host_result host;
	uint8_t scsi_status;  /**< SAM-4 5.3: 00 GOOD, 02 CHECK CONDITION, 08 BUSY, ... */
	uint8_t sense_length; /**< bytes of @sense that are valid; 0 if none came */
	uint8_t sense[IMAPI_SENSE_MAX];
	uint32_t residual;    /**< bytes of @data that were not transferred */
	uint64_t duration_us; /**< from sending to answer, on the transport's clock */
};

/**
 * A way to reach one device. @size is sizeof(struct imapi_transport_ops) as the program was
 * compiled; later versions add members at the end. @self is what was given to
 * imapi_transport_new(). Calls come one at a time, from whichever thread uses the recorder.
 */
struct imapi_transport_ops {
	size_t size;
	/** A short name for messages, "linux-sg". */
	const char *name;
	/**
	 * Carries out one exchange and returns when it is over. Returns 0 whenever the lower
	 * part of @exchange is filled, also when the device refused the command; a failure only
	 * if the request could not even be tried.
	 */
	imapi_status (*execute)(void *self, struct imapi_exchange *exchange);
	/** Microseconds on a clock that never goes back. NULL: the system's monotonic clock. */
	uint64_t (*now_us)(void *self);
	/** Waits on the same clock. NULL: the system's. */
	void (*sleep_us)(void *self, uint64_t microseconds);
	/** Most bytes that one exchange may carry. NULL: 64 KiB. */
	uint32_t (*max_transfer)(void *self);
	/** Releases @self; called once, by imapi_transport_free(). May be NULL. */
	void (*close)(void *self);
};

struct imapi_transport;

/**
 * Makes a transport of a program's own. @ops is copied. On success the transport owns @self
 * and the caller owns the transport, until it is handed to imapi_recorder_new(). Fails with
 * IMAPI_E_POINTER or IMAPI_E_INVALIDARG (no execute), IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_transport_new(struct imapi_context *context,
				 const struct imapi_transport_ops *ops, void *self,
				 struct imapi_transport **ret_transport);

/** Closes a transport that was not handed to a recorder. NULL is fine; returns NULL. */
struct imapi_transport *imapi_transport_free(struct imapi_transport *transport);

/**
 * Opens the transport that reaches the drive at @address, as imapi_recorder_open() would, so
 * that a program can wrap it in one of its own. The caller owns it. Fails as
 * imapi_recorder_open().
 */
imapi_status imapi_transport_open(struct imapi_context *context, const char *address,
				  struct imapi_transport **ret_transport);

/**
 * Carries out one exchange on a transport; the door for a program that wraps one transport in
 * another, or that sends commands of its own. Same contract as imapi_transport_ops::execute.
 */
imapi_status imapi_transport_execute(struct imapi_transport *transport,
				     struct imapi_exchange *exchange);

/**
 * The clock of a transport and its largest exchange in bytes, for a program that passes them
 * on from the transport it wraps: a simulated drive has a clock of its own. @transport must not
 * be NULL.
 */
uint64_t imapi_transport_now_us(struct imapi_transport *transport);
void imapi_transport_sleep_us(struct imapi_transport *transport, uint64_t microseconds);
uint32_t imapi_transport_max_transfer(struct imapi_transport *transport);

#ifdef __cplusplus
}
#endif

#endif
