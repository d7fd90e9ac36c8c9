/* SPDX-License-Identifier: MIT */
/* The extended attributes of an entry (ECMA-167 4/14.10): what its own fields have no place
 * for. */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/tree-extra.h"
#include "image/udf/tag.h"

#define TIMES 5u
#define TIMES_SIZE 32u
#define TIMES_CREATED 1u /* ECMA-167 4/14.10.5.6 */
#define DEVICE 12u
#define DEVICE_SIZE (24u + 32u) /* with the implementation's identifier */

static bool is_device(const struct tree_node *node)
{
	return S_ISCHR(node->mode) || S_ISBLK(node->mode);
}

/* Extended entries have a field for it. */
static bool has_created(const struct udf *u, const struct tree_node *node)
{
	const struct tree_extra *extra = tree_extra(u->tree, node);

	return extra && extra->has_created && udf_node_layout(u, node) == &udf_file;
}

size_t attributes_size(const struct udf *u, const struct tree_node *node)
{
	size_t size =
		(has_created(u, node) ? TIMES_SIZE : 0) + (is_device(node) ? DEVICE_SIZE : 0);

	return size ? UDF_EAHD_SIZE + size : 0;
}

/* ECMA-167 4/14.10.5; returns the end. */
static uint8_t *put_times(const struct udf *u, const struct tree_node *node, uint8_t *at)
{
	const struct udf_attribute head = { TIMES, 1, TIMES_SIZE };
	struct tree_time created = tree_created(u->tree, node);

	wire_put_clean(&udf_attribute, &head, at);
	put_le32(at + 12, 12);
	put_le32(at + 16, TIMES_CREATED);
	udf_put_time(created.seconds, created.nanoseconds, at + 20);
	return at + TIMES_SIZE;
}

/* ECMA-167 4/14.10.7. */
static void put_device(const struct tree_node *node, uint8_t *at)
{
	const struct udf_attribute head = { DEVICE, 1, DEVICE_SIZE };

	wire_put_clean(&udf_attribute, &head, at);
	put_le32(at + 12, 32);
	put_le32(at + 16, (uint32_t)(node->device >> 32));
	put_le32(at + 20, (uint32_t)node->device);
	udf_put_implementation(at + 24);
}

void attributes_put(const struct udf *u, const struct tree_node *node, uint32_t place,
		    uint8_t *data)
{
	size_t size = attributes_size(u, node);
	/* UDF 3.3.4.1 changed how it is said that there are no more */
	uint32_t none = udf_version(u) == 3 ? UINT32_MAX : (uint32_t)size;
	const struct udf_attributes head = { none, none };
	const struct udf_seal seal = { UDF_TAG_ATTRIBUTES, udf_version(u), place };
	uint8_t *at = data + UDF_EAHD_SIZE;

	if (size == 0)
		return;
	wire_put_clean(&udf_attributes, &head, data);
	udf_put_tag(&seal, data, UDF_EAHD_SIZE);
	if (has_created(u, node))
		at = put_times(u, node, at);
	if (is_device(node))
		put_device(node, at);
}
