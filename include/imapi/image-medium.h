/* SPDX-License-Identifier: MIT */
/* How an image fits the medium that it is made for. */
#ifndef IMAPI_IMAGE_MEDIUM_H
#define IMAPI_IMAGE_MEDIUM_H

#include "imapi/file-system-image.h"
#include "imapi/medium.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Chooses what suits the medium (IMAPI v2: ChooseImageDefaults): the file systems and the
 * revision of UDF as imapi_file_system_image_choose_defaults_for_type() does, and as the limit
 * what imapi_file_system_image_set_limit_of_medium() finds. Where the files of an earlier
 * session were imported, its file systems stay. Fails as those two do and changes nothing then.
 */
imapi_status imapi_file_system_image_choose_defaults(struct imapi_file_system_image *image,
						     const struct imapi_medium *medium);

/**
 * Chooses what suits a kind of media (IMAPI v2: ChooseImageDefaultsForMediaType), with the
 * smallest usual capacity of its kind as the limit, none where that is not known. Every kind
 * gets ISO 9660 with Joliet and Rock Ridge; DVD and disks UDF 1.02 besides, which players and
 * old systems read; BD and HD DVD UDF 2.50, as their standards have it. All of them describe
 * the same contents, and none limits the size of a file at interchange level 3, the default.
 *
 * It counts as no choice of the caller's: an import still adapts the file systems to the
 * session. Fails with IMAPI_E_INVALID_PARAM (unknown type), IMAPI_E_IMAGE_TOO_BIG (there are
 * more contents already).
 */
imapi_status imapi_file_system_image_choose_defaults_for_type(
	struct imapi_file_system_image *image, enum imapi_media_type type);

/**
 * Limits the image to what the medium can take now (IMAPI v2: SetMaxMediaBlocksFromDevice): the
 * whole of a medium that is written anywhere, or what is behind an imported volume that grows
 * there; else what is free. Fails with IMAPI_E_RECORDER_MEDIA_INCOMPATIBLE (it takes nothing),
 * IMAPI_E_IMAGE_TOO_BIG.
 */
imapi_status imapi_file_system_image_set_limit_of_medium(struct imapi_file_system_image *image,
							 const struct imapi_medium *medium);

/** The limit in blocks of 2048 bytes, 0: none (IMAPI v2: FreeMediaBlocks). */
uint64_t imapi_file_system_image_free_media_blocks(const struct imapi_file_system_image *image);

/**
 * The blocks that the image would have if it were built now, all structures and the padding
 * included: exactly what is to be written (IMAPI v2: UsedBlocks, an estimate there). The whole
 * image is planned once and again after each change. Fails as
 * imapi_file_system_image_create_result() does, but not for the limit.
 */
imapi_status imapi_file_system_image_used_blocks(struct imapi_file_system_image *image,
						 uint64_t *ret_blocks);

/** What happens to contents that the limit has no room for. */
enum imapi_image_full {
	/** The call that adds what passes the limit fails; structures are counted at the end.
	 */
	IMAPI_IMAGE_FULL_REFUSE = 0,
	/** Only building fails: things may be removed before. */
	IMAPI_IMAGE_FULL_REFUSE_LATE = 1,
	/** Building leaves out files. */
	IMAPI_IMAGE_FULL_LEAVE_OUT = 2,
};

/** Told of each name that was left out, and the bytes behind it. It must not call the image. */
typedef void imapi_image_left_out_fn(void *user, const char *disc_path, uint64_t length);

/**
 * What happens when the limit is reached; default IMAPI_IMAGE_FULL_REFUSE. To leave out means
 * that imapi_file_system_image_create_result() goes through the files in the order of their
 * paths and removes those that no longer fit, with all their hard links, and tells @fn (may be
 * NULL) of them; folders, empty files, what was imported and what the disc boots from stay. It
 * counts as one change, which a rollback takes back. That call then fails with
 * IMAPI_E_IMAGE_SIZE_LIMIT if the rest is still too much, and with IMAPI_E_READONLY if another
 * result exists. Fails with IMAPI_E_INVALID_PARAM.
 */
imapi_status imapi_file_system_image_set_full(struct imapi_file_system_image *image,
					      enum imapi_image_full policy,
					      imapi_image_left_out_fn *fn, void *user);

#ifdef __cplusplus
}
#endif

#endif
