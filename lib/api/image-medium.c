/* SPDX-License-Identifier: MIT */
#include "imapi/image-medium.h"

#include "base/api.h"
#include "base/mem.h"
#include "image/image.h"
#include "media/medium.h"

#include <inttypes.h>

/* What suits a kind of media; blocks as the smallest usual disc of it has them. */
struct suited {
	unsigned revision; /* of UDF, 0: none */
	uint64_t blocks;   /* 0: not known */
};

static const struct suited suited[] = {
	[IMAPI_MEDIA_TYPE_CDROM] = { 0, 333000 },
	[IMAPI_MEDIA_TYPE_CDR] = { 0, 333000 }, /* 74 minutes */
	[IMAPI_MEDIA_TYPE_CDRW] = { 0, 333000 },
	[IMAPI_MEDIA_TYPE_DVDROM] = { IMAPI_UDF_102, 2295104 },
	[IMAPI_MEDIA_TYPE_DVDRAM] = { IMAPI_UDF_102, 2236704 },
	[IMAPI_MEDIA_TYPE_DVDPLUSR] = { IMAPI_UDF_102, 2295104 },
	[IMAPI_MEDIA_TYPE_DVDPLUSRW] = { IMAPI_UDF_102, 2295104 },
	[IMAPI_MEDIA_TYPE_DVDPLUSR_DUALLAYER] = { IMAPI_UDF_102, 4173824 },
	[IMAPI_MEDIA_TYPE_DVDDASHR] = { IMAPI_UDF_102, 2298496 },
	[IMAPI_MEDIA_TYPE_DVDDASHRW] = { IMAPI_UDF_102, 2297888 },
	[IMAPI_MEDIA_TYPE_DVDDASHR_DUALLAYER] = { IMAPI_UDF_102, 4171712 },
	[IMAPI_MEDIA_TYPE_DISK] = { IMAPI_UDF_102, 0 },
	[IMAPI_MEDIA_TYPE_DVDPLUSRW_DUALLAYER] = { IMAPI_UDF_102, 4173824 },
	[IMAPI_MEDIA_TYPE_HDDVDROM] = { IMAPI_UDF_250, 0 },
	[IMAPI_MEDIA_TYPE_HDDVDR] = { IMAPI_UDF_250, 0 },
	[IMAPI_MEDIA_TYPE_HDDVDRAM] = { IMAPI_UDF_250, 0 },
	[IMAPI_MEDIA_TYPE_BDROM] = { IMAPI_UDF_250, 12219392 },
	[IMAPI_MEDIA_TYPE_BDR] = { IMAPI_UDF_250, 11826176 }, /* with the usual spares */
	[IMAPI_MEDIA_TYPE_BDRE] = { IMAPI_UDF_250, 11826176 },
};

static imapi_status null_pointer(const struct imapi_file_system_image *image, const char *call)
{
	return err_set(image ? &image->context->error : NULL, IMAPI_E_POINTER,
		       "%s: NULL pointer", call);
}

static imapi_status suited_to(const struct imapi_file_system_image *image,
			      enum imapi_media_type type, struct suited *ret)
{
	if ((unsigned)type >= ARRAY_SIZE(suited) || type == IMAPI_MEDIA_TYPE_UNKNOWN)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "nothing is known of media of type %d", (int)type);
	*ret = suited[type];
	return IMAPI_OK;
}

static imapi_status apply(struct imapi_file_system_image *image, const struct suited *choice)
{
	imapi_status status =
		imapi_file_system_image_set_free_media_blocks(image, choice->blocks);

	if (IMAPI_FAILED(status) || image->imported)
		return status;
	image->file_systems = IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_JOLIET |
			      IMAPI_FILE_SYSTEM_ROCK_RIDGE;
	if (choice->revision) {
		image->file_systems |= IMAPI_FILE_SYSTEM_UDF;
		image->udf_revision = choice->revision;
	}
	image->file_systems_set = false;
	image->revision_set = false;
	return IMAPI_OK;
}

/* What the medium can take; never 0. */
static imapi_status room_of(const struct imapi_file_system_image *image,
			    const struct imapi_medium *medium, uint64_t *ret_blocks)
{
	uint64_t blocks = medium->free;

	if (medium->state & IMAPI_MEDIA_STATE_OVERWRITE_ONLY) {
		blocks = MAX(medium->total, medium->overwritable);
		if (image->imported && image->imported->in_place)
			blocks -= MIN(image->start, blocks);
	}
	if (medium->state & IMAPI_MEDIA_STATE_UNSUPPORTED_MASK || blocks == 0)
		return err_advise(
			&image->context->error,
			err_set(&image->context->error, IMAPI_E_RECORDER_MEDIA_INCOMPATIBLE,
				"nothing can be written to this %s", medium->profile->name),
			"Insert a blank disc, or one that more can be added to.");
	*ret_blocks = blocks;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_file_system_image_choose_defaults(
	struct imapi_file_system_image *image, const struct imapi_medium *medium)
{
	struct suited choice = { 0 };
	imapi_status status;

	if (!image || !medium)
		return null_pointer(image, __func__);
	status = suited_to(image, medium->profile->type, &choice);
	if (!IMAPI_FAILED(status))
		status = room_of(image, medium, &choice.blocks);
	return IMAPI_FAILED(status) ? status : apply(image, &choice);
}

IMAPI_API imapi_status imapi_file_system_image_choose_defaults_for_type(
	struct imapi_file_system_image *image, enum imapi_media_type type)
{
	struct suited choice = { 0 };
	imapi_status status;

	if (!image)
		return null_pointer(image, __func__);
	status = suited_to(image, type, &choice);
	return IMAPI_FAILED(status) ? status : apply(image, &choice);
}

IMAPI_API imapi_status imapi_file_system_image_set_limit_of_medium(
	struct imapi_file_system_image *image, const struct imapi_medium *medium)
{
	uint64_t blocks = 0;
	imapi_status status;

	if (!image || !medium)
		return null_pointer(image, __func__);
	status = room_of(image, medium, &blocks);
	return IMAPI_FAILED(status)
		       ? status
		       : imapi_file_system_image_set_free_media_blocks(image, blocks);
}

IMAPI_API uint64_t
imapi_file_system_image_free_media_blocks(const struct imapi_file_system_image *image)
{
	return image ? image->limit : 0;
}

IMAPI_API imapi_status
imapi_file_system_image_used_blocks(struct imapi_file_system_image *image, uint64_t *ret_blocks)
{
	if (!image || !ret_blocks)
		return null_pointer(image, __func__);
	return image_used_blocks(image, ret_blocks);
}

IMAPI_API imapi_status imapi_file_system_image_set_full(struct imapi_file_system_image *image,
							enum imapi_image_full policy,
							imapi_image_left_out_fn *fn, void *user)
{
	if (!image)
		return null_pointer(image, __func__);
	if ((unsigned)policy > IMAPI_IMAGE_FULL_LEAVE_OUT)
		return err_set(&image->context->error, IMAPI_E_INVALID_PARAM,
			       "nothing is known of %d to do when the limit is reached",
			       (int)policy);
	image->full = (struct image_full){ policy, fn, user };
	return IMAPI_OK;
}
