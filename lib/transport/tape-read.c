/* SPDX-License-Identifier: MIT */
#include "transport/tape.h"

#include "base/mem.h"

#include <errno.h>

#define LINE_ROOM 1024
#define TAPE_MAX_TRANSFER (64u * 1024 * 1024)
#define TAPE_TIME_MAX 1000000000000000u /* microseconds: some thirty years */

void tape_record_clear(struct tape_record *record)
{
	free(record->data);
	memset(record, 0, sizeof(*record));
}

static imapi_status invalid(struct tape_reader *reader, const char *mistake)
{
	reader->mistake = mistake;
	return IMAPI_E_TAPE_INVALID;
}

/* Takes a line without its end; *@ret_end is true behind the last one. */
static imapi_status next_line(struct tape_reader *reader, char line[LINE_ROOM], bool *ret_end)
{
	size_t n;

	*ret_end = false;
	do {
		if (!fgets(line, LINE_ROOM, reader->file)) {
			*ret_end = true;
			return IMAPI_OK;
		}
		reader->line++;
		n = strcspn(line, "\r\n");
		if (n + 1 >= LINE_ROOM)
			return invalid(reader, "the line is too long");
		line[n] = '\0';
	} while (line[0] == '\0' || line[0] == '#');
	return IMAPI_OK;
}

/* Splits "word rest". Returns the rest, "" if there is none. */
static char *split(char *line)
{
	size_t n = strcspn(line, " \t");

	if (!line[n])
		return line + n;
	line[n] = '\0';
	return line + n + 1 + strspn(line + n + 1, " \t");
}

static bool parse_number(const char *text, int base, uint64_t most, uint64_t *ret)
{
	char *end;
	unsigned long long value;

	if (*text == '-' || *text == '+' || *text == '\0')
		return false;
	errno = 0;
	value = strtoull(text, &end, base);
	if (errno || *end || value > most)
		return false;
	*ret = value;
	return true;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool parse_byte(const char *text, uint8_t *ret)
{
	int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);

	if (low < 0)
		return false;
	*ret = (uint8_t)(high << 4 | low);
	return true;
}

static bool parse_bytes(const char *text, uint8_t *bytes, size_t room, size_t *ret_length)
{
	size_t n = 0;

	for (; *text; text += 2)
		if (n >= room || !parse_byte(text, &bytes[n++]))
			return false;
	*ret_length = n;
	return n > 0;
}

static bool grow_data(struct tape_record *r, size_t more)
{
	size_t want = (size_t)r->count + more, room = r->room;
	uint8_t *data;

	if (more > r->data_length || want > r->data_length)
		return false;
	if (want <= room)
		return true;
	room = MIN(MAX(room * 2, want), (size_t)r->data_length);
	data = realloc(r->data, room);
	if (!data)
		return false;
	r->data = data;
	r->room = (uint32_t)room;
	return true;
}

/* "0a0b0c" or "00*2016" */
static const char *take_data(struct tape_record *r, const char *text)
{
	const char *star = strchr(text, '*');
	uint64_t run = 1;
	size_t n = strlen(text) / 2;

	if (star) {
		if (star != text + 2 || !parse_number(star + 1, 10, TAPE_DATA_MAX, &run))
			return "a run is not BYTE*COUNT";
		n = (size_t)run;
	}
	if (!grow_data(r, n))
		return "more data than the command asked for";
	if (star) {
		uint8_t byte;

		if (!parse_byte(text, &byte))
			return "not hexadecimal";
		memset(r->data + r->count, byte, n);
	} else if (!parse_bytes(text, r->data + r->count, n, &n)) {
		return "not hexadecimal";
	}
	r->count += (uint32_t)n;
	return NULL;
}

static const char *take_digest(struct tape_record *r, const char *text)
{
	uint8_t bytes[16];
	size_t n = 0;

	if (!parse_bytes(text, bytes, sizeof(bytes), &n) || n != sizeof(bytes))
		return "a digest has 32 digits";
	for (size_t i = 0; i < 8; i++) {
		r->digest.high = r->digest.high << 8 | bytes[i];
		r->digest.low = r->digest.low << 8 | bytes[8 + i];
	}
	r->has_digest = true;
	return NULL;
}

static const char *take_host(struct tape_record *r, const char *text)
{
	static const char *const names[] = {
		"ok", "timeout", "reset", "gone", "error", "busy"
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], text) == 0) {
			r->host = (enum imapi_host_result)i;
			return NULL;
		}
	}
	return "no such host result";
}

static const char *take_direction(struct tape_record *r, const char *word, const char *text)
{
	uint64_t n;

	if (r->direction != IMAPI_DIRECTION_NONE)
		return "the direction is given twice";
	if (!parse_number(text, 10, TAPE_DATA_MAX, &n))
		return "not a length";
	r->direction = word[0] == 'i' ? IMAPI_DIRECTION_IN : IMAPI_DIRECTION_OUT;
	r->data_length = (uint32_t)n;
	return NULL;
}

static const char *take_number(struct tape_record *r, const char *word, const char *text)
{
	uint64_t n;

	if (strcmp(word, "failed") == 0) {
		if (!parse_number(text, 16, UINT32_MAX, &n) || n < 0x80000000u)
			return "not a status that means failure";
		r->failed = (imapi_status)n;
		return NULL;
	}
	if (!parse_number(text, 10, TAPE_TIME_MAX, &n))
		return "not a number";
	if (word[0] == 'a')
		r->at = n;
	else if (word[0] == 't')
		r->took = n;
	else if (n <= r->data_length)
		r->residual = (uint32_t)n;
	else
		return "the residual is larger than the data";
	return NULL;
}

/* Takes one line of a record. Returns what is wrong with it, or NULL. */
static const char *take_word(struct tape_record *r, const char *word, const char *text)
{
	static const char *const numbers[] = { "at", "took", "residual", "failed" };
	size_t n = 0;

	if (strcmp(word, "data") == 0)
		return take_data(r, text);
	if (strcmp(word, "digest") == 0)
		return take_digest(r, text);
	if (strcmp(word, "host") == 0)
		return take_host(r, text);
	if (strcmp(word, "in") == 0 || strcmp(word, "out") == 0)
		return take_direction(r, word, text);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (strcmp(word, numbers[i]) == 0)
			return take_number(r, word, text);
	if (strcmp(word, "status") == 0)
		return parse_bytes(text, &r->scsi_status, 1, &n) ? NULL : "not a status";
	if (strcmp(word, "sense") == 0 && parse_bytes(text, r->sense, sizeof(r->sense), &n)) {
		r->sense_length = (uint8_t)n;
		return NULL;
	}
	return "not understood";
}

imapi_status tape_read_header(struct tape_reader *reader, uint32_t *ret_max_transfer)
{
	char line[LINE_ROOM], *rest;
	uint64_t most = 0;
	bool end;

	if (next_line(reader, line, &end) || end || strcmp(line, "imapi-tape 1") != 0)
		return invalid(reader, "a tape starts with \"imapi-tape 1\"");
	if (next_line(reader, line, &end) || end)
		return invalid(reader, "max-transfer is missing");
	rest = split(line);
	if (strcmp(line, "max-transfer") != 0 ||
	    !parse_number(rest, 10, TAPE_MAX_TRANSFER, &most) || most < BLOCK_SIZE)
		return invalid(reader, "not a usable max-transfer");
	*ret_max_transfer = (uint32_t)most;
	return IMAPI_OK;
}

static imapi_status read_body(struct tape_reader *reader, struct tape_record *record)
{
	char line[LINE_ROOM];
	bool end;

	for (;;) {
		imapi_status status = next_line(reader, line, &end);
		const char *rest, *mistake;

		if (IMAPI_FAILED(status))
			return status;
		if (end)
			return invalid(reader, "the tape ends inside a record");
		rest = split(line);
		if (strcmp(line, "end") == 0)
			return IMAPI_OK;
		mistake = take_word(record, line, rest);
		if (mistake)
			return invalid(reader, mistake);
	}
}

imapi_status tape_read(struct tape_reader *reader, struct tape_record *record, bool *ret_end)
{
	char line[LINE_ROOM];
	imapi_status status = next_line(reader, line, ret_end);
	const char *rest;
	size_t n = 0;

	if (IMAPI_FAILED(status) || *ret_end)
		return status;
	rest = split(line);
	if (strcmp(line, "cdb") != 0)
		return invalid(reader, "a record starts with \"cdb\"");
	if (!parse_bytes(rest, record->cdb, sizeof(record->cdb), &n) || n < 6)
		return invalid(reader, "a command has 6 to 16 bytes");
	record->cdb_length = (uint8_t)n;
	return read_body(reader, record);
}
