/* SPDX-License-Identifier: MIT */
#include "manifest.h"

#include "output.h"
#include "report.h"
#include "source.h"

#include <string.h>

imapi_status manifest_check(struct run *run)
{
	const char *file = run->options.manifest;

	if (!file)
		return IMAPI_OK;
	if (!strcmp(file, "-"))
		return fail_usage(run, "--manifest wants the name of a file, not \"-\"");
	if (run->operand_count == 1 && source_is_image_file(run->operands[0]))
		return fail_usage(run, "--manifest: %s is burned as it is; give folders",
				  run->operands[0]);
	if (run->options.append)
		return fail_usage(run, "--manifest does not go with --append: the files that "
				       "are on the disc are not read again");
	return IMAPI_OK;
}

imapi_status manifest_add(struct run *run, struct imapi_file_system_image *image)
{
	if (!run->options.manifest)
		return IMAPI_OK;
	return fail_library(run,
			    imapi_file_system_image_set_manifest(image, IMAPI_MANIFEST_PATH));
}

static imapi_status copy(struct run *run, struct imapi_image_result *result)
{
	const char *file = run->options.manifest, *image = run->options.output;
	struct imapi_stream *stream = NULL;
	imapi_status status;

	status = fail_library(run, imapi_image_result_manifest(result, &stream));
	if (IMAPI_FAILED(status))
		return status;
	run->options.output = file;
	status = output_check(run);
	if (!IMAPI_FAILED(status))
		status = output_stream(run, stream, imapi_stream_length(stream),
				       "writing the manifest");
	run->options.output = image;
	imapi_stream_free(stream);
	return status;
}

imapi_status manifest_copy(struct run *run, struct imapi_image_result *result,
			   imapi_status status)
{
	const char *file = run->options.manifest;
	imapi_status copied = IMAPI_OK;

	if (!IMAPI_FAILED(status) && !run->options.dry_run && file && *file && result)
		copied = copy(run, result);
	return IMAPI_FAILED(copied) ? copied : status;
}
