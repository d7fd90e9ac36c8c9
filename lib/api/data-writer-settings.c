/* SPDX-License-Identifier: MIT */
/* How a data writer writes, and what was set (IMAPI v2: properties of IDiscFormat2Data). */
#include "api/data-writer.h"

#include "api/recorder.h"
#include "base/api.h"

static struct imapi_error *enter(struct imapi_data_writer *writer)
{
	err_clear(&writer->recorder->context->error);
	return &writer->recorder->context->error;
}

IMAPI_API imapi_status imapi_data_writer_set_force_overwrite(struct imapi_data_writer *writer,
							     int overwrite)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.force_overwrite = overwrite != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status
imapi_data_writer_set_underrun_free_disabled(struct imapi_data_writer *writer, int disabled)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.underrun_free_disabled = disabled != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_pure_cav(struct imapi_data_writer *writer,
						      int pure_cav)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.pure_cav = pure_cav != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_test_write(struct imapi_data_writer *writer,
							int test)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.test_write = test != 0;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_data_writer_set_data_mode(struct imapi_data_writer *writer,
						       enum imapi_data_mode mode)
{
	if (!writer)
		return IMAPI_E_POINTER;
	if (mode > IMAPI_DATA_MODE_2_XA)
		return err_set(enter(writer), IMAPI_E_INVALIDARG, "there is no data mode %d",
			       (int)mode);
	enter(writer);
	writer->settings.data_mode = mode;
	return IMAPI_OK;
}

IMAPI_API enum imapi_data_mode imapi_data_writer_data_mode(
	const struct imapi_data_writer *writer)
{
	return writer->settings.data_mode;
}

IMAPI_API imapi_status
imapi_data_writer_set_leave_session_open(struct imapi_data_writer *writer, int leave)
{
	if (!writer)
		return IMAPI_E_POINTER;
	enter(writer);
	writer->settings.session_open = leave != 0;
	return IMAPI_OK;
}

IMAPI_API int imapi_data_writer_leave_session_open(const struct imapi_data_writer *writer)
{
	return writer->settings.session_open;
}

IMAPI_API int imapi_data_writer_test_write(const struct imapi_data_writer *writer)
{
	return writer->settings.test_write;
}

IMAPI_API const char *imapi_data_writer_client_name(const struct imapi_data_writer *writer)
{
	return writer->client_name;
}

IMAPI_API enum imapi_verification imapi_data_writer_verification(
	const struct imapi_data_writer *writer)
{
	return writer->settings.verification;
}

IMAPI_API enum imapi_write_method imapi_data_writer_write_method(
	const struct imapi_data_writer *writer)
{
	return writer->settings.write_method;
}

IMAPI_API int imapi_data_writer_force_close(const struct imapi_data_writer *writer)
{
	return writer->settings.force_close;
}

IMAPI_API int imapi_data_writer_force_overwrite(const struct imapi_data_writer *writer)
{
	return writer->settings.force_overwrite;
}

IMAPI_API int imapi_data_writer_underrun_free_disabled(const struct imapi_data_writer *writer)
{
	return writer->settings.underrun_free_disabled;
}

IMAPI_API int imapi_data_writer_post_gap_in_image(const struct imapi_data_writer *writer)
{
	return writer->settings.post_gap_in_image;
}

IMAPI_API int32_t imapi_data_writer_speed(const struct imapi_data_writer *writer)
{
	return writer->settings.speed;
}

IMAPI_API int imapi_data_writer_pure_cav(const struct imapi_data_writer *writer)
{
	return writer->settings.pure_cav;
}

IMAPI_API uint32_t imapi_data_writer_max_wait(const struct imapi_data_writer *writer)
{
	return writer->settings.max_wait_s;
}

IMAPI_API int imapi_data_writer_ask_times(const struct imapi_data_writer *writer)
{
	return writer->settings.ask_times;
}

IMAPI_API uint64_t imapi_data_writer_buffer(const struct imapi_data_writer *writer)
{
	return writer->settings.buffer;
}
