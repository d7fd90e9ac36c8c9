/* SPDX-License-Identifier: MIT */
#include "api/address.h"

#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder.h"
#include "sim/sim.h"
#include "transport/iscsi-place.h"

/* One kind of address; @open gets what follows the prefix, or all of it for a path. */
struct scheme {
	const char *prefix;
	bool whole;
	imapi_status (*open)(struct imapi_context *context, const char *rest,
			     struct imapi_transport **ret_transport);
};

static const struct scheme schemes[] = {
	{ "/dev/", true, linux_sg_open },
	{ "sim:", false, sim_open },
	{ "iscsi://", true, iscsi_open },
	{ "tape:", false, tape_replay },
};

/* What looks like nothing we know may still be meant to hold a secret. */
static const char *guess_shown(const char *address)
{
	return strchr(address, '@') || strchr(address, '%') ? "..." : address;
}

char *address_shown(const char *address)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		const char *prefix = schemes[i].prefix;

		if (strncmp(address, prefix, strlen(prefix)) != 0)
			continue;
		return schemes[i].open == iscsi_open ? place_redact(address) : strdup(address);
	}
	return strdup(guess_shown(address));
}

IMAPI_API char *imapi_address_redact(const char *address)
{
	return address ? address_shown(address) : NULL;
}

static imapi_status unknown(struct imapi_context *context, const char *address)
{
	imapi_status status = IMAPI_E_ADDRESS_INVALID;

	err_set(&context->error, status, "\"%s\" is not the address of a drive",
		guess_shown(address));
	return err_advise(
		&context->error, status,
		"Give a device such as /dev/sr0, iscsi://HOST/TARGET/LUN, a simulated "
		"drive such as sim:bd-r, or tape:PATH.");
}

imapi_status address_open(struct imapi_context *context, const char *address,
			  struct imapi_transport **ret_transport)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t n = strlen(schemes[i].prefix);

		if (strncmp(address, schemes[i].prefix, n) == 0 && address[n])
			return schemes[i].open(context,
					       schemes[i].whole ? address : address + n,
					       ret_transport);
	}
	return unknown(context, address);
}
