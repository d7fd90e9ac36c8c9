/* SPDX-License-Identifier: MIT */
#include "feature-names.h"

#include <stddef.h>

struct code_name {
	uint16_t code;
	const char *name;
};

/* clang-format off */
static const struct code_name features[] = {
	{ 0x0000, "profile list" },
	{ 0x0001, "core" },
	{ 0x0002, "morphing" },
	{ 0x0003, "removable medium" },
	{ 0x0004, "write protect" },
	{ 0x0010, "random readable" },
	{ 0x001d, "multi-read" },
	{ 0x001e, "CD read" },
	{ 0x001f, "DVD read" },
	{ 0x0020, "random writable" },
	{ 0x0021, "incremental streaming writable" },
	{ 0x0022, "sector erasable" },
	{ 0x0023, "formattable" },
	{ 0x0024, "hardware defect management" },
	{ 0x0025, "write once" },
	{ 0x0026, "restricted overwrite" },
	{ 0x0027, "CD-RW CAV write" },
	{ 0x0028, "MRW" },
	{ 0x0029, "enhanced defect reporting" },
	{ 0x002a, "DVD+RW" },
	{ 0x002b, "DVD+R" },
	{ 0x002c, "rigid restricted overwrite" },
	{ 0x002d, "CD track at once" },
	{ 0x002e, "CD mastering" },
	{ 0x002f, "DVD-R/-RW write" },
	{ 0x0033, "layer jump recording" },
	{ 0x0034, "layer jump rigid restricted overwrite" },
	{ 0x0035, "stop long operation" },
	{ 0x0037, "CD-RW media write support" },
	{ 0x0038, "BD-R pseudo-overwrite" },
	{ 0x003a, "DVD+RW dual layer" },
	{ 0x003b, "DVD+R dual layer" },
	{ 0x0040, "BD read" },
	{ 0x0041, "BD write" },
	{ 0x0042, "timely safe recording" },
	{ 0x0050, "HD DVD read" },
	{ 0x0051, "HD DVD write" },
	{ 0x0052, "HD DVD-RW fragment recording" },
	{ 0x0080, "hybrid disc" },
	{ 0x0100, "power management" },
	{ 0x0101, "SMART" },
	{ 0x0102, "embedded changer" },
	{ 0x0103, "CD audio external play" },
	{ 0x0104, "microcode upgrade" },
	{ 0x0105, "time-out" },
	{ 0x0106, "DVD CSS" },
	{ 0x0107, "real-time streaming" },
	{ 0x0108, "drive serial number" },
	{ 0x0109, "media serial number" },
	{ 0x010a, "disc control blocks" },
	{ 0x010b, "DVD CPRM" },
	{ 0x010c, "firmware information" },
	{ 0x010d, "AACS" },
	{ 0x010e, "DVD CSS managed recording" },
	{ 0x0110, "VCPS" },
	{ 0x0113, "SecurDisc" },
	{ 0x0120, "BD CPS" },
	{ 0x0142, "OSSC" },
};

static const struct code_name profiles[] = {
	{ 0x0002, "removable disk" },
	{ 0x0008, "CD-ROM" },
	{ 0x0009, "CD-R" },
	{ 0x000a, "CD-RW" },
	{ 0x0010, "DVD-ROM" },
	{ 0x0011, "DVD-R sequential" },
	{ 0x0012, "DVD-RAM" },
	{ 0x0013, "DVD-RW restricted overwrite" },
	{ 0x0014, "DVD-RW sequential" },
	{ 0x0015, "DVD-R DL sequential" },
	{ 0x0016, "DVD-R DL layer jump" },
	{ 0x0017, "DVD-RW DL" },
	{ 0x0018, "DVD-Download" },
	{ 0x001a, "DVD+RW" },
	{ 0x001b, "DVD+R" },
	{ 0x002a, "DVD+RW DL" },
	{ 0x002b, "DVD+R DL" },
	{ 0x0040, "BD-ROM" },
	{ 0x0041, "BD-R sequential" },
	{ 0x0042, "BD-R random" },
	{ 0x0043, "BD-RE" },
	{ 0x0050, "HD DVD-ROM" },
	{ 0x0051, "HD DVD-R" },
	{ 0x0052, "HD DVD-RAM" },
	{ 0x0053, "HD DVD-RW" },
	{ 0x0058, "HD DVD-R DL" },
	{ 0x005a, "HD DVD-RW DL" },
};
/* clang-format on */

static const char *find(const struct code_name *rows, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].code == code)
			return rows[i].name;
	return "unknown";
}

const char *feature_name(uint16_t code)
{
	return find(features, sizeof(features) / sizeof(features[0]), code);
}

const char *profile_name(uint16_t code)
{
	return find(profiles, sizeof(profiles) / sizeof(profiles[0]), code);
}
