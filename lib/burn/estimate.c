/* SPDX-License-Identifier: MIT */
#include "burn/estimate.h"

#include "base/mem.h"

#define SAMPLE (USEC_PER_SEC / 2)
#define TRUSTED (2 * (usec_t)USEC_PER_SEC) /* measured longer than this beats the plan */
#define FULL_PROGRESS 65536u

void estimate_start(struct estimate *e, usec_t now)
{
	*e = (struct estimate){ .started = now };
}

void estimate_action(struct estimate *e, usec_t now, usec_t expect, usec_t rest)
{
	e->action_started = e->sampled = now;
	e->action_expect = expect;
	e->rest_expect = rest;
	e->sampled_bytes = 0;
	e->speed = 0;
}

/* The mean of the last estimates, so that the display does not jump. */
static void feed(struct estimate *e, usec_t action_remaining)
{
	e->slots[e->slot] = action_remaining + e->rest_expect;
	e->slot = (e->slot + 1) % ESTIMATE_SLOTS;
	e->filled = MIN(e->filled + 1, ESTIMATE_SLOTS);
}

void estimate_moved(struct estimate *e, usec_t now, uint64_t done, uint64_t total)
{
	usec_t spent = now - e->action_started, since = now - e->sampled, left;

	if (since < SAMPLE)
		return;
	/* bytes per millisecond are kB/s; it may go back to write a piece once more */
	e->speed = (kbps_t)((done - MIN(done, e->sampled_bytes)) * USEC_PER_MSEC / since);
	e->sampled = now;
	e->sampled_bytes = done;
	if (spent < TRUSTED || done == 0)
		left = e->action_expect > spent ? e->action_expect - spent : 0;
	else
		left = (usec_t)((double)spent * (double)(total - done) / (double)done);
	feed(e, left);
}

void estimate_left(struct estimate *e, usec_t now, usec_t left)
{
	if (now - e->sampled < SAMPLE)
		return;
	e->sampled = now;
	feed(e, left);
}

void estimate_waited(struct estimate *e, usec_t now, int32_t progress)
{
	usec_t spent = now - e->action_started;
	usec_t left = e->action_expect > spent ? e->action_expect - spent : 0;

	if (now - e->sampled < SAMPLE)
		return;
	e->sampled = now;
	if (progress > 0 && spent >= TRUSTED)
		left = (usec_t)((double)spent * (FULL_PROGRESS - (uint32_t)progress) /
				progress);
	feed(e, left);
}

usec_t estimate_elapsed(const struct estimate *e, usec_t now)
{
	return now - e->started;
}

usec_t estimate_remaining(const struct estimate *e)
{
	usec_t sum = 0;

	if (e->filled == 0)
		return e->action_expect + e->rest_expect;
	for (unsigned i = 0; i < e->filled; i++)
		sum += e->slots[i];
	return sum / e->filled;
}
