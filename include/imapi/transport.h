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
	IMAPI_HOST_PENDING = 6, /**< the command still runs; only start and resume say this */
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

/** Who has a drive for itself. */
enum imapi_owner_kind {
	IMAPI_OWNER_NONE = 0,	 /**< nobody that is known */
	IMAPI_OWNER_SELF = 1,	 /**< this recorder */
	IMAPI_OWNER_CLIENT = 2,	 /**< another user of this library, by client name */
	IMAPI_OWNER_PROGRAM = 3, /**< another program, by the name of its command */
	IMAPI_OWNER_MOUNT = 4,	 /**< the system: the disc is mounted */
};

/** One owner of exclusive access. */
struct imapi_exclusive_owner {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_owner_kind kind;
	char name[64];		/**< client name, or name of the command; "" if not known */
	int64_t process;	/**< process id as its owner sees it; 0 if not known */
	char mount_point[1024]; /**< where the disc is mounted; "" if it is not */
};

#define IMAPI_EXCLUSIVE_OWNER_INIT                                                             \
	{                                                                                      \
		sizeof(struct imapi_exclusive_owner), IMAPI_OWNER_NONE, "", 0, ""              \
	}

/** What a drive is connected by: STORAGE_BUS_TYPE. */
enum imapi_bus_type {
	IMAPI_BUS_UNKNOWN = 0,
	IMAPI_BUS_SCSI = 1,
	IMAPI_BUS_ATAPI = 2,
	IMAPI_BUS_ATA = 3,
	IMAPI_BUS_1394 = 4,
	IMAPI_BUS_FIBRE = 6,
	IMAPI_BUS_USB = 7,
	IMAPI_BUS_ISCSI = 9,
	IMAPI_BUS_SAS = 10,
	IMAPI_BUS_SATA = 11,
	IMAPI_BUS_VIRTUAL = 14,
};

/** What the operating system knows of the way to a drive. */
struct imapi_transport_facts {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_bus_type bus_type;
	uint32_t alignment;    /**< data begins at a multiple of these bytes; a power of two */
	uint32_t max_segments; /**< pieces of memory that one command's data may lie in; 0: ? */
	char block_node[40];   /**< "/dev/sr0"; "" if there is none */
	char generic_node[40]; /**< "/dev/sg0"; "" if there is none */
	uint64_t block_number; /**< device number of the block node, 0 if there is none */
	int32_t index;	       /**< N of srN, -1 if it has none */
	char unique_id[256];   /**< where it is plugged in; "" if not known */
	char lost[320]; /**< how the way to it was lost: a sentence; "" while it stands */
};

#define IMAPI_TRANSPORT_FACTS_INIT                                                             \
	{                                                                                      \
		sizeof(struct imapi_transport_facts), IMAPI_BUS_UNKNOWN, 1, 0, "", "", 0, -1,  \
			"", ""                                                                 \
	}

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
	/**
	 * Releases @self; called once, by imapi_transport_free(). May be NULL. It must not wait
	 * for a command that @start or @resume left pending, and afterwards nothing may touch
	 * that command's exchange or its data.
	 */
	void (*close)(void *self);
	/**
	 * As @execute, but looks away after @patience_us microseconds at the latest (0: at
	 * once): if the command still runs then, sets only the host result of @exchange, to
	 * IMAPI_HOST_PENDING. Such a command is outstanding: @resume is called for it, or
	 * @close, and nothing else is sent in the meantime; @now_us and @sleep_us are called as
	 * ever. The exchange and its data stay where they are until then; data of an OUT
	 * command does not change. The exchange's own time-out holds all the same.
	 * NULL: commands are always waited for.
	 */
	imapi_status (*start)(void *self, struct imapi_exchange *exchange,
			      uint64_t patience_us);
	/**
	 * Waits again for the outstanding command, at most @patience_us (0: only looks;
	 * UINT64_MAX: until it is answered), and ends as @start does. @exchange is the one that
	 * @start was given. After a failure the command is not outstanding any more. NULL: as
	 * if @start were NULL.
	 */
	imapi_status (*resume)(void *self, struct imapi_exchange *exchange,
			       uint64_t patience_us);
	/**
	 * Keeps every other program away from the device, until @release or @close, or until
	 * this process ends, however it ends. Not called again before @release. @client is a
	 * valid client name, for others to see; @force as for imapi_recorder_acquire(). Fails
	 * with IMAPI_E_RECORDER_LOCKED. NULL: no other program can reach the device.
	 */
	imapi_status (*acquire)(void *self, const char *client, int force);
	/** Ends what @acquire began. NULL if @acquire is. */
	void (*release)(void *self);
	/**
	 * Tells who has the device; @ret_owner is as IMAPI_EXCLUSIVE_OWNER_INIT before. NULL:
	 * nobody else can.
	 */
	imapi_status (*owner)(void *self, struct imapi_exclusive_owner *ret_owner);
	/** Fills @ret_facts, which is as IMAPI_TRANSPORT_FACTS_INIT before. NULL: none. */
	imapi_status (*facts)(void *self, struct imapi_transport_facts *ret_facts);
	/**
	 * Has the operating system look for another medium than the one that it knows, and
	 * tells how many bytes it takes the medium to have; UINT64_MAX if it keeps no such
	 * knowledge. NULL: it keeps none.
	 */
	imapi_status (*look)(void *self, uint64_t *ret_bytes);
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

/**
 * Closes a transport that was not handed to a recorder, without waiting for a command that is
 * outstanding. NULL is fine; returns NULL.
 */
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
 * While a command is outstanding nothing is sent and the host result is IMAPI_HOST_BUSY.
 */
imapi_status imapi_transport_execute(struct imapi_transport *transport,
				     struct imapi_exchange *exchange);

/**
 * The same, but returns after @patience_us microseconds at the latest, with the host result
 * IMAPI_HOST_PENDING if the command still runs: it is outstanding then, and @exchange and its
 * data must stay where they are until imapi_transport_resume() brings another result or the
 * transport is closed. On a transport that cannot look away from a command it is
 * imapi_transport_execute(). Fails as that does.
 */
imapi_status imapi_transport_start(struct imapi_transport *transport,
				   struct imapi_exchange *exchange, uint64_t patience_us);

/**
 * Waits again for the command that is outstanding, at most @patience_us (0: only looks); the
 * result is as from imapi_transport_start(). IMAPI_E_INVALIDARG if @exchange is not the one
 * that is outstanding; IMAPI_E_POINTER.
 */
imapi_status imapi_transport_resume(struct imapi_transport *transport,
				    struct imapi_exchange *exchange, uint64_t patience_us);

/**
 * The clock of a transport and its largest exchange in bytes, for a program that passes them
 * on from the transport it wraps: a simulated drive has a clock of its own. @transport must not
 * be NULL.
 */
uint64_t imapi_transport_now_us(struct imapi_transport *transport);
void imapi_transport_sleep_us(struct imapi_transport *transport, uint64_t microseconds);
uint32_t imapi_transport_max_transfer(struct imapi_transport *transport);

/**
 * Exclusive access, its owner, the facts and the system's look of a transport, for a program
 * that passes them on from the one it wraps. As the members of struct imapi_transport_ops; what
 * a transport lacks is taken for granted. Fail with IMAPI_E_POINTER, too.
 */
imapi_status imapi_transport_acquire(struct imapi_transport *transport, const char *client,
				     int force);
void imapi_transport_release(struct imapi_transport *transport);
imapi_status imapi_transport_owner(struct imapi_transport *transport,
				   struct imapi_exclusive_owner *ret_owner);
imapi_status imapi_transport_facts(struct imapi_transport *transport,
				   struct imapi_transport_facts *ret_facts);
imapi_status imapi_transport_look(struct imapi_transport *transport, uint64_t *ret_bytes);

#ifdef __cplusplus
}
#endif

#endif
