/* SPDX-License-Identifier: MIT */
/*
 * What few imported files have beyond the common: times, and named streams, whose bytes are
 * kept in memory and written again.
 */
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

static imapi_status take_streams(struct imapi_image_reader *reader,
				 const struct imapi_image_entry *entry, uint64_t *room,
				 struct tree *tree, const struct tree_stream **ret)
{
	const struct imapi_image_entry *all = entry->streams;
	struct tree_stream *made = NULL;

	for (uint32_t i = all ? all->child_count : 0; i > 0; i--) {
		imapi_status status = make(reader, all->children[i - 1], room, tree, &made);

		if (IMAPI_FAILED(status))
			return status;
		made->next = *ret;
		*ret = made;
	}
	return IMAPI_OK;
}

/* Where it says more than the time of modification does. */
static bool take_time(const struct imapi_image_entry *entry,
		      const struct imapi_image_time *time, struct tree_time *ret)
{
	if (!entry->icb || !time->known ||
	    (time->seconds == entry->mtime.seconds &&
	     time->nanoseconds == entry->mtime.nanoseconds))
		return false;
	*ret = (struct tree_time){ time->seconds, time->nanoseconds };
	return true;
}

imapi_status import_extra(struct imapi_image_reader *reader,
			  const struct imapi_image_entry *entry, uint64_t *room,
			  struct tree *tree, struct tree_node *node)
{
	struct tree_extra found = { 0 }, *extra;
	imapi_status status = take_streams(reader, entry, room, tree, &found.streams);

	if (IMAPI_FAILED(status))
		return status;
	found.has_created = take_time(entry, &entry->birth, &found.created);
	found.has_accessed = take_time(entry, &entry->atime, &found.accessed);
	if (!found.has_created && !found.has_accessed && !found.streams)
		return IMAPI_OK;
	extra = tree_extra_copy(tree, node);
	if (!extra)
		return err_no_memory(reader->err);
	*extra = found;
	return tree_set_extra(tree, node, extra) ? IMAPI_OK : err_no_memory(reader->err);
}
