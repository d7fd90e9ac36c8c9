/* SPDX-License-Identifier: MIT */
/* Writes entries to the host, below one directory and through no link. */
#include "image/read/reader.h"

#include "base/mem.h"
#include "base/write-all.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

struct extract {
	struct imapi_image_reader *reader;
	const struct rd_extract_options *options;
	const struct imapi_image_entry *top;
	int base;			       /* the host directory */
	bool base_made;			       /* by us, so its mode and time are ours to set */
	int folder;			       /* where entries of @in go; -1: not open */
	const struct imapi_image_entry *in;    /* the directory that @folder stands for */
	const struct imapi_image_entry **made; /* directories, to be finished last */
	size_t made_count, made_room;
	struct imapi_image_extract_progress progress;
	uint8_t *buffer;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static imapi_status host_error(struct extract *x, const struct imapi_image_entry *entry,
			       const char *doing)
{
	int number = errno;
	char path[512];

	rd_tree_path(entry, path, sizeof(path));
	return err_errno(x->reader->err, IMAPI_E_FILE_WRITE_FAILURE, number, "%s: %s", path,
			 doing);
}

static imapi_status tell(struct extract *x, const struct imapi_image_entry *entry)
{
	char path[4096];

	if (!x->options->progress)
		return IMAPI_OK;
	rd_tree_path(entry, path, sizeof(path));
	x->progress.path = path;
	if (x->options->progress(x->options->user, &x->progress) == 0)
		return IMAPI_OK;
	return err_set(x->reader->err, IMAPI_E_REQUEST_CANCELLED, "extraction was cancelled");
}

/* Opens the host's counterpart of @directory, one component after the other. */
static int open_folder(const struct extract *x, const struct imapi_image_entry *directory)
{
	const struct imapi_image_entry *chain[RD_DEPTH_MAX + 1];
	size_t n = 0;
	int fd = dup(x->base);

	for (; directory != x->top; directory = directory->parent)
		chain[n++] = directory;
	while (fd >= 0 && n > 0) {
		int next = openat(fd, chain[--n]->name,
				  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		close(fd);
		fd = next;
	}
	return fd;
}

static imapi_status enter(struct extract *x, const struct imapi_image_entry *directory)
{
	if (x->folder >= 0 && x->in == directory)
		return IMAPI_OK;
	close_fd(&x->folder);
	x->folder = open_folder(x, directory);
	x->in = directory;
	return x->folder >= 0 ? IMAPI_OK : host_error(x, directory, "opening the directory");
}

static bool is_zero(const uint8_t *bytes, size_t length)
{
	return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

/* Pieces of zeros become holes. */
static imapi_status copy_content(struct extract *x, const struct imapi_image_entry *entry,
				 int fd)
{
	imapi_status status = tell(x, entry);

	for (uint64_t at = 0; at < entry->length && !IMAPI_FAILED(status); at += PIECE) {
		size_t piece = (size_t)MIN(entry->length - at, PIECE);

		status = rd_file_read(x->reader, entry, at, x->buffer, piece);
		if (IMAPI_FAILED(status))
			return status;
		if (!is_zero(x->buffer, piece) && !write_all_at(fd, x->buffer, piece, at))
			return host_error(x, entry, "writing");
		x->progress.bytes_done += piece;
		status = tell(x, entry);
	}
	if (!IMAPI_FAILED(status) && ftruncate(fd, (off_t)entry->length) != 0)
		return host_error(x, entry, "setting the length");
	return status;
}

static void stamps(const struct imapi_image_entry *entry, struct timespec ret[2])
{
	ret[0].tv_sec = 0;
	ret[0].tv_nsec = UTIME_OMIT;
	ret[1] = ret[0];
	if (!entry->mtime.known)
		return;
	ret[1].tv_sec = entry->mtime.seconds;
	ret[1].tv_nsec = (long)entry->mtime.nanoseconds;
}

/* Owner, mode and time of what @fd stands for. */
static imapi_status finish(struct extract *x, const struct imapi_image_entry *entry, int fd)
{
	struct timespec times[2];
	bool owner = x->options->flags & IMAPI_IMAGE_EXTRACT_OWNER;
	mode_t mask =
		owner ? 07777 : 01777; /* set-id bits are for the owner they were made for */

	stamps(entry, times);
	if (owner && (entry->flags & IMAPI_IMAGE_ENTRY_POSIX) &&
	    fchown(fd, entry->uid, entry->gid) != 0)
		return host_error(x, entry, "setting the owner");
	if ((entry->flags & IMAPI_IMAGE_ENTRY_POSIX) && fchmod(fd, entry->mode & mask) != 0)
		return host_error(x, entry, "setting the mode");
	if (futimens(fd, times) != 0)
		return host_error(x, entry, "setting the time");
	return IMAPI_OK;
}

static imapi_status make_file(struct extract *x, const struct imapi_image_entry *entry)
{
	CLEANUP(close_fd)
	int fd = openat(x->folder, entry->name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	imapi_status status;

	if (fd < 0)
		return host_error(x, entry, "making the file");
	status = copy_content(x, entry, fd);
	if (!IMAPI_FAILED(status) && !(entry->flags & IMAPI_IMAGE_ENTRY_POSIX) &&
	    fchmod(fd, 0644) != 0)
		return host_error(x, entry, "setting the mode");
	return IMAPI_FAILED(status) ? status : finish(x, entry, fd);
}

static imapi_status make_directory(struct extract *x, const struct imapi_image_entry *entry)
{
	void *made = array_grow(x->made, x->made_count, &x->made_room,
				sizeof(const struct imapi_image_entry *));

	if (!made)
		return err_no_memory(x->reader->err);
	x->made = made;
	x->made[x->made_count++] = entry;
	if (entry == x->top || mkdirat(x->folder, entry->name, 0700) == 0)
		return IMAPI_OK;
	if (errno != EEXIST)
		return host_error(x, entry, "making the directory");
	return enter(x, entry); /* fails if it is a link or a file */
}

static imapi_status make_link(struct extract *x, const struct imapi_image_entry *entry)
{
	struct timespec times[2];

	if (symlinkat(entry->target ? entry->target : "", x->folder, entry->name) != 0)
		return host_error(x, entry, "making the link");
	stamps(entry, times);
	if (utimensat(x->folder, entry->name, times, AT_SYMLINK_NOFOLLOW) != 0)
		return host_error(x, entry, "setting the time");
	if ((x->options->flags & IMAPI_IMAGE_EXTRACT_OWNER) &&
	    fchownat(x->folder, entry->name, entry->uid, entry->gid, AT_SYMLINK_NOFOLLOW) != 0)
		return host_error(x, entry, "setting the owner");
	return IMAPI_OK;
}

static imapi_status make_special(struct extract *x, const struct imapi_image_entry *entry)
{
	static const mode_t types[] = { [IMAPI_IMAGE_CHARACTER_DEVICE] = S_IFCHR,
					[IMAPI_IMAGE_BLOCK_DEVICE] = S_IFBLK,
					[IMAPI_IMAGE_FIFO] = S_IFIFO,
					[IMAPI_IMAGE_SOCKET] = S_IFSOCK };
	struct timespec times[2];

	if (!(x->options->flags & IMAPI_IMAGE_EXTRACT_DEVICES)) {
		log_info(x->reader->context, "not restored, no regular file: %s", entry->name);
		return IMAPI_OK;
	}
	if (mknodat(x->folder, entry->name, types[entry->type] | (entry->mode & 0777),
		    makedev(entry->device_major, entry->device_minor)) != 0)
		return host_error(x, entry, "making the device");
	if ((x->options->flags & IMAPI_IMAGE_EXTRACT_OWNER) &&
	    fchownat(x->folder, entry->name, entry->uid, entry->gid, AT_SYMLINK_NOFOLLOW) != 0)
		return host_error(x, entry, "setting the owner");
	stamps(entry, times);
	if (utimensat(x->folder, entry->name, times, AT_SYMLINK_NOFOLLOW) != 0)
		return host_error(x, entry, "setting the time");
	return IMAPI_OK;
}

static imapi_status make(struct extract *x, const struct imapi_image_entry *entry)
{
	imapi_status status = IMAPI_OK;

	if (entry->flags & IMAPI_IMAGE_ENTRY_STREAMS)
		log_info(x->reader->context, "not restored, the named streams of %s",
			 entry->name);
	if (entry == x->top && entry->type == IMAPI_IMAGE_DIRECTORY)
		return make_directory(x, entry);
	if (entry != x->top)
		status = enter(x, entry->parent);
	if (IMAPI_FAILED(status))
		return status;
	if (entry->type == IMAPI_IMAGE_DIRECTORY)
		return make_directory(x, entry);
	if (x->options->flags & IMAPI_IMAGE_EXTRACT_OVERWRITE)
		unlinkat(x->folder, entry->name, 0);
	if (entry->type == IMAPI_IMAGE_FILE)
		return make_file(x, entry);
	return entry->type == IMAPI_IMAGE_SYMLINK ? make_link(x, entry)
						  : make_special(x, entry);
}

static imapi_status finish_directory(struct extract *x, const struct imapi_image_entry *entry)
{
	CLEANUP(close_fd) int fd = open_folder(x, entry);

	if (fd < 0)
		return host_error(x, entry, "opening the directory");
	if (!(entry->flags & IMAPI_IMAGE_ENTRY_POSIX) && fchmod(fd, 0755) != 0)
		return host_error(x, entry, "setting the mode");
	return finish(x, entry, fd);
}

/* From the deepest directory up, so that a mode cannot lock us out. */
static imapi_status finish_directories(struct extract *x)
{
	imapi_status status;

	while (x->made_count > 0) {
		const struct imapi_image_entry *entry = x->made[--x->made_count];

		if (entry == x->top && !x->base_made)
			continue;
		status = finish_directory(x, entry);
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}
static uint64_t content_below(const struct imapi_image_entry *top)
{
	uint64_t sum = 0;

	for (const struct imapi_image_entry *e = top; e; e = rd_tree_next(e, top))
		sum += e->type == IMAPI_IMAGE_FILE ? e->length : 0;
	return sum;
}

static imapi_status open_base(struct extract *x, const char *host_dir)
{
	x->base_made = mkdir(host_dir, 0777) == 0;
	if (!x->base_made && errno != EEXIST)
		return err_errno(x->reader->err, IMAPI_E_FILE_WRITE_FAILURE, errno, "making %s",
				 host_dir);
	x->base = open(host_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->base < 0)
		return err_errno(x->reader->err, IMAPI_E_FILE_WRITE_FAILURE, errno,
				 "opening %s", host_dir);
	if (x->top->type != IMAPI_IMAGE_DIRECTORY)
		x->folder = dup(x->base);
	return IMAPI_OK;
}

static imapi_status extract_all(struct extract *x, const char *host_dir)
{
	imapi_status status = open_base(x, host_dir);

	x->buffer = malloc(PIECE);
	if (!x->buffer)
		return err_no_memory(x->reader->err);
	x->progress.bytes_total = content_below(x->top);
	for (const struct imapi_image_entry *e = x->top; e && !IMAPI_FAILED(status);
	     e = rd_tree_next(e, x->top)) {
		status = make(x, e);
		if (!IMAPI_FAILED(status) && e->type != IMAPI_IMAGE_FILE)
			status = tell(x, e);
	}
	return IMAPI_FAILED(status) ? status : finish_directories(x);
}

imapi_status rd_extract(struct imapi_image_reader *reader,
			const struct imapi_image_entry *entry, const char *host_dir,
			const struct rd_extract_options *options)
{
	struct extract x = { .reader = reader, .options = options, .base = -1, .folder = -1 };
	imapi_status status = rd_reader_need_tree(reader);

	if (IMAPI_FAILED(status))
		return status;
	x.top = entry ? entry : reader->tree.root;
	status = extract_all(&x, host_dir);
	close_fd(&x.folder);
	close_fd(&x.base);
	free(x.buffer);
	free(x.made);
	return err_in(reader->err, status, "extracting");
}
