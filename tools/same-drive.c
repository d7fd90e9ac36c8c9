/* SPDX-License-Identifier: MIT */
#include "same-drive.h"

#include <stdio.h>
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

/* Of an iSCSI address what leads to the drive: neither user nor options. */
static bool lun_of(const char *address, char text[600])
{
	const char *host = address + strlen("iscsi://"), *at, *slash;
	size_t length;

	if (strncmp(address, "iscsi://", strlen("iscsi://")) != 0)
		return false;
	length = strcspn(host, "?");
	at = memrchr(host, '@', length);
	if (at) {
		length -= (size_t)(at + 1 - host);
		host = at + 1;
	}
	slash = memchr(host, '/', length);
	if (!slash)
		return false;
	at = memrchr(host, ':', (size_t)(slash - host));
	snprintf(text, 600, "%.*s%s%.*s", (int)(slash - host), host,
		 at && !memchr(at, ']', (size_t)(slash - at)) ? "" : ":3260",
		 (int)(length - (size_t)(slash - host)), slash);
	return true;
}

bool same_drive(const char *a, const char *b)
{
	char p[600], q[600];
	struct stat x, y;

	if (!strcmp(a, b) || (lun_of(a, p) && lun_of(b, q) && !strcasecmp(p, q)))
		return true;
	if (!look(a, &x) || !look(b, &y))
		return false;
	if (S_ISBLK(x.st_mode) || S_ISCHR(x.st_mode))
		return (x.st_mode & S_IFMT) == (y.st_mode & S_IFMT) && x.st_rdev == y.st_rdev;
	return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}
