/* SPDX-License-Identifier: MIT */
#include "support/folder.h"

#include "support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char folder[64];

void folder_new(void)
{
	strcpy(folder, "/tmp/imapi-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

void folder_remove(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

const char *at(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

void put(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}
