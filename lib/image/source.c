/* SPDX-License-Identifier: MIT */
#include "image/source.h"

#include "base/mem.h"
#include "image/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct source_link {
	uint64_t device, inode;
	struct tree_node *node; /* NULL: empty */
};

struct scan {
	struct tree *tree;
	uint16_t origin;
	const struct source_options *options;
	struct imapi_error *err;
	struct listing *listing;
	/* the folder that is being read */
	DIR *handle;
	struct tree_node *directory;
	char *path;
};

static size_t slot_of(const struct source_links *links, uint64_t device, uint64_t inode)
{
	uint64_t hash = (inode ^ (device << 32) ^ (device >> 32)) * 0x9e3779b97f4a7c15u;
	size_t slot = (size_t)(hash >> 20) & (links->room - 1);

	while (links->slots[slot].node &&
	       (links->slots[slot].inode != inode || links->slots[slot].device != device))
		slot = (slot + 1) & (links->room - 1);
	return slot;
}

/* Keeps at least half of the slots empty. */
static bool links_grow(struct source_links *links)
{
	struct source_links old = *links;

	if (old.count * 2 < old.room)
		return true;
	links->room = old.room ? old.room * 2 : 64;
	links->slots = calloc(links->room, sizeof(*links->slots));
	if (!links->slots) {
		*links = old;
		return false;
	}
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].node)
			links->slots[slot_of(links, old.slots[i].device, old.slots[i].inode)] =
				old.slots[i];
	free(old.slots);
	return true;
}

void source_links_done(struct source_links *links)
{
	free(links->slots);
	*links = (struct source_links){ 0 };
}

/* A file whose inode was met before gets that one's content. */
static bool join_hard_link(struct source_links *links, struct tree_node *node,
			   const struct stat *st)
{
	struct source_link *slot;
	struct tree_node *first;

	if (!links_grow(links))
		return false;
	slot = &links->slots[slot_of(links, st->st_dev, st->st_ino)];
	first = slot->node;
	if (first && first->file.size == node->file.size && first->mtime == node->mtime &&
	    first->mtime_nsec == node->mtime_nsec) {
		node->flags |= TREE_HARD_LINK;
		node->file.leader = first;
		return true;
	}
	links->count += first == NULL;
	*slot = (struct source_link){ st->st_dev, st->st_ino, node };
	return true;
}

static void take_status(struct tree_node *node, const struct stat *st)
{
	node->mode = st->st_mode;
	node->uid = st->st_uid;
	node->gid = st->st_gid;
	node->mtime = st->st_mtim.tv_sec;
	node->mtime_nsec = (uint32_t)st->st_mtim.tv_nsec;
}

/* The path of an entry of the folder that is being read, to be freed. */
static char *path_of(const struct scan *s, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", s->path, name) < 0 ? NULL : path;
}

imapi_status source_unreadable(const struct source_options *options, struct imapi_error *err,
			       imapi_status status, const char *path, int number)
{
	if (options->unreadable) {
		options->unreadable(options->unreadable_user, path, number);
		return IMAPI_OK;
	}
	return err_advise(err, err_errno(err, status, number, "%s", path),
			  "Run with the right to read it, leave it out by a filter, or let "
			  "unreadable files be skipped.");
}

static imapi_status unreadable(struct scan *s, imapi_status status, const char *path,
			       int number)
{
	return source_unreadable(s->options, s->err, status, path, number);
}

static imapi_status unreadable_entry(struct scan *s, const char *name, int number)
{
	AUTOFREE char *path = path_of(s, name);

	if (!path)
		return err_no_memory(s->err);
	return unreadable(s, IMAPI_E_DATA_STREAM_READ_FAILURE, path, number);
}

static bool read_target(struct scan *s, const char *name, const char **ret_target)
{
	char text[4097];
	ssize_t n = readlinkat(dirfd(s->handle), name, text, sizeof(text) - 1);
	char *copy;

	if (n < 0)
		return false;
	copy = arena_alloc(&s->tree->arena, (size_t)n + 1, 1);
	if (!copy) {
		errno = ENOMEM;
		return false;
	}
	memcpy(copy, text, (size_t)n);
	copy[n] = '\0';
	*ret_target = copy;
	return true;
}

/* What depends on the kind of file. Sets errno on failure. */
static bool take_kind(struct scan *s, struct tree_node *node, const struct listed *listed)
{
	const struct stat *st = &listed->status;

	if (S_ISLNK(st->st_mode))
		return read_target(s, node->name, &node->target);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		node->device = (uint64_t)major(st->st_rdev) << 32 | minor(st->st_rdev);
	if (!S_ISREG(st->st_mode))
		return true;
	errno = listed->unreadable;
	if (errno)
		return false;
	node->file.size = (uint64_t)st->st_size;
	errno = ENOMEM;
	return st->st_nlink < 2 || join_hard_link(s->options->links, node, st);
}

static imapi_status ask_filter(struct scan *s, const char *name, bool directory,
			       int *ret_answer)
{
	AUTOFREE char *path = NULL;

	*ret_answer = IMAPI_IMAGE_TAKE;
	if (!s->options->filter)
		return IMAPI_OK;
	path = path_of(s, name);
	if (!path)
		return err_no_memory(s->err);
	*ret_answer = s->options->filter(s->options->filter_user, path, directory);
	if (*ret_answer == IMAPI_IMAGE_CANCEL)
		return err_set(s->err, IMAPI_E_REQUEST_CANCELLED, "%s: cancelled", path);
	return IMAPI_OK;
}

static bool is_special(mode_t mode)
{
	return !S_ISREG(mode) && !S_ISDIR(mode) && !S_ISLNK(mode);
}

static imapi_status leave_special(struct scan *s, const char *name)
{
	if (s->options->special == IMAPI_IMAGE_SPECIAL_SKIP)
		return IMAPI_OK;
	return err_advise(s->err,
			  err_set(s->err, IMAPI_E_NOT_FILE, "%s/%s: a device, pipe or socket",
				  s->path, name),
			  "Let special files be kept or skipped.");
}

bool source_is_restricted(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((uint8_t)name[i] < 0x20 || (uint8_t)name[i] > 0x7f)
			return false;
	return true;
}

static imapi_status check_name(struct scan *s, const char *name)
{
	if (!s->options->restricted_names || source_is_restricted(name, strlen(name)))
		return IMAPI_OK;
	return err_set(s->err, IMAPI_E_RESTRICTED_NAME_VIOLATION,
		       "%s/%s: a name with other characters than U+0020 to U+007F", s->path,
		       name);
}

static imapi_status take_entry(struct scan *s, const struct listed *listed)
{
	const struct stat *st = &listed->status;
	const char *name = listed->name;
	struct tree_node *node;
	imapi_status status;
	int answer;

	if (listed->unknown)
		return listed->unknown == ENOENT ? IMAPI_OK
						 : unreadable_entry(s, name, listed->unknown);
	status = ask_filter(s, name, S_ISDIR(st->st_mode), &answer);
	if (IMAPI_FAILED(status) || answer != IMAPI_IMAGE_TAKE)
		return status;
	status = check_name(s, name);
	if (IMAPI_FAILED(status))
		return status;
	if (s->options->special != IMAPI_IMAGE_SPECIAL_KEEP && is_special(st->st_mode))
		return leave_special(s, name);
	node = tree_node_new(s->tree, name, strlen(name), st->st_mode);
	if (!node)
		return err_no_memory(s->err);
	take_status(node, st);
	node->origin = s->origin;
	if (!take_kind(s, node, listed))
		return errno == ENOMEM ? err_no_memory(s->err)
				       : unreadable_entry(s, name, errno);
	return tree_append(s->directory, node) ? IMAPI_OK : err_no_memory(s->err);
}

static imapi_status take_listed(struct scan *s, size_t count)
{
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < count && !IMAPI_FAILED(status); i++)
		status = take_entry(s, listing_at(s->listing, i));
	return status;
}

static imapi_status read_entries(struct scan *s)
{
	imapi_status status = IMAPI_OK;
	size_t count;
	int number;

	do {
		number = listing_read(s->listing, s->handle, &count);
		status = take_listed(s, count);
	} while (!IMAPI_FAILED(status) && count > 0 && !number);
	if (!IMAPI_FAILED(status) && number)
		status = err_errno(s->err, IMAPI_E_DIRECTORY_READ_FAILURE, number, "%s",
				   s->path);
	tree_sort(s->directory);
	return status;
}

static imapi_status open_folder(struct scan *s, const char *shown)
{
	const char *path = s->path[0] ? s->path : "/";
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	s->handle = fd < 0 ? NULL : fdopendir(fd);
	if (!s->handle) {
		int number = errno;

		if (fd >= 0)
			close(fd);
		return unreadable(s, IMAPI_E_DIRECTORY_READ_FAILURE, shown, number);
	}
	if (fstat(fd, &st) == 0)
		take_status(s->directory, &st);
	return IMAPI_OK;
}

static imapi_status read_folder(struct scan *s, struct tree_node *directory)
{
	imapi_status status;

	s->directory = directory;
	s->path = tree_host_path(s->tree, directory);
	if (!s->path)
		return err_no_memory(s->err);
	status = open_folder(s, s->path[0] ? s->path : "/");
	if (s->handle) {
		status = read_entries(s);
		closedir(s->handle);
		s->handle = NULL;
	}
	free(STEAL(s->path));
	return status;
}

imapi_status source_scan(struct tree *tree, uint16_t origin, struct tree_node *top,
			 const struct source_options *options, struct imapi_error *err)
{
	struct scan s = { .tree = tree, .origin = origin, .options = options, .err = err };
	struct tree_walk walk = TREE_WALK(top);
	struct tree_node *node;
	imapi_status status = IMAPI_OK;

	s.listing = listing_new();
	if (!s.listing)
		return err_no_memory(err);
	top->parent = top;
	top->origin = origin;
	/* The walk enters a directory only when it goes on, so it sees what was just read. */
	while (!IMAPI_FAILED(status) && (node = tree_walk_next(&walk)))
		if (tree_is_directory(node))
			status = read_folder(&s, node);
	if (!IMAPI_FAILED(status) && walk.failed)
		status = err_no_memory(err);
	tree_walk_done(&walk);
	listing_free(s.listing);
	return status;
}
