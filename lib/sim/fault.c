/* SPDX-License-Identifier: MIT */
#include "sim/fault.h"

#include "base/mem.h"

#include <string.h>

/* Names of commands in a fault, and the opcodes that they stand for (TEST UNIT READY is 0). */
static const struct {
	const char *name;
	uint8_t opcodes[5];
} names[] = {
	{ "tur", { 0x00 } },
	{ "sense", { 0x03 } },
	{ "format", { 0x04 } },
	{ "inquiry", { 0x12 } },
	{ "start-stop", { 0x1b } },
	{ "prevent", { 0x1e } },
	{ "formats", { 0x23 } },
	{ "capacity", { 0x25 } },
	{ "read", { 0x28, 0xa8, 0xbe } },
	{ "write", { 0x2a, 0xaa } },
	{ "seek", { 0x2b } },
	{ "verify", { 0x2f } },
	{ "sync", { 0x35 } },
	{ "toc", { 0x43 } },
	{ "config", { 0x46 } },
	{ "events", { 0x4a } },
	{ "rdi", { 0x51 } },
	{ "rti", { 0x52 } },
	{ "reserve", { 0x53 } },
	{ "opc", { 0x54 } },
	{ "mode-select", { 0x55 } },
	{ "mode-sense", { 0x5a } },
	{ "close", { 0x5b } },
	{ "buffer", { 0x5c } },
	{ "cue", { 0x5d } },
	{ "blank", { 0xa1 } },
	{ "performance", { 0xac } },
	{ "structure", { 0xad } },
	{ "streaming", { 0xb6 } },
	{ "speed", { 0xbb } },
	{ "send-structure", { 0xbf } },
};

static const struct {
	const char *name;
	enum fault_kind kind;
} actions[] = {
	{ "hang", FAULT_HANG },	      { "timeout", FAULT_TIMEOUT }, { "busy", FAULT_BUSY },
	{ "reset+lose", FAULT_LOSE }, { "reset", FAULT_RESET },	    { "gone", FAULT_GONE },
	{ "ok", FAULT_OK },	      { "corrupt", FAULT_CORRUPT },
};

/* Each of these takes what it understands off the front of *@text. */

static bool take(const char **text, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*text, word, n) != 0)
		return false;
	*text += n;
	return true;
}

static bool take_number(const char **text, uint32_t *ret)
{
	uint64_t value = 0;
	const char *p = *text;

	while (*p >= '0' && *p <= '9' && value <= UINT32_MAX)
		value = value * 10 + (uint64_t)(*p++ - '0');
	if (p == *text || value > UINT32_MAX)
		return false;
	*text = p;
	*ret = (uint32_t)value;
	return true;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)((p - digits) % 16) : -1;
}

static bool take_hex(const char **text, unsigned most, uint8_t *ret)
{
	unsigned value = 0, n = 0;

	while (n < 2 && hex_digit(**text) >= 0) {
		value = value * 16 + (unsigned)hex_digit(*(*text)++);
		n++;
	}
	*ret = (uint8_t)value;
	return n > 0 && value <= most;
}

static bool take_sense(const char **text, struct sim_sense *ret)
{
	return take_hex(text, 15, &ret->key) && take(text, "/") &&
	       take_hex(text, 255, &ret->asc) && take(text, "/") &&
	       take_hex(text, 255, &ret->ascq);
}

static bool take_command(const char **text, struct sim_fault *fault)
{
	size_t n = strcspn(*text, "@:");

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i].name) != n || strncmp(names[i].name, *text, n) != 0)
			continue;
		fault->opcodes = names[i].opcodes;
		*text += n;
		return true;
	}
	return take(text, "any");
}

static bool take_action(const char **text, struct sim_fault *fault)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		fault->kind = actions[i].kind;
		if (take(text, actions[i].name))
			return true;
	}
	fault->kind = take(text, "deferred=") ? FAULT_DEFERRED : FAULT_SENSE;
	return take_sense(text, &fault->sense);
}

static bool take_place(const char **text, struct sim_fault *fault)
{
	if (!take(text, "@"))
		return true;
	fault->by_lba = take(text, "lba=");
	return take_number(text, &fault->at) && (fault->by_lba || fault->at > 0);
}

bool fault_add(struct sim_faults *faults, const char *text)
{
	struct sim_fault fault = { .at = 1, .times = 1 };

	if (faults->count == FAULTS_MAX || !take_command(&text, &fault) ||
	    !take_place(&text, &fault) || !take(&text, ":") || !take_action(&text, &fault))
		return false;
	if (take(&text, "x") && !take_number(&text, &fault.times))
		return false;
	if (*text)
		return false;
	faults->list[faults->count++] = fault;
	return true;
}

static bool covers(const struct sim_fault *fault, uint8_t opcode)
{
	if (!fault->opcodes || fault->opcodes[0] == opcode)
		return true;
	for (unsigned i = 1; fault->opcodes[i]; i++)
		if (fault->opcodes[i] == opcode)
			return true;
	return false;
}

static bool strikes(struct sim_fault *fault, uint32_t lba, uint32_t blocks)
{
	if (fault->by_lba)
		return fault->fired < fault->times && fault->at >= lba &&
		       fault->at - lba < blocks;
	fault->seen++;
	return fault->seen >= fault->at && fault->seen - fault->at < fault->times;
}

const struct sim_fault *fault_next(struct sim_faults *faults, uint8_t opcode, uint32_t lba,
				   uint32_t blocks)
{
	const struct sim_fault *hit = NULL;

	for (unsigned i = 0; i < faults->count; i++) {
		struct sim_fault *fault = &faults->list[i];

		if (!covers(fault, opcode) || !strikes(fault, lba, blocks))
			continue;
		if (!hit) {
			fault->fired++;
			hit = fault;
		}
	}
	return hit;
}
