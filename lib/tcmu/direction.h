/* SPDX-License-Identifier: MIT */
/* Which way the data of a command goes: the kernel does not say. */
#ifndef LIB_TCMU_DIRECTION_H
#define LIB_TCMU_DIRECTION_H

#include "imapi/transport.h"

/* @length is what the host brought room or data for; without any there is no direction. */
enum imapi_direction direction_of(const uint8_t *cdb, uint32_t length);

#endif
