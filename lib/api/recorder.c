/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"

#include "api/address.h"
#include "base/api.h"
#include "base/mem.h"
#include "mmc/mmc.h"

/* @address is the recorder's from this call on. */
static imapi_status recorder_new(struct imapi_transport *transport, char *address,
				 struct imapi_recorder **ret_recorder)
{
	struct imapi_recorder *recorder = zalloc(sizeof(*recorder));

	if (!recorder || !address) {
		free(recorder);
		free(address);
		err_no_memory(&transport->context->error);
		imapi_transport_free(transport);
		return IMAPI_E_OUTOFMEMORY;
	}
	recorder->context = transport->context;
	recorder->address = address;
	recorder->device.context = transport->context;
	recorder->device.transport = transport;
	recorder->device.stage = STAGE_PREPARE;
	*ret_recorder = recorder;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_open(struct imapi_context *context, const char *address,
					   struct imapi_recorder **ret_recorder)
{
	struct imapi_transport *transport;
	AUTOFREE char *shown = NULL;
	imapi_status status;

	if (!context || !address || !ret_recorder)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	shown = address_shown(address);
	if (!shown)
		return err_no_memory(&context->error);
	status = address_open(context, address, &transport);
	if (IMAPI_FAILED(status))
		return err_in(&context->error, status, "opening the drive %s", shown);
	return recorder_new(transport, STEAL(shown), ret_recorder);
}

IMAPI_API imapi_status imapi_recorder_new(struct imapi_transport *transport,
					  struct imapi_recorder **ret_recorder)
{
	if (!transport || !ret_recorder) {
		imapi_transport_free(transport);
		return IMAPI_E_POINTER;
	}
	err_clear(&transport->context->error);
	return recorder_new(transport, strdup(transport_name(transport)), ret_recorder);
}

IMAPI_API struct imapi_recorder *imapi_recorder_free(struct imapi_recorder *recorder)
{
	if (recorder) {
		imapi_transport_free(recorder->device.transport);
		scsi_leave(&recorder->device);
		free(recorder->address);
	}
	free(recorder);
	return NULL;
}

IMAPI_API const char *imapi_recorder_address(const struct imapi_recorder *recorder)
{
	return recorder->address;
}

/*
 * Decorators own the transport that they wrap, also when they fail; so the drive is given up
 * to a copy of the struct's pointer and taken back on success.
 */
static imapi_status wrapped(struct imapi_recorder *recorder, imapi_status status,
			    struct imapi_transport *outer)
{
	recorder->device.transport = IMAPI_FAILED(status) ? NULL : outer;
	return status;
}

imapi_status recorder_enter(struct imapi_recorder *recorder)
{
	struct imapi_error *err = &recorder->context->error;

	err_clear(err);
	if (recorder->busy)
		return err_set(err, IMAPI_E_DF2DATA_WRITE_IN_PROGRESS,
			       "a job of this recorder is not finished");
	if (!recorder->device.transport)
		return err_set(err, IMAPI_E_HANDLE, "the recorder lost its drive");
	return IMAPI_OK;
}

/* What watches a drive must see a command from its beginning to its end. */
static imapi_status not_wrappable(struct imapi_recorder *recorder)
{
	imapi_status status = recorder_enter(recorder);

	if (!IMAPI_FAILED(status) && scsi_outstanding(&recorder->device))
		return err_set(&recorder->context->error, IMAPI_E_COMMAND_PENDING,
			       "the drive has not answered the last command yet");
	return status;
}

IMAPI_API imapi_status imapi_recorder_set_trace(struct imapi_recorder *recorder, FILE *file)
{
	struct imapi_transport *outer = NULL;
	imapi_status status;

	if (!recorder || !file)
		return IMAPI_E_POINTER;
	status = not_wrappable(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = trace_wrap(recorder->device.transport, file, mmc_describe, &outer);
	return wrapped(recorder, status, outer);
}

IMAPI_API imapi_status imapi_recorder_set_tape(struct imapi_recorder *recorder,
					       const char *path)
{
	struct imapi_transport *outer = NULL;
	imapi_status status;

	if (!recorder || !path)
		return IMAPI_E_POINTER;
	status = not_wrappable(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = tape_record(recorder->device.transport, path, &outer);
	return wrapped(recorder, status, outer);
}

bool recorder_refused(const struct imapi_recorder *recorder)
{
	const struct scsi_outcome *last = &recorder->device.last;

	return last->sense.valid && last->sense.key == 5;
}

imapi_status recorder_copy_bytes(struct imapi_recorder *recorder, const void *bytes,
				 size_t length, uint8_t **ret_bytes, size_t *ret_length)
{
	uint8_t *copy = malloc(length ? length : 1);

	if (!copy)
		return err_no_memory(&recorder->context->error);
	memcpy(copy, bytes, length);
	*ret_bytes = copy;
	*ret_length = length;
	err_clear(&recorder->context->error);
	return IMAPI_OK;
}
