/* SPDX-License-Identifier: MIT */
#include "imapi/multisession.h"

#include "api/recorder.h"
#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "image/image.h"
#include "media/medium.h"

#include <inttypes.h>

struct imapi_multisession {
	struct imapi_recorder *recorder;
	struct imapi_multisession_info info;
	const char *profile;	  /* its name */
	uint64_t readable;	  /* LBA behind all that can be read */
	struct imapi_stream *old; /* what a session that grows in place is read from */
};

static enum imapi_multisession_kind kind_of(const struct imapi_medium *medium)
{
	if (medium->next_writable < 0 || medium->state & IMAPI_MEDIA_STATE_UNSUPPORTED_MASK)
		return IMAPI_MULTISESSION_NONE;
	return medium->state & IMAPI_MEDIA_STATE_OVERWRITE_ONLY
		       ? IMAPI_MULTISESSION_RANDOM_WRITE
		       : IMAPI_MULTISESSION_SEQUENTIAL;
}

static int64_t last_of(const struct imapi_track *track)
{
	if (track->last_recorded >= 0)
		return track->last_recorded;
	return track->start + (int64_t)track->sectors - (int64_t)track->free_sectors - 1;
}

/* Sessions behind the last complete one do not count: nobody could mount them. */
static unsigned last_complete(const struct imapi_medium *medium)
{
	for (unsigned i = 0; medium->previous_session >= 0 && i < medium->track_count; i++)
		if (medium->tracks[i].start == medium->previous_session)
			return medium->tracks[i].session;
	return 0;
}

/* The session with data that comes last, and what was written last at all. */
static void find_previous(const struct imapi_medium *medium,
			  struct imapi_multisession_info *info)
{
	unsigned complete = last_complete(medium), session = 0;

	for (unsigned i = 0; i < medium->track_count; i++) {
		const struct imapi_track *track = &medium->tracks[i];

		if (track->is_blank || track->session > complete)
			continue;
		info->last_written = last_of(track);
		if (!track->is_data || track->session == session)
			continue;
		session = track->session;
		info->previous_start = track->start;
	}
}

static void take_medium(struct imapi_multisession *m, const struct imapi_medium *medium)
{
	struct imapi_multisession_info *info = &m->info;

	*info = (struct imapi_multisession_info){ .size = sizeof(*info),
						  .kind = kind_of(medium),
						  .previous_start = -1,
						  .last_written = -1,
						  .next_writable = -1,
						  .free_sectors = medium->free,
						  .total_sectors = medium->total,
						  .write_unit = medium->profile->unit };
	m->profile = medium->profile->name;
	if (info->kind == IMAPI_MULTISESSION_RANDOM_WRITE) {
		info->is_supported = 1;
		m->readable = medium->total;
		return;
	}
	find_previous(medium, info);
	info->next_writable = medium->next_writable;
	info->is_first_data_session = info->previous_start < 0;
	info->is_supported =
		info->kind == IMAPI_MULTISESSION_SEQUENTIAL && !info->is_first_data_session;
	m->readable = (uint64_t)MAX(info->last_written + 1, 0);
}

IMAPI_API imapi_status imapi_multisession_new(struct imapi_recorder *recorder,
					      const struct imapi_medium *medium,
					      struct imapi_multisession **ret_multisession)
{
	struct imapi_multisession *m;

	if (!recorder || !medium || !ret_multisession)
		return err_set(recorder ? &recorder->context->error : NULL, IMAPI_E_POINTER,
			       "%s: NULL pointer", __func__);
	m = zalloc(sizeof(*m));
	if (!m)
		return err_no_memory(&recorder->context->error);
	m->recorder = recorder;
	take_medium(m, medium);
	*ret_multisession = m;
	return IMAPI_OK;
}

IMAPI_API struct imapi_multisession *imapi_multisession_free(
	struct imapi_multisession *multisession)
{
	if (!multisession)
		return NULL;
	stream_free(multisession->old);
	free(multisession);
	return NULL;
}

IMAPI_API imapi_status imapi_multisession_info(const struct imapi_multisession *multisession,
					       struct imapi_multisession_info *ret_info)
{
	if (!multisession || !ret_info)
		return IMAPI_E_POINTER;
	return size_copy(ret_info, &multisession->info, sizeof(multisession->info))
		       ? IMAPI_OK
		       : IMAPI_E_INVALIDARG;
}

IMAPI_API struct imapi_recorder *imapi_multisession_recorder(
	const struct imapi_multisession *multisession)
{
	return multisession ? multisession->recorder : NULL;
}

static imapi_status check_import(const struct imapi_multisession *m, struct imapi_error *err)
{
	const struct imapi_multisession_info *info = &m->info;

	if (info->kind == IMAPI_MULTISESSION_NONE)
		return err_advise(err,
				  err_set(err, IMAPI_E_NO_COMPATIBLE_MULTISESSION_TYPE,
					  "nothing can be added to this %s", m->profile),
				  "Burn all files to a new disc.");
	if (info->kind == IMAPI_MULTISESSION_SEQUENTIAL && info->is_first_data_session)
		return err_set(err, IMAPI_E_EMPTY_DISC,
			       "the %s has no session with data that could be imported",
			       m->profile);
	return IMAPI_OK;
}

static imapi_status set_limit(const struct imapi_multisession *m,
			      struct imapi_file_system_image *image)
{
	uint64_t blocks = m->info.free_sectors;

	if (m->info.kind == IMAPI_MULTISESSION_RANDOM_WRITE)
		blocks = m->info.total_sectors - MIN(image->start, m->info.total_sectors);
	if (blocks == 0)
		return err_set(&image->context->error, IMAPI_E_IMAGE_SIZE_LIMIT,
			       "the %s is full", m->profile);
	image->limit = blocks;
	return IMAPI_OK;
}

static imapi_status open_old(struct imapi_multisession *m)
{
	return m->old ? IMAPI_OK
		      : imapi_recorder_read_stream(m->recorder, 0, m->readable, &m->old);
}

IMAPI_API imapi_status imapi_multisession_import(struct imapi_multisession *multisession,
						 struct imapi_file_system_image *image,
						 enum imapi_image_tree tree, unsigned *ret_tree)
{
	struct imapi_multisession *m = multisession;
	struct imapi_image_import options = { .size = sizeof(options), .tree = tree };
	imapi_status status;

	if (!m || !image)
		return IMAPI_E_POINTER;
	status = check_import(m, &image->context->error);
	if (!IMAPI_FAILED(status))
		status = open_old(m);
	if (IMAPI_FAILED(status))
		return status;
	options.in_place = m->info.kind == IMAPI_MULTISESSION_RANDOM_WRITE;
	if (!options.in_place) {
		options.session_start = (uint32_t)m->info.previous_start;
		options.next_writable = (uint64_t)m->info.next_writable;
	}
	status = image_import(image, m->old, &options, ret_tree);
	return IMAPI_FAILED(status) ? status : set_limit(m, image);
}

IMAPI_API imapi_status imapi_multisession_check_disc(struct imapi_multisession *multisession,
						     const struct imapi_image_result *result)
{
	struct imapi_multisession *m = multisession;
	const char *wanted = imapi_image_result_disc_id(result);
	char found[DISC_ID_ROOM] = "";
	struct imapi_error *err;
	uint32_t start = 0;
	imapi_status status;

	if (!m || !result)
		return IMAPI_E_POINTER;
	err = &m->recorder->context->error;
	if (!wanted)
		return IMAPI_OK;
	status = check_import(m, err);
	if (!IMAPI_FAILED(status))
		status = open_old(m);
	if (m->info.kind == IMAPI_MULTISESSION_SEQUENTIAL)
		start = (uint32_t)m->info.previous_start;
	if (!IMAPI_FAILED(status))
		status = disc_id_of_stream(m->recorder->context, m->old, start, found);
	if (IMAPI_FAILED(status) || strcmp(found, wanted) == 0)
		return status;
	return err_advise(err,
			  err_set(err, IMAPI_E_DISC_MISMATCH,
				  "the %s in the drive is not the disc that the image was made "
				  "for, or was written to since",
				  m->profile),
			  "Insert the disc that was imported from, or import again.");
}
