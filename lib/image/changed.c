/* SPDX-License-Identifier: MIT */
#include "image/changed.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

struct tree_keep {
	struct changed changed;
	pthread_mutex_t lock; /* several threads read, one at a time tells */
};

void changed_done(struct tree *tree)
{
	if (tree->keep)
		pthread_mutex_destroy(&tree->keep->lock);
	free(STEAL(tree->keep));
}

bool changed_set(struct tree *tree, const struct changed *changed)
{
	if (!changed->tell) {
		changed_done(tree);
		return true;
	}
	if (!tree->keep) {
		tree->keep = zalloc(sizeof(*tree->keep));
		if (!tree->keep)
			return false;
		pthread_mutex_init(&tree->keep->lock, NULL);
	}
	tree->keep->changed = *changed;
	return true;
}

static int open_path(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	return -1;
}

static void fill(const char *path, const struct changed_piece *piece)
{
	int fd = open_path(path);
	size_t done = 0;
	ssize_t n = fd < 0 ? 0 : 1;

	while (n > 0 && done < piece->length) {
		n = pread(fd, piece->data + done, piece->length - done,
			  (off_t)(piece->offset + done));
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			done += (size_t)n;
	}
	memset(piece->data + done, 0, piece->length - done);
	if (fd >= 0)
		close(fd);
}

static void tell(struct opened *o, struct tree_keep *keep, const struct tree_node *node,
		 const char *path, imapi_status why)
{
	if (o->told == node)
		return;
	o->told = node;
	pthread_mutex_lock(&keep->lock);
	keep->changed.tell(keep->changed.user, path, why);
	pthread_mutex_unlock(&keep->lock);
}

imapi_status changed_keep(struct opened *o, const struct tree *tree,
			  const struct tree_node *node, const struct changed_piece *piece,
			  imapi_status status)
{
	AUTOFREE char *path = NULL;

	if (!IMAPI_FAILED(status) || !tree->keep || status == IMAPI_E_OUTOFMEMORY)
		return status;
	path = tree_host_path(tree, node);
	if (!path)
		return status;
	tell(o, tree->keep, node, path, status);
	if (piece)
		fill(path, piece);
	return IMAPI_OK;
}
