/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "imapi/data-writer.h"
#include "imapi/eraser.h"
#include "imapi/file-system-image.h"
#include "imapi/recorder.h"
#include "formats.h"
#include "size.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	FLAG,
	TEXT,
	DRIVE,
	LIST,
	NUMBER,
	SIZE,
	SPEED,
	LEVEL,
	FS,
	VERIFY,
	TREE,
	BREAK,
	METHOD,
	MODE,
	TYPE,
	SPARES,
	RECORDING,
	UDF,
	LAYOUT,
	MAYBE
};

static const struct option_row {
	const char *name, *argument, *text;
	char letter;
	enum kind kind;
	size_t offset;
} rows[OPTION_END] = {
#define OPTION(id, letter, name, argument, kind, member, text)                                 \
	[OPTION_##id] = {                                                                      \
		name, argument, text, letter, kind, offsetof(struct options, member)           \
	},
#include "options.def"
#undef OPTION
};

/* Each reads @text into @member and returns NULL, or says what it wants to see. */
typedef const char *read_fn(void *member, const char *text);

static const char *read_flag(void *member, const char *text)
{
	(void)text;
	++*(unsigned *)member;
	return NULL;
}

static const char *read_text(void *member, const char *text)
{
	*(const char **)member = text;
	return *text ? NULL : "a text that is not empty";
}

static const char *read_maybe(void *member, const char *text)
{
	*(const char **)member = text;
	return NULL;
}

static const char *read_list(void *member, const char *text)
{
	struct text_list *list = member;

	if (list->count == OPTION_LIST_MAX)
		return "at most 64 of these";
	list->items[list->count++] = text;
	return NULL;
}

static const char *read_drive(void *member, const char *text)
{
	struct options *options = (void *)((char *)member - offsetof(struct options, drive));
	const char *wanted = read_text(member, text);

	return wanted ? wanted : read_list(&options->drives, text);
}

static const char *read_number(void *member, const char *text)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || value > UINT32_MAX)
		return "a number";
	*(uint32_t *)member = (uint32_t)value;
	return NULL;
}

static const char *read_type(void *member, const char *text)
{
	return formats_type(text, member)
		       ? NULL
		       : "a name such as full, or a number such as 30, in hexadecimal";
}

static const char *read_size(void *member, const char *text)
{
	return size_parse(text, member) ? NULL
					: "a number of bytes such as 4700000000, 650M or 25G";
}

static const char *read_speed(void *member, const char *text)
{
	static const char wanted[] = "a multiple of single speed such as 4, 2.4x, or max";
	char *end;
	double value;

	if (!strcmp(text, "max")) {
		*(uint32_t *)member = 0;
		return NULL;
	}
	value = strtod(text, &end);
	if (end == text || (*end && strcmp(end, "x") && strcmp(end, "X")))
		return wanted;
	if (!(value >= 0.1 && value <= 1000))
		return wanted;
	*(uint32_t *)member = (uint32_t)(value * 1000 + 0.5);
	return NULL;
}

static const char *read_level(void *member, const char *text)
{
	uint32_t value = 0;

	if (read_number(&value, text) || value < 1 || value > 3)
		return "1, 2 or 3";
	*(uint32_t *)member = value;
	return NULL;
}

static const char *read_break(void *member, const char *text)
{
	uint32_t value = 0;

	if (!strcmp(text, "auto")) {
		*(uint32_t *)member = LAYER_BREAK_AUTO;
		return NULL;
	}
	if (strcmp(text, "keep") && (read_number(&value, text) || !value || value % 16))
		return "a multiple of 16, auto or keep";
	*(uint32_t *)member = value;
	return NULL;
}

struct word {
	const char *name;
	unsigned value;
};

static const struct word *find_word(const struct word *words, const char *text, size_t length)
{
	for (; words->name; words++)
		if (strlen(words->name) == length && !strncmp(words->name, text, length))
			return words;
	return NULL;
}

static const char *read_fs(void *member, const char *text)
{
	static const struct word words[] = {
		{ "iso", IMAPI_FILE_SYSTEM_ISO9660 },
		{ "joliet", IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_JOLIET },
		{ "rr", IMAPI_FILE_SYSTEM_ISO9660 | IMAPI_FILE_SYSTEM_ROCK_RIDGE },
		{ "udf", IMAPI_FILE_SYSTEM_UDF },
		{ NULL, 0 },
	};
	unsigned mask = 0;

	do {
		size_t length = strcspn(text, ",");
		const struct word *word = find_word(words, text, length);

		if (!word)
			return "iso, joliet, rr and udf with commas between";
		mask |= word->value;
		text += length;
	} while (*text++ == ',');
	*(unsigned *)member = mask;
	return NULL;
}

static const char *read_udf(void *member, const char *text)
{
	static const struct word words[] = {
		{ "1.02", IMAPI_UDF_102 },
		{ "1.50", IMAPI_UDF_150 },
		{ "2.00", IMAPI_UDF_200 },
		{ "2.01", IMAPI_UDF_201 },
		{ "2.50", IMAPI_UDF_250 },
		{ "2.60", IMAPI_UDF_260 },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "1.02, 1.50, 2.00, 2.01, 2.50 or 2.60";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_layout(void *member, const char *text)
{
	static const struct word words[] = {
		{ "read-only", IMAPI_UDF_LAYOUT_READ_ONLY },
		{ "vat", IMAPI_UDF_LAYOUT_VIRTUAL },
		{ "overwritable", IMAPI_UDF_LAYOUT_OVERWRITABLE },
		{ "sparable", IMAPI_UDF_LAYOUT_SPARABLE },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "read-only, vat, overwritable or sparable";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_verify(void *member, const char *text)
{
	static const struct word words[] = {
		{ "none", IMAPI_VERIFICATION_NONE },
		{ "quick", IMAPI_VERIFICATION_QUICK },
		{ "full", IMAPI_VERIFICATION_FULL },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "none, quick or full";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_method(void *member, const char *text)
{
	static const struct word words[] = {
		{ "auto", IMAPI_WRITE_METHOD_AUTO },
		{ "tao", IMAPI_WRITE_METHOD_INCREMENTAL },
		{ "incremental", IMAPI_WRITE_METHOD_INCREMENTAL },
		{ "sao", IMAPI_WRITE_METHOD_AT_ONCE },
		{ "dao", IMAPI_WRITE_METHOD_AT_ONCE },
		{ "jump", IMAPI_WRITE_METHOD_LAYER_JUMP },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "auto, tao, sao, dao, incremental or jump";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_mode(void *member, const char *text)
{
	static const struct word words[] = {
		{ "1", IMAPI_DATA_MODE_1 },
		{ "xa", IMAPI_DATA_MODE_2_XA },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "1 or xa";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_recording(void *member, const char *text)
{
	static const struct word words[] = {
		{ "overwrite", IMAPI_BD_R_OVERWRITE },
		{ "sequential", IMAPI_BD_R_SEQUENTIAL },
		{ "random", IMAPI_BD_R_RANDOM },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "overwrite, sequential or random";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_tree(void *member, const char *text)
{
	static const struct word words[] = {
		{ "iso", IMAPI_IMAGE_TREE_ISO9660 },
		{ "joliet", IMAPI_IMAGE_TREE_JOLIET },
		{ "rr", IMAPI_IMAGE_TREE_ROCK_RIDGE },
		{ "udf", IMAPI_IMAGE_TREE_UDF },
		{ NULL, 0 },
	};
	const struct word *word = find_word(words, text, strlen(text));

	if (!word)
		return "rr, udf, joliet or iso";
	*(unsigned *)member = word->value;
	return NULL;
}

static const char *read_spares(void *member, const char *text)
{
	static const struct word words[] = {
		{ "none", IMAPI_SPARES_NONE },
		{ "least", IMAPI_SPARES_LEAST },
		{ "usual", IMAPI_SPARES_USUAL },
		{ "most", IMAPI_SPARES_MOST },
		{ NULL, 0 },
	};
	struct options *options = (void *)((char *)member - offsetof(struct options, spares));
	const struct word *word = find_word(words, text, strlen(text));

	if (!word && read_number(&options->spare_sectors, text))
		return "none, least, usual, most or a number of sectors";
	options->spares = word ? word->value : IMAPI_SPARES_SECTORS;
	return NULL;
}

static read_fn *const readers[] = {
	[FLAG] = read_flag,	      [TEXT] = read_text,     [LIST] = read_list,
	[DRIVE] = read_drive,	      [NUMBER] = read_number, [SIZE] = read_size,
	[SPEED] = read_speed,	      [LEVEL] = read_level,   [FS] = read_fs,
	[VERIFY] = read_verify,	      [TREE] = read_tree,     [BREAK] = read_break,
	[METHOD] = read_method,	      [MODE] = read_mode,     [TYPE] = read_type,
	[RECORDING] = read_recording, [SPARES] = read_spares, [UDF] = read_udf,
	[LAYOUT] = read_layout,	      [MAYBE] = read_maybe,
};

/* The tables that getopt_long() wants, from ours. */
struct getopt_tables {
	char letters[3 + 2 * OPTION_END];
	struct option longs[OPTION_END + 1];
};

#define LONG_BASE 256 /* above any letter */

static void fill_tables(struct getopt_tables *tables, const enum option_id *accepted,
			bool stop_early)
{
	char *letter = tables->letters;
	struct option *option = tables->longs;

	memset(tables, 0, sizeof(*tables));
	if (stop_early)
		*letter++ = '+';
	*letter++ = ':';
	for (; *accepted != OPTION_END; accepted++, option++) {
		const struct option_row *row = &rows[*accepted];

		option->name = row->name;
		option->has_arg = !row->argument       ? no_argument
				  : row->kind == MAYBE ? optional_argument
						       : required_argument;
		option->val = LONG_BASE + (int)*accepted;
		if (row->letter)
			*letter++ = row->letter;
		if (row->letter && row->argument)
			*letter++ = ':';
	}
}

static enum option_id id_of(const enum option_id *accepted, int found)
{
	if (found >= LONG_BASE)
		return (enum option_id)(found - LONG_BASE);
	while (*accepted != OPTION_END && rows[*accepted].letter != found)
		accepted++;
	return *accepted;
}

static bool take(struct options *options, enum option_id id, const char *text, char *error)
{
	const struct option_row *row = &rows[id];
	const char *wanted = readers[row->kind]((char *)options + row->offset, text);

	if (wanted) {
		snprintf(error, 256, "--%s wants %s, not \"%.80s\"", row->name, wanted, text);
		return false;
	}
	options->given[id] = true;
	return true;
}

static void explain(int found, char *argument, char *error)
{
	if (found == ':')
		snprintf(error, 256, "option %.80s needs an argument", argument);
	else
		snprintf(error, 256, "unknown option %.80s", argument);
}

/*
 * Keeps the address to itself and leaves in its place, where also others see it in the list of
 * processes, what may be shown.
 */
static bool hide_secret(struct options *options, char *text)
{
	size_t length = strlen(text), index = options->drives.count;
	char *shown = imapi_address_redact(text), *address = strdup(text);
	bool ok = shown && address;

	if (ok && strcmp(shown, text) != 0) {
		memset(text, '\0', length);
		memcpy(text, shown, strnlen(shown, length));
	}
	if (ok && index < OPTION_LIST_MAX)
		options->address = options->addresses[index] = address;
	else
		free(address);
	free(shown);
	return ok;
}

void options_done(struct options *options)
{
	for (size_t i = 0; i < OPTION_LIST_MAX; i++)
		free(options->addresses[i]);
}

int options_parse(struct options *options, const enum option_id *accepted, bool stop_early,
		  int argc, char **argv, char ret_error[256])
{
	struct getopt_tables tables;
	int found;

	fill_tables(&tables, accepted, stop_early);
	optind = 0;
	opterr = 0;
	while ((found = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
		enum option_id id;

		if (found == '?' || found == ':') {
			char letter[3] = { '-', (char)optopt, '\0' };
			bool is_letter = optopt && optopt < LONG_BASE;

			explain(found, is_letter ? letter : argv[optind - 1], ret_error);
			return -1;
		}
		id = id_of(accepted, found);
		if (id == OPTION_DRIVE && !hide_secret(options, optarg)) {
			snprintf(ret_error, 256, "out of memory");
			return -1;
		}
		if (!take(options, id, optarg ? optarg : "", ret_error))
			return -1;
	}
	return optind;
}

void options_print(FILE *file, const enum option_id *accepted)
{
	for (; *accepted != OPTION_END; accepted++) {
		const struct option_row *row = &rows[*accepted];
		char name[48];

		if (row->kind == MAYBE)
			snprintf(name, sizeof(name), "%s[=%s", row->name, row->argument + 1);
		else
			snprintf(name, sizeof(name), "%s%s%s", row->name,
				 row->argument ? " " : "", row->argument ? row->argument : "");
		if (row->letter)
			fprintf(file, "  -%c, --%-17s %s\n", row->letter, name, row->text);
		else
			fprintf(file, "      --%-17s %s\n", name, row->text);
	}
}
