/* SPDX-License-Identifier: MIT */
#include "burn/sample.h"

#include "base/mem.h"

#define BUFFER_GUESS (8ull << 20)
#define BUFFER_MOST (256ull << 20) /* more is not believed */
#define EDGES 8u		   /* first and last, both sides of three layer breaks */

#define DVD_LAYER 2500000u /* sectors: more than one layer of a DVD, less than two */
#define BD_LAYER 14000000u /* the same of a BD with one or two */
#define BDXL_LAYER 17000000u

unsigned sample_layers(const struct media_profile *profile, uint64_t sectors)
{
	switch (profile->family) {
	case MEDIA_DVD_MINUS:
	case MEDIA_DVD_PLUS:
		return sectors > DVD_LAYER ? 2 : 1;
	case MEDIA_BD:
		if (sectors <= 2ull * BD_LAYER)
			return sectors > BD_LAYER ? 2 : 1;
		return sectors <= 3ull * BDXL_LAYER ? 3 : 4;
	default:
		return 1;
	}
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

static uint64_t block_sectors(const struct sampler *s)
{
	return s->verifier->digests->block / BLOCK_SIZE;
}

/* The blocks on both sides of each layer break. */
static void add_layer_edges(struct sampler *s)
{
	const struct plan *plan = s->verifier->plan;
	uint64_t total = s->before->total;
	unsigned layers = plan->spread ? 1 : sample_layers(plan->profile, total);

	for (unsigned i = 1; i < layers; i++) {
		int64_t edge = (int64_t)(total * i / layers) - plan->start;

		if (edge < 1 || edge >= (int64_t)plan->sectors)
			continue;
		s->samples[s->count++] = (uint64_t)(edge - 1) / block_sectors(s);
		s->samples[s->count++] = (uint64_t)edge / block_sectors(s);
	}
}

/* One out of each of @slices equal parts; which one depends on the data only. */
static void add_random(struct sampler *s, unsigned slices)
{
	const struct digests *d = s->verifier->digests;
	uint64_t state = d->table[0].low | 1;

	for (unsigned i = 0; i < slices; i++) {
		uint64_t first = d->count * i / slices, end = d->count * (i + 1) / slices;

		s->samples[s->count++] = first + next_random(&state) % (end - first);
	}
}

/* First and last, the edges of layers, and others spread over the data. */
static void choose(struct sampler *s)
{
	const struct digests *d = s->verifier->digests;
	unsigned wish = MIN(MAX(s->wish, EDGES), (unsigned)SAMPLES_MAX), n = 0;

	s->count = 0;
	if (d->count <= wish) {
		while (s->count < d->count) {
			s->samples[s->count] = s->count;
			s->count++;
		}
		return;
	}
	s->samples[s->count++] = 0;
	s->samples[s->count++] = d->count - 1;
	add_layer_edges(s);
	add_random(s, wish - MIN(s->count, wish));
	qsort(s->samples, s->count, sizeof(s->samples[0]), lower_first);
	for (unsigned i = 0; i < s->count; i++) {
		if (n == 0 || s->samples[i] != s->samples[n - 1])
			s->samples[n++] = s->samples[i];
	}
	s->count = n;
}

void sampler_start(struct sampler *s)
{
	choose(s);
	s->part = s->part_count = 0;
	s->bypassed = false;
}

static void add_part(struct sampler *s, int64_t start, uint64_t sectors, unsigned first,
		     unsigned end)
{
	s->parts[s->part_count++] = (struct sample_part){
		.start = start, .sectors = sectors, .first = first, .end = end
	};
}

uint64_t sample_buffer(struct scsi_device *device, uint64_t told)
{
	struct mmc_capabilities c = { 0 };

	if (!IMAPI_FAILED(mmc_read_capabilities(device, &c)))
		told = MAX(told, (uint64_t)c.buffer_kib * 1024);
	return told ? MIN(told, BUFFER_MOST) : BUFFER_GUESS;
}

/* More sectors than the drive's buffer holds. */
static uint64_t sweep_size(const struct sampler *s)
{
	uint64_t bytes = sample_buffer(s->verifier->device, s->buffer_bytes);

	return (bytes + bytes / 4) / BLOCK_SIZE;
}

/* A track of an earlier session that is large enough for a sweep. */
static const struct imapi_track *find_other_track(const struct sampler *s, uint64_t size)
{
	for (unsigned i = 0; i < s->before->track_count; i++) {
		const struct imapi_track *t = &s->before->tracks[i];

		if (!t->is_blank && t->is_data && t->sectors >= size &&
		    t->start + (int64_t)t->sectors <= s->verifier->plan->start)
			return t;
	}
	return NULL;
}

/*
 * Without FUA the cache is filled with something else first: with an earlier session, or with
 * the lower end of the data before the samples of the upper part are read, and the other way
 * round.
 */
static bool plan_sweeps(struct sampler *s)
{
	const struct plan *plan = s->verifier->plan;
	uint64_t size = sweep_size(s), block = block_sectors(s);
	const struct imapi_track *other = find_other_track(s, size);
	unsigned upper = 0;

	if (other) {
		add_part(s, other->start, size, 0, s->count);
		return true;
	}
	if (plan->spread || plan->sectors < 2 * (size + block))
		return false;
	while (upper < s->count && s->samples[upper] * block < size)
		upper++;
	add_part(s, plan->start, size, upper, s->count);
	add_part(s, plan->start + (int64_t)(plan->sectors - size), size, 0, upper);
	return true;
}

/* One sector, to see whether the drive takes the FUA bit. What else it says comes later. */
static imapi_status find_way(struct sampler *s)
{
	struct verifier *v = s->verifier;
	imapi_status status = readback_read(&v->readback, plan_lba(v->plan, 0), 1, v->block);

	if (IMAPI_FAILED(status) && v->readback.fault != READBACK_MEDIUM)
		return err_in(&v->device->context->error, status, "sampling the disc");
	s->bypassed = v->readback.fua || plan_sweeps(s);
	if (s->part_count == 0)
		add_part(s, 0, 0, 0, s->count);
	if (!s->bypassed)
		log_info(v->device->context,
			 "the drive takes no FUA, and its buffer may hold all that was "
			 "written: what the samples show is not certain");
	return IMAPI_OK;
}

/* Sectors that cannot be read fill no cache; they are judged elsewhere. */
static imapi_status sweep(struct sampler *s, struct sample_part *part)
{
	struct verifier *v = s->verifier;
	uint32_t n = (uint32_t)MIN(part->sectors - part->done, block_sectors(s));
	imapi_status status =
		readback_read(&v->readback, part->start + (int64_t)part->done, n, v->block);

	part->done += n;
	if (!IMAPI_FAILED(status))
		return status;
	if (v->readback.fault != READBACK_MEDIUM)
		return err_in(&v->device->context->error, status,
			      "reading past the drive's cache");
	s->bypassed = false;
	part->done = part->sectors;
	return IMAPI_OK;
}

imapi_status sampler_step(struct sampler *s, bool *ret_more)
{
	struct sample_part *part = &s->parts[s->part];
	imapi_status status;

	*ret_more = true;
	if (s->part_count == 0)
		return find_way(s);
	if (part->done < part->sectors)
		return sweep(s, part);
	if (part->first < part->end) {
		status = verify_block(s->verifier, s->samples[part->first++]);
		if (IMAPI_FAILED(status))
			return status;
	}
	if (part->first >= part->end)
		s->part++;
	*ret_more = s->part < s->part_count;
	return IMAPI_OK;
}
