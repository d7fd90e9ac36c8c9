/* SPDX-License-Identifier: MIT */
#include "scsi/cdb.h"

#include <string.h>

#define SCSI_CMD(id, title, code, size, dir, first, last, class, where)                        \
	[SPC_##id] = { .name = title,                                                          \
		       .opcode = code,                                                         \
		       .length = size,                                                         \
		       .direction = IMAPI_DIRECTION_##dir,                                     \
		       .alloc_first = first,                                                   \
		       .alloc_last = last,                                                     \
		       .time = TIME_##class,                                                   \
		       .clause = where },
const struct scsi_command spc_commands[SPC_COMMAND_COUNT] = {
#include "scsi/commands.def"
};
#undef SCSI_CMD

static uint8_t bits_mask(struct cdb_field field)
{
	return (uint8_t)(((1u << (field.hi - field.lo + 1)) - 1) << field.lo);
}

struct cdb cdb_new(const struct scsi_command *command)
{
	struct cdb cdb = { .command = command };

	cdb.bytes[0] = command->opcode;
	return cdb;
}

void cdb_put(struct cdb *cdb, struct cdb_field field, uint32_t value)
{
	uint8_t *byte = &cdb->bytes[field.first];
	uint8_t mask = bits_mask(field);

	if (field.first == field.last) {
		*byte = (uint8_t)((*byte & ~mask) | ((value << field.lo) & mask));
		return;
	}
	for (unsigned i = field.last; i + 1 > field.first; i--, value >>= 8)
		cdb->bytes[i] = (uint8_t)value;
}

uint32_t cdb_get(const uint8_t *bytes, struct cdb_field field)
{
	uint32_t value = 0;

	if (field.first == field.last)
		return (uint32_t)((bytes[field.first] & bits_mask(field)) >> field.lo);
	for (unsigned i = field.first; i <= field.last; i++)
		value = value << 8 | bytes[i];
	return value;
}

static bool has_lba(uint8_t opcode)
{
	/* READ, WRITE, SEEK, WRITE AND VERIFY, VERIFY, READ(12), WRITE(12), READ CD */
	static const uint8_t with_lba[] = { 0x28, 0x2a, 0x2b, 0x2e, 0x2f, 0xa8, 0xaa, 0xbe };

	return memchr(with_lba, opcode, sizeof(with_lba)) != NULL;
}

bool cdb_lba(const uint8_t *bytes, int64_t *ret_lba)
{
	if (!has_lba(bytes[0]))
		return false;
	*ret_lba = (int32_t)cdb_get(bytes, CDB_BYTES(2, 5));
	return true;
}
