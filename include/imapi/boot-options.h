/* SPDX-License-Identifier: MIT */
/* What a computer starts from: boot images of a disc (IMAPI v2: IBootOptions), and hybrids. */
#ifndef IMAPI_BOOT_OPTIONS_H
#define IMAPI_BOOT_OPTIONS_H

#include "imapi/context.h"
#include "imapi/stream.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct imapi_file_system_image;
struct imapi_image_reader;

/**
 * One boot image and how it is to be started: an entry of the boot catalog (El Torito 2.0).
 *
 * An image refers to the options that it was given and its results do too. As long as one of
 * them exists the options cannot be changed: every setter fails with IMAPI_E_READONLY. They
 * belong to the thread of their context.
 */
struct imapi_boot_options;

/** Most boot images of a disc (IMAPI v2: IMAPI2FS_BOOT_ENTRY_COUNT_MAX). */
#define IMAPI_BOOT_ENTRIES_MAX 32

/** What kind of computer starts from it; IMAPI v2's numbers (El Torito 2.1; UEFI 13.3.2.1). */
enum imapi_boot_platform {
	IMAPI_BOOT_PLATFORM_X86 = 0, /**< a PC with a BIOS */
	IMAPI_BOOT_PLATFORM_POWERPC = 1,
	IMAPI_BOOT_PLATFORM_MAC = 2,
	IMAPI_BOOT_PLATFORM_EFI = 0xef, /**< the image is a FAT file system */
};

/** Which drive the computer shows the program; IMAPI v2's numbers (El Torito 2.2). */
enum imapi_boot_emulation {
	IMAPI_BOOT_EMULATION_NONE = 0, /**< the image is loaded and started as it is */
	IMAPI_BOOT_EMULATION_FLOPPY_1_2 = 1,
	IMAPI_BOOT_EMULATION_FLOPPY_1_44 = 2,
	IMAPI_BOOT_EMULATION_FLOPPY_2_88 = 3,
	IMAPI_BOOT_EMULATION_HARD_DISK = 4, /**< the image begins with a partition table */
};

/** What options say (IMAPI v2: the properties of IBootOptions). */
struct imapi_boot_options_info {
	size_t size;	     /**< sizeof(struct imapi_boot_options_info) as compiled; set it */
	uint64_t image_size; /**< of an assigned stream, in bytes; 0: none is assigned */
	const char *path; /**< of the file on the disc, NULL: none; lives until it is changed */
	enum imapi_boot_platform platform;
	enum imapi_boot_emulation emulation; /**< for a path that is not set: NONE */
	uint32_t load_segment;		     /**< 0: the usual one, 0x7c0 */
	int32_t load_sectors;		     /**< of 512 bytes; -1: chosen for the image */
	int info_table;
	char manufacturer[25]; /**< terminated */
};

/**
 * Makes options without a boot image: x86, no emulation asked for. The caller owns them. Fails
 * with IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_boot_options_new(struct imapi_context *context,
				    struct imapi_boot_options **ret_options);

/** Releases the caller's hold; images that refer to them keep them. NULL is fine; returns NULL.
 */
struct imapi_boot_options *imapi_boot_options_free(struct imapi_boot_options *options);

/**
 * Takes the bytes of @stream as the boot image, which becomes a part of the image that no
 * directory shows (IMAPI v2: AssignBootImage). Its size decides the emulation unless one was
 * set: that of a floppy of 1.2, 1.44 or 2.88 MB is one, but not for EFI. The options own the
 * stream from then on; on failure the caller still does. Fails with IMAPI_E_BOOT_IMAGE_DATA
 * (empty), IMAPI_E_BOOT_EMULATION_IMAGE_SIZE_MISMATCH, IMAPI_E_READONLY.
 */
imapi_status imapi_boot_options_assign_boot_image(struct imapi_boot_options *options,
						  struct imapi_stream *stream);

/**
 * Takes a file of the image, by its path on the disc, as the boot image; it stays an ordinary
 * file. Whether it is there is seen when the options are given to an image. Replaces a stream,
 * which is released. Fails with IMAPI_E_READONLY, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_boot_options_set_path(struct imapi_boot_options *options,
					 const char *disc_path);

/**
 * Who made it: at most 24 bytes, for the catalog (El Torito 2.1). NULL or "": nobody is named.
 * Fails with IMAPI_E_INVALID_PARAM (too long), IMAPI_E_READONLY.
 */
imapi_status imapi_boot_options_set_manufacturer(struct imapi_boot_options *options,
						 const char *manufacturer);

/** Default x86. Fails with IMAPI_E_INVALID_PARAM, IMAPI_E_READONLY. */
imapi_status imapi_boot_options_set_platform(struct imapi_boot_options *options,
					     enum imapi_boot_platform platform);

/**
 * Fails with IMAPI_E_INVALID_PARAM, IMAPI_E_READONLY, and for a floppy of another size than
 * the assigned boot image with IMAPI_E_BOOT_EMULATION_IMAGE_SIZE_MISMATCH.
 */
imapi_status imapi_boot_options_set_emulation(struct imapi_boot_options *options,
					      enum imapi_boot_emulation emulation);

/** Where a BIOS loads it (El Torito 2.2); 0, the default: segment 0x7c0. Fails with
 *  IMAPI_E_READONLY.
 */
imapi_status imapi_boot_options_set_load_segment(struct imapi_boot_options *options,
						 uint16_t segment);

/**
 * How many sectors of 512 bytes are loaded before the image is started (El Torito 2.2). By
 * default 1 with emulation; 4 with a boot info table, whose program loads the rest, or if a
 * BIOS has no room for more; else all of it, which for an EFI image above 65535 sectors is
 * written as 0, "up to the end of the disc" (UEFI 13.3.2.1). Fails with IMAPI_E_READONLY.
 */
imapi_status imapi_boot_options_set_load_sectors(struct imapi_boot_options *options,
						 uint16_t sectors);

/**
 * Whether bytes 8 to 63 of the boot image are replaced by the table that ISOLINUX and GRUB look
 * for: where the volume descriptor and the image lie, its length and a sum. Only what is
 * written changes, not the file it comes from. Default no. Fails with IMAPI_E_READONLY.
 */
imapi_status imapi_boot_options_set_info_table(struct imapi_boot_options *options, int wanted);

/** Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG (size not set). */
imapi_status imapi_boot_options_info(const struct imapi_boot_options *options,
				     struct imapi_boot_options_info *ret_info);

/**
 * Makes the image bootable by @count boot images, which the catalog lists in that order; the
 * first is the default (IMAPI v2: BootImageOptionsArray). Count 0: not bootable. Files must be
 * in the image already. A disc boots from its first session only.
 *
 * Fails with IMAPI_E_BOOT_OBJECT_CONFLICT (the session does not start at LBA 0, or files of an
 * earlier one were imported), IMAPI_E_INVALID_PARAM (more than IMAPI_BOOT_ENTRIES_MAX),
 * IMAPI_E_ITEM_NOT_FOUND (a path), IMAPI_E_BOOT_IMAGE_DATA (no boot image, one that is empty or
 * no file), IMAPI_E_BOOT_EMULATION_IMAGE_SIZE_MISMATCH. All of it is judged again by
 * imapi_file_system_image_create_result(), which also refuses a hard disk without a partition
 * table and a program where EFI wants a file system (IMAPI_E_BOOT_IMAGE_DATA), and file systems
 * without ISO 9660.
 */
imapi_status imapi_file_system_image_set_boot_options(struct imapi_file_system_image *image,
						      struct imapi_boot_options *const *options,
						      size_t count);

/**
 * The options that the image has, in order: writes at most @room of them, which stay the
 * image's, and returns how many there are.
 */
size_t imapi_file_system_image_boot_options(const struct imapi_file_system_image *image,
					    struct imapi_boot_options **ret_options,
					    size_t room);

/**
 * Whether the image starts from a USB stick or a hard disk that it is copied to as well.
 *
 * @code, at most 446 bytes and copied, is the program of a master boot record, as ISOLINUX's
 * isohdpfx.bin is one; with it the partition table has one active partition of the whole image
 * and one (type 0xef) of the first EFI boot image. NULL: none, the partition table only guards
 * the GPT. The GPT, which there is if there is an EFI boot image, shows it as system partition
 * (UEFI 5.3). The programs of ISOLINUX and of
 * GRUB (boot_hybrid.img) are told the address of the first boot image, which is theirs too.
 *
 * Fails with IMAPI_E_INVALID_PARAM (too long). The result fails with IMAPI_E_BOOT_IMAGE_DATA if
 * there is neither a program nor an EFI boot image.
 */
imapi_status imapi_file_system_image_set_hybrid(struct imapi_file_system_image *image,
						int wanted, const void *code,
						size_t code_length);

/** What the boot catalog of an image says of one boot image (El Torito 2.2, 2.4). */
struct imapi_boot_entry {
	size_t size;	     /**< sizeof(struct imapi_boot_entry) as it was compiled; set it */
	uint8_t platform;    /**< enum imapi_boot_platform, or what else stands there */
	uint8_t emulation;   /**< enum imapi_boot_emulation, or what else stands there */
	uint8_t bootable;    /**< 0: a computer is not to start from it */
	uint8_t system_type; /**< of the partition of a hard disk */
	uint16_t load_segment, load_sectors;
	uint32_t block; /**< where it lies */
	/** As far as it is known, in bytes: what is loaded, or the drive that is emulated. */
	uint64_t length;
};

/**
 * Tells the entry number @index, from 0, of the boot catalog of an image. IMAPI_S_FALSE: it has
 * no more. Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG (size not set), or as reading does.
 */
imapi_status imapi_image_reader_boot_entry(struct imapi_image_reader *reader, size_t index,
					   struct imapi_boot_entry *ret_entry);

#ifdef __cplusplus
}
#endif

#endif
