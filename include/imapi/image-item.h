/* SPDX-License-Identifier: MIT */
/*
 * The files and directories of an image that is being built (IMAPI v2: IFsiItem,
 * IFsiDirectoryItem, IFsiFileItem2).
 */
#ifndef IMAPI_IMAGE_ITEM_H
#define IMAPI_IMAGE_ITEM_H

#include "imapi/file-system-image.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A file or directory of an image: a handle that the caller owns. It stays valid memory until
 * it is freed, whatever happens to the image. A handle whose item was removed fails with
 * IMAPI_E_ITEM_NOT_FOUND, and works again after a rollback to a time when it was there; one
 * whose image was released fails with IMAPI_E_NOT_IN_FILE_SYSTEM. Handles follow what is moved,
 * but not back when that is rolled back. To be used by the thread that uses the image.
 *
 * There are no items outside an image (IMAPI v2: CreateFileItem, CreateDirectoryItem, Add):
 * imapi_file_system_image_add_file() and its kin take a path and make the item in its place.
 */
struct imapi_image_node;

/** What an item is; IMAPI v2's numbers (FsiItemType), and one of our own. */
enum imapi_image_node_kind {
	IMAPI_IMAGE_NODE_NOT_FOUND = 0,
	IMAPI_IMAGE_NODE_DIRECTORY = 1,
	IMAPI_IMAGE_NODE_FILE = 2,
	IMAPI_IMAGE_NODE_OTHER = 3, /**< a symbolic link, device, pipe or socket */
};

/** What is known of an item. */
struct imapi_image_node_info {
	size_t size; /**< sizeof(struct imapi_image_node_info) as it was compiled; set it */
	enum imapi_image_node_kind kind;
	uint32_t mode; /**< kind and permissions as in struct stat */
	uint32_t uid, gid;
	int hidden;	 /**< IMAPI v2: IsHidden */
	int real_time;	 /**< IMAPI v2: IsRealTime */
	uint64_t length; /**< of a file, in bytes (IMAPI v2: DataSize) */
	/** UTC; those that nobody set are equal to the time of modification (IMAPI v2:
	 *  CreationTime, LastModifiedTime, LastAccessedTime). */
	struct imapi_image_time created, modified, accessed;
	uint32_t child_count;  /**< of a directory (IMAPI v2: Count) */
	uint32_t stream_count; /**< named streams (IMAPI v2: IFsiNamedStreams::Count) */
};

/** Times to be set; those whose member known is 0 stay as they are. */
struct imapi_image_node_times {
	size_t size; /**< sizeof(struct imapi_image_node_times) as it was compiled; set it */
	struct imapi_image_time created, modified, accessed;
};

/** What is at the path (IMAPI v2: Exists). */
enum imapi_image_node_kind imapi_file_system_image_exists(
	const struct imapi_file_system_image *image, const char *disc_path);

/**
 * The item at the path; "/" is the root (IMAPI v2: Root). Fails with IMAPI_E_POINTER,
 * IMAPI_E_ITEM_NOT_FOUND, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_node(struct imapi_file_system_image *image,
					  const char *disc_path,
					  struct imapi_image_node **ret_node);

/** Releases the handle, not the item. NULL is fine; returns NULL. */
struct imapi_image_node *imapi_image_node_free(struct imapi_image_node *node);

/**
 * The item at a path relative to a directory (IMAPI v2: IFsiDirectoryItem::Item). Fails with
 * IMAPI_E_NOT_DIR and as imapi_file_system_image_node() does.
 */
imapi_status imapi_image_node_find(struct imapi_image_node *directory, const char *path,
				   struct imapi_image_node **ret_node);

/**
 * The child @index of a directory, counted from 0, by name in the order of bytes. Fails with
 * IMAPI_E_NOT_DIR, IMAPI_E_INVALIDARG (no such child) and as a stale handle does.
 */
imapi_status imapi_image_node_child(struct imapi_image_node *directory, uint32_t index,
				    struct imapi_image_node **ret_node);

/**
 * The name, "" for the root (IMAPI v2: Name). Writes at most @room bytes with the terminator
 * and returns the length of the whole, 0 also for a stale handle.
 */
size_t imapi_image_node_name(struct imapi_image_node *node, char *name, size_t room);

/** The path, "/a/b", in the same way (IMAPI v2: FullPath). */
size_t imapi_image_node_path(struct imapi_image_node *node, char *path, size_t room);

/** Fills *@ret_info. Fails with IMAPI_E_INVALIDARG (size) and as a stale handle does. */
imapi_status imapi_image_node_info(struct imapi_image_node *node,
				   struct imapi_image_node_info *ret_info);

/**
 * Sets times, in UTC. ISO 9660 and Joliet record the time of modification alone, UDF all
 * three. Fails with IMAPI_E_INVALID_DATE if the item would be modified or accessed before it
 * was created, IMAPI_E_INVALIDARG (size, more than 999999999 nanoseconds), IMAPI_E_READONLY (a
 * result exists) and as a stale handle does. Whatever is set of a file counts for all its hard
 * links, but for hidden.
 */
imapi_status imapi_image_node_set_times(struct imapi_image_node *node,
					const struct imapi_image_node_times *times);

/** Whether this name is hidden from users. Default 0. Fails as set_times does. */
imapi_status imapi_image_node_set_hidden(struct imapi_image_node *node, int hidden);

/**
 * The permissions (07777), which Rock Ridge and UDF record. Fails with IMAPI_E_INVALIDARG for
 * other bits and as set_times does.
 */
imapi_status imapi_image_node_set_mode(struct imapi_image_node *node, uint32_t mode);

/** The owner, which Rock Ridge and UDF record. Fails as set_times does. */
imapi_status imapi_image_node_set_owner(struct imapi_image_node *node, uint32_t uid,
					uint32_t gid);

/**
 * Whether the file is recorded as a real-time file (UDF 2.01 and later; ECMA-167 4/14.6.6 type
 * 249). Default 0. Returns IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED if the file systems that are
 * chosen cannot tell. Fails with IMAPI_E_NOT_FILE and as set_times does.
 */
imapi_status imapi_image_node_set_real_time(struct imapi_image_node *node, int real_time);

/**
 * The bytes of a file (IMAPI v2: IFsiFileItem::Data), from where they will be read: memory, a
 * file of this machine, the medium that was imported from. The caller owns the stream; while
 * it lives the image cannot be changed. To replace the bytes, remove the file and add another.
 * What zisofs compressed is read as it is stored.
 * Fails with IMAPI_E_NOT_FILE, IMAPI_E_FILE_OPEN_FAILURE, IMAPI_E_SOURCE_CHANGED,
 * IMAPI_E_OUTOFMEMORY and as a stale handle does.
 */
imapi_status imapi_image_node_open(struct imapi_image_node *node,
				   struct imapi_stream **ret_stream);

/**
 * Moves or renames an item. @disc_path is its new path in full; missing directories are made.
 * Fails with IMAPI_E_DUP_NAME if something is there, IMAPI_E_INVALID_PATH (the root, or a place
 * below the item itself), IMAPI_E_NOT_DIR, IMAPI_E_READONLY, IMAPI_E_OUTOFMEMORY and as a stale
 * handle does.
 */
imapi_status imapi_image_node_move(struct imapi_image_node *node, const char *disc_path);

/** The same, by the path that the item has. Fails with IMAPI_E_ITEM_NOT_FOUND. */
imapi_status imapi_file_system_image_move(struct imapi_file_system_image *image,
					  const char *from_path, const char *to_path);

/**
 * Adds a named stream with the bytes of @stream, which the image owns from then on; on failure
 * the caller still does. Returns IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED if it will not be
 * recorded: named streams need UDF 2.00 or later. Fails with IMAPI_E_DUP_NAME,
 * IMAPI_E_INVALID_PATH (the name), IMAPI_E_PROPERTY_NOT_ACCESSIBLE (neither file nor
 * directory), IMAPI_E_READONLY, IMAPI_E_OUTOFMEMORY and as a stale handle does.
 */
imapi_status imapi_image_node_add_stream(struct imapi_image_node *node, const char *name,
					 struct imapi_stream *stream);

/**
 * Does as imapi_file_system_image_add_tree(), and every extended attribute "user.NAME" of a
 * file or folder becomes its named stream NAME, in the order of the names (IMAPI v2:
 * AddTreeWithNamedStreams; ntfs-3g shows the streams of NTFS as such attributes). They are read
 * at once: their bytes stay in memory. All are taken, however many there are. Attributes that
 * cannot be read are treated as an unreadable file is, but if that is no error the file itself
 * is recorded. IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED: there are
 * some, but the file systems that are chosen cannot record them; it takes UDF 2.00.
 */
imapi_status imapi_file_system_image_add_tree_with_named_streams(
	struct imapi_file_system_image *image, const char *host_path, const char *disc_path,
	int include_base);

/** Removes a named stream. Fails with IMAPI_E_ITEM_NOT_FOUND and as add_stream does. */
imapi_status imapi_image_node_remove_stream(struct imapi_image_node *node, const char *name);

/**
 * The name of the stream @index, counted from 0 in the order of their making, as
 * imapi_image_node_name() gives it, and its length in bytes (may be NULL). Fails with
 * IMAPI_E_INVALID_PARAM (no such stream) and as a stale handle does.
 */
imapi_status imapi_image_node_stream(struct imapi_image_node *node, uint32_t index, char *name,
				     size_t room, uint64_t *ret_length);

/**
 * The number of changes since the image was made (IMAPI v2: ChangePoint). Every call that
 * changed the contents counts as one, whether it added one file or a tree; settings do not.
 */
uint32_t imapi_file_system_image_change_point(const struct imapi_file_system_image *image);

/**
 * Takes back all changes after the first @change_point ones: the contents are what they were
 * then (IMAPI v2: RollbackToChangePoint). Fails with IMAPI_E_INVALID_PARAM (that point lies
 * ahead, or before one that was locked in), IMAPI_E_READONLY (a result exists).
 */
imapi_status imapi_file_system_image_rollback(struct imapi_file_system_image *image,
					      uint32_t change_point);

/**
 * Makes the changes up to now final (IMAPI v2: LockInChangePoint): nothing before this point
 * can be rolled back, and what it would take is forgotten. An import locks in too.
 */
void imapi_file_system_image_lock_in(struct imapi_file_system_image *image);

#ifdef __cplusplus
}
#endif

#endif
