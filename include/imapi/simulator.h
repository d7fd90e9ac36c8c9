/* SPDX-License-Identifier: MIT */
/* The simulated drive: its media, its models, and disc files. */
#ifndef IMAPI_SIMULATOR_H
#define IMAPI_SIMULATOR_H

#include "imapi/transport.h"

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

/** How a simulated drive stands. */
struct imapi_simulator_state {
	size_t size; /**< sizeof, as the program was compiled */
	int is_tray_open;
	int is_locked;	    /**< a program has locked the tray */
	int has_disc;	    /**< a disc is in the closed tray */
	const char *medium; /**< its kind, as in struct imapi_simulator_medium, or NULL */
	const char *target; /**< what was put in: a medium, a disc file, "none" */
};

#define IMAPI_SIMULATOR_STATE_INIT                                                             \
	{                                                                                      \
		sizeof(struct imapi_simulator_state), 0, 0, 0, NULL, NULL                      \
	}

/**
 * What a person does at the drive behind @transport, which imapi_transport_open() made of a
 * "sim:" address; between two commands. All fail with IMAPI_E_INVALIDARG on any other
 * transport, IMAPI_E_COMMAND_PENDING while a command is outstanding, IMAPI_E_POINTER.
 */

/**
 * How the drive stands. The size member of the result must be set; its strings live until the
 * next disc is put in.
 */
imapi_status imapi_simulator_get_state(struct imapi_transport *transport,
				       struct imapi_simulator_state *ret_state);

/**
 * Presses the button. The tray opens, and a disc file in it is saved and free for other
 * programs. Returns IMAPI_S_FALSE if a program has locked the tray: then it stays closed, and
 * the event "eject request" tells the programs of the press (MMC-6 6.6.3).
 */
imapi_status imapi_simulator_eject(struct imapi_transport *transport);

/**
 * Puts a disc in and closes the tray, which it opens first if need be. @target is a medium, a
 * disc file or "none"; NULL: what was in it. Programs see a new medium (06/28/00 and an event).
 * Fails also with IMAPI_E_RECORDER_LOCKED if a program has locked the tray or another drive has
 * the disc file, IMAPI_E_FILE_OPEN_FAILURE, IMAPI_E_SIM_DISC_INVALID; the tray is open then.
 */
imapi_status imapi_simulator_load(struct imapi_transport *transport, const char *target);

#ifdef __cplusplus
}
#endif

#endif
