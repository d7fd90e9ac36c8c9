/* SPDX-License-Identifier: MIT */
#include "cdda/machine.h"

const struct sector_codes *sector_codes_fastest(void)
{
	return &sector_codes_portable;
}
