/* SPDX-License-Identifier: MIT */
#include "burn/account.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

struct account_entry *account_open(struct account *account, enum imapi_operation operation,
				   uint64_t start_ms)
{
	struct account_entry *entry = zalloc(sizeof(*entry));

	if (!entry)
		return NULL;
	entry->wait = (struct imapi_wait)IMAPI_WAIT_INIT;
	entry->wait.operation = operation;
	entry->wait.start_ms = start_ms;
	if (account->last)
		account->last->next = entry;
	else
		account->first = entry;
	account->last = entry;
	account->count++;
	return entry;
}

const struct account_entry *account_find(const struct account *account, unsigned index)
{
	const struct account_entry *entry = account->first;

	while (entry && index-- > 0)
		entry = entry->next;
	return entry;
}

void account_done(struct account *account)
{
	while (account->first) {
		struct account_entry *entry = account->first;

		account->first = entry->next;
		free(entry->polls);
		free(entry);
	}
	*account = (struct account){ 0 };
}

void account_source(struct account_entry *entry, const struct account_source *source)
{
	if (entry && entry->source_count < ACCOUNT_SOURCES)
		entry->sources[entry->source_count++] = *source;
}

/* The first and the last polls say most: of the rest every second one goes. */
static void thin_out(struct account_entry *entry)
{
	unsigned kept = 1;

	for (unsigned i = 2; i < entry->poll_count; i += 2)
		entry->polls[kept++] = entry->polls[i];
	entry->poll_count = kept;
}

static bool make_room(struct account_entry *entry)
{
	unsigned room = entry->poll_room ? entry->poll_room * 2 : 64;
	struct imapi_poll *polls;

	if (entry->poll_count < entry->poll_room)
		return true;
	if (entry->poll_room == ACCOUNT_POLLS) {
		thin_out(entry);
		return true;
	}
	polls = realloc(entry->polls, room * sizeof(*polls));
	if (!polls)
		return false;
	entry->polls = polls;
	entry->poll_room = room;
	return true;
}

void account_poll(struct account_entry *entry, const struct imapi_poll *poll)
{
	if (entry && make_room(entry))
		entry->polls[entry->poll_count++] = *poll;
}

void account_end(struct account_entry *entry, enum imapi_wait_end end, uint64_t duration_ms,
		 const char *format, ...)
{
	va_list args;

	if (!entry)
		return;
	entry->wait.end = end;
	entry->wait.duration_ms = duration_ms;
	va_start(args, format);
	vsnprintf(entry->decision, sizeof(entry->decision), format, args);
	va_end(args);
}
