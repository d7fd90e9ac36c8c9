/* SPDX-License-Identifier: MIT */
/* The parts of a stream that are written, one after the other, as a stream of its own. */
#ifndef LIB_BURN_GATHER_H
#define LIB_BURN_GATHER_H

#include "burn/spread.h"
#include "stream/stream.h"

/* Neither @source nor @spread is taken over; both outlive the stream. What lies behind the end
 * of @source is zero. */
imapi_status gather_new(struct imapi_stream *source, const struct spread *spread,
			struct imapi_stream **ret_stream);

#endif
