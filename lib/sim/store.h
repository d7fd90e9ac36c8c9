/* SPDX-License-Identifier: MIT */
/* Where the sectors of a disc are kept: in memory, in a disc file, or nowhere. */
#ifndef LIB_SIM_STORE_H
#define LIB_SIM_STORE_H

#include "base/context.h"
#include "sim/disc.h"

/* Where the sectors begin in a disc file; block n is at STORE_DATA + n * 2048. */
#define STORE_DATA (1u << 20)

struct sim_store;

struct sim_store *store_free(struct sim_store *store);

/* A blank disc in memory; @discard throws the sectors away. */
imapi_status store_blank(struct imapi_context *context, const struct sim_medium *medium,
			 uint32_t capacity, bool discard, struct sim_disc **ret_disc);

/* Makes a disc file with a blank disc; there must be no file at @path. */
imapi_status store_create(struct imapi_context *context, const char *path,
			  const struct sim_medium *medium, uint32_t capacity);

/*
 * Opens a disc file for one program at a time. After a program that was killed the disc is as
 * the drive left it: what it had taken is recorded; a track at once is cut off and damaged.
 */
imapi_status store_open(struct imapi_context *context, const char *path, bool discard,
			struct sim_disc **ret_disc);

/* The sectors of a file that is an image, and nothing else; it is only read. */
imapi_status store_read_only(struct imapi_context *context, const char *path,
			     struct sim_store **ret_store, uint64_t *ret_bytes);

bool store_read(struct sim_store *store, uint32_t lba, void *data, uint32_t blocks);
bool store_write(struct sim_store *store, uint32_t lba, const void *data, uint32_t blocks);
/* True if any of it was ever written, and not zeroed since. */
bool store_written(const struct sim_store *store, uint32_t lba, uint32_t blocks);
bool store_zero(struct sim_store *store, uint32_t lba, uint32_t blocks);
bool store_save(struct sim_store *store, const struct sim_disc *disc);

#endif
