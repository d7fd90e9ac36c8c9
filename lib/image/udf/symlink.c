/* SPDX-License-Identifier: MIT */
/* Where a symbolic link leads, as path components (ECMA-167 4/14.16). */
#include "image/udf/udf.h"

#include "base/mem.h"
#include "image/udf/osta.h"

/* Returns the bytes of the component; writes them if @data is not NULL. */
static size_t put_component(uint8_t type, const struct osta_text *name, uint8_t *data)
{
	uint8_t bytes[OSTA_NAME_MAX];
	struct udf_component c = { .type = type };
	bool ignored;

	if (name)
		c.length = (uint8_t)osta_encode(name, bytes, sizeof(bytes), &ignored);
	if (data) {
		wire_put_clean(&udf_component, &c, data);
		memcpy(data + UDF_COMPONENT_SIZE, bytes, c.length);
	}
	return UDF_COMPONENT_SIZE + c.length;
}

static uint8_t type_of(const char *text, size_t length)
{
	if (length == 1 && text[0] == '.')
		return UDF_COMPONENT_HERE;
	if (length == 2 && text[0] == '.' && text[1] == '.')
		return UDF_COMPONENT_UP;
	return UDF_COMPONENT_NAME;
}

size_t symlink_fill(const struct udf *u, const char *target, uint8_t *data)
{
	size_t at = 0;

	if (target[0] == '/')
		at += put_component(UDF_COMPONENT_ROOT, NULL, data);
	for (target += strspn(target, "/"); *target; target += strspn(target, "/")) {
		struct osta_text name = { target, strcspn(target, "/"),
					  u->settings.revision >= 0x201 };
		uint8_t type = type_of(target, name.length);

		at += put_component(type, type == UDF_COMPONENT_NAME ? &name : NULL,
				    data ? data + at : NULL);
		target += name.length;
	}
	return at;
}
