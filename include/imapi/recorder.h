/* SPDX-License-Identifier: MIT */
/* One optical drive (IMAPI v2: IDiscRecorder2). */
#ifndef IMAPI_RECORDER_H
#define IMAPI_RECORDER_H

#include "imapi/stream.h"
#include "imapi/transport.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct imapi_recorder;

/**
 * Opens a drive by its address (IMAPI v2: InitializeDiscRecorder):
 *
 *	/dev/sr0, /dev/sg1   a drive of this machine
 *	iscsi://[USER[%SECRET]@]HOST[:PORT]/TARGET/LUN[?OPTIONS]
 *	                     a drive that an iSCSI target offers; see below
 *	sim:bd-r             a simulated drive with a blank medium, for this run
 *	sim:PATH             a simulated drive with the disc file PATH
 *	tape:PATH            a drive that answers as a recorded tape says
 *
 * Options of a simulated drive follow a "?". No command is sent before one is needed, but an
 * iSCSI drive is logged in to. The drive is shared with other programs until it is acquired;
 * see imapi_recorder_acquire(). The caller owns the recorder. Fails with
 * IMAPI_E_ADDRESS_INVALID, IMAPI_E_ACCESSDENIED, IMAPI_E_DEV_NOT_EXIST, IMAPI_E_SIM_...,
 * IMAPI_E_RECORDER_LOCKED (a node that another program has opened so that nobody else can),
 * IMAPI_E_CONNECTION_FAILED (iSCSI).
 *
 * iSCSI addresses are those of libiscsi. USER and SECRET are for CHAP; what the address does
 * not say is taken from the environment: LIBISCSI_CHAP_USERNAME and LIBISCSI_CHAP_PASSWORD, and
 * LIBISCSI_CHAP_TARGET_USERNAME and LIBISCSI_CHAP_TARGET_PASSWORD for what the target has to
 * prove. Options: timeout=SECONDS (1 to 3600, default 30), header_digest=crc32c|none,
 * target_user=USER, target_password=SECRET. A target that shows no sign of life for that many
 * seconds, while connecting or later, is given up; opening takes no longer than that and the
 * look-up of the name, which the system's resolver bounds, plus as long for each of the first
 * two commands. A slow drive does not count as silent as long as its target answers. A
 * connection that is lost is not made anew: commands end with IMAPI_E_CONNECTION_LOST until
 * the drive is opened again.
 */
imapi_status imapi_recorder_open(struct imapi_context *context, const char *address,
				 struct imapi_recorder **ret_recorder);

/**
 * A recorder over a program's own transport. The recorder owns @transport from this call on,
 * also if it fails.
 */
imapi_status imapi_recorder_new(struct imapi_transport *transport,
				struct imapi_recorder **ret_recorder);

/** Closes the drive, after every job on it. NULL is fine; returns NULL. */
struct imapi_recorder *imapi_recorder_free(struct imapi_recorder *recorder);

/**
 * Writes one line per exchange with the drive, decoded, to @file from now on. @file stays the
 * caller's and must live as long as the recorder.
 */
imapi_status imapi_recorder_set_trace(struct imapi_recorder *recorder, FILE *file);

/**
 * Records every exchange from now on to a tape at @path, which replays as a drive by the
 * address "tape:PATH". Fails with IMAPI_E_FILE_WRITE_FAILURE.
 */
imapi_status imapi_recorder_set_tape(struct imapi_recorder *recorder, const char *path);

/**
 * The address it was opened with (IMAPI v2: ActiveDiscRecorder), or the name of the transport.
 * Secrets are left out of it, see imapi_address_redact(). Lives as long as @recorder.
 */
const char *imapi_recorder_address(const struct imapi_recorder *recorder);

/**
 * @address as it may be shown: without secrets. Where a secret was, the result opens the same
 * drive if the environment holds it, see imapi_recorder_open(); of an address that cannot be
 * understood and may hold one, only the beginning is left. The caller free()s it. NULL if
 * @address is NULL or there is no memory. Any thread.
 */
char *imapi_address_redact(const char *address);

/** Who the drive says it is. */
struct imapi_recorder_identity {
	size_t size;		  /**< sizeof, as the program was compiled */
	char vendor_id[9];	  /**< INQUIRY (IMAPI v2: VendorId), trailing blanks cut */
	char product_id[17];	  /**< IMAPI v2: ProductId */
	char product_revision[5]; /**< IMAPI v2: ProductRevision */
	char serial_number[64];	  /**< feature 0108h; "" if the drive does not tell */
	int can_load_media;	  /**< IMAPI v2: DeviceCanLoadMedia, from feature 0003h */
	uint32_t buffer_bytes;	  /**< size of the drive's buffer; 0 if not known */
};

#define IMAPI_RECORDER_IDENTITY_INIT                                                           \
	{                                                                                      \
		sizeof(struct imapi_recorder_identity), "", "", "", "", 0, 0                   \
	}

/** Asks the drive who it is. @ret_identity->size must be set. */
imapi_status imapi_recorder_identify(struct imapi_recorder *recorder,
				     struct imapi_recorder_identity *ret_identity);

/**
 * The features or profiles of the drive (IMAPI v2: SupportedFeaturePages, SupportedProfiles,
 * CurrentProfiles): fills at most @room codes, *@ret_count is how many there are.
 */
imapi_status imapi_recorder_features(struct imapi_recorder *recorder, int current_only,
				     uint16_t *ret_codes, size_t room, size_t *ret_count);
imapi_status imapi_recorder_profiles(struct imapi_recorder *recorder, int current_only,
				     uint16_t *ret_codes, size_t room, size_t *ret_count);

/**
 * Takes the drive for this recorder alone (IMAPI v2: AcquireExclusiveAccess), until
 * imapi_recorder_release() was called as often, imapi_recorder_free(), or the end of the
 * process, however it ends. Jobs, the tray and whatever else changes the drive do so by
 * themselves for their time. @client_name is shown to others: letters, digits, blank and
 * . , : ; - _, 1 to 63 bytes; nested calls keep the first.
 *
 * On Linux other users of this library are kept away by a name among the local sockets, and
 * may still send what a drive answers from its memory (INQUIRY, GET CONFIGURATION, MODE SENSE);
 * everything else ends with IMAPI_E_RECORDER_LOCKED for them. mount(8), other burners and the
 * system's look for new media are kept away by an exclusive descriptor of the block node, also
 * for a drive that was opened as /dev/sgN. A program that opens the node without O_EXCL, or a
 * /dev/sgN, cannot be kept away. Name spaces of containers have names of their own: there the
 * descriptor alone counts. Drives that no other program can reach are only counted.
 *
 * Without @force a disc that is mounted, or a drive that anybody has for himself, is refused.
 * With it only the name of another user of this library is passed over; a mounted disc and a
 * descriptor of another process cannot be (IMAPI v2: force takes mounted ones, too).
 *
 * Fails with IMAPI_E_RECORDER_CLIENT_NAME_IS_NOT_VALID; IMAPI_E_RECORDER_LOCKED, whose message
 * says who has the drive, and where it is mounted.
 */
imapi_status imapi_recorder_acquire(struct imapi_recorder *recorder, int force,
				    const char *client_name);

/**
 * Ends one imapi_recorder_acquire() (IMAPI v2: ReleaseExclusiveAccess).
 * Fails with IMAPI_E_RECORDER_NOT_LOCKED.
 */
imapi_status imapi_recorder_release(struct imapi_recorder *recorder);

/**
 * Who has the drive (IMAPI v2: ExclusiveAccessOwner), without touching it; what the system
 * tells without trying: users of this library, and a mounted disc. @ret_owner->size must be
 * set.
 */
imapi_status imapi_recorder_exclusive_owner(struct imapi_recorder *recorder,
					    struct imapi_exclusive_owner *ret_owner);

/**
 * Keeps the system from looking for a new medium, and so from mounting and opening it (IMAPI
 * v2: DisableMcn, EnableMcn); calls nest. Linux stops its polling while a drive is held
 * exclusively, so this is imapi_recorder_acquire() as "libimapi". Enabling what was not
 * disabled is IMAPI_E_RECORDER_NOT_LOCKED.
 */
imapi_status imapi_recorder_disable_mcn(struct imapi_recorder *recorder);
imapi_status imapi_recorder_enable_mcn(struct imapi_recorder *recorder);

/** Opens the tray (IMAPI v2: EjectMedia), alone for that time. Fails as acquiring does. */
imapi_status imapi_recorder_eject(struct imapi_recorder *recorder);

/**
 * Closes the tray (IMAPI v2: CloseTray), alone for that time, and waits until the drive knows
 * the medium. Fails as acquiring does, and as the drive says if it has no tray to close.
 */
imapi_status imapi_recorder_close_tray(struct imapi_recorder *recorder);

/**
 * Has the operating system see what is on the medium now, after a burn, an erase or a format.
 * Linux goes on believing in the size that the medium had when it was put in, and cannot mount
 * or read what was written since. If it does, the tray is opened and closed, alone for that
 * time, and the drive waited for. IMAPI_S_RELOAD_NEEDED: the medium must be taken out and put
 * in by hand, since the drive cannot. Drives that the system does not know need nothing. Fails
 * as imapi_recorder_close_tray().
 */
imapi_status imapi_recorder_refresh(struct imapi_recorder *recorder);

/**
 * Locks or unlocks the tray (MMC-6 PREVENT ALLOW MEDIUM REMOVAL). Linux unlocks it, too, when
 * the last program closes the block node. Fails as acquiring does.
 */
imapi_status imapi_recorder_lock_tray(struct imapi_recorder *recorder, int locked);

/**
 * A stream over @blocks sectors of 2048 bytes of the medium, from LBA @start on, read by
 * READ(10) past the operating system's cache. Valid as long as @recorder; the caller owns it.
 */
imapi_status imapi_recorder_read_stream(struct imapi_recorder *recorder, uint64_t start,
					uint64_t blocks, struct imapi_stream **ret_stream);

#ifdef __cplusplus
}
#endif

#endif
