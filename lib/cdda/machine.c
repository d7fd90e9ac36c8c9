/* SPDX-License-Identifier: MIT */
#include "cdda/machine.h"

#include "cdda/edc.h"
#include "cdda/parity.h"

static uint32_t edc_from_nothing(const uint8_t *bytes, size_t length)
{
	return edc_portable(0, bytes, length);
}

const struct sector_codes sector_codes_portable = { edc_from_nothing, parity_portable };
