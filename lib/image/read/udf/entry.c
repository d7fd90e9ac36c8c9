/* SPDX-License-Identifier: MIT */
#include "image/read/udf/entry.h"

#include "base/mem.h"
#include "image/read/udf/text.h"

#include <sys/stat.h>

#define FILE_TIMES_TYPE 5u     /* ECMA-167 4/14.10.5 */
#define FILE_TIMES_CREATED 20u /* byte of the attribute; it has one if bit 0 is set */

/* ECMA-167 4/14.9.5: execute, write, read in each group of five bits; others, group, owner. */
static uint32_t mode_of(const struct udf_file *entry)
{
	uint32_t p = entry->permissions, mode;

	mode = (p & 7) | ((p >> 5 & 7) << 3) | ((p >> 10 & 7) << 6);
	mode |= entry->icb.flags & UDF_ICB_SETUID ? S_ISUID : 0u;
	mode |= entry->icb.flags & UDF_ICB_SETGID ? S_ISGID : 0u;
	return mode | (entry->icb.flags & UDF_ICB_STICKY ? S_ISVTX : 0u);
}

static bool set_type(uint8_t type, struct imapi_image_entry *ret)
{
	static const struct {
		uint8_t udf, type;
		uint32_t mode;
	} types[] = {
		{ UDF_TYPE_UNSPECIFIED, IMAPI_IMAGE_FILE, S_IFREG },
		{ UDF_TYPE_FILE, IMAPI_IMAGE_FILE, S_IFREG },
		{ UDF_TYPE_REAL_TIME, IMAPI_IMAGE_FILE, S_IFREG },
		{ UDF_TYPE_DIRECTORY, IMAPI_IMAGE_DIRECTORY, S_IFDIR },
		{ UDF_TYPE_STREAM_DIRECTORY, IMAPI_IMAGE_DIRECTORY, S_IFDIR },
		{ UDF_TYPE_BLOCK_DEVICE, IMAPI_IMAGE_BLOCK_DEVICE, S_IFBLK },
		{ UDF_TYPE_CHARACTER_DEVICE, IMAPI_IMAGE_CHARACTER_DEVICE, S_IFCHR },
		{ UDF_TYPE_FIFO, IMAPI_IMAGE_FIFO, S_IFIFO },
		{ UDF_TYPE_SOCKET, IMAPI_IMAGE_SOCKET, S_IFSOCK },
		{ UDF_TYPE_SYMLINK, IMAPI_IMAGE_SYMLINK, S_IFLNK },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (types[i].udf != type)
			continue;
		ret->type = types[i].type;
		ret->mode |= types[i].mode;
		return true;
	}
	return false;
}

/* The next extended attribute of those that have room for it; NULL after the last. */
static const uint8_t *next_attribute(const struct rd_udf_file *file, size_t *at,
				     struct udf_attribute *ret)
{
	const uint8_t *bytes = rd_udf_attributes(file) + *at;
	size_t left = file->entry.attributes_length - *at;

	if (left < UDF_ATTRIBUTE_SIZE)
		return NULL;
	wire_get(&udf_attribute, bytes, UDF_ATTRIBUTE_SIZE, ret);
	if (ret->length < UDF_ATTRIBUTE_SIZE || ret->length > left)
		return NULL;
	*at += ret->length;
	return bytes;
}

static void set_attributes(const struct rd_udf_file *file, struct imapi_image_entry *ret)
{
	struct udf_attribute attribute;
	struct udf_device device;
	size_t at = UDF_EAHD_SIZE;
	const uint8_t *bytes;

	if (file->entry.attributes_length < UDF_EAHD_SIZE)
		return;
	while ((bytes = next_attribute(file, &at, &attribute))) {
		if (attribute.type == UDF_DEVICE_TYPE && attribute.length >= udf_device.size) {
			wire_get(&udf_device, bytes, udf_device.size, &device);
			ret->device_major = device.major;
			ret->device_minor = device.minor;
		}
		if (attribute.type == FILE_TIMES_TYPE &&
		    attribute.length >= FILE_TIMES_CREATED + 12 && (bytes[16] & 1))
			rd_udf_time(bytes + FILE_TIMES_CREATED, &ret->birth);
	}
}

bool rd_udf_describe(const struct rd_udf_file *file, struct imapi_image_entry *ret)
{
	const struct udf_file *entry = &file->entry;

	ret->mode = mode_of(entry);
	if (!set_type(entry->icb.type, ret))
		return false;
	ret->flags |= IMAPI_IMAGE_ENTRY_POSIX | IMAPI_IMAGE_ENTRY_SERIAL;
	if (entry->icb.type == UDF_TYPE_REAL_TIME)
		ret->flags |= IMAPI_IMAGE_ENTRY_REAL_TIME;
	ret->uid = entry->uid;
	ret->gid = entry->gid;
	ret->nlink = entry->links;
	ret->serial = entry->unique_id;
	rd_udf_time(entry->mtime, &ret->mtime);
	rd_udf_time(entry->atime, &ret->atime);
	rd_udf_time(entry->ctime, &ret->ctime);
	if (file->extended)
		rd_udf_time(entry->birth, &ret->birth);
	set_attributes(file, ret);
	return true;
}

static const char *append(char *text, size_t *length, const char *part)
{
	bool slash = *length > 0 && text[*length - 1] != '/';
	size_t more = strlen(part);

	if (more + slash > RD_TARGET_MAX - *length)
		return "the target of the link is longer than 4096 bytes";
	if (slash)
		text[(*length)++] = '/';
	memcpy(text + *length, part, more + 1);
	*length += more;
	return NULL;
}

static const char *take_component(const struct udf_component *component, const uint8_t *bytes,
				  char *text, size_t *length)
{
	char name[2 * 255 + 1];
	bool known;

	switch (component->type) {
	case UDF_COMPONENT_AGREED:
	case UDF_COMPONENT_ROOT:
		*length = 0;
		return append(text, length, "/");
	case UDF_COMPONENT_UP:
		return append(text, length, "..");
	case UDF_COMPONENT_HERE:
		return append(text, length, ".");
	case UDF_COMPONENT_NAME:
		rd_udf_text(bytes, component->length, name, &known);
		return known ? append(text, length, name)
			     : "the target of the link has characters of an unknown kind";
	default:
		return "the target of the link has a part of an unknown kind";
	}
}

const char *rd_udf_target(const uint8_t *bytes, size_t length, char text[RD_TARGET_MAX + 1])
{
	size_t at = 0, n = 0;
	const char *wrong = NULL;

	text[0] = '\0';
	while (!wrong && at < length) {
		struct udf_component component;

		if (length - at < UDF_COMPONENT_SIZE)
			return "the target of the link is cut off";
		wire_get(&udf_component, bytes + at, UDF_COMPONENT_SIZE, &component);
		at += UDF_COMPONENT_SIZE;
		if (component.length > length - at)
			return "the target of the link is cut off";
		wrong = take_component(&component, bytes + at, text, &n);
		at += component.length;
	}
	return wrong;
}
