/* SPDX-License-Identifier: MIT */
#include "image/boot/hybrid.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/boot/el-torito.h"

#define SECTORS_PER_BLOCK (BLOCK_SIZE / GPT_SECTOR)
#define SYSTEM_AREA 64u	    /* sectors: where partitions may begin */
#define LOADER_ADDRESS 432u /* of ISOLINUX and of GRUB, in the master boot record */
#define DISK_ID 440u
#define PARTITIONS 446u
#define HEADS 255u
#define SECTORS_PER_TRACK 63u

enum { ACTIVE = 0x80, EMPTY = 0, HIDDEN_NTFS = 0x17, PROTECTIVE = 0xee, SYSTEM = 0xef };

/* clang-format off */
#define P struct mbr_partition
WIRE_LAYOUT(mbr_partition_layout, P, "MBR partition", "UEFI 5.2.1", 0, 16,
	W_BYTE(P, status, 0),
	W_RAW(P, start_chs, 1, 3),
	W_BYTE(P, type, 4),
	W_RAW(P, end_chs, 5, 7),
	W_LE(P, first, 8, 11),
	W_LE(P, sectors, 12, 15));
/* clang-format on */

static uint64_t sectors_of(const struct boot *boot)
{
	return boot->end * SECTORS_PER_BLOCK;
}

/* Cylinder, head and sector; what is too far for them is the most they can name. */
static void put_chs(uint64_t sector, uint8_t chs[3])
{
	uint64_t cylinder = sector / (HEADS * SECTORS_PER_TRACK);

	if (cylinder > 1023) {
		memcpy(chs, "\xfe\xff\xff", 3);
		return;
	}
	chs[0] = (uint8_t)(sector / SECTORS_PER_TRACK % HEADS);
	chs[1] = (uint8_t)((sector % SECTORS_PER_TRACK + 1) | (cylinder >> 2 & 0xc0));
	chs[2] = (uint8_t)cylinder;
}

static void put_partition(uint8_t status, uint8_t type, uint64_t first, uint64_t sectors,
			  uint8_t *data)
{
	struct mbr_partition p = { .status = status,
				   .type = type,
				   .first = (uint32_t)MIN(first, UINT32_MAX),
				   .sectors = (uint32_t)MIN(sectors, UINT32_MAX) };

	put_chs(first, p.start_chs);
	put_chs(first + sectors - 1, p.end_chs);
	if (type == PROTECTIVE)
		memset(p.end_chs, 0xff, sizeof(p.end_chs)); /* UEFI 5.2.3 */
	wire_put(&mbr_partition_layout, &p, data);
}

static uint64_t efi_first(const struct boot_image *efi)
{
	return efi->block * SECTORS_PER_BLOCK;
}

static uint64_t efi_sectors(const struct boot_image *efi)
{
	return (efi->length + GPT_SECTOR - 1) / GPT_SECTOR;
}

/*
 * Some firmware takes no table with partitions that overlap, and none without an active one.
 * A type of 0 is no partition to the first and one to the second.
 */
static void put_mbr(const struct boot *boot, uint8_t *data)
{
	const struct boot_image *efi = boot_efi(boot);
	size_t code = boot->settings.code_length;

	memcpy(data, boot->settings.code, code);
	if (code && boot->loader != BOOT_LOADER_OTHER)
		put_le64(data + LOADER_ADDRESS, boot_loader_sector(boot));
	put_le32(data + DISK_ID, (uint32_t)boot->identity.low);
	put_le16(data + DISK_ID + 4, 0);
	if (code)
		put_partition(ACTIVE, efi ? EMPTY : HIDDEN_NTFS, 0, sectors_of(boot),
			      data + PARTITIONS);
	else
		put_partition(0, PROTECTIVE, 1, sectors_of(boot) - 1, data + PARTITIONS);
	if (code && efi)
		put_partition(0, SYSTEM, efi_first(efi), efi_sectors(efi),
			      data + PARTITIONS + mbr_partition_layout.size);
	data[GPT_SECTOR - 2] = 0x55;
	data[GPT_SECTOR - 1] = 0xaa;
}

static void add(struct gpt *gpt, enum gpt_type type, uint64_t first, uint64_t end)
{
	if (first >= end)
		return;
	gpt->partitions[gpt->count].type = type;
	gpt->partitions[gpt->count].first = first;
	gpt->partitions[gpt->count].last = end - 1;
	gpt->count++;
}

/* The system partition, and the rest of the image so that nobody takes it for free. */
static struct gpt gpt_of(const struct boot *boot, const struct boot_image *efi)
{
	struct gpt gpt = { .sectors = boot->table_end * SECTORS_PER_BLOCK,
			   .first_usable = SYSTEM_AREA,
			   .identity = boot->identity };
	uint64_t end = efi_first(efi) + efi_sectors(efi);

	add(&gpt, GPT_DATA, SYSTEM_AREA, efi_first(efi));
	add(&gpt, GPT_SYSTEM, efi_first(efi), end);
	add(&gpt, GPT_DATA, round_up(end, SECTORS_PER_BLOCK),
	    gpt.sectors - HYBRID_TAIL_BLOCKS * SECTORS_PER_BLOCK);
	return gpt;
}

void hybrid_put_head(const struct boot *boot, uint8_t *data)
{
	const struct boot_image *efi = boot_efi(boot);
	struct gpt gpt;

	put_mbr(boot, data);
	if (!efi)
		return;
	gpt = gpt_of(boot, efi);
	gpt_put_primary(&gpt, data + GPT_SECTOR);
}

void hybrid_put_tail(const struct boot *boot, uint8_t *data)
{
	struct gpt gpt = gpt_of(boot, boot_efi(boot));

	gpt_put_backup(&gpt, data + HYBRID_TAIL_BLOCKS * BLOCK_SIZE -
				     (size_t)GPT_TABLE_SECTORS * GPT_SECTOR);
}
