/* SPDX-License-Identifier: MIT */
#include "burn/write.h"

#include "base/mem.h"
#include "burn/wait.h"

#include <inttypes.h>
#include <stdio.h>

#define TRANSFER_SECTORS 32u /* 64 KiB: what every drive and adapter is used to */
#define PIECE_MAX (1u << 20)
#define STEP_TIME (USEC_PER_SEC / 10)
#define TRANSFER_TIME 200u /* milliseconds that one command may take at the planned speed */
#define CAPACITY_EVERY (USEC_PER_SEC / 2)
#define PAUSE_FIRST (5 * (usec_t)USEC_PER_MSEC)
#define PAUSE_MAX (250 * (usec_t)USEC_PER_MSEC)
#define STUCK_FLOOR (240 * (usec_t)USEC_PER_SEC)
#define RECOVERIES_MAX 16
#define UNANSWERED_MAX 1 /* tries of one WRITE that get no answer; the next ends the burn */
#define BUFFER_GUESS (8ull << 20)
#define READY_LIMIT (10 * (usec_t)USEC_PER_SEC)

static struct imapi_error *err_of(const struct writer *w)
{
	return &w->device->context->error;
}

static kbps_t rate_of(const struct writer *w)
{
	return w->plan->kbps ? w->plan->kbps : media_single_kbps(w->plan->profile->family);
}

/* Whole units if the bus carries that much, else what it carries; less for a slow medium, so
 * that there is news of it often enough. */
static uint32_t choose_transfer(const struct writer *w)
{
	uint32_t most = transport_max_transfer(w->device->transport) / BLOCK_SIZE;
	uint32_t lively = rate_of(w) * TRANSFER_TIME / BLOCK_SIZE, unit = w->plan->unit;
	uint32_t transfer = MIN(MAX(most, 1u), TRANSFER_SECTORS);

	transfer = MIN(transfer, MAX(lively, unit));
	return transfer >= unit ? transfer / unit * unit : transfer;
}

imapi_status writer_start(struct writer *w)
{
	size_t piece = MAX(w->digests->block, (size_t)PIECE_MAX), count;
	uint64_t done = MIN(w->at * BLOCK_SIZE, w->plan->length);
	struct read_ahead_range rest;

	/* a small buffer has small pieces, so that there are a few of them */
	while (piece > w->digests->block && w->settings->buffer / piece < 4)
		piece /= 2;
	count = (size_t)MAX(w->settings->buffer / piece, 2u);
	w->transfer = choose_transfer(w);
	w->streaming = w->plan->streaming && w->transfer % w->plan->unit == 0;
	w->padding = zalloc((size_t)TRANSFER_SECTORS * BLOCK_SIZE);
	if (!w->padding)
		return err_no_memory(err_of(w));
	w->next_capacity = transport_now(w->device->transport) + CAPACITY_EVERY;
	w->lead = w->at ? 0 : w->plan->ops->pre_gap;
	if (done == w->plan->length)
		return IMAPI_OK;
	w->skip = (size_t)(done % w->digests->block);
	w->read = done - w->skip;
	rest = (struct read_ahead_range){ w->read, w->plan->length - w->read };
	return read_ahead_new(w->stream, rest, piece, count, &w->ahead, err_of(w));
}

void writer_stop(struct writer *w)
{
	w->ahead = read_ahead_free(w->ahead);
	free(w->padding);
	w->padding = NULL;
	w->piece = NULL;
	w->piece_size = w->piece_at = 0;
}

uint64_t writer_buffered(const struct writer *w, uint64_t *ret_room)
{
	*ret_room = w->ahead ? read_ahead_room(w->ahead) : 0;
	return w->ahead ? read_ahead_fill(w->ahead) + (w->piece_size - w->piece_at) : 0;
}

void writer_place(const struct writer *w, uint64_t sector, char *text, size_t room)
{
	char path[512];
	int n = snprintf(text, room, "LBA %" PRId64, plan_lba(w->plan, sector));

	if (w->settings->path && sector < w->plan->sectors && n > 0 && (size_t)n < room &&
	    w->settings->path(w->settings->path_user, plan_source(w->plan, sector), path,
			      sizeof(path)))
		snprintf(text + n, room - (size_t)n, " (in %s)", path);
}

static imapi_status next_piece(struct writer *w)
{
	imapi_status status = read_ahead_next(w->ahead, &w->piece, &w->piece_size, err_of(w));
	char place[600];

	w->piece_at = w->skip;
	w->digested = w->skip = 0;
	if (!IMAPI_FAILED(status) && w->piece_size == 0)
		return err_set(err_of(w), IMAPI_E_DATA_STREAM_INCONSISTENCY,
			       "the stream ended at byte %" PRIu64 " of %" PRIu64, w->read,
			       w->plan->length);
	w->read += w->piece_size;
	if (!IMAPI_FAILED(status))
		return status;
	writer_place(w, w->read / BLOCK_SIZE, place, sizeof(place));
	return err_in(err_of(w), status, "reading the data for %s", place);
}

/* Waits a moment for data; a source that several drives share comes as fast as the slowest. */
static bool has_data(struct writer *w)
{
	return w->at * BLOCK_SIZE >= w->plan->length || w->piece_at < w->piece_size ||
	       read_ahead_wait(w->ahead);
}

static imapi_status source_changed(const struct writer *w, uint64_t byte)
{
	return err_set(err_of(w), IMAPI_E_SOURCE_CHANGED,
		       "the data is not what it was: at byte %" PRIu64
		       " it differs from what was written before",
		       byte);
}

/* Digests are taken block by block, just before the block goes out; a block that goes out again
 * has to be the same. */
static imapi_status take_digests(struct writer *w, size_t bytes)
{
	while (w->digested < w->piece_at + bytes) {
		size_t n = MIN(w->digests->block, w->piece_size - w->digested);
		uint64_t byte = w->read - w->piece_size + w->digested;

		if (byte / w->digests->block >= w->digests->taken)
			digests_add(w->digests, w->piece + w->digested, n);
		else if (!digests_match(w->digests, byte / w->digests->block,
					w->piece + w->digested))
			return source_changed(w, byte);
		w->digested += n;
	}
	return IMAPI_OK;
}

struct chunk {
	const void *data;
	uint32_t sectors;
	size_t bytes; /* of the piece; the rest is padding */
};

bool writer_has_begun(const struct writer *w)
{
	return w->at > 0 || (w->attempts > 0 && w->lead < w->plan->ops->pre_gap);
}

/* Where the next sector goes. */
static int64_t next_lba(const struct writer *w)
{
	return plan_lba(w->plan, w->at) - w->lead;
}

/* What one command takes lies together on the medium. */
static uint32_t next_sectors(const struct writer *w)
{
	uint64_t run;

	plan_run(w->plan, w->at, &run);
	return (uint32_t)MIN(MIN(w->transfer, w->plan->padded - w->at), run);
}

/* The next transfer: from the piece, from the padding, or from both. */
static imapi_status next_chunk(struct writer *w, struct chunk *ret)
{
	uint64_t position = w->at * BLOCK_SIZE;
	uint32_t sectors = next_sectors(w);
	imapi_status status;

	if (w->lead)
		sectors = MIN(w->transfer, w->lead);
	*ret = (struct chunk){ w->padding, sectors, 0 };
	if (w->lead || position >= w->plan->length) {
		memset(w->padding, 0, (size_t)sectors * BLOCK_SIZE);
		return IMAPI_OK;
	}
	if (w->piece_at == w->piece_size) {
		status = next_piece(w);
		if (IMAPI_FAILED(status))
			return status;
	}
	ret->bytes = MIN((size_t)sectors * BLOCK_SIZE, w->piece_size - w->piece_at);
	status = take_digests(w, ret->bytes);
	if (IMAPI_FAILED(status))
		return status;
	if (ret->bytes == (size_t)sectors * BLOCK_SIZE || w->read < w->plan->length) {
		ret->data = w->piece + w->piece_at;
		ret->sectors = (uint32_t)(ret->bytes / BLOCK_SIZE);
		return IMAPI_OK;
	}
	memcpy(w->padding, w->piece + w->piece_at, ret->bytes);
	memset(w->padding + ret->bytes, 0, (size_t)sectors * BLOCK_SIZE - ret->bytes);
	return IMAPI_OK;
}

static void accept(struct writer *w, const struct chunk *chunk)
{
	if (w->lead)
		w->lead -= chunk->sectors;
	else
		w->at += chunk->sectors;
	w->piece_at += chunk->bytes;
	w->stuck_since = w->pause = 0;
	w->unanswered = 0;
}

/* How long a drive may refuse data: thrice its buffer at single speed, and never a hurry. */
static usec_t stuck_limit(const struct writer *w)
{
	uint64_t buffer = w->device_total ? w->device_total : 8000000;
	kbps_t rate = media_single_kbps(w->plan->profile->family);

	return MAX(3 * buffer * USEC_PER_MSEC / rate, STUCK_FLOOR);
}

/* The drive's buffer is full: try again a little later. */
static imapi_status pause_writing(struct writer *w)
{
	usec_t now = transport_now(w->device->transport);

	if (w->stuck_since == 0)
		w->stuck_since = MAX(now, 1u);
	if (now - MIN(now, w->stuck_since) > stuck_limit(w)) {
		err_in(err_of(w), IMAPI_E_DRIVE_BUSY, "the drive takes no more data");
		err_restate(err_of(w), IMAPI_E_DRIVE_BUSY);
		return err_advise(err_of(w), IMAPI_E_DRIVE_BUSY,
				  "Switch the drive off and on, then try another disc.");
	}
	w->pause = w->pause ? MIN(w->pause * 2, PAUSE_MAX) : PAUSE_FIRST;
	transport_sleep(w->device->transport, w->pause);
	return IMAPI_OK;
}

static imapi_status lost_place(struct writer *w, int64_t nwa)
{
	imapi_status status = IMAPI_E_DEVICE_RESET;

	err_restate(err_of(w), status);
	err_advise(err_of(w), status, "Check cable and power of the drive, then burn again.");
	return err_in(err_of(w), status,
		      "the drive expects data for LBA %" PRId64 " instead of %" PRId64, nwa,
		      next_lba(w));
}

/*
 * A medium that is written anywhere tells of no place. What may have been in the drive's buffer
 * is written once more.
 */
static imapi_status go_back(struct writer *w)
{
	struct imapi_error first = *err_of(w);
	uint64_t lost = (w->device_total ? MAX(w->device_total, BUFFER_GUESS) : BUFFER_GUESS);
	uint64_t sectors = round_up(lost / BLOCK_SIZE, w->plan->unit);
	imapi_status status;

	log_info(w->device->context, "%s; writing the last %" PRIu64 " sectors again",
		 imapi_error_message(&first), MIN(sectors, w->at));
	status = spc_wait_ready(w->device, READY_LIMIT);
	if (IMAPI_FAILED(status)) {
		*err_of(w) = first;
		return imapi_error_status(&first);
	}
	writer_stop(w);
	w->gone_back_from = MAX(w->gone_back_from, w->at);
	w->at -= MIN(sectors, w->at);
	return writer_start(w);
}

/*
 * After a unit attention or a reset: what does the drive expect now? Goes on if it is what
 * comes next, or what follows @chunk because the command was carried out after all.
 */
static imapi_status find_place(struct writer *w, const struct chunk *chunk)
{
	int64_t expected = next_lba(w), nwa;
	struct imapi_error first = *err_of(w);
	struct mmc_track_info track;
	imapi_status status;

	if (++w->recovered > RECOVERIES_MAX)
		return imapi_error_status(&first);
	if (media_written_anywhere(w->plan->profile))
		return go_back(w);
	log_info(w->device->context, "%s; looking where the drive stands",
		 imapi_error_message(&first));
	status = spc_wait_ready(w->device, READY_LIMIT);
	if (!IMAPI_FAILED(status))
		status = mmc_read_track_info(w->device, TRACK_BY_TRACK, w->plan->track, &track);
	if (IMAPI_FAILED(status)) {
		status = imapi_error_status(&first);
		*err_of(w) = first;
		return status;
	}
	nwa = (int32_t)track.nwa;
	if (track.nwa_valid && nwa == expected + chunk->sectors) {
		accept(w, chunk);
		return IMAPI_OK;
	}
	if (track.nwa_valid && nwa == expected)
		return IMAPI_OK;
	*err_of(w) = first;
	return lost_place(w, track.nwa_valid ? nwa : -1);
}

static imapi_status write_failed(struct writer *w)
{
	imapi_status status = imapi_error_status(err_of(w));
	char place[600];

	writer_place(w, w->at, place, sizeof(place));
	if (err_of(w)->lba == INT64_MIN)
		err_at(err_of(w), status, next_lba(w));
	return err_in(err_of(w), status, "writing at %s", place);
}

/* After going back: the buffer was not lost, and what is written once cannot be again. */
static bool is_written_already(const struct writer *w, const struct scsi_outcome *o)
{
	return w->plan->ops->once && o->sense.valid && !o->sense.deferred &&
	       o->sense.key == 5 && o->sense.asc == 0x21 && o->sense.ascq == 2;
}

/* Neither the command nor its bit. */
static bool knows_no_streaming(const struct scsi_outcome *o)
{
	return o->sense.valid && !o->sense.deferred && o->sense.key == 5 &&
	       (o->sense.asc == 0x20 || o->sense.asc == 0x24);
}

/* What to do about a WRITE that the drive did not take. */
static imapi_status recover(struct writer *w, const struct chunk *chunk,
			    const struct scsi_outcome *o)
{
	imapi_status status;

	if (w->streaming && knows_no_streaming(o)) {
		w->streaming = false;
		log_info(w->device->context, "the drive has no streaming writes");
		return IMAPI_OK;
	}
	if (w->at < w->gone_back_from && is_written_already(w, o)) {
		accept(w, chunk);
		return IMAPI_OK;
	}
	if (o->host == IMAPI_HOST_TIMEOUT && ++w->unanswered > UNANSWERED_MAX)
		return write_failed(w);
	switch (wait_classify(o)) {
	case WAIT_BUSY:
		return pause_writing(w);
	case WAIT_ATTENTION:
	case WAIT_HOSTFAIL:
		status = find_place(w, chunk);
		break;
	case WAIT_READY: /* a recovered error of an earlier write: this one was not done */
		return pause_writing(w);
	default:
		status = o->status;
	}
	return IMAPI_FAILED(status) ? write_failed(w) : status;
}

static imapi_status write_chunk(struct writer *w, const struct chunk *chunk)
{
	struct scsi_outcome o = { 0 };
	uint32_t lba = (uint32_t)next_lba(w);

	w->device->stage = STAGE_WRITE;
	w->attempts++;
	if (w->streaming)
		mmc_try_write_streaming(w->device, lba, chunk->data, chunk->sectors, &o);
	else
		mmc_try_write(w->device, lba, chunk->data, chunk->sectors, &o);
	if (wait_classify(&o) == WAIT_READY && !(o.sense.valid && o.sense.deferred)) {
		accept(w, chunk);
		return IMAPI_OK;
	}
	return recover(w, chunk, &o);
}

/* Looks at the drive's buffer, at most twice a second; a full one gets a moment to drain. */
static void look_at_buffer(struct writer *w, usec_t now)
{
	struct mmc_buffer_capacity c;
	uint64_t bytes = (uint64_t)w->transfer * BLOCK_SIZE;

	if (w->next_capacity == 0 || now < w->next_capacity)
		return;
	w->next_capacity = now + CAPACITY_EVERY;
	if (IMAPI_FAILED(mmc_read_buffer_capacity(w->device, &c)) || c.available > c.total) {
		w->next_capacity = 0;
		w->device_total = w->device_used = 0;
		return;
	}
	w->device_total = c.total;
	w->device_used = c.total - c.available;
	if (c.total >= bytes && c.available < bytes)
		transport_sleep(w->device->transport,
				MIN(bytes * USEC_PER_MSEC / rate_of(w), PAUSE_MAX));
}

imapi_status writer_step(struct writer *w, bool *ret_more)
{
	usec_t now = transport_now(w->device->transport), end = now + STEP_TIME;
	imapi_status status = IMAPI_OK;
	struct chunk chunk;

	look_at_buffer(w, now);
	while (!IMAPI_FAILED(status) && w->at < w->plan->padded && now < end && has_data(w)) {
		status = next_chunk(w, &chunk);
		if (!IMAPI_FAILED(status))
			status = write_chunk(w, &chunk);
		if (w->device->cancel && atomic_load(w->device->cancel))
			break;
		now = transport_now(w->device->transport);
	}
	*ret_more = w->at < w->plan->padded;
	return status;
}

imapi_status writer_pad(struct writer *w, uint64_t sectors, bool *ret_more)
{
	AUTOFREE uint8_t *zeros = zalloc((size_t)w->transfer * BLOCK_SIZE);
	usec_t end = transport_now(w->device->transport) + STEP_TIME;
	imapi_status status = IMAPI_OK;

	*ret_more = true;
	if (!zeros)
		return err_no_memory(err_of(w));
	while (!IMAPI_FAILED(status) && *ret_more &&
	       transport_now(w->device->transport) < end) {
		uint64_t left = w->lead ? w->lead : sectors - MIN(sectors, w->at);
		struct chunk chunk = { zeros, (uint32_t)MIN(w->transfer, left), 0 };

		*ret_more = left > 0;
		if (left > 0)
			status = write_chunk(w, &chunk);
	}
	return status;
}
