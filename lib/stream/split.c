/* SPDX-License-Identifier: MIT */
/* One source for several readers, each in a thread of its own: every byte is read once. */
#include "stream/sources.h"

#include "base/mem.h"

#include <pthread.h>

#define BUFFER_DEFAULT ((size_t)64 << 20)
#define BLOCK_MOST ((size_t)1 << 20)
#define BLOCK_LEAST ((size_t)4096)
#define BLOCKS_WANTED 16
#define READERS_MOST 1024

struct reader {
	struct split *split;
	uint64_t at;	/* the byte that it wants next */
	bool holds;	/* what comes from there on is kept for it */
	bool copies;	/* it copies out of the block of @at just now */
	bool impatient; /* its reads do not wait */
};

struct split {
	struct imapi_stream *source;
	uint8_t *ring;
	size_t block, room; /* bytes of a block; blocks in the ring */

	pthread_mutex_t lock; /* guards what follows; not held while bytes move */
	pthread_cond_t changed;
	uint64_t first, end; /* blocks @first to @end - 1 are in the ring */
	bool busy;	     /* somebody reads the source */
	imapi_status status; /* why there is no block @end, with its detail */
	struct imapi_error error;
	size_t count, alive;
	struct reader readers[];
};

static uint8_t *slot_of(const struct split *s, uint64_t block)
{
	return s->ring + block % s->room * s->block;
}

/* Gives up the blocks that nobody needs; true if one more finds room then. */
static bool make_room(struct split *s)
{
	uint64_t needed = s->end;

	if (s->end - s->first < s->room)
		return true;
	for (size_t i = 0; i < s->count; i++)
		if (s->readers[i].holds || s->readers[i].copies)
			needed = MIN(needed, s->readers[i].at / s->block);
	s->first = MAX(s->first, needed);
	return s->end - s->first < s->room;
}

/* Reads from the source; nobody else does meanwhile. The lock is released in between. */
static imapi_status read_source(struct split *s, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	imapi_status status;

	s->busy = true;
	pthread_mutex_unlock(&s->lock);
	status = stream_read(s->source, offset, data, length, err);
	pthread_mutex_lock(&s->lock);
	s->busy = false;
	pthread_cond_broadcast(&s->changed);
	return status;
}

static void pull(struct split *s)
{
	uint64_t offset = s->end * s->block;
	size_t n = (size_t)MIN(s->block, s->source->length - offset);
	struct imapi_error err;
	imapi_status status;

	err_clear(&err);
	status = read_source(s, offset, slot_of(s, s->end), n, &err);
	if (!IMAPI_FAILED(status)) {
		s->end++;
		return;
	}
	s->status = status;
	s->error = err;
}

/* Sees to it that @block is in the ring: waits for it, or fetches it. */
static imapi_status await_block(struct reader *r, uint64_t block, struct imapi_error *err)
{
	struct split *s = r->split;

	while (block >= s->end) {
		if (IMAPI_FAILED(s->status)) {
			if (err)
				*err = s->error;
			return s->status;
		}
		if (!s->busy && make_room(s))
			pull(s);
		else if (r->impatient)
			return err_set(err, IMAPI_E_REQUEST_CANCELLED,
				       "nobody waits for these bytes any more");
		else
			pthread_cond_wait(&s->changed, &s->lock);
	}
	return IMAPI_OK;
}

/* What has left the ring is read again, if the source can do that. */
static imapi_status read_again(struct split *s, uint64_t offset, void *data, size_t length,
			       struct imapi_error *err)
{
	while (s->busy)
		pthread_cond_wait(&s->changed, &s->lock);
	return read_source(s, offset, data, length, err);
}

/* Copies what is wanted of one block; the place where the reader is keeps it in the ring. */
static imapi_status read_block(struct reader *r, uint64_t offset, void *data, size_t length,
			       struct imapi_error *err)
{
	struct split *s = r->split;
	uint64_t block = offset / s->block;
	const uint8_t *from = slot_of(s, block) + offset % s->block;
	imapi_status status;

	if (block < s->first)
		return read_again(s, offset, data, length, err);
	r->at = offset;
	r->holds = !r->impatient;
	status = await_block(r, block, err);
	if (IMAPI_FAILED(status))
		return status;
	if (block < s->first) /* it went by while this reader was at rest */
		return read_again(s, offset, data, length, err);
	r->copies = true;
	pthread_mutex_unlock(&s->lock);
	memcpy(data, from, length);
	pthread_mutex_lock(&s->lock);
	r->copies = false;
	r->at = offset + length;
	if (r->at % s->block == 0)
		pthread_cond_broadcast(&s->changed);
	return IMAPI_OK;
}

static imapi_status reader_read(void *self, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	struct reader *r = self;
	struct split *s = r->split;
	imapi_status status = IMAPI_OK;
	uint8_t *p = data;

	pthread_mutex_lock(&s->lock);
	while (length > 0 && !IMAPI_FAILED(status)) {
		size_t n = (size_t)MIN(length, s->block - offset % s->block);

		status = read_block(r, offset, p, n, err);
		p += n;
		offset += n;
		length -= n;
	}
	pthread_mutex_unlock(&s->lock);
	return status;
}

static void reader_rest(void *self, bool rests)
{
	struct reader *r = self;

	pthread_mutex_lock(&r->split->lock);
	r->impatient = rests;
	if (rests)
		r->holds = false;
	pthread_cond_broadcast(&r->split->changed);
	pthread_mutex_unlock(&r->split->lock);
}

static struct split *release(struct split *s)
{
	if (!s)
		return NULL;
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->changed);
	free(s->ring);
	free(s);
	return NULL;
}

static void reader_close(void *self)
{
	struct reader *r = self;
	struct split *s = r->split;
	bool last;

	pthread_mutex_lock(&s->lock);
	r->holds = false;
	last = --s->alive == 0;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	stream_free(s->source);
	release(s);
}

static const struct stream_ops reader_ops = { reader_read, reader_close, reader_rest };

static struct split *allocate(struct imapi_stream *source, size_t count, size_t buffer)
{
	struct split *s = zalloc(sizeof(*s) + count * sizeof(s->readers[0]));

	if (!s)
		return NULL;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	s->source = source;
	s->block = BLOCK_MOST;
	while (s->block > BLOCK_LEAST && buffer / s->block < BLOCKS_WANTED)
		s->block /= 2;
	s->room = MAX(buffer / s->block, 2u);
	s->ring = malloc(s->room * s->block);
	s->count = s->alive = count;
	for (size_t i = 0; i < count; i++)
		s->readers[i] = (struct reader){ .split = s, .holds = true };
	return s->ring ? s : release(s);
}

/* Takes back what was made of the readers; the source is still the caller's. */
static void undo(struct imapi_stream **readers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(readers[i]);
		readers[i] = NULL;
	}
}

imapi_status stream_split(struct imapi_stream *source, struct imapi_context *const *contexts,
			  size_t count, size_t buffer, struct imapi_stream **ret_streams)
{
	struct imapi_error *err = &source->context->error;
	AUTOFREE struct imapi_stream **streams = NULL;
	struct split *s;

	if (count == 0 || count > READERS_MOST)
		return err_set(err, IMAPI_E_INVALIDARG,
			       "a stream is split into 1 to %u, not %zu", READERS_MOST, count);
	streams = calloc(count, sizeof(struct imapi_stream *));
	s = streams ? allocate(source, count, buffer ? buffer : BUFFER_DEFAULT) : NULL;
	if (!s)
		return err_no_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (!IMAPI_FAILED(stream_new(contexts[i], &reader_ops, &s->readers[i],
					     source->length, &streams[i])))
			continue;
		undo(streams, i);
		release(s);
		return err_no_memory(err);
	}
	memcpy(ret_streams, streams, count * sizeof(struct imapi_stream *));
	return IMAPI_OK;
}
