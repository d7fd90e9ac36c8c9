/* SPDX-License-Identifier: MIT */
/* The bytes of a file of an image before the image is built. */
#include "image/node.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/tree-extra.h"

#include <fcntl.h>

/* What keeps the source alive, and the image from being changed. */
struct content {
	struct tree *tree;
	struct imported *imported; /* or NULL */
	const struct tree_node *leader;
	struct host_file file;
};

static void content_close(void *self)
{
	struct content *c = self;

	host_file_close(&c->file);
	imported_unref(c->imported);
	tree_unref(c->tree);
	free(c);
}

static imapi_status read_stream(void *self, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	const struct content *c = self;

	return stream_read(c->leader->file.stream, offset, data, length, err);
}

static imapi_status read_host(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	struct content *c = self;

	return host_file_read(&c->file, offset, data, length, err);
}

/* Where a byte of a section lies on the medium, and how many follow it without a gap. */
static uint64_t place_of(const struct tree_section *s, uint64_t offset, uint64_t *ret_run)
{
	uint64_t unit = (uint64_t)s->unit * BLOCK_SIZE;
	uint64_t stride = unit + (uint64_t)s->gap * BLOCK_SIZE;

	*ret_run = s->length - offset;
	if (unit == 0)
		return (uint64_t)s->block * BLOCK_SIZE + offset;
	*ret_run = MIN(*ret_run, unit - offset % unit);
	return (uint64_t)s->block * BLOCK_SIZE + offset / unit * stride + offset % unit;
}

static imapi_status read_stored(void *self, uint64_t offset, void *data, size_t length,
				struct imapi_error *err)
{
	const struct content *c = self;
	const struct tree_stored *stored = c->leader->file.stored;
	imapi_status status = IMAPI_OK;
	uint8_t *to = data;

	for (uint32_t i = 0; i < stored->count && length > 0 && !IMAPI_FAILED(status);) {
		const struct tree_section *s = &stored->sections[i];
		uint64_t run, at;
		size_t n;

		if (offset >= s->length) {
			offset -= s->length;
			i++;
			continue;
		}
		at = place_of(s, offset, &run);
		n = (size_t)MIN(run, length);
		status = stream_read(c->imported->stream, at, to, n, err);
		to += n;
		offset += n;
		length -= n;
	}
	if (length > 0 && !IMAPI_FAILED(status))
		memset(to, 0, length);
	return status;
}

static const struct stream_ops stream_ops = { read_stream, content_close, NULL };
static const struct stream_ops host_ops = { read_host, content_close, NULL };
static const struct stream_ops stored_ops = { read_stored, content_close, NULL };

static imapi_status open_host(struct content *c, struct imapi_error *err)
{
	AUTOFREE char *path = tree_host_path(c->tree, c->leader);
	const struct host_stamp stamp = tree_stamp(c->tree, c->leader);

	if (!path)
		return err_no_memory(err);
	return err_in(err, host_file_open(&c->file, AT_FDCWD, path, false, &stamp, err), "%s",
		      path);
}

static imapi_status open_content(struct imapi_image_node *node, struct content *c,
				 struct imapi_stream **ret_stream)
{
	const struct stream_ops *ops = &host_ops;
	imapi_status status = IMAPI_OK;

	if (c->leader->flags & TREE_STREAM)
		ops = &stream_ops;
	else if (c->leader->flags & TREE_STORED)
		ops = &stored_ops;
	else
		status = open_host(c, &node->context->error);
	if (!IMAPI_FAILED(status))
		status = stream_new(node->context, ops, c, c->leader->file.size, ret_stream);
	return status;
}

imapi_status node_open(struct imapi_image_node *node, struct imapi_stream **ret_stream)
{
	struct content *c = zalloc(sizeof(*c));
	imapi_status status;

	if (!c)
		return err_no_memory(&node->context->error);
	c->tree = tree_ref(node->image->tree);
	c->imported = node->image->imported;
	if (c->imported)
		c->imported->references++;
	c->leader = tree_leader(node->node);
	c->file.fd = -1;
	status = open_content(node, c, ret_stream);
	if (IMAPI_FAILED(status))
		content_close(c);
	return status;
}
