/* SPDX-License-Identifier: MIT */
/* Manifests: SHA-256 of every file and of its blocks, by which a disc is checked in years. */
#ifndef IMAPI_MANIFEST_H
#define IMAPI_MANIFEST_H

#include "imapi/context.h"
#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"
#include "imapi/image-result.h"
#include "imapi/stream.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a program looks for the manifest of a disc, if nothing else was agreed. */
#define IMAPI_MANIFEST_PATH "/MANIFEST.imapi"

/**
 * Has the image contain a manifest of all its files at @disc_path; NULL takes it out again.
 * docs/manifest.md describes the format. It is made of the bytes as they are recorded, while
 * the stream of the result is read in order; what was not read in order is read again when the
 * manifest is reached. Named streams are not in it. It takes memory in proportion to the
 * number of files and 64 KiB blocks. No property of IMAPI v2.
 * Fails with IMAPI_E_DUP_NAME (something is at that path, or there is a manifest),
 * IMAPI_E_INVALID_PATH, IMAPI_E_READONLY, IMAPI_E_POINTER. Making a result then fails with
 * IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED without Rock Ridge and UDF, and with
 * IMAPI_E_INVALID_PARAM if files of an earlier session are in the image.
 */
imapi_status imapi_file_system_image_set_manifest(struct imapi_file_system_image *image,
						  const char *disc_path);

/**
 * A stream over the text of the manifest, to be kept elsewhere; the caller releases it. It is
 * read after the image was; before, reading it reads all contents first. Not to be used while
 * another thread reads the stream of the result. Fails with IMAPI_E_ITEM_NOT_FOUND (the image
 * has none).
 */
imapi_status imapi_image_result_manifest(struct imapi_image_result *result,
					 struct imapi_stream **ret_stream);

/** A manifest that was read. It belongs to the thread of its context. */
struct imapi_manifest;

/**
 * Reads the manifest that is the whole content of @stream, which stays the caller's and is not
 * needed afterwards. Nothing in it is trusted: fails with IMAPI_E_IMAGE_INVALID and the line
 * that is wrong if it was changed or cut off.
 */
imapi_status imapi_manifest_read(struct imapi_context *context, struct imapi_stream *stream,
				 struct imapi_manifest **ret_manifest);

/** Releases a manifest. NULL is fine; returns NULL. */
struct imapi_manifest *imapi_manifest_free(struct imapi_manifest *manifest);

/** The number of files that it tells of, 0 for NULL. */
size_t imapi_manifest_count(const struct imapi_manifest *manifest);

/** One file; set @size. Pointers are valid as long as the manifest. */
struct imapi_manifest_file {
	size_t size;
	const char *path; /**< on the disc, "/a/b" */
	uint64_t length;  /**< bytes */
	uint8_t sha256[32];
	uint8_t root[32]; /**< of the tree of hashes over its blocks of 64 KiB */
};

/** Fails with IMAPI_E_INVALIDARG beyond the last, IMAPI_E_POINTER. */
imapi_status imapi_manifest_file(const struct imapi_manifest *manifest, size_t index,
				 struct imapi_manifest_file *ret_file);

enum imapi_manifest_finding_kind {
	IMAPI_MANIFEST_MISSING = 1,    /**< in the manifest, not in the image */
	IMAPI_MANIFEST_EXTRA = 2,      /**< in the image, not in the manifest */
	IMAPI_MANIFEST_SIZE = 3,       /**< has another length */
	IMAPI_MANIFEST_DAMAGED = 4,    /**< bytes in this range are others */
	IMAPI_MANIFEST_UNREADABLE = 5, /**< this range cannot be read */
};

/** What is wrong with a file. Pointers are valid during the call. */
struct imapi_manifest_finding {
	enum imapi_manifest_finding_kind kind;
	const char *path;
	uint64_t offset;  /**< byte of the file where the range begins */
	uint64_t length;  /**< bytes of the range: whole blocks of 64 KiB, or to the end */
	uint64_t block;	  /**< LBA where it begins, 0 if it is about none */
	const char *text; /**< one sentence, UTF-8 */
};

typedef void imapi_manifest_finding_fn(void *user,
				       const struct imapi_manifest_finding *finding);

/** What is to be checked: all zero but @size means everything. */
struct imapi_manifest_range {
	size_t size;
	const char *path; /**< this file alone; NULL: all, and that nothing is there besides */
	uint64_t offset;  /**< with @path: the first byte */
	uint64_t length;  /**< with @path: bytes; 0: to the end of the file */
};

/** What was looked at. */
struct imapi_manifest_sums {
	size_t size;
	uint64_t files, bytes, findings;
};

/**
 * Checks what @reader shows. Of a range the blocks of 64 KiB are read that it touches, no
 * others. @range, @report and @ret_sums may be NULL. Returns IMAPI_OK if all is as it was,
 * IMAPI_E_CONTENT_DIFFERS with the number of findings in imapi_last_error(); fails with
 * IMAPI_E_ITEM_NOT_FOUND (the manifest does not have that file), IMAPI_E_INVALIDARG (the range
 * leaves it), IMAPI_E_REQUEST_CANCELLED (the stream of @reader says so) or as
 * imapi_image_reader_next().
 */
imapi_status imapi_manifest_verify(const struct imapi_manifest *manifest,
				   struct imapi_image_reader *reader,
				   const struct imapi_manifest_range *range,
				   imapi_manifest_finding_fn *report, void *user,
				   struct imapi_manifest_sums *ret_sums);

#ifdef __cplusplus
}
#endif

#endif
