/* SPDX-License-Identifier: MIT */
#include "image/read/volume.h"

#include "base/mem.h"

bool rd_is_joliet(const struct rd_descriptor *descriptor)
{
	const uint8_t *e = descriptor->escapes;

	for (size_t i = 0; i + 2 < sizeof(descriptor->escapes); i++)
		if (e[i] == '%' && e[i + 1] == '/' &&
		    (e[i + 2] == '@' || e[i + 2] == 'C' || e[i + 2] == 'E'))
			return true;
	return false;
}

/* The first of a kind counts. */
static void keep(struct rd_descriptor *slot, uint64_t *ret_block, const uint8_t *bytes,
		 uint64_t block)
{
	if (*ret_block)
		return;
	wire_get(&rd_descriptor_layout, bytes, BLOCK_SIZE, slot);
	*ret_block = block;
}

static void take(struct rd_volume *volume, const uint8_t *bytes, uint64_t block)
{
	struct rd_descriptor d;

	switch (bytes[0]) {
	case RD_BOOT_RECORD:
		volume->boot_block = volume->boot_block ? volume->boot_block : block;
		break;
	case RD_PRIMARY:
		keep(&volume->primary, &volume->primary_block, bytes, block);
		break;
	case RD_SUPPLEMENTARY:
		wire_get(&rd_descriptor_layout, bytes, BLOCK_SIZE, &d);
		if (rd_is_joliet(&d))
			keep(&volume->joliet, &volume->joliet_block, bytes, block);
		else if (d.version == 2)
			keep(&volume->enhanced, &volume->enhanced_block, bytes, block);
		break;
	case RD_TERMINATOR:
		volume->terminator = block;
		break;
	}
}

/* Volumes with larger blocks have a descriptor in each of them, of at most 32768 bytes. */
static bool is_gap(uint64_t since, const uint8_t *bytes)
{
	return since < 32768 / BLOCK_SIZE && bytes[0] == 0 && memcmp(bytes, bytes + 1, 5) == 0;
}

static bool is_udf(const uint8_t *bytes)
{
	return memcmp(bytes + 1, "BEA01", 5) == 0 || memcmp(bytes + 1, "NSR0", 4) == 0 ||
	       memcmp(bytes + 1, "TEA01", 5) == 0 || memcmp(bytes + 1, "BOOT2", 5) == 0;
}

imapi_status rd_volume_read(struct rd_source *source, uint64_t session_start,
			    struct rd_volume *ret)
{
	bool wide = false; /* may be a volume of such blocks */
	uint64_t last = 0;

	memset(ret, 0, sizeof(*ret));
	ret->first = session_start + RD_DESCRIPTOR_AREA;
	for (uint64_t i = 0; i < RD_DESCRIPTORS_MAX; i++) {
		const uint8_t *bytes;
		imapi_status status;

		if (!rd_source_has(source, ret->first + i, 1))
			break;
		status = rd_source_block(source, ret->first + i, &bytes);
		if (IMAPI_FAILED(status))
			return status;
		if (memcmp(bytes + 1, "NSR0", 4) == 0)
			ret->has_udf = true;
		wide |= memcmp(bytes + 1, "BEA01", 5) == 0;
		if (wide && is_gap(i - last, bytes))
			continue;
		last = i;
		if (is_udf(bytes))
			continue;
		if (memcmp(bytes + 1, "CD001", 5) != 0)
			break;
		if (!ret->terminator)
			take(ret, bytes, ret->first + i);
	}
	return IMAPI_OK;
}
