/* SPDX-License-Identifier: MIT */
/* Memory and ownership helpers. */
#ifndef LIB_BASE_MEM_H
#define LIB_BASE_MEM_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Calls fn on the variable when it goes out of scope. Use: CLEANUP(free_ptr) char *p = NULL; */
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define AUTOFREE CLEANUP(free_ptr)

static inline void free_ptr(void *p)
{
	free(*(void **)p);
}

/* Takes the pointer out of an automatic variable. Use: *ret = STEAL(p); */
#define STEAL(p)                                                                               \
	__extension__({                                                                        \
		__typeof__(p) steal_ = (p);                                                    \
		(p) = NULL;                                                                    \
		steal_;                                                                        \
	})

/* Zeroed memory, or NULL. */
static inline void *zalloc(size_t size)
{
	return calloc(1, size);
}

/*
 * Makes room for one more element of @size bytes in an array that holds @count of them and has
 * room for *@room. Returns the array, moved if need be, or NULL (the old array is untouched).
 */
void *array_grow(void *array, size_t count, size_t *room, size_t size);

/* qsort(), but an array of none may be NULL (C11 7.22.5 does not allow it). */
static inline void array_sort(void *array, size_t count, size_t size,
			      int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(array, count, size, compare);
}

#endif
