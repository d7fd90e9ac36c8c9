/* SPDX-License-Identifier: MIT */
/*
 * The virtual allocation table (UDF 1.50 2.2.10, UDF 2.00 2.2.11): where the file set and the
 * entries lie. Its own entry is the last block that is written, from where readers find it.
 */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/udf/osta.h"
#include "image/udf/tag.h"

static uint64_t entries(const struct udf *u)
{
	return u->counts.nodes + u->stream_entries + 1u; /* the file set is the first */
}

static bool has_header(const struct udf *u)
{
	return u->settings.revision >= 0x200;
}

uint64_t vat_size(const struct udf *u)
{
	return entries(u) * 4 + (has_header(u) ? UDF_VAT_SIZE : UDF_VAT_TRAILER_SIZE);
}

static void put_header(const struct udf *u, uint8_t *data)
{
	struct udf_vat v = {
		.header_length = UDF_VAT_SIZE,
		.previous = UINT32_MAX,
		.files = udf_file_count(u),
		.directories = udf_directory_count(u),
		.read_min = udf_read_min(u),
		.write_min = u->settings.revision,
		.write_max = u->settings.revision,
	};

	osta_put_dstring(u->settings.name, v.volume_id, sizeof(v.volume_id));
	wire_put(&udf_vat, &v, data);
}

static void put_trailer(const struct udf *u, uint8_t *data)
{
	udf_put_udf_entity(data, "*UDF Virtual Alloc Tbl", u->settings.revision);
	put_le32(data + 32, UINT32_MAX);
}

void vat_build(const struct udf *u, uint8_t *data)
{
	uint8_t *at = data + (has_header(u) ? UDF_VAT_SIZE : 0);

	put_le32(at, udf_place(u, 0));
	for (uint32_t i = 1; i < entries(u); i++)
		put_le32(at + (size_t)i * 4, udf_place(u, UDF_FIRST_ENTRY + i - 1));
	if (has_header(u))
		put_header(u, data);
	else
		put_trailer(u, at + entries(u) * 4);
}

void vat_entry(const struct udf *u, uint64_t at, uint8_t *data)
{
	const struct wire_layout *layout = udf_entry_layout(u);
	const struct udf_seal seal = { udf_entry_tag(u), udf_version(u),
				       (uint32_t)(at - u->partition) };
	struct udf_file f = {
		.icb = { .strategy = 4,
			 .entries = 1,
			 .type = has_header(u) ? UDF_TYPE_VAT : UDF_TYPE_UNSPECIFIED },
		.uid = UINT32_MAX,
		.gid = UINT32_MAX,
		.length = vat_size(u),
		.object_size = vat_size(u),
		.blocks = blocks_of(vat_size(u)),
		.checkpoint = 1,
		.unique_id = udf_link_id(u, u->links),
		.descriptors_length = 8,
	};

	udf_put_own_times(u, &f);
	udf_put_implementation(f.implementation);
	put_le32(data + layout->size, (uint32_t)f.length);
	put_le32(data + layout->size + 4, (uint32_t)(u->vat - u->partition));
	wire_put(layout, &f, data);
	udf_put_tag(&seal, data, layout->size + f.descriptors_length);
}
