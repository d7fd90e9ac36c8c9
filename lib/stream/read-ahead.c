/* SPDX-License-Identifier: MIT */
#include "stream/read-ahead.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define ALIGNMENT 4096u
#define MOMENT_MS 100

struct read_ahead {
	struct imapi_stream *stream;
	uint64_t offset, end; /* what is still to be read; the thread's */
	size_t block, count;
	uint8_t *buffers;
	size_t *lengths;
	pthread_t thread;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t emptied;
	size_t first, ready; /* the oldest full buffer, and how many are full */
	uint64_t fill;	     /* bytes in them */
	bool lent;	     /* the consumer has the oldest one */
	bool hungry;	     /* the consumer waits at @bell */
	bool cancel, done;
	imapi_status status; /* of the read that ended the thread */

	struct imapi_error error; /* the thread's until done */
	int bell;		  /* an eventfd: poll() limits a wait without a clock */
};

/* Waits for an empty buffer; false if the consumer left. */
static bool wait_for_room(struct read_ahead *ra, size_t *ret_slot)
{
	bool go;

	pthread_mutex_lock(&ra->lock);
	while (!ra->cancel && ra->ready == ra->count)
		pthread_cond_wait(&ra->emptied, &ra->lock);
	go = !ra->cancel;
	*ret_slot = (ra->first + ra->ready) % ra->count;
	pthread_mutex_unlock(&ra->lock);
	return go;
}

/* With the lock. */
static void ring_bell(struct read_ahead *ra)
{
	if (ra->hungry)
		eventfd_write(ra->bell, 1);
	ra->hungry = false;
}

static void hand_over(struct read_ahead *ra, size_t slot, size_t length)
{
	pthread_mutex_lock(&ra->lock);
	ra->lengths[slot] = length;
	ra->ready++;
	ra->fill += length;
	ring_bell(ra);
	pthread_mutex_unlock(&ra->lock);
}

static void *read_all(void *self)
{
	struct read_ahead *ra = self;
	imapi_status status = IMAPI_OK;
	size_t slot;

	while (ra->offset < ra->end && wait_for_room(ra, &slot)) {
		size_t n = (size_t)MIN(ra->block, ra->end - ra->offset);

		status = stream_read(ra->stream, ra->offset, ra->buffers + slot * ra->block, n,
				     &ra->error);
		if (IMAPI_FAILED(status))
			break;
		ra->offset += n;
		hand_over(ra, slot, n);
	}
	pthread_mutex_lock(&ra->lock);
	ra->status = status;
	ra->done = true;
	ring_bell(ra);
	pthread_mutex_unlock(&ra->lock);
	return NULL;
}

static struct read_ahead *release(struct read_ahead *ra)
{
	if (ra->bell >= 0)
		close(ra->bell);
	free(ra->buffers);
	free(ra->lengths);
	free(ra);
	return NULL;
}

static struct read_ahead *allocate(size_t block, size_t count)
{
	struct read_ahead *ra = zalloc(sizeof(*ra));
	void *buffers;

	if (!ra)
		return NULL;
	ra->bell = -1;
	ra->lengths = calloc(count, sizeof(*ra->lengths));
	if (block > SIZE_MAX / count || posix_memalign(&buffers, ALIGNMENT, block * count))
		buffers = NULL;
	ra->buffers = buffers;
	if (!ra->lengths || !ra->buffers)
		return release(ra);
	return ra;
}

/* Signals are for the program's own threads. */
static int start_thread(struct read_ahead *ra)
{
	sigset_t all, before;
	int number;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	number = pthread_create(&ra->thread, NULL, read_all, ra);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return number;
}

imapi_status read_ahead_new(struct imapi_stream *stream, struct read_ahead_range range,
			    size_t block, size_t count, struct read_ahead **ret_ra,
			    struct imapi_error *err)
{
	struct read_ahead *ra;
	int number;

	if (range.start > stream->length || range.length > stream->length - range.start ||
	    count == 0 || block == 0 || block % ALIGNMENT)
		return err_set(err, IMAPI_E_INVALIDARG, "reading ahead: bad range or block");
	ra = allocate(block, count);
	if (!ra)
		return err_no_memory(err);
	ra->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ra->bell < 0) {
		number = errno;
		release(ra);
		return err_errno(err, IMAPI_E_SYSTEM, number, "making an eventfd");
	}
	ra->stream = stream;
	ra->offset = range.start;
	ra->end = range.start + range.length;
	ra->block = block;
	ra->count = count;
	err_clear(&ra->error);
	pthread_mutex_init(&ra->lock, NULL);
	pthread_cond_init(&ra->emptied, NULL);
	number = start_thread(ra);
	if (number) {
		release(ra);
		return err_errno(err, IMAPI_E_SYSTEM, number, "starting a thread");
	}
	*ret_ra = ra;
	return IMAPI_OK;
}

/* Takes the lent buffer back. */
static void give_back(struct read_ahead *ra)
{
	if (!ra->lent)
		return;
	ra->lent = false;
	ra->first = (ra->first + 1) % ra->count;
	ra->ready--;
	pthread_cond_signal(&ra->emptied);
}

/* With the lock, which is released while it waits. */
static void listen_for_bell(struct read_ahead *ra)
{
	struct pollfd bell = { .fd = ra->bell, .events = POLLIN };
	eventfd_t count;

	ra->hungry = true;
	pthread_mutex_unlock(&ra->lock);
	poll(&bell, 1, MOMENT_MS);
	pthread_mutex_lock(&ra->lock);
	ra->hungry = false;
	eventfd_read(ra->bell, &count);
}

static bool has_news(const struct read_ahead *ra)
{
	return ra->ready > 0 || ra->done;
}

bool read_ahead_wait(struct read_ahead *ra)
{
	bool news;

	pthread_mutex_lock(&ra->lock);
	give_back(ra);
	if (!has_news(ra))
		listen_for_bell(ra);
	news = has_news(ra);
	pthread_mutex_unlock(&ra->lock);
	return news;
}

imapi_status read_ahead_next(struct read_ahead *ra, const uint8_t **ret_data,
			     size_t *ret_length, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	pthread_mutex_lock(&ra->lock);
	give_back(ra);
	while (!has_news(ra))
		listen_for_bell(ra);
	*ret_data = NULL;
	*ret_length = 0;
	if (ra->ready > 0) {
		ra->lent = true;
		*ret_data = ra->buffers + ra->first * ra->block;
		*ret_length = ra->lengths[ra->first];
		ra->fill -= *ret_length;
	} else {
		status = ra->status;
		if (IMAPI_FAILED(status) && err)
			*err = ra->error;
	}
	pthread_mutex_unlock(&ra->lock);
	return status;
}

uint64_t read_ahead_fill(struct read_ahead *ra)
{
	uint64_t fill;

	pthread_mutex_lock(&ra->lock);
	fill = ra->fill;
	pthread_mutex_unlock(&ra->lock);
	return fill;
}

uint64_t read_ahead_room(const struct read_ahead *ra)
{
	return (uint64_t)ra->block * ra->count;
}

struct read_ahead *read_ahead_free(struct read_ahead *ra)
{
	if (!ra)
		return NULL;
	pthread_mutex_lock(&ra->lock);
	ra->cancel = true;
	pthread_cond_signal(&ra->emptied);
	pthread_mutex_unlock(&ra->lock);
	stream_rest(ra->stream, true);
	pthread_join(ra->thread, NULL);
	stream_rest(ra->stream, false);
	pthread_mutex_destroy(&ra->lock);
	pthread_cond_destroy(&ra->emptied);
	return release(ra);
}
