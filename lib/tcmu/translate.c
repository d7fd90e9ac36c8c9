/* SPDX-License-Identifier: MIT */
#include "tcmu/translate.h"

#include "base/bytes.h"
#include "base/mem.h"

#define MODE_SELECT_6 0x15
#define MODE_SENSE_6 0x1a
#define MODE_SELECT_10 0x55
#define MODE_SENSE_10 0x5a
#define HEADER_6 4
#define HEADER_10 (HEADER_6 + TRANSLATE_MORE)

bool translate_is_for(const uint8_t *cdb)
{
	return cdb[0] == MODE_SENSE_6 || cdb[0] == MODE_SELECT_6;
}

/* SPC-4 7.5.5: the headers of the mode parameter list. */
static void widen_header(const uint8_t *from, uint8_t *to)
{
	memset(to, 0, HEADER_10);
	to[2] = from[1];
	to[3] = from[2];
	to[7] = from[3];
}

static void narrow_header(const uint8_t *from, uint8_t *to)
{
	uint32_t length = get_be16(from);

	length = length > TRANSLATE_MORE - 1 ? length - (TRANSLATE_MORE - 1) : 0;
	to[0] = (uint8_t)MIN(length, 255u);
	to[1] = from[2];
	to[2] = from[3];
	to[3] = from[7];
}

bool translate_there(struct imapi_exchange *x, uint8_t room[TRANSLATE_ROOM])
{
	bool select = x->cdb[0] == MODE_SELECT_6;
	uint32_t length = x->cdb[4];

	if (select && (x->data_length != length || (length && length < HEADER_6)))
		return false;
	memset(room, 0, TRANSLATE_ROOM);
	if (select && length) {
		widen_header(x->data, room);
		memcpy(room + HEADER_10, (const uint8_t *)x->data + HEADER_6,
		       length - HEADER_6);
	}
	length += length ? TRANSLATE_MORE : 0;
	x->cdb[0] = select ? MODE_SELECT_10 : MODE_SENSE_10;
	x->cdb[9] = x->cdb[5]; /* control */
	x->cdb[4] = x->cdb[5] = x->cdb[6] = 0;
	put_be16(x->cdb + 7, (uint16_t)length);
	x->cdb_length = 10;
	x->data = room;
	x->data_length = length;
	return true;
}

void translate_back(struct imapi_exchange *x, void *data, uint32_t length)
{
	uint32_t came = x->data_length - MIN(x->residual, x->data_length), kept = 0;
	const uint8_t *room = x->data;

	if (x->direction == IMAPI_DIRECTION_IN && came >= HEADER_10) {
		uint8_t header[HEADER_6];

		narrow_header(room, header);
		kept = MIN(came - TRANSLATE_MORE, length);
		memcpy(data, header, MIN(kept, (uint32_t)HEADER_6));
		if (kept > HEADER_6)
			memcpy((uint8_t *)data + HEADER_6, room + HEADER_10, kept - HEADER_6);
	}
	x->data = data;
	x->data_length = length;
	x->residual = length - (x->direction == IMAPI_DIRECTION_IN ? kept : length);
}
