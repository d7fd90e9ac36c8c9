/* SPDX-License-Identifier: MIT */
/* Writing to a descriptor until all is written. False, with errno set: some is not. */
#ifndef LIB_BASE_WRITE_ALL_H
#define LIB_BASE_WRITE_ALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool write_all(int fd, const void *data, size_t length);
bool write_all_at(int fd, const void *data, size_t length, uint64_t offset);

#endif
