/* SPDX-License-Identifier: MIT */
#include "burn-drive.h"

#include "burn-report.h"
#include "journal.h"
#include "json.h"
#include "report-file.h"
#include "report-json.h"
#include "report.h"
#include "size.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void burn_done(struct burn *burn)
{
	report_data_done(&burn->data);
	imapi_job_free(burn->job);
	imapi_data_writer_free(burn->writer);
	free(burn->journal);
	imapi_medium_free(burn->medium);
	imapi_recorder_free(burn->recorder);
}

imapi_status burn_open_drive(struct run *run, struct burn *burn)
{
	imapi_status status = run_open_drive(run, &burn->recorder);

	if (IMAPI_FAILED(status))
		return status;
	report_data_take_drive(&burn->data, run, burn->recorder);
	return journal_path(run, burn->recorder, &burn->journal);
}

static bool can_be_blanked(const struct imapi_medium *medium)
{
	enum imapi_media_type type = imapi_medium_type(medium);

	return type == IMAPI_MEDIA_TYPE_CDRW || type == IMAPI_MEDIA_TYPE_DVDDASHRW;
}

imapi_status burn_read_medium(struct run *run, struct burn *burn)
{
	imapi_status status = imapi_medium_read(burn->recorder, &burn->medium);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	medium_state_text(burn->medium, burn->state);
	burn->room = imapi_medium_free_sectors(burn->medium);
	if (imapi_medium_next_writable(burn->medium) >= 0)
		return IMAPI_OK;
	fail(run, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE, "the %s in %s cannot be written: %s",
	     medium_type_name(burn->medium), run->options.drive, burn->state);
	if (can_be_blanked(burn->medium))
		advise(run, "\"imapi erase --drive %s\" makes it blank; what is on it is lost.",
		       run->options.drive);
	advise(run, "Put in a blank disc, or one that sessions can be added to.");
	return IMAPI_E_DF2DATA_INVALID_MEDIA_STATE;
}

imapi_status burn_check_room(struct run *run, const struct burn *burn)
{
	uint64_t length = imapi_stream_length(burn->stream), room = burn->room * SECTOR;
	char needs[SIZE_TEXT], has[SIZE_TEXT];

	if (length <= room)
		return IMAPI_OK;
	fail(run, IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA,
	     "this takes %s, the disc has %s free", size_print(length, needs),
	     size_print(room, has));
	advise(run, "Leave something out (--exclude), or take a larger disc.");
	return IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA;
}

static int32_t sectors_per_second(const struct options *options,
				  const struct imapi_medium *medium)
{
	uint64_t single = medium ? imapi_medium_single_speed(medium) : 0;

	if (!options->speed || !single)
		return -1;
	return (int32_t)((options->speed * single + 500) / 1000);
}

static int64_t layer_break(const struct options *options)
{
	if (!OPTION_GIVEN(options, LAYER_BREAK) || options->layer_break == LAYER_BREAK_AUTO)
		return IMAPI_LAYER_BREAK_AUTO;
	return options->layer_break;
}

static imapi_status set_way(const struct options *options, struct imapi_data_writer *writer)
{
	imapi_status status = imapi_data_writer_set_write_method(
		writer, (enum imapi_write_method)options->write_method);

	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_force_overwrite(writer,
							       options->force_overwrite != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_pure_cav(writer, options->pure_cav != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_underrun_free_disabled(
			writer, options->underrun_stops != 0);
	if (!IMAPI_FAILED(status))
		status =
			imapi_data_writer_set_streaming(writer, options->stream_recording != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_test_write(writer, options->test_write != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_data_mode(
			writer, (enum imapi_data_mode)options->data_mode);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_leave_session_open(
			writer, options->leave_session_open != 0);
	return status;
}

static imapi_status set_writer(struct run *run, struct burn *burn)
{
	const struct options *options = &run->options;
	struct imapi_data_writer *writer;
	imapi_status status = imapi_data_writer_new(burn->recorder, &burn->writer);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	writer = burn->writer;
	status = imapi_data_writer_set_verification(
		writer, (enum imapi_verification)options->verification);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_force_close(writer, options->close != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_speed(writer,
						     sectors_per_second(options, burn->medium));
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_layer_break(writer, layer_break(options));
	if (!IMAPI_FAILED(status) && OPTION_GIVEN(options, MAX_WAIT))
		status = imapi_data_writer_set_max_wait(writer, options->max_wait);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_ask_times(writer, options->ask_times != 0);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_block_ranges(writer, burn->ranges,
							    burn->range_count);
	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_post_gap_in_image(writer, burn->ends_exactly);
	if (!IMAPI_FAILED(status))
		status = set_way(options, writer);
	imapi_data_writer_set_path_lookup(writer, burn->lookup, burn->lookup_user);
	return fail_library(run, status);
}

/* The journal, and in it what it takes to make the same image again. */
static imapi_status set_journal(struct run *run, struct burn *burn)
{
	char *note = burn->journal ? note_make(run, burn->place) : NULL;
	imapi_status status = imapi_data_writer_set_journal(burn->writer, burn->journal);

	if (!IMAPI_FAILED(status))
		status = imapi_data_writer_set_journal_note(burn->writer, note);
	free(note);
	return fail_library(run, status);
}

imapi_status burn_make_ready(struct run *run, struct burn *burn)
{
	imapi_status status = set_writer(run, burn);

	return IMAPI_FAILED(status) ? status : set_journal(run, burn);
}

imapi_status burn_check_plan(struct run *run, struct burn *burn)
{
	char *text = NULL;
	imapi_status status = imapi_data_writer_plan(burn->writer, burn->stream, &text);

	free(text);
	return fail_library(run, status);
}

static json_t *plan_json(const char *text)
{
	json_t *steps = json_array();

	while (*text) {
		const char *end = text;

		while (*end && *end != '\n')
			end++;
		json_array_append_new(steps, json_stringn(text, (size_t)(end - text)));
		text = *end ? end + 1 : end;
	}
	return steps;
}

imapi_status burn_show_plan(struct run *run, struct burn *burn)
{
	char *text = NULL;
	imapi_status status = imapi_data_writer_plan(burn->writer, burn->stream, &text);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	if (run->json)
		json_add(run->json, "plan", plan_json(text));
	else
		printf("%s%s", text, *text && text[strlen(text) - 1] == '\n' ? "" : "\n");
	free(text);
	remark(run, "dry run: nothing was written");
	return IMAPI_OK;
}

static void advise_burn(struct run *run, imapi_status status)
{
	if (status == IMAPI_E_REQUEST_CANCELLED)
		advise(run, "\"imapi info --drive %s\" shows what is on the disc now.",
		       run->options.drive);
	else if (status == IMAPI_E_BURN_VERIFICATION_FAILED)
		advise(run, "Do not rely on this disc. Clean it or burn another one, slower "
			    "(--speed); if that fails too, try discs of another make.");
	else if (status == IMAPI_E_STILL_CLOSING)
		advise(run, "Leave the disc in until the drive comes to rest, then run \"imapi "
			    "verify\". A larger --max-wait, or 0, waits longer.");
}

static uint32_t single_kbps(const struct burn *burn)
{
	return burn->medium ? medium_single_kbps(burn->medium) : 0;
}

imapi_status burn_write(struct run *run, struct burn *burn, burn_start_fn *start)
{
	imapi_status status = start(burn->writer, burn->stream, &burn->job);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = progress_run_job(run, burn->job, single_kbps(burn));
	advise_burn(run, status);
	return status;
}

/* How much is to be written, in bytes. */
static uint64_t wanted(const struct burn *burn)
{
	uint64_t sectors = 0;

	for (size_t i = 0; i < burn->range_count; i++)
		sectors += burn->ranges[i].end_lba + 1 - burn->ranges[i].start_lba;
	return burn->range_count ? sectors * SECTOR : imapi_stream_length(burn->stream);
}

void burn_tell(struct run *run, struct burn *burn, imapi_status status)
{
	if (!burn->job)
		return;
	if (IMAPI_FAILED(status) && burn->journal && !access(burn->journal, F_OK))
		remark(run, "\"imapi burn --resume --drive %s\" takes this burn up again",
		       run->options.drive);
	report_burn(run, burn->job, single_kbps(burn), wanted(burn));
	if (status == IMAPI_S_RELOAD_NEEDED)
		remark(run,
		       "the drive reads the new session only after a reload: take the disc out "
		       "and in, then \"imapi verify --drive %s\"",
		       run->options.drive);
	if (!IMAPI_FAILED(status) && run->options.leave_session_open)
		remark(run,
		       "the session is open: burn the next track with --leave-session-open, or "
		       "end it with \"imapi close --drive %s\"",
		       run->options.drive);
	report_data_take_job(&burn->data, burn->job);
	if (run->json)
		json_add(run->json, "waits", waits_json(&burn->data));
}

void burn_write_report(struct run *run, struct burn *burn,
		       const struct imapi_image_counts *counts, imapi_status status)
{
	struct report_data *data = &burn->data;
	const struct imapi_medium *medium =
		burn->medium ? burn->medium : imapi_job_medium_before(burn->job);

	if (medium)
		report_data_take_medium(data, medium, burn->state);
	if (burn->stream)
		data->wanted_bytes = wanted(burn);
	data->files = counts->files;
	data->directories = counts->directories;
	report_file_write(run, data, status);
}
