/* SPDX-License-Identifier: MIT */
/* The request of a burn as text, to be read again when the burn is taken up. */
#include "journal.h"

#include "json.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

#define NOTE_VERSION 1

/* Paths are bytes, JSON is UTF-8: what is not plain is written as %XX. */
static json_t *encode(const char *text)
{
	char *coded = malloc(3 * strlen(text) + 1), *p = coded;
	json_t *value;

	if (!coded)
		return NULL;
	for (; *text; text++) {
		if (*text > ' ' && *text <= '~' && *text != '%')
			*p++ = *text;
		else
			p += sprintf(p, "%%%02x", (unsigned)(uint8_t)*text);
	}
	*p = '\0';
	value = json_string(coded);
	free(coded);
	return value;
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef", *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static char *decode(const char *coded)
{
	char *text = malloc(strlen(coded) + 1), *p = text;

	while (text && *coded) {
		bool is_code = coded[0] == '%' && digit(coded[1]) >= 0 && digit(coded[2]) >= 0;

		*p = *coded;
		if (is_code)
			*p = (char)(uint8_t)(digit(coded[1]) << 4 | digit(coded[2]));
		p++;
		coded += is_code ? 3 : 1;
	}
	if (text)
		*p = '\0';
	return text;
}

/* The operands as they will be found from any folder. */
static json_t *operands_json(const struct run *run)
{
	json_t *list = json_array();

	for (int i = 0; i < run->operand_count; i++) {
		char *path = realpath(run->operands[i], NULL);

		json_array_append_new(list, encode(path ? path : run->operands[i]));
		free(path);
	}
	return list;
}

static json_t *list_json(const struct text_list *texts)
{
	json_t *list = json_array();

	for (size_t i = 0; i < texts->count; i++)
		json_array_append_new(list, encode(texts->items[i]));
	return list;
}

/* What of the medium stays, and where it is described. */
static void add_append(json_t *note, const struct options *o, const struct source_place *place)
{
	if (!place->earlier)
		return;
	json_add_number(note, "append", 1);
	json_add_number(note, "previous", place->previous);
	json_add_number(note, "in_place", place->in_place);
	json_add_number(note, "tree", o->tree);
	json_add(note, "remove", list_json(&o->remove));
}

/* A file as it will be found from any folder; "": there is none. */
static json_t *path_json(const char *path)
{
	char *whole = path && *path ? realpath(path, NULL) : NULL;
	json_t *value = path ? encode(whole ? whole : path) : json_null();

	free(whole);
	return value;
}

char *note_make(const struct run *run, struct source_place place)
{
	const struct options *o = &run->options;
	const char *time = getenv("SOURCE_DATE_EPOCH");
	json_t *note = json_object();
	char *text;

	json_add_number(note, "version", NOTE_VERSION);
	json_add(note, "operands", operands_json(run));
	json_add(note, "exclude", list_json(&o->exclude));
	json_add(note, "boot", list_json(&o->boot));
	json_add(note, "hybrid", path_json(o->hybrid));
	json_add(note, "manifest", path_json(o->manifest));
	json_add(note, "sort", path_json(o->sort));
	json_add_number(note, "dedupe", o->dedupe);
	json_add_number(note, "named_streams", o->named_streams);
	json_add(note, "volume", o->volume ? encode(o->volume) : json_null());
	json_add(note, "time", time ? encode(time) : json_null());
	json_add_number(note, "free_sectors", place.free_sectors);
	json_add_number(note, "file_systems", o->file_systems);
	json_add_number(note, "udf_revision", o->udf_revision);
	json_add_number(note, "udf_layout", o->udf_layout);
	json_add_number(note, "level", o->level);
	json_add_number(note, "verification", o->verification);
	json_add_number(note, "close", o->close);
	json_add_number(note, "speed", o->speed);
	json_add_number(note, "max_wait", OPTION_GIVEN(o, MAX_WAIT) ? o->max_wait : UINT32_MAX);
	add_append(note, o, &place);
	text = json_dumps(note, JSON_COMPACT);
	json_decref(note);
	return text;
}

void note_done(struct note *note)
{
	for (size_t i = 0; i < note->count; i++)
		free(note->texts[i]);
	free(note->texts);
	free(note->operands);
	*note = (struct note){ NULL, 0, NULL };
}

/* Decodes a text that lives as long as @note; NULL if it is none. */
static char *keep(struct note *note, const json_t *value)
{
	const char *coded = json_string_value(value);
	char **texts = coded ? realloc(note->texts, (note->count + 1) * sizeof(*texts)) : NULL;

	if (!texts)
		return NULL;
	note->texts = texts;
	texts[note->count] = decode(coded);
	return texts[note->count] ? texts[note->count++] : NULL;
}

static uint32_t number(const json_t *json, const char *name, uint32_t most)
{
	json_int_t value = json_integer_value(json_object_get(json, name));

	return value < 0 ? 0 : value > (json_int_t)most ? most : (uint32_t)value;
}

static imapi_status disagree(struct run *run, const char *what)
{
	fail_usage(run, "%s of the interrupted burn %s others", what,
		   what[strlen(what) - 1] == 's' ? "were" : "was");
	advise(run, "Leave them out: they are taken from the journal of that burn.");
	return IMAPI_E_INVALIDARG;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static imapi_status take_operands(struct run *run, const json_t *json, struct note *note)
{
	const json_t *list = json_object_get(json, "operands");
	size_t count = json_array_size(list);

	note->operands = calloc(count + 1, sizeof(*note->operands));
	if (!note->operands || (!count && !number(json, "append", 1)))
		return IMAPI_E_JOURNAL_INVALID;
	for (size_t i = 0; i < count; i++) {
		note->operands[i] = keep(note, json_array_get(list, i));
		if (!note->operands[i])
			return IMAPI_E_JOURNAL_INVALID;
	}
	for (int i = 0; i < run->operand_count; i++) {
		char *path = realpath(run->operands[i], NULL);
		bool same = (size_t)run->operand_count == count &&
			    same_text(path, note->operands[i]);

		free(path);
		if (!same)
			return disagree(run, "the folders or image");
	}
	run->operands = note->operands;
	run->operand_count = (int)count;
	return IMAPI_OK;
}

/* A list of texts that must be as it was. */
static imapi_status take_list(struct run *run, const json_t *list, struct text_list *texts,
			      struct note *note, const char *what)
{
	struct text_list found = { .count = json_array_size(list) };
	bool given = texts->count > 0;

	if (found.count > OPTION_LIST_MAX)
		return IMAPI_E_JOURNAL_INVALID;
	if (given && texts->count != found.count)
		return disagree(run, what);
	for (size_t i = 0; i < found.count; i++) {
		found.items[i] = keep(note, json_array_get(list, i));
		if (!found.items[i])
			return IMAPI_E_JOURNAL_INVALID;
		if (given && strcmp(found.items[i], texts->items[i]))
			return disagree(run, what);
	}
	*texts = found;
	return IMAPI_OK;
}

static imapi_status take_append(struct run *run, const json_t *json, struct note *note)
{
	struct options *o = &run->options;
	uint32_t tree = number(json, "tree", UINT32_MAX);

	if (OPTION_GIVEN(o, TREE) && o->tree != tree)
		return disagree(run, "the tree");
	o->tree = tree;
	o->append = number(json, "append", 1);
	return take_list(run, json_object_get(json, "remove"), &o->remove, note,
			 "the removed files");
}

static bool same_file(const char *given, const char *found)
{
	char *whole = realpath(given, NULL);
	bool same = same_text(whole ? whole : given, found);

	free(whole);
	return same;
}

static imapi_status take_boot(struct run *run, const json_t *json, struct note *note)
{
	struct options *o = &run->options;
	const char *hybrid = keep(note, json_object_get(json, "hybrid"));

	if (o->hybrid && !same_file(o->hybrid, hybrid))
		return disagree(run, "the master boot record");
	o->hybrid = hybrid;
	return take_list(run, json_object_get(json, "boot"), &o->boot, note, "the boot images");
}

static imapi_status take_order(struct run *run, const json_t *json, struct note *note)
{
	struct options *o = &run->options;
	const char *sort = keep(note, json_object_get(json, "sort"));
	unsigned dedupe = number(json, "dedupe", 1);
	unsigned named_streams = number(json, "named_streams", 1);

	if (o->sort && !same_file(o->sort, sort))
		return disagree(run, "the order");
	if (OPTION_GIVEN(o, DEDUPE) && !dedupe)
		return disagree(run, "what is recorded once");
	if (OPTION_GIVEN(o, NAMED_STREAMS) && !named_streams)
		return disagree(run, "the named streams");
	o->named_streams = named_streams;
	o->sort = sort;
	o->dedupe = dedupe;
	return IMAPI_OK;
}

/* What makes the image: it must be as it was. */
static imapi_status take_image(struct run *run, const json_t *json, struct note *note)
{
	struct options *o = &run->options;
	uint32_t file_systems = number(json, "file_systems", UINT32_MAX);
	uint32_t revision = number(json, "udf_revision", UINT16_MAX);
	uint32_t layout = number(json, "udf_layout", IMAPI_UDF_LAYOUT_SPARABLE);
	uint32_t level = number(json, "level", 3);
	const char *volume = keep(note, json_object_get(json, "volume"));
	const char *time = keep(note, json_object_get(json, "time"));
	const char *manifest = keep(note, json_object_get(json, "manifest"));
	imapi_status status;

	if (OPTION_GIVEN(o, FS) && o->file_systems != file_systems)
		return disagree(run, "the file systems");
	if (OPTION_GIVEN(o, UDF) && o->udf_revision != revision)
		return disagree(run, "the revision of UDF");
	if (OPTION_GIVEN(o, UDF_LAYOUT) && o->udf_layout != layout)
		return disagree(run, "the layout of UDF");
	if (OPTION_GIVEN(o, LEVEL) && o->level != level)
		return disagree(run, "the level");
	if (OPTION_GIVEN(o, VOLUME) && !same_text(o->volume, volume))
		return disagree(run, "the name");
	o->file_systems = file_systems;
	o->udf_revision = revision;
	o->udf_layout = layout;
	o->level = level;
	o->volume = volume;
	if (time)
		setenv("SOURCE_DATE_EPOCH", time, 1);
	if (o->manifest && !same_file(o->manifest, manifest))
		return disagree(run, "the manifest");
	o->manifest = manifest;
	status = take_order(run, json, note);
	if (IMAPI_FAILED(status))
		return status;
	return take_list(run, json_object_get(json, "exclude"), &o->exclude, note,
			 "the excluded files");
}

/* What can be asked for anew. */
static void take_wishes(struct options *o, const json_t *json)
{
	uint32_t max_wait = number(json, "max_wait", UINT32_MAX);

	if (!OPTION_GIVEN(o, VERIFY))
		o->verification = number(json, "verification", 2);
	if (!OPTION_GIVEN(o, CLOSE))
		o->close = number(json, "close", 1);
	if (!OPTION_GIVEN(o, SPEED))
		o->speed = number(json, "speed", 1000000);
	if (!OPTION_GIVEN(o, MAX_WAIT) && max_wait != UINT32_MAX) {
		o->max_wait = max_wait;
		o->given[OPTION_MAX_WAIT] = true;
	}
}

static imapi_status take_all(struct run *run, const json_t *json, struct note *note)
{
	imapi_status status = take_operands(run, json, note);

	if (!IMAPI_FAILED(status))
		status = take_image(run, json, note);
	if (!IMAPI_FAILED(status))
		status = take_boot(run, json, note);
	if (!IMAPI_FAILED(status))
		status = take_append(run, json, note);
	if (!IMAPI_FAILED(status))
		take_wishes(&run->options, json);
	return status;
}

imapi_status note_take(struct run *run, const struct imapi_journal *journal, struct note *note,
		       struct source_place *ret_place)
{
	struct imapi_journal_state state = IMAPI_JOURNAL_STATE_INIT;
	json_t *json = json_loads(imapi_journal_note(journal), 0, NULL);
	imapi_status status = IMAPI_E_JOURNAL_INVALID;

	imapi_journal_state(journal, &state);
	if (json && number(json, "version", UINT32_MAX) == NOTE_VERSION)
		status = take_all(run, json, note);
	if (status == IMAPI_E_JOURNAL_INVALID)
		fail(run, status, "the journal does not say what was to be burned");
	ret_place->start = (uint64_t)state.start_lba;
	ret_place->free_sectors = number(json, "free_sectors", UINT32_MAX);
	ret_place->previous = number(json, "previous", UINT32_MAX);
	ret_place->in_place = number(json, "in_place", 1) != 0;
	json_decref(json);
	return status;
}
