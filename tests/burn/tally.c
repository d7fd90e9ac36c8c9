/* SPDX-License-Identifier: MIT */
#include "burn/tally.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* One row per invariant, model, event and status, or the report would be a flood. */
static struct tally_wrong *find_row(struct tally *tally, const struct trial *t, char rule,
				    const char *why)
{
	for (unsigned i = 0; i < tally->wrong_kinds; i++) {
		struct tally_wrong *row = &tally->wrong[i];

		if (row->rule == rule && row->model == t->model && strstr(row->text, why))
			return row;
	}
	if (tally->wrong_kinds == TALLY_WRONG_MAX)
		return NULL;
	tally->wrong[tally->wrong_kinds].rule = rule;
	tally->wrong[tally->wrong_kinds].model = t->model;
	return &tally->wrong[tally->wrong_kinds++];
}

void tally_wrong(struct tally *tally, const struct trial *t, char rule, const char *format, ...)
{
	char why[160], name[200];
	struct tally_wrong *row;
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	tally->wrong_count++;
	row = find_row(tally, t, rule, why);
	if (!row || row->count++)
		return;
	trial_name(t, name, sizeof(name));
	snprintf(row->text, sizeof(row->text), "%s: %s", name, why);
}

void tally_add(struct tally *tally, const struct trial *t)
{
	usec_t took = t->ended - t->started;

	tally->runs++;
	tally->commands += t->commands;
	tally->polls += t->polls;
	tally->time += took;
	tally->verified += t->result.verify == IMAPI_VERIFY_PASSED;
	tally->closed += t->result.close == IMAPI_CLOSE_CLOSED;
	tally->refused += t->result.close == IMAPI_CLOSE_REJECTED;
}

void tally_slow(struct tally *tally, const struct trial *t)
{
	tally->slow++;
	tally->slow_failed += IMAPI_FAILED(t->status);
	if (!IMAPI_FAILED(t->status))
		tally->slowest = MAX(tally->slowest, t->ended - t->started);
}

void tally_found(struct tally *tally, const struct trial *t, enum trial_event event,
		 usec_t bound)
{
	struct tally_worst *w = &tally->worst[event];

	w->found++;
	if (w->found > 1 && trial_detection(t) <= w->detection)
		return;
	w->detection = trial_detection(t);
	w->bound = bound;
	trial_name(t, w->name, sizeof(w->name));
}

static void merge_worst(struct tally_worst *total, const struct tally_worst *w)
{
	unsigned found = total->found + w->found;

	if (w->found && (!total->found || w->detection > total->detection))
		*total = *w;
	total->found = found;
}

void tally_merge(struct tally *total, const struct tally *tally)
{
	total->runs += tally->runs;
	total->slow += tally->slow;
	total->slow_failed += tally->slow_failed;
	total->slowest = MAX(total->slowest, tally->slowest);
	total->commands += tally->commands;
	total->time += tally->time;
	total->closed += tally->closed;
	total->verified += tally->verified;
	total->refused += tally->refused;
	total->wrong_count += tally->wrong_count;
	for (int i = 0; i < TRIAL_EVENT_COUNT; i++)
		merge_worst(&total->worst[i], &tally->worst[i]);
}

void tally_print(const struct tally *tally, const char *title)
{
	printf("sweep: %s: %u runs, %" PRIu64
	       " commands, %.2f years on the drives' clock; slow "
	       "drives failed %u of %u, slowest good end %.0f s; closed %u, verified %u, "
	       "refused "
	       "%u; wrong ends %u\n",
	       title, tally->runs, tally->commands, (double)tally->time / 3.156e13,
	       tally->slow_failed, tally->slow, (double)tally->slowest / 1e6, tally->closed,
	       tally->verified, tally->refused, tally->wrong_count);
	for (int i = 1; i < TRIAL_EVENT_COUNT; i++)
		if (tally->worst[i].found)
			printf("sweep:   %-15s found %u times, worst %.1f s, bound %.1f s "
			       "(%s)\n",
			       trial_event_names[i], tally->worst[i].found,
			       (double)tally->worst[i].detection / 1e6,
			       (double)tally->worst[i].bound / 1e6, tally->worst[i].name);
	for (unsigned i = 0; i < tally->wrong_kinds; i++)
		printf("sweep:   wrong (%c, %u times) %s\n", tally->wrong[i].rule,
		       tally->wrong[i].count, tally->wrong[i].text);
	fflush(stdout);
}
