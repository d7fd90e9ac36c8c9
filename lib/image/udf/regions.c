/* SPDX-License-Identifier: MIT */
/*
 * The order of a volume on the medium: recognition, one descriptor sequence, the anchor at 256,
 * the partition; at the end the other sequence and another anchor.
 */
#include "image/udf/udf.h"

#include "base/mem.h"
#include "base/units.h"

static imapi_status build_recognition(const struct region *region, uint8_t *data,
				      struct imapi_error *err)
{
	(void)err;
	volume_recognition(region->self, data);
	return IMAPI_OK;
}

static imapi_status build_sequence(const struct region *region, uint8_t *data,
				   struct imapi_error *err)
{
	(void)err;
	volume_sequence(region->self, region->first, data);
	return IMAPI_OK;
}

static imapi_status build_integrity(const struct region *region, uint8_t *data,
				    struct imapi_error *err)
{
	(void)err;
	volume_integrity(region->self, data);
	return IMAPI_OK;
}

static imapi_status build_anchor(const struct region *region, uint8_t *data,
				 struct imapi_error *err)
{
	(void)err;
	volume_anchor(region->self, region->first, data);
	return IMAPI_OK;
}

static imapi_status build_file_set(const struct region *region, uint8_t *data,
				   struct imapi_error *err)
{
	(void)err;
	volume_file_set(region->self, data);
	return IMAPI_OK;
}

/* Entries are made block by block: there may be millions. */
static imapi_status read_entries(const struct region *region, uint64_t offset, uint8_t *data,
				 size_t length, struct imapi_error *err)
{
	const struct udf *u = region->self;
	imapi_status status = IMAPI_OK;

	while (length > 0 && !IMAPI_FAILED(status)) {
		uint32_t index = (uint32_t)(offset / BLOCK_SIZE);
		size_t from = (size_t)(offset % BLOCK_SIZE), n = MIN(length, BLOCK_SIZE - from);
		uint8_t block[BLOCK_SIZE] = { 0 };

		if (index < u->counts.nodes)
			status = entry_build(u, u->nodes[index + 1], block, err);
		else
			streams_entry(u, index - u->counts.nodes, block);
		memcpy(data, block + from, n);
		data += n;
		offset += n;
		length -= n;
	}
	return status;
}

static imapi_status build_part(const struct region *region, uint8_t *data,
			       struct imapi_error *err)
{
	const struct udf *u = region->self;
	const struct udf_part *part = &u->parts[region->item];

	if (S_ISREG(part->node->mode))
		return ads_put_rest(u, part, data, err);
	if (tree_is_directory(part->node))
		directory_fill(u, part->node, udf_place(u, part->first), data);
	else
		symlink_fill(u, part->node->target, data);
	return IMAPI_OK;
}

static imapi_status build_stream_directory(const struct region *region, uint8_t *data,
					   struct imapi_error *err)
{
	const struct udf *u = region->self;
	const struct udf_stream_directory *d = &u->stream_directories[region->item];

	(void)err;
	streams_fill(u, d, udf_place(u, d->first), data);
	return IMAPI_OK;
}

static imapi_status read_streams(const struct region *region, uint64_t offset, uint8_t *data,
				 size_t length, struct imapi_error *err)
{
	return streams_read(region->self, offset, data, length, err);
}

static imapi_status build_metadata(const struct region *region, uint8_t *data,
				   struct imapi_error *err)
{
	(void)err;
	metadata_entry(region->self, region->first, (uint8_t)region->item, data);
	return IMAPI_OK;
}

static imapi_status build_vat(const struct region *region, uint8_t *data,
			      struct imapi_error *err)
{
	(void)err;
	vat_build(region->self, data);
	return IMAPI_OK;
}

static imapi_status build_vat_entry(const struct region *region, uint8_t *data,
				    struct imapi_error *err)
{
	(void)err;
	vat_entry(region->self, region->first, data);
	return IMAPI_OK;
}

static imapi_status build_metadata_bitmap(const struct region *region, uint8_t *data,
					  struct imapi_error *err)
{
	(void)err;
	metadata_entry(region->self, region->first, UDF_TYPE_METADATA_BITMAP, data);
	space_build_metadata(region->self, region->first + 1, data + BLOCK_SIZE);
	return IMAPI_OK;
}

static imapi_status read_bitmap(const struct region *region, uint64_t offset, uint8_t *data,
				size_t length, struct imapi_error *err)
{
	(void)err;
	return space_read(region->self, offset, data, length);
}

static imapi_status build_sparing_table(const struct region *region, uint8_t *data,
					struct imapi_error *err)
{
	(void)err;
	space_sparing_table(region->self, region->first, data);
	return IMAPI_OK;
}

static const struct region_ops vat_ops = { .name = "UDF virtual allocation table",
					   .build = build_vat };
static const struct region_ops vat_entry_ops = { .name = "UDF virtual allocation table",
						 .build = build_vat_entry };
static const struct region_ops recognition_ops = { .name = "UDF recognition sequence",
						   .build = build_recognition };
static const struct region_ops sequence_ops = { .name = "UDF volume descriptors",
						.build = build_sequence };
static const struct region_ops integrity_ops = { .name = "UDF integrity sequence",
						 .build = build_integrity };
static const struct region_ops anchor_ops = { .name = "UDF anchor", .build = build_anchor };
static const struct region_ops file_set_ops = { .name = "UDF file set",
						.build = build_file_set };
static const struct region_ops entries_ops = { .name = "UDF file entries",
					       .read = read_entries };
static const struct region_ops part_ops = { .name = "UDF directories", .build = build_part };
static const struct region_ops stream_directory_ops = { .name = "UDF stream directories",
							.build = build_stream_directory };
static const struct region_ops streams_ops = { .name = "UDF named streams",
					       .read = read_streams };
static const struct region_ops metadata_ops = { .name = "UDF metadata file",
						.build = build_metadata };

static const struct region_ops metadata_bitmap_ops = { .name = "UDF metadata bitmap",
						       .build = build_metadata_bitmap };
static const struct region_ops bitmap_ops = { .name = "UDF space bitmap", .read = read_bitmap };
static const struct region_ops sparing_ops = { .name = "UDF sparing table",
					       .build = build_sparing_table };

/* Zeroes up to an address that is not passed yet. */
static bool pad_to(struct region_list *list, uint64_t address)
{
	return region_add(list, &region_padding_ops, NULL, 0, address - region_next(list));
}

static bool align(struct region_list *list, uint64_t unit)
{
	return pad_to(list, round_up(region_next(list), unit));
}

/* Blocks inside the partition that nothing is in. */
static void note_gap(struct udf *u, uint64_t first, uint64_t end)
{
	if (udf_is_writable(u) && first < end && u->gap_count < UDF_GAPS)
		u->gaps[u->gap_count++] = (struct udf_gap){ first, end };
}

static bool leave_gap(struct udf *u, struct region_list *list)
{
	uint64_t first = region_next(list);

	note_gap(u, first, round_up(first, UDF_UNIT));
	return align(list, UDF_UNIT);
}

bool udf_add_recognition(struct udf *u, struct region_list *list)
{
	return region_add(list, &recognition_ops, u, 0, UDF_RECOGNITION_BLOCKS);
}

static bool add_sparing_table(struct udf *u, struct region_list *list, unsigned number)
{
	if (!udf_is_sparable(u))
		return true;
	u->sparing[number] = region_next(list);
	return region_add(list, &sparing_ops, u, 0, 1);
}

/* What is not closed has no end where the second sequence could be. */
static bool add_early_reserve(struct udf *u, struct region_list *list)
{
	if (udf_is_sparable(u))
		return pad_to(list, u->settings.start + UDF_SPARING_PLACE) &&
		       add_sparing_table(u, list, 0);
	if (!udf_is_virtual(u))
		return true;
	u->reserve = u->settings.start + UDF_RESERVE_PLACE;
	return pad_to(list, u->reserve) &&
	       region_add(list, &sequence_ops, u, 0, UDF_VDS_BLOCKS);
}

bool udf_add_head(struct udf *u, struct region_list *list)
{
	uint64_t first = u->settings.start + UDF_PARTITION_PLACE;

	u->main = u->settings.start + UDF_VDS_PLACE;
	u->integrity = u->main + UDF_VDS_BLOCKS;
	u->partition = MIN(first, u->settings.lowest / UDF_UNIT * UDF_UNIT);
	return pad_to(list, u->main) && region_add(list, &sequence_ops, u, 0, UDF_VDS_BLOCKS) &&
	       region_add(list, &integrity_ops, u, 0, UDF_INTEGRITY_BLOCKS) &&
	       add_early_reserve(u, list) &&
	       pad_to(list, u->settings.start + UDF_ANCHOR_PLACE) &&
	       region_add(list, &anchor_ops, u, 0, 1) && pad_to(list, first);
}

/* What of a metadata file is not used yet. */
static bool end_copy(struct udf *u, struct region_list *list, uint64_t first)
{
	return !udf_has_metadata(u) || pad_to(list, first + space_metadata_blocks(u));
}

/* One copy of file set, entries and directories, at the next address. */
static bool add_copy(struct udf *u, struct region_list *list)
{
	bool ok = region_add(list, &file_set_ops, u, 0, 2) &&
		  region_add(list, &entries_ops, u, 0, u->counts.nodes + u->stream_entries);

	for (size_t i = 0; i < u->part_count && ok; i++)
		if (u->parts[i].first)
			ok = region_add(list, &part_ops, u, i, blocks_of(u->parts[i].size));
	for (size_t i = 0; i < u->stream_directory_count && ok; i++)
		if (u->stream_directories[i].first)
			ok = region_add(list, &stream_directory_ops, u, i,
					blocks_of(u->stream_directories[i].size));
	return ok;
}

static bool add_metadata(struct udf *u, struct region_list *list, uint8_t type)
{
	return region_add(list, &metadata_ops, u, type, 1);
}

/* Spares, the second table, the second sequence and the anchor. */
static uint64_t blocks_behind(const struct udf *u)
{
	return (udf_is_sparable(u) ? (UDF_SPARES + 1) * UDF_UNIT : 0) + UDF_UNIT;
}

static bool add_bitmap(struct udf *u, struct region_list *list)
{
	u->bitmap = region_next(list);
	return region_add(list, &bitmap_ops, u, 0,
			  blocks_of(space_bitmap_size(u->partition_end - u->partition)));
}

/* Where the partition ends if the volume has the size that it is to have; 0: anywhere. */
static uint64_t wanted_end(const struct udf *u)
{
	uint64_t size = u->settings.size;

	if (size <= u->partition + blocks_behind(u))
		return 0;
	return (size - blocks_behind(u)) / UDF_UNIT * UDF_UNIT;
}

/*
 * Linux expects the first blocks of a partition to be in use, as many as the bitmap has; so it
 * is put there, unless what is there stays.
 */
static bool add_early_bitmap(struct udf *u, struct region_list *list)
{
	if (!udf_is_writable(u) || u->settings.old_end != 0 || !wanted_end(u))
		return true;
	u->partition_end = wanted_end(u);
	u->spans = true;
	return add_bitmap(u, list);
}

bool udf_add_structures(struct udf *u, struct region_list *list)
{
	if (!add_early_bitmap(u, list))
		return false;
	if (udf_has_metadata(u)) {
		u->metadata = region_next(list);
		if (!add_metadata(u, list, UDF_TYPE_METADATA) || !leave_gap(u, list))
			return false;
	}
	u->structures = region_next(list);
	if (!add_copy(u, list) || !end_copy(u, list, u->structures))
		return false;
	u->stream_data = region_next(list);
	return region_add(list, &streams_ops, u, 0, u->stream_blocks);
}

/* A metadata bitmap for what can be written to, UDF 2.50 2.2.13. */
static bool add_metadata_bitmap(struct udf *u, struct region_list *list)
{
	if (!udf_is_writable(u) || !udf_has_metadata(u))
		return true;
	u->metadata_bitmap = region_next(list);
	return region_add(list, &metadata_bitmap_ops, u, 0,
			  1 + blocks_of(space_bitmap_size(space_metadata_blocks(u))));
}

/* The mirror, at the other end of the partition. */
static bool add_mirror(struct udf *u, struct region_list *list)
{
	if (!udf_has_metadata(u))
		return true;
	if (u->settings.redundant) {
		if (!leave_gap(u, list))
			return false;
		u->mirrored = region_next(list);
		if (!add_copy(u, list) || !end_copy(u, list, u->mirrored))
			return false;
	}
	u->mirror = region_next(list);
	return add_metadata(u, list, UDF_TYPE_MIRROR) && add_metadata_bitmap(u, list);
}

/* Zeroes so that @last more blocks end with an ECC block, as a drive writes them. */
static bool pad_for(struct region_list *list, uint64_t last)
{
	return pad_to(list, round_up(region_next(list) + last, UDF_UNIT) - last);
}

/* The table and, at the very end, its entry; there is no second anchor yet. */
static bool add_vat(struct udf *u, struct region_list *list)
{
	if (!pad_for(list, blocks_of(vat_size(u)) + 1))
		return false;
	u->vat = region_next(list);
	if (!region_add(list, &vat_ops, u, 0, blocks_of(vat_size(u))) ||
	    !region_add(list, &vat_entry_ops, u, 0, 1))
		return false;
	u->partition_end = region_next(list);
	return true;
}

/* The bitmap covers itself, so its size is found by trying. */
static uint64_t least_end(const struct udf *u, uint64_t at)
{
	uint64_t blocks, end = at;

	do {
		blocks = blocks_of(space_bitmap_size(end - u->partition));
		end = round_up(at + blocks, UDF_UNIT);
	} while (blocks_of(space_bitmap_size(end - u->partition)) > blocks);
	return end;
}

static bool add_late_bitmap(struct udf *u, struct region_list *list)
{
	uint64_t at = region_next(list), end = wanted_end(u);

	if (u->bitmap)
		return true;
	u->spans = end > u->partition &&
		   at + blocks_of(space_bitmap_size(end - u->partition)) <= end;
	u->partition_end = u->spans ? end : least_end(u, at);
	return add_bitmap(u, list);
}

/* The first of the contents is for files without any, in ISO 9660. */
static void note_empty_block(struct udf *u)
{
	uint64_t block = extents_empty_block(u->extents);

	if (!u->settings.bridge &&
	    block - u->partition >=
		    space_bitmap_size(u->partition_end - u->partition) / BLOCK_SIZE + 1)
		note_gap(u, block, block + 1);
}

/* Address of the last anchor. */
static uint64_t last_of(const struct udf *u)
{
	return (u->spans ? u->settings.size : u->partition_end + blocks_behind(u)) - 1;
}

/*
 * Blocks up to @end that a medium may keep as they are, but for where readers look for an
 * anchor (ECMA-167 3/8.4.2.1): one of another volume may be there.
 */
static bool add_free(struct udf *u, struct region_list *list, uint64_t end)
{
	uint64_t unit = (last_of(u) - UDF_ANCHOR_PLACE) / UDF_UNIT * UDF_UNIT;

	if (unit >= region_next(list) && unit < end &&
	    (!region_add(list, &region_free_ops, u, 0, unit - region_next(list)) ||
	     !pad_to(list, MIN(unit + UDF_UNIT, end))))
		return false;
	return region_add(list, &region_free_ops, u, 0, end - region_next(list));
}

static bool add_free_space(struct udf *u, struct region_list *list)
{
	if (!udf_is_writable(u))
		return true;
	if (!add_late_bitmap(u, list))
		return false;
	note_empty_block(u);
	u->used_end = region_next(list);
	if (u->partition_end < u->used_end) { /* more than was to be: the caller sees it */
		u->partition_end = round_up(u->used_end, UDF_UNIT);
		u->spans = false;
	}
	return align(list, UDF_UNIT) && add_free(u, list, u->partition_end);
}

static bool add_spares(struct udf *u, struct region_list *list)
{
	if (!udf_is_sparable(u))
		return true;
	u->spares = region_next(list);
	return add_free(u, list, u->spares + (uint64_t)UDF_SPARES * UDF_UNIT) &&
	       add_sparing_table(u, list, 1) && align(list, UDF_UNIT);
}

/* Up to what ends the volume; not where readers would take the anchor before for one of it. */
static bool pad_for_reserve(struct udf *u, struct region_list *list)
{
	if (u->spans)
		return pad_to(list, u->settings.size - UDF_VDS_BLOCKS - 1);
	if (!pad_for(list, UDF_VDS_BLOCKS + 1))
		return false;
	return u->settings.old_end == 0 ||
	       region_next(list) + UDF_VDS_BLOCKS + 1 !=
		       u->settings.old_end + UDF_ANCHOR_PLACE ||
	       pad_to(list, region_next(list) + UDF_UNIT);
}

bool udf_add_tail(struct udf *u, struct region_list *list)
{
	if (udf_is_virtual(u))
		return add_vat(u, list);
	if (!add_mirror(u, list) || !add_free_space(u, list) || !add_spares(u, list) ||
	    !pad_for_reserve(u, list))
		return false;
	u->reserve = region_next(list);
	if (!udf_is_writable(u))
		u->partition_end = u->reserve;
	u->last = u->reserve + UDF_VDS_BLOCKS;
	return region_add(list, &sequence_ops, u, 0, UDF_VDS_BLOCKS) &&
	       region_add(list, &anchor_ops, u, 0, 1);
}
