/* SPDX-License-Identifier: MIT */
#include "image/date.h"
#include "support/t.h"

#include <stdio.h>
#include <time.h>

static void check(int64_t seconds, const char *text)
{
	struct date d = date_of(seconds);
	char got[64];

	snprintf(got, sizeof(got), "%lld-%02d-%02d %02d:%02d:%02d", (long long)d.year, d.month,
		 d.day, d.hour, d.minute, d.second);
	ck_assert_str_eq(got, text);
}

/* date -u -d @N +'%Y-%m-%d %T' */
T(known_moments_have_their_dates)
{
	check(0, "1970-01-01 00:00:00");
	check(-1, "1969-12-31 23:59:59");
	check(951782399, "2000-02-28 23:59:59");
	check(951782400, "2000-02-29 00:00:00");
	check(1700000000, "2023-11-14 22:13:20");
	check(2147483648, "2038-01-19 03:14:08");
	check(4107542400, "2100-03-01 00:00:00");
	check(-2208988800, "1900-01-01 00:00:00");
	check(-2203891200, "1900-03-01 00:00:00");
	check(253402300799, "9999-12-31 23:59:59");
	check(-62135596800, "1-01-01 00:00:00");
}

T(every_day_of_a_thousand_years_agrees_with_the_system)
{
	for (int64_t day = -250000; day < 250000; day++) {
		time_t t = day * 86400 + 43210;
		struct date d = date_of(t);
		struct tm tm;

		gmtime_r(&t, &tm);
		if (d.year != tm.tm_year + 1900 || d.month != tm.tm_mon + 1 ||
		    d.day != tm.tm_mday || d.hour != tm.tm_hour || d.minute != tm.tm_min ||
		    d.second != tm.tm_sec)
			ck_abort_msg("second %lld", (long long)t);
	}
}

T_MAIN("date")
