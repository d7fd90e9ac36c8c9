/* SPDX-License-Identifier: MIT */
/* What the volume is called, as it is given and as each file system records it. */
#include "image/image.h"

#include "base/mem.h"
#include "base/text.h"
#include "image/date.h"
#include "image/udf/osta.h"

#include <stdio.h>

#define LOGICAL_VOLUME_ID 128u /* bytes (ECMA-167 3/10.6.4) */

/* "20231114_2213": what a volume is called that nobody named. */
static char *dated_name(int64_t timestamp)
{
	struct date d = date_of(MAX(0, MIN(timestamp, 253402300799)));
	char *name;

	if (asprintf(&name, "%04d%02d%02d_%02d%02d", (int)d.year, d.month, d.day, d.hour,
		     d.minute) < 0)
		return NULL;
	return name;
}

char *image_volume_name(const struct imapi_file_system_image *image, int64_t timestamp)
{
	return image->name ? strdup(image->name) : dated_name(timestamp);
}

static size_t udf_name(const char *name, char text[IMAGE_VOLUME_NAME_ROOM])
{
	uint8_t field[LOGICAL_VOLUME_ID];
	size_t used;

	osta_put_dstring(name, field, sizeof(field));
	used = field[sizeof(field) - 1];
	return used ? osta_decode(field, used, text, IMAGE_VOLUME_NAME_ROOM) : 0;
}

static size_t iso_name(const char *name, bool wide, char text[IMAGE_VOLUME_NAME_ROOM])
{
	uint8_t field[VOLUME_NAME_MAX];
	size_t n = VOLUME_NAME_MAX;

	volume_put_name(name, wide, field);
	if (wide)
		n = utf16be_to_utf8(field, sizeof(field) / 2, text, IMAGE_VOLUME_NAME_ROOM - 1);
	else
		memcpy(text, field, n);
	while (n > 0 && text[n - 1] == ' ')
		n--;
	text[n] = '\0';
	return n;
}

imapi_status image_recorded_volume_name(const struct imapi_file_system_image *image,
					enum imapi_file_systems file_system,
					char text[IMAGE_VOLUME_NAME_ROOM])
{
	AUTOFREE char *name = image_volume_name(image, image_timestamp(image));

	if (!name)
		return err_no_memory(&image->context->error);
	text[0] = '\0';
	if (file_system == IMAPI_FILE_SYSTEM_UDF)
		udf_name(name, text);
	else
		iso_name(name, file_system == IMAPI_FILE_SYSTEM_JOLIET, text);
	return IMAPI_OK;
}
