/* SPDX-License-Identifier: MIT */
#include "burn/recall.h"

#include "base/mem.h"

#include <inttypes.h>

#define PIECE (1u << 20)
#define PIECES 8
#define COMPARE_MOST 512 /* blocks; more lie never between two checkpoints */

static struct imapi_error *err_of(const struct recall *r)
{
	return &r->device->context->error;
}

static uint64_t checked(const struct recall *r)
{
	return r->facts->has_checkpoint ? r->facts->last.digested : 0;
}

imapi_status recall_start(struct recall *r)
{
	uint64_t done = MIN(r->plan->done * BLOCK_SIZE, r->plan->length);

	r->known = done == r->plan->length ? done : done - done % r->digests->block;
	r->end = MAX(r->known, checked(r));
	r->at = r->compare = 0;
	r->reading = true;
	r->check = digest_stream_new();
	if (!r->check)
		return err_no_memory(err_of(r));
	if (r->end == 0)
		return IMAPI_OK;
	return read_ahead_new(r->stream, (struct read_ahead_range){ 0, r->end },
			      MAX(r->digests->block, (size_t)PIECE), PIECES, &r->ahead,
			      err_of(r));
}

void recall_done(struct recall *r)
{
	r->ahead = read_ahead_free(r->ahead);
	r->check = digest_stream_free(r->check);
}

/* One block, or what the end leaves of it. */
static void take(struct recall *r, const uint8_t *data, size_t length)
{
	uint64_t last = checked(r);

	if (r->at + length <= r->known)
		digests_add(r->digests, data, length);
	if (r->at < last)
		digest_stream_add(r->check, data, (size_t)MIN(length, last - r->at));
	r->at += length;
}

static imapi_status read_piece(struct recall *r)
{
	const uint8_t *piece;
	size_t size;
	imapi_status status = read_ahead_next(r->ahead, &piece, &size, err_of(r));

	if (IMAPI_FAILED(status))
		return err_in(err_of(r), status, "reading again what was written");
	if (size == 0)
		return err_set(err_of(r), IMAPI_E_DATA_STREAM_INCONSISTENCY,
			       "the stream ended at byte %" PRIu64 " of %" PRIu64, r->at,
			       r->plan->length);
	for (size_t at = 0; at < size;) {
		size_t n = MIN(r->digests->block, size - at);

		take(r, piece + at, n);
		at += n;
	}
	return IMAPI_OK;
}

static imapi_status compare_stream(struct recall *r)
{
	const struct journal_checkpoint *c = &r->facts->last;
	struct digest then = { .high = c->high, .low = c->low };
	imapi_status status = IMAPI_E_SOURCE_CHANGED;

	if (checked(r) == 0 || digest_equal(digest_stream_get(r->check), then))
		return IMAPI_OK;
	err_set(err_of(r), status,
		"the data is not what it was when the burn began: the first %" PRIu64
		" bytes differ",
		c->digested);
	return err_advise(err_of(r), status,
			  "Bring the files back to how they were, or close the disc "
			  "(imapi close) and burn them again.");
}

static imapi_status differs(struct recall *r, uint64_t index, int64_t lba)
{
	imapi_status status = index ? IMAPI_E_SOURCE_CHANGED : IMAPI_E_RESUME_OTHER_DISC;

	err_set(err_of(r), status,
		"the disc holds other data at LBA %" PRId64 " than there is to be written now",
		lba);
	return err_advise(err_of(r), status,
			  "Put in the disc of the interrupted burn, and bring the files back "
			  "to how they were.");
}

/* A block of the medium against the stream; one that cannot be read yet says nothing. */
static imapi_status compare_block(struct recall *r, uint64_t index, bool *ret_readable)
{
	size_t size = digests_size(r->digests, index);
	AUTOFREE uint8_t *data = malloc(size);
	int64_t lba = r->plan->start + (int64_t)(index * r->digests->block / BLOCK_SIZE);

	*ret_readable = false;
	if (!data)
		return err_no_memory(err_of(r));
	if (IMAPI_FAILED(
		    readback_read(&r->readback, lba, (uint32_t)(size / BLOCK_SIZE), data))) {
		log_info(r->device->context, "an open track that cannot be read yet: %s",
			 imapi_error_message(err_of(r)));
		err_clear(err_of(r));
		return IMAPI_OK;
	}
	*ret_readable = true;
	return digests_match(r->digests, index, data) ? IMAPI_OK : differs(r, index, lba);
}

/* The first block that has to be compared after block 0. */
static uint64_t unchecked_from(const struct recall *r)
{
	uint64_t count = r->digests->taken, first = checked(r) / r->digests->block;

	return MAX(MAX(first, 1u), count > COMPARE_MOST ? count - COMPARE_MOST : 0);
}

static imapi_status compare_medium(struct recall *r, bool *ret_more)
{
	bool readable = false;
	imapi_status status = IMAPI_OK;

	r->device->stage = STAGE_READ;
	if (r->compare < r->digests->taken)
		status = compare_block(r, r->compare, &readable);
	r->compare = r->compare ? r->compare + 1 : unchecked_from(r);
	*ret_more = readable && r->compare < r->digests->taken;
	return status;
}

/* The stream is read: is it the one that it was? */
static imapi_status end_reading(struct recall *r)
{
	r->ahead = read_ahead_free(r->ahead);
	r->reading = false;
	readback_init(&r->readback, r->device);
	return compare_stream(r);
}

imapi_status recall_step(struct recall *r, bool *ret_more)
{
	*ret_more = true;
	if (r->at < r->end)
		return read_ahead_wait(r->ahead) ? read_piece(r) : IMAPI_OK;
	return r->reading ? end_reading(r) : compare_medium(r, ret_more);
}
