/* SPDX-License-Identifier: MIT */
#include "image/udf/tag.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/date.h"

#define YEAR_0001 (-62135596800)
#define YEAR_9999_END 253402300799

uint8_t udf_checksum(const uint8_t tag[16])
{
	unsigned sum = 0;

	for (size_t i = 0; i < 16; i++)
		if (i != 4)
			sum += tag[i];
	return (uint8_t)sum;
}

void udf_put_tag(const struct udf_seal *seal, uint8_t *descriptor, size_t length)
{
	const struct udf_tag tag = {
		.id = seal->id,
		.version = seal->version,
		.crc = udf_crc(descriptor + 16, length - 16),
		.crc_length = (uint16_t)(length - 16),
		.location = seal->location,
	};

	wire_put_clean(&udf_tag, &tag, descriptor);
	descriptor[4] = udf_checksum(descriptor);
}

const char *udf_bad_tag(const uint8_t *descriptor, size_t length, struct udf_tag *ret_tag)
{
	if (length < 16)
		return "it is cut off";
	wire_get(&udf_tag, descriptor, 16, ret_tag);
	if (ret_tag->checksum != udf_checksum(descriptor))
		return "the checksum of its tag is wrong";
	if (ret_tag->crc_length > length - 16)
		return "the CRC of its tag covers more than there is";
	if (ret_tag->crc != udf_crc(descriptor + 16, ret_tag->crc_length))
		return "its CRC is wrong";
	return NULL;
}

static void put_entity(uint8_t entity[32], const char *id)
{
	size_t length = strlen(id);

	memset(entity, 0, 32);
	memcpy(entity + 1, id, MIN(length, 23));
}

void udf_put_domain(uint8_t entity[32], uint16_t revision)
{
	put_entity(entity, "*OSTA UDF Compliant");
	put_le16(entity + 24, revision);
}

void udf_put_udf_entity(uint8_t entity[32], const char *id, uint16_t revision)
{
	put_entity(entity, id);
	put_le16(entity + 24, revision);
	entity[26] = 4; /* UDF 6.3.1: UNIX */
	entity[27] = 5; /* UDF 6.3.2: Linux */
}

void udf_put_implementation(uint8_t entity[32])
{
	put_entity(entity, "*libimapi");
	entity[24] = 4;
	entity[25] = 5;
}

void udf_put_charset(uint8_t charset[64])
{
	static const char name[] = "OSTA Compressed Unicode";

	memset(charset, 0, 64);
	memcpy(charset + 1, name, sizeof(name) - 1);
}

void udf_put_time(int64_t seconds, uint32_t nanoseconds, uint8_t timestamp[12])
{
	struct date d = date_of(MAX(YEAR_0001, MIN(YEAR_9999_END, seconds)));
	uint32_t microseconds = nanoseconds / 1000 % 1000000;
	const struct udf_timestamp t = {
		.type_zone = 0x1000,
		.year = (int16_t)d.year,
		.month = (uint8_t)d.month,
		.day = (uint8_t)d.day,
		.hour = (uint8_t)d.hour,
		.minute = (uint8_t)d.minute,
		.second = (uint8_t)d.second,
		.centiseconds = (uint8_t)(microseconds / 10000),
		.hundreds = (uint8_t)(microseconds / 100 % 100),
		.microseconds = (uint8_t)(microseconds % 100),
	};

	wire_put_clean(&udf_timestamp, &t, timestamp);
}
