/* SPDX-License-Identifier: MIT */
/* The simulated drive: its media, its models, and disc files. */
#ifndef IMAPI_SIMULATOR_H
#define IMAPI_SIMULATOR_H

#include "imapi/context.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A kind of medium that the simulator has; @name is what "sim:NAME" and
 * imapi_simulator_new_disc() take. The strings live for ever.
 */
struct imapi_simulator_medium {
	size_t size;		   /**< sizeof, as the program was compiled */
	const char *name;	   /**< "bd-r" */
	const char *description;   /**< for people, in English */
	uint16_t profile;	   /**< MMC-6 profile number of the blank medium */
	uint64_t sectors;	   /**< usual size, in sectors of 2048 bytes */
	uint64_t least_sectors;	   /**< smallest size that may be asked for */
	uint64_t greatest_sectors; /**< largest size that may be asked for */
};

#define IMAPI_SIMULATOR_MEDIUM_INIT                                                            \
	{                                                                                      \
		sizeof(struct imapi_simulator_medium), NULL, NULL, 0, 0, 0, 0                  \
	}

/** A model of drive; @name is what the option "model=NAME" takes. The strings live for ever. */
struct imapi_simulator_model {
	size_t size;		 /**< sizeof, as the program was compiled */
	const char *name;	 /**< "slow-closer" */
	const char *description; /**< for people, in English */
	const char *vendor_id;	 /**< as INQUIRY gives it, blanks included */
	const char *product_id;
	const char *product_revision;
	uint32_t buffer_bytes; /**< size of its buffer */
};

#define IMAPI_SIMULATOR_MODEL_INIT                                                             \
	{                                                                                      \
		sizeof(struct imapi_simulator_model), NULL, NULL, NULL, NULL, NULL, 0          \
	}

/** How many kinds of medium and models there are. */
size_t imapi_simulator_medium_count(void);
size_t imapi_simulator_model_count(void);

/**
 * Medium or model number @index, from 0; the size member of the result must be set.
 * Fails with IMAPI_E_POINTER or IMAPI_E_INVALIDARG. Safe from any thread.
 */
imapi_status imapi_simulator_medium(size_t index, struct imapi_simulator_medium *ret_medium);
imapi_status imapi_simulator_model(size_t index, struct imapi_simulator_model *ret_model);

/**
 * Makes a disc file at @path with a blank medium of kind @medium, of @sectors sectors (0: the
 * usual size; rounded down to whole ECC units). The file is sparse: it grows with what is
 * written. Opened as "sim:PATH" it is the disc in a drive, and what is burned to it stays.
 *
 * Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG (there is no such medium, or not in that
 * size), IMAPI_E_FILE_OPEN_FAILURE (also if there is a file at @path) or
 * IMAPI_E_FILE_WRITE_FAILURE.
 */
imapi_status imapi_simulator_new_disc(struct imapi_context *context, const char *medium,
				      const char *path, uint64_t sectors);

#ifdef __cplusplus
}
#endif

#endif
