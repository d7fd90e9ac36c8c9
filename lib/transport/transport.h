/* SPDX-License-Identifier: MIT */
/* The inside of a transport, and the back ends that come with the library. */
#ifndef LIB_TRANSPORT_TRANSPORT_H
#define LIB_TRANSPORT_TRANSPORT_H

#include "imapi/transport.h"

#include "base/context.h"
#include "base/units.h"

#include <stdio.h>

struct imapi_transport {
	struct imapi_context *context;
	struct imapi_transport_ops ops; /* the members from close on may be NULL */
	void *self;
	struct imapi_exchange *outstanding; /* started and not answered yet, or NULL */
	usec_t started;			    /* when it was */
};

/* Sends one exchange; clears the lower part first. Fails only if it could not be tried. */
imapi_status transport_execute(struct imapi_transport *transport, struct imapi_exchange *x);

/* The same, but they look away from a command that still runs after @patience. */
imapi_status transport_start(struct imapi_transport *transport, struct imapi_exchange *x,
			     usec_t patience);
imapi_status transport_resume(struct imapi_transport *transport, struct imapi_exchange *x,
			      usec_t patience);
/* False if start and resume only ever wait until the command is answered. */
bool transport_can_look_away(const struct imapi_transport *transport);

/* The system's clock, which a transport has that brings none. */
usec_t transport_system_now(void);

usec_t transport_now(struct imapi_transport *transport);
void transport_sleep(struct imapi_transport *transport, usec_t duration);
uint32_t transport_max_transfer(struct imapi_transport *transport);
const char *transport_name(const struct imapi_transport *transport);

/* What imapi_transport_ops say of the same names; one that is NULL succeeds. */
imapi_status transport_acquire(struct imapi_transport *transport, const char *client,
			       bool force);
void transport_release(struct imapi_transport *transport);
imapi_status transport_owner(struct imapi_transport *transport,
			     struct imapi_exclusive_owner *ret_owner);
imapi_status transport_facts(struct imapi_transport *transport,
			     struct imapi_transport_facts *ret_facts);
imapi_status transport_look(struct imapi_transport *transport, uint64_t *ret_bytes);

/* SG_IO on a /dev/srN or /dev/sgN node, opened for writing and shared with other programs. */
imapi_status linux_sg_open(struct imapi_context *context, const char *path,
			   struct imapi_transport **ret_transport);

/* A LUN of an iSCSI target: the whole address, "iscsi://HOST/TARGET/LUN". */
imapi_status iscsi_open(struct imapi_context *context, const char *address,
			struct imapi_transport **ret_transport);

/*
 * Describes an exchange for people: name and arguments of the command, then what came back.
 * Handed down from a layer that knows commands. Writes a terminated line.
 */
typedef void exchange_describe_fn(const struct imapi_exchange *x, char *text, size_t room);

/*
 * Decorators own @inner from the call on, also when they fail. A trace writes one line per
 * exchange to @file, which stays the caller's; a tape records exchanges to @path so that
 * tape_replay() can play the drive again.
 */
imapi_status trace_wrap(struct imapi_transport *inner, FILE *file,
			exchange_describe_fn *describe, struct imapi_transport **ret_transport);
imapi_status tape_record(struct imapi_transport *inner, const char *path,
			 struct imapi_transport **ret_transport);

/* A drive that answers as the tape says; a command that differs is IMAPI_E_TAPE_MISMATCH. */
imapi_status tape_replay(struct imapi_context *context, const char *path,
			 struct imapi_transport **ret_transport);

#endif
