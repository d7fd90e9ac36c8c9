/* SPDX-License-Identifier: MIT */
/* Volume descriptors (ECMA-119 8). */
#ifndef LIB_IMAGE_ISO9660_VOLUME_H
#define LIB_IMAGE_ISO9660_VOLUME_H

#include "image/iso9660/hierarchy.h"

#define VOLUME_NAME_MAX 32u	   /* characters */
#define VOLUME_NAME_MAX_JOLIET 16u /* UTF-16 units */

/* Texts of enum imapi_image_text, as UTF-8; NULL is empty. */
#define VOLUME_TEXTS 8u

struct volume_settings {
	const char *name;
	const char *texts[VOLUME_TEXTS];
	int64_t timestamp;
	uint32_t blocks; /* of the whole volume */
};

/* 2048 bytes for the hierarchy; the type follows from it. */
void volume_descriptor(const struct volume_settings *settings,
		       const struct hierarchy *hierarchy, uint8_t *data);

/* The name as a descriptor has it, in VOLUME_NAME_MAX bytes; wide is Joliet's. */
void volume_put_name(const char *name, bool wide, uint8_t *field);

void volume_terminator(uint8_t *data);

#endif
