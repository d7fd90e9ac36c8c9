/* SPDX-License-Identifier: MIT */
#include "sim/bench.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/command.h"
#include "mmc/replies.h"
#include "scsi/sense.h"
#include "sim/work.h"

#include <stdio.h>

struct bench *bench_open_raw(const char *address)
{
	struct bench *b = zalloc(sizeof(*b));
	imapi_status status;

	ck_assert_ptr_nonnull(b);
	ck_assert_int_eq(imapi_context_new(&b->context), 0);
	status = sim_open(b->context, address, &b->transport);
	if (status)
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(b->context)));
	ck_assert_int_eq(status, 0);
	b->drive = sim_inspect(b->transport);
	ck_assert_ptr_nonnull(b->drive);
	return b;
}

struct bench *bench_open(const char *address)
{
	struct bench *b = bench_open_raw(address);

	for (int i = 0; i < 5 && bench_none(b, "00 00 00 00 00 00") >> 16 == 6; i++)
		;
	return b;
}

void bench_close(struct bench *b)
{
	imapi_transport_free(b->transport);
	imapi_context_free(b->context);
	free(b);
}

static uint8_t parse(const char *text, uint8_t *bytes)
{
	uint8_t n = 0;
	unsigned value;
	int used;

	for (; n < IMAPI_CDB_MAX && sscanf(text, "%2x%n", &value, &used) == 1; text += used)
		bytes[n++] = (uint8_t)value;
	return n;
}

void bench_exchange(struct bench *b, const char *cdb, enum imapi_direction direction,
		    uint32_t length)
{
	uint32_t timeout = b->x.timeout_ms;

	memset(&b->x, 0, sizeof(b->x));
	b->x.timeout_ms = timeout;
	b->x.cdb_length = parse(cdb, b->x.cdb);
	b->x.direction = length ? direction : IMAPI_DIRECTION_NONE;
	b->x.data = length ? b->data : NULL;
	b->x.data_length = length;
	ck_assert_int_eq(transport_execute(b->transport, &b->x), 0);
	b->got = length - b->x.residual;
}

static uint32_t outcome(const struct bench *b)
{
	struct scsi_sense sense = sense_decode(b->x.sense, b->x.sense_length);

	ck_assert_int_eq(b->x.host, IMAPI_HOST_OK);
	if (!b->x.scsi_status)
		return 0;
	ck_assert_int_eq(b->x.scsi_status, 2);
	ck_assert(sense.valid);
	return (uint32_t)sense.key << 16 | (uint32_t)sense.asc << 8 | sense.ascq;
}

uint32_t bench_ask(struct bench *b, const char *cdb, uint32_t length)
{
	memset(b->data, 0xee, sizeof(b->data));
	bench_exchange(b, cdb, IMAPI_DIRECTION_IN, length);
	if (b->x.host)
		return b->x.host == IMAPI_HOST_GONE ? BENCH_GONE : BENCH_SILENT;
	return b->x.scsi_status == 8 ? BENCH_BUSY : outcome(b);
}

uint32_t bench_none(struct bench *b, const char *cdb)
{
	bench_exchange(b, cdb, IMAPI_DIRECTION_NONE, 0);
	return outcome(b);
}

uint32_t bench_in(struct bench *b, const char *cdb, uint32_t length)
{
	memset(b->data, 0xee, sizeof(b->data));
	bench_exchange(b, cdb, IMAPI_DIRECTION_IN, length);
	return outcome(b);
}

uint32_t bench_out(struct bench *b, const char *cdb, const void *data, uint32_t length)
{
	if (data != b->data)
		memcpy(b->data, data, length);
	bench_exchange(b, cdb, IMAPI_DIRECTION_OUT, length);
	return outcome(b);
}

void bench_pattern(uint32_t lba, uint8_t block[2048])
{
	uint32_t v = lba * 2654435761u + 1;

	for (unsigned i = 0; i < 2048; i += 4, v = v * 1664525u + 1013904223u)
		put_be32(block + i, v);
}

bool bench_same(const struct bench *b, uint32_t lba, uint32_t blocks)
{
	uint8_t block[2048];

	for (uint32_t i = 0; i < blocks; i++) {
		bench_pattern(lba + i, block);
		if (memcmp(b->data + i * 2048, block, 2048) != 0)
			return false;
	}
	return true;
}

static uint32_t transfer(struct bench *b, uint8_t opcode, uint32_t lba, uint32_t blocks)
{
	char cdb[64];

	snprintf(cdb, sizeof(cdb), "%02x 00 %02x %02x %02x %02x 00 %02x %02x 00", opcode,
		 lba >> 24, lba >> 16 & 255, lba >> 8 & 255, lba & 255, blocks >> 8,
		 blocks & 255);
	bench_exchange(b, cdb, opcode == 0x2a ? IMAPI_DIRECTION_OUT : IMAPI_DIRECTION_IN,
		       blocks * 2048);
	return outcome(b);
}

uint32_t bench_write(struct bench *b, uint32_t lba, uint32_t blocks)
{
	for (uint32_t i = 0; i < blocks; i++)
		bench_pattern(lba + i, b->data + i * 2048);
	return transfer(b, 0x2a, lba, blocks);
}

uint32_t bench_read(struct bench *b, uint32_t lba, uint32_t blocks)
{
	memset(b->data, 0xee, (size_t)blocks * 2048);
	return transfer(b, 0x28, lba, blocks);
}

uint32_t bench_sync(struct bench *b, bool immed)
{
	return bench_none(b, immed ? "35 02 00 00 00 00 00 00 00 00"
				   : "35 00 00 00 00 00 00 00 00 00");
}

uint32_t bench_shut(struct bench *b, unsigned function, unsigned number, bool immed)
{
	char cdb[64];

	snprintf(cdb, sizeof(cdb), "5b %02x %02x 00 %02x %02x 00 00 00 00", immed, function,
		 number >> 8, number & 255);
	return bench_none(b, cdb);
}

void bench_sleep(struct bench *b, double seconds)
{
	transport_sleep(b->transport, (usec_t)(seconds * 1e6));
}

struct bench *bench_written(const char *address, uint32_t blocks)
{
	struct bench *b = bench_open(address);

	for (uint32_t lba = 0; lba < blocks; lba += 32) {
		for (int i = 0; bench_write(b, lba, 32) == 0x20408 && i < 100; i++)
			bench_sleep(b, 1);
		ck_assert_uint_eq(b->x.scsi_status, 0);
	}
	if (bench_sync(b, true) == 0x52400)
		ck_assert_uint_eq(bench_sync(b, false), 0);
	bench_idle(b);
	bench_exchange(b, "5b 00 01 00 00 01 00 00 00 00", IMAPI_DIRECTION_NONE, 0);
	bench_idle(b);
	return b;
}

void bench_idle(struct bench *b)
{
	for (int i = 0; b->drive->work.kind && i < 100000; i++) {
		bench_sleep(b, 0.1);
		work_update(b->drive);
	}
	ck_assert_int_eq(b->drive->work.kind, 0);
}

double bench_wait(struct bench *b)
{
	usec_t start = transport_now(b->transport);

	for (int i = 0; i < 100000; i++) {
		uint32_t sense = bench_in(b, "51 00 00 00 00 00 00 00 22 00", 34);

		if (!sense)
			return (double)(transport_now(b->transport) - start) / 1e6;
		ck_assert_uint_eq(sense >> 8, 0x0204);
		bench_sleep(b, 0.5);
	}
	ck_abort_msg("the drive never became ready");
	return 0;
}

struct mmc_track_info bench_track(struct bench *b, unsigned number)
{
	struct mmc_track_info info;
	char cdb[64];

	snprintf(cdb, sizeof(cdb), "52 01 00 00 %02x %02x 00 00 28 00", number >> 8,
		 number & 255);
	ck_assert_uint_eq(bench_in(b, cdb, TRACK_INFO_SIZE), 0);
	ck_assert_uint_eq(b->got, TRACK_INFO_SIZE);
	wire_get(&wire_track_info, b->data, b->got, &info);
	return info;
}

struct mmc_disc_info bench_disc(struct bench *b)
{
	struct mmc_disc_info info;

	ck_assert_uint_eq(bench_in(b, "51 00 00 00 00 00 00 00 22 00", DISC_INFO_SIZE), 0);
	wire_get(&wire_disc_info, b->data, b->got, &info);
	return info;
}
