/* SPDX-License-Identifier: MIT */
/* The thread that sits in SG_IO for a caller who does not wait for it. */
#ifndef LIB_TRANSPORT_LINUX_SG_WORKER_H
#define LIB_TRANSPORT_LINUX_SG_WORKER_H

#include "transport/linux-sg.h"

/* NULL if there is no memory or no thread to be had. @system must outlive every command. */
struct sg_worker *sg_worker_new(const struct sg_system *system, int fd);

/*
 * Sends a command; the worker keeps a copy of @x and its data. False without memory. The one
 * before must have been taken.
 */
bool sg_worker_send(struct sg_worker *worker, const struct imapi_exchange *x);

/* Waits for the kernel's answer, @patience at most (UINT64_MAX: for ever); false if none came.
 */
bool sg_worker_wait(struct sg_worker *worker, usec_t patience);

/* Hands over the answer that was waited for: data, sense and the time that it took go to @x. */
struct sg_reply sg_worker_take(struct sg_worker *worker, struct imapi_exchange *x);

/*
 * Closes the descriptor, too. Does not wait for a command that the kernel still has: then both
 * go when it gives that back. A process that ends before stays, without its program, until the
 * kernel has done so: the wait in SG_IO of a block device heeds no signal, not even SIGKILL.
 */
void sg_worker_free(struct sg_worker *worker);

#endif
