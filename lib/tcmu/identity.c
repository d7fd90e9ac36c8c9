/* SPDX-License-Identifier: MIT */
#include "tcmu/identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define START_FIELD 22 /* of /proc/PID/stat, counted from 1 */
#define DIGITS 20

/* When a process began; 0 if there is none. The name in parentheses may hold anything. */
static uint64_t start_of(uint32_t pid)
{
	char path[32], line[1024], *field;
	size_t length;
	uint64_t start = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	length = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[length] = '\0';
	field = strrchr(line, ')');
	for (unsigned i = 2; field && i < START_FIELD; i++)
		field = strchr(field + 1, ' ');
	if (field)
		sscanf(field, "%" SCNu64, &start);
	return start;
}

struct identity identity_own(void)
{
	uint32_t pid = (uint32_t)getpid();

	return (struct identity){ .pid = pid, .start = start_of(pid) };
}

void identity_print(const struct identity *identity, char text[IDENTITY_ROOM])
{
	snprintf(text, IDENTITY_ROOM, "%06" PRIx32 "%010" PRIx64 "%04" PRIx16,
		 identity->pid & 0xffffff, identity->start & 0xffffffffff, identity->index);
}

bool identity_read(const char *text, struct identity *ret_identity)
{
	struct identity identity;

	if (strspn(text, "0123456789abcdef") != DIGITS || text[DIGITS] ||
	    sscanf(text, "%6" SCNx32 "%10" SCNx64 "%4" SCNx16, &identity.pid, &identity.start,
		   &identity.index) != 3)
		return false;
	*ret_identity = identity;
	return true;
}

bool identity_lives(const struct identity *identity)
{
	return identity->start && start_of(identity->pid) == identity->start;
}
