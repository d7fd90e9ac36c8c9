/* SPDX-License-Identifier: MIT */
/* A medium in words. */
#ifndef TOOLS_MEDIUM_TEXT_H
#define TOOLS_MEDIUM_TEXT_H

#include "imapi/medium.h"

#include <jansson.h>

#define STATE_TEXT 256

/* "appendable; 2 sessions": what can be done with it, for people. Returns @text. */
const char *medium_state_text(const struct imapi_medium *medium, char text[STATE_TEXT]);

/* The flags of enum imapi_media_state as an array of names. A new reference. */
json_t *medium_state_json(const struct imapi_medium *medium);

/* 1000 bytes per second at single speed. */
uint32_t medium_single_kbps(const struct imapi_medium *medium);

/* The name of the type of medium, "BD-R", also when it is finalised and reads as a ROM. */
const char *medium_type_name(const struct imapi_medium *medium);

/* How a track is, "blank", "open", "complete", "damaged". */
const char *track_state_text(const struct imapi_track *track);

/*
 * The first data track of session @number (0: the last that has data), the sector after the
 * last one that can be read, and the number of the session. Returns 0 if there is none.
 */
int medium_session_range(const struct imapi_medium *medium, unsigned *number,
			 uint64_t *ret_start, uint64_t *ret_end);

/* The sector after the last one of a track that can be read. */
uint64_t track_end(const struct imapi_track *track);

#endif
