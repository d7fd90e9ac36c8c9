/* SPDX-License-Identifier: MIT */
#include "burn/verify.h"

#include "base/mem.h"
#include "stream/stream.h"

#include <inttypes.h>

#define ROUNDS 3 /* a doubtful block is read that often before it is called bad */
#define SMALL_JOB (32ull << 20) /* fits in a drive's cache: read with FUA */

static struct imapi_error *err_of(const struct verifier *v)
{
	return &v->device->context->error;
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static int lower_first(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* First, last and others, which depend on the data only; in rising order, each once. */
static void choose_samples(struct verifier *v, unsigned samples)
{
	uint64_t state = v->digests->table[0].low | 1, blocks = v->digests->count;
	unsigned n = 0;

	if (samples > blocks)
		samples = (unsigned)blocks;
	for (unsigned i = 0; i < samples; i++)
		v->samples[i] = blocks <= samples ? i : next_random(&state) % blocks;
	v->samples[0] = 0;
	v->samples[samples - 1] = blocks - 1;
	qsort(v->samples, samples, sizeof(v->samples[0]), lower_first);
	for (unsigned i = 0; i < samples; i++) {
		if (n == 0 || v->samples[i] != v->samples[n - 1])
			v->samples[n++] = v->samples[i];
	}
	v->sample_count = n;
}

imapi_status verify_start(struct verifier *v, unsigned samples)
{
	size_t block = v->digests->block;

	readback_init(&v->readback, v->device);
	v->readback.fua = samples > 0 || v->plan->length <= SMALL_JOB;
	v->block = malloc(block);
	v->source = malloc(block);
	v->unreadable = malloc(block / BLOCK_SIZE);
	v->next = v->sectors = 0;
	v->sample_count = 0;
	if (!v->block || !v->source || !v->unreadable)
		return err_no_memory(err_of(v));
	if (samples > 0)
		choose_samples(v, MIN(samples, VERIFY_SAMPLES_MAX));
	v->count = samples > 0 ? v->sample_count : v->digests->count;
	return IMAPI_OK;
}

void verify_done(struct verifier *v)
{
	free(v->block);
	free(v->source);
	free(v->unreadable);
	v->block = v->source = v->unreadable = NULL;
	ranges_done(&v->bad);
}

/* One block of the stream on the medium. */
struct place {
	uint64_t index, sector; /* sector of the stream */
	uint32_t sectors;
	int64_t lba;
};

static struct place place_of(const struct verifier *v, uint64_t index)
{
	struct place p = { .index = index };

	p.sector = index * v->digests->block / BLOCK_SIZE;
	p.sectors = (uint32_t)(digests_size(v->digests, index) / BLOCK_SIZE);
	p.lba = v->plan->start + (int64_t)p.sector;
	return p;
}

static imapi_status add_bad(struct verifier *v, const struct place *p, uint32_t first,
			    uint32_t sectors, bool unreadable)
{
	const struct burn_settings *s = v->settings;
	char path[1024];

	for (uint32_t i = first; i < first + sectors; i++) {
		bool named =
			s->path && s->path(s->path_user, p->sector + i, path, sizeof(path));
		imapi_status status = ranges_add(&v->bad, p->lba + i, 1, unreadable,
						 named ? path : NULL, err_of(v));

		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}

/* Reads a block unit by unit; what cannot be read is marked. */
static imapi_status read_units(struct verifier *v, const struct place *p, bool *ret_any_bad)
{
	uint32_t unit = v->plan->unit;

	*ret_any_bad = false;
	for (uint32_t at = 0; at < p->sectors; at += unit) {
		uint32_t n = MIN(unit, p->sectors - at);
		imapi_status status = readback_read(&v->readback, p->lba + at, n,
						    v->block + (size_t)at * BLOCK_SIZE);

		if (IMAPI_FAILED(status) && !v->readback.unreadable)
			return status;
		v->unreadable[at / unit] = IMAPI_FAILED(status);
		*ret_any_bad |= IMAPI_FAILED(status);
	}
	return IMAPI_OK;
}

/* The stream's block once more, if it still gives what was written. */
static bool fetch_source(struct verifier *v, const struct place *p)
{
	struct imapi_error ignored;
	uint64_t offset = p->sector * BLOCK_SIZE;
	size_t n = digests_size(v->digests, p->index);

	err_clear(&ignored);
	return v->stream &&
	       !IMAPI_FAILED(stream_read(v->stream, offset, v->source, n, &ignored)) &&
	       digests_match(v->digests, p->index, v->source);
}

static bool sector_differs(const struct verifier *v, uint32_t sector)
{
	size_t at = (size_t)sector * BLOCK_SIZE;

	return memcmp(v->block + at, v->source + at, BLOCK_SIZE) != 0;
}

static imapi_status list_bad(struct verifier *v, const struct place *p, bool any_unreadable)
{
	bool compare = fetch_source(v, p);
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < p->sectors && !IMAPI_FAILED(status); i++) {
		bool unreadable = v->unreadable[i / v->plan->unit];

		if (unreadable || (compare ? sector_differs(v, i) : !any_unreadable))
			status = add_bad(v, p, i, 1, unreadable);
	}
	return status;
}

/* A block that could not be read or differs: again, in small pieces, a few times. */
static imapi_status examine(struct verifier *v, const struct place *p)
{
	bool any_bad = true;

	log_info(v->device->context, "LBA %" PRId64 ": reading %" PRIu32 " sectors again",
		 p->lba, p->sectors);
	for (unsigned i = 0; i < ROUNDS; i++) {
		imapi_status status = read_units(v, p, &any_bad);

		if (IMAPI_FAILED(status))
			return status;
		if (!any_bad && digests_match(v->digests, p->index, v->block))
			return IMAPI_OK;
	}
	return list_bad(v, p, any_bad);
}

static imapi_status check_block(struct verifier *v, uint64_t index)
{
	struct place p = place_of(v, index);
	imapi_status status = readback_read(&v->readback, p.lba, p.sectors, v->block);

	v->sectors += p.sectors;
	if (!IMAPI_FAILED(status) && digests_match(v->digests, index, v->block))
		return IMAPI_OK;
	if (IMAPI_FAILED(status) && !v->readback.unreadable)
		return status;
	return examine(v, &p);
}

imapi_status verify_step(struct verifier *v, bool *ret_more)
{
	uint64_t index = v->sample_count ? v->samples[v->next] : v->next;
	imapi_status status = check_block(v, index);

	v->next++;
	*ret_more = v->next < v->count;
	if (IMAPI_FAILED(status))
		return err_in(err_of(v), status, "reading the disc back");
	return status;
}

imapi_status verify_report(const struct ranges *bad, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_BURN_VERIFICATION_FAILED;
	const struct range *first;

	if (bad->count == 0)
		return IMAPI_OK;
	first = &bad->items[0];
	err_set(err, status,
		"%" PRIu64 " sectors are bad; the first are %" PRIu64 " at LBA %" PRId64
		" (%s)%s%s",
		bad->sectors, first->sectors, first->start,
		first->unreadable ? "cannot be read" : "differ from what was sent",
		first->path ? " in " : "", first->path ? first->path : "");
	err_at(err, status, first->start);
	return err_advise(err, status,
			  "The disc cannot be trusted. Burn another one, at a lower speed.");
}
