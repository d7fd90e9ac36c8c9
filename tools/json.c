/* SPDX-License-Identifier: MIT */
#include "json.h"

#include "report.h"

#include <string.h>

json_t *json_text(const char *text)
{
	json_t *value = json_string(text);
	size_t length = strlen(text), at = 0;
	char *repaired;

	if (value)
		return value;
	repaired = malloc(3 * length + 1);
	if (!repaired)
		return NULL;
	for (const char *p = text; *p;) {
		size_t take = 4;

		while (take && (take > strlen(p) || !(value = json_stringn(p, take))))
			take--;
		json_decref(value);
		value = NULL;
		memcpy(repaired + at, take ? p : "\xef\xbf\xbd", take ? take : 3);
		at += take ? take : 3;
		p += take ? take : 1;
	}
	value = json_stringn(repaired, at);
	free(repaired);
	return value;
}

void json_add(json_t *object, const char *name, json_t *value)
{
	if (object)
		json_object_set_new(object, name, value);
	else
		json_decref(value);
}

void json_add_text(json_t *object, const char *name, const char *value)
{
	if (object)
		json_add(object, name, json_text(value));
}

void json_add_number(json_t *object, const char *name, uint64_t value)
{
	if (object)
		json_add(object, name, json_integer((json_int_t)value));
}

static json_t *sense_of(const struct failure *failure)
{
	json_t *sense = json_object();

	json_add_number(sense, "key", failure->key);
	json_add_number(sense, "asc", failure->asc);
	json_add_number(sense, "ascq", failure->ascq);
	json_add_text(sense, "text", sense_key_text(failure->key));
	return sense;
}

static json_t *cdb_of(const struct failure *failure)
{
	char text[3 * sizeof(failure->cdb) + 1] = "";

	for (size_t i = 0; i < failure->cdb_length; i++)
		snprintf(text + 3 * i, 4, "%02X ", failure->cdb[i]);
	text[3 * failure->cdb_length - 1] = '\0';
	return json_string(text);
}

json_t *json_failure(const struct failure *failure)
{
	json_t *error = json_object();

	json_add_text(error, "message", failure->message);
	json_add_text(error, "advice", failure->advice);
	json_add(error, "sense", failure->has_sense ? sense_of(failure) : json_null());
	json_add(error, "cdb", failure->cdb_length ? cdb_of(failure) : json_null());
	json_add(error, "lba",
		 failure->lba != INT64_MIN ? json_integer(failure->lba) : json_null());
	json_add_number(error, "elapsed_ms", failure->elapsed_ms);
	return error;
}

void json_add_outcome(json_t *object, const struct run *run, imapi_status status)
{
	const char *name = imapi_status_name(status);
	char code[11];

	snprintf(code, sizeof(code), "0x%08X", (unsigned)status);
	json_add(object, "ok", json_boolean(!IMAPI_FAILED(status)));
	json_add(object, "status", name ? json_text(name) : json_null());
	json_add_text(object, "code", code);
	if (run->json)
		json_object_update(object, run->json);
	if (IMAPI_FAILED(status))
		json_add(object, "error", json_failure(&run->failure));
}

void json_report(const struct run *run, imapi_status status)
{
	bool lines = run->options.progress;
	json_t *document = json_object();

	if (lines)
		json_add_text(document, "event", "result");
	json_add(document, "verb", run->verb ? json_text(run->verb->name) : json_null());
	json_add_outcome(document, run, status);
	if (lines) {
		json_line(document);
		return;
	}
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
}

void json_line(json_t *object)
{
	flockfile(stdout);
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	json_decref(object);
}
