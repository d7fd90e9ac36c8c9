/* SPDX-License-Identifier: MIT */
#include "image/opened.h"

#include "base/mem.h"
#include "image/region.h"
#include "image/tree-extra.h"
#include "stream/write-behind.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

imapi_status opened_name(const struct tree *tree, const struct tree_node *node,
			 imapi_status status, struct imapi_error *err)
{
	AUTOFREE char *path = NULL;
	char disc[512];

	if (!IMAPI_FAILED(status))
		return status;
	path = tree_host_path(tree, node);
	tree_disc_path(node, disc, sizeof(disc));
	return err_in(err, status, "%s", path ? path : disc);
}

static void close_directory(struct opened *o)
{
	if (o->handle >= 0)
		close(o->handle);
	o->handle = -1;
	o->directory = NULL;
}

/* The folder that @node is in; the last one stays open. */
static imapi_status enter(struct opened *o, const struct tree_node *node,
			  struct imapi_error *err)
{
	AUTOFREE char *path = NULL;
	struct tree_node *directory = node->parent;

	if (o->directory == directory && o->origin == node->origin)
		return IMAPI_OK;
	close_directory(o);
	path = tree_host_path(o->tree, node);
	if (!path)
		return err_no_memory(err);
	*strrchr(path, '/') = '\0';
	o->handle = open(path[0] ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (o->handle < 0)
		return err_errno(err, IMAPI_E_DATA_STREAM_CREATE_FAILURE, errno,
				 "its folder cannot be opened");
	o->directory = directory;
	o->origin = node->origin;
	return IMAPI_OK;
}

static imapi_status open_file(struct opened *o, const struct tree_node *node,
			      struct imapi_error *err)
{
	const struct host_stamp stamp = tree_stamp(o->tree, node);
	imapi_status status;

	if (o->file.fd >= 0 && o->node == node)
		return IMAPI_OK;
	host_file_close(&o->file);
	status = enter(o, node, err);
	if (!IMAPI_FAILED(status))
		status = host_file_open(&o->file, o->handle, node->name, false, &stamp, err);
	o->node = node;
	return status;
}

/* A file of which everything was read, or whose reading failed, is done with. */
static imapi_status leave_at(struct opened *o, uint64_t offset, imapi_status status,
			     struct imapi_error *err)
{
	const struct host_stamp stamp = tree_stamp(o->tree, o->node);
	bool end = offset == stamp.size;

	if (!IMAPI_FAILED(status) && end)
		status = host_file_check(&o->file, &stamp, err);
	if (IMAPI_FAILED(status) || end)
		host_file_close(&o->file);
	return status;
}

imapi_status opened_read(struct opened *o, const struct tree_node *node, uint64_t offset,
			 uint8_t *data, size_t length, struct imapi_error *err)
{
	imapi_status status = open_file(o, node, err);

	if (!IMAPI_FAILED(status))
		status = host_file_read(&o->file, offset, data, length, err);
	return leave_at(o, offset + length, status, err);
}

imapi_status opened_read_whole(struct opened *o, const struct tree_node *node, uint8_t *data,
			       struct imapi_error *err)
{
	const struct host_stamp stamp = tree_stamp(o->tree, node);
	imapi_status status = enter(o, node, err);

	return IMAPI_FAILED(status)
		       ? status
		       : host_file_read_whole(o->handle, node->name, &stamp, data, err);
}

imapi_status opened_copy(struct opened *o, const struct tree_node *node,
			 const struct region_copy *want, uint64_t *ret_copied,
			 struct imapi_error *err)
{
	imapi_status status = open_file(o, node, err);

	if (!IMAPI_FAILED(status) && write_behind_flush(want->behind) == 0)
		*ret_copied = host_file_copy(&o->file, want->offset, want->length, want->fd);
	return leave_at(o, want->offset + *ret_copied, status, err);
}

imapi_status opened_look(struct opened *o, const struct tree_node *node,
			 struct imapi_error *err)
{
	const struct host_stamp stamp = tree_stamp(o->tree, node);
	imapi_status status = enter(o, node, err);
	struct host_stamp now;
	struct stat st;

	if (IMAPI_FAILED(status))
		return status;
	if (fstatat(o->handle, node->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_errno(err, IMAPI_E_DATA_STREAM_CREATE_FAILURE, errno,
				 "it cannot be found");
	now = host_stamp_of(&st);
	return host_stamp_check(&now, &stamp, err);
}

void opened_done(struct opened *o)
{
	host_file_close(&o->file);
	close_directory(o);
}
