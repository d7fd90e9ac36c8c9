/* SPDX-License-Identifier: MIT */
/* What the file systems of an image call its files (IMAPI v2: FileSystemName and kin). */
#ifndef IMAPI_IMAGE_NAMES_H
#define IMAPI_IMAGE_NAMES_H

#include "imapi/image-item.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Why a name differs from the one that the item has. */
enum imapi_image_renamed_reason {
	IMAPI_IMAGE_RENAMED_CASE = 1,	    /**< small letters became capital ones */
	IMAPI_IMAGE_RENAMED_CHARACTERS = 2, /**< characters that it has not were replaced */
	IMAPI_IMAGE_RENAMED_LENGTH = 4,	    /**< it was too long and is cut */
	IMAPI_IMAGE_RENAMED_COLLISION = 8,  /**< numbered, else two would have been equal */
	IMAPI_IMAGE_RENAMED_DEPTH = 16,	    /**< a directory that was too deep lies elsewhere */
};

/** A name that differs. The texts are valid during the call. */
struct imapi_image_renamed {
	size_t size; /**< of the struct, as the library was compiled */
	enum imapi_file_systems file_system;
	unsigned reasons;     /**< a sum of enum imapi_image_renamed_reason, never 0 */
	const char *path;     /**< of the item: "/a/b" */
	const char *recorded; /**< its name in that file system, UTF-8 */
};

/**
 * The name that the volume will have in a file system with the settings of now (IMAPI v2:
 * VolumeNameISO9660, VolumeNameJoliet, VolumeNameUDF), UTF-8: as it was given, or made of the
 * timestamp, with the characters and the length that the field allows. @file_system is
 * IMAPI_FILE_SYSTEM_ISO9660, _JOLIET or _UDF and need not be among those to create. Writes at
 * most @room bytes with the terminator; *@ret_length (may be NULL) is the length of the whole.
 * Fails with IMAPI_E_FILE_SYSTEM_NOT_FOUND (another one), IMAPI_E_POINTER,
 * IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_recorded_volume_name(
	const struct imapi_file_system_image *image, enum imapi_file_systems file_system,
	char *name, size_t room, size_t *ret_length);

/** Told of each name that differs. Returns 0 to go on, else the rest is left out. */
typedef int imapi_image_renamed_fn(void *user, const struct imapi_image_renamed *renamed);

/**
 * Tells @fn of every name that a file system records otherwise than the item is called: ISO
 * 9660, then Joliet, then UDF. Rock Ridge records every name as it is. Fails with
 * IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_image_result_renamed(const struct imapi_image_result *result,
					imapi_image_renamed_fn *fn, void *user);

/**
 * The name that an item will have in a file system, with the settings of now (IMAPI v2:
 * FileSystemName), UTF-8 without a version number. @file_system is IMAPI_FILE_SYSTEM_ISO9660,
 * _JOLIET or _UDF. Writes at most @room bytes with the terminator; *@ret_length (may be NULL)
 * is the length of the whole, 0 for the root. Names depend on each other, so the whole image is
 * planned once and again after each change.
 *
 * Fails with IMAPI_E_FILE_SYSTEM_NOT_FOUND (it is not among those to create),
 * IMAPI_E_PROPERTY_NOT_ACCESSIBLE (it does not show items of this kind), as
 * imapi_file_system_image_create_result() does, and as a stale handle does.
 */
imapi_status imapi_image_node_recorded_name(struct imapi_image_node *node,
					    enum imapi_file_systems file_system, char *name,
					    size_t room, size_t *ret_length);

/** The path in the same way, "/A/B" (IMAPI v2: FileSystemPath); of the root "/". */
imapi_status imapi_image_node_recorded_path(struct imapi_image_node *node,
					    enum imapi_file_systems file_system, char *path,
					    size_t room, size_t *ret_length);

#ifdef __cplusplus
}
#endif

#endif
