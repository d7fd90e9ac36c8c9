/* SPDX-License-Identifier: MIT */
/* Compares the tree with a host directory, or all blocks with another stream. */
#include "image/read/reader.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

struct compare {
	struct imapi_image_reader *reader;
	imapi_image_difference_fn *report;
	void *user;
	uint64_t count;
	int base;
	uint8_t *ours, *theirs; /* PIECE bytes each */
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void differs(struct compare *c, const struct imapi_image_difference *difference)
{
	c->count++;
	if (c->report)
		c->report(c->user, difference);
}

static void say(struct compare *c, enum imapi_image_difference_kind kind,
		const struct imapi_image_entry *entry, uint64_t offset, const char *text)
{
	char path[4096];
	struct imapi_image_difference d = { .kind = kind,
					    .path = path,
					    .offset = offset,
					    .block = rd_file_block(entry, offset),
					    .text = text };

	rd_tree_path(entry, path, sizeof(path));
	differs(c, &d);
}

/* Opens the host's counterpart without following a link; -1 and errno if it is not there. */
static int open_host(const struct compare *c, const struct imapi_image_entry *entry, int flags)
{
	const struct imapi_image_entry *chain[RD_DEPTH_MAX + 1];
	size_t n = 0;
	int fd = dup(c->base);

	for (; entry->parent; entry = entry->parent)
		chain[n++] = entry;
	while (fd >= 0 && n > 0) {
		int wanted = --n ? O_PATH | O_DIRECTORY : flags;
		int next = openat(fd, chain[n]->name, wanted | O_NOFOLLOW | O_CLOEXEC);

		close(fd);
		fd = next;
	}
	return fd;
}

static bool read_all(int fd, uint8_t *bytes, size_t length, uint64_t offset)
{
	while (length > 0) {
		ssize_t n = pread(fd, bytes, length, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		offset += (uint64_t)n;
		length -= (size_t)n;
	}
	return true;
}

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t length)
{
	size_t i = 0;

	if (memcmp(a, b, length) == 0)
		return length;
	while (a[i] == b[i])
		i++;
	return i;
}

static void compare_content(struct compare *c, const struct imapi_image_entry *entry)
{
	CLEANUP(close_fd) int fd = open_host(c, entry, O_RDONLY);

	for (uint64_t at = 0; at < entry->length; at += PIECE) {
		size_t piece = (size_t)MIN(entry->length - at, PIECE), same;

		if (IMAPI_FAILED(rd_file_read(c->reader, entry, at, c->ours, piece))) {
			say(c, IMAPI_IMAGE_UNREADABLE, entry, at,
			    imapi_error_message(c->reader->err));
			return;
		}
		if (fd < 0 || !read_all(fd, c->theirs, piece, at)) {
			say(c, IMAPI_IMAGE_UNREADABLE, entry, at,
			    "the host file cannot be read");
			return;
		}
		same = first_difference(c->ours, c->theirs, piece);
		if (same == piece)
			continue;
		say(c, IMAPI_IMAGE_CONTENT_DIFFERS, entry, at + same, "the contents differ");
		return;
	}
}

static void compare_target(struct compare *c, const struct imapi_image_entry *entry, int fd)
{
	char target[RD_TARGET_MAX + 2];
	ssize_t n = readlinkat(fd, "", target, sizeof(target) - 1);

	target[n < 0 ? 0 : n] = '\0';
	if (n < 0 || strcmp(target, entry->target ? entry->target : "") != 0)
		say(c, IMAPI_IMAGE_CONTENT_DIFFERS, entry, 0, "the link points elsewhere");
}

static uint8_t type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return IMAPI_IMAGE_FILE;
	case S_IFDIR:
		return IMAPI_IMAGE_DIRECTORY;
	case S_IFLNK:
		return IMAPI_IMAGE_SYMLINK;
	case S_IFCHR:
		return IMAPI_IMAGE_CHARACTER_DEVICE;
	case S_IFBLK:
		return IMAPI_IMAGE_BLOCK_DEVICE;
	case S_IFIFO:
		return IMAPI_IMAGE_FIFO;
	default:
		return IMAPI_IMAGE_SOCKET;
	}
}

/* What the host has and the image has not. */
static void find_extra(struct compare *c, const struct imapi_image_entry *directory)
{
	int fd = open_host(c, directory, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;

	if (!dir) {
		close_fd(&fd);
		say(c, IMAPI_IMAGE_UNREADABLE, directory, 0,
		    "the host directory cannot be read");
		return;
	}
	while ((d = readdir(dir))) {
		struct imapi_image_entry extra = { .parent = (void *)(uintptr_t)directory,
						   .name = d->d_name };

		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 &&
		    !rd_tree_child(directory, d->d_name, strlen(d->d_name)))
			say(c, IMAPI_IMAGE_EXTRA, &extra, 0, "not in the image");
	}
	closedir(dir);
}

static void compare_entry(struct compare *c, const struct imapi_image_entry *entry)
{
	CLEANUP(close_fd) int fd = open_host(c, entry, O_PATH);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		if (entry->only_moved)
			return; /* it is there for the image's sake */
		if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
			say(c, IMAPI_IMAGE_MISSING, entry, 0, "not on the host");
		else
			say(c, IMAPI_IMAGE_UNREADABLE, entry, 0,
			    "the host file cannot be read");
		return;
	}
	if (type_of(st.st_mode) != entry->type) {
		say(c, IMAPI_IMAGE_TYPE_DIFFERS, entry, 0, "the types differ");
		return;
	}
	if (entry->type == IMAPI_IMAGE_DIRECTORY)
		find_extra(c, entry);
	else if (entry->type == IMAPI_IMAGE_SYMLINK)
		compare_target(c, entry, fd);
	else if (entry->type == IMAPI_IMAGE_FILE && (uint64_t)st.st_size != entry->length)
		say(c, IMAPI_IMAGE_SIZE_DIFFERS, entry, 0, "the lengths differ");
	else if (entry->type == IMAPI_IMAGE_FILE)
		compare_content(c, entry);
	if (entry->mtime.known && entry->parent && st.st_mtim.tv_sec != entry->mtime.seconds)
		say(c, IMAPI_IMAGE_MTIME_DIFFERS, entry, 0, "the modification times differ");
}

static imapi_status verdict(struct compare *c)
{
	if (c->count == 0)
		return IMAPI_OK;
	return err_set(c->reader->err, IMAPI_E_CONTENT_DIFFERS, "%" PRIu64 " differences",
		       c->count);
}

static imapi_status begin(struct compare *c)
{
	imapi_status status = rd_reader_need_tree(c->reader);

	c->ours = malloc(PIECE);
	c->theirs = malloc(PIECE);
	if (!c->ours || !c->theirs)
		return err_no_memory(c->reader->err);
	return status;
}

static void end(struct compare *c)
{
	free(c->ours);
	free(c->theirs);
	close_fd(&c->base);
}

imapi_status rd_compare(struct imapi_image_reader *reader, const char *host_dir,
			imapi_image_difference_fn *report, void *user)
{
	struct compare c = { .reader = reader, .report = report, .user = user, .base = -1 };
	imapi_status status = begin(&c);

	c.base = open(host_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!IMAPI_FAILED(status) && c.base < 0)
		status = err_errno(reader->err, IMAPI_E_FILE_OPEN_FAILURE, errno, "%s",
				   host_dir);
	for (const struct imapi_image_entry *e = reader->tree.root; e && !IMAPI_FAILED(status);
	     e = rd_tree_next(e, reader->tree.root))
		compare_entry(&c, e);
	end(&c);
	return IMAPI_FAILED(status) ? status : verdict(&c);
}

/* Reports a run of blocks that differ, ending before byte @until. */
static void say_run(struct compare *c, uint64_t from, uint64_t until)
{
	char path[4096];
	struct imapi_image_difference d = { .kind = IMAPI_IMAGE_CONTENT_DIFFERS,
					    .path = path,
					    .offset = from,
					    .length = until - from,
					    .text = "the blocks differ" };

	d.block = c->reader->source.first_block + from / BLOCK_SIZE;
	if (IMAPI_FAILED(rd_path_of_block(c->reader, d.block, path, sizeof(path))))
		path[0] = '\0';
	differs(c, &d);
}

static imapi_status compare_blocks(struct compare *c, struct imapi_stream *other,
				   uint64_t length)
{
	uint64_t run = UINT64_MAX;

	for (uint64_t at = 0; at < length; at += PIECE) {
		size_t piece = (size_t)MIN(length - at, PIECE);
		imapi_status status = stream_read(c->reader->source.stream, at, c->ours, piece,
						  c->reader->err);

		if (!IMAPI_FAILED(status))
			status = stream_read(other, at, c->theirs, piece, c->reader->err);
		if (IMAPI_FAILED(status))
			return status;
		for (size_t i = 0; i < piece; i += BLOCK_SIZE) {
			bool same = memcmp(c->ours + i, c->theirs + i,
					   MIN(piece - i, BLOCK_SIZE)) == 0;

			if (!same && run == UINT64_MAX)
				run = at + i;
			if (!same || run == UINT64_MAX)
				continue;
			say_run(c, run, at + i);
			run = UINT64_MAX;
		}
	}
	if (run != UINT64_MAX)
		say_run(c, run, length);
	return IMAPI_OK;
}

imapi_status rd_compare_stream(struct imapi_image_reader *reader, struct imapi_stream *other,
			       imapi_image_difference_fn *report, void *user)
{
	struct compare c = { .reader = reader, .report = report, .user = user, .base = -1 };
	uint64_t ours = reader->source.stream->length, length = MIN(ours, other->length);
	imapi_status status = begin(&c);

	if (!IMAPI_FAILED(status))
		status = compare_blocks(&c, other, length);
	if (!IMAPI_FAILED(status) && length < ours)
		say_run(&c, length, ours);
	end(&c);
	return IMAPI_FAILED(status) ? status : verdict(&c);
}
