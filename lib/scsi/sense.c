/* SPDX-License-Identifier: MIT */
#include "scsi/sense.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <stdio.h>

#define ADVICE_WAIT "Wait: the drive is working."
#define ADVICE_AGAIN "Try again."
#define ADVICE_SLOW                                                                            \
	"The drive gave up on its own; try a lower speed or another disc, and let it cool "    \
	"down."
#define ADVICE_LOOK "Look at the drive: its tray may be blocked or it may ask for something."
#define ADVICE_INSERT "Put a disc into the drive."
#define ADVICE_KIND "Use a kind of disc that the drive supports; 'imapi info' lists them."
#define ADVICE_RELOAD "Take the disc out, put it in again and look at it with 'imapi info'."
#define ADVICE_OTHER_DISC "Try a lower speed, then a disc of another batch or brand."
#define ADVICE_SLOWER "Try a lower speed, then a disc of another brand."
#define ADVICE_CLEAN "Clean the disc, or try to read it in another drive."
#define ADVICE_DECIDE                                                                          \
	"Try another disc. If that fails too, the drive is at fault: clean its lens or "       \
	"replace it."
#define ADVICE_DRIVE "Try another disc; if it fails as well, replace the drive."
#define ADVICE_POWER "Switch the drive off and on, then look at the disc with 'imapi info'."
#define ADVICE_CABLE                                                                           \
	"Check the cable and the power supply; connect the drive directly, without a hub."
#define ADVICE_SHARED "Another program uses the drive; end programs that watch or mount discs."
#define ADVICE_RESET                                                                           \
	"Check the drive's power supply and cable, then look at the disc with 'imapi info'."
#define ADVICE_CHANGED "Leave the disc in the drive until the burn is over."
#define ADVICE_PROTECT                                                                         \
	"Move the disc's write protection tab, or use another disc: a closed one cannot take " \
	"more."
#define ADVICE_BIGGER "Write less, or use a larger disc."
#define ADVICE_FINAL "The disc takes no more sessions; finalise it and use a new one."
#define ADVICE_RECORDER                                                                        \
	"The data may well be on the disc: look with 'imapi info', then try to close it "      \
	"again."
#define ADVICE_REPORT                                                                          \
	"The drive differs from what libimapi expects; a trace of the run helps to support "   \
	"it."

#define P STAGE_PREPARE
#define W STAGE_WRITE
#define C STAGE_CLOSE
#define R STAGE_READ
#define ANY STAGE_ANY
#define ANYKEY SENSE_KEY_ANY

#define SENSE(key, asc, first, last, stages, action, status, text, advice)                     \
	{ key, asc, first, last, stages, SENSE_##action, status, text, advice },
#define SENSE_KEY(...)
static const struct sense_row rows[] = {
#include "scsi/sense.tab"
};
#undef SENSE
#undef SENSE_KEY

#define SENSE(...)
#define SENSE_KEY(key, action, status, text, advice)                                           \
	[key] = { key, 0, 0, 0xff, STAGE_ANY, SENSE_##action, status, text, advice },
static const struct sense_row unlisted[16] = {
#include "scsi/sense.tab"
};
#undef SENSE
#undef SENSE_KEY

static void decode_fixed(struct scsi_sense *sense, const uint8_t *p, size_t length)
{
	if (length < 3)
		return;
	sense->valid = true;
	sense->key = p[2] & 0x0f;
	if (length > 7)
		length = MIN(length, (size_t)p[7] + 8);
	if ((p[0] & 0x80) && length >= 7) {
		sense->has_information = true;
		sense->information = get_be32(p + 3);
	}
	if (length > 12)
		sense->asc = p[12];
	if (length > 13)
		sense->ascq = p[13];
	if (length > 17 && (p[15] & 0x80)) {
		sense->has_progress = true;
		sense->progress = get_be16(p + 16);
	}
}

static void decode_descriptor(struct scsi_sense *sense, const uint8_t *d, size_t size)
{
	if (d[0] == 0x00 && size >= 12 && (d[2] & 0x80)) {
		sense->has_information = true;
		sense->information = get_be64(d + 4);
	} else if (d[0] == 0x02 && size >= 7 && (d[4] & 0x80)) {
		sense->has_progress = true;
		sense->progress = get_be16(d + 5);
	} else if (d[0] == 0x09 && size >= 14) {
		sense->ata = true;
	}
}

static void decode_descriptors(struct scsi_sense *sense, const uint8_t *p, size_t length)
{
	if (length < 4)
		return;
	sense->valid = true;
	sense->key = p[1] & 0x0f;
	sense->asc = p[2];
	sense->ascq = p[3];
	if (length < 8)
		return;
	length = MIN(length, (size_t)p[7] + 8);
	for (size_t at = 8; at + 2 <= length;) {
		size_t size = MIN((size_t)p[at + 1] + 2, length - at);

		decode_descriptor(sense, p + at, size);
		at += size;
	}
}

struct scsi_sense sense_decode(const uint8_t *bytes, size_t length)
{
	struct scsi_sense sense = { 0 };
	uint8_t code = length > 0 ? bytes[0] & 0x7f : 0;

	if (code == 0x70 || code == 0x71)
		decode_fixed(&sense, bytes, length);
	else if (code == 0x72 || code == 0x73)
		decode_descriptors(&sense, bytes, length);
	sense.deferred = sense.valid && (code & 1);
	if (sense.key != 0 && sense.key != 2) {
		sense.has_progress = false;
		sense.progress = 0;
	}
	return sense;
}

size_t sense_encode(const struct scsi_sense *sense, uint8_t bytes[18])
{
	memset(bytes, 0, 18);
	bytes[0] = sense->deferred ? 0x71 : 0x70;
	bytes[2] = sense->key & 0x0f;
	bytes[7] = 10;
	bytes[12] = sense->asc;
	bytes[13] = sense->ascq;
	if (sense->has_information) {
		bytes[0] |= 0x80;
		put_be32(bytes + 3, (uint32_t)sense->information);
	}
	if (sense->has_progress) {
		bytes[15] = 0x80;
		put_be16(bytes + 16, sense->progress);
	}
	return 18;
}

static bool row_fits(const struct sense_row *row, const struct scsi_sense *sense,
		     enum scsi_stage stage)
{
	return (row->key == sense->key || row->key == SENSE_KEY_ANY) &&
	       row->asc == sense->asc && sense->ascq >= row->ascq_first &&
	       sense->ascq <= row->ascq_last && (row->stages & stage);
}

const struct sense_row *sense_lookup(const struct scsi_sense *sense, enum scsi_stage stage)
{
	if (!stage)
		stage = STAGE_ANY;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (row_fits(&rows[i], sense, stage))
			return &rows[i];
	return &unlisted[sense->key & 0x0f];
}

const struct sense_row *sense_rows(size_t *ret_count)
{
	*ret_count = ARRAY_SIZE(rows);
	return rows;
}

void sense_print(const struct scsi_sense *sense, char *text, size_t room)
{
	snprintf(text, room, "%s%X/%02X/%02X (%s)", sense->deferred ? "deferred " : "",
		 sense->key, sense->asc, sense->ascq, sense_lookup(sense, STAGE_ANY)->text);
}
