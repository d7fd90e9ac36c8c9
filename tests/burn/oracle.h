/* SPDX-License-Identifier: MIT */
/* Judges a trial by what the simulated disc is really like. */
#ifndef TESTS_BURN_ORACLE_H
#define TESTS_BURN_ORACLE_H

#include "burn/tally.h"

/* Counts the trial, and every invariant that it breaks. */
void oracle_judge(struct tally *tally, const struct trial *trial);

#endif
