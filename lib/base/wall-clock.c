/* SPDX-License-Identifier: MIT */
#include "base/wall-clock.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

int64_t wall_clock(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long seconds;

	if (!epoch || !*epoch)
		return time(NULL);
	errno = 0;
	seconds = strtoll(epoch, &end, 10);
	return *end || errno ? time(NULL) : seconds;
}
