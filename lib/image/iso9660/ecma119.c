/* SPDX-License-Identifier: MIT */
#include "image/iso9660/ecma119.h"

#include "base/mem.h"
#include "image/date.h"

#include <stdio.h>

#define YEAR_1900 (-2208988800) /* 1900-01-01 00:00:00 */
#define YEAR_2156 5869584000	/* 2156-01-01 00:00:00 */
#define YEAR_0001 (-62135596800)
#define YEAR_9999_END 253402300799

/* clang-format off */
#define V struct ecma119_volume
WIRE_LAYOUT(ecma119_volume, V, "Volume Descriptor", "ECMA-119 8.4, 8.5", 1, 2048,
	W_BYTE(V, type, 1),
	W_TEXT(V, standard_id, 2, 6),
	W_BYTE(V, version, 7),
	W_BYTE(V, flags, 8),
	W_TEXT(V, system_id, 9, 40),
	W_TEXT(V, volume_id, 41, 72),
	W_BOTH(V, space_size, 81, 88),
	W_RAW(V, escape_sequences, 89, 120),
	W_BOTH(V, set_size, 121, 124),
	W_BOTH(V, sequence_number, 125, 128),
	W_BOTH(V, block_size, 129, 132),
	W_BOTH(V, path_table_size, 133, 140),
	W_LE(V, l_path_table, 141, 144),
	W_LE(V, optional_l_path_table, 145, 148),
	W_BE(V, m_path_table, 149, 152),
	W_BE(V, optional_m_path_table, 153, 156),
	W_RAW(V, root, 157, 190),
	W_TEXT(V, volume_set_id, 191, 318),
	W_TEXT(V, publisher_id, 319, 446),
	W_TEXT(V, preparer_id, 447, 574),
	W_TEXT(V, application_id, 575, 702),
	W_TEXT(V, copyright_file, 703, 739),
	W_TEXT(V, abstract_file, 740, 776),
	W_TEXT(V, bibliographic_file, 777, 813),
	W_RAW(V, created, 814, 830),
	W_RAW(V, modified, 831, 847),
	W_RAW(V, expires, 848, 864),
	W_RAW(V, effective, 865, 881),
	W_BYTE(V, file_structure_version, 882),
	W_RAW(V, application_use, 884, 1395));

#define R struct ecma119_record
WIRE_LAYOUT(ecma119_record, R, "Directory Record", "ECMA-119 9.1", 1, 33,
	W_BYTE(R, length, 1),
	W_BYTE(R, attribute_length, 2),
	W_BOTH(R, extent, 3, 10),
	W_BOTH(R, data_length, 11, 18),
	W_RAW(R, date, 19, 25),
	W_BYTE(R, flags, 26),
	W_BYTE(R, unit_size, 27),
	W_BYTE(R, gap_size, 28),
	W_BOTH(R, sequence_number, 29, 32),
	W_BYTE(R, id_length, 33));

#define P struct ecma119_path_record
WIRE_LAYOUT(ecma119_path_record_l, P, "Path Table Record, type L", "ECMA-119 9.4", 1, 8,
	W_BYTE(P, id_length, 1),
	W_BYTE(P, attribute_length, 2),
	W_LE(P, extent, 3, 6),
	W_LE(P, parent, 7, 8));
WIRE_LAYOUT(ecma119_path_record_m, P, "Path Table Record, type M", "ECMA-119 9.4", 1, 8,
	W_BYTE(P, id_length, 1),
	W_BYTE(P, attribute_length, 2),
	W_BE(P, extent, 3, 6),
	W_BE(P, parent, 7, 8));
/* clang-format on */

void ecma119_long_date(int64_t seconds, uint32_t nanoseconds, uint8_t ret[17])
{
	struct date d = date_of(MAX(YEAR_0001, MIN(YEAR_9999_END, seconds)));
	char text[64];

	snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02d%02u", (int)d.year, d.month,
		 d.day, d.hour, d.minute, d.second, nanoseconds / 10000000u % 100);
	memcpy(ret, text, 16);
	ret[16] = 0;
}

void ecma119_no_date(uint8_t ret[17])
{
	memset(ret, '0', 16);
	ret[16] = 0;
}

bool ecma119_fits_short_date(int64_t seconds)
{
	return seconds >= YEAR_1900 && seconds < YEAR_2156;
}

void ecma119_short_date(int64_t seconds, uint8_t ret[7])
{
	struct date d = date_of(MAX(YEAR_1900, MIN(YEAR_2156 - 1, seconds)));

	ret[0] = (uint8_t)(d.year - 1900);
	ret[1] = (uint8_t)d.month;
	ret[2] = (uint8_t)d.day;
	ret[3] = (uint8_t)d.hour;
	ret[4] = (uint8_t)d.minute;
	ret[5] = (uint8_t)d.second;
	ret[6] = 0;
}
