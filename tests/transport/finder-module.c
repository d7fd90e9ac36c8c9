/* SPDX-License-Identifier: MIT */
/* A module that finds what FINDER_PATHS names, with ':' between. Tests build it in variants. */
#include "transport/module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int find(finder_found_fn *found, void *user)
{
	const char *paths = getenv("FINDER_PATHS");
	int result = 0;

	while (paths && *paths && !result) {
		size_t length = strcspn(paths, ":");
		char path[256];

		snprintf(path, sizeof(path), "%.*s", (int)length, paths);
		result = found(user, path);
		paths += length + (paths[length] == ':');
	}
	return result;
}

extern const struct imapi_drive_finder FINDER_NAME;

__attribute__((visibility("default"))) const struct imapi_drive_finder FINDER_NAME = {
	.interface = FINDER_VERSION,
	.size = sizeof(FINDER_NAME),
	.name = "made up",
	.find = find,
};
