/* SPDX-License-Identifier: MIT */
/* Named streams of imported files: their bytes are kept in memory and written again. */
#include "image/import.h"

#include "base/mem.h"
#include "image/tree-extra.h"

/* A stream of the tree with what the entry holds. */
static imapi_status make(struct imapi_image_reader *reader,
			 const struct imapi_image_entry *entry, uint64_t *room,
			 struct tree *tree, struct tree_stream **ret)
{
	struct tree_stream *made = arena_zalloc(&tree->arena, sizeof(*made));
	struct imapi_stream *stream = NULL;
	imapi_status status;

	if (made)
		made->name = arena_text(&tree->arena, entry->name, strlen(entry->name));
	if (!made || !made->name)
		return err_no_memory(reader->err);
	status = import_copy(reader, entry, room, &stream);
	if (IMAPI_FAILED(status))
		return err_in(reader->err, status, "stream %s", entry->name);
	if (!tree_own_stream(tree, stream)) {
		stream_free(stream);
		return err_no_memory(reader->err);
	}
	made->stream = stream;
	*ret = made;
	return IMAPI_OK;
}

imapi_status import_streams(struct imapi_image_reader *reader,
			    const struct imapi_image_entry *entry, uint64_t *room,
			    struct tree *tree, struct tree_node *node)
{
	const struct imapi_image_entry *all = entry->streams;
	struct tree_stream *made = NULL, *next = NULL;
	struct tree_extra *extra;
	imapi_status status = IMAPI_OK;

	for (uint32_t i = all->child_count; i > 0 && !IMAPI_FAILED(status); i--) {
		status = make(reader, all->children[i - 1], room, tree, &made);
		if (IMAPI_FAILED(status))
			return status;
		made->next = next;
		next = made;
	}
	extra = tree_extra_copy(tree, node);
	if (!extra)
		return err_no_memory(reader->err);
	extra->streams = next;
	return tree_set_extra(tree, node, extra) ? IMAPI_OK : err_no_memory(reader->err);
}
