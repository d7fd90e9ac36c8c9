/* SPDX-License-Identifier: MIT */
/* Small files of /sys. */
#ifndef LIB_TRANSPORT_ATTRIBUTE_H
#define LIB_TRANSPORT_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The text of attribute @name of the directory @at (a descriptor, or AT_FDCWD) without the
 * blanks behind it, and with '?' for what is not printable ASCII. False, and "" in @text, if
 * there is none.
 */
bool attribute_read(int at, const char *name, char *text, size_t room);

/* The same for a path made from @format. */
bool attribute_read_path(char *text, size_t room, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The last part of the target of link @name, "usb" for "subsystem"; "" if there is none. */
void attribute_link(int at, const char *name, char *text, size_t room);

#endif
