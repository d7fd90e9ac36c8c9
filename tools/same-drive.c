/* SPDX-License-Identifier: MIT */
#include "same-drive.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The file behind an address, if there is one: "sim:FILE?..." or the path of a device. */
static bool look(const char *address, struct stat *info)
{
	bool simulated = !strncmp(address, "sim:", 4);
	const char *path = simulated ? address + 4 : address;
	char *name = simulated ? strndup(path, strcspn(path, "?")) : strdup(path);
	bool found = name && !stat(name, info);

	free(name);
	return found;
}

bool same_drive(const char *a, const char *b)
{
	struct stat x, y;

	if (!strcmp(a, b))
		return true;
	if (!look(a, &x) || !look(b, &y))
		return false;
	if (S_ISBLK(x.st_mode) || S_ISCHR(x.st_mode))
		return (x.st_mode & S_IFMT) == (y.st_mode & S_IFMT) && x.st_rdev == y.st_rdev;
	return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}
