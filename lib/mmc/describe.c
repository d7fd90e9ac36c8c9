/* SPDX-License-Identifier: MIT */
#include "mmc/describe.h"

#include "base/mem.h"
#include "mmc/command.h"
#include "mmc/names.h"
#include "scsi/sense.h"
#include "scsi/spc.h"
#include "scsi/status.h"

#include <stdarg.h>
#include <stdio.h>

void line_add(struct line *line, const char *format, ...)
{
	size_t left = line->room - line->length;
	va_list args;
	int n;

	if (left <= 1)
		return;
	va_start(args, format);
	n = vsnprintf(line->text + line->length, left, format, args);
	va_end(args);
	if (n > 0)
		line->length += MIN((size_t)n, left - 1);
}

void line_hex(struct line *line, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		line_add(line, "%s%02x", i ? " " : "", bytes[i]);
}

void line_wire(struct line *line, const struct wire_layout *layout, const uint8_t *bytes,
	       size_t length)
{
	size_t left = line->room - line->length, n;

	if (left <= 1)
		return;
	n = wire_print(layout, bytes, length, line->text + line->length, left);
	line->length += MIN(n, left - 1);
}

enum argument_kind { ARG_NUMBER, ARG_FLAG, ARG_HEX, ARG_LBA };

static void add_argument(struct line *line, enum argument_kind kind, const char *name,
			 uint32_t value)
{
	if (kind == ARG_FLAG && value)
		line_add(line, " %s", name);
	else if (kind == ARG_NUMBER)
		line_add(line, " %s=%u", name, value);
	else if (kind == ARG_HEX)
		line_add(line, " %s=%02Xh", name, value);
	else if (kind == ARG_LBA)
		line_add(line, " %s=%d", name, (int32_t)value);
}

static void add_arguments(struct line *line, const uint8_t *cdb)
{
#define ARG(opcode, kind, field, name)                                                         \
	if (cdb[0] == (opcode))                                                                \
		add_argument(line, ARG_##kind, name, cdb_get(cdb, field));
#include "mmc/arguments.def"
#undef ARG
}

static void add_command(struct line *line, const struct imapi_exchange *x)
{
	const struct scsi_command *command = mmc_find_command(x->cdb[0]);

	if (!command) {
		line_add(line, "command %02Xh [", x->cdb[0]);
		line_hex(line, x->cdb, MIN(x->cdb_length, (uint8_t)IMAPI_CDB_MAX));
		line_add(line, "]");
		return;
	}
	line_add(line, "%s", command->name);
	add_arguments(line, x->cdb);
}

static void add_sense(struct line *line, const struct imapi_exchange *x)
{
	struct scsi_sense sense =
		sense_decode(x->sense, MIN((size_t)x->sense_length, sizeof(x->sense)));
	char text[160];

	if (!sense.valid)
		return;
	sense_print(&sense, text, sizeof(text));
	line_add(line, " %s", text);
	if (sense.has_progress)
		line_add(line, " progress %u.%u %%", sense.progress * 1000u / 65536 / 10,
			 sense.progress * 1000u / 65536 % 10);
	if (sense.has_information)
		line_add(line, " information %llu", (unsigned long long)sense.information);
	if (sense.ata)
		line_add(line, " from the host adapter");
}

static void add_outcome(struct line *line, const struct imapi_exchange *x)
{
	static const char *const hosts[] = {
		[IMAPI_HOST_TIMEOUT] = "no answer", [IMAPI_HOST_RESET] = "reset",
		[IMAPI_HOST_GONE] = "device gone",  [IMAPI_HOST_ERROR] = "bus error",
		[IMAPI_HOST_BUSY] = "adapter busy", [IMAPI_HOST_PENDING] = "no answer yet",
	};

	line_add(line, " -> ");
	if (x->host != IMAPI_HOST_OK) {
		line_add(line, "%s", hosts[MIN(x->host, IMAPI_HOST_PENDING)]);
	} else {
		line_add(line, "%s", scsi_status_name(x->scsi_status));
		add_sense(line, x);
	}
	if (x->data_length > 0)
		line_add(line, " %s %u", x->direction == IMAPI_DIRECTION_IN ? "in" : "out",
			 transferred_length(x));
	if (x->residual > 0)
		line_add(line, " of %u", x->data_length);
}

static void add_duration(struct line *line, uint64_t us)
{
	if (us >= 1000000)
		line_add(line, " (%llu.%03llu s)", (unsigned long long)(us / 1000000),
			 (unsigned long long)(us / 1000 % 1000));
	else
		line_add(line, " (%llu.%03llu ms)", (unsigned long long)(us / 1000),
			 (unsigned long long)(us % 1000));
}

void mmc_describe(const struct imapi_exchange *x, char *text, size_t room)
{
	struct line line = { text, room, 0 };

	if (room == 0)
		return;
	text[0] = '\0';
	add_command(&line, x);
	add_outcome(&line, x);
	add_duration(&line, x->duration_us);
	describe_data(&line, x);
}
