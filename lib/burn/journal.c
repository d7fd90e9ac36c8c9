/* SPDX-License-Identifier: MIT */
#include "burn/journal.h"

#include "base/mem.h"
#include "base/units.h"
#include "base/write-all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (16u << 20)
#define SECTORS_MAX (1ull << 32)

enum { RECORD_HEAD = 1, RECORD_NOTE = 2, RECORD_CHECKPOINT = 3 };

static const char magic[8] = "imapijnl";

/* clang-format off */
#define D struct journal_record
WIRE_LAYOUT(wire_journal_record, D, "journal record", "libimapi burn journal", 0, JOURNAL_RECORD_SIZE,
	W_BE(D, kind, 0, 3), W_BE(D, length, 4, 7), W_BE(D, checksum, 8, 15));
#undef D

#define D struct journal_head
WIRE_LAYOUT(wire_journal_head, D, "journal head", "libimapi burn journal", 0, JOURNAL_HEAD_SIZE,
	W_TEXT(D, magic, 0, 7), W_BE(D, version, 8, 11), W_BE(D, profile, 12, 13),
	W_BE(D, track, 14, 15), W_BE(D, sessions, 16, 17), W_BYTE(D, disc_id_valid, 18),
	W_BE(D, disc_id, 20, 23), W_BE(D, start, 24, 31), W_BE(D, padded, 32, 39),
	W_BE(D, total, 40, 47), W_BE(D, length, 48, 55), W_TEXT(D, vendor, 56, 63),
	W_TEXT(D, product, 64, 79), W_TEXT(D, revision, 80, 83));
#undef D

#define D struct journal_checkpoint
WIRE_LAYOUT(wire_journal_checkpoint, D, "journal checkpoint", "libimapi burn journal", 0, JOURNAL_CHECKPOINT_SIZE,
	W_BE(D, accepted, 0, 7), W_BE(D, digested, 8, 15), W_BE(D, high, 16, 23),
	W_BE(D, low, 24, 31), W_BE(D, stage, 32, 35));
#undef D
/* clang-format on */

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Reads until the end or @room bytes; false on an error. */
static bool read_all(int fd, uint8_t *data, size_t room, size_t *ret_length)
{
	*ret_length = 0;
	while (*ret_length < room) {
		ssize_t n = read(fd, data + *ret_length, room - *ret_length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		*ret_length += (size_t)n;
	}
	return true;
}

static bool head_sane(const struct journal_head *head)
{
	return head->track >= 1 && head->start < SECTORS_MAX && head->padded < SECTORS_MAX &&
	       head->length > 0 && head->length % BLOCK_SIZE == 0 &&
	       head->length / BLOCK_SIZE <= head->padded &&
	       head->start + head->padded <= SECTORS_MAX;
}

static bool checkpoint_sane(const struct journal_head *head,
			    const struct journal_checkpoint *checkpoint)
{
	return checkpoint->accepted <= head->padded && checkpoint->digested <= head->length &&
	       checkpoint->digested % BLOCK_SIZE == 0;
}

/* One record in memory; its payload follows the header. */
struct view {
	struct journal_record record;
	const uint8_t *payload;
};

/* False at the end of the whole records. */
static bool view_at(uint8_t *data, size_t length, size_t at, struct view *ret)
{
	uint8_t *header = data + at;

	if (length - at < JOURNAL_RECORD_SIZE)
		return false;
	wire_get(&wire_journal_record, header, JOURNAL_RECORD_SIZE, &ret->record);
	if (ret->record.length > length - at - JOURNAL_RECORD_SIZE)
		return false;
	ret->payload = header + JOURNAL_RECORD_SIZE;
	memset(header + 8, 0, 8);
	return digest_of(header, JOURNAL_RECORD_SIZE + ret->record.length).low ==
	       ret->record.checksum;
}

/* What is wrong with it, or NULL. */
static const char *take_head(struct journal_facts *facts, const struct view *view)
{
	struct journal_head *head = &facts->head;

	if (view->record.kind != RECORD_HEAD || view->record.length < JOURNAL_HEAD_SIZE)
		return "does not begin with a head";
	wire_get(&wire_journal_head, view->payload, JOURNAL_HEAD_SIZE, head);
	if (memcmp(head->magic, magic, sizeof(magic)) != 0)
		return "is not a burn journal";
	if (head->version != JOURNAL_VERSION)
		return "is of a version that is not known";
	return head_sane(head) ? NULL : "holds numbers that no burn has";
}

static const char *take_note(struct journal_facts *facts, const struct view *view)
{
	size_t n = view->record.length;

	if (n > JOURNAL_NOTE_MAX || memchr(view->payload, 0, n))
		return "holds a note that is no text";
	free(facts->note);
	facts->note = strndup((const char *)view->payload, n);
	return facts->note ? NULL : "does not fit in memory";
}

static const char *take_checkpoint(struct journal_facts *facts, const struct view *view)
{
	if (view->record.length < JOURNAL_CHECKPOINT_SIZE)
		return "holds a checkpoint that is too short";
	wire_get(&wire_journal_checkpoint, view->payload, JOURNAL_CHECKPOINT_SIZE,
		 &facts->last);
	facts->has_checkpoint = true;
	return checkpoint_sane(&facts->head, &facts->last)
		       ? NULL
		       : "holds a checkpoint that does not fit the burn";
}

static const char *take(struct journal_facts *facts, const struct view *view)
{
	if (facts->valid == 0)
		return take_head(facts, view);
	switch (view->record.kind) {
	case RECORD_NOTE:
		return take_note(facts, view);
	case RECORD_CHECKPOINT:
		return take_checkpoint(facts, view);
	default: /* a later version may add kinds */
		return NULL;
	}
}

const char *journal_parse(uint8_t *data, size_t length, struct journal_facts *facts)
{
	const char *problem = NULL;
	struct view view;

	while (!problem && view_at(data, length, facts->valid, &view)) {
		problem = take(facts, &view);
		facts->valid += JOURNAL_RECORD_SIZE + view.record.length;
	}
	return !problem && facts->valid == 0 ? "does not begin with a whole head" : problem;
}

void journal_facts_done(struct journal_facts *facts)
{
	free(facts->note);
	facts->note = NULL;
}

/* The whole file; a journal that grows meanwhile is taken as it was. */
static imapi_status load(const char *path, uint8_t **ret_data, size_t *ret_length,
			 struct imapi_error *err)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	AUTOFREE uint8_t *data = NULL;
	struct stat info;

	if (fd < 0)
		return err_errno(err, IMAPI_E_FILE_OPEN_FAILURE, errno, "the burn journal %s",
				 path);
	if (fstat(fd, &info) || !S_ISREG(info.st_mode) || info.st_size > FILE_MAX)
		return err_set(err, IMAPI_E_JOURNAL_INVALID, "%s is not a burn journal", path);
	data = malloc((size_t)info.st_size + 1);
	if (!data)
		return err_no_memory(err);
	if (!read_all(fd, data, (size_t)info.st_size, ret_length))
		return err_errno(err, IMAPI_E_FILE_READ_FAILURE, errno, "the burn journal %s",
				 path);
	*ret_data = STEAL(data);
	return IMAPI_OK;
}

imapi_status journal_read(const char *path, struct journal_facts *ret_facts,
			  struct imapi_error *err)
{
	CLEANUP(journal_facts_done) struct journal_facts facts = { .note = strdup("") };
	AUTOFREE uint8_t *data = NULL;
	const char *problem;
	imapi_status status;
	size_t length = 0;

	if (!facts.note)
		return err_no_memory(err);
	status = load(path, &data, &length, err);
	if (IMAPI_FAILED(status))
		return status;
	problem = journal_parse(data, length, &facts);
	if (problem)
		return err_set(err, IMAPI_E_JOURNAL_INVALID, "the burn journal %s %s", path,
			       problem);
	*ret_facts = facts;
	facts.note = NULL;
	return IMAPI_OK;
}

imapi_status journal_init(struct journal *journal, const char *path, const char *note,
			  struct imapi_error *err)
{
	*journal = JOURNAL_INIT;
	if (!path)
		return IMAPI_OK;
	journal->path = strdup(path);
	journal->note = strdup(note ? note : "");
	return journal->path && journal->note ? IMAPI_OK : err_no_memory(err);
}

static bool put(int fd, uint32_t kind, const void *payload, size_t length)
{
	AUTOFREE uint8_t *bytes = zalloc(JOURNAL_RECORD_SIZE + length);
	struct journal_record record = { .kind = kind, .length = (uint32_t)length };

	if (!bytes)
		return false;
	wire_put(&wire_journal_record, &record, bytes);
	memcpy(bytes + JOURNAL_RECORD_SIZE, payload, length);
	record.checksum = digest_of(bytes, JOURNAL_RECORD_SIZE + length).low;
	wire_put(&wire_journal_record, &record, bytes);
	return write_all(fd, bytes, JOURNAL_RECORD_SIZE + length) && fdatasync(fd) == 0;
}

/* The name of a file lasts once its folder is on the disk. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	AUTOFREE char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static bool fill(int fd, const struct journal_head *head, const char *note)
{
	struct journal_head h = *head;
	uint8_t bytes[JOURNAL_HEAD_SIZE];

	memcpy(h.magic, magic, sizeof(magic));
	h.version = JOURNAL_VERSION;
	wire_put_clean(&wire_journal_head, &h, bytes);
	return put(fd, RECORD_HEAD, bytes, sizeof(bytes)) &&
	       (!*note || put(fd, RECORD_NOTE, note, strlen(note)));
}

static imapi_status failed(const struct journal *journal, struct imapi_error *err)
{
	return err_errno(err, IMAPI_E_FILE_WRITE_FAILURE, errno, "the burn journal %s",
			 journal->path);
}

imapi_status journal_create(struct journal *journal, const struct journal_head *head,
			    struct imapi_error *err)
{
	AUTOFREE char *spare = NULL;
	int fd;

	if (!journal->path)
		return IMAPI_OK;
	if (asprintf(&spare, "%s.new", journal->path) < 0)
		return err_no_memory(err);
	fd = open(spare, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return failed(journal, err);
	journal->fd = fd;
	if (fill(fd, head, journal->note) && rename(spare, journal->path) == 0) {
		sync_folder(journal->path);
		return IMAPI_OK;
	}
	failed(journal, err);
	unlink(spare);
	close(fd);
	journal->fd = -1;
	return IMAPI_E_FILE_WRITE_FAILURE;
}

imapi_status journal_continue(struct journal *journal, uint64_t valid, struct imapi_error *err)
{
	int fd;

	if (!journal->path)
		return IMAPI_OK;
	fd = open(journal->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failed(journal, err);
	if (ftruncate(fd, (off_t)valid) || lseek(fd, 0, SEEK_END) < 0) {
		failed(journal, err);
		close(fd);
		return IMAPI_E_FILE_WRITE_FAILURE;
	}
	journal->fd = fd;
	return IMAPI_OK;
}

imapi_status journal_add(struct journal *journal, const struct journal_checkpoint *checkpoint,
			 struct imapi_error *err)
{
	uint8_t bytes[JOURNAL_CHECKPOINT_SIZE];

	if (journal->fd < 0)
		return IMAPI_OK;
	wire_put_clean(&wire_journal_checkpoint, checkpoint, bytes);
	if (put(journal->fd, RECORD_CHECKPOINT, bytes, sizeof(bytes)))
		return IMAPI_OK;
	/* what is there stays good; a torn record is not read */
	failed(journal, err);
	close(journal->fd);
	journal->fd = -1;
	return IMAPI_E_FILE_WRITE_FAILURE;
}

void journal_remove(struct journal *journal)
{
	if (journal->path)
		unlink(journal->path);
	journal_done(journal);
}

void journal_done(struct journal *journal)
{
	close_fd(&journal->fd);
	free(journal->path);
	free(journal->note);
	*journal = JOURNAL_INIT;
}
