/* SPDX-License-Identifier: MIT */
/* Who made a disc: what drives tell of it, positions by MMC-6 and ECMA-349, -359 and -394. */
#include "support/mock.h"
#include "support/t.h"

#include "media/identity.h"

#include <stdio.h>
#include <string.h>

#define NO_SUCH_FIELD .status = 2, .sense = "5/24/00"

/* A structure: header, then @length bytes that are zero but for the texts put at positions. */
static const char *structure(size_t length, size_t at, const char *text)
{
	static char hex[8][1024];
	static unsigned turn;
	char *to = hex[turn++ % 8];

	sprintf(to, "%04zx0000", length + 2);
	for (size_t i = 0; i < length; i++) {
		uint8_t c = i >= at && i < at + strlen(text) ? (uint8_t)text[i - at] : 0;

		sprintf(to + 8 + 2 * i, "%02x", c);
	}
	return to;
}

static struct imapi_disc_identity identify(struct mock *mock, enum media_family family)
{
	struct imapi_disc_identity id = IMAPI_DISC_IDENTITY_INIT;

	ck_assert_int_eq(media_identify(&mock->device, family, &id), IMAPI_OK);
	mock_end(mock);
	return id;
}

T(a_dvd_plus_r_is_named_by_its_groove)
{
	struct imapi_disc_identity id;

	MOCK(mock,
	     { .cdb = "ad 00 00000000 00 00 0074 00 00",
	       .reply = "0022 0000 e1 0f 22 02 00030000 0026053f 0023056f" },
	     { .cdb = "ad 00 00000000 00 11 0074 00 00",
	       .reply = structure(256, 19, "YUDEN000T02\x01") });

	id = identify(&mock, MEDIA_DVD_PLUS);
	ck_assert_str_eq(id.manufacturer_id, "YUDEN000");
	ck_assert_str_eq(id.media_type_id, "T02");
	ck_assert_str_eq(id.manufacturer, "Taiyo Yuden");
	ck_assert_int_eq(id.revision, 1);
	ck_assert_int_eq(id.book_type, 0xe1);
	ck_assert_uint_eq(id.layers, 2);
	ck_assert_uint_eq(id.diameter_mm, 120);
}

T(a_drive_without_adip_tells_it_from_the_lead_in)
{
	struct imapi_disc_identity id;

	MOCK(mock, { .reply = structure(256, 19, "RITEK\0\0\0F16") }, { NO_SUCH_FIELD },
	     { .reply = structure(256, 19, "RITEK") });

	id = identify(&mock, MEDIA_DVD_PLUS);
	ck_assert_str_eq(id.manufacturer_id, "RITEK");
	ck_assert_str_eq(id.manufacturer, "Ritek");
}

T(a_dvd_minus_r_is_named_by_its_prerecorded_fields)
{
	struct imapi_disc_identity id;

	MOCK(mock, { .reply = "0006 0000 25 0f 02 02" },
	     { .cdb = "ad 00 00000000 00 0e 0074 00 00",
	       .reply = structure(64, 16, "\003CMC MA\001\004G. AM3") });

	id = identify(&mock, MEDIA_DVD_MINUS);
	ck_assert_str_eq(id.manufacturer_id, "CMC MA");
	ck_assert_str_eq(id.media_type_id, "G. AM3");
	ck_assert_str_eq(id.manufacturer, "CMC Magnetics");
	ck_assert_int_eq(id.book_type, 0x25);
}

T(a_bd_is_named_by_its_disc_information)
{
	char text[110] = "DI";
	struct imapi_disc_identity id;
	char hex[512];

	memset(text + 2, ' ', sizeof(text) - 3);
	memcpy(text + 8, "BDR", 3);
	text[11] = 1;
	text[12] = 0x2a;
	memcpy(text + 100, "CMCMAGBA5", 9);
	text[109] = '\0';
	snprintf(hex, sizeof(hex), "%s", structure(112, 0, text));
	MOCK(mock, { .cdb = "ad 01 00000000 00 00 0074 00 00", .reply = hex });

	id = identify(&mock, MEDIA_BD);
	ck_assert_str_eq(id.manufacturer_id, "CMCMAG");
	ck_assert_str_eq(id.media_type_id, "BA5");
	ck_assert_str_eq(id.manufacturer, "CMC Magnetics");
	ck_assert_uint_eq(id.layers, 2);
}

T(a_cd_is_named_by_the_start_of_its_lead_in)
{
	struct imapi_disc_identity id;

	MOCK(mock, { .cdb = "43 02 04 0000 00 00 000f 00",
		     .reply = "001a 0000 d0 40 80 00 61 18 01 00 4f 3b 48 00" });

	id = identify(&mock, MEDIA_CD);
	ck_assert_str_eq(id.manufacturer_id, "97m24s01f");
	ck_assert_str_eq(id.media_type_id, "79m59s72f");
	ck_assert_str_eq(id.manufacturer, "Taiyo Yuden");
}

T(a_disc_that_tells_nothing_is_no_failure)
{
	struct imapi_disc_identity id;

	MOCK(mock, { NO_SUCH_FIELD }, { NO_SUCH_FIELD }, { NO_SUCH_FIELD });

	id = identify(&mock, MEDIA_DVD_PLUS);
	ck_assert_str_eq(id.manufacturer_id, "");
	ck_assert_int_eq(id.book_type, -1);
	ck_assert_uint_eq(id.layers, 0);
}

T(an_id_that_is_no_text_is_shown_as_such)
{
	struct imapi_disc_identity id;

	MOCK(mock, { .reply = "0006 0000 a1 0f 02 02" },
	     { .reply = structure(256, 19, "\033[31mX\377\001") });

	id = identify(&mock, MEDIA_DVD_PLUS);
	ck_assert_str_eq(id.manufacturer_id, "?[31mX??");
}

T(a_length_that_lies_is_not_believed)
{
	struct imapi_disc_identity id;

	/* says 64 KiB, sends 12 bytes; then a header that denies itself */
	MOCK(mock, { .reply = "ffff 0000 a1 0f 02 02 00 00 00 00" },
	     { .reply = "ffff 0000 a1 0f 02 02 00 00 00 00" }, { .reply = "0000 0000 ff ff" });

	ck_assert_int_eq(media_identify(&mock.device, MEDIA_DVD_PLUS, &id),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

T_MAIN("identity of media")
