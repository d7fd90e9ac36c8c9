/* SPDX-License-Identifier: MIT */
#include "transport/attribute.h"

#include "base/mem.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

bool attribute_read(int at, const char *name, char *text, size_t room)
{
	int fd = openat(at, name, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd >= 0 ? read(fd, text, room - 1) : -1;
	size_t length = got > 0 ? (size_t)got : 0;

	if (fd >= 0)
		close(fd);
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			text[i] = '?';
	return got >= 0;
}

bool attribute_read_path(char *text, size_t room, const char *format, ...)
{
	AUTOFREE char *path = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&path, format, args);
	va_end(args);
	text[0] = '\0';
	if (length < 0) {
		path = NULL;
		return false;
	}
	return attribute_read(AT_FDCWD, path, text, room);
}

void attribute_link(int at, const char *name, char *text, size_t room)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(at, name, target, sizeof(target) - 1);
	const char *last;

	target[length > 0 ? length : 0] = '\0';
	last = strrchr(target, '/');
	snprintf(text, room, "%s", last ? last + 1 : target);
}
