/* SPDX-License-Identifier: MIT */
#include "stream/crew.h"
#include "support/t.h"

#include <sched.h>
#include <stdatomic.h>

#define PARTS 1000u

struct task {
	atomic_uint next;
	unsigned done[PARTS];
	unsigned by[CREW_MOST]; /* how many times each took part */
};

static void work(void *self, unsigned index)
{
	struct task *task = self;
	unsigned i;

	task->by[index]++;
	while ((i = atomic_fetch_add(&task->next, 1)) < PARTS)
		task->done[i]++;
}

static void run(unsigned size, unsigned times)
{
	struct crew *crew = crew_new(size);

	ck_assert_ptr_nonnull(crew);
	for (unsigned t = 0; t < times; t++) {
		struct task task = { .next = 0 };

		crew_run(crew, work, &task);
		for (unsigned i = 0; i < PARTS; i++)
			ck_assert_uint_eq(task.done[i], 1);
		ck_assert_uint_eq(task.by[0], 1);
		for (unsigned i = 1; i < CREW_MOST; i++)
			ck_assert_uint_le(task.by[i], i < size ? 1 : 0);
	}
	ck_assert_ptr_null(crew_free(crew));
}

static int sizes(void)
{
	return CREW_MOST + 1;
}

T_EACH(every_part_is_done_once_before_the_task_ends, sizes)
{
	run((unsigned)row, 200);
}

struct meeting {
	atomic_uint there;
};

static void meet(void *self, unsigned index)
{
	struct meeting *meeting = self;

	(void)index;
	atomic_fetch_add(&meeting->there, 1);
	while (atomic_load(&meeting->there) < CREW_MOST)
		sched_yield();
}

/* Each waits for all others, so that none can do without them. */
T(the_threads_of_a_crew_work_at_the_same_time)
{
	struct crew *crew = crew_new(CREW_MOST);
	struct meeting meeting = { .there = 0 };

	crew_run(crew, meet, &meeting);
	ck_assert_uint_eq(atomic_load(&meeting.there), CREW_MOST);
	crew_free(crew);
}

T(a_crew_that_never_had_a_task_ends)
{
	ck_assert_ptr_null(crew_free(crew_new(CREW_MOST)));
	ck_assert_ptr_null(crew_free(NULL));
	ck_assert_uint_ge(crew_size(), 1);
	ck_assert_uint_le(crew_size(), CREW_MOST);
}

T_MAIN("crew")
