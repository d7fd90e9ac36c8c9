/* SPDX-License-Identifier: MIT */
#include "cdda/sector.h"

#include "base/bytes.h"
#include "cdda/edc.h"
#include "cdda/machine.h"
#include "cdda/msf.h"
#include "cdda/parity.h"

#include <pthread.h>
#include <string.h>

#define HEADER 12 /* where it lies; the sync pattern is before it */
#define MODE 15
#define SUB_HEADER 16
#define XA_DATA 0x08 /* submode: data, of form 1 */
#define XA_FORM_2 0x20

/* Where the user data lies, and what the sector says of itself. */
static const struct form {
	uint16_t user, size;
	uint8_t mode, submode;
} forms[CD_MODES] = {
	[CD_MODE_AUDIO] = { 0, CD_SECTOR_SIZE, 0, 0 },
	[CD_MODE_0] = { 16, 2336, 0, 0 },
	[CD_MODE_1] = { 16, 2048, 1, 0 },
	[CD_MODE_2] = { 16, 2336, 2, 0 },
	[CD_MODE_XA_FORM_1] = { 24, 2048, 2, XA_DATA },
	[CD_MODE_XA_FORM_2] = { 24, 2324, 2, XA_FORM_2 },
};

static const struct sector_codes *codes_of_machine;

static void prepare(void)
{
	edc_prepare();
	parity_prepare();
	codes_of_machine = sector_codes_fastest();
}

const struct sector_codes *cd_sector_codes(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, prepare);
	return codes_of_machine;
}

static void put_detection_code(const struct sector_codes *codes, uint8_t *bytes, size_t length)
{
	put_le32(bytes + length, codes->edc(bytes, length));
}

static void put_header(enum cd_mode mode, int32_t lba, uint8_t *sector)
{
	uint32_t msf = msf_of(lba);

	sector[0] = sector[11] = 0;
	memset(sector + 1, 0xff, 10);
	sector[HEADER] = bcd_of(msf >> 16);
	sector[HEADER + 1] = bcd_of(msf >> 8 & 0xff);
	sector[HEADER + 2] = bcd_of(msf & 0xff);
	sector[MODE] = forms[mode].mode;
}

static void complete(enum cd_mode mode, int32_t lba, uint8_t *sector)
{
	const struct sector_codes *codes = cd_sector_codes();

	if (mode != CD_MODE_AUDIO && mode != CD_MODE_XA_FORM_1)
		put_header(mode, lba, sector);
	if (mode == CD_MODE_1) {
		put_detection_code(codes, sector, SUB_HEADER + 2048);
		memset(sector + 2068, 0, 8);
		codes->parity(sector);
	} else if (mode == CD_MODE_XA_FORM_1) {
		memset(sector + HEADER, 0, 4); /* the header counts as zero */
		put_detection_code(codes, sector + SUB_HEADER, 8 + 2048);
		codes->parity(sector);
		put_header(mode, lba, sector);
	} else if (mode == CD_MODE_XA_FORM_2) {
		put_detection_code(codes, sector + SUB_HEADER, 8 + 2324);
	} else if (mode == CD_MODE_0) {
		memset(sector + SUB_HEADER, 0, forms[mode].size);
	}
}

void cd_sectors_encode(enum cd_mode mode, int32_t lba, const uint8_t *user, uint8_t *sectors,
		       size_t count)
{
	const struct form *form = &forms[mode];

	for (size_t i = 0; i < count; i++) {
		uint8_t *sector = sectors + i * CD_SECTOR_SIZE;

		memset(sector + SUB_HEADER, 0, 8);
		sector[SUB_HEADER + 2] = sector[SUB_HEADER + 6] = form->submode;
		memcpy(sector + form->user, user + i * form->size, form->size);
		complete(mode, lba + (int32_t)i, sector);
	}
}
