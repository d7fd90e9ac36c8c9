/* SPDX-License-Identifier: MIT */
/* Structs of the API carry their size, so that they can grow at the end. */
#ifndef LIB_API_SIZE_H
#define LIB_API_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * Copies as much of @from (@size bytes) as the program's struct at @to has room for; its own
 * size, the first member, stays. False if that size cannot be right.
 */
static inline bool size_copy(void *to, const void *from, size_t size)
{
	size_t theirs;

	memcpy(&theirs, to, sizeof(theirs));
	if (theirs <= sizeof(theirs))
		return false;
	if (size > theirs)
		size = theirs;
	memcpy((char *)to + sizeof(theirs), (const char *)from + sizeof(theirs),
	       size - sizeof(theirs));
	return true;
}

#endif
