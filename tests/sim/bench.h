/* SPDX-License-Identifier: MIT */
/* A simulated drive on the bench: raw commands in, status and sense out. */
#ifndef TESTS_SIM_BENCH_H
#define TESTS_SIM_BENCH_H

#include "sim/inspect.h"
#include "sim/sim.h"
#include "support/t.h"

struct bench {
	struct imapi_context *context;
	struct imapi_transport *transport;
	struct sim_drive *drive;
	struct imapi_exchange x; /* the last one */
	uint8_t data[1 << 19];
	uint32_t got; /* bytes that came */
};

/* Opens and drains the unit attentions; fails the test if it cannot. */
struct bench *bench_open(const char *address);
/* Opens without asking anything. */
struct bench *bench_open_raw(const char *address);
void bench_close(struct bench *b);

/* Sense as key << 16 | asc << 8 | ascq; 0 is GOOD. The host result is asserted to be OK. */
#define GOOD_STATUS 0u

/* A command given as hexadecimal text, "5b 01 02 00 ...". */
uint32_t bench_none(struct bench *b, const char *cdb);
uint32_t bench_in(struct bench *b, const char *cdb, uint32_t length);
uint32_t bench_out(struct bench *b, const char *cdb, const void *data, uint32_t length);
/* The same, whatever the host result is; it is in b->x. */
void bench_exchange(struct bench *b, const char *cdb, enum imapi_direction direction,
		    uint32_t length);

/* As bench_in(), and these for a device that gives no sense: status BUSY, no answer, gone. */
#define BENCH_BUSY 0x100000u
#define BENCH_SILENT 0x110000u
#define BENCH_GONE 0x120000u
uint32_t bench_ask(struct bench *b, const char *cdb, uint32_t length);

/* WRITE(10) of a pattern that tells every block from every other; READ(10) that checks it. */
uint32_t bench_write(struct bench *b, uint32_t lba, uint32_t blocks);
uint32_t bench_read(struct bench *b, uint32_t lba, uint32_t blocks);
void bench_pattern(uint32_t lba, uint8_t block[2048]);
bool bench_same(const struct bench *b, uint32_t lba, uint32_t blocks);

uint32_t bench_sync(struct bench *b, bool immed);
uint32_t bench_shut(struct bench *b, unsigned function, unsigned number, bool immed);
/* A disc with @blocks in one closed track; the session is still open. */
struct bench *bench_written(const char *address, uint32_t blocks);
/* Sleeps until the drive has nothing to do, without asking it. */
void bench_idle(struct bench *b);
/* Sleeps until READ DISC INFORMATION is GOOD; returns the seconds that passed. */
double bench_wait(struct bench *b);
void bench_sleep(struct bench *b, double seconds);

/* READ TRACK INFORMATION by number and READ DISC INFORMATION; asserted GOOD. */
struct mmc_track_info bench_track(struct bench *b, unsigned number);
struct mmc_disc_info bench_disc(struct bench *b);

#endif
