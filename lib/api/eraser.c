/* SPDX-License-Identifier: MIT */
#include "imapi/eraser.h"

#include "api/client-name.h"
#include "api/recorder.h"
#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "burn/job.h"

#define MAX_WAIT_S (12 * 3600)

#define FORMAT_FULL 0x00
#define FORMAT_QUICK 0x15

struct imapi_eraser {
	struct imapi_recorder *recorder;
	char client_name[CLIENT_NAME_ROOM];
	struct erase_settings settings;
};

IMAPI_API imapi_status imapi_eraser_new(struct imapi_recorder *recorder,
					struct imapi_eraser **ret_eraser)
{
	struct imapi_eraser *eraser;

	if (!recorder || !ret_eraser)
		return IMAPI_E_POINTER;
	err_clear(&recorder->context->error);
	eraser = zalloc(sizeof(*eraser));
	if (!eraser)
		return err_no_memory(&recorder->context->error);
	eraser->recorder = recorder;
	eraser->settings.max_wait_s = MAX_WAIT_S;
	strcpy(eraser->client_name, CLIENT_NAME_DEFAULT);
	*ret_eraser = eraser;
	return IMAPI_OK;
}

IMAPI_API struct imapi_eraser *imapi_eraser_free(struct imapi_eraser *eraser)
{
	free(eraser);
	return NULL;
}

IMAPI_API imapi_status imapi_eraser_set_client_name(struct imapi_eraser *eraser,
						    const char *name)
{
	struct imapi_error *err;

	if (!eraser || !name)
		return IMAPI_E_POINTER;
	err = &eraser->recorder->context->error;
	err_clear(err);
	return client_name_set(err, eraser->client_name, name,
			       IMAPI_E_ERASE_CLIENT_NAME_IS_NOT_VALID);
}

IMAPI_API imapi_status imapi_eraser_set_full_erase(struct imapi_eraser *eraser, int full)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.whole = full != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_max_wait(struct imapi_eraser *eraser, uint32_t seconds)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.max_wait_s = seconds;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_ask_times(struct imapi_eraser *eraser, int ask)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.ask_times = ask != 0;
	return IMAPI_OK;
}

static bool is_refusal(const struct scsi_device *device)
{
	return device->last.sense.valid && device->last.sense.key == 5;
}

IMAPI_API imapi_status imapi_eraser_formats(struct imapi_eraser *eraser,
					    struct imapi_format *ret_formats, size_t room,
					    size_t *ret_count)
{
	struct mmc_formats formats = { 0 };
	struct scsi_device *device;
	imapi_status status;

	if (!eraser || !ret_count || (room && !ret_formats))
		return IMAPI_E_POINTER;
	status = recorder_enter(eraser->recorder);
	if (IMAPI_FAILED(status))
		return status;
	device = &eraser->recorder->device;
	status = mmc_read_format_capacities(device, &formats);
	if (IMAPI_FAILED(status) && !is_refusal(device))
		return err_in(&device->context->error, status, "asking for formats");
	err_clear(&device->context->error);
	for (size_t i = 0; i < formats.count && i < room; i++) {
		const struct imapi_format format = { .type = formats.formats[i].type,
						     .sectors = formats.formats[i].blocks,
						     .parameter =
							     formats.formats[i].parameter };

		if (!size_copy(&ret_formats[i], &format, sizeof(format)))
			return IMAPI_E_INVALIDARG;
	}
	*ret_count = formats.count;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_format(struct imapi_eraser *eraser,
					       const struct imapi_format *format)
{
	struct erase_choice choice;

	if (!eraser)
		return IMAPI_E_POINTER;
	err_clear(&eraser->recorder->context->error);
	if (format && (format->type > 0x3f || format->sub_type > 3 ||
		       format->sectors > UINT32_MAX || format->size < sizeof(*format)))
		return err_set(&eraser->recorder->context->error, IMAPI_E_INVALIDARG,
			       "there is no such format");
	choice = eraser->settings.choice;
	choice.made = format || choice.spares;
	choice.type = format ? (uint8_t)format->type : 0;
	choice.sub_type = format ? (uint8_t)format->sub_type : 0;
	choice.blocks = format ? (uint32_t)format->sectors : 0;
	eraser->settings.choice = choice;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_spares(struct imapi_eraser *eraser,
					       enum imapi_spares spares, uint64_t sectors)
{
	struct erase_choice *choice;

	if (!eraser)
		return IMAPI_E_POINTER;
	err_clear(&eraser->recorder->context->error);
	if (spares < IMAPI_SPARES_UNCHOSEN || spares > IMAPI_SPARES_SECTORS ||
	    sectors > UINT32_MAX)
		return err_set(&eraser->recorder->context->error, IMAPI_E_INVALIDARG,
			       "there are no such spares");
	choice = &eraser->settings.choice;
	choice->made = choice->made || spares;
	choice->spares = spares;
	choice->spare_blocks = (uint32_t)sectors;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_eraser_set_restart(struct imapi_eraser *eraser, int restart)
{
	if (!eraser)
		return IMAPI_E_POINTER;
	eraser->settings.choice.restart = restart != 0;
	return IMAPI_OK;
}

/* From here to the end of the job that is made, the drive is the eraser's alone. */
static imapi_status begin_work(struct imapi_eraser *eraser)
{
	struct imapi_recorder *recorder = eraser->recorder;

	err_clear(&recorder->context->error);
	if (recorder->busy)
		return err_set(&recorder->context->error, IMAPI_E_ERASE_RECORDER_IN_USE,
			       "a job of this recorder is not finished");
	return recorder_take(recorder, false, eraser->client_name);
}

static imapi_status needs_no_format(struct imapi_medium *medium, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED;

	err_set(err, status, "%s: this kind of medium is blanked, not formatted",
		medium->profile->name);
	medium_free(medium);
	return err_advise(err, status, "Erase it instead.");
}

/* A DVD-RW becomes one that is written anywhere, quickly or sector by sector. */
static void choose_restricted(struct erase_settings *settings)
{
	if (!settings->choice.made)
		settings->choice = (struct erase_choice){
			.made = true, .type = settings->whole ? FORMAT_FULL : FORMAT_QUICK
		};
}

static imapi_status new_job(struct imapi_eraser *eraser, bool formats,
			    struct imapi_job **ret_job)
{
	struct imapi_recorder *recorder = eraser->recorder;
	struct erase_settings settings = eraser->settings;
	struct imapi_medium *medium;
	imapi_status status = imapi_medium_read(recorder, &medium);

	if (IMAPI_FAILED(status))
		return status;
	if (formats && media_renewal(medium->profile) == MEDIA_BLANKED &&
	    !media_restricts(medium->profile))
		return needs_no_format(medium, &recorder->context->error);
	if (!formats)
		settings.choice.restart = false;
	if (formats && media_restricts(medium->profile))
		choose_restricted(&settings);
	return job_new_erase(&recorder->device, &recorder->busy, &settings, medium, ret_job);
}

static imapi_status begin_job(struct imapi_eraser *eraser, bool formats,
			      struct imapi_job **ret_job)
{
	imapi_status status;

	if (!eraser || !ret_job)
		return IMAPI_E_POINTER;
	status = begin_work(eraser);
	if (IMAPI_FAILED(status))
		return status;
	return recorder_give_at_end(eraser->recorder, new_job(eraser, formats, ret_job),
				    ret_job);
}

IMAPI_API imapi_status imapi_eraser_erase(struct imapi_eraser *eraser,
					  struct imapi_job **ret_job)
{
	return begin_job(eraser, false, ret_job);
}

IMAPI_API imapi_status imapi_eraser_format(struct imapi_eraser *eraser,
					   struct imapi_job **ret_job)
{
	return begin_job(eraser, true, ret_job);
}
