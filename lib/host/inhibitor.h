/* SPDX-License-Identifier: MIT */
/* Asking the login manager for a lock; what it means is said in imapi/inhibitor.h. */
#ifndef LIB_HOST_INHIBITOR_H
#define LIB_HOST_INHIBITOR_H

#include "base/context.h"

/*
 * @why is UTF-8. On success *@ret_fd holds the lock until it is closed. IMAPI_S_NOT_INHIBITED
 * if there is nobody to ask; then *@ret_fd is untouched.
 */
imapi_status inhibitor_take(struct imapi_context *context, const char *why, int *ret_fd);

#endif
