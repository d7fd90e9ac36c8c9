/* SPDX-License-Identifier: MIT */
/* The journal as a file: what is written is read, and what is not whole or not sane is not. */
#include "burn/journal.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "support/t.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST 4096
#define NOTE "folder: music/Bücher"

static char folder[64], path[96];

static void new_folder(void)
{
	strcpy(folder, "/tmp/imapi-journal-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/burn.journal", folder);
}

static void remove_folder(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left in it */
}

static const struct journal_head head = {
	.profile = 0x41,
	.track = 3,
	.sessions = 2,
	.disc_id_valid = 1,
	.disc_id = 0xcafe1234,
	.start = 70000,
	.padded = 2048,
	.total = 12219392,
	.length = 2040 * 2048,
	.vendor = "IMAPI   ",
	.product = "Simulated BD-R",
};

static struct journal_checkpoint checkpoint(uint64_t accepted)
{
	return (struct journal_checkpoint){ .accepted = accepted,
					    .digested = accepted * 2048,
					    .high = 0x0102030405060708u * accepted,
					    .low = ~accepted,
					    .stage = JOURNAL_WRITING };
}

/* A journal with checkpoints at 512 and 1024 sectors. */
static void write_journal(void)
{
	struct journal_checkpoint one = checkpoint(512), two = checkpoint(1024);
	struct imapi_error err;
	struct journal journal;

	ck_assert_int_eq(journal_init(&journal, path, NOTE, &err), IMAPI_OK);
	ck_assert_int_eq(journal_create(&journal, &head, &err), IMAPI_OK);
	ck_assert_int_eq(journal_add(&journal, &one, &err), IMAPI_OK);
	ck_assert_int_eq(journal_add(&journal, &two, &err), IMAPI_OK);
	journal_done(&journal);
}

static size_t load(uint8_t bytes[FILE_MOST])
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, bytes, FILE_MOST);

	ck_assert_int_gt(n, 0);
	close(fd);
	return (size_t)n;
}

static void store(const uint8_t *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

	ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
	close(fd);
}

/* Reads the file; the accepted sectors of its last checkpoint, -1: none, -2: not a journal. */
static int64_t last_accepted(void)
{
	struct journal_facts facts = { 0 };
	struct imapi_error err;
	int64_t result;

	err_clear(&err);
	if (IMAPI_FAILED(journal_read(path, &facts, &err))) {
		ck_assert_int_eq(imapi_error_status(&err), IMAPI_E_JOURNAL_INVALID);
		ck_assert_str_ne(imapi_error_message(&err), "");
		return -2;
	}
	result = facts.has_checkpoint ? (int64_t)facts.last.accepted : -1;
	journal_facts_done(&facts);
	return result;
}

T(what_was_written_is_read)
{
	struct journal_facts facts;
	struct imapi_error err;
	struct stat info;

	new_folder();
	write_journal();
	ck_assert_int_eq(journal_read(path, &facts, &err), IMAPI_OK);
	ck_assert_uint_eq(facts.head.profile, 0x41);
	ck_assert_uint_eq(facts.head.track, 3);
	ck_assert_uint_eq(facts.head.sessions, 2);
	ck_assert_uint_eq(facts.head.disc_id, 0xcafe1234);
	ck_assert_uint_eq(facts.head.start, 70000);
	ck_assert_uint_eq(facts.head.padded, 2048);
	ck_assert_uint_eq(facts.head.length, 2040 * 2048);
	ck_assert_mem_eq(facts.head.vendor, "IMAPI   ", 8);
	ck_assert_str_eq(facts.note, NOTE);
	ck_assert(facts.has_checkpoint);
	ck_assert_uint_eq(facts.last.accepted, 1024);
	ck_assert_uint_eq(facts.last.low, ~(uint64_t)1024);
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_uint_eq(facts.valid, (uint64_t)info.st_size);
	ck_assert_uint_eq(info.st_mode & 0777, 0600);
	journal_facts_done(&facts);
	remove_folder();
}

T(a_torn_last_record_is_not_there)
{
	uint8_t bytes[FILE_MOST];
	size_t length, record = JOURNAL_RECORD_SIZE + JOURNAL_CHECKPOINT_SIZE;
	size_t notes = JOURNAL_RECORD_SIZE + strlen(NOTE);
	size_t heads = JOURNAL_RECORD_SIZE + JOURNAL_HEAD_SIZE;

	new_folder();
	write_journal();
	length = load(bytes);
	for (size_t n = 1; n <= length; n++) {
		size_t left = length - n;
		int64_t expected = left < heads ? -2 : left < heads + notes + record ? -1 : 512;

		store(bytes, left);
		ck_assert_msg(last_accepted() == expected, "cut by %zu of %zu: %lld, not %lld",
			      n, length, (long long)last_accepted(), (long long)expected);
	}
	remove_folder();
}

T(a_burn_that_goes_on_writes_behind_the_last_whole_record)
{
	struct journal_checkpoint three = checkpoint(2000);
	uint8_t bytes[FILE_MOST];
	struct journal_facts facts;
	struct journal journal;
	struct imapi_error err;
	size_t length;

	new_folder();
	write_journal();
	length = load(bytes);
	store(bytes, length - 5);
	ck_assert_int_eq(journal_read(path, &facts, &err), IMAPI_OK);
	ck_assert_int_eq(journal_init(&journal, path, "", &err), IMAPI_OK);
	ck_assert_int_eq(journal_continue(&journal, facts.valid, &err), IMAPI_OK);
	ck_assert_int_eq(journal_add(&journal, &three, &err), IMAPI_OK);
	journal_done(&journal);
	journal_facts_done(&facts);
	ck_assert_int_eq(last_accepted(), 2000);
	ck_assert_int_eq(journal_read(path, &facts, &err), IMAPI_OK);
	ck_assert_str_eq(facts.note, NOTE);
	journal_facts_done(&facts);
	remove_folder();
}

T(no_changed_byte_passes_for_the_truth)
{
	uint8_t bytes[FILE_MOST];
	size_t length;

	new_folder();
	write_journal();
	length = load(bytes);
	for (size_t at = 0; at < length; at++) {
		for (unsigned bit = 1; bit < 256; bit <<= 3) {
			bytes[at] ^= (uint8_t)bit;
			store(bytes, length);
			ck_assert_msg(last_accepted() != 1024, "byte %zu, bit %02x", at, bit);
			bytes[at] ^= (uint8_t)bit;
		}
	}
	store(bytes, length);
	ck_assert_int_eq(last_accepted(), 1024);
	remove_folder();
}

/* The check sum of the record at @at made right again. */
static void sign(uint8_t *bytes, size_t at)
{
	memset(bytes + at + 8, 0, 8);
	put_be64(bytes + at + 8,
		 digest_of(bytes + at, JOURNAL_RECORD_SIZE + get_be32(bytes + at + 4)).low);
}

T(numbers_that_no_burn_has_are_refused_although_the_check_sum_is_right)
{
	static const struct {
		size_t at, width;
		uint64_t value;
	} lies[] = {
		{ 8, 4, 2 },
		{ 14, 2, 0 },
		{ 24, 8, 1ull << 32 },
		{ 24, 8, UINT64_MAX },
		{ 32, 8, 2039 },
		{ 32, 8, UINT64_MAX },
		{ 32, 8, UINT32_MAX },
		{ 48, 8, 0 },
		{ 48, 8, 2047 },
		{ 48, 8, UINT64_MAX },
		{ 48, 8, UINT64_MAX - 2047 },
		{ 0, 4, 0 },
	};
	uint8_t bytes[FILE_MOST], *payload = bytes + JOURNAL_RECORD_SIZE;
	size_t length;

	new_folder();
	write_journal();
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		length = load(bytes);
		for (size_t k = 0; k < lies[i].width; k++)
			payload[lies[i].at + k] =
				(uint8_t)(lies[i].value >> 8 * (lies[i].width - 1 - k));
		sign(bytes, 0);
		store(bytes, length);
		ck_assert_msg(last_accepted() == -2, "lie %zu", i);
		write_journal();
	}
	remove_folder();
}

T(a_checkpoint_beyond_the_burn_is_refused)
{
	static const struct {
		size_t at;
		uint64_t value;
	} lies[] = { { 0, 2049 }, { 0, UINT64_MAX }, { 8, 2041 * 2048 }, { 8, 1 } };
	size_t first = 2 * JOURNAL_RECORD_SIZE + JOURNAL_HEAD_SIZE + strlen(NOTE), length;
	uint8_t bytes[FILE_MOST];

	new_folder();
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		write_journal();
		length = load(bytes);
		put_be64(bytes + first + JOURNAL_RECORD_SIZE + lies[i].at, lies[i].value);
		sign(bytes, first);
		store(bytes, length);
		ck_assert_int_eq(last_accepted(), -2);
	}
	remove_folder();
}

T(a_note_with_a_nul_is_refused)
{
	size_t at = JOURNAL_RECORD_SIZE + JOURNAL_HEAD_SIZE, length;
	uint8_t bytes[FILE_MOST];

	new_folder();
	write_journal();
	length = load(bytes);
	bytes[at + JOURNAL_RECORD_SIZE + 3] = 0;
	sign(bytes, at);
	store(bytes, length);
	ck_assert_int_eq(last_accepted(), -2);
	remove_folder();
}

T(what_is_no_file_or_not_there_is_told)
{
	struct journal_facts facts;
	struct imapi_error err;

	new_folder();
	ck_assert_int_eq(journal_read(path, &facts, &err), IMAPI_E_FILE_OPEN_FAILURE);
	ck_assert_int_eq(journal_read(folder, &facts, &err), IMAPI_E_JOURNAL_INVALID);
	ck_assert_int_eq(journal_read("/dev/zero", &facts, &err), IMAPI_E_JOURNAL_INVALID);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(journal_read(path, &facts, &err), IMAPI_E_JOURNAL_INVALID);
	remove_folder();
}

T(a_journal_that_cannot_be_made_leaves_nothing)
{
	struct journal_checkpoint one = checkpoint(512);
	struct journal journal;
	struct imapi_error err;

	ck_assert_int_eq(journal_init(&journal, "/nonexistent/burn.journal", "", &err),
			 IMAPI_OK);
	ck_assert_int_eq(journal_create(&journal, &head, &err), IMAPI_E_FILE_WRITE_FAILURE);
	ck_assert_int_eq(journal_add(&journal, &one, &err), IMAPI_OK);
	journal_remove(&journal);
}

T(a_new_journal_takes_the_place_of_the_old_one_at_once)
{
	struct journal journal;
	struct imapi_error err;

	new_folder();
	write_journal();
	ck_assert_int_eq(journal_init(&journal, path, "", &err), IMAPI_OK);
	ck_assert_int_eq(journal_create(&journal, &head, &err), IMAPI_OK);
	ck_assert_int_eq(last_accepted(), -1);
	journal_remove(&journal);
	ck_assert_int_ne(access(path, F_OK), 0);
	remove_folder();
}

T_MAIN("journal")
