/* SPDX-License-Identifier: MIT */
#include "api/data-writer.h"

#include "api/recorder.h"
#include "base/api.h"
#include "base/mem.h"
#include "burn/job.h"

#define BUFFER_MIN (1u << 20)

IMAPI_API imapi_status imapi_data_writer_new(struct imapi_recorder *recorder,
					     struct imapi_data_writer **ret_writer)
{
	struct imapi_data_writer *writer;

	if (!recorder || !ret_writer)
		return IMAPI_E_POINTER;
	err_clear(&recorder->context->error);
	writer = zalloc(sizeof(*writer));
	if (!writer)
		return err_no_memory(&recorder->context->error);
	writer->recorder = recorder;
	writer->settings = BURN_SETTINGS_INIT;
	strcpy(writer->client_name, CLIENT_NAME_DEFAULT);
	*ret_writer = writer;
	return IMAPI_OK;
}

IMAPI_API struct imapi_data_writer *imapi_data_writer_free(struct imapi_data_writer *writer)
{
	if (writer) {
		free(writer->journal);
		free(writer->note);
		free(writer->ranges);
	}
	free(writer);
	return NULL;
}

/* Clears the last error; what a setter starts with. */
static struct imapi_error *enter(struct imapi_data_writer *writer)
{
	err_clear(&writer->recorder->context->error);
	return &writer->recorder->context->error;
}

IMAPI_API imapi_status imapi_data_writer_set_client_name(struct imapi_data_writer *writer,
							 const char *name)
{
	if (!writer || !name)
		return IMAPI_E_POINTER;
	return client_name_set(enter(writer), writer->client_name, name,
			       IMAPI_E_DF2DATA_CLIENT_NAME_IS_NOT_VALID);
}

IMAPI_API imapi_status imapi_data_writer_set_verification(struct imapi_data_writer *writer,
							  enum imapi_verification level)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if (level < IMAPI_VERIFICATION_NONE || level > IMAPI_VERIFICATION_FULL)
		return err_set(enter(writer), IMAPI_E_INVALIDARG, "%d is no verification level",
			       (int)level);
	enter(writer);
	writer->settings.verification = level;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_write_method(struct imapi_data_writer *writer,
							  enum imapi_write_method method)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	if ((unsigned)method > IMAPI_WRITE_METHOD_LAYER_JUMP)
		return err_set(&writer->recorder->context->error, IMAPI_E_INVALIDARG,
			       "there is no write method %d", (int)method);
	writer->settings.write_method = method;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_force_close(struct imapi_data_writer *writer,
							 int force)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.force_close = force != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_post_gap_in_image(struct imapi_data_writer *writer,
							       int in_image)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.post_gap_in_image = in_image != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_speed(struct imapi_data_writer *writer,
						   int32_t sectors_per_second)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if (sectors_per_second == 0 || sectors_per_second < -1)
		return err_set(enter(writer), IMAPI_E_INVALIDARG,
			       "%d sectors per second is no speed", (int)sectors_per_second);
	enter(writer);
	writer->settings.speed = sectors_per_second;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_dvd_compatibility(
	struct imapi_data_writer *writer, enum imapi_dvd_compatibility mode)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if ((unsigned)mode > IMAPI_DVD_STAYS_OPEN)
		return err_set(enter(writer), IMAPI_E_INVALIDARG, "%d is no way to leave a DVD",
			       (int)mode);
	enter(writer);
	writer->settings.compatibility = mode;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_layer_break(struct imapi_data_writer *writer,
							 int64_t sectors)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if (sectors < IMAPI_LAYER_BREAK_AUTO || sectors > UINT32_MAX ||
	    (sectors > 0 && sectors % 16))
		return err_set(enter(writer), IMAPI_E_INVALIDARG,
			       "layer 0 cannot have %lld sectors: they come in sixteens",
			       (long long)sectors);
	enter(writer);
	writer->settings.layer_break = sectors;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_max_wait(struct imapi_data_writer *writer,
						      uint32_t seconds)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.max_wait_s = seconds;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_ask_times(struct imapi_data_writer *writer,
						       int ask)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.ask_times = ask != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_buffer(struct imapi_data_writer *writer,
						    uint64_t bytes)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if (bytes < BUFFER_MIN || bytes > SIZE_MAX / 4)
		return err_set(enter(writer), IMAPI_E_INVALIDARG,
			       "the buffer needs 1 MiB at least");
	enter(writer);
	writer->settings.buffer = bytes;
	return IMAPI_OK;
}

IMAPI_API void imapi_data_writer_set_path_lookup(struct imapi_data_writer *writer,
						 imapi_path_of_sector_fn *fn, void *user)
{
	if (!writer)
		return;
	writer->settings.path = fn;
	writer->settings.path_user = user;
}

/* Takes a copy of @text, which may be NULL, in the place of *@own. */
static imapi_status take_text(struct imapi_data_writer *writer, const char *text, char **own,
			      const char **ret_setting)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		return err_no_memory(enter(writer));
	enter(writer);
	free(*own);
	*own = copy;
	*ret_setting = copy;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_journal(struct imapi_data_writer *writer,
						     const char *path)
{
	if (!writer)
		return IMAPI_E_POINTER;
	return take_text(writer, path, &writer->journal, &writer->settings.journal);
}

IMAPI_API imapi_status imapi_data_writer_set_journal_note(struct imapi_data_writer *writer,
							  const char *text)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if (text && strlen(text) > JOURNAL_NOTE_MAX)
		return err_set(enter(writer), IMAPI_E_INVALIDARG,
			       "the note of a journal has at most %u bytes", JOURNAL_NOTE_MAX);
	return take_text(writer, text, &writer->note, &writer->settings.journal_note);
}

IMAPI_API imapi_status imapi_data_writer_set_streaming(struct imapi_data_writer *writer,
						       int streaming)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.streaming = streaming != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_block_ranges(
	struct imapi_data_writer *writer, const struct imapi_block_range *ranges, size_t count)
{
	struct imapi_block_range *copy = NULL;

	if (!writer || (count && !ranges))
		return IMAPI_E_POINTER;
	enter(writer);
	if (count > SIZE_MAX / sizeof(*copy))
		return IMAPI_E_INVALIDARG;
	if (count) {
		copy = malloc(count * sizeof(*copy));
		if (!copy)
			return err_no_memory(enter(writer));
		memcpy(copy, ranges, count * sizeof(*copy));
	}
	free(writer->ranges);
	writer->ranges = copy;
	writer->settings.ranges = copy;
	writer->settings.range_count = count;
	return IMAPI_OK;
}

static imapi_status ready_for_work(struct imapi_recorder *recorder)
{
	err_clear(&recorder->context->error);
	if (!recorder->busy)
		return IMAPI_OK;
	return err_set(&recorder->context->error, IMAPI_E_DF2DATA_WRITE_IN_PROGRESS,
		       "a job of this recorder is not finished");
}

/* From here to the end of the job that is made, the drive is the writer's alone. */
static imapi_status begin_work(struct imapi_data_writer *writer)
{
	imapi_status status = ready_for_work(writer->recorder);

	if (IMAPI_FAILED(status))
		return status;
	return recorder_take(writer->recorder, false, writer->client_name);
}

static void free_medium(struct imapi_medium **medium)
{
	medium_free(*medium);
}

IMAPI_API imapi_status imapi_data_writer_plan(struct imapi_data_writer *writer,
					      struct imapi_stream *stream, char **ret_text)
{
	CLEANUP(free_medium) struct imapi_medium *medium = NULL;
	struct burn_settings settings;
	AUTOFREE struct spread *spread = NULL;
	struct imapi_error *err;
	imapi_status status;
	struct plan plan;

	if (!writer || !stream || !ret_text)
		return IMAPI_E_POINTER;
	err = &writer->recorder->context->error;
	settings = writer->settings;
	status = imapi_medium_read(writer->recorder, &medium);
	if (!IMAPI_FAILED(status))
		status = plan_spread(&settings, medium, imapi_stream_length(stream), &spread,
				     err);
	settings.spread = spread;
	if (!IMAPI_FAILED(status))
		status = plan_make(&settings, medium, imapi_stream_length(stream), &plan, err);
	if (IMAPI_FAILED(status))
		return status;
	*ret_text = plan_print(&plan);
	return *ret_text ? IMAPI_OK : err_no_memory(err);
}

IMAPI_API imapi_status imapi_data_writer_write(struct imapi_data_writer *writer,
					       struct imapi_stream *stream,
					       struct imapi_job **ret_job)
{
	struct imapi_recorder *recorder;
	struct imapi_medium *medium;
	imapi_status status;

	if (!writer || !stream || !ret_job)
		return IMAPI_E_POINTER;
	recorder = writer->recorder;
	status = begin_work(writer);
	if (IMAPI_FAILED(status))
		return status;
	status = imapi_medium_read(recorder, &medium);
	if (!IMAPI_FAILED(status))
		status = job_new_burn(&recorder->device, &recorder->busy, stream,
				      &writer->settings, medium, ret_job);
	return recorder_give_at_end(recorder, status, ret_job);
}

IMAPI_API imapi_status imapi_data_writer_close(struct imapi_data_writer *writer,
					       struct imapi_job **ret_job)
{
	struct imapi_recorder *recorder;
	imapi_status status;

	if (!writer || !ret_job)
		return IMAPI_E_POINTER;
	recorder = writer->recorder;
	status = begin_work(writer);
	if (IMAPI_FAILED(status))
		return status;
	status = job_new_close(&recorder->device, &recorder->busy, &writer->settings, ret_job);
	return recorder_give_at_end(recorder, status, ret_job);
}

static imapi_status check_length(const struct journal_facts *facts, struct imapi_stream *stream,
				 struct imapi_error *err)
{
	unsigned long long then = facts->head.length, now = imapi_stream_length(stream);

	if (then == now)
		return IMAPI_OK;
	err_set(err, IMAPI_E_SOURCE_CHANGED,
		"the data is not what it was when the burn began: it had %llu bytes, it has "
		"%llu now",
		then, now);
	return err_advise(err, IMAPI_E_SOURCE_CHANGED,
			  "Bring the files back to how they were, or close the disc (imapi "
			  "close) and burn them again.");
}

IMAPI_API imapi_status imapi_data_writer_resume(struct imapi_data_writer *writer,
						struct imapi_stream *stream,
						struct imapi_job **ret_job)
{
	CLEANUP(journal_facts_done) struct journal_facts facts = { 0 };
	struct imapi_recorder *recorder;
	struct imapi_error *err;
	imapi_status status;

	if (!writer || !stream || !ret_job)
		return IMAPI_E_POINTER;
	recorder = writer->recorder;
	err = &recorder->context->error;
	status = ready_for_work(recorder);
	if (IMAPI_FAILED(status))
		return status;
	if (!writer->journal)
		return err_set(err, IMAPI_E_INVALIDARG, "no journal was set");
	status = journal_read(writer->journal, &facts, err);
	if (!IMAPI_FAILED(status))
		status = check_length(&facts, stream, err);
	if (!IMAPI_FAILED(status))
		status = recorder_take(recorder, false, writer->client_name);
	if (IMAPI_FAILED(status))
		return status;
	status = job_new_resume(&recorder->device, &recorder->busy, stream, &writer->settings,
				&facts, ret_job);
	return recorder_give_at_end(recorder, status, ret_job);
}

IMAPI_API imapi_status imapi_verify_new(struct imapi_recorder *recorder, uint64_t start,
					struct imapi_stream *stream, struct imapi_job **ret_job)
{
	uint64_t length;
	imapi_status status;

	if (!recorder || !stream || !ret_job)
		return IMAPI_E_POINTER;
	status = ready_for_work(recorder);
	if (IMAPI_FAILED(status))
		return status;
	length = imapi_stream_length(stream);
	if (length == 0 || length % BLOCK_SIZE || start > UINT32_MAX ||
	    length / BLOCK_SIZE > UINT32_MAX)
		return err_set(&recorder->context->error, IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED,
			       "a disc is compared in whole sectors of 2048 bytes");
	return job_new_verify(&recorder->device, &recorder->busy, start, stream, ret_job);
}

IMAPI_API void imapi_verify_set_path_lookup(struct imapi_job *job, imapi_path_of_sector_fn *fn,
					    void *user)
{
	if (!job)
		return;
	job->settings.path = fn;
	job->settings.path_user = user;
}
