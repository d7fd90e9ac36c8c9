/* SPDX-License-Identifier: MIT */
#include "sim/form.h"

#include "base/bytes.h"

#include <string.h>

#define DESCRIPTOR_HEADER 8

/* Information descriptor (SPC-4 4.5.2.2). */
static size_t put_information(const struct scsi_sense *sense, uint8_t *d)
{
	d[0] = 0x00;
	d[1] = 10;
	d[2] = 0x80;
	put_be64(d + 4, sense->information);
	return 12;
}

/* Sense key specific descriptor (SPC-4 4.5.2.4). */
static size_t put_progress(const struct scsi_sense *sense, uint8_t *d)
{
	d[0] = 0x02;
	d[1] = 6;
	d[4] = 0x80;
	put_be16(d + 5, sense->progress);
	return 8;
}

static size_t encode_descriptors(const struct scsi_sense *sense, uint8_t *bytes)
{
	size_t n = DESCRIPTOR_HEADER;

	memset(bytes, 0, FORM_ROOM);
	bytes[0] = sense->deferred ? 0x73 : 0x72;
	bytes[1] = sense->key;
	bytes[2] = sense->asc;
	bytes[3] = sense->ascq;
	if (sense->has_information)
		n += put_information(sense, bytes + n);
	if (sense->has_progress)
		n += put_progress(sense, bytes + n);
	bytes[7] = (uint8_t)(n - DESCRIPTOR_HEADER);
	return n;
}

size_t form_encode(enum sim_form form, const struct scsi_sense *sense, uint8_t bytes[FORM_ROOM])
{
	size_t n;

	if (form == FORM_DESCRIPTOR)
		return encode_descriptors(sense, bytes);
	n = sense_encode(sense, bytes);
	if (form == FORM_VALID)
		bytes[0] |= 0x80;
	return n;
}
