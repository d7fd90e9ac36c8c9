/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"

#include "api/address.h"
#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "burn/readback.h"
#include "burn/ready.h"
#include "mmc/mmc.h"
#include "stream/stream.h"

#define FEATURE_PROFILE_LIST 0x0000
#define FEATURE_REMOVABLE_MEDIUM 0x0003
#define FEATURE_SERIAL_NUMBER 0x0108
#define PROFILE_SIZE 4

static imapi_status recorder_new(struct imapi_transport *transport, const char *address,
				 struct imapi_recorder **ret_recorder)
{
	struct imapi_recorder *recorder = zalloc(sizeof(*recorder));
	char *copy = strdup(address);

	if (!recorder || !copy) {
		free(recorder);
		free(copy);
		err_no_memory(&transport->context->error);
		imapi_transport_free(transport);
		return IMAPI_E_OUTOFMEMORY;
	}
	recorder->context = transport->context;
	recorder->address = copy;
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
	imapi_status status;

	if (!context || !address || !ret_recorder)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	status = address_open(context, address, &transport);
	if (IMAPI_FAILED(status))
		return err_in(&context->error, status, "opening the drive %s", address);
	return recorder_new(transport, address, ret_recorder);
}

IMAPI_API imapi_status imapi_recorder_new(struct imapi_transport *transport,
					  struct imapi_recorder **ret_recorder)
{
	if (!transport || !ret_recorder) {
		imapi_transport_free(transport);
		return IMAPI_E_POINTER;
	}
	err_clear(&transport->context->error);
	return recorder_new(transport, transport_name(transport), ret_recorder);
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

static imapi_status not_usable(struct imapi_recorder *recorder)
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
	imapi_status status = not_usable(recorder);

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

static void copy_trimmed(char *to, const char *from, size_t length)
{
	while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\0'))
		length--;
	memcpy(to, from, length);
	to[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if ((uint8_t)to[i] < 0x20 || (uint8_t)to[i] > 0x7e)
			to[i] = '?';
	}
}

static bool refused(const struct scsi_device *device, imapi_status status)
{
	return status == IMAPI_E_RECORDER_NO_SUCH_FEATURE ||
	       status == IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE ||
	       (device->last.sense.valid && device->last.sense.key == 5);
}

/* A feature that the drive may lack; an empty one then. */
static imapi_status optional_feature(struct scsi_device *device, uint16_t code,
				     struct mmc_feature *ret)
{
	imapi_status status = mmc_read_feature(device, code, ret);

	if (!IMAPI_FAILED(status))
		return status;
	*ret = (struct mmc_feature){ 0 };
	return refused(device, status) ? IMAPI_OK : status;
}

static imapi_status identify_features(struct scsi_device *device,
				      struct imapi_recorder_identity *id)
{
	struct mmc_capabilities capabilities = { 0 };
	struct mmc_feature feature;
	imapi_status status = optional_feature(device, FEATURE_SERIAL_NUMBER, &feature);

	if (IMAPI_FAILED(status))
		return status;
	copy_trimmed(id->serial_number, (const char *)feature.data,
		     MIN(feature.header.additional_length, sizeof(id->serial_number) - 1));
	status = optional_feature(device, FEATURE_REMOVABLE_MEDIUM, &feature);
	if (IMAPI_FAILED(status))
		return status;
	/* loading mechanism 1 is a tray; bit 4 says that it can be loaded by command */
	id->can_load_media = feature.data[0] >> 5 == 1 || (feature.data[0] & 0x10);
	status = mmc_read_capabilities(device, &capabilities);
	if (IMAPI_FAILED(status) && !refused(device, status))
		return status;
	id->buffer_bytes = (uint32_t)capabilities.buffer_kib * 1024;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_identify(struct imapi_recorder *recorder,
					       struct imapi_recorder_identity *ret_identity)
{
	struct imapi_recorder_identity id = IMAPI_RECORDER_IDENTITY_INIT;
	struct inquiry inquiry;
	imapi_status status;

	if (!recorder || !ret_identity)
		return IMAPI_E_POINTER;
	status = not_usable(recorder);
	if (!IMAPI_FAILED(status))
		status = spc_inquiry(&recorder->device, &inquiry);
	if (IMAPI_FAILED(status))
		return status;
	copy_trimmed(id.vendor_id, inquiry.vendor, sizeof(inquiry.vendor));
	copy_trimmed(id.product_id, inquiry.product, sizeof(inquiry.product));
	copy_trimmed(id.product_revision, inquiry.revision, sizeof(inquiry.revision));
	status = identify_features(&recorder->device, &id);
	if (IMAPI_FAILED(status))
		return status;
	err_clear(&recorder->context->error);
	return size_copy(ret_identity, &id, sizeof(id)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

struct code_list {
	uint16_t *codes;
	size_t room, count;
};

static void add_code(struct code_list *list, uint16_t code)
{
	if (list->count < list->room)
		list->codes[list->count] = code;
	list->count++;
}

static void add_feature(void *user, const struct mmc_feature *feature)
{
	add_code(user, feature->header.code);
}

IMAPI_API imapi_status imapi_recorder_features(struct imapi_recorder *recorder,
					       int current_only, uint16_t *ret_codes,
					       size_t room, size_t *ret_count)
{
	struct code_list list = { ret_codes, ret_codes ? room : 0, 0 };
	imapi_status status;

	if (!recorder || !ret_count)
		return IMAPI_E_POINTER;
	status = not_usable(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_each_feature(&recorder->device, current_only, add_feature, &list);
	if (IMAPI_FAILED(status))
		return status;
	*ret_count = list.count;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_profiles(struct imapi_recorder *recorder,
					       int current_only, uint16_t *ret_codes,
					       size_t room, size_t *ret_count)
{
	struct code_list list = { ret_codes, ret_codes ? room : 0, 0 };
	struct mmc_feature feature;
	imapi_status status;

	if (!recorder || !ret_count)
		return IMAPI_E_POINTER;
	status = not_usable(recorder);
	if (!IMAPI_FAILED(status))
		status = mmc_read_feature(&recorder->device, FEATURE_PROFILE_LIST, &feature);
	if (IMAPI_FAILED(status))
		return status;
	for (size_t i = 0; i + PROFILE_SIZE <= feature.header.additional_length;
	     i += PROFILE_SIZE) {
		const uint8_t *p = &feature.data[i];

		if (!current_only || (p[2] & 1))
			add_code(&list, (uint16_t)(p[0] << 8 | p[1]));
	}
	*ret_count = list.count;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_eject(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = not_usable(recorder);
	if (IMAPI_FAILED(status))
		return status;
	spc_prevent_removal(&recorder->device, false);
	status = spc_start_stop(&recorder->device, false, true, false);
	return err_in(&recorder->context->error, status, "opening the tray");
}

IMAPI_API imapi_status imapi_recorder_close_tray(struct imapi_recorder *recorder)
{
	imapi_status status;

	if (!recorder)
		return IMAPI_E_POINTER;
	status = not_usable(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = spc_start_stop(&recorder->device, true, true, false);
	if (!IMAPI_FAILED(status))
		status = ready_run(&recorder->device, IMAPI_OPERATION_LOAD);
	return err_in(&recorder->context->error, status, "closing the tray");
}
