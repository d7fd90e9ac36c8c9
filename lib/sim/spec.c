/* SPDX-License-Identifier: MIT */
#include "sim/spec.h"

#include "base/mem.h"
#include "sim/media/rom.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

#define SECONDS_MOST (7 * 86400)

struct word {
	const char *name;
	int value;
};

/* The number that a word stands for, or -1. */
static int word_value(const struct word *words, const char *text)
{
	for (; words->name; words++)
		if (strcmp(words->name, text) == 0)
			return words->value;
	return -1;
}

static bool read_number(const char *text, uint64_t most, uint64_t *ret)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (end == text || *end || *text == '-' || errno || value > most)
		return false;
	*ret = value;
	return true;
}

static bool set_model(struct sim_spec *spec, const char *value)
{
	const struct sim_model *model = model_find(value);

	if (model)
		spec->model = *model;
	return model != NULL;
}

static bool set_clock(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "virtual", 0 }, { "real", 1 }, { 0 } };
	int n = word_value(words, value);

	spec->real_clock = n == 1;
	return n >= 0;
}

static bool set_data(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "keep", 0 }, { "discard", 1 }, { 0 } };
	int n = word_value(words, value);

	spec->discard = n == 1;
	return n >= 0;
}

static bool set_fault(struct sim_spec *spec, const char *value)
{
	return fault_add(&spec->faults, value);
}

static bool set_as(struct sim_spec *spec, const char *value)
{
	spec->rom = rom_find(value);
	return spec->rom != NULL;
}

static bool set_defects(struct sim_spec *spec, const char *value)
{
	return defects_add(&spec->defects, value);
}

/* Keeps the speeds that are not above the wanted one, given as a multiple of single speed. */
static bool set_speed(struct sim_spec *spec, const char *value)
{
	static const uint32_t single[FAMILY_COUNT] = { 176, 1385, 4495 };
	uint64_t wanted;

	if (!read_number(value, 1000, &wanted) || wanted == 0)
		return false;
	for (int f = 0; f < FAMILY_COUNT; f++) {
		struct sim_rates *rates = &spec->model.rates[f];
		uint32_t limit = (uint32_t)wanted * single[f] * 101 / 100;

		while (rates->write_kbps[1] && rates->write_kbps[0] > limit)
			memmove(rates->write_kbps, rates->write_kbps + 1,
				sizeof(rates->write_kbps) - sizeof(rates->write_kbps[0]));
		if (rates->write_kbps[0] > limit)
			rates->write_kbps[0] = (uint32_t)wanted * single[f];
	}
	return true;
}

static bool set_buffer(struct sim_spec *spec, const char *value)
{
	uint64_t bytes;

	if (!read_number(value, 1u << 30, &bytes) || bytes < 2 * BLOCK_SIZE)
		return false;
	spec->model.buffer_bytes = (uint32_t)bytes;
	return true;
}

static bool set_transfer(struct sim_spec *spec, const char *value)
{
	uint64_t kib;

	if (!read_number(value, 16384, &kib) || kib < 2)
		return false;
	spec->model.max_transfer = (uint32_t)kib << 10;
	return true;
}

static bool set_serial(struct sim_spec *spec, const char *value)
{
	size_t length = strlen(value);

	if (!length || length >= sizeof(spec->model.serial) ||
	    strspn(value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != length)
		return false;
	memset(spec->model.serial, 0, sizeof(spec->model.serial));
	memcpy(spec->model.serial, value, length);
	return true;
}

static bool set_close(struct sim_spec *spec, const char *value)
{
	uint64_t seconds;
	uint32_t *lasts = spec->model.lasts_ms;

	if (!read_number(value, SECONDS_MOST, &seconds))
		return false;
	lasts[WORK_SESSION] = lasts[WORK_FINAL] = (uint32_t)seconds * 1000;
	spec->model.close_percent = seconds ? 100 : 0;
	return true;
}

static const struct word work_words[] = { { "load", IN_LOAD },	   { "spin-up", IN_SPIN_UP },
					  { "opc", IN_CALIBRATE }, { "sync", IN_FLUSH },
					  { "track", IN_TRACK },   { "session", IN_SESSION },
					  { "final", IN_FINAL },   { "close", IN_CLOSE },
					  { "blank", IN_BLANK },   { "format", IN_FORMAT },
					  { "all", IN_ALL },	   { 0 } };

/* WORK:SECONDS */
static bool set_lasts(struct sim_spec *spec, const char *value)
{
	const char *colon = strchr(value, ':');
	char name[16] = "";
	uint64_t seconds;
	int works;

	if (!colon || (size_t)(colon - value) >= sizeof(name))
		return false;
	memcpy(name, value, (size_t)(colon - value));
	works = word_value(work_words, name);
	if (works < 0 || !read_number(colon + 1, SECONDS_MOST, &seconds) || !seconds)
		return false;
	for (int kind = 0; kind < WORK_COUNT; kind++)
		if (works & (1 << kind))
			spec->model.lasts_ms[kind] = (uint32_t)seconds * 1000;
	return true;
}

/* The model's first habit is for this work, and no other. */
static bool set_work(struct sim_spec *spec, const char *value)
{
	int works = word_value(work_words, value);

	if (works >= 0)
		spec->model.habits[0].works = (uint16_t)works;
	return works >= 0;
}

static bool set_progress(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = {
		{ "none", PROGRESS_NONE },	 { "smooth", PROGRESS_SMOOTH },
		{ "percent", PROGRESS_PERCENT }, { "tenths", PROGRESS_TENTHS },
		{ "frozen", PROGRESS_FROZEN },	 { "back", PROGRESS_BACK },
		{ "zero", PROGRESS_ZERO },	 { "full", PROGRESS_FULL },
		{ "falling", PROGRESS_FALLING }, { "wrap", PROGRESS_WRAP },
		{ "junk", PROGRESS_JUNK },	 { 0 }
	};
	int n = word_value(words, value);

	spec->model.progress = n >= 0 ? (enum sim_progress)n : PROGRESS_NONE;
	return n >= 0;
}

static bool set_tur(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "honest", READY_HONEST },
					     { "lies", READY_LIES },
					     { 0 } };
	int n = word_value(words, value);

	spec->model.ready = n >= 0 ? (enum sim_ready)n : READY_HABIT;
	return n >= 0;
}

static bool set_gesn(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "media", EVENTS_MEDIA },
					     { "plain", EVENTS_PLAIN },
					     { "busy", EVENTS_BUSY },
					     { "untimed", EVENTS_UNTIMED },
					     { "none", EVENTS_NONE },
					     { "timeout", EVENTS_MUTE },
					     { 0 } };
	int n = word_value(words, value);

	spec->model.events = n >= 0 ? (enum sim_events)n : EVENTS_PLAIN;
	return n >= 0;
}

static bool set_immed(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "honoured", IMMED_HONOURED },
					     { "blocks", IMMED_BLOCKS },
					     { "rejected", IMMED_REJECTED },
					     { 0 } };
	int n = word_value(words, value);

	spec->model.immed = n >= 0 ? (enum sim_immed)n : IMMED_HONOURED;
	return n >= 0;
}

static bool set_full(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "holds", FULL_HOLDS },
					     { "busy", FULL_BUSY },
					     { 0 } };
	int n = word_value(words, value);

	spec->model.full = n >= 0 ? (enum sim_full)n : FULL_HOLDS;
	return n >= 0;
}

static bool set_closed(struct sim_spec *spec, const char *value)
{
	static const struct word words[] = { { "own", 0 }, { "rom", 1 }, { 0 } };
	int n = word_value(words, value);

	spec->model.closed_as_rom = n == 1;
	return n >= 0;
}

static bool set_size(struct sim_spec *spec, const char *value)
{
	uint64_t blocks;

	if (!read_number(value, UINT32_MAX, &blocks) || blocks == 0)
		return false;
	spec->capacity = (uint32_t)blocks;
	return true;
}

/* Every option: its name, what it takes, who reads it. */
static const struct option {
	const char *name, *values;
	bool (*set)(struct sim_spec *spec, const char *value);
} options[] = {
	{ "model", "NAME, see 'imapi sim models'", set_model },
	{ "clock", "virtual|real", set_clock },
	{ "data", "keep|discard", set_data },
	{ "fault", "COMMAND@N:KEY/ASC/ASCQ, or hang, timeout, busy, reset, gone, ok, corrupt",
	  set_fault },
	{ "speed", "a multiple of single speed", set_speed },
	{ "buffer", "bytes, from 4096 on", set_buffer },
	{ "close", "seconds", set_close },
	{ "lasts",
	  "WORK:SECONDS; the work is load|spin-up|opc|sync|track|session|final|close|blank|"
	  "format",
	  set_lasts },
	{ "work", "load|spin-up|opc|sync|track|session|final|close|blank|format|all",
	  set_work },
	{ "progress", "none|smooth|percent|tenths|frozen|zero|full|back|falling|wrap|junk",
	  set_progress },
	{ "tur", "honest|lies", set_tur },
	{ "gesn", "media|plain|busy|untimed|none|timeout", set_gesn },
	{ "immed", "honoured|blocks|rejected", set_immed },
	{ "full", "holds|busy", set_full },
	{ "closed", "own|rom, the profile of a finalised BD-R", set_closed },
	{ "size", "blocks of 2048 bytes", set_size },
	{ "transfer", "KiB of one command, 2 to 16384", set_transfer },
	{ "serial", "at most 16 capital letters, digits and '-'", set_serial },
	{ "defects", "LBA,LBA...: clusters that cannot be written", set_defects },
	{ "as", "cd-rom|dvd-rom|bd-rom, for the file of an image", set_as },
};

static imapi_status unknown_option(struct imapi_context *context, const char *name)
{
	char list[256] = "";

	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s",
			 i ? ", " : "", options[i].name);
	return err_set(&context->error, IMAPI_E_SIM_OPTION_INVALID,
		       "the simulated drive has no option \"%s\"; it has %s", name, list);
}

/* Reads "name=value", which it cuts up; @models_only takes the option that goes first. */
static imapi_status read_option(struct imapi_context *context, struct sim_spec *spec,
				char *text, bool models_only)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (strcmp(options[i].name, text) != 0)
			continue;
		if ((options[i].set == set_model) != models_only)
			return IMAPI_OK;
		if (value && options[i].set(spec, value))
			return IMAPI_OK;
		return err_set(&context->error, IMAPI_E_SIM_OPTION_INVALID,
			       "the option \"%s\" of the simulated drive takes %s, not \"%s\"",
			       text, options[i].values, value ? value : "");
	}
	return unknown_option(context, text);
}

/* The model comes first, wherever it stands, because the other options change it. */
static imapi_status read_options(struct imapi_context *context, struct sim_spec *spec,
				 const char *text)
{
	for (int pass = 0; pass < 2; pass++) {
		AUTOFREE char *copy = strdup(text);
		char *rest, *option;

		if (!copy)
			return err_no_memory(&context->error);
		for (option = strtok_r(copy, "&", &rest); option;
		     option = strtok_r(NULL, "&", &rest)) {
			imapi_status status = read_option(context, spec, option, pass == 0);

			if (status)
				return status;
		}
	}
	return IMAPI_OK;
}

imapi_status spec_parse(struct imapi_context *context, const char *address,
			struct sim_spec *ret_spec)
{
	struct sim_spec spec = { .model = *sim_models[0] };
	const char *mark;
	imapi_status status;

	if (strncmp(address, "sim:", 4) == 0)
		address += 4;
	mark = strchrnul(address, '?');
	if (mark == address)
		return err_set(&context->error, IMAPI_E_ADDRESS_INVALID,
			       "\"sim:\" needs a medium, a disc file or \"none\"");
	if (*mark) {
		status = read_options(context, &spec, mark + 1);
		if (status)
			return status;
	}
	spec.target = strndup(address, (size_t)(mark - address));
	if (!spec.target)
		return err_no_memory(&context->error);
	*ret_spec = spec;
	return IMAPI_OK;
}

void spec_clear(struct sim_spec *spec)
{
	free(spec->target);
	spec->target = NULL;
}
