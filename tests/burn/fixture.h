/* SPDX-License-Identifier: MIT */
/* Media as drives report them, for tests that need no drive. */
#ifndef TESTS_BURN_FIXTURE_H
#define TESTS_BURN_FIXTURE_H

#include "media/medium.h"

/* A blank medium of a profile with @sectors. */
struct imapi_medium fixture_blank(uint16_t profile, uint64_t sectors);

/* The same after a session of @used sectors, and appendable. */
struct imapi_medium fixture_appendable(uint16_t profile, uint64_t sectors, uint64_t used);

#endif
