/* SPDX-License-Identifier: MIT */
/* Burns a folder, closes the session, verifies every byte: 03-burn-folder /dev/sr0 FOLDER */
#include <imapi/data-writer.h>
#include <imapi/file-system-image.h>
#include <imapi/medium.h>

#include <stdio.h>

/* What a program keeps; all of it is released at the end, whatever happened. */
struct burn {
	struct imapi_context *context;
	struct imapi_recorder *recorder;
	struct imapi_medium *medium;
	struct imapi_file_system_image *image;
	struct imapi_image_result *result;
	struct imapi_data_writer *writer;
	struct imapi_job *job;
};

static imapi_status burn_folder(struct burn *b, const char *address, const char *folder)
{
	imapi_status status = imapi_recorder_open(b->context, address, &b->recorder);

	if (status >= 0)
		status = imapi_medium_read(b->recorder, &b->medium);
	if (status >= 0)
		status = imapi_file_system_image_new(b->context, &b->image);
	if (status >= 0 && imapi_medium_next_writable(b->medium) > 0)
		status = imapi_file_system_image_set_session_start(
			b->image, (uint64_t)imapi_medium_next_writable(b->medium));
	if (status >= 0)
		status = imapi_file_system_image_add_tree(b->image, folder, "/", 0);
	if (status >= 0)
		status = imapi_file_system_image_create_result(b->image, &b->result);
	if (status >= 0)
		status = imapi_data_writer_new(b->recorder, &b->writer);
	if (status >= 0)
		status = imapi_data_writer_set_verification(b->writer, IMAPI_VERIFICATION_FULL);
	if (status >= 0)
		status = imapi_data_writer_write(b->writer,
						 imapi_image_result_stream(b->result), &b->job);
	return status < 0 ? status : imapi_job_run(b->job, NULL, NULL);
}

int main(int argc, char **argv)
{
	struct burn b = { NULL };
	imapi_status status;

	if (argc != 3 || imapi_context_new(&b.context) < 0)
		return 2;
	status = burn_folder(&b, argv[1], argv[2]);
	if (status < 0)
		fprintf(stderr, "%s\n%s\n", imapi_error_message(imapi_last_error(b.context)),
			imapi_error_advice(imapi_last_error(b.context)));
	else
		puts("burned, closed and verified");
	imapi_job_free(b.job);
	imapi_data_writer_free(b.writer);
	imapi_image_result_free(b.result);
	imapi_file_system_image_free(b.image);
	imapi_medium_free(b.medium);
	imapi_recorder_free(b.recorder);
	imapi_context_free(b.context);
	return status < 0;
}
