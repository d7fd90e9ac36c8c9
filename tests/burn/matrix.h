/* SPDX-License-Identifier: MIT */
/* Every simulated medium that can be written, in every way that it can be prepared. */
#ifndef TESTS_BURN_MATRIX_H
#define TESTS_BURN_MATRIX_H

#include "burn/rig.h"
#include "sim/inspect.h"

/* The number of rows; new media of the simulated drive are among them by themselves. */
int matrix_count(void);

/* "bd-r, formatted for random recording". */
const char *matrix_name(int row);
const struct sim_medium *matrix_medium(int row);

/* A drive with a new disc; @options as in "?size=30000", or "". */
struct rig *matrix_rig(int row, const char *options);

/* Sets *@ret_free to the sectors that a burn of the next session may have. */
unsigned matrix_state(struct rig *rig, uint64_t *ret_free);

/*
 * Writes sectors of @data, an image from LBA 0 on, on a medium that is written anywhere, and
 * no others.
 */
imapi_status matrix_write_range(struct rig *rig, const uint8_t *data, uint32_t start,
				uint32_t sectors);

imapi_status matrix_try_erase(struct rig *rig, int full);

/* Erases and expects that it works. */
void matrix_erase(struct rig *rig, int full);

struct sim_truth matrix_truth(struct rig *rig);

/*
 * Whatever has become of the disc before, it is good for something, or final: it takes a burn,
 * at once, after a close, or after an erase. Fails the test, with @what, if not.
 */
void matrix_check_usable(int row, struct rig *rig, const char *what);

#endif
