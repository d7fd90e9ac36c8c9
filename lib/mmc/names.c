/* SPDX-License-Identifier: MIT */
#include "mmc/names.h"

#include "base/mem.h"

struct named {
	uint16_t code;
	const char *name;
};

/* clang-format off */
static const struct named features[] = {
	{ 0x0000, "Profile List" },
	{ 0x0001, "Core" },
	{ 0x0002, "Morphing" },
	{ 0x0003, "Removable Medium" },
	{ 0x0004, "Write Protect" },
	{ 0x0010, "Random Readable" },
	{ 0x001d, "Multi-Read" },
	{ 0x001e, "CD Read" },
	{ 0x001f, "DVD Read" },
	{ 0x0020, "Random Writable" },
	{ 0x0021, "Incremental Streaming Writable" },
	{ 0x0022, "Sector Erasable" },
	{ 0x0023, "Formattable" },
	{ 0x0024, "Hardware Defect Management" },
	{ 0x0025, "Write Once" },
	{ 0x0026, "Restricted Overwrite" },
	{ 0x0027, "CD-RW CAV Write" },
	{ 0x0028, "MRW" },
	{ 0x0029, "Enhanced Defect Reporting" },
	{ 0x002a, "DVD+RW" },
	{ 0x002b, "DVD+R" },
	{ 0x002c, "Rigid Restricted Overwrite" },
	{ 0x002d, "CD Track at Once" },
	{ 0x002e, "CD Mastering" },
	{ 0x002f, "DVD-R/-RW Write" },
	{ 0x0033, "Layer Jump Recording" },
	{ 0x0034, "Layer Jump Rigid Restricted Overwrite" },
	{ 0x0035, "Stop Long Operation" },
	{ 0x0037, "CD-RW Media Write Support" },
	{ 0x0038, "BD-R Pseudo-Overwrite" },
	{ 0x003a, "DVD+RW Dual Layer" },
	{ 0x003b, "DVD+R Dual Layer" },
	{ 0x0040, "BD Read" },
	{ 0x0041, "BD Write" },
	{ 0x0042, "Timely Safe Recording" },
	{ 0x0050, "HD DVD Read" },
	{ 0x0051, "HD DVD Write" },
	{ 0x0080, "Hybrid Disc" },
	{ 0x0100, "Power Management" },
	{ 0x0101, "S.M.A.R.T." },
	{ 0x0102, "Embedded Changer" },
	{ 0x0103, "CD Audio External Play" },
	{ 0x0104, "Microcode Upgrade" },
	{ 0x0105, "Timeout" },
	{ 0x0106, "DVD CSS" },
	{ 0x0107, "Real Time Streaming" },
	{ 0x0108, "Drive Serial Number" },
	{ 0x0109, "Media Serial Number" },
	{ 0x010a, "Disc Control Blocks" },
	{ 0x010b, "DVD CPRM" },
	{ 0x010c, "Firmware Information" },
	{ 0x010d, "AACS" },
	{ 0x0110, "VCPS" },
};

static const struct named pages[] = {
	{ 0x01, "Read/Write Error Recovery" },
	{ 0x03, "MRW" },
	{ 0x05, "Write Parameters" },
	{ 0x07, "Verify Error Recovery" },
	{ 0x08, "Caching" },
	{ 0x0d, "CD Device Parameters" },
	{ 0x0e, "CD Audio Control" },
	{ 0x1a, "Power Condition" },
	{ 0x1c, "Informational Exceptions" },
	{ 0x1d, "Time-out and Protect" },
	{ 0x2a, "Capabilities and Mechanical Status" },
	{ 0x3f, "all pages" },
};
/* clang-format on */

static const char *find(const struct named *table, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].code == code)
			return table[i].name;
	return NULL;
}

const char *mmc_feature_name(uint16_t code)
{
	return find(features, ARRAY_SIZE(features), code);
}

const char *mmc_page_name(uint8_t code)
{
	return find(pages, ARRAY_SIZE(pages), code);
}
