/* SPDX-License-Identifier: MIT */
/* What a program needs to wrap one of our transports in its own. */
#include "imapi/transport.h"

#include "api/address.h"
#include "base/api.h"

IMAPI_API imapi_status imapi_transport_open(struct imapi_context *context, const char *address,
					    struct imapi_transport **ret_transport)
{
	if (!context)
		return IMAPI_E_POINTER;
	if (!address || !ret_transport)
		return err_set(&context->error, IMAPI_E_POINTER,
			       "imapi_transport_open: an argument is NULL");
	return address_open(context, address, ret_transport);
}

IMAPI_API uint64_t imapi_transport_now_us(struct imapi_transport *transport)
{
	return transport_now(transport);
}

IMAPI_API void imapi_transport_sleep_us(struct imapi_transport *transport,
					uint64_t microseconds)
{
	transport_sleep(transport, microseconds);
}

IMAPI_API uint32_t imapi_transport_max_transfer(struct imapi_transport *transport)
{
	return transport_max_transfer(transport);
}
