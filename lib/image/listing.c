/* SPDX-License-Identifier: MIT */
#include "image/listing.h"

#include "base/mem.h"
#include "stream/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#define MOST 512u /* entries that are read at once */
#define LEAST 48u /* that are worth to be shared out */
#define TAKEN 8u  /* that a thread takes for itself at once */

struct listing {
	struct crew *crew;
	bool check_access; /* who is root may read all */
	int folder;
	size_t count;
	atomic_size_t next; /* entry that nobody has taken */
	struct listed entries[MOST];
};

struct listing *listing_new(void)
{
	struct listing *l = malloc(sizeof(*l));

	if (!l)
		return NULL;
	l->check_access = geteuid() != 0;
	l->crew = crew_new(crew_size());
	return l->crew ? l : listing_free(l);
}

struct listing *listing_free(struct listing *l)
{
	if (!l)
		return NULL;
	crew_free(l->crew);
	free(l);
	return NULL;
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* A name that is too long for any disc is kept as far as it fits, for a message. */
static void keep(struct listed *e, const char *name)
{
	size_t length = strnlen(name, sizeof(e->name));

	e->unknown = length < sizeof(e->name) ? 0 : ENAMETOOLONG;
	length = MIN(length, sizeof(e->name) - 1);
	memcpy(e->name, name, length);
	e->name[length] = '\0';
}

static int read_names(struct listing *l, DIR *folder)
{
	const struct dirent *entry;

	l->count = 0;
	while (l->count < MOST && (errno = 0, entry = readdir(folder)))
		if (!is_dots(entry->d_name))
			keep(&l->entries[l->count++], entry->d_name);
	return l->count < MOST ? errno : 0;
}

static void ask(const struct listing *l, struct listed *e)
{
	e->unreadable = 0;
	if (e->unknown)
		return;
	if (fstatat(l->folder, e->name, &e->status, AT_SYMLINK_NOFOLLOW) < 0)
		e->unknown = errno;
	else if (l->check_access && S_ISREG(e->status.st_mode) &&
		 faccessat(l->folder, e->name, R_OK, AT_EACCESS) < 0)
		e->unreadable = errno;
}

static void ask_some(void *self, unsigned number)
{
	struct listing *l = self;
	size_t i, end;

	(void)number;
	while ((i = atomic_fetch_add(&l->next, TAKEN)) < l->count)
		for (end = MIN(i + TAKEN, l->count); i < end; i++)
			ask(l, &l->entries[i]);
}

int listing_read(struct listing *l, DIR *folder, size_t *ret_count)
{
	int number = read_names(l, folder);

	l->folder = dirfd(folder);
	atomic_store(&l->next, 0);
	if (l->count < LEAST)
		ask_some(l, 0);
	else
		crew_run(l->crew, ask_some, l);
	*ret_count = l->count;
	return number;
}

const struct listed *listing_at(const struct listing *l, size_t index)
{
	return &l->entries[index];
}
