/* SPDX-License-Identifier: MIT */
/* What a sweep counts: trials, times, wrong ends. */
#ifndef TESTS_BURN_TALLY_H
#define TESTS_BURN_TALLY_H

#include "burn/trial.h"

#define TALLY_WRONG_MAX 4000

struct tally_worst {
	unsigned found;
	usec_t detection, bound;
	char name[160];
};

struct tally_wrong {
	char rule; /* letter of the invariant */
	const char *model;
	char text[400]; /* the first trial of this kind */
	unsigned count;
};

struct tally {
	unsigned runs, slow, slow_failed, verified, refused, closed;
	usec_t slowest; /* a good end after the longest time */
	usec_t time;	/* virtual, in all */
	uint64_t commands, polls;
	struct tally_worst worst[TRIAL_EVENT_COUNT]; /* dead drives */
	struct tally_wrong wrong[TALLY_WRONG_MAX];
	unsigned wrong_kinds, wrong_count;
};

/* Notes that @trial broke the invariant with the letter @rule. */
__attribute__((format(printf, 4, 5))) void tally_wrong(struct tally *tally,
						       const struct trial *trial, char rule,
						       const char *format, ...);

void tally_add(struct tally *tally, const struct trial *trial);
/* A drive that was good in the end. */
void tally_slow(struct tally *tally, const struct trial *trial);
/* One that was not, and was found out. */
void tally_found(struct tally *tally, const struct trial *trial, enum trial_event event,
		 usec_t bound);

/* Adds the counts, without the list of wrong ends. */
void tally_merge(struct tally *total, const struct tally *tally);
void tally_print(const struct tally *tally, const char *title);

#endif
