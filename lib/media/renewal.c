/* SPDX-License-Identifier: MIT */
#include "media/media.h"

enum media_renewal media_renewal(const struct media_profile *profile)
{
	switch (profile->number) {
	case 0x000a: /* CD-RW */
	case 0x0013:
	case 0x0014: /* DVD-RW */
		return MEDIA_BLANKED;
	case 0x0012: /* DVD-RAM */
	case 0x001a:
	case 0x002a: /* DVD+RW */
	case 0x0043: /* BD-RE */
		return MEDIA_FORMATTED;
	case 0x0001:
	case 0x0002:
	case 0x0003:
	case 0x0005:
	case 0x0017: /* DVD-RW DL */
	case 0x0022:
	case 0x0052:
	case 0x0053:
	case 0x005a: /* HD DVD-RAM, -RW */
		return MEDIA_RENEWED_OTHERWISE;
	default:
		return MEDIA_LASTS;
	}
}

bool media_restricts(const struct media_profile *profile)
{
	return profile->number == 0x0013 || profile->number == 0x0014;
}
