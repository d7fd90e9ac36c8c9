/* SPDX-License-Identifier: MIT */
/* Commands of a program's own. */
#include "api/recorder.h"
#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder-ex.h"

struct payload {
	enum imapi_direction direction;
	void *data;
	uint32_t length;
};

/* Operation codes that are older than the rule, or break it. */
static bool any_length(uint8_t opcode)
{
	static const uint8_t exempt[] = { 0x02, 0x05, 0x06, 0x09, 0x0c, 0x0d, 0x0e, 0x0f,
					  0x10, 0x13, 0x14, 0x19, 0x20, 0x21, 0x22, 0x23,
					  0x24, 0x26, 0x27, 0x29, 0x2c, 0x2d };

	return memchr(exempt, opcode, sizeof(exempt)) != NULL;
}

/* The group of an operation code says how long its command is (SPC-4 4.3.4.1); 0: any. */
static uint8_t length_of_group(uint8_t opcode)
{
	static const uint8_t lengths[8] = { 6, 10, 10, 0, 16, 12, 0, 0 };

	return any_length(opcode) ? 0 : lengths[opcode >> 5];
}

static const char *find_mistake(struct imapi_recorder *recorder,
				const struct imapi_raw_command *command,
				const struct payload *payload)
{
	uint8_t length = command->cdb_length, needed = length_of_group(command->cdb[0]);

	if (command->size < sizeof(*command))
		return "its size is not set";
	if (length < 6 || length > IMAPI_CDB_MAX || (needed && length != needed))
		return "its length is not what the operation code says";
	if (payload->direction != IMAPI_DIRECTION_NONE && payload->length == 0)
		return "there is no room for data";
	if (payload->length > transport_max_transfer(recorder->device.transport))
		return "it has more data than one command can carry";
	return NULL;
}

/* A drive that still works on a command takes no other. */
static imapi_status finish_last(struct scsi_device *device)
{
	imapi_status status;

	if (!scsi_outstanding(device))
		return IMAPI_OK;
	status = scsi_collect(device, NULL);
	return scsi_outstanding(device) ? status : IMAPI_OK;
}

static imapi_status timed_out(struct imapi_recorder *recorder, uint32_t seconds)
{
	struct imapi_error *err = &recorder->context->error;

	err_set(err, IMAPI_E_RECORDER_COMMAND_TIMEOUT,
		"%s: the drive has not answered within %u s, and still works on it",
		recorder->raw.name, seconds);
	return err_advise(err, IMAPI_E_RECORDER_COMMAND_TIMEOUT,
			  "Wait for it, or ask with a longer time-out.");
}

/* IMAPI's answer to what became of the command. */
static imapi_status judge(struct imapi_recorder *recorder, struct imapi_raw_command *command,
			  imapi_status status, uint32_t seconds)
{
	const struct scsi_outcome *last = &recorder->device.last;
	const struct imapi_error *err = &recorder->context->error;

	command->duration_us = last->duration;
	if (!IMAPI_FAILED(status))
		return IMAPI_OK;
	if (status == IMAPI_E_COMMAND_PENDING)
		return timed_out(recorder, seconds);
	if (last->host == IMAPI_HOST_TIMEOUT)
		return err_restate(&recorder->context->error, IMAPI_E_RECORDER_COMMAND_TIMEOUT);
	if (!last->sense.valid)
		return status;
	command->sense_length = MIN(err->sense_length, IMAPI_RAW_SENSE_SIZE);
	memcpy(command->sense, err->sense, command->sense_length);
	return IMAPI_S_COMMAND_HAS_SENSE_DATA;
}

static imapi_status send_row(struct imapi_recorder *recorder, struct imapi_raw_command *command,
			     const struct payload *payload, uint32_t seconds)
{
	struct cdb cdb = { .command = &recorder->raw };
	imapi_status status;

	recorder->raw = (struct scsi_command){ .name = "the program's command",
					       .opcode = command->cdb[0],
					       .length = command->cdb_length,
					       .direction = (uint8_t)payload->direction,
					       .time = TIME_LONG };
	memcpy(cdb.bytes, command->cdb, command->cdb_length);
	status = scsi_try(&recorder->device, &cdb, payload->data, payload->length, NULL);
	return judge(recorder, command, status, seconds);
}

/*
 * The time-out is one of looking away, which resets nothing; only a transport that cannot is
 * told of it.
 */
static imapi_status send(struct imapi_recorder *recorder, struct imapi_raw_command *command,
			 const struct payload *payload)
{
	uint32_t seconds =
		command->timeout_s ? command->timeout_s : IMAPI_RAW_DEFAULT_TIMEOUT_S;
	struct scsi_device *device = &recorder->device;
	usec_t limit = device->transport_limit;
	imapi_status status;

	device->patience = seconds * (usec_t)USEC_PER_SEC;
	if (!transport_can_look_away(device->transport))
		device->transport_limit = device->patience;
	status = finish_last(device);
	if (!IMAPI_FAILED(status))
		status = send_row(recorder, command, payload, seconds);
	device->patience = 0;
	device->transport_limit = limit;
	return status;
}

static imapi_status check_and_send(struct imapi_recorder *recorder,
				   struct imapi_raw_command *command,
				   const struct payload *payload)
{
	imapi_status status = recorder_enter(recorder);
	const char *mistake;

	if (IMAPI_FAILED(status))
		return status;
	mistake = find_mistake(recorder, command, payload);
	if (mistake)
		return err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
			       "command %02Xh cannot be sent: %s", command->cdb[0], mistake);
	command->sense_length = 0;
	memset(command->sense, 0, sizeof(command->sense));
	command->duration_us = 0;
	return send(recorder, command, payload);
}

IMAPI_API imapi_status imapi_recorder_send_no_data(struct imapi_recorder *recorder,
						   struct imapi_raw_command *command)
{
	struct payload none = { .direction = IMAPI_DIRECTION_NONE };

	if (!recorder || !command)
		return IMAPI_E_POINTER;
	return check_and_send(recorder, command, &none);
}

IMAPI_API imapi_status imapi_recorder_send_data(struct imapi_recorder *recorder,
						struct imapi_raw_command *command,
						const void *data, uint32_t length)
{
	struct payload out = { .direction = IMAPI_DIRECTION_OUT,
			       .data = (void *)(uintptr_t)data,
			       .length = length };

	if (!recorder || !command || !data)
		return IMAPI_E_POINTER;
	return check_and_send(recorder, command, &out);
}

IMAPI_API imapi_status imapi_recorder_get_data(struct imapi_recorder *recorder,
					       struct imapi_raw_command *command, void *data,
					       uint32_t room, uint32_t *ret_fetched)
{
	struct payload in = { .direction = IMAPI_DIRECTION_IN, .data = data, .length = room };
	imapi_status status;

	if (!recorder || !command || !data || !ret_fetched)
		return IMAPI_E_POINTER;
	status = check_and_send(recorder, command, &in);
	if (!IMAPI_FAILED(status))
		*ret_fetched = recorder->device.last.transferred;
	return status;
}
