/* SPDX-License-Identifier: MIT */
/* Sends commands of its own to a drive: 09-raw-command sim:bd-r */
#include <imapi/imapi.h>

#include <stdio.h>

static void print_sense(const struct imapi_raw_command *command)
{
	printf("command %02Xh: the drive answers with sense", command->cdb[0]);
	for (unsigned i = 0; i < command->sense_length; i++)
		printf(" %02x", command->sense[i]);
	putchar('\n');
}

static imapi_status ask(struct imapi_recorder *recorder, struct imapi_raw_command *command,
			uint8_t *data, uint32_t room)
{
	uint32_t fetched = 0;
	imapi_status status = imapi_recorder_get_data(recorder, command, data, room, &fetched);

	if (status == IMAPI_S_COMMAND_HAS_SENSE_DATA) {
		print_sense(command);
	} else if (status >= 0) {
		printf("command %02Xh: %u bytes:", command->cdb[0], fetched);
		for (uint32_t i = 0; i < fetched && i < 16; i++)
			printf(" %02x", data[i]);
		putchar('\n');
	}
	return status;
}

static imapi_status ask_all(struct imapi_recorder *recorder)
{
	struct imapi_raw_command inquiry = IMAPI_RAW_COMMAND_INIT;
	struct imapi_raw_command event = IMAPI_RAW_COMMAND_INIT;
	struct imapi_raw_command ready = IMAPI_RAW_COMMAND_INIT;
	uint8_t data[96];
	imapi_status status;

	inquiry.cdb[0] = 0x12;
	inquiry.cdb[4] = sizeof(data);
	inquiry.cdb_length = 6;
	status = ask(recorder, &inquiry, data, sizeof(data));
	if (status < 0)
		return status;
	event.cdb[0] = 0x4a; /* GET EVENT STATUS NOTIFICATION, at once, of the medium */
	event.cdb[1] = 1;
	event.cdb[4] = 1 << 4;
	event.cdb[8] = 8;
	event.cdb_length = 10;
	status = ask(recorder, &event, data, 8);
	if (status < 0)
		return status;
	ready.cdb_length = 6; /* TEST UNIT READY */
	status = imapi_recorder_send_no_data(recorder, &ready);
	if (status == IMAPI_S_COMMAND_HAS_SENSE_DATA)
		print_sense(&ready);
	return status;
}

int main(int argc, char **argv)
{
	struct imapi_context *context = NULL;
	struct imapi_recorder *recorder = NULL;
	imapi_status status;

	if (argc != 2 || imapi_context_new(&context) < 0)
		return 2;
	status = imapi_recorder_open(context, argv[1], &recorder);
	if (status >= 0)
		status = ask_all(recorder);
	if (status < 0)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_recorder_free(recorder);
	imapi_context_free(context);
	return status < 0;
}
