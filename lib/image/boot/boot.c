/* SPDX-License-Identifier: MIT */
#include "image/boot/boot.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/boot/el-torito.h"
#include "image/boot/hybrid.h"

#include <inttypes.h>

#define PARTITION_TYPE 0x1c2u /* of the first partition in a master boot record */

imapi_status boot_check_session(uint64_t start, bool has_earlier, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	if (has_earlier)
		status = err_set(err, IMAPI_E_BOOT_OBJECT_CONFLICT,
				 "the image holds files of an earlier session");
	else if (start)
		status = err_set(err, IMAPI_E_BOOT_OBJECT_CONFLICT,
				 "the session starts at LBA %" PRIu64, start);
	return IMAPI_FAILED(status) ? err_advise(err, status,
						 "A disc boots from its first session only: "
						 "take a blank one.")
				    : IMAPI_OK;
}

static struct tree_node *find_file(const struct tree *tree, const char *path)
{
	struct tree_node *node = tree->root;

	for (path += strspn(path, "/"); *path && node; path += strspn(path, "/")) {
		size_t n = strcspn(path, "/");

		node = tree_is_directory(node) ? tree_find(node, path, n) : NULL;
		path += n;
	}
	return node;
}

static imapi_status find_image(struct boot_image *image, const struct tree *tree,
			       struct imapi_error *err)
{
	const struct imapi_boot_options *options = image->options;
	struct tree_node *node;

	if (options->stream) {
		image->length = options->stream->length;
		return IMAPI_OK;
	}
	if (!options->path)
		return err_set(err, IMAPI_E_BOOT_IMAGE_DATA, "boot options name no boot image");
	node = find_file(tree, options->path);
	if (!node)
		return err_set(err, IMAPI_E_ITEM_NOT_FOUND, "%s is not in the image",
			       options->path);
	if (!S_ISREG(node->mode))
		return err_set(err, IMAPI_E_BOOT_IMAGE_DATA, "%s is no file", options->path);
	image->file = tree_leader(node);
	image->length = image->file->file.size;
	return IMAPI_OK;
}

static imapi_status take(struct boot *boot, size_t i, const struct tree *tree,
			 struct imapi_error *err)
{
	struct boot_image *image = &boot->images[i];
	imapi_status status;

	image->options = boot->settings.options[i];
	status = find_image(image, tree, err);
	if (!IMAPI_FAILED(status))
		status = boot_options_check_size(image->options, image->length, err);
	image->emulation = boot_options_emulation(image->options, image->length);
	return IMAPI_FAILED(status) ? err_in(err, status, "boot image %zu", i + 1) : status;
}

static imapi_status check_hybrid(const struct boot *boot, struct imapi_error *err)
{
	if (!boot->settings.hybrid || boot->settings.code_length || boot_efi(boot))
		return IMAPI_OK;
	return err_advise(err,
			  err_set(err, IMAPI_E_BOOT_IMAGE_DATA,
				  "nothing in the image starts from a disk"),
			  "Add an EFI boot image, or give the code of a master boot record.");
}

imapi_status boot_new(const struct boot_settings *settings, const struct tree *tree,
		      struct boot **ret_boot, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;
	struct boot *boot;

	*ret_boot = NULL;
	if (settings->count == 0 && !settings->hybrid)
		return IMAPI_OK;
	boot = zalloc(sizeof(*boot));
	if (!boot)
		return err_no_memory(err);
	boot_settings_copy(&boot->settings, settings);
	for (size_t i = 0; i < settings->count && !IMAPI_FAILED(status); i++)
		status = take(boot, i, tree, err);
	if (!IMAPI_FAILED(status))
		status = check_hybrid(boot, err);
	if (IMAPI_FAILED(status))
		boot = boot_free(boot);
	*ret_boot = boot;
	return status;
}

struct boot *boot_free(struct boot *boot)
{
	if (!boot)
		return NULL;
	boot_settings_clear(&boot->settings);
	free(boot);
	return NULL;
}

const struct boot_image *boot_efi(const struct boot *boot)
{
	for (size_t i = 0; i < boot->settings.count; i++)
		if (boot->images[i].options->platform == IMAPI_BOOT_PLATFORM_EFI &&
		    boot->images[i].emulation == IMAPI_BOOT_EMULATION_NONE)
			return &boot->images[i];
	return NULL;
}

static imapi_status build_catalog(const struct region *region, uint8_t *data,
				  struct imapi_error *err)
{
	(void)err;
	boot_put_catalog(region->self, data);
	return IMAPI_OK;
}

static imapi_status read_image(const struct region *region, uint64_t offset, uint8_t *data,
			       size_t length, struct imapi_error *err)
{
	const struct boot *boot = region->self;
	struct imapi_stream *stream = boot->images[region->item].options->stream;
	size_t n = offset < stream->length ? (size_t)MIN(length, stream->length - offset) : 0;
	imapi_status status = n ? stream_read(stream, offset, data, n, err) : IMAPI_OK;

	memset(data + n, 0, length - n);
	return IMAPI_FAILED(status)
		       ? err_in(err, status, "boot image %u", (unsigned)region->item + 1)
		       : status;
}

static imapi_status build_system_area(const struct region *region, uint8_t *data,
				      struct imapi_error *err)
{
	(void)err;
	hybrid_put_head(region->self, data);
	return IMAPI_OK;
}

static imapi_status build_tail(const struct region *region, uint8_t *data,
			       struct imapi_error *err)
{
	(void)err;
	hybrid_put_tail(region->self, data);
	return IMAPI_OK;
}

static const struct region_ops catalog_ops = { .name = "boot catalog", .build = build_catalog };
static const struct region_ops image_ops = { .name = "boot image", .read = read_image };
static const struct region_ops system_ops = { .name = "system area",
					      .read = region_read_zeroes };
static const struct region_ops hybrid_ops = { .name = "system area",
					      .build = build_system_area };
static const struct region_ops tail_ops = { .name = "partition table", .build = build_tail };

bool boot_add_system_area(struct boot *boot, struct region_list *list, uint64_t blocks)
{
	bool hybrid = boot && boot->settings.hybrid;

	return region_add(list, hybrid ? &hybrid_ops : &system_ops, boot, 0, blocks);
}

bool boot_add_regions(struct boot *boot, struct region_list *list)
{
	if (!boot || boot->settings.count == 0)
		return true;
	boot->catalog = region_next(list);
	if (!region_add(list, &catalog_ops, boot, 0, 1))
		return false;
	for (size_t i = 0; i < boot->settings.count; i++) {
		struct boot_image *image = &boot->images[i];

		if (image->file)
			continue;
		image->block = region_next(list);
		if (!region_add(list, &image_ops, boot, i, blocks_of(image->length)))
			return false;
	}
	return true;
}

bool boot_add_tail(struct boot *boot, struct region_list *list)
{
	bool wanted = boot && boot->settings.hybrid && boot_efi(boot);

	if (!region_add(list, &tail_ops, boot, 0, wanted ? HYBRID_TAIL_BLOCKS : 0))
		return false;
	if (boot)
		boot->table_end = region_next(list);
	return true;
}

/* A hard disk's boot image says itself what its partition is (El Torito 2.2, byte 4). */
static imapi_status look_at_partition(struct boot_image *image, struct region_list *list,
				      struct imapi_error *err)
{
	uint8_t sector[ET_SECTOR];
	imapi_status status;

	if (image->emulation != IMAPI_BOOT_EMULATION_HARD_DISK)
		return IMAPI_OK;
	status = region_list_read(list, (image->block - list->start) * BLOCK_SIZE, sector,
				  sizeof(sector), err);
	if (IMAPI_FAILED(status))
		return status;
	image->system = sector[PARTITION_TYPE];
	if (get_le16(sector + ET_SECTOR - 2) == 0xaa55 && image->system)
		return IMAPI_OK;
	return err_set(err, IMAPI_E_BOOT_IMAGE_DATA,
		       "the image of a hard disk does not begin with a partition table");
}

/* A program for EFI is not what firmware looks for: it opens a file system (UEFI 13.3.2.1). */
static imapi_status look_at_efi(const struct boot_image *image, struct region_list *list,
				struct imapi_error *err)
{
	uint8_t magic[2];
	imapi_status status;

	if (image->options->platform != IMAPI_BOOT_PLATFORM_EFI || image->length < 2)
		return IMAPI_OK;
	status = region_list_read(list, (image->block - list->start) * BLOCK_SIZE, magic,
				  sizeof(magic), err);
	if (IMAPI_FAILED(status) || memcmp(magic, "MZ", 2) != 0)
		return status;
	return err_advise(
		err,
		err_set(err, IMAPI_E_BOOT_IMAGE_DATA, "a program is no boot image for EFI"),
		"Give the image of a FAT file system with the program in it, as "
		"/EFI/BOOT/BOOTX64.EFI.");
}

static void identify(struct boot *boot, int64_t timestamp)
{
	uint8_t bytes[BLOCK_SIZE + 16] = { 0 };

	put_le64(bytes, boot->end);
	put_le64(bytes + 8, (uint64_t)timestamp);
	if (boot->settings.count)
		boot_put_catalog(boot, bytes + 16);
	boot->identity = digest_of(bytes, sizeof(bytes));
}

static imapi_status look_at(struct boot_image *image, struct region_list *list,
			    struct imapi_error *err)
{
	imapi_status status = look_at_partition(image, list, err);

	if (!IMAPI_FAILED(status))
		status = look_at_efi(image, list, err);
	if (!IMAPI_FAILED(status) && image->options->info_table)
		status = boot_patch_info_table(image, list, err);
	return status;
}

imapi_status boot_place(struct boot *boot, const struct extents *extents,
			struct region_list *list, int64_t timestamp, struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	if (!boot)
		return IMAPI_OK;
	boot->end = region_next(list);
	for (size_t i = 0; i < boot->settings.count; i++)
		if (boot->images[i].file)
			boot->images[i].block = extents_block_of(extents, boot->images[i].file);
	if (boot->settings.hybrid)
		status = boot_look_at_loader(boot, list, err);
	for (size_t i = 0; i < boot->settings.count && !IMAPI_FAILED(status); i++) {
		status = look_at(&boot->images[i], list, err);
		if (IMAPI_FAILED(status))
			status = err_in(err, status, "boot image %zu", i + 1);
	}
	identify(boot, timestamp);
	return status;
}
