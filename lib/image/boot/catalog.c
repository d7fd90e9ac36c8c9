/* SPDX-License-Identifier: MIT */
/* The boot record and the boot catalog (El Torito 2). */
#include "image/boot/boot.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/boot/el-torito.h"

#define LOW_MEMORY_SECTORS 1216u /* from 0x7c00 up to where a BIOS keeps its own data */
#define USUAL_SECTORS 4u

void boot_put_record(const struct boot *boot, uint8_t *data)
{
	struct et_record record = { .standard_id = "CD001",
				    .version = 1,
				    .system_id = ET_SYSTEM_ID,
				    .catalog = (uint32_t)boot->catalog };

	wire_put_clean(&et_record_layout, &record, data);
}

uint16_t boot_load_sectors(const struct boot_image *image)
{
	const struct imapi_boot_options *options = image->options;
	uint64_t sectors = (image->length + ET_SECTOR - 1) / ET_SECTOR;

	if (options->has_load_sectors)
		return options->load_sectors;
	if (image->emulation != IMAPI_BOOT_EMULATION_NONE)
		return 1;
	if (options->platform == IMAPI_BOOT_PLATFORM_EFI)
		return sectors > UINT16_MAX ? 0 : (uint16_t)sectors;
	if (options->info_table ||
	    (options->platform == IMAPI_BOOT_PLATFORM_X86 && sectors > LOW_MEMORY_SECTORS))
		return (uint16_t)MIN(sectors, USUAL_SECTORS);
	return (uint16_t)MIN(sectors, UINT16_MAX);
}

static void put_validation(const struct imapi_boot_options *options, uint8_t *data)
{
	struct et_validation v = { .header = ET_VALIDATION,
				   .platform = (uint8_t)options->platform,
				   .key = { 0x55, 0xaa } };

	memcpy(v.id, options->manufacturer, sizeof(v.id));
	wire_put_clean(&et_validation_layout, &v, data);
	v.checksum = (uint16_t)-et_sum(data);
	wire_put_clean(&et_validation_layout, &v, data);
}

static void put_entry(const struct boot_image *image, uint8_t *data)
{
	const struct et_entry e = { .header = ET_BOOTABLE,
				    .media = (uint8_t)image->emulation,
				    .segment = image->options->load_segment,
				    .system = image->system,
				    .sectors = boot_load_sectors(image),
				    .block = (uint32_t)image->block };

	wire_put_clean(&et_entry_layout, &e, data);
}

static bool go_together(const struct imapi_boot_options *a, const struct imapi_boot_options *b)
{
	return a->platform == b->platform &&
	       memcmp(a->manufacturer, b->manufacturer, sizeof(a->manufacturer)) == 0;
}

/* How many images from @first on are of one section. */
static size_t section_length(const struct boot *boot, size_t first)
{
	size_t n = first + 1;

	while (n < boot->settings.count &&
	       go_together(boot->images[first].options, boot->images[n].options))
		n++;
	return n - first;
}

static void put_section(const struct imapi_boot_options *options, size_t count, bool last,
			uint8_t *data)
{
	struct et_section s = { .header = last ? ET_LAST_SECTION : ET_SECTION,
				.platform = (uint8_t)options->platform,
				.count = (uint16_t)count };

	memcpy(s.id, options->manufacturer, BOOT_MANUFACTURER);
	wire_put_clean(&et_section_layout, &s, data);
}

/* 32 images of 31 sections fill the block to its last byte. */
void boot_put_catalog(const struct boot *boot, uint8_t *data)
{
	size_t total = boot->settings.count;

	put_validation(boot->images[0].options, data);
	data += ET_ENTRY_SIZE;
	put_entry(&boot->images[0], data);
	data += ET_ENTRY_SIZE;
	for (size_t first = 1; first < total;) {
		size_t count = section_length(boot, first);

		put_section(boot->images[first].options, count, first + count == total, data);
		data += ET_ENTRY_SIZE;
		for (; count > 0; count--, first++, data += ET_ENTRY_SIZE)
			put_entry(&boot->images[first], data);
	}
}
