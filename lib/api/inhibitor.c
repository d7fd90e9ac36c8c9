/* SPDX-License-Identifier: MIT */
#include "imapi/inhibitor.h"

#include "base/api.h"
#include "base/mem.h"
#include "base/text.h"
#include "host/inhibitor.h"

#include <string.h>
#include <unistd.h>

struct imapi_inhibitor {
	int fd;
};

IMAPI_API imapi_status imapi_inhibitor_new(struct imapi_context *context, const char *why,
					   struct imapi_inhibitor **ret_inhibitor)
{
	AUTOFREE struct imapi_inhibitor *inhibitor = NULL;
	imapi_status status;

	if (!context || !why || !ret_inhibitor)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	if (!utf8_valid(why, strlen(why)))
		return err_set(&context->error, IMAPI_E_INVALIDARG,
			       "the reason not to sleep is no UTF-8");
	inhibitor = zalloc(sizeof(*inhibitor));
	if (!inhibitor)
		return err_no_memory(&context->error);
	status = inhibitor_take(context, why, &inhibitor->fd);
	if (!IMAPI_FAILED(status))
		*ret_inhibitor = status == IMAPI_OK ? STEAL(inhibitor) : NULL;
	return status;
}

IMAPI_API struct imapi_inhibitor *imapi_inhibitor_free(struct imapi_inhibitor *inhibitor)
{
	if (inhibitor)
		close(inhibitor->fd);
	free(inhibitor);
	return NULL;
}
