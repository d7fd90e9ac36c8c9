/* SPDX-License-Identifier: MIT */
/* The JSON that --json writes. */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include "run.h"

/* Text from a device or disc: what is not UTF-8 becomes U+FFFD. A new reference. */
json_t *json_text(const char *text);

/* Adds a member; takes over @value. @object may be NULL, then it only releases @value. */
void json_add(json_t *object, const char *name, json_t *value);
void json_add_text(json_t *object, const char *name, const char *value);
void json_add_number(json_t *object, const char *name, uint64_t value);

/* Why a run failed. A new reference. */
json_t *json_failure(const struct failure *failure);

/* Adds what came of a run: "ok", "status", "code", what it found, "error". */
void json_add_outcome(json_t *object, const struct run *run, imapi_status status);

/* Writes the document of a run that has ended, or one line of it with --progress. */
void json_report(const struct run *run, imapi_status status);

/* Writes one object on one line at once; takes it over. Any thread. */
void json_line(json_t *object);

#endif
