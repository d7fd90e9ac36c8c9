/* SPDX-License-Identifier: MIT */
#include "transport/linux-holder.h"

#include "base/mem.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define MOST_NAMED 4

/* A blank, a tab, a line end or a backslash is written as three octal digits. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		unsigned code;

		if (sscanf(from, "\\%3o", &code) == 1 && code < 256) {
			*to = (char)code;
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* "36 25 11:0 / /media/disc ro,nosuid - iso9660 /dev/sr0 ro" (proc(5)). */
void holder_each_mount(FILE *table, dev_t device, mount_fn *fn, void *user)
{
	AUTOFREE char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, table) > 0) {
		unsigned first, second;
		int at = 0;
		char *where;

		if (sscanf(line, "%*u %*u %u:%u %*s %n", &first, &second, &at) != 2 || !at ||
		    makedev(first, second) != device)
			continue;
		where = line + at;
		where[strcspn(where, " \n")] = '\0';
		unescape(where);
		if (*where && !fn(user, where))
			return;
	}
}

struct first_mount {
	char *where;
	size_t room;
	bool found;
};

static bool take_first(void *user, const char *where)
{
	struct first_mount *first = user;

	snprintf(first->where, first->room, "%s", where);
	first->found = true;
	return false;
}

bool holder_find_mount(const struct drive_node *node, char *where, size_t room)
{
	struct first_mount first = { where, room, false };
	char path[256];
	FILE *table;

	if (!node->block)
		return false;
	snprintf(path, sizeof(path), "%s/proc/self/mountinfo", node->root);
	table = fopen(path, "re");
	if (table) {
		holder_each_mount(table, node->block, take_first, &first);
		fclose(table);
	}
	return first.found;
}

/* Does not wait for a file server that may be dead. */
static bool is_node(int folder, const char *name, const struct drive_node *node)
{
	struct statx info;
	dev_t number;

	if (statx(folder, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE, &info) < 0)
		return false;
	number = makedev(info.stx_rdev_major, info.stx_rdev_minor);
	if (S_ISBLK(info.stx_mode))
		return node->block && number == node->block;
	return S_ISCHR(info.stx_mode) && node->generic && number == node->generic;
}

static DIR *open_folder(const struct drive_node *node, const char *process, const char *name)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/proc/%s%s", node->root, process, name);
	return opendir(path);
}

static bool has_open(const struct drive_node *node, const char *process)
{
	DIR *dir = open_folder(node, process, "/fd");
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = isdigit((unsigned char)entry->d_name[0]) &&
			is_node(dirfd(dir), entry->d_name, node);
	if (dir)
		closedir(dir);
	return found;
}

static void read_name(const struct drive_node *node, const char *process, char *name,
		      size_t room)
{
	char path[320];
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/%s/comm", node->root, process);
	snprintf(name, room, "a program");
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(name, (int)room, file))
		name[strcspn(name, "\n")] = '\0';
	fclose(file);
	for (char *c = name; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

bool holder_find_processes(const struct drive_node *node, char *text, size_t room,
			   struct imapi_exclusive_owner *ret_first)
{
	DIR *dir = node->key[0] ? open_folder(node, "", "") : NULL;
	const struct dirent *entry;
	size_t length = 0, count = 0;
	char name[64];

	while (dir && count < MOST_NAMED && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    atoll(entry->d_name) == getpid() || !has_open(node, entry->d_name))
			continue;
		read_name(node, entry->d_name, name, sizeof(name));
		if (!count++) {
			memcpy(ret_first->name, name, sizeof(name));
			ret_first->process = atoll(entry->d_name);
		}
		if (length < room)
			length += (size_t)snprintf(text + length, room - length,
						   "%s%s (process %s)", length ? ", " : "",
						   name, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return count > 0;
}
