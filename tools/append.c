/* SPDX-License-Identifier: MIT */
#include "append.h"

#include "report.h"

imapi_status append_check(struct run *run)
{
	const struct options *o = &run->options;

	if (!o->append && o->remove.count)
		return fail_usage(run, "--remove goes with --append only");
	if (!o->append && o->tree)
		return fail_usage(run, "--tree goes with --append only");
	if (!o->append)
		return IMAPI_OK;
	if (o->drives.count > 1)
		return fail_usage(run, "--append takes one drive");
	if (run->operand_count == 1 && source_is_image_file(run->operands[0]))
		return fail_usage(run, "--append takes folders, %s is none", run->operands[0]);
	return IMAPI_OK;
}

static imapi_status open_earlier(struct run *run, struct imapi_recorder *recorder,
				 const struct imapi_multisession_info *info,
				 struct source_place *place, struct imapi_stream **ret_earlier)
{
	imapi_status status;

	place->in_place = info->kind == IMAPI_MULTISESSION_RANDOM_WRITE;
	place->previous = place->in_place ? 0 : (uint64_t)info->previous_start;
	status = imapi_recorder_read_stream(recorder, 0,
					    place->in_place ? info->total_sectors
							    : (uint64_t)info->last_written + 1,
					    ret_earlier);
	place->earlier = *ret_earlier;
	return fail_library(run, status);
}

imapi_status append_prepare(struct run *run, struct imapi_recorder *recorder,
			    const struct imapi_medium *medium, struct source_place *place,
			    struct imapi_stream **ret_earlier)
{
	struct imapi_multisession_info info = { .size = sizeof(info) };
	struct imapi_multisession *multisession = NULL;
	imapi_status status;

	if (!run->options.append)
		return IMAPI_OK;
	status = imapi_multisession_new(recorder, medium, &multisession);
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	imapi_multisession_info(multisession, &info);
	imapi_multisession_free(multisession);
	if (info.is_supported && !(imapi_medium_state(medium) & IMAPI_MEDIA_STATE_BLANK))
		return open_earlier(run, recorder, &info, place, ret_earlier);
	if (run->options.remove.count)
		return fail(run, IMAPI_E_EMPTY_DISC,
			    "the disc has no files that could be removed");
	remark(run, "the disc has no files yet: this is its first session");
	return IMAPI_OK;
}

imapi_status append_reopen(struct run *run, struct imapi_recorder *recorder,
			   struct source_place *place, struct imapi_stream **ret_earlier)
{
	imapi_status status;

	if (!run->options.append)
		return IMAPI_OK;
	status = imapi_recorder_read_stream(recorder, 0, place->start, ret_earlier);
	place->earlier = *ret_earlier;
	return fail_library(run, status);
}

static imapi_status remove_paths(struct run *run, struct imapi_file_system_image *image)
{
	const struct text_list *list = &run->options.remove;
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < list->count && !IMAPI_FAILED(status); i++) {
		status = imapi_file_system_image_remove(image, list->items[i]);
		if (status == IMAPI_E_ITEM_NOT_FOUND)
			return fail(run, status, "%s is not among the files that are there",
				    list->items[i]);
	}
	return fail_library(run, status);
}

/* The volume keeps its name. */
static imapi_status keep_name(struct run *run, struct imapi_file_system_image *image)
{
	const char *name = imapi_file_system_image_imported_volume_name(image);

	if (run->options.volume || !name || !*name)
		return IMAPI_OK;
	return fail_library(run, imapi_file_system_image_set_volume_name(image, name));
}

imapi_status append_import(struct run *run, struct imapi_file_system_image *image,
			   const struct source_place *place)
{
	struct imapi_image_import options = {
		.size = sizeof(options),
		.tree = (enum imapi_image_tree)run->options.tree,
		.session_start = (uint32_t)place->previous,
		.next_writable = place->start,
		.in_place = place->in_place,
	};
	imapi_status status =
		imapi_file_system_image_import(image, place->earlier, &options, NULL);

	if (IMAPI_FAILED(status)) {
		fail_library(run, status);
		advise(run, "Nothing was written. Without --append what is written stands "
			    "alone.");
		return status;
	}
	status = keep_name(run, image);
	return IMAPI_FAILED(status) ? status : remove_paths(run, image);
}
