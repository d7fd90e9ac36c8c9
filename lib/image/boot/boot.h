/* SPDX-License-Identifier: MIT */
/* What makes an image bootable: its catalog, its boot images, and how a disk starts from it. */
#ifndef LIB_IMAGE_BOOT_BOOT_H
#define LIB_IMAGE_BOOT_BOOT_H

#include "base/digest.h"
#include "image/boot/options.h"
#include "image/extents.h"
#include "image/region.h"
#include "image/tree.h"

struct boot_image {
	const struct imapi_boot_options *options;
	struct tree_node *file; /* of the tree; NULL: the stream of the options */
	uint64_t length, block;
	enum imapi_boot_emulation emulation;
	uint8_t system; /* the type of the partition of a hard disk */
};

/* What a master boot record has to be told of the first boot image. */
enum boot_loader { BOOT_LOADER_OTHER, BOOT_LOADER_ISOLINUX, BOOT_LOADER_GRUB };

/* Belongs to one layout. */
struct boot {
	struct boot_settings settings;
	struct boot_image images[IMAPI_BOOT_ENTRIES_MAX]; /* as many as there are options */
	uint64_t catalog;				  /* address */
	uint64_t table_end;				  /* block behind the copy of the GPT */
	uint64_t end;					  /* of the image, in blocks */
	enum boot_loader loader;
	struct digest identity; /* from what lies where, and when */
};

/*
 * Finds the boot images. *@ret_boot is NULL if the image is not to boot. Fails as
 * imapi_file_system_image_set_boot_options() does but for the place of the session.
 */
imapi_status boot_new(const struct boot_settings *settings, const struct tree *tree,
		      struct boot **ret_boot, struct imapi_error *err);
struct boot *boot_free(struct boot *boot); /* NULL is fine; returns NULL */

/* Fails unless the session is the first and starts at LBA 0. */
imapi_status boot_check_session(uint64_t start, bool has_earlier, struct imapi_error *err);

/* The system area, which comes first: zeroes, or what a disk starts from. @boot may be NULL. */
bool boot_add_system_area(struct boot *boot, struct region_list *list, uint64_t blocks);

/* The catalog and the boot images that are no files; anywhere. */
bool boot_add_regions(struct boot *boot, struct region_list *list);

/* The copy of the GPT, which belongs to the end of the image. @boot may be NULL. */
bool boot_add_tail(struct boot *boot, struct region_list *list);

/*
 * When all regions have their places: finds out where the files are and looks into the boot
 * images. Patches those that want a table.
 */
imapi_status boot_place(struct boot *boot, const struct extents *extents,
			struct region_list *list, int64_t timestamp, struct imapi_error *err);

/* The volume descriptor for the second block of the set (El Torito, figure 7). */
void boot_put_record(const struct boot *boot, uint8_t *data);

/* catalog.c: fills the block of the catalog. */
void boot_put_catalog(const struct boot *boot, uint8_t *data);

/* The sectors of 512 bytes that are loaded of a boot image. */
uint16_t boot_load_sectors(const struct boot_image *image);

/* The boot image for EFI that a disk starts from, or NULL. */
const struct boot_image *boot_efi(const struct boot *boot);

/* loader.c: finds out whose the master boot record is; GRUB's wants a patch. */
imapi_status boot_look_at_loader(struct boot *boot, struct region_list *list,
				 struct imapi_error *err);

/* The sector of 512 bytes that the loader's master boot record looks for; 0: it does not. */
uint64_t boot_loader_sector(const struct boot *boot);

/* info-table.c: patches what the region list has of @image. */
imapi_status boot_patch_info_table(const struct boot_image *image, struct region_list *list,
				   struct imapi_error *err);

#endif
