/* SPDX-License-Identifier: MIT */
/* Disc files: what lasts, what survives a kill, and what is refused. */
#include "base/digest.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/bench.h"
#include "sim/layout.h"
#include "sim/store.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLANK "a1 11 00 00 00 00 00 00 00 00 00 00"
#define HEAD (SLOT_OFFSET + 2 * SLOT_SIZE)

static char path[64];

static void remove_file(void)
{
	unlink(path);
}

/* A new disc file, away at the end of the program. */
static void new_disc(const char *medium, uint32_t blocks)
{
	struct imapi_context *context;
	const struct sim_medium *kind = medium_find(medium);

	if (!path[0]) {
		int fd;

		snprintf(path, sizeof(path), "/tmp/imapi-sim-XXXXXX");
		fd = mkstemp(path);
		ck_assert_int_ge(fd, 0);
		close(fd);
		atexit(remove_file);
	}
	unlink(path);
	ck_assert_int_eq(imapi_context_new(&context), 0);
	ck_assert_int_eq(store_create(context, path, kind, blocks ? blocks : kind->capacity),
			 0);
	imapi_context_free(context);
}

static struct bench *insert(void)
{
	return bench_open(path);
}

static imapi_status try_open(void)
{
	struct imapi_context *context;
	struct imapi_transport *transport = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_context_new(&context), 0);
	status = sim_open(context, path, &transport);
	imapi_transport_free(transport);
	imapi_context_free(context);
	return status;
}

static void patch(off_t at, const void *bytes, size_t length)
{
	int fd = open(path, O_WRONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, bytes, length, at), (ssize_t)length);
	close(fd);
}

static void read_head(uint8_t *bytes)
{
	int fd = open(path, O_RDONLY);

	ck_assert_int_ge(fd, 0);
	memset(bytes, 0, HEAD);
	ck_assert_int_gt(pread(fd, bytes, HEAD, 0), 0);
	close(fd);
}

T(a_format_that_set_blocks_aside_lasts)
{
	static const char list[] = "\0\x02\0\x08\0\xb8\x74\0\xc8\0\0\0";
	struct bench *b;

	new_disc("bd-r", 0);
	b = insert();
	ck_assert_uint_eq(bench_out(b, "04 11 00 00 00 00", list, 12), 0);
	bench_idle(b);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	bench_close(b);
	b = insert();
	ck_assert_uint_eq(bench_track(b, 1).free_blocks, 12088320 - 32);
	ck_assert_uint_eq(bench_write(b, 0, 32), 0); /* pseudo-overwrite */
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_track(b, 2).free_blocks, 12088320 - 32);
	bench_close(b);
}

T(what_was_burned_is_there_the_next_time)
{
	struct bench *b;

	new_disc("bd-r", 0);
	b = insert();
	for (uint32_t lba = 0; lba < 960; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	bench_close(b);
	b = insert();
	ck_assert_uint_eq(bench_disc(b).sessions_lsb, 2);
	ck_assert_uint_eq(bench_track(b, 2).nwa, 960);
	ck_assert(!bench_track(b, 1).damage);
	ck_assert_uint_eq(bench_read(b, 928, 32), 0);
	ck_assert(bench_same(b, 928, 32));
	ck_assert_uint_eq(bench_write(b, 960, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 2, false), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, true), 0); /* power off in mid-close, in order */
	bench_close(b);
	b = insert();
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_COMPLETE);
	bench_close(b);
}

T(the_sectors_lie_in_the_file_as_a_plain_image)
{
	uint8_t block[2048], bytes[2048];
	struct stat s;
	struct bench *b;
	int fd;

	new_disc("dvd+r", 0);
	b = insert();
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	bench_close(b);
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(pread(fd, bytes, 2048, STORE_DATA + 17 * 2048), 2048);
	bench_pattern(17, block);
	ck_assert_mem_eq(bytes, block, 2048);
	ck_assert_int_eq(fstat(fd, &s), 0);
	ck_assert_int_le(s.st_size, STORE_DATA + 32 * 2048);
	close(fd);
}

T(a_disc_is_in_one_drive_at_a_time)
{
	struct bench *b;

	new_disc("bd-r", 0);
	b = insert();
	ck_assert_int_eq(try_open(), IMAPI_E_RECORDER_LOCKED);
	bench_close(b);
	ck_assert_int_eq(try_open(), 0);
}

T(a_file_is_not_overwritten_by_a_new_disc)
{
	struct imapi_context *context;

	new_disc("bd-r", 0);
	ck_assert_int_eq(imapi_context_new(&context), 0);
	ck_assert_int_eq(store_create(context, path, &sim_bd_r, 12219392),
			 IMAPI_E_FILE_OPEN_FAILURE);
	ck_assert_int_eq(store_create(context, "/nowhere/at/all", &sim_bd_r, 12219392),
			 IMAPI_E_FILE_OPEN_FAILURE);
	imapi_context_free(context);
	ck_assert_int_eq(try_open(), 0);
}

T(files_that_are_no_discs_are_refused)
{
	static const uint8_t zeroes[256];
	struct bench *b;

	new_disc("bd-r", 0);
	patch(0, "IMAPI", 5);
	ck_assert_int_eq(try_open(), IMAPI_E_SIM_DISC_INVALID);
	for (off_t at = 0; at < LABEL_SIZE; at += 3) {
		new_disc("bd-r", 0);
		patch(at, "\xa5", 1);
		ck_assert_int_eq(try_open(), IMAPI_E_SIM_DISC_INVALID);
	}
	for (off_t length = 0; length < SLOT_OFFSET + SLOT_SIZE; length += 1000) {
		new_disc("bd-r", 0);
		ck_assert_int_eq(truncate(path, length), 0);
		ck_assert_int_eq(try_open(), IMAPI_E_SIM_DISC_INVALID);
	}
	new_disc("bd-r", 0);
	b = insert();
	ck_assert_uint_eq(bench_write(b, 0, 32), 0);
	bench_close(b);
	patch(SLOT_OFFSET, zeroes, sizeof(zeroes));
	ck_assert_int_eq(try_open(), 0); /* the other slot is good */
	patch(SLOT_OFFSET + SLOT_SIZE, zeroes, sizeof(zeroes));
	patch(SLOT_OFFSET, zeroes, sizeof(zeroes));
	ck_assert_int_eq(try_open(), IMAPI_E_SIM_DISC_INVALID);
	unlink(path);
	ck_assert_int_eq(try_open(), IMAPI_E_FILE_OPEN_FAILURE);
}

/* Writes a slot with a good checksum over whatever it says, to both places. */
static void forge(struct store_slot slot, const struct store_track *tracks, unsigned count)
{
	uint8_t bytes[SLOT_HEADER_SIZE + 4 * STORE_TRACK_SIZE] = { 0 };
	size_t length = SLOT_HEADER_SIZE + slot.count * STORE_TRACK_SIZE;

	memcpy(slot.magic, "imapislt", 8);
	slot.generation = 1000;
	for (unsigned i = 0; i < count; i++)
		wire_put(&wire_store_track, &tracks[i],
			 bytes + SLOT_HEADER_SIZE + i * STORE_TRACK_SIZE);
	wire_put(&wire_store_slot, &slot, bytes);
	slot.checksum = digest_of(bytes, MIN(length, sizeof(bytes))).low;
	wire_put(&wire_store_slot, &slot, bytes);
	patch(SLOT_OFFSET, bytes, sizeof(bytes));
	patch(SLOT_OFFSET + SLOT_SIZE, bytes, sizeof(bytes));
}

T(a_forged_state_that_no_disc_can_have_is_refused)
{
	static const struct store_track good = { .session = 1, .end = 12219392 };
	struct store_track t = {
		.session = 1, .complete = 1, .end = 64, .nwa = 64, .readable = 64
	};
	const struct {
		struct store_slot slot;
		struct store_track tracks[2];
	} rows[] = {
		{ { .count = 0, .sessions = 1 }, { good } },
		{ { .count = 1, .sessions = 0 }, { good } },
		{ { .count = 1, .sessions = 60000 }, { good } },
		{ { .count = 9000, .sessions = 1 }, { good } },
		{ { .count = UINT32_MAX, .sessions = 1 }, { good } },
		{ { .count = 1, .sessions = 1 }, { { .session = 2, .end = 12219392 } } },
		{ { .count = 1, .sessions = 1 }, { { .session = 1, .end = UINT32_MAX } } },
		{ { .count = 1, .sessions = 1 }, { { .session = 1, .start = 64, .end = 32 } } },
		{ { .count = 1, .sessions = 1 },
		  { { .session = 1, .start = 5, .end = 32, .nwa = 5 } } },
		{ { .count = 1, .sessions = 1 }, { { .session = 1, .end = 32, .nwa = 64 } } },
		{ { .count = 2, .sessions = 1 }, { good, good } },
		{ { .count = 2, .sessions = 1 },
		  { t, { .session = 1, .start = 32, .nwa = 32, .end = 12219392 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		new_disc("bd-r", 0);
		forge(rows[i].slot, rows[i].tracks, 2);
		ck_assert_msg(try_open() == IMAPI_E_SIM_DISC_INVALID, "row %zu", i);
	}
	new_disc("bd-r", 0);
	forge((struct store_slot){ .count = 1, .sessions = 1 }, &good, 1);
	ck_assert_int_eq(try_open(), 0);
	t.readable = 65;
	forge((struct store_slot){ .count = 1, .sessions = 1 }, &t, 1);
	ck_assert_int_eq(try_open(), IMAPI_E_SIM_DISC_INVALID);
}

/* What a burner can see of the state. */
static void look(char *text, size_t room)
{
	struct bench *b = insert();
	struct mmc_disc_info d = bench_disc(b);
	int n = snprintf(text, room, "%u %u %u:", d.disc_status, d.last_session_state,
			 d.sessions_lsb);

	for (unsigned i = 1; i <= d.last_track_in_last_lsb; i++) {
		struct mmc_track_info t = bench_track(b, i);

		n += snprintf(text + n, room - (size_t)n, " %u+%u@%u%s", t.start, t.size, t.nwa,
			      t.reserved ? "r" : "");
	}
	bench_close(b);
}

static void step(struct bench *b, unsigned n)
{
	switch (n) {
	case 0:
		ck_assert_uint_eq(bench_none(b, "53 00 00 00 00 00 00 03 e8 00"), 0);
		break;
	case 1:
		ck_assert_uint_eq(bench_write(b, 0, 16), 0);
		break;
	case 2:
		ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
		break;
	case 3:
		ck_assert_uint_eq(bench_write(b, 1024, 16), 0);
		break;
	case 4:
		ck_assert_uint_eq(bench_shut(b, 1, 2, false), 0);
		break;
	case 5:
		ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
		break;
	default:
		ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	}
}

#define STEPS 7

T(a_state_that_was_written_in_part_leaves_the_one_before)
{
	static uint8_t before[HEAD], after[HEAD];
	char old[512], new[512], now[512];
	size_t first, last;

	new_disc("dvd+r", 0);
	for (unsigned n = 0; n < STEPS; n++) {
		struct bench *b;

		look(old, sizeof(old));
		read_head(before);
		b = insert();
		step(b, n);
		bench_close(b);
		look(new, sizeof(new));
		read_head(after);
		for (first = 0; first < HEAD && before[first] == after[first]; first++)
			;
		for (last = HEAD; last > first && before[last - 1] == after[last - 1]; last--)
			;
		for (size_t cut = first; cut < last && cut < first + 200; cut += 7) {
			patch(0, before, HEAD);
			patch((off_t)first, after + first, cut - first);
			look(now, sizeof(now));
			ck_assert_msg(strcmp(now, old) == 0 || strcmp(now, new) == 0,
				      "step %u cut %zu: %s", n, cut, now);
		}
		patch(0, after, HEAD);
	}
}

T(a_killed_program_leaves_a_track_that_goes_on_where_the_drive_took_the_last_data)
{
	struct mmc_track_info t;
	struct bench *b;
	int status;
	pid_t child;

	new_disc("bd-r", 0);
	child = fork();
	if (child == 0) {
		b = insert();
		for (uint32_t lba = 0; lba < 1000; lba += 8)
			bench_write(b, lba, 8);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	b = insert();
	t = bench_track(b, 1);
	ck_assert_uint_eq(t.nwa, 1024);
	ck_assert(!t.damage);
	ck_assert_uint_eq(bench_disc(b).disc_status, DISC_APPENDABLE);
	ck_assert_uint_eq(bench_disc(b).last_session_state, SESSION_INCOMPLETE);
	ck_assert_uint_eq(bench_read(b, 992, 8), 0);
	ck_assert(bench_same(b, 992, 8));
	ck_assert_uint_eq(bench_write(b, 0, 32), 0x52102);
	ck_assert_uint_eq(bench_write(b, 1024, 32), 0);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 6, 0, false), 0);
	bench_close(b);
}

/* Leaves the drive as a program does that is killed. */
static void pull_the_plug(struct bench *b)
{
	b->drive->dead = true;
	bench_close(b);
}

T(a_blank_disc_stays_blank_and_one_whose_blank_was_cut_off_does_not_recover)
{
	struct bench *b;

	new_disc("cd-rw", 0);
	b = insert();
	for (uint32_t lba = 0; lba < 600; lba += 30)
		ck_assert_uint_eq(bench_write(b, lba, 30), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	ck_assert_uint_eq(bench_none(b, BLANK), 0);
	pull_the_plug(b);
	b = insert();
	ck_assert(sim_truth(b->drive).spoiled);
	ck_assert_uint_eq(bench_read(b, 0, 1), 0x33100);
	ck_assert_uint_eq(bench_none(b, BLANK), 0);
	bench_close(b); /* in order */
	b = insert();
	ck_assert(sim_truth(b->drive).blank);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 0);
	bench_close(b);
}

T(a_formatted_disc_stays_so_with_what_was_written)
{
	static const uint8_t list[12] = { 0, 0xa2, 0, 8, 0, 0xb4, 0x74, 0, 0, 0, 0x30, 0 };
	struct bench *b;

	new_disc("bd-re", 0);
	b = insert();
	ck_assert_uint_eq(bench_out(b, "04 11 00 00 00 00", list, sizeof(list)), 0);
	bench_idle(b);
	ck_assert_uint_eq(bench_write(b, 640, 32), 0);
	ck_assert_uint_eq(bench_sync(b, false), 0);
	bench_close(b);
	b = insert();
	ck_assert(sim_truth(b->drive).formatted);
	ck_assert_uint_eq(bench_read(b, 640, 32), 0);
	ck_assert(bench_same(b, 640, 32));
	bench_close(b);
}

T(a_killed_program_leaves_a_cd_track_that_cannot_go_on)
{
	struct mmc_track_info t;
	struct bench *b;
	int status;
	pid_t child;

	new_disc("cd-r", 0);
	child = fork();
	if (child == 0) {
		b = insert();
		for (uint32_t lba = 0; lba < 320; lba += 32)
			bench_write(b, lba, 32);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	b = insert();
	t = bench_track(b, 1);
	ck_assert(t.damage);
	ck_assert(!t.nwa_valid);
	ck_assert_uint_eq(bench_write(b, 320, 32), 0x52102);
	ck_assert_uint_eq(bench_shut(b, 1, 1, false), 0);
	ck_assert_uint_eq(bench_shut(b, 2, 0, false), 0);
	ck_assert_uint_ge(bench_track(b, 1).size, 320);
	ck_assert_uint_eq(bench_read(b, 288, 32), 0);
	ck_assert(bench_same(b, 288, 32));
	bench_close(b);
}

T(what_a_reset_lost_does_not_come_back)
{
	struct bench *b;

	new_disc("bd-r", 0);
	b = bench_open_raw(path);
	ck_assert(fault_add(&b->drive->spec.faults, "write@11:reset+lose"));
	bench_none(b, "00 00 00 00 00 00");
	for (uint32_t lba = 0; lba < 320; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_write(b, 320, 32), 0x62900);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 0); /* the laser was still being calibrated */
	bench_close(b);
	b = insert();
	ck_assert_uint_eq(bench_track(b, 1).nwa, 0);
	ck_assert(bench_track(b, 1).damage);
	bench_close(b);
}

T(a_disc_may_remember_its_state_and_throw_its_sectors_away)
{
	struct bench *b;
	char address[96];
	struct stat s;

	new_disc("bd-r", 0);
	snprintf(address, sizeof(address), "sim:%s?data=discard", path);
	b = bench_open(address);
	for (uint32_t lba = 0; lba < 4096; lba += 32)
		ck_assert_uint_eq(bench_write(b, lba, 32), 0);
	ck_assert_uint_eq(bench_read(b, 0, 32), 0);
	ck_assert(!bench_same(b, 0, 32));
	bench_close(b);
	ck_assert_int_eq(stat(path, &s), 0);
	ck_assert_int_lt(s.st_size, STORE_DATA);
	b = bench_open(address);
	ck_assert_uint_eq(bench_track(b, 1).nwa, 4096);
	bench_close(b);
}

T_MAIN("store")
