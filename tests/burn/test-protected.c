/* SPDX-License-Identifier: MIT */
/* Media that are protected against writing: nothing is sent that would write. */
#include "burn/rig.h"
#include "support/t.h"

#include <string.h>

#define READ_STRUCTURE 0xad
#define PROTECTION 0xc0
#define WRITE_10 0x2a

static uint8_t data[65536], bits;

/* Answers READ DISC STRUCTURE C0h with @bits. */
static bool protect(struct rig *rig, struct imapi_exchange *x)
{
	uint8_t reply[8] = { 0, 6, 0, 0, bits };
	uint32_t n = x->data_length < 8 ? x->data_length : 8;

	(void)rig;
	if (x->cdb[0] != READ_STRUCTURE || x->cdb[7] != PROTECTION)
		return false;
	memcpy(x->data, reply, n);
	x->host = IMAPI_HOST_OK;
	x->scsi_status = 0;
	x->residual = x->data_length - n;
	return true;
}

T(a_protected_medium_is_refused_before_anything_is_written)
{
	static const struct {
		uint8_t bits;
		unsigned protection;
	} cases[] = {
		{ 0x01, IMAPI_WRITE_PROTECTED_UNTIL_POWERDOWN },
		{ 0x02, IMAPI_WRITE_PROTECTED_BY_SOFTWARE },
		{ 0x04, IMAPI_WRITE_PROTECTED_BY_CARTRIDGE },
		{ 0x08, IMAPI_WRITE_PROTECTED_BY_MEDIA_SPECIFIC_REASON },
		{ 0x05,
		  IMAPI_WRITE_PROTECTED_UNTIL_POWERDOWN | IMAPI_WRITE_PROTECTED_BY_CARTRIDGE },
	};
	static const char *const media[] = { "bd-r", "dvd+r" };

	for (unsigned i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig *rig = rig_new(media[i % 2]);
		struct rig_burn burn = { .data = data, .length = sizeof(data) };
		struct imapi_medium *medium;

		bits = cases[i / 2].bits;
		rig->before = protect;
		ck_assert_int_eq(imapi_medium_read(rig->recorder, &medium), IMAPI_OK);
		ck_assert_uint_eq(imapi_medium_write_protection(medium),
				  cases[i / 2].protection);
		ck_assert(imapi_medium_state(medium) & IMAPI_MEDIA_STATE_WRITE_PROTECTED);
		imapi_medium_free(medium);
		ck_assert_int_eq(rig_burn(rig, &burn, NULL),
				 IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED);
		ck_assert_uint_eq(rig_count(rig, WRITE_10), 0);
		rig_free(rig);
	}
}

T_MAIN("protected")
