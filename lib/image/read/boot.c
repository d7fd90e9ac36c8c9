/* SPDX-License-Identifier: MIT */
#include "image/read/boot.h"

#include "base/bytes.h"
#include "base/mem.h"

#define SLOTS_PER_BLOCK (BLOCK_SIZE / ET_ENTRY_SIZE)
#define PARTITIONS 446u
#define PARTITION_SIZE 16u

bool rd_boot_record(const uint8_t *bytes, struct et_record *ret)
{
	static const uint8_t id[sizeof(ret->system_id)] = ET_SYSTEM_ID;

	wire_get(&et_record_layout, bytes, BLOCK_SIZE, ret);
	return memcmp(ret->system_id, id, sizeof(ET_SYSTEM_ID) - 1) == 0;
}

imapi_status rd_boot_slot(struct rd_source *source, uint64_t catalog, size_t index,
			  uint8_t slot[ET_ENTRY_SIZE], bool *ret_there)
{
	uint64_t block = catalog + index / SLOTS_PER_BLOCK;
	const uint8_t *bytes;
	imapi_status status;

	*ret_there = index < RD_BOOT_SLOTS_MAX && rd_source_has(source, block, 1);
	if (!*ret_there)
		return IMAPI_OK;
	status = rd_source_block(source, block, &bytes);
	if (!IMAPI_FAILED(status))
		memcpy(slot, bytes + index % SLOTS_PER_BLOCK * ET_ENTRY_SIZE, ET_ENTRY_SIZE);
	return status;
}

/* A hard disk is as long as its partitions reach. */
static imapi_status disk_length(struct rd_source *source, uint64_t block, uint64_t *ret_length)
{
	uint64_t end = 1;
	const uint8_t *bytes;
	imapi_status status;

	*ret_length = ET_SECTOR;
	if (!rd_source_has(source, block, 1))
		return IMAPI_OK;
	status = rd_source_block(source, block, &bytes);
	if (IMAPI_FAILED(status))
		return status;
	for (const uint8_t *p = bytes + PARTITIONS; p < bytes + ET_SECTOR - 2;
	     p += PARTITION_SIZE)
		end = MAX(end, (uint64_t)get_le32(p + 8) + get_le32(p + 12));
	*ret_length = end * ET_SECTOR;
	return IMAPI_OK;
}

imapi_status rd_boot_length(struct rd_source *source, const struct et_entry *entry,
			    uint64_t *ret_length)
{
	unsigned media = entry->media & ET_MEDIA_TYPE;

	*ret_length = et_floppy_size(media);
	if (media == 4)
		return disk_length(source, entry->block, ret_length);
	if (!*ret_length)
		*ret_length = MAX(1u, (uint64_t)entry->sectors) * ET_SECTOR;
	return IMAPI_OK;
}

static imapi_status take_image(struct rd_source *source, const uint8_t *slot, uint8_t platform,
			       struct rd_boot *ret)
{
	struct rd_boot_image *image = &ret->images[ret->count];
	imapi_status status;

	if (ret->count == RD_BOOT_IMAGES_MAX)
		return IMAPI_OK;
	wire_get(&et_entry_layout, slot, ET_ENTRY_SIZE, &image->entry);
	image->platform = platform;
	status = rd_boot_length(source, &image->entry, &image->length);
	ret->count += !IMAPI_FAILED(status);
	return status;
}

/* The images behind a section header; extensions of them have a mark of their own. */
static imapi_status take_section(struct rd_source *source, const struct et_section *section,
				 size_t *index, struct rd_boot *ret)
{
	uint8_t slot[ET_ENTRY_SIZE];
	imapi_status status = IMAPI_OK;
	bool there = true;

	for (unsigned n = 0; n < section->count && !IMAPI_FAILED(status); (*index)++) {
		status = rd_boot_slot(source, ret->catalog, *index, slot, &there);
		if (IMAPI_FAILED(status) || !there)
			break;
		if (slot[0] == ET_EXTENSION)
			continue;
		status = take_image(source, slot, section->platform, ret);
		n++;
	}
	return status;
}

static imapi_status take_sections(struct rd_source *source, struct rd_boot *ret)
{
	size_t index = 2;

	for (;;) {
		uint8_t slot[ET_ENTRY_SIZE];
		struct et_section section;
		bool there;
		imapi_status status = rd_boot_slot(source, ret->catalog, index, slot, &there);

		if (IMAPI_FAILED(status) || !there)
			return status;
		wire_get(&et_section_layout, slot, sizeof(slot), &section);
		index++;
		if (section.header == ET_EXTENSION)
			continue;
		if (section.header != ET_SECTION && section.header != ET_LAST_SECTION)
			break;
		status = take_section(source, &section, &index, ret);
		if (IMAPI_FAILED(status))
			return status;
		if (section.header == ET_LAST_SECTION)
			break;
	}
	ret->blocks = blocks_of(index * ET_ENTRY_SIZE);
	return IMAPI_OK;
}

static imapi_status read_catalog(struct rd_source *source, uint64_t catalog,
				 struct rd_boot *ret)
{
	uint8_t slots[2][ET_ENTRY_SIZE];
	imapi_status status;
	bool there;

	for (size_t i = 0; i < ARRAY_SIZE(slots); i++) {
		status = rd_boot_slot(source, catalog, i, slots[i], &there);
		if (IMAPI_FAILED(status) || !there)
			return status;
	}
	if (slots[0][0] != ET_VALIDATION)
		return IMAPI_OK;
	ret->catalog = catalog;
	ret->blocks = 1;
	status = take_image(source, slots[1], slots[0][1], ret);
	return IMAPI_FAILED(status) ? status : take_sections(source, ret);
}

imapi_status rd_boot_read(struct rd_source *source, uint64_t record_block, struct rd_boot *ret)
{
	struct et_record record;
	const uint8_t *bytes;
	imapi_status status;

	memset(ret, 0, sizeof(*ret));
	if (!record_block || !rd_source_has(source, record_block, 1))
		return IMAPI_OK;
	status = rd_source_block(source, record_block, &bytes);
	if (IMAPI_FAILED(status) || !rd_boot_record(bytes, &record))
		return status;
	return read_catalog(source, record.catalog, ret);
}
