/* SPDX-License-Identifier: MIT */
#include "transport/linux-sg-worker.h"

#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define LONGEST_WAIT ((usec_t)1 << 50) /* 35 years; beyond it the sum could overflow */

enum task_state { TASK_NONE, TASK_GIVEN, TASK_DONE };

struct sg_worker {
	const struct sg_system *system;
	int fd;
	pthread_t thread;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	enum task_state state;
	bool left;     /* nobody gives it another command */
	bool detached; /* it frees itself */

	struct imapi_exchange x; /* the thread's while a task is given */
	uint8_t *data;
	uint32_t room;
	struct sg_reply reply;
};

static void release(struct sg_worker *worker)
{
	int fd = worker->fd;

	pthread_mutex_destroy(&worker->lock);
	pthread_cond_destroy(&worker->changed);
	free(worker->data);
	free(worker);
	close(fd);
}

static void work(struct sg_worker *worker)
{
	usec_t start = transport_system_now();

	worker->reply = linux_sg_ask(worker->system, worker->fd, &worker->x);
	worker->x.duration_us = MAX(transport_system_now() - start, 1u);
}

static void *run(void *self)
{
	struct sg_worker *worker = self;
	bool detached;

	pthread_mutex_lock(&worker->lock);
	while (!worker->left || worker->state == TASK_GIVEN) {
		if (worker->state != TASK_GIVEN) {
			pthread_cond_wait(&worker->changed, &worker->lock);
			continue;
		}
		pthread_mutex_unlock(&worker->lock);
		work(worker);
		pthread_mutex_lock(&worker->lock);
		worker->state = TASK_DONE;
		pthread_cond_broadcast(&worker->changed);
	}
	detached = worker->detached;
	pthread_mutex_unlock(&worker->lock);
	if (detached)
		release(worker);
	return NULL;
}

static void prepare_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* Signals are for the program's own threads. */
static int start_thread(struct sg_worker *worker)
{
	sigset_t all, before;
	int number;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	number = pthread_create(&worker->thread, NULL, run, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return number;
}

struct sg_worker *sg_worker_new(const struct sg_system *system, int fd)
{
	struct sg_worker *worker = zalloc(sizeof(*worker));

	if (!worker)
		return NULL;
	worker->system = system;
	worker->fd = fd;
	pthread_mutex_init(&worker->lock, NULL);
	prepare_condition(&worker->changed);
	if (start_thread(worker) == 0)
		return worker;
	pthread_mutex_destroy(&worker->lock);
	pthread_cond_destroy(&worker->changed);
	free(worker);
	return NULL;
}

static bool make_room(struct sg_worker *worker, uint32_t length)
{
	uint8_t *data;

	if (length <= worker->room)
		return true;
	data = realloc(worker->data, length);
	if (!data)
		return false;
	worker->data = data;
	worker->room = length;
	return true;
}

bool sg_worker_send(struct sg_worker *worker, const struct imapi_exchange *x)
{
	if (!make_room(worker, x->data_length))
		return false;
	pthread_mutex_lock(&worker->lock);
	worker->x = *x;
	if (x->data_length > 0) {
		worker->x.data = worker->data;
		memcpy(worker->data, x->data, x->data_length);
	}
	worker->state = TASK_GIVEN;
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->lock);
	return true;
}

static struct timespec moment(usec_t at)
{
	return (struct timespec){ .tv_sec = (time_t)(at / USEC_PER_SEC),
				  .tv_nsec = (long)(at % USEC_PER_SEC * 1000) };
}

bool sg_worker_wait(struct sg_worker *worker, usec_t patience)
{
	struct timespec until = moment(transport_system_now() + MIN(patience, LONGEST_WAIT));
	int over = 0;
	bool done;

	pthread_mutex_lock(&worker->lock);
	while (worker->state == TASK_GIVEN && !over)
		over = pthread_cond_timedwait(&worker->changed, &worker->lock, &until);
	done = worker->state != TASK_GIVEN;
	pthread_mutex_unlock(&worker->lock);
	return done;
}

struct sg_reply sg_worker_take(struct sg_worker *worker, struct imapi_exchange *x)
{
	struct sg_reply reply;

	pthread_mutex_lock(&worker->lock);
	worker->state = TASK_NONE;
	memcpy(x->sense, worker->x.sense, sizeof(x->sense));
	if (x->direction == IMAPI_DIRECTION_IN && x->data_length > 0)
		memcpy(x->data, worker->data, x->data_length);
	x->duration_us = worker->x.duration_us;
	reply = worker->reply;
	pthread_mutex_unlock(&worker->lock);
	return reply;
}

void sg_worker_free(struct sg_worker *worker)
{
	bool busy;

	pthread_mutex_lock(&worker->lock);
	worker->left = true;
	busy = worker->state == TASK_GIVEN;
	if (busy) {
		worker->detached = true;
		pthread_detach(worker->thread);
	}
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->lock);
	if (busy)
		return;
	pthread_join(worker->thread, NULL);
	release(worker);
}
