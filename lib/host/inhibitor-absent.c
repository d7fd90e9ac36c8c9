/* SPDX-License-Identifier: MIT */
/* Built without libsystemd: there is nobody to ask. */
#include "host/inhibitor.h"

imapi_status inhibitor_take(struct imapi_context *context, const char *why, int *ret_fd)
{
	(void)why;
	(void)ret_fd;
	log_debug(context, "no sleep inhibitor: built without libsystemd");
	return IMAPI_S_NOT_INHIBITED;
}
