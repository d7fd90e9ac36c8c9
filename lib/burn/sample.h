/* SPDX-License-Identifier: MIT */
/* Blocks read back past the drive's cache: first, last, edges and random ones. */
#ifndef LIB_BURN_SAMPLE_H
#define LIB_BURN_SAMPLE_H

#include "burn/verify.h"

#define SAMPLES_MAX 64

struct sampler {
	/* set by the caller */
	struct verifier *verifier; /* started */
	const struct imapi_medium *before;
	unsigned wish;	       /* how many, the edges included */
	uint64_t buffer_bytes; /* that the drive told of; 0: nothing */

	unsigned count;
	uint64_t samples[SAMPLES_MAX]; /* blocks, in rising order */
	bool bypassed;		       /* the drive could not answer from its cache */

	/* What is read elsewhere first, to fill the cache with it, and then which samples. */
	struct sample_part {
		int64_t start;
		uint64_t sectors, done;
		unsigned first, end;
	} parts[2];
	unsigned part_count, part;
};

/* Chooses the samples. */
void sampler_start(struct sampler *sampler);

/*
 * Compares one block, or reads elsewhere to fill the cache with something else. The verifier
 * takes what is bad; a failure means that it could not be carried out.
 */
imapi_status sampler_step(struct sampler *sampler, bool *ret_more);

/* Bytes of the drive's buffer: what READ BUFFER CAPACITY told, mode page 2Ah, or a guess. */
uint64_t sample_buffer(struct scsi_device *device, uint64_t told);

/* How many layers a medium of that kind and size has. */
unsigned sample_layers(const struct media_profile *profile, uint64_t sectors);

#endif
