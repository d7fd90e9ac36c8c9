/* SPDX-License-Identifier: MIT */
/*
 * The files of an image before any file system sees them: names, kinds, metadata, and where
 * the bytes are. Knows no format. A node takes 60 bytes and its name.
 */
#ifndef LIB_IMAGE_TREE_H
#define LIB_IMAGE_TREE_H

#include "base/arena.h"
#include "stream/host-file.h"
#include "stream/stream.h"

#include <stdbool.h>
#include <sys/stat.h>

#define TREE_NAME_MAX 255u

struct tree_node;

struct tree_children {
	struct tree_node **at; /* by name, as bytes */
	uint32_t count, room;
};

/* A part of a file that is on the medium (ECMA-119 6.4). */
struct tree_section {
	uint32_t block, length; /* address; bytes */
	uint8_t unit, gap;	/* interleave in blocks; 0: none */
};

/* The contents of a file of an earlier session: nothing of them is written again. */
struct tree_stored {
	uint8_t zisofs[8]; /* the data of RRIP's ZF entry; first byte 0: none */
	uint32_t count;
	struct tree_section sections[];
};

struct tree_file {
	uint64_t size;
	union {
		struct tree_node *leader; /* TREE_HARD_LINK: the node whose content this is */
		struct imapi_stream *stream; /* TREE_STREAM: the bytes, owned by the tree */
		const struct tree_stored *stored; /* TREE_STORED: on the medium already */
	};
};

enum tree_flags {
	TREE_HARD_LINK = 1,
	TREE_STREAM = 2,
	TREE_STORED = 4,
	TREE_HIDDEN = 8,     /* ECMA-119 9.1.6 bit 0; of this name alone */
	TREE_REAL_TIME = 16, /* UDF 2.01: the file is recorded as a real-time file */
	TREE_EXTRA = 32,     /* tree_extra() has more about it */
	TREE_MANIFEST = 64,  /* a stream whose bytes follow from all others; lies behind them */
};

struct tree_node {
	struct tree_node *parent; /* of the root: itself */
	union {
		struct tree_children children; /* of a directory */
		struct tree_file file;	       /* of a regular file */
		const char *target;	       /* of a symbolic link */
		uint64_t device;	       /* of a device: major << 32 | minor */
	};
	int64_t mtime; /* seconds since the epoch */
	uint32_t mtime_nsec;
	uint32_t mode; /* kind and permissions as in struct stat */
	uint32_t uid, gid;
	uint32_t number; /* set by tree_number() */
	uint32_t links;	 /* names of a file; of a directory set by tree_number() */
	uint16_t origin; /* index of the host folder it comes from; 0: none */
	uint8_t flags;
	uint8_t name_length;
	char name[]; /* bytes as the host has them, terminated */
};

/* A host folder that was added: its contents are the descendants of @at. */
struct tree_origin {
	char *path;
	struct tree_node *at;
};

/* What was done to a tree since the last lock; see tree-edit.h. */
struct tree_edits {
	struct tree_edit *at;
	size_t count, room;
	uint32_t change; /* number of the last change */
	uint32_t locked; /* nothing before this one can be undone */
};

/* What few nodes have, by node; see tree-extra.h. */
struct tree_extras {
	struct tree_extra **slots;
	size_t count, room;
};

struct tree {
	unsigned references; /* more than one: an image of it exists, it must not change */
	struct arena arena;
	struct tree_node *root;
	struct tree_origin *origins; /* [0] is not used */
	size_t origin_count, origin_room;
	struct tree_node **owners; /* every directory: it owns the array of its children */
	size_t owner_count, owner_room;
	struct imapi_stream **streams; /* owned */
	size_t stream_count, stream_room;
	struct tree_edits edits;
	struct tree_extras extras;
	struct tree_keep *keep; /* see changed.h; NULL: what changed makes reading fail */
};

struct tree *tree_new(void); /* NULL: out of memory */
struct tree *tree_ref(struct tree *tree);
struct tree *tree_unref(struct tree *tree); /* NULL is fine; returns NULL */

static inline bool tree_is_directory(const struct tree_node *node)
{
	return S_ISDIR(node->mode);
}

/* The node that has the content and identity of @node: itself but for a hard link. */
static inline struct tree_node *tree_leader(struct tree_node *node)
{
	return node->flags & TREE_HARD_LINK ? node->file.leader : node;
}

/* A node that is in no directory yet, all zero but its name, mode and links. NULL: no memory.
 */
struct tree_node *tree_node_new(struct tree *tree, const char *name, size_t length,
				uint32_t mode);

/* The child of that name or NULL. */
struct tree_node *tree_find(const struct tree_node *directory, const char *name, size_t length);

/* Puts @node into @directory, at its place; false: out of memory. The name must be free. */
bool tree_insert(struct tree_node *directory, struct tree_node *node);

/* The same at the end, for many nodes at once; tree_sort() must follow. */
bool tree_append(struct tree_node *directory, struct tree_node *node);
void tree_sort(struct tree_node *directory);

/* Takes @node and what is below it out of its directory. Its memory stays until the end. */
void tree_remove(struct tree_node *node);

/* Gives @node (a file) the bytes of @stream, which the tree owns from then on. */
bool tree_set_stream(struct tree *tree, struct tree_node *node, struct imapi_stream *stream);

/* Releases @stream with the tree; false: out of memory, the caller still owns it. */
bool tree_own_stream(struct tree *tree, struct imapi_stream *stream);

/* True if @node is in the tree, not taken out with what it was in. */
bool tree_has(const struct tree *tree, const struct tree_node *node);

/*
 * The first name in the tree of the content of @leader, which has no name any more if it was
 * removed and a hard link to it was not. NULL: none.
 */
struct tree_node *tree_name_of(struct tree *tree, struct tree_node *leader);

/* Returns the index of a new origin, 0 if out of memory or if there are 65535 already. */
uint16_t tree_add_origin(struct tree *tree, const char *path, struct tree_node *at);

/* Goes over a tree in order, a directory before its children; no recursion. */
struct tree_walk {
	struct tree_place *places;
	size_t count, room;
	struct tree_node *root;
	bool started, failed;
};

#define TREE_WALK(start)                                                                       \
	{                                                                                      \
		.root = (start)                                                                \
	}

struct tree_node *tree_walk_next(struct tree_walk *walk); /* NULL: end, or failed: no memory */
void tree_walk_done(struct tree_walk *walk);

struct tree_counts {
	uint64_t files, directories, others; /* directories without the root */
	uint64_t data_blocks; /* of file contents that are to be written, each counted once */
	uint32_t nodes;
};

/*
 * Numbers all nodes from 1 on in walking order, a hard link like its leader, and counts the
 * links of directories and files. False: out of memory.
 */
bool tree_number(struct tree *tree, struct tree_counts *ret_counts);

/*
 * The path on the disc, "/a/b"; the part of the image for "/". Writes at most @room bytes with
 * the terminator and returns the length of the whole, as snprintf() does.
 */
size_t tree_disc_path(const struct tree_node *node, char *path, size_t room);

/* The path on this machine, to be freed; NULL: out of memory or not from this machine. */
char *tree_host_path(const struct tree *tree, const struct tree_node *node);

#endif
