/* SPDX-License-Identifier: MIT */
/*
 * One directory hierarchy of ECMA-119 6.8: the primary one or Joliet's. It is made from a tree:
 * names that the hierarchy can hold, order, numbers, sizes, and then addresses.
 */
#ifndef LIB_IMAGE_ISO9660_HIERARCHY_H
#define LIB_IMAGE_ISO9660_HIERARCHY_H

#include "image/extents.h"

enum hierarchy_kind {
	HIERARCHY_FILE, /* also a symbolic link or a device, which have no contents */
	HIERARCHY_DIRECTORY,
	HIERARCHY_RELOCATED, /* stands where a directory was that lies elsewhere (RRIP CL) */
};

/* What a directory holds; its name is kind, length, bytes without version number. */
struct hierarchy_entry {
	union {
		struct tree_node *node;
		struct hierarchy_directory *directory; /* DIRECTORY and RELOCATED */
	};
	const uint8_t *name;
};

struct hierarchy_directory {
	struct tree_node *node;
	struct hierarchy_directory *parent;
	struct hierarchy_directory *real_parent; /* of a relocated one, else NULL */
	struct hierarchy_entry *entries;	 /* in the order of ECMA-119 9.3 */
	uint32_t count, room;
	const uint8_t *name; /* as in its entry; NULL: the root */
	uint32_t level;	     /* 1: the root */
	uint32_t number;     /* in the path table, from 1 */
	uint32_t size;	     /* bytes of records, a multiple of 2048 */
	uint32_t continued;  /* bytes of continuation area behind them */
	uint32_t first;	     /* address */
};

struct hierarchy_settings {
	bool joliet;	    /* else the primary hierarchy */
	bool rock_ridge;    /* not with joliet */
	bool relaxed_depth; /* nothing is relocated or refused */
	bool strict_names;  /* level 1, or Joliet with 64 characters */
	bool utf16;	    /* Joliet with characters beyond UCS-2 */
	bool sections;	    /* files in more than one extent (level 3) */
};

struct hierarchy {
	struct hierarchy_settings settings;
	struct arena arena;
	struct tree *tree;
	const struct extents *extents;
	struct hierarchy_directory **directories; /* a relocated one after what it left */
	struct hierarchy_directory **table;	  /* in the order of the path table */
	uint32_t count;
	size_t room;
	struct hierarchy_directory *relocated; /* RR_MOVED, or NULL */
	uint32_t path_table_size;
	uint32_t l_path_table, m_path_table; /* addresses */
};

/* Everything but the addresses. @tree is numbered. */
imapi_status hierarchy_new(struct tree *tree, const struct extents *extents,
			   const struct hierarchy_settings *settings,
			   struct hierarchy **ret_hierarchy, struct imapi_error *err);
struct hierarchy *hierarchy_free(struct hierarchy *hierarchy); /* NULL is fine; returns NULL */

/* Add regions and so fix addresses: first the path tables, later the directories. */
bool hierarchy_add_path_tables(struct hierarchy *hierarchy, struct region_list *list);
bool hierarchy_add_directories(struct hierarchy *hierarchy, struct region_list *list);

static inline enum hierarchy_kind hierarchy_kind(const struct hierarchy_entry *entry)
{
	return (enum hierarchy_kind)entry->name[0];
}

static inline struct tree_node *hierarchy_node(const struct hierarchy_entry *entry)
{
	return hierarchy_kind(entry) == HIERARCHY_FILE ? entry->node : entry->directory->node;
}

/* names.c: gives every entry of a directory a name that is unique in it. */
imapi_status names_assign(struct hierarchy *hierarchy, struct hierarchy_directory *directory,
			  struct imapi_error *err);

/* names.c: why an entry is not called as its node: enum imapi_image_renamed_reason, or 0. */
unsigned names_reasons(const struct hierarchy *hierarchy, const struct hierarchy_entry *entry);

/* names.c: ECMA-119 9.3. */
int names_compare(const uint8_t *a, const uint8_t *b, bool wide);

/* directory.c: the bytes of a directory; those of no address are needed for the sizes alone. */
void directory_measure(const struct hierarchy *hierarchy,
		       struct hierarchy_directory *directory);
void directory_build(const struct hierarchy *hierarchy,
		     const struct hierarchy_directory *directory, uint8_t *data);

/* directory.c: the 34-byte record of the root for a volume descriptor. */
void directory_root_record(const struct hierarchy *hierarchy, uint8_t record[34]);

/* path-table.c: ECMA-119 9.4. */
void path_table_build(const struct hierarchy *hierarchy, bool big_endian, uint8_t *data);
uint64_t path_table_size(const struct hierarchy *hierarchy);

#endif
