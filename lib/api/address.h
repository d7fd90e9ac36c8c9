/* SPDX-License-Identifier: MIT */
/* From the address of a drive to a transport. */
#ifndef LIB_API_ADDRESS_H
#define LIB_API_ADDRESS_H

#include "transport/transport.h"

/* Fails with IMAPI_E_ADDRESS_INVALID, or with what the transport says. */
imapi_status address_open(struct imapi_context *context, const char *address,
			  struct imapi_transport **ret_transport);

/*
 * The address as others may see it, without a secret. The caller frees it; NULL if there is no
 * memory.
 */
char *address_shown(const char *address);

#endif
