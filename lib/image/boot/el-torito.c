/* SPDX-License-Identifier: MIT */
#include "image/boot/el-torito.h"

#include "base/bytes.h"

/* clang-format off */
#define R struct et_record
WIRE_LAYOUT(et_record_layout, R, "Boot Record Volume Descriptor", "El Torito figure 7", 0, 2048,
	W_BYTE(R, type, 0),
	W_TEXT(R, standard_id, 1, 5),
	W_BYTE(R, version, 6),
	W_TEXT(R, system_id, 7, 38),
	W_LE(R, catalog, 71, 74));

#define V struct et_validation
WIRE_LAYOUT(et_validation_layout, V, "Validation Entry", "El Torito 2.1", 0, 32,
	W_BYTE(V, header, 0),
	W_BYTE(V, platform, 1),
	W_TEXT(V, id, 4, 27),
	W_LE(V, checksum, 28, 29),
	W_RAW(V, key, 30, 31));

#define E struct et_entry
WIRE_LAYOUT(et_entry_layout, E, "Section Entry", "El Torito 2.2, 2.4", 0, 32,
	W_BYTE(E, header, 0),
	W_BYTE(E, media, 1),
	W_LE(E, segment, 2, 3),
	W_BYTE(E, system, 4),
	W_LE(E, sectors, 6, 7),
	W_LE(E, block, 8, 11),
	W_BYTE(E, criteria_type, 12),
	W_RAW(E, criteria, 13, 31));

#define S struct et_section
WIRE_LAYOUT(et_section_layout, S, "Section Header", "El Torito 2.3", 0, 32,
	W_BYTE(S, header, 0),
	W_BYTE(S, platform, 1),
	W_LE(S, count, 2, 3),
	W_TEXT(S, id, 4, 31));

#define T struct et_info_table
WIRE_LAYOUT(et_info_table_layout, T, "Boot Information Table", "ISOLINUX", 8, 56,
	W_LE(T, volume, 8, 11),
	W_LE(T, block, 12, 15),
	W_LE(T, length, 16, 19),
	W_LE(T, checksum, 20, 23),
	W_RAW(T, reserved, 24, 63));
/* clang-format on */

uint16_t et_sum(const uint8_t *entry)
{
	uint16_t sum = 0;

	for (unsigned i = 0; i < ET_ENTRY_SIZE; i += 2)
		sum = (uint16_t)(sum + get_le16(entry + i));
	return sum;
}

uint64_t et_floppy_size(unsigned media)
{
	static const uint64_t sectors[] = { 0, 2400, 2880, 5760 };

	return media < sizeof(sectors) / sizeof(sectors[0]) ? sectors[media] * ET_SECTOR : 0;
}
