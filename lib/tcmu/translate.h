/* SPDX-License-Identifier: MIT */
/*
 * Commands that the kernel sends to a SCSI adapter's drive and MMC has no more: MODE SENSE and
 * MODE SELECT of 6 bytes become those of 10, as every ATAPI or USB adapter makes them.
 */
#ifndef LIB_TCMU_TRANSLATE_H
#define LIB_TCMU_TRANSLATE_H

#include "imapi/transport.h"

#include <stdbool.h>

/* Bytes that the longer header has more. */
#define TRANSLATE_MORE 4
#define TRANSLATE_ROOM (255 + TRANSLATE_MORE)

/* The command is one of the two. */
bool translate_is_for(const uint8_t *cdb);

/*
 * Makes @x, whose CDB is a short one, the long one, with its data in @room; for a MODE SELECT
 * the data of @x is converted into it. False if that is too long.
 */
bool translate_there(struct imapi_exchange *x, uint8_t room[TRANSLATE_ROOM]);

/* Converts the answer: what came is put into the @length bytes at @data, and @x is short. */
void translate_back(struct imapi_exchange *x, void *data, uint32_t length);

#endif
