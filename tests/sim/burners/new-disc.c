/* SPDX-License-Identifier: MIT */
/* new-disc MEDIUM FILE: makes a disc file. */
#include "sim/store.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct imapi_context *context;
	const struct sim_medium *medium = argc == 3 ? medium_find(argv[1]) : NULL;

	if (!medium || imapi_context_new(&context))
		return 2;
	return store_create(context, argv[2], medium, medium->capacity) != 0;
}
