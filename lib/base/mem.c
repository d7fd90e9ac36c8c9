/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

void *array_grow(void *array, size_t count, size_t *room, size_t size)
{
	size_t wanted = *room ? *room * 2 : 8;
	void *p;

	if (count < *room)
		return array;
	if (*room > SIZE_MAX / 2 || wanted > SIZE_MAX / size)
		return NULL;
	p = realloc(array, wanted * size);
	if (p)
		*room = wanted;
	return p;
}
