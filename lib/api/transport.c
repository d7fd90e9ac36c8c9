/* SPDX-License-Identifier: MIT */
/* What a program needs to wrap one of our transports in its own. */
#include "imapi/transport.h"

#include "api/address.h"
#include "api/size.h"
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

IMAPI_API imapi_status imapi_transport_acquire(struct imapi_transport *transport,
					       const char *client, int force)
{
	if (!transport || !client)
		return IMAPI_E_POINTER;
	return transport_acquire(transport, client, force);
}

IMAPI_API void imapi_transport_release(struct imapi_transport *transport)
{
	if (transport)
		transport_release(transport);
}

IMAPI_API imapi_status imapi_transport_owner(struct imapi_transport *transport,
					     struct imapi_exclusive_owner *ret_owner)
{
	struct imapi_exclusive_owner owner;
	imapi_status status;

	if (!transport || !ret_owner)
		return IMAPI_E_POINTER;
	status = transport_owner(transport, &owner);
	if (IMAPI_FAILED(status))
		return status;
	return size_copy(ret_owner, &owner, sizeof(owner)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_transport_facts(struct imapi_transport *transport,
					     struct imapi_transport_facts *ret_facts)
{
	struct imapi_transport_facts facts;
	imapi_status status;

	if (!transport || !ret_facts)
		return IMAPI_E_POINTER;
	status = transport_facts(transport, &facts);
	if (IMAPI_FAILED(status))
		return status;
	return size_copy(ret_facts, &facts, sizeof(facts)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_transport_look(struct imapi_transport *transport,
					    uint64_t *ret_bytes)
{
	uint64_t bytes;
	imapi_status status;

	if (!transport || !ret_bytes)
		return IMAPI_E_POINTER;
	status = transport_look(transport, &bytes);
	if (!IMAPI_FAILED(status))
		*ret_bytes = bytes;
	return status;
}
