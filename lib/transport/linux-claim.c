/* SPDX-License-Identifier: MIT */
#include "transport/linux-claim.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LINE_ROOM 512

struct address {
	struct sockaddr_un name;
	socklen_t length;
};

/* A name that begins with a zero byte is not a path (unix(7), abstract). */
static struct address make_address(const char *text)
{
	struct address a = { .name = { .sun_family = AF_UNIX } };
	size_t n = MIN(strlen(text), sizeof(a.name.sun_path) - 1);

	memcpy(a.name.sun_path + 1, text, n);
	a.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + n);
	return a;
}

static struct address lock_address(const char *key)
{
	char text[64];

	snprintf(text, sizeof(text), "imapi/exclusive/%s", key);
	return make_address(text);
}

int claim_probe_new(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static int bind_to(const struct address *a)
{
	int fd = claim_probe_new(), error;

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&a->name, a->length) < 0) {
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/* Where there are no local sockets at all, nobody has a claim. */
bool claim_take(struct claim *claim, const char *key, const char *client)
{
	struct address a = lock_address(key);
	char text[128];
	int lock = bind_to(&a);

	if (lock < 0 && errno == EADDRINUSE)
		return false;
	snprintf(text, sizeof(text), "imapi/owner/%s/%ld/%s", key, (long)getpid(), client);
	a = make_address(text);
	*claim = (struct claim){ .lock = lock, .label = lock < 0 ? -1 : bind_to(&a) };
	return true;
}

void claim_drop(struct claim *claim)
{
	if (claim->label >= 0)
		close(claim->label);
	if (claim->lock >= 0)
		close(claim->lock);
	*claim = (struct claim)CLAIM_INIT;
}

bool claim_exists(int probe, const char *key)
{
	struct address a = lock_address(key);
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	if (probe < 0 || connect(probe, (const struct sockaddr *)&a.name, a.length) < 0)
		return false;
	connect(probe, &nobody, sizeof(nobody));
	return true;
}

/* "... @imapi/owner/b11:0/1234/imapi burn", the end of a line of /proc/net/unix. */
static bool take_label(const char *label, struct imapi_exclusive_owner *ret_owner)
{
	long long process;
	char name[sizeof(ret_owner->name)];

	if (sscanf(label, "%lld/%63[^\n]", &process, name) != 2)
		return false;
	for (char *c = name; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	ret_owner->process = process > 0 ? process : 0;
	memcpy(ret_owner->name, name, sizeof(name));
	return true;
}

bool claim_find_owner(const char *root, const char *key,
		      struct imapi_exclusive_owner *ret_owner)
{
	char path[256], line[LINE_ROOM], wanted[64];
	const char *label;
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/net/unix", root);
	snprintf(wanted, sizeof(wanted), " @imapi/owner/%s/", key);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		label = strstr(line, wanted);
		found = label && take_label(label + strlen(wanted), ret_owner);
	}
	if (file)
		fclose(file);
	return found;
}
