/* SPDX-License-Identifier: MIT */
#include "burn/verify.h"

#include "base/mem.h"
#include "stream/stream.h"

#include <inttypes.h>

#define TAIL_UNITS 4u
#define TAIL_LEAST 64u

static struct imapi_error *err_of(const struct verifier *v)
{
	return &v->device->context->error;
}

imapi_status verify_start(struct verifier *v, bool fua)
{
	size_t block = v->digests->block;

	readback_init(&v->readback, v->device);
	v->readback.fua = fua;
	v->doubt = (struct doubt){ .readback = &v->readback,
				   .family = v->plan->profile->family,
				   .unit = v->plan->unit };
	v->block = malloc(block);
	v->source = malloc(block);
	v->next = v->sectors = 0;
	if (!v->block || !v->source)
		return err_no_memory(err_of(v));
	return doubt_start(&v->doubt, block / BLOCK_SIZE);
}

void verify_done(struct verifier *v)
{
	free(v->block);
	free(v->source);
	v->block = v->source = NULL;
	doubt_done(&v->doubt);
	ranges_done(&v->bad);
}

/* One block of the stream on the medium. */
struct place {
	struct verifier *verifier;
	uint64_t index, sector; /* sector of the stream */
	uint32_t sectors;
};

static void find_place(struct verifier *v, uint64_t index, struct place *ret)
{
	ret->verifier = v;
	ret->index = index;
	ret->sector = index * v->digests->block / BLOCK_SIZE;
	ret->sectors = (uint32_t)(digests_size(v->digests, index) / BLOCK_SIZE);
}

static bool is_right(void *user, const uint8_t *data)
{
	const struct place *p = user;

	return digests_match(p->verifier->digests, p->index, data);
}

/* The stream's block once more, if it still gives what was written. */
static bool fetch_source(struct verifier *v, const struct place *p)
{
	struct imapi_error ignored;
	size_t n = digests_size(v->digests, p->index);

	err_clear(&ignored);
	return v->stream &&
	       !IMAPI_FAILED(stream_read(v->stream, p->sector * BLOCK_SIZE, v->source, n,
					 &ignored)) &&
	       digests_match(v->digests, p->index, v->source);
}

static imapi_status examine(struct verifier *v, struct place *place,
			    const struct doubt_piece *piece)
{
	imapi_status status;
	bool right = false;

	status = doubt_examine(&v->doubt, piece, &right);
	if (IMAPI_FAILED(status) || right)
		return status;
	return doubt_list(&v->doubt, piece, fetch_source(v, place) ? v->source : NULL,
			  v->settings, &v->bad);
}

imapi_status verify_block(struct verifier *v, uint64_t index)
{
	struct doubt_piece piece = { .data = v->block, .right = is_right };
	struct place place;
	imapi_status status;

	find_place(v, index, &place);
	piece.lba = plan_lba(v->plan, place.sector);
	piece.first = plan_source(v->plan, place.sector);
	piece.sectors = place.sectors;
	piece.user = &place;
	status = readback_read(&v->readback, piece.lba, piece.sectors, v->block);
	if (IMAPI_FAILED(status) && v->readback.fault == READBACK_MEDIUM)
		status = examine(v, &place, &piece);
	else if (!IMAPI_FAILED(status) && !is_right(&place, v->block))
		status = examine(v, &place, &piece);
	if (IMAPI_FAILED(status))
		return err_in(err_of(v), status, "reading the disc back");
	v->sectors += piece.sectors;
	return status;
}

imapi_status verify_step(struct verifier *v, bool *ret_more)
{
	imapi_status status = verify_block(v, v->next++);

	*ret_more = v->next < v->digests->count;
	return status;
}

/* A drive that did not write the last of its buffer leaves the end bad, and nothing else. */
static bool only_the_end(const struct ranges *bad, const struct verify_extent *extent)
{
	int64_t end = extent->start + (int64_t)extent->sectors;
	uint32_t tail = MAX(TAIL_UNITS * extent->unit, TAIL_LEAST);

	return extent->sectors > tail && bad->items[0].start >= end - tail;
}

imapi_status verify_report(const struct ranges *bad, const struct verify_extent *extent,
			   struct imapi_error *err)
{
	imapi_status status = IMAPI_E_BURN_VERIFICATION_FAILED;
	const struct range *first;

	if (bad->count == 0)
		return IMAPI_OK;
	first = &bad->items[0];
	err_set(err, status,
		"%" PRIu64 " sectors are bad; the first are %" PRIu64 " at LBA %" PRId64
		" (%s)%s%s%s",
		bad->sectors, first->sectors, first->start,
		first->unreadable ? "cannot be read" : "differ from what was sent",
		first->path ? " in " : "", first->path ? first->path : "",
		only_the_end(bad, extent)
			? "; only the end of the data is bad: the drive did not flush it"
			: "");
	err_at(err, status, first->start);
	return err_advise(err, status,
			  "The disc cannot be trusted. Burn another one, at a lower speed.");
}
