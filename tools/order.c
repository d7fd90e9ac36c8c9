/* SPDX-License-Identifier: MIT */
#include "order.h"

#include "report.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Cuts blanks at both ends. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	return text;
}

/* "PATTERN WEIGHT"; the pattern may have blanks inside. */
static bool split(char *line, int *ret_weight)
{
	size_t at = strlen(line);
	char *end;
	long weight;

	while (at && !isspace((unsigned char)line[at - 1]))
		at--;
	if (!at || !line[at])
		return false;
	errno = 0;
	weight = strtol(line + at, &end, 10);
	if (*end || errno || weight < INT_MIN || weight > INT_MAX)
		return false;
	line[at - 1] = '\0';
	trim(line);
	*ret_weight = (int)weight;
	return *line != '\0';
}

static imapi_status take_line(struct run *run, struct imapi_file_system_image *image,
			      char *line, unsigned number)
{
	int weight;

	line = trim(line);
	if (!*line || *line == '#')
		return IMAPI_OK;
	if (!split(line, &weight))
		return fail(run, IMAPI_E_INVALIDARG,
			    "%s, line %u: a line is a pattern and a number, as in *.jpg 10",
			    run->options.sort, number);
	return fail_library(run, imapi_file_system_image_add_weight(image, line, weight));
}

static imapi_status take_file(struct run *run, struct imapi_file_system_image *image)
{
	FILE *file = fopen(run->options.sort, "re");
	imapi_status status = IMAPI_OK;
	unsigned number = 0;
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return fail(run, IMAPI_E_FILE_OPEN_FAILURE, "%s: %s", run->options.sort,
			    strerror(errno));
	while (!IMAPI_FAILED(status) && getline(&line, &room, file) >= 0)
		status = take_line(run, image, line, ++number);
	if (!IMAPI_FAILED(status) && ferror(file))
		status = fail(run, IMAPI_E_FILE_OPEN_FAILURE, "%s cannot be read",
			      run->options.sort);
	free(line);
	fclose(file);
	return status;
}

imapi_status order_apply(struct run *run, struct imapi_file_system_image *image)
{
	imapi_status status = IMAPI_OK;

	if (run->options.dedupe)
		status = fail_library(run, imapi_file_system_image_set_dedupe(image, 1));
	if (!IMAPI_FAILED(status) && run->options.sort)
		status = take_file(run, image);
	return status;
}
