/* SPDX-License-Identifier: MIT */
#include "stream/write-behind.h"

#include "base/mem.h"
#include "base/write-all.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct write_behind {
	int fd;
	uint8_t *buffers; /* two of them */
	size_t size;
	unsigned filling; /* the one that the caller has */
	pthread_t thread;
	bool threaded; /* else the caller writes */

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t put, written;
	size_t length; /* what is to be written of the other buffer; 0: it is free */
	int number;
	bool quit;
};

static const uint8_t *other(const struct write_behind *wb)
{
	return wb->buffers + (1 - wb->filling) * wb->size;
}

/* With the lock, which is not held while the system writes. */
static void write_one(struct write_behind *wb)
{
	const uint8_t *data = other(wb);
	size_t length = wb->length;
	int number;

	pthread_mutex_unlock(&wb->lock);
	number = write_all(wb->fd, data, length) ? 0 : errno;
	pthread_mutex_lock(&wb->lock);
	wb->number = number;
	wb->length = 0;
	pthread_cond_signal(&wb->written);
}

static void *write_what_is_put(void *self)
{
	struct write_behind *wb = self;

	pthread_mutex_lock(&wb->lock);
	while (!wb->quit) {
		if (wb->length > 0)
			write_one(wb);
		else
			pthread_cond_wait(&wb->put, &wb->lock);
	}
	pthread_mutex_unlock(&wb->lock);
	return NULL;
}

/*
 * Signals are for the program's own threads, but for that of a pipe that nobody reads: it has
 * the effect that it would have had in the caller.
 */
static bool start_thread(struct write_behind *wb)
{
	sigset_t most, before;
	bool started;

	sigfillset(&most);
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	if (!sigismember(&before, SIGPIPE))
		sigdelset(&most, SIGPIPE);
	pthread_sigmask(SIG_SETMASK, &most, NULL);
	started = pthread_create(&wb->thread, NULL, write_what_is_put, wb) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

struct write_behind *write_behind_new(int fd, size_t size)
{
	struct write_behind *wb = zalloc(sizeof(*wb));

	if (!wb)
		return NULL;
	wb->fd = fd;
	wb->size = size;
	wb->buffers = malloc(2 * size);
	if (!wb->buffers) {
		free(wb);
		return NULL;
	}
	pthread_mutex_init(&wb->lock, NULL);
	pthread_cond_init(&wb->put, NULL);
	pthread_cond_init(&wb->written, NULL);
	wb->threaded = start_thread(wb);
	return wb;
}

uint8_t *write_behind_buffer(struct write_behind *wb)
{
	return wb->buffers + wb->filling * wb->size;
}

/* With the lock. */
static void wait_until_written(struct write_behind *wb)
{
	while (wb->length > 0)
		pthread_cond_wait(&wb->written, &wb->lock);
}

int write_behind_put(struct write_behind *wb, size_t length)
{
	int number;

	pthread_mutex_lock(&wb->lock);
	wait_until_written(wb);
	if (!wb->number && length > 0) {
		wb->filling = 1 - wb->filling;
		wb->length = length;
		if (wb->threaded)
			pthread_cond_signal(&wb->put);
		else
			write_one(wb);
	}
	number = wb->number;
	pthread_mutex_unlock(&wb->lock);
	return number;
}

int write_behind_flush(struct write_behind *wb)
{
	return write_behind_put(wb, 0);
}

struct write_behind *write_behind_free(struct write_behind *wb)
{
	if (!wb)
		return NULL;
	write_behind_flush(wb);
	if (wb->threaded) {
		pthread_mutex_lock(&wb->lock);
		wb->quit = true;
		pthread_cond_signal(&wb->put);
		pthread_mutex_unlock(&wb->lock);
		pthread_join(wb->thread, NULL);
	}
	pthread_cond_destroy(&wb->written);
	pthread_cond_destroy(&wb->put);
	pthread_mutex_destroy(&wb->lock);
	free(wb->buffers);
	free(wb);
	return NULL;
}
