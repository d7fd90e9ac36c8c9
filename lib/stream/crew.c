/* SPDX-License-Identifier: MIT */
#include "stream/crew.h"

#include "base/mem.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>

struct member {
	struct crew *crew;
	pthread_t thread;
	unsigned index; /* from 1 */
};

struct crew {
	unsigned size;
	bool started;
	unsigned count; /* of threads that run */
	struct member members[CREW_MOST];

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t called, finished;
	unsigned task; /* counts the tasks */
	bool open;     /* who comes now may still take part in it */
	unsigned busy;
	bool end;
	crew_work_fn *work;
	void *self;
};

unsigned crew_size(void)
{
	cpu_set_t set;
	unsigned count;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	count = (unsigned)CPU_COUNT(&set);
	return MAX(1u, MIN(count, CREW_MOST));
}

struct crew *crew_new(unsigned size)
{
	struct crew *crew = zalloc(sizeof(*crew));

	if (!crew)
		return NULL;
	crew->size = MAX(1u, MIN(size, CREW_MOST));
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->called, NULL);
	pthread_cond_init(&crew->finished, NULL);
	return crew;
}

/* Takes part in a task that it had no part in yet; false: there will be none. */
static bool join_task(struct crew *crew, unsigned *last)
{
	bool go;

	pthread_mutex_lock(&crew->lock);
	while (!crew->end && (!crew->open || crew->task == *last))
		pthread_cond_wait(&crew->called, &crew->lock);
	go = !crew->end;
	*last = crew->task;
	crew->busy += go;
	pthread_mutex_unlock(&crew->lock);
	return go;
}

static void finish(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	if (--crew->busy == 0)
		pthread_cond_signal(&crew->finished);
	pthread_mutex_unlock(&crew->lock);
}

/* Work and self do not change before all that take part have finished. */
static void *serve(void *self)
{
	struct member *member = self;
	struct crew *crew = member->crew;
	unsigned last = 0;

	while (join_task(crew, &last)) {
		crew->work(crew->self, member->index);
		finish(crew);
	}
	return NULL;
}

/* Signals are for the program's own threads. */
static void start(struct crew *crew)
{
	sigset_t all, before;

	crew->started = true;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (crew->count + 1 < crew->size) {
		struct member *member = &crew->members[crew->count];

		*member = (struct member){ .crew = crew, .index = crew->count + 1 };
		if (pthread_create(&member->thread, NULL, serve, member))
			break;
		crew->count++;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void call(struct crew *crew, crew_work_fn *work, void *self)
{
	pthread_mutex_lock(&crew->lock);
	crew->work = work;
	crew->self = self;
	crew->task++;
	crew->open = true;
	pthread_cond_broadcast(&crew->called);
	pthread_mutex_unlock(&crew->lock);
}

void crew_run(struct crew *crew, crew_work_fn *work, void *self)
{
	if (!crew->started)
		start(crew);
	if (crew->count > 0)
		call(crew, work, self);
	work(self, 0);
	pthread_mutex_lock(&crew->lock);
	crew->open = false;
	while (crew->busy > 0)
		pthread_cond_wait(&crew->finished, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}

struct crew *crew_free(struct crew *crew)
{
	if (!crew)
		return NULL;
	pthread_mutex_lock(&crew->lock);
	crew->end = true;
	pthread_cond_broadcast(&crew->called);
	pthread_mutex_unlock(&crew->lock);
	for (unsigned i = 0; i < crew->count; i++)
		pthread_join(crew->members[i].thread, NULL);
	pthread_cond_destroy(&crew->finished);
	pthread_cond_destroy(&crew->called);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
	return NULL;
}
