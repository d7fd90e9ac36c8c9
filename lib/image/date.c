/* SPDX-License-Identifier: MIT */
#include "image/date.h"

#define DAY 86400
#define DAYS_TO_1970 719468 /* from 0000-03-01, where a leap day ends a year */
#define DAYS_IN_400_YEARS 146097

struct date date_of(int64_t seconds)
{
	int64_t days = seconds / DAY - (seconds % DAY < 0);
	int64_t left = seconds - days * DAY;
	int64_t z = days + DAYS_TO_1970;
	int64_t era = z / DAYS_IN_400_YEARS - (z % DAYS_IN_400_YEARS < 0);
	int64_t day = z - era * DAYS_IN_400_YEARS; /* 0 to 146096 */
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t month; /* from March */
	struct date d;

	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	d.day = (int)(day - (153 * month + 2) / 5 + 1);
	d.month = (int)(month < 10 ? month + 3 : month - 9);
	d.year = year + era * 400 + (d.month <= 2);
	d.hour = (int)(left / 3600);
	d.minute = (int)(left / 60 % 60);
	d.second = (int)(left % 60);
	return d;
}
