/* SPDX-License-Identifier: MIT */
#include "transport/tape.h"

#include "base/mem.h"

#define BYTES_PER_LINE 32
#define SHORTEST_RUN 8

static void put_hex(FILE *file, const char *word, const uint8_t *bytes, size_t length)
{
	fprintf(file, "%s ", word);
	for (size_t i = 0; i < length; i++)
		fprintf(file, "%02x", bytes[i]);
	fputc('\n', file);
}

static size_t run_length(const uint8_t *bytes, size_t length)
{
	size_t n = 1;

	while (n < length && bytes[n] == bytes[0])
		n++;
	return n;
}

/* How many bytes come before the next run that is worth abbreviating. */
static size_t plain_length(const uint8_t *bytes, size_t length)
{
	size_t n = 0;

	while (n < length && n < BYTES_PER_LINE) {
		size_t run = run_length(bytes + n, length - n);

		if (run >= SHORTEST_RUN)
			break;
		n += run;
	}
	return MIN(n, (size_t)BYTES_PER_LINE);
}

static void put_data(FILE *file, const uint8_t *bytes, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t n = plain_length(bytes + at, length - at);

		if (n > 0) {
			put_hex(file, "data", bytes + at, n);
		} else {
			n = run_length(bytes + at, length - at);
			fprintf(file, "data %02x*%zu\n", bytes[at], n);
		}
		at += n;
	}
}

static void put_digest(FILE *file, struct digest digest)
{
	char text[33];

	digest_print(digest, text);
	fprintf(file, "digest %s\n", text);
}

void tape_write_header(FILE *file, uint32_t max_transfer)
{
	fprintf(file, "imapi-tape 1\nmax-transfer %u\n", max_transfer);
}

static void put_outcome(FILE *file, const struct tape_record *r)
{
	static const char *const hosts[] = {
		"ok", "timeout", "reset", "gone", "error", "busy"
	};

	if (r->failed)
		fprintf(file, "failed %08x\n", (uint32_t)r->failed);
	if (r->host != IMAPI_HOST_OK)
		fprintf(file, "host %s\n", hosts[r->host]);
	if (r->residual)
		fprintf(file, "residual %u\n", r->residual);
	if (r->scsi_status)
		fprintf(file, "status %02x\n", r->scsi_status);
	if (r->sense_length)
		put_hex(file, "sense", r->sense, r->sense_length);
}

void tape_write(FILE *file, const struct tape_record *r)
{
	fputc('\n', file);
	put_hex(file, "cdb", r->cdb, r->cdb_length);
	fprintf(file, "at %llu\ntook %llu\n", (unsigned long long)r->at,
		(unsigned long long)r->took);
	if (r->direction != IMAPI_DIRECTION_NONE)
		fprintf(file, "%s %u\n", r->direction == IMAPI_DIRECTION_IN ? "in" : "out",
			r->data_length);
	put_outcome(file, r);
	put_data(file, r->data, r->count);
	if (r->has_digest)
		put_digest(file, r->digest);
	fputs("end\n", file);
}
