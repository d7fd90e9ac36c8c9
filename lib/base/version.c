/* SPDX-License-Identifier: MIT */
#include "imapi/version.h"

#include "base/api.h"

#define STRING_(x) #x
#define STRING(x) STRING_(x)

IMAPI_API const char *imapi_version(void)
{
	return STRING(IMAPI_VERSION_MAJOR) "." STRING(IMAPI_VERSION_MINOR) "." STRING(
		IMAPI_VERSION_PATCH);
}
