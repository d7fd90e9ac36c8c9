/* SPDX-License-Identifier: MIT */
/* A drive that the Linux kernel sees, and this program answers for. */
#ifndef IMAPI_EXPORT_H
#define IMAPI_EXPORT_H

#include "imapi/transport.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a transport reaches becomes /dev/srN of this machine: a simulated drive, a tape, a drive
 * elsewhere in the network. Commands of any program and of the kernel come in by the kernel's
 * target_core_user and tcm_loop, which every usual kernel has as modules; root is needed.
 *
 * One thread serves one export, or several in turn in a loop around poll(). While nobody serves
 * it, everybody who uses the drive waits, the kernel included. An export belongs to the context
 * of its transport.
 */
struct imapi_export;

/** How a drive is served. */
struct imapi_export_settings {
	size_t size;	  /**< sizeof, as the program was compiled */
	const char *name; /**< for people who look into the kernel's lists; NULL: "drive" */
	/**
	 * How many seconds pass on the transport's clock for each one that passes here, besides
	 * the time that its commands take, which nobody waits for. 0 for a transport on the
	 * system's clock, whose commands take the time that they take.
	 */
	uint32_t pace;
	/**
	 * Seconds after which the kernel gives up a command that is not answered; 0: never.
	 * With a limit nobody hangs for long when this program is killed.
	 */
	uint32_t timeout_s;
	uint32_t transfer_kb; /**< most of one command, in units of 1024 bytes; 0: 1024 */
};

#define IMAPI_EXPORT_SETTINGS_INIT                                                             \
	{                                                                                      \
		sizeof(struct imapi_export_settings), NULL, 1, 30, 0                           \
	}

/**
 * Makes the drive and returns when the kernel has it. The kernel's questions meanwhile are
 * answered from within. The export owns @transport from this call on, also if it fails.
 * @settings may be NULL.
 *
 * Fails with IMAPI_E_ACCESSDENIED (not root), IMAPI_E_SYSTEM (a step that the kernel refused;
 * the advice names the module that is missing), IMAPI_E_DEV_NOT_EXIST (the kernel made no
 * device), IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_export_new(struct imapi_transport *transport,
			      const struct imapi_export_settings *settings,
			      struct imapi_export **ret_export);

/**
 * Takes the drive out of the kernel, as if it were unplugged, and closes the transport. A
 * command under way is answered with "no such logical unit". NULL is fine; returns NULL.
 */
struct imapi_export *imapi_export_free(struct imapi_export *drive);

/** "/dev/sr0"; lives as long as @drive. */
const char *imapi_export_block_device(const struct imapi_export *drive);

/** "/dev/sg0", or "" if the kernel has no sg; lives as long as @drive. */
const char *imapi_export_generic_device(const struct imapi_export *drive);

/** A descriptor that is readable when a command has come; the export's own. */
int imapi_export_fd(const struct imapi_export *drive);

/** The transport, to look at or to touch between two calls; the export's own. */
struct imapi_transport *imapi_export_transport(struct imapi_export *drive);

/**
 * Answers the commands that are there, and does not wait for others. A command that the drive
 * still works at after @patience_us is looked away from: then *@ret_busy is not 0, and the next
 * call goes on with it; the descriptor does not tell when. So it may be after
 * imapi_export_new(): the first call comes before the first poll(). With a pace every command
 * is answered at once.
 *
 * Fails with IMAPI_E_DEV_NOT_EXIST or IMAPI_E_SYSTEM if the kernel's side is gone or makes no
 * sense; then nothing is left but imapi_export_free().
 */
imapi_status imapi_export_serve(struct imapi_export *drive, uint64_t patience_us,
				int *ret_busy);

/**
 * Removes the drives of programs that ended without doing so; *@ret_count is how many there
 * were. Drives that are being served stay. Fails as imapi_export_new().
 */
imapi_status imapi_export_clean(struct imapi_context *context, size_t *ret_count);

#ifdef __cplusplus
}
#endif

#endif
