/* SPDX-License-Identifier: MIT */
/* The name under which a program has a drive for itself. */
#ifndef LIB_API_CLIENT_NAME_H
#define LIB_API_CLIENT_NAME_H

#include "base/error.h"

#define CLIENT_NAME_ROOM 64 /* with the zero byte at the end; CDROM_EXCLUSIVE_CALLER_LENGTH */
#define CLIENT_NAME_DEFAULT "libimapi"

/* Copies a valid @name to @own; another fails with @status, which the object has for that. */
imapi_status client_name_set(struct imapi_error *err, char own[static CLIENT_NAME_ROOM],
			     const char *name, imapi_status status);

#endif
