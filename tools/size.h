/* SPDX-License-Identifier: MIT */
/* Sizes, speeds and times as people write them. */
#ifndef TOOLS_SIZE_H
#define TOOLS_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#define SECTOR 2048u
#define SIZE_TEXT 32

/* "25.03 GB": units of 1000, as on the package of a disc. All return @text. */
const char *size_print(uint64_t bytes, char text[SIZE_TEXT]);

/* "31 s", "2:31", "1:02:31" */
const char *time_print(uint64_t milliseconds, char text[SIZE_TEXT]);

/* "4.0x, 18.0 MB/s"; without the first part if @single_kbps is 0. */
const char *speed_print(uint64_t kbps, uint32_t single_kbps, char text[SIZE_TEXT]);

/* "4700000000", "650M" (units of 1000), "650MiB" (units of 1024). */
bool size_parse(const char *text, uint64_t *ret_bytes);

/* 1000 bytes per second; 0 if no time has passed. */
uint64_t average_kbps(uint64_t bytes, uint64_t milliseconds);

#endif
