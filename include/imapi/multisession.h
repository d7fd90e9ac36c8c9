/* SPDX-License-Identifier: MIT */
/* How files can be added to a medium that has some already (IMAPI v2: IMultisession). */
#ifndef IMAPI_MULTISESSION_H
#define IMAPI_MULTISESSION_H

#include "imapi/file-system-image.h"
#include "imapi/medium.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The multisession of the medium in a recorder: an immutable snapshot. */
struct imapi_multisession;

/** How a medium takes another session. */
enum imapi_multisession_kind {
	/** Not at all: it is closed for good, read-only, or of a kind that is not known. */
	IMAPI_MULTISESSION_NONE = 0,
	/** Behind the last one (IMAPI v2: IMultisessionSequential, -Sequential2). */
	IMAPI_MULTISESSION_SEQUENTIAL = 1,
	/** It can be written anywhere (IMAPI v2: IMultisessionRandomWrite). */
	IMAPI_MULTISESSION_RANDOM_WRITE = 2,
};

/** Fill @size with sizeof(struct imapi_multisession_info). Addresses are LBAs. */
struct imapi_multisession_info {
	size_t size;
	enum imapi_multisession_kind kind;
	/**
	 * 1: another session can be added now (IMAPI v2: IsSupportedOnCurrentMediaState). A
	 * blank sequential medium has nothing to add to: 0; a rewritable one is not asked for
	 * its contents.
	 */
	int is_supported;
	/** 1: no session with data is there; one of audio may be. Sequential only. */
	int is_first_data_session;
	/** Start of the last complete session with data, -1 if there is none. Sequential only
	 */
	int64_t previous_start;
	/** Last address of the last complete session, -1 if the drive does not tell. */
	int64_t last_written;
	int64_t next_writable;	/**< -1 if nothing can be written. Sequential only */
	uint64_t free_sectors;	/**< for the next session */
	uint64_t total_sectors; /**< on the medium */
	uint32_t write_unit;	/**< sectors that a write must be a multiple of, aligned */
};

/**
 * Takes a snapshot of how the medium in @recorder, of which @medium was read, can be added to.
 * @recorder must outlive it and is what is imported from (IMAPI v2: ImportRecorder); @medium
 * need not. The caller owns it. Fails with IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_multisession_new(struct imapi_recorder *recorder,
				    const struct imapi_medium *medium,
				    struct imapi_multisession **ret_multisession);

/** Releases it, after the images that imported from it and their results. NULL is fine;
 *  returns NULL. */
struct imapi_multisession *imapi_multisession_free(struct imapi_multisession *multisession);

/** Fills *@ret_info, whose member size the caller has set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_multisession_info(const struct imapi_multisession *multisession,
				     struct imapi_multisession_info *ret_info);

/** The recorder that it was made for. */
struct imapi_recorder *imapi_multisession_recorder(
	const struct imapi_multisession *multisession);

/**
 * Imports the last session of the medium into @image (IMAPI v2: MultisessionInterfaces and
 * ImportFileSystem): imapi_file_system_image_import() with the addresses of the medium. Also
 * sets the limit of blocks to what is free.
 * Fails as that does, with IMAPI_E_NO_COMPATIBLE_MULTISESSION_TYPE (nothing can be added),
 * IMAPI_E_EMPTY_DISC (there is nothing to import), and with what reading the disc says.
 */
imapi_status imapi_multisession_import(struct imapi_multisession *multisession,
				       struct imapi_file_system_image *image,
				       enum imapi_image_tree tree, unsigned *ret_tree);

/**
 * Whether the disc is still the one that the image was made for: between import and burn it may
 * have been changed for another, or written to. @multisession is made of a medium that was read
 * anew. Fails with IMAPI_E_DISC_MISMATCH, IMAPI_E_NO_COMPATIBLE_MULTISESSION_TYPE,
 * IMAPI_E_EMPTY_DISC and with what reading the disc says. IMAPI_OK for a @result of an image
 * that nothing was imported to.
 */
imapi_status imapi_multisession_check_disc(struct imapi_multisession *multisession,
					   const struct imapi_image_result *result);

#ifdef __cplusplus
}
#endif

#endif
