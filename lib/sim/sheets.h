/* SPDX-License-Identifier: MIT */
/* Sectors in memory; those that were never written take none. */
#ifndef LIB_SIM_SHEETS_H
#define LIB_SIM_SHEETS_H

#include <stdbool.h>
#include <stdint.h>

struct sheets;

/* For sectors 0 to @blocks - 1. NULL if out of memory. */
struct sheets *sheets_new(uint32_t blocks);
struct sheets *sheets_free(struct sheets *sheets);

/* What was never written is zero. */
void sheets_read(const struct sheets *sheets, uint32_t lba, void *data, uint32_t blocks);
/* False if out of memory, or beyond the last; part of it may have been written then. */
bool sheets_write(struct sheets *sheets, uint32_t lba, const void *data, uint32_t blocks);
/* As if it had never been written. */
void sheets_forget(struct sheets *sheets, uint32_t lba, uint32_t blocks);
/* Any of them was. */
bool sheets_written(const struct sheets *sheets, uint32_t lba, uint32_t blocks);

#endif
