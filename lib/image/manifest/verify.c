/* SPDX-License-Identifier: MIT */
/* Checks what a reader shows by a manifest. */
#include "image/manifest/listed.h"

#include "base/mem.h"

#include <inttypes.h>

#define PATH_ROOM 65536u

static void tell(struct listed_check *c, const struct imapi_manifest_finding *finding)
{
	c->sums.findings++;
	if (c->report)
		c->report(c->user, finding);
}

/* Bytes of a file that lie together and have the same fault, until another follows. */
struct run {
	struct imapi_manifest_finding finding; /* length 0: none */
	const struct imapi_image_entry *entry;
};

static void end_run(struct listed_check *c, struct run *run)
{
	if (run->finding.length)
		tell(c, &run->finding);
	run->finding.length = 0;
}

static void add_to_run(struct listed_check *c, struct run *run,
		       enum imapi_manifest_finding_kind kind, uint64_t offset, size_t length)
{
	struct imapi_manifest_finding *f = &run->finding;

	if (f->length && (f->kind != kind || f->offset + f->length != offset))
		end_run(c, run);
	if (!f->length) {
		f->kind = kind;
		f->offset = offset;
		f->block = rd_file_block(run->entry, offset);
		f->text = kind == IMAPI_MANIFEST_DAMAGED ? "the content is not what it was"
							 : "the content cannot be read";
	}
	f->length += length;
}

static const uint8_t *leaf_of(const struct imapi_manifest *m, const struct listed_file *f,
			      uint64_t index)
{
	return manifest_leaves(f->size) ? m->leaves + (f->first_leaf + index) * SHA256_SIZE
					: f->digest;
}

static imapi_status check_block(struct listed_check *c, const struct listed_file *f,
				struct run *run, uint64_t index)
{
	uint64_t offset = index * MANIFEST_BLOCK;
	size_t length = (size_t)MIN(MANIFEST_BLOCK, f->size - offset);
	uint8_t digest[SHA256_SIZE];
	imapi_status status = rd_file_read(c->reader, run->entry, offset, c->piece, length);

	if (status == IMAPI_E_REQUEST_CANCELLED || status == IMAPI_E_OUTOFMEMORY)
		return status;
	if (IMAPI_FAILED(status)) {
		add_to_run(c, run, IMAPI_MANIFEST_UNREADABLE, offset, length);
		return IMAPI_OK;
	}
	c->sums.bytes += length;
	if (!sha256_of(c->piece, length, digest))
		return err_no_memory(c->reader->err);
	if (memcmp(digest, leaf_of(c->manifest, f, index), SHA256_SIZE))
		add_to_run(c, run, IMAPI_MANIFEST_DAMAGED, offset, length);
	return IMAPI_OK;
}

static imapi_status check_content(struct listed_check *c, const struct listed_file *f,
				  const struct imapi_image_entry *entry, uint64_t offset,
				  uint64_t length)
{
	struct run run = { .finding = { .path = f->path }, .entry = entry };
	uint64_t end = manifest_blocks(offset + length);
	imapi_status status = IMAPI_OK;

	for (uint64_t i = offset / MANIFEST_BLOCK; i < end && !IMAPI_FAILED(status); i++)
		status = check_block(c, f, &run, i);
	if (!IMAPI_FAILED(status))
		end_run(c, &run);
	return status;
}

static void tell_whole(struct listed_check *c, const char *path,
		       enum imapi_manifest_finding_kind kind, const char *text)
{
	tell(c, &(struct imapi_manifest_finding){ .kind = kind, .path = path, .text = text });
}

static imapi_status check_file(struct listed_check *c, const struct listed_file *f,
			       uint64_t offset, uint64_t length)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };
	const struct imapi_image_entry *entry;
	imapi_status status = rd_reader_lookup(c->reader, f->path, &entry);

	c->sums.files++;
	if (status == IMAPI_E_ITEM_NOT_FOUND) {
		tell_whole(c, f->path, IMAPI_MANIFEST_MISSING, "the file is missing");
		return IMAPI_OK;
	}
	if (IMAPI_FAILED(status))
		return status;
	rd_entry_info(entry, &info);
	if (info.type != IMAPI_IMAGE_FILE) {
		tell_whole(c, f->path, IMAPI_MANIFEST_MISSING, "it is no file any more");
		return IMAPI_OK;
	}
	if (info.length == f->size)
		return check_content(c, f, entry, offset, length);
	tell_whole(c, f->path, IMAPI_MANIFEST_SIZE, "the file has another size");
	return IMAPI_OK;
}

static imapi_status check_range(struct listed_check *c,
				const struct imapi_manifest_range *range)
{
	const struct listed_file *f = listed_find(c->manifest, range->path);
	uint64_t length;

	if (!f)
		return err_set(c->reader->err, IMAPI_E_ITEM_NOT_FOUND,
			       "%.500s is not in the manifest", range->path);
	length = range->length;
	if (range->offset > f->size || length > f->size - range->offset)
		return err_set(c->reader->err, IMAPI_E_INVALIDARG,
			       "%.500s has %" PRIu64 " bytes, the range goes further", f->path,
			       f->size);
	return check_file(c, f, range->offset, length ? length : f->size - range->offset);
}

static void check_extra(struct listed_check *c, const struct imapi_image_entry *entry,
			char *path)
{
	struct imapi_image_entry_info info = { .size = sizeof(info) };

	rd_entry_info(entry, &info);
	if (info.type != IMAPI_IMAGE_FILE || rd_tree_path(entry, path, PATH_ROOM) >= PATH_ROOM)
		return;
	if (!listed_find(c->manifest, path) && strcmp(path, c->manifest->self) != 0)
		tell_whole(c, path, IMAPI_MANIFEST_EXTRA,
			   "the file was not there when the manifest was made");
}

static imapi_status check_all(struct listed_check *c)
{
	AUTOFREE char *path = malloc(PATH_ROOM);
	const struct imapi_image_entry *entry;
	imapi_status status = path ? IMAPI_OK : err_no_memory(c->reader->err);

	for (size_t i = 0; i < c->manifest->count && !IMAPI_FAILED(status); i++)
		status = check_file(c, &c->manifest->files[i], 0, c->manifest->files[i].size);
	if (!IMAPI_FAILED(status))
		status = rd_reader_need_tree(c->reader);
	if (IMAPI_FAILED(status))
		return status;
	for (entry = c->reader->tree.root; entry;
	     entry = rd_tree_next(entry, c->reader->tree.root))
		check_extra(c, entry, path);
	return IMAPI_OK;
}

imapi_status listed_verify(struct listed_check *c, const struct imapi_manifest_range *range)
{
	AUTOFREE uint8_t *piece = malloc(MANIFEST_BLOCK);
	imapi_status status;

	if (!piece)
		return err_no_memory(c->reader->err);
	c->piece = piece;
	status = range->path ? check_range(c, range) : check_all(c);
	if (IMAPI_FAILED(status) || !c->sums.findings)
		return status;
	return err_advise(c->reader->err,
			  err_set(c->reader->err, IMAPI_E_CONTENT_DIFFERS,
				  "%" PRIu64 " differences from the manifest",
				  c->sums.findings),
			  "Save what can still be read, and take damaged files from "
			  "another copy.");
}
