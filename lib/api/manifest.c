/* SPDX-License-Identifier: MIT */
#include "imapi/manifest.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/image.h"
#include "image/manifest/listed.h"

IMAPI_API imapi_status imapi_file_system_image_set_manifest(
	struct imapi_file_system_image *image, const char *disc_path)
{
	if (!image)
		return err_set(NULL, IMAPI_E_POINTER, "%s: NULL pointer", __func__);
	return image_set_manifest(image, disc_path);
}

IMAPI_API imapi_status imapi_image_result_manifest(struct imapi_image_result *result,
						   struct imapi_stream **ret_stream)
{
	if (!result || !ret_stream)
		return err_set(result ? &result->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	return image_result_manifest(result, ret_stream);
}

IMAPI_API imapi_status imapi_manifest_read(struct imapi_context *context,
					   struct imapi_stream *stream,
					   struct imapi_manifest **ret_manifest)
{
	if (!context || !stream || !ret_manifest)
		return err_set(context ? &context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	return listed_read(context, stream, ret_manifest);
}

IMAPI_API struct imapi_manifest *imapi_manifest_free(struct imapi_manifest *manifest)
{
	return listed_free(manifest);
}

IMAPI_API size_t imapi_manifest_count(const struct imapi_manifest *manifest)
{
	return manifest ? manifest->count : 0;
}

IMAPI_API imapi_status imapi_manifest_file(const struct imapi_manifest *manifest, size_t index,
					   struct imapi_manifest_file *ret_file)
{
	const struct listed_file *file;

	if (!manifest || !ret_file)
		return IMAPI_E_POINTER;
	if (ret_file->size < sizeof(*ret_file) || index >= manifest->count)
		return err_set(&manifest->context->error, IMAPI_E_INVALIDARG,
			       "the manifest has %zu files, no number %zu", manifest->count,
			       index);
	file = &manifest->files[index];
	ret_file->path = file->path;
	ret_file->length = file->size;
	memcpy(ret_file->sha256, file->digest, SHA256_SIZE);
	memcpy(ret_file->root, file->root, SHA256_SIZE);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_manifest_verify(const struct imapi_manifest *manifest,
					     struct imapi_image_reader *reader,
					     const struct imapi_manifest_range *range,
					     imapi_manifest_finding_fn *report, void *user,
					     struct imapi_manifest_sums *ret_sums)
{
	struct imapi_manifest_range all = { .size = sizeof(all) };
	struct listed_check check = { manifest, reader, report, user, { 0 }, NULL };
	imapi_status status;

	if (!manifest || !reader)
		return IMAPI_E_POINTER;
	if (range)
		memcpy(&all, range, MIN(range->size, sizeof(all)));
	status = listed_verify(&check, &all);
	check.sums.size = ret_sums ? ret_sums->size : 0;
	if (ret_sums)
		memcpy(ret_sums, &check.sums, MIN(check.sums.size, sizeof(check.sums)));
	return status;
}
