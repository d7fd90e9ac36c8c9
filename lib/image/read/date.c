/* SPDX-License-Identifier: MIT */
#include "image/read/date.h"

#include "base/mem.h"

/* Days since 1970-01-01, counting years from March so that the leap day comes last. */
static int64_t days_of(int year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = month <= 2 ? month + 9 : month - 3;
	int64_t before = 365 * y + y / 4 - y / 100 + y / 400;

	return before + (153 * m + 2) / 5 + day - 1 - 719468;
}

static unsigned days_in(int year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool sane(const struct rd_civil *c)
{
	return c->year >= 1 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= days_in(c->year, c->month) && c->hour <= 23 && c->minute <= 59 &&
	       c->second <= 59 && c->offset >= -1440 && c->offset <= 1440;
}

bool rd_date_civil(const struct rd_civil *c, uint32_t nanoseconds, struct imapi_image_time *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (!sane(c))
		return false;
	ret->known = 1;
	ret->nanoseconds = nanoseconds;
	ret->seconds = days_of(c->year, c->month, c->day) * 86400 +
		       (int64_t)(c->hour * 3600 + c->minute * 60 + c->second) - c->offset * 60;
	return true;
}

/* Quarters of an hour, as ECMA-119 bounds them. */
static bool is_offset(uint8_t byte)
{
	return (int8_t)byte >= -48 && (int8_t)byte <= 52;
}

bool rd_date_short(const uint8_t bytes[7], struct imapi_image_time *ret)
{
	struct rd_civil c = { .year = 1900 + bytes[0],
			      .month = bytes[1],
			      .day = bytes[2],
			      .hour = bytes[3],
			      .minute = bytes[4],
			      .second = bytes[5],
			      .offset = (int8_t)bytes[6] * 15 };

	memset(ret, 0, sizeof(*ret));
	return is_offset(bytes[6]) && rd_date_civil(&c, 0, ret);
}

/* A number of @count decimal digits; 9999 if a byte is none. */
static unsigned digits(const uint8_t *p, size_t count)
{
	unsigned v = 0;

	for (size_t i = 0; i < count; i++) {
		if (p[i] < '0' || p[i] > '9')
			return 9999;
		v = v * 10 + (unsigned)(p[i] - '0');
	}
	return v;
}

bool rd_date_long(const uint8_t bytes[17], struct imapi_image_time *ret)
{
	static const uint8_t unset[17] = "0000000000000000";
	unsigned hundredths = digits(bytes + 14, 2);
	struct rd_civil c = { .year = (int)digits(bytes, 4),
			      .month = digits(bytes + 4, 2),
			      .day = digits(bytes + 6, 2),
			      .hour = digits(bytes + 8, 2),
			      .minute = digits(bytes + 10, 2),
			      .second = digits(bytes + 12, 2),
			      .offset = (int8_t)bytes[16] * 15 };

	memset(ret, 0, sizeof(*ret));
	if (memcmp(bytes, unset, 17) == 0)
		return true;
	return hundredths <= 99 && is_offset(bytes[16]) &&
	       rd_date_civil(&c, hundredths * 10000000u, ret);
}
