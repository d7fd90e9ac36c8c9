/* SPDX-License-Identifier: MIT */
/* A drive for one program alone: by a claim, and by an exclusive descriptor of its block node.
 */
#ifndef LIB_TRANSPORT_LINUX_EXCLUSIVE_H
#define LIB_TRANSPORT_LINUX_EXCLUSIVE_H

#include "transport/linux-sg.h"

/* imapi_transport_ops::acquire, release, owner. */
imapi_status linux_sg_acquire(void *self, const char *client, int force);
void linux_sg_release(void *self);
imapi_status linux_sg_owner(void *self, struct imapi_exclusive_owner *ret_owner);

/*
 * Refuses a command that could disturb a drive which another user of this library has for
 * itself. MMC lets a drive answer the others from its memory at any time.
 */
imapi_status linux_sg_may_send(struct linux_sg *sg, const struct imapi_exchange *x);

/* Says who has the drive that could not be opened. */
imapi_status linux_sg_locked(struct linux_sg *sg);

#endif
