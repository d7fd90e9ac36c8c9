/* SPDX-License-Identifier: MIT */
#include "image/read/udf/text.h"

#include "base/mem.h"
#include "base/text.h"
#include "image/read/date.h"
#include "image/udf/ecma167.h"

/* Compression identifiers, UDF 2.1.1; the upper two are those of deleted names. */
enum { NARROW = 8, WIDE = 16, NARROW_DELETED = 254, WIDE_DELETED = 255 };

#define ZONE_UNKNOWN (-2047)

size_t rd_udf_text(const uint8_t *bytes, size_t length, char *text, bool *ret_known)
{
	size_t n = 0;

	text[0] = '\0';
	*ret_known = true;
	if (length == 0)
		return 0;
	switch (bytes[0]) {
	case WIDE:
	case WIDE_DELETED:
		return utf16be_to_utf8(bytes + 1, (length - 1) / 2, text, 2 * length + 1);
	case NARROW:
	case NARROW_DELETED:
		for (size_t i = 1; i < length; i++)
			n += utf8_encode(bytes[i], text + n);
		text[n] = '\0';
		return n;
	default:
		*ret_known = false;
		return 0;
	}
}

size_t rd_udf_dstring(const uint8_t *field, size_t size, char *text)
{
	size_t length = MIN(field[size - 1], size - 1);
	bool known;

	rd_udf_text(field, length, text, &known);
	return strlen(text);
}

void rd_udf_time(const uint8_t bytes[12], struct imapi_image_time *ret)
{
	struct udf_timestamp t;
	struct rd_civil c;
	int zone;

	wire_get(&udf_timestamp, bytes, 12, &t);
	zone = t.type_zone & 0xfff;
	zone = zone & 0x800 ? zone - 0x1000 : zone;
	c = (struct rd_civil){ .year = t.year,
			       .month = t.month,
			       .day = t.day,
			       .hour = t.hour,
			       .minute = t.minute,
			       .second = t.second,
			       .offset = t.type_zone >> 12 == 1 && zone != ZONE_UNKNOWN ? zone
											: 0 };
	if (t.centiseconds > 99 || t.hundreds > 99 || t.microseconds > 99)
		t.centiseconds = t.hundreds = t.microseconds = 0;
	rd_date_civil(&c,
		      (t.centiseconds * 10000u + t.hundreds * 100u + t.microseconds) * 1000u,
		      ret);
}
