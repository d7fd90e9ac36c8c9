/* SPDX-License-Identifier: MIT */
/*
 * Named streams (UDF 2.00 3.3.5): an entry leads to a stream directory, that to an entry for
 * each stream. These entries come behind those of the nodes; the bytes lie behind the
 * structures.
 */
#include "image/udf/udf.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/units.h"
#include "image/tree-extra.h"
#include "image/udf/osta.h"
#include "image/udf/tag.h"

static size_t name_of(const struct udf *u, const struct tree_stream *s,
		      uint8_t name[OSTA_NAME_MAX])
{
	const struct osta_text text = { s->name, strlen(s->name),
					u->settings.revision >= 0x201 };
	bool changed;

	return osta_encode(&text, name, OSTA_NAME_MAX, &changed);
}

static uint64_t length_of(const struct tree_stream *s)
{
	return imapi_stream_length(s->stream);
}

/* Number of an entry of a stream or a stream directory, as nodes have theirs. */
static uint32_t number_of(const struct udf *u, uint32_t entry)
{
	return u->counts.nodes + 1u + entry;
}

bool streams_are_there(const struct udf *u, const struct tree_node *node)
{
	return u->settings.revision >= 0x200 && tree_streams(u->tree, node) != NULL;
}

static const struct udf_stream_directory *directory_of(const struct udf *u,
						       const struct tree_node *node)
{
	for (size_t low = 0, high = u->stream_directory_count; low < high;) {
		size_t middle = low + (high - low) / 2;
		const struct udf_stream_directory *d = &u->stream_directories[middle];

		if (d->node == node)
			return d;
		if (d->node->number < node->number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The one that has the entry. */
static const struct udf_stream_directory *directory_with(const struct udf *u, uint32_t entry)
{
	size_t low = 0, high = u->stream_directory_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (u->stream_directories[middle].entry <= entry)
			low = middle;
		else
			high = middle;
	}
	return &u->stream_directories[low];
}

static uint64_t fids_size(const struct udf *u, const struct tree_stream *s)
{
	uint64_t size = directory_fid_size(u, 0, 0);
	uint8_t name[OSTA_NAME_MAX];

	for (; s; s = s->next)
		size += directory_fid_size(u, size, name_of(u, s, name));
	return size;
}

/* An allocation descriptor stands for 1 GiB, and all of them stand in the entry. */
static imapi_status check_length(const struct tree_node *node, const struct tree_stream *s,
				 struct imapi_error *err)
{
	if (length_of(s) / UDF_EXTENT_MAX < (BLOCK_SIZE - UDF_EFE_SIZE) / 16 - 1)
		return IMAPI_OK;
	return err_set(err, IMAPI_E_IMAGE_TOO_BIG, "%s: the stream %s is larger than 100 GiB",
		       node->name, s->name);
}

imapi_status streams_plan(struct udf *u, const struct tree_node *node, struct imapi_error *err)
{
	struct udf_stream_directory *all, d = { .node = node };
	const struct tree_stream *s = tree_streams(u->tree, node);
	imapi_status status = IMAPI_OK;

	all = array_grow(u->stream_directories, u->stream_directory_count,
			 &u->stream_directory_room, sizeof(*all));
	if (!all)
		return err_no_memory(err);
	u->stream_directories = all;
	d.entry = u->stream_entries;
	d.block = u->stream_blocks;
	d.size = (uint32_t)fids_size(u, s);
	u->stream_entries++;
	for (; s && !IMAPI_FAILED(status); s = s->next) {
		status = check_length(node, s, err);
		u->stream_entries++;
		u->stream_blocks += blocks_of(length_of(s));
	}
	all[u->stream_directory_count++] = d;
	return status;
}

void streams_place(struct udf *u)
{
	for (size_t i = 0; i < u->stream_directory_count; i++) {
		struct udf_stream_directory *d = &u->stream_directories[i];

		if (!u->settings.bridge && d->size <= BLOCK_SIZE - UDF_EFE_SIZE)
			continue;
		d->first = (uint32_t)u->blocks;
		u->blocks += blocks_of(d->size);
	}
}

void streams_fill(const struct udf *u, const struct udf_stream_directory *d, uint32_t place,
		  uint8_t *data)
{
	uint64_t id = udf_unique_id(d->node);
	uint32_t number = number_of(u, d->entry);
	uint8_t name[OSTA_NAME_MAX];
	struct udf_file_id fid = { .version = 1,
				   .characteristics =
					   UDF_FID_PARENT |
					   (tree_is_directory(d->node) ? UDF_FID_DIRECTORY : 0),
				   .icb = udf_icb_of(u, d->node, id) };
	size_t at = directory_put_fid(u, &fid, name, place, data);

	for (const struct tree_stream *s = tree_streams(u->tree, d->node); s; s = s->next) {
		fid.characteristics = 0;
		fid.name_length = (uint8_t)name_of(u, s, name);
		fid.use_length = directory_use_length(u, at, fid.name_length);
		fid.icb = udf_icb(u, ++number, id);
		at += directory_put_fid(u, &fid, name, place + (uint32_t)(at / BLOCK_SIZE),
					data + at);
	}
}

struct udf_long_ad streams_icb(const struct udf *u, const struct tree_node *node)
{
	return udf_icb(u, number_of(u, directory_of(u, node)->entry), udf_unique_id(node));
}

uint64_t streams_length(const struct udf *u, const struct tree_node *node)
{
	uint64_t length = 0;

	for (const struct tree_stream *s = tree_streams(u->tree, node); s; s = s->next)
		length += length_of(s);
	return length;
}

static void put_directory(const struct udf *u, const struct udf_stream_directory *d,
			  uint32_t place, struct udf_file *f, uint8_t *data)
{
	f->icb.type = UDF_TYPE_STREAM_DIRECTORY;
	f->length = d->size;
	if (!d->first) {
		f->icb.flags = UDF_ICB_EMBEDDED;
		f->descriptors_length = d->size;
		streams_fill(u, d, place, data);
		return;
	}
	f->descriptors_length = (uint32_t)ads_size_of(u, true);
	f->icb.flags = f->descriptors_length == 16;
	f->blocks = blocks_of(d->size);
	ads_put_structure(u, f->descriptors_length, d->size, d->first, data);
}

static void put_stream(const struct udf *u, const struct udf_stream_directory *d,
		       uint32_t index, struct udf_file *f, uint8_t *data)
{
	const struct tree_stream *s = tree_streams(u->tree, d->node);
	uint64_t block = u->stream_data + d->block;

	for (; index > 0; index--, s = s->next)
		block += blocks_of(length_of(s));
	f->icb.type = UDF_TYPE_FILE;
	f->icb.flags = UDF_ICB_STREAM | (ads_size_of(u, false) == 16);
	f->links = 1;
	f->length = length_of(s);
	f->blocks = blocks_of(f->length);
	f->descriptors_length = ads_put_run(u, block, f->length, data);
}

void streams_entry(const struct udf *u, uint32_t entry, uint8_t *block)
{
	const struct udf_stream_directory *d = directory_with(u, entry);
	const struct udf_seal seal = { UDF_TAG_EXTENDED_FILE, udf_version(u),
				       udf_icb(u, number_of(u, entry), 0).block };
	struct udf_file f = {
		.icb = { .strategy = 4, .entries = 1 },
		.uid = d->node->uid,
		.gid = d->node->gid,
		.permissions = udf_permissions(d->node->mode),
		.checkpoint = 1,
		.unique_id = udf_unique_id(d->node),
	};
	uint8_t *data = block + UDF_EFE_SIZE;

	if (entry == d->entry)
		put_directory(u, d, seal.location, &f, data);
	else
		put_stream(u, d, entry - d->entry - 1, &f, data);
	f.object_size = f.length;
	udf_put_times(u, d->node, &f);
	udf_put_implementation(f.implementation);
	wire_put(&udf_extended_file, &f, block);
	udf_put_tag(&seal, block, UDF_EFE_SIZE + f.descriptors_length);
}

/* The last one whose bytes begin at or before the block. */
static const struct udf_stream_directory *directory_at(const struct udf *u, uint64_t block)
{
	size_t low = 0, high = u->stream_directory_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (u->stream_directories[middle].block <= block)
			low = middle;
		else
			high = middle;
	}
	return &u->stream_directories[low];
}

/* The stream that byte *@offset of all bytes of streams is in; *@offset becomes that in it. */
static const struct tree_stream *find(const struct udf *u, uint64_t *offset)
{
	const struct udf_stream_directory *d = directory_at(u, *offset / BLOCK_SIZE);
	const struct tree_stream *s = tree_streams(u->tree, d->node);

	*offset -= d->block * BLOCK_SIZE;
	for (; blocks_of(length_of(s)) * BLOCK_SIZE <= *offset; s = s->next)
		*offset -= blocks_of(length_of(s)) * BLOCK_SIZE;
	return s;
}

/* From inside one stream, with the zeros behind it. */
static imapi_status read_one(const struct tree_stream *s, uint64_t offset, uint8_t *data,
			     size_t length, struct imapi_error *err)
{
	size_t n = offset < length_of(s) ? (size_t)MIN(length, length_of(s) - offset) : 0;

	memset(data + n, 0, length - n);
	return n ? err_in(err, stream_read(s->stream, offset, data, n, err), "stream %s",
			  s->name)
		 : IMAPI_OK;
}

imapi_status streams_read(const struct udf *u, uint64_t offset, uint8_t *data, size_t length,
			  struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	while (length > 0 && !IMAPI_FAILED(status)) {
		uint64_t inside = offset;
		const struct tree_stream *s = find(u, &inside);
		size_t n = (size_t)MIN(length, blocks_of(length_of(s)) * BLOCK_SIZE - inside);

		status = read_one(s, inside, data, n, err);
		data += n;
		offset += n;
		length -= n;
	}
	return status;
}
