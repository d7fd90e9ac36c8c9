/* SPDX-License-Identifier: MIT */
/* From a block to the path of what it holds. */
#include "image/read/reader.h"

#include "base/mem.h"

#include <stdio.h>

static int by_block(const void *a, const void *b)
{
	const struct rd_run *x = a, *y = b;

	return (x->block > y->block) - (x->block < y->block);
}

static uint64_t end_of(const struct imapi_image_extent *extent)
{
	uint64_t blocks = blocks_of(extent->offset + extent->length);

	if (extent->unit_blocks && blocks)
		blocks += (blocks - 1) / extent->unit_blocks * extent->gap_blocks;
	return extent->block + blocks;
}

static uint32_t stream_count(const struct imapi_image_entry *entry)
{
	return entry->streams ? entry->streams->child_count : 0;
}

static size_t count_runs(const struct imapi_image_reader *reader)
{
	size_t count = 0;

	for (const struct imapi_image_entry *e = reader->tree.root; e;
	     e = rd_tree_next(e, reader->tree.root)) {
		count += e->extent_count + 1u;
		for (uint32_t i = 0; i < stream_count(e); i++)
			count += e->streams->children[i]->extent_count + 1u;
	}
	return count;
}

static void add_run(struct imapi_image_reader *reader, uint64_t block, uint64_t end,
		    const struct imapi_image_entry *entry)
{
	if (end == block)
		return;
	reader->longest_run = MAX(reader->longest_run, end - block);
	reader->runs[reader->run_count++] = (struct rd_run){ block, end, entry };
}

/* The content, and of UDF the file entry. */
static void add_runs(struct imapi_image_reader *reader, const struct imapi_image_entry *e)
{
	for (uint32_t i = 0; i < e->extent_count; i++)
		if (e->extents[i].block != IMAPI_IMAGE_HOLE)
			add_run(reader, e->extents[i].block, end_of(&e->extents[i]), e);
	if (e->icb)
		add_run(reader, e->icb, e->icb + 1, e);
}

static imapi_status build(struct imapi_image_reader *reader)
{
	if (reader->runs)
		return IMAPI_OK;
	reader->runs = calloc(count_runs(reader), sizeof(*reader->runs));
	if (!reader->runs)
		return err_no_memory(reader->err);
	for (const struct imapi_image_entry *e = reader->tree.root; e;
	     e = rd_tree_next(e, reader->tree.root)) {
		add_runs(reader, e);
		for (uint32_t i = 0; i < stream_count(e); i++)
			add_runs(reader, e->streams->children[i]);
	}
	array_sort(reader->runs, reader->run_count, sizeof(*reader->runs), by_block);
	return IMAPI_OK;
}

/* The last run that starts at or before @block and reaches it. */
static const struct imapi_image_entry *find(const struct imapi_image_reader *reader,
					    uint64_t block)
{
	size_t low = 0, high = reader->run_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reader->runs[middle].block <= block)
			low = middle + 1;
		else
			high = middle;
	}
	while (low > 0 && block - reader->runs[low - 1].block < reader->longest_run) {
		low--;
		if (block < reader->runs[low].end)
			return reader->runs[low].entry;
	}
	return NULL;
}

static bool in_table(const struct rd_descriptor *d, uint64_t block)
{
	const uint32_t starts[] = { d->table_l, d->table_l_optional, d->table_m,
				    d->table_m_optional };

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (starts[i] && block >= starts[i] &&
		    block - starts[i] < blocks_of(d->table_size))
			return true;
	return false;
}

/* What is in no directory, but a computer finds it. */
static const char *describe_boot(const struct rd_boot *boot, uint64_t block)
{
	if (boot->catalog && block >= boot->catalog && block - boot->catalog < boot->blocks)
		return "(boot catalog)";
	for (size_t i = 0; i < boot->count; i++)
		if (block >= boot->images[i].entry.block &&
		    block - boot->images[i].entry.block < blocks_of(boot->images[i].length))
			return "(boot image)";
	return NULL;
}

static const char *describe(const struct imapi_image_reader *reader, uint64_t block)
{
	const struct rd_volume *v = &reader->volume;
	uint64_t space = (uint64_t)reader->session_start + v->primary.space_size;
	const char *boot = describe_boot(reader->boot, block);

	if (block >= reader->session_start && block < v->first)
		return "(system area)";
	if (block >= v->first && block <= v->terminator)
		return "(volume descriptors)";
	if (reader->udf && rd_udf_name_block(reader->udf, block))
		return rd_udf_name_block(reader->udf, block);
	if ((v->primary_block && in_table(&v->primary, block)) ||
	    (v->joliet_block && in_table(&v->joliet, block)))
		return "(path tables)";
	if (boot)
		return boot;
	if (block >= MAX(space, reader->source.end_block))
		return "(behind the volume)";
	return "(no file of this tree)";
}

imapi_status rd_path_of_block(struct imapi_image_reader *reader, uint64_t block, char *text,
			      size_t size)
{
	imapi_status status = rd_reader_need_tree(reader);
	const struct imapi_image_entry *entry;

	if (!IMAPI_FAILED(status))
		status = build(reader);
	if (!IMAPI_FAILED(status))
		status = rd_reader_need_boot(reader);
	if (IMAPI_FAILED(status))
		return status;
	entry = find(reader, block);
	if (entry) {
		rd_tree_path(entry, text, size);
		return IMAPI_OK;
	}
	snprintf(text, size, "%s", describe(reader, block));
	return IMAPI_S_FALSE;
}
