/* SPDX-License-Identifier: MIT */
#include "size.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char units[] = "kMGT";

const char *size_print(uint64_t bytes, char text[SIZE_TEXT])
{
	double value = (double)bytes / 1000;
	size_t unit = 0;

	if (bytes < 1000) {
		snprintf(text, SIZE_TEXT, "%u bytes", (unsigned)bytes);
		return text;
	}
	while (value >= 999.5 && units[unit + 1]) {
		value /= 1000;
		unit++;
	}
	snprintf(text, SIZE_TEXT, "%.*f %cB",
		 value < 9.995	 ? 2
		 : value < 99.95 ? 1
				 : 0,
		 value, units[unit]);
	return text;
}

const char *time_print(uint64_t milliseconds, char text[SIZE_TEXT])
{
	uint64_t seconds = (milliseconds + 500) / 1000;
	unsigned s = (unsigned)(seconds % 60), m = (unsigned)(seconds / 60 % 60);
	unsigned long long h = seconds / 3600;

	if (milliseconds < 9950)
		snprintf(text, SIZE_TEXT, "%.1f s", (double)milliseconds / 1000);
	else if (seconds < 60)
		snprintf(text, SIZE_TEXT, "%u s", s);
	else if (!h)
		snprintf(text, SIZE_TEXT, "%u:%02u", m, s);
	else
		snprintf(text, SIZE_TEXT, "%llu:%02u:%02u", h, m, s);
	return text;
}

const char *speed_print(uint64_t kbps, uint32_t single_kbps, char text[SIZE_TEXT])
{
	if (single_kbps)
		snprintf(text, SIZE_TEXT, "%.1fx, %.1f MB/s",
			 (double)kbps / (double)single_kbps, (double)kbps / 1000);
	else
		snprintf(text, SIZE_TEXT, "%.1f MB/s", (double)kbps / 1000);
	return text;
}

bool size_parse(const char *text, uint64_t *ret_bytes)
{
	char *end;
	const char *unit;
	unsigned long long value;
	uint64_t base = 1000;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *text == '-' || !value)
		return false;
	if (*end == 'B')
		end++;
	if (!*end) {
		*ret_bytes = value;
		return true;
	}
	unit = strchr(units, *end == 'K' ? 'k' : *end);
	if (!unit || !*unit)
		return false;
	end++;
	if (*end == 'i') {
		base = 1024;
		end++;
	}
	if (*end == 'B')
		end++;
	for (const char *u = units; u <= unit; u++)
		if (__builtin_mul_overflow(value, base, &value))
			return false;
	if (*end)
		return false;
	*ret_bytes = value;
	return true;
}

uint64_t average_kbps(uint64_t bytes, uint64_t milliseconds)
{
	return milliseconds ? bytes / milliseconds : 0;
}
