/* SPDX-License-Identifier: MIT */
/* The manifest as a part of an image, and of its result. */
#include "image/image.h"

#include "base/mem.h"
#include "image/manifest/manifest.h"
#include "stream/sources.h"

static imapi_status add(struct imapi_file_system_image *image, const char *disc_path)
{
	struct imapi_stream *stream;
	imapi_status status = stream_zero(image->context, 0, &stream);

	if (IMAPI_FAILED(status))
		return status;
	status = image_add_file(image, disc_path, stream);
	if (IMAPI_FAILED(status)) {
		stream_free(stream);
		return status;
	}
	image_resolve(image, disc_path)->flags |= TREE_MANIFEST;
	image->has_manifest = true;
	return IMAPI_OK;
}

imapi_status image_set_manifest(struct imapi_file_system_image *image, const char *disc_path)
{
	struct imapi_error *err = &image->context->error;
	struct tree_node *node;
	char path[1024];
	imapi_status status;

	if (!manifest_find(image->tree, &node))
		return err_no_memory(err);
	if (node && disc_path)
		return err_advise(
			err, err_set(err, IMAPI_E_DUP_NAME, "the image has a manifest already"),
			"Take it out first, by NULL for its path.");
	if (disc_path)
		return add(image, disc_path);
	image->has_manifest = false;
	if (!node)
		return IMAPI_OK;
	if (tree_disc_path(node, path, sizeof(path)) >= sizeof(path))
		return err_set(err, IMAPI_E_INVALID_PATH, "%s...: the path is too long", path);
	status = image_remove(image, path);
	image->has_manifest = IMAPI_FAILED(status);
	return status;
}

static imapi_status text_read(void *self, uint64_t offset, void *data, size_t length,
			      struct imapi_error *err)
{
	const struct built *b = self;

	return manifest_read_text(b->layout->manifest, &b->layout->regions, offset, data,
				  length, err);
}

static void text_close(void *self)
{
	built_unref(self);
}

static const struct stream_ops text_ops = { text_read, text_close, NULL };

imapi_status image_result_manifest(struct imapi_image_result *r,
				   struct imapi_stream **ret_stream)
{
	const struct manifest *manifest = r->built->layout->manifest;
	imapi_status status;

	if (!manifest)
		return err_set(&r->context->error, IMAPI_E_ITEM_NOT_FOUND,
			       "no manifest was asked for before the image was made");
	status = stream_new(r->context, &text_ops, r->built, manifest_length(manifest),
			    ret_stream);
	if (!IMAPI_FAILED(status))
		r->built->references++;
	return status;
}
