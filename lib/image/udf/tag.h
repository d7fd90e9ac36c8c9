/* SPDX-License-Identifier: MIT */
/* The tag that begins every descriptor, and the small parts that descriptors share. */
#ifndef LIB_IMAGE_UDF_TAG_H
#define LIB_IMAGE_UDF_TAG_H

#include "image/udf/ecma167.h"

/* ECMA-167 7.2.6: polynomial 1021h, initial value 0. */
uint16_t udf_crc(const uint8_t *bytes, size_t length);

/* ECMA-167 3/7.2.3: of the 16 bytes of a tag. */
uint8_t udf_checksum(const uint8_t tag[16]);

/*
 * Puts the tag before a complete descriptor of @length bytes, 16 or more; the CRC covers all
 * that follows the tag. @location is the block in the address space of the descriptor.
 */
struct udf_seal {
	uint16_t id;
	uint16_t version; /* 2 with NSR02, 3 with NSR03 */
	uint32_t location;
};
void udf_put_tag(const struct udf_seal *seal, uint8_t *descriptor, size_t length);

/*
 * NULL if the @length bytes begin with a tag whose checksum holds, whose CRC lies inside them
 * and holds, else what is wrong with it. Location and identifier are for the caller to judge.
 */
const char *udf_bad_tag(const uint8_t *descriptor, size_t length, struct udf_tag *ret_tag);

/* UDF 2.1.5: the three kinds of suffix. */
void udf_put_domain(uint8_t entity[32], uint16_t revision);
void udf_put_udf_entity(uint8_t entity[32], const char *id, uint16_t revision);
void udf_put_implementation(uint8_t entity[32]);

/* "OSTA Compressed Unicode", UDF 2.1.2. */
void udf_put_charset(uint8_t charset[64]);

/* UTC; outside the years 1 to 9999 the nearest of them. */
void udf_put_time(int64_t seconds, uint32_t nanoseconds, uint8_t timestamp[12]);

#endif
