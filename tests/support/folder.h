/* SPDX-License-Identifier: MIT */
/* A folder of a test's own, on this machine. */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

extern char folder[64]; /* its path */

void folder_new(void);
void folder_remove(void);

/* The path of a name in it, until the next call. */
const char *at(const char *name);

/* A file there with that text. */
void put(const char *name, const char *text);

#endif
