/* SPDX-License-Identifier: MIT */
/* Makes a rewritable medium ready for new data (IMAPI v2: IDiscFormat2Erase). */
#ifndef IMAPI_ERASER_H
#define IMAPI_ERASER_H

#include "imapi/job.h"

#ifdef __cplusplus
extern "C" {
#endif

struct imapi_eraser;

/** Makes an eraser for one recorder, which must outlive it. The caller owns it. */
imapi_status imapi_eraser_new(struct imapi_recorder *recorder,
			      struct imapi_eraser **ret_eraser);

/** Releases an eraser, after its jobs. NULL is fine; returns NULL. */
struct imapi_eraser *imapi_eraser_free(struct imapi_eraser *eraser);

/**
 * Who is erasing, for other programs that want the drive (IMAPI v2: ClientName), as
 * imapi_data_writer_set_client_name(). Fails with IMAPI_E_ERASE_CLIENT_NAME_IS_NOT_VALID.
 */
imapi_status imapi_eraser_set_client_name(struct imapi_eraser *eraser, const char *name);

/**
 * 1: every sector is blanked, or certified by a format, which takes as long as writing the
 * whole disc, or twice that; 0: only what tells of the data (IMAPI v2: FullErase). Default 0.
 * Of a medium that is written anywhere that is also the first and the last 2 MB, which are
 * filled with zeros; of a DVD+RW the first.
 */
imapi_status imapi_eraser_set_full_erase(struct imapi_eraser *eraser, int full);

/**
 * How long to wait for the drive, at most, in seconds; 0 for as long as it shows signs of life.
 * Default 43200. A wait that ends is IMAPI_E_STILL_ERASING: the drive works on.
 */
imapi_status imapi_eraser_set_max_wait(struct imapi_eraser *eraser, uint32_t seconds);

/** As imapi_data_writer_set_ask_times(): ask for command time-outs first. Default 0. */
imapi_status imapi_eraser_set_ask_times(struct imapi_eraser *eraser, int ask);

/** A format as the drive offers it (MMC-6 READ FORMAT CAPACITIES). */
struct imapi_format {
	size_t size; /**< sizeof, as the program was compiled */
	/** MMC-6 FORMAT UNIT: 00h the usual one, 01h more spares (data stays), 10h to 15h of a
	 *  DVD-RW, 26h of a DVD+RW, 30h with spares, 31h without, 32h of a BD-R. */
	unsigned type;
	unsigned sub_type;  /**< of 00h and 32h on a BD-R: an enum imapi_bd_r_recording; of 30h
				 2: certified, as by a full format, 3: quickly so */
	uint64_t sectors;   /**< that can be written afterwards; of 30h and 32h anything
				 between those listed will do, in clusters of 32 */
	uint32_t parameter; /**< what the type wants; of a BD, spare clusters */
};

#define IMAPI_FORMAT_INIT                                                                      \
	{                                                                                      \
		sizeof(struct imapi_format), 0, 0, 0, 0                                        \
	}

/** How a BD-R is recorded that is formatted before its first write. */
enum imapi_bd_r_recording {
	IMAPI_BD_R_OVERWRITE = 0,  /**< in sequence, and what is written can be replaced */
	IMAPI_BD_R_SEQUENTIAL = 1, /**< in sequence, bad places are replaced by spares */
	IMAPI_BD_R_RANDOM = 2,	   /**< at any address, each cluster once */
};

/**
 * Asks the drive for the formats of the medium in it. Fills at most @room; each @size must be
 * set. *@ret_count is how many there are. A medium that is not formatted has none.
 */
imapi_status imapi_eraser_formats(struct imapi_eraser *eraser, struct imapi_format *ret_formats,
				  size_t room, size_t *ret_count);

/**
 * Which format imapi_eraser_format() and imapi_eraser_erase() use: its type and sub_type, and
 * sectors as listed (0: of the first one of that type). With it a blank BD-R can be formatted
 * too, once. NULL, the default: what the medium usually has. Copied.
 * The types 01h and 11h to 14h leave the data where it is.
 * A job whose format the drive does not offer ends with IMAPI_E_ERASE_REJECTED; the advice
 * lists what it offers.
 */
imapi_status imapi_eraser_set_format(struct imapi_eraser *eraser,
				     const struct imapi_format *format);

/** How much of a BD or DVD-RAM is set aside to replace what is bad. */
enum imapi_spares {
	IMAPI_SPARES_UNCHOSEN = 0, /**< as the format has them */
	IMAPI_SPARES_NONE = 1,	  /**< none: writes go twice as fast, and nothing is replaced */
	IMAPI_SPARES_LEAST = 2,	  /**< the fewest that the drive offers */
	IMAPI_SPARES_USUAL = 3,	  /**< those that the drive prefers */
	IMAPI_SPARES_MOST = 4,	  /**< the most that it offers */
	IMAPI_SPARES_SECTORS = 5, /**< a number of sectors, of a BD */
};

/**
 * Chooses the format by its spares, in place of its type: 30h or 31h of a BD-RE, 32h of a BD-R,
 * 00h of a DVD-RAM. A sub_type that imapi_eraser_set_format() was given stays.
 * @sectors counts with IMAPI_SPARES_SECTORS; it is rounded up to clusters. A job whose medium
 * cannot have such spares ends with IMAPI_E_ERASE_REJECTED.
 */
imapi_status imapi_eraser_set_spares(struct imapi_eraser *eraser, enum imapi_spares spares,
				     uint64_t sectors);

/**
 * 1: imapi_eraser_format() goes on with the format of a DVD+RW that runs in the background and
 * was stopped; the data stays. With imapi_eraser_set_full_erase() the job lasts to its end.
 * Fails with IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED if nothing was stopped. Default 0.
 */
imapi_status imapi_eraser_set_restart(struct imapi_eraser *eraser, int restart);

/**
 * Prepares the job that makes all data of the medium unreachable (IMAPI v2: EraseMedia): a
 * CD-RW is blanked, also one that is final or whose last blank was cut off; a BD-RE
 * or DVD-RAM is formatted. Nothing is sent to the drive before the first step, save questions.
 * One job per recorder at a time. The job ends with 0 only if the medium itself says that it is
 * empty.
 *
 * Once the drive has begun it cannot be stopped: imapi_job_cancel() has no effect then, and the
 * job goes on to its end, but for a full format of a DVD+RW once that runs in the background:
 * the disc can be used then, and imapi_eraser_set_restart() goes on. imapi_job_free() leaves
 * the drive at work, and the medium locked.
 *
 * A DVD-RW that was not blanked in full is written at once only (disc at once), which makes it
 * final. A blank or format that was cut off leaves a medium that has to be erased again.
 *
 * Fails with IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE (written once, or read only),
 * IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED,
 * IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED, IMAPI_E_ERASE_RECORDER_IN_USE and what
 * imapi_recorder_acquire() and imapi_medium_read() say: the drive is the job's alone until it
 * ends. The job ends with IMAPI_E_ERASE_REJECTED (the medium is as it was),
 * IMAPI_E_ERASE_DRIVE_FAILED_ERASE_COMMAND, IMAPI_E_WRITE_NOT_PROVEN (the drive said that it
 * did, and did not), IMAPI_E_STILL_ERASING, IMAPI_E_ERASE_NO_ANSWER, IMAPI_E_ERASE_GONE or
 * IMAPI_E_TRANSPORT.
 */
imapi_status imapi_eraser_erase(struct imapi_eraser *eraser, struct imapi_job **ret_job);

/**
 * The same for media that have to be formatted before they can be written. Fails also with
 * IMAPI_E_ERASE_MEDIA_IS_NOT_SUPPORTED for a CD-RW, which is blanked and needs no format.
 */
imapi_status imapi_eraser_format(struct imapi_eraser *eraser, struct imapi_job **ret_job);

#ifdef __cplusplus
}
#endif

#endif
