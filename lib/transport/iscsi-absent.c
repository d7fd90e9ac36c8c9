/* SPDX-License-Identifier: MIT */
/* In place of iscsi.c in a build without libiscsi. */
#include "transport/transport.h"

imapi_status iscsi_open(struct imapi_context *context, const char *address,
			struct imapi_transport **ret_transport)
{
	imapi_status status = IMAPI_E_ADDRESS_INVALID;

	(void)address;
	(void)ret_transport;
	err_set(&context->error, status, "this build of libimapi cannot reach drives by iSCSI");
	return err_advise(&context->error, status, "Build it with libiscsi.");
}
