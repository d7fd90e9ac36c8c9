/* SPDX-License-Identifier: MIT */
#include "api/client-name.h"

#include <string.h>

imapi_status client_name_set(struct imapi_error *err, char own[static CLIENT_NAME_ROOM],
			     const char *name, imapi_status status)
{
	static const char legal[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789 .,:;-_";
	size_t n = strlen(name);

	if (n == 0 || n >= CLIENT_NAME_ROOM || strspn(name, legal) != n) {
		err_set(err, status, "\"%.80s\" cannot be a client name", name);
		return err_advise(err, status,
				  "Use 1 to 63 letters, digits, blanks and . , : ; - _ only.");
	}
	memcpy(own, name, n + 1);
	return IMAPI_OK;
}
