/* SPDX-License-Identifier: MIT */
#include "media/media.h"

#include "base/mem.h"

static const struct media_profile profiles[] = {
#define MEDIA_PROFILE(number, name, family, unit, type, ops)                                   \
	{ number, name, MEDIA_##family, unit, IMAPI_MEDIA_TYPE_##type, ops },
#include "media/profiles.def"
#undef MEDIA_PROFILE
};

static const struct media_profile unknown = {
	0, "unknown medium", MEDIA_OTHER, 1, IMAPI_MEDIA_TYPE_UNKNOWN, NULL,
};

const struct media_profile *media_profiles(size_t *ret_count)
{
	*ret_count = ARRAY_SIZE(profiles);
	return profiles;
}

const struct media_profile *media_find_profile(uint16_t number)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (profiles[i].number == number)
			return &profiles[i];
	}
	return &unknown;
}

const struct media_profile *media_find_type(enum imapi_media_type type)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (profiles[i].type == type)
			return &profiles[i];
	}
	return NULL;
}

bool media_written_anywhere(const struct media_profile *profile)
{
	return profile && profile->ops && profile->ops->anywhere;
}

/* kB/s of single speed, and the bytes per sector that this rate counts. */
static const struct {
	kbps_t single;
	uint32_t sector;
} speeds[MEDIA_FAMILY_COUNT] = {
	[MEDIA_OTHER] = { 1385, 2048 },	    [MEDIA_CD] = { 176, 2352 },
	[MEDIA_DVD_MINUS] = { 1385, 2048 }, [MEDIA_DVD_PLUS] = { 1385, 2048 },
	[MEDIA_DVD_RAM] = { 1385, 2048 },   [MEDIA_BD] = { 4495, 2048 },
	[MEDIA_HD_DVD] = { 4568, 2048 },
};

kbps_t media_single_kbps(enum media_family family)
{
	return speeds[family].single;
}

uint32_t media_speed_sector(enum media_family family)
{
	return speeds[family].sector;
}

uint32_t media_kbps_to_sectors(enum media_family family, kbps_t kbps)
{
	uint32_t sector = media_speed_sector(family);

	return (uint32_t)(((uint64_t)kbps * 1000 + sector / 2) / sector);
}

kbps_t media_sectors_to_kbps(enum media_family family, uint32_t sectors)
{
	return (kbps_t)(((uint64_t)sectors * media_speed_sector(family) + 500) / 1000);
}
