/* SPDX-License-Identifier: MIT */
/* What few nodes have beyond the common: more times, and named streams. Kept by the leader. */
#ifndef LIB_IMAGE_TREE_EXTRA_H
#define LIB_IMAGE_TREE_EXTRA_H

#include "image/tree.h"

struct tree_time {
	int64_t seconds; /* since the epoch */
	uint32_t nanoseconds;
};

/* A named stream (UDF 3.3.5). Lists are never changed, only replaced. */
struct tree_stream {
	const struct tree_stream *next; /* in the order of their making */
	const char *name;		/* bytes, normally UTF-8 */
	struct imapi_stream *stream;	/* owned by the tree */
};

struct tree_extra {
	const struct tree_node *node;
	bool has_created, has_accessed;
	bool restamped; /* the time in the node is not that of the file on this machine */
	struct tree_time created, accessed;
	struct tree_time stamp; /* what the file on this machine has */
	const struct tree_stream *streams;
};

/* Of the node itself, not of its leader; NULL: none. */
struct tree_extra *tree_extra(const struct tree *tree, const struct tree_node *node);

/* A copy to be changed, all zero if there is none. NULL: out of memory. */
struct tree_extra *tree_extra_copy(struct tree *tree, const struct tree_node *node);

/* False: out of memory, which cannot be if the node had an extra before. */
bool tree_set_extra(struct tree *tree, struct tree_node *node, struct tree_extra *extra);

void extras_done(struct tree_extras *extras);

/* Times as they are to be recorded; what was never set is the time of modification. */
struct tree_time tree_created(const struct tree *tree, const struct tree_node *node);
struct tree_time tree_accessed(const struct tree *tree, const struct tree_node *node);

/* What the file on this machine is expected to look like. */
struct host_stamp tree_stamp(const struct tree *tree, const struct tree_node *node);

/* The named streams of the file or directory, NULL: none. */
const struct tree_stream *tree_streams(const struct tree *tree, const struct tree_node *node);

/* The stream of that name, or NULL. */
const struct tree_stream *tree_find_stream(const struct tree *tree,
					   const struct tree_node *node, const char *name);

#endif
