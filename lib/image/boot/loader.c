/* SPDX-License-Identifier: MIT */
/* The programs whose master boot record wants to know where their boot image is. */
#include "image/boot/boot.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/boot/el-torito.h"

#define SECTORS_PER_BLOCK (BLOCK_SIZE / ET_SECTOR)
#define ISOLINUX_MAGIC 0x7078c0fbu
#define ISOLINUX_MAGIC_AT 64u
#define GRUB_ADDRESS 432u     /* in boot_hybrid.img, which has a 1 there */
#define GRUB_BLOCK_LIST 2548u /* in the boot image: where its second sector of code begins */
#define GRUB_CD_SECTORS 4u    /* at the start of the boot image, only for a CD */

static bool is_grub(const struct boot_settings *settings)
{
	const uint8_t *code = settings->code;

	return settings->code_length >= GRUB_ADDRESS + 8 &&
	       get_le64(code + GRUB_ADDRESS) == 1 &&
	       memmem(code, settings->code_length, "GRUB ", 5);
}

/* What GRUB's master boot record loads has to find the rest of itself. */
static imapi_status patch_grub(const struct boot_image *image, struct region_list *list,
			       struct imapi_error *err)
{
	uint64_t next = image->block * SECTORS_PER_BLOCK + GRUB_CD_SECTORS + 1;
	uint8_t bytes[8];

	if (image->length < GRUB_BLOCK_LIST + sizeof(bytes))
		return err_set(
			err, IMAPI_E_BOOT_IMAGE_DATA,
			"the first boot image is not GRUB, but the master boot record is");
	put_le64(bytes, next);
	return region_patch(list, (image->block - list->start) * BLOCK_SIZE + GRUB_BLOCK_LIST,
			    bytes, sizeof(bytes))
		       ? IMAPI_OK
		       : err_no_memory(err);
}

imapi_status boot_look_at_loader(struct boot *boot, struct region_list *list,
				 struct imapi_error *err)
{
	const struct boot_image *first = &boot->images[0];
	uint8_t magic[4];
	imapi_status status;

	if (boot->settings.count == 0 || first->length < ISOLINUX_MAGIC_AT + sizeof(magic))
		return IMAPI_OK;
	if (is_grub(&boot->settings)) {
		boot->loader = BOOT_LOADER_GRUB;
		return patch_grub(first, list, err);
	}
	status = region_list_read(list,
				  (first->block - list->start) * BLOCK_SIZE + ISOLINUX_MAGIC_AT,
				  magic, sizeof(magic), err);
	if (!IMAPI_FAILED(status) && get_le32(magic) == ISOLINUX_MAGIC)
		boot->loader = BOOT_LOADER_ISOLINUX;
	return status;
}

uint64_t boot_loader_sector(const struct boot *boot)
{
	uint64_t sector = boot->images[0].block * SECTORS_PER_BLOCK;

	switch (boot->loader) {
	case BOOT_LOADER_ISOLINUX:
		return sector;
	case BOOT_LOADER_GRUB:
		return sector + GRUB_CD_SECTORS;
	case BOOT_LOADER_OTHER:
		break;
	}
	return 0;
}
