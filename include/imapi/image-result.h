/* SPDX-License-Identifier: MIT */
/* What was built of an image (IMAPI v2: IFileSystemImageResult, IProgressItems). */
#ifndef IMAPI_IMAGE_RESULT_H
#define IMAPI_IMAGE_RESULT_H

#include "imapi/block-range.h"
#include "imapi/context.h"
#include "imapi/stream.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A built image: where every byte lies is fixed, the contents are read when it is read. */
struct imapi_image_result;

/** Where the contents of one file lie (IMAPI v2: IProgressItem). */
struct imapi_image_item {
	size_t size;	      /**< sizeof(struct imapi_image_item) as it was compiled; set it */
	uint64_t first_block; /**< address on the medium */
	uint64_t block_count;
	uint64_t length; /**< in bytes */
};

/** Releases a result. NULL is fine; returns NULL. */
struct imapi_image_result *imapi_image_result_free(struct imapi_image_result *result);

/**
 * The bytes of the image; the result keeps the stream. Reading fails with
 * IMAPI_E_DATA_STREAM_CREATE_FAILURE, IMAPI_E_DATA_STREAM_READ_FAILURE,
 * IMAPI_E_DATA_STREAM_INCONSISTENCY or IMAPI_E_SOURCE_CHANGED, and a message that names the
 * file, if a source went away, cannot be read, or changed. NULL after it was taken.
 */
struct imapi_stream *imapi_image_result_stream(struct imapi_image_result *result);

/** The same stream, owned by the caller, who may release the result before it. */
struct imapi_stream *imapi_image_result_take_stream(struct imapi_image_result *result);

/**
 * Told during imapi_image_result_write() how many bytes of how many are read; the last of them,
 * at most 2 MiB, may still be on their way to the file. Returns 0 to go on, else the call ends
 * with IMAPI_E_REQUEST_CANCELLED.
 */
typedef int imapi_image_written_fn(void *user, uint64_t done, uint64_t total);

/**
 * Writes the whole image to a file, a pipe or a socket, from where @fd stands; the bytes are
 * those of the stream. To a regular file the kernel copies the contents of large files itself,
 * and shares their blocks with it where the file system can (reflinks). No holes are left.
 * @fd stays open; nothing is flushed to a disk. @written (may be NULL) is called from the
 * caller's thread. The stream must not be read meanwhile.
 *
 * Fails with IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY, IMAPI_E_FILE_WRITE_FAILURE,
 * IMAPI_E_REQUEST_CANCELLED, and as reading the stream does; what was written stays there.
 */
imapi_status imapi_image_result_write(struct imapi_image_result *result, int fd,
				      imapi_image_written_fn *written, void *user);

/** The number of 2048-byte blocks. */
uint64_t imapi_image_result_total_blocks(const struct imapi_image_result *result);

/** The address on the medium of the first block of the stream. */
uint64_t imapi_image_result_first_block(const struct imapi_image_result *result);

/**
 * The blocks that are to be written, in this order (IMAPI v2: ModifiedBlocks): fills at most
 * @room, returns how many there are. For a volume that grows in place these are the new
 * session and then the descriptors at LBA 16, which make it valid, so a write that is cut off
 * between the two leaves the old state; else it is the whole stream.
 */
size_t imapi_image_result_modified_blocks(const struct imapi_image_result *result,
					  struct imapi_block_range *ret_ranges, size_t room);

/**
 * What lies at address @block of the medium: the path of the file ("/a/b"), or for other blocks
 * a name without a slash at its beginning, such as "ISO 9660 directories". Writes at most @room
 * bytes with the terminator. Returns the length of the whole text, 0 outside the image.
 */
size_t imapi_image_result_path_of_block(const struct imapi_image_result *result, uint64_t block,
					char *path, size_t room);

/** The number of files that have contents, each hard link group once. */
size_t imapi_image_result_item_count(const struct imapi_image_result *result);

/**
 * The file @index in the order of the medium; its path goes to @path as with
 * imapi_image_result_path_of_block(). Fails with IMAPI_E_INVALIDARG (index, ret_item->size).
 */
imapi_status imapi_image_result_item(const struct imapi_image_result *result, size_t index,
				     struct imapi_image_item *ret_item, char *path,
				     size_t room);

/**
 * The index of the file whose contents lie at address @block of the medium (IMAPI v2:
 * ProgressItemFromBlock). Fails with IMAPI_E_ITEM_NOT_FOUND (something else is there).
 */
imapi_status imapi_image_result_item_of_block(const struct imapi_image_result *result,
					      uint64_t block, size_t *ret_index);

/**
 * The index of the file at the path, under any of its names (IMAPI v2:
 * ProgressItemFromDescription). Fails with IMAPI_E_ITEM_NOT_FOUND, also for what is empty or
 * was imported, and IMAPI_E_NOT_FILE.
 */
imapi_status imapi_image_result_item_of_path(const struct imapi_image_result *result,
					     const char *path, size_t *ret_index);

/**
 * The disc that the image is to be added to, as imapi_image_disc_id() told it when its session
 * was imported (IMAPI v2: DiscId); NULL without an import. Valid as long as the result.
 */
const char *imapi_image_result_disc_id(const struct imapi_image_result *result);

#ifdef __cplusplus
}
#endif

#endif
