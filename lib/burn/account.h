/* SPDX-License-Identifier: MIT */
/* What is remembered of the waits of a job, for the report. */
#ifndef LIB_BURN_ACCOUNT_H
#define LIB_BURN_ACCOUNT_H

#include "imapi/wait.h"

#include "base/error.h"

#define ACCOUNT_TEXT 200
#define ACCOUNT_SOURCES 12
#define ACCOUNT_POLLS 4096

struct account_source {
	const char *name; /* static */
	char said[ACCOUNT_TEXT], reason[ACCOUNT_TEXT];
	bool believed;
	uint64_t counted_ms;
};

/* One wait. */
struct account_entry {
	struct imapi_wait wait;
	char decision[ACCOUNT_TEXT];
	unsigned source_count;
	struct account_source sources[ACCOUNT_SOURCES];
	struct imapi_poll *polls;
	unsigned poll_count, poll_room;
	struct account_entry *next;
};

struct account {
	struct account_entry *first, *last;
	unsigned count;
};

/* Opens an entry; NULL if out of memory, which everything here takes: nothing is remembered. */
struct account_entry *account_open(struct account *account, enum imapi_operation operation,
				   uint64_t start_ms);
const struct account_entry *account_find(const struct account *account, unsigned index);
void account_done(struct account *account);

void account_source(struct account_entry *entry, const struct account_source *source);
void account_poll(struct account_entry *entry, const struct imapi_poll *poll);
void account_end(struct account_entry *entry, enum imapi_wait_end end, uint64_t duration_ms,
		 const char *format, ...) ERR_PRINTF(4, 5);

#endif
