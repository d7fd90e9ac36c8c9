/* SPDX-License-Identifier: MIT */
/*
 * Sends commands to one drive, for tests: iscsi-probe ADDRESS COMMAND... A command is its bytes
 * in hexadecimal, then "@" and its time-out in milliseconds. A line for each tells what came of
 * it.
 */
#include "imapi/imapi.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_US 200000

static void parse(const char *text, struct imapi_exchange *x)
{
	unsigned byte;

	for (; x->cdb_length < IMAPI_CDB_MAX && sscanf(text, "%2x", &byte) == 1; text += 2) {
		x->cdb[x->cdb_length++] = (uint8_t)byte;
		if (text[2] == '@')
			x->timeout_ms = (uint32_t)strtoul(text + 3, NULL, 10);
		if (text[2] == '@' || !text[2])
			return;
	}
}

/* All but TEST UNIT READY read. */
static void run(struct imapi_transport *transport, const char *text)
{
	static uint8_t data[2048];
	struct imapi_exchange x = { .cdb_length = 0 };
	unsigned looks = 0;
	imapi_status status;

	parse(text, &x);
	if (x.cdb[0]) {
		memset(data, 0xee, sizeof(data));
		x.direction = IMAPI_DIRECTION_IN;
		x.data = data;
		x.data_length = sizeof(data);
	}
	status = imapi_transport_start(transport, &x, PATIENCE_US);
	for (; !status && x.host == IMAPI_HOST_PENDING; looks++)
		status = imapi_transport_resume(transport, &x, PATIENCE_US);
	if (status)
		printf("not sent\n");
	else
		printf("host=%d status=%02x residual=%" PRIu32 " ms=%" PRIu64 " looks=%u\n",
		       x.host, x.scsi_status, x.residual, x.duration_us / 1000, looks);
}

int main(int argc, char **argv)
{
	struct imapi_transport *transport = NULL;
	struct imapi_context *context = NULL;
	imapi_status status;

	if (argc < 2 || imapi_context_new(&context))
		return 2;
	status = imapi_transport_open(context, argv[1], &transport);
	if (status)
		printf("%s\n", imapi_error_message(imapi_last_error(context)));
	for (int i = 2; !status && i < argc; i++)
		run(transport, argv[i]);
	imapi_transport_free(transport);
	imapi_context_free(context);
	return status ? 1 : 0;
}
