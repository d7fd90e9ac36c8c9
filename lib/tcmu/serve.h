/* SPDX-License-Identifier: MIT */
/* A drive of the kernel whose commands are answered by a transport. */
#ifndef LIB_TCMU_SERVE_H
#define LIB_TCMU_SERVE_H

#include "imapi/export.h"

#include "tcmu/lun.h"
#include "tcmu/ring.h"
#include "tcmu/translate.h"
#include "transport/transport.h"

struct imapi_export {
	struct imapi_context *context;
	struct imapi_transport *transport; /* owned; NULL: the drive is gone */
	struct target target;
	struct target_ring memory;
	struct ring ring;
	uint32_t pace;	 /* of the transport's clock beside the system's; 0: left alone */
	usec_t last;	 /* when a command came, on the system's clock */
	uint8_t *bounce; /* for data that lies in pieces */
	size_t bounce_room;
	bool translated; /* the exchange is not the command as it came */
	uint8_t mode[TRANSLATE_ROOM];
	bool held; /* the drive is at work on a command: request and exchange */
	struct ring_request request;
	struct imapi_exchange exchange;
	char block[LUN_NODE], generic[LUN_NODE];
};

struct serve_settings {
	struct target_settings target;
	uint32_t pace;
};

/* Owns @transport if it succeeds. */
imapi_status serve_new(struct imapi_context *context, struct imapi_transport *transport,
		       const struct serve_settings *settings, struct imapi_export **ret_export);

/* Takes a target over that another program left behind, only to remove it. */
imapi_status serve_adopt(struct imapi_context *context, const struct target *target,
			 struct imapi_export **ret_export);

/* Answers what is in the ring; looks away from a command after @patience. */
imapi_status serve_ring(struct imapi_export *export, usec_t patience, bool *ret_held);

/* Out of the kernel: what is under way is refused. */
struct imapi_export *serve_free(struct imapi_export *export);

#endif
