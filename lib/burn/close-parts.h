/* SPDX-License-Identifier: MIT */
/* What the files of the close share. */
#ifndef LIB_BURN_CLOSE_PARTS_H
#define LIB_BURN_CLOSE_PARTS_H

#include "burn/close.h"

/* A command that is not answered by then is looked away from. */
#define CLOSING_ANSWER_AT_ONCE (USEC_PER_SEC / 2)

static inline struct imapi_error *closing_err(const struct closing *closing)
{
	return &closing->device->context->error;
}

/* The rung ends the session, and not only the track or the buffer. */
bool closing_is_session(const struct closing *closing);

/* The first function of a finalising step makes the disc final; function 2 as its last resort
 * closes the session only. */
bool closing_expects_final(const struct closing *closing);

imapi_status closing_send(struct closing *closing);

/* What follows from the answer to the command; a refused one is sent again in another form. */
void closing_take_answer(struct closing *closing);

/* The wait has ended; *@ret_more becomes true if the command is to be sent once more. */
imapi_status closing_end(struct closing *closing, enum wait_end end, bool *ret_more);

#endif
