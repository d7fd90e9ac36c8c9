/* SPDX-License-Identifier: MIT */
/* Long work in small steps: burn and verify. */
#ifndef IMAPI_JOB_H
#define IMAPI_JOB_H

#include "imapi/recorder.h"

#ifdef __cplusplus
extern "C" {
#endif

struct imapi_job;
struct imapi_medium;

/** IMAPI_FORMAT2_DATA_WRITE_ACTION; the numbers are not in order of time. */
enum imapi_action {
	IMAPI_ACTION_VALIDATING_MEDIA = 0,
	IMAPI_ACTION_FORMATTING_MEDIA = 1,
	IMAPI_ACTION_INITIALIZING_HARDWARE = 2,
	IMAPI_ACTION_CALIBRATING_POWER = 3,
	IMAPI_ACTION_WRITING_DATA = 4,
	IMAPI_ACTION_FINALIZATION = 5,
	IMAPI_ACTION_COMPLETED = 6,
	IMAPI_ACTION_VERIFYING = 7,
};

/** Where a job is (IMAPI v2: IDiscFormat2DataEventArgs and IWriteEngine2EventArgs). */
struct imapi_progress {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_action action;
	int64_t start_lba;	  /**< of the data that this action moves */
	uint64_t sector_count;	  /**< how many sectors it moves */
	int64_t last_read_lba;	  /**< last sector taken from the stream; start - 1 if none */
	int64_t last_written_lba; /**< last sector sent, or verified; start - 1 if none */
	uint64_t total_system_buffer, used_system_buffer; /**< bytes, host side */
	uint64_t total_device_buffer, used_device_buffer; /**< bytes, 0 if the drive hides it */
	uint64_t elapsed_ms, remaining_ms;		  /**< of the whole job; an estimate */
	uint32_t speed_kbps;				  /**< now, in 1000 bytes per second */
	uint32_t fraction; /**< of this action, 0 to 65536; 65537 if not known */
};

#define IMAPI_PROGRESS_INIT                                                                    \
	{                                                                                      \
		sizeof(struct imapi_progress), IMAPI_ACTION_VALIDATING_MEDIA, 0, 0, 0, 0, 0,   \
			0, 0, 0, 0, 0, 0, 0                                                    \
	}

/**
 * Does a bounded piece of work: some write commands, one poll of a long operation. May sleep
 * on the transport's clock for at most half a second; a command that takes longer by itself, or
 * that a disturbed drive wants to be repeated, is waited for. @ret_progress may be NULL, else
 * its size must be set. Returns 0, also when the job is done; on failure or after a cancel the
 * following steps bring the medium into order first, and the failure is what
 * imapi_job_status() and the last step say.
 */
imapi_status imapi_job_step(struct imapi_job *job, struct imapi_progress *ret_progress);

/** 1 once there is nothing left to do, after success as well as failure. */
int imapi_job_done(const struct imapi_job *job);

/** The outcome so far: 0 while running, else what imapi_job_run() returns. */
imapi_status imapi_job_status(const struct imapi_job *job);

/** Told about progress, at least every 0.5 s while data moves; non-zero cancels the job. */
typedef int imapi_progress_fn(void *user, const struct imapi_progress *progress);

/** Steps until the job is done. @fn may be NULL. Returns the outcome of the job. */
imapi_status imapi_job_run(struct imapi_job *job, imapi_progress_fn *fn, void *user);

/**
 * Asks the job to stop. Any thread, any signal handler, any time before imapi_job_free(). The
 * next steps finish track and session in order, so that the disc stays appendable, and the job
 * ends with IMAPI_E_REQUEST_CANCELLED. A close that is running is seen to its end.
 */
void imapi_job_cancel(struct imapi_job *job);

/** What is known about the end of the session, apart from the data itself. */
enum imapi_close_state {
	IMAPI_CLOSE_NOT_RUN = 0,
	IMAPI_CLOSE_CLOSED = 1, /**< confirmed by the state of the medium */
	IMAPI_CLOSE_UNCONFIRMED =
		2, /**< the drive is ready, the structure is not as expected */
	IMAPI_CLOSE_STILL_RUNNING = 3, /**< no longer waited for; the drive still works */
	IMAPI_CLOSE_REJECTED = 4,      /**< the data is written, the session stays open */
	IMAPI_CLOSE_DATA_SHORT = 5,    /**< the medium lacks the last sectors */
	IMAPI_CLOSE_FLUSH_FAILED = 6,
	IMAPI_CLOSE_MEDIUM_FAILED = 7,
	IMAPI_CLOSE_DRIVE_FAILED = 8,
	IMAPI_CLOSE_GONE = 9,	    /**< medium or drive went away */
	IMAPI_CLOSE_NO_ANSWER = 10, /**< the drive has stopped answering */
};

/** What shows that the data is on the medium; bits. GOOD from the drive is none of them. */
enum imapi_proof {
	IMAPI_PROOF_STATE =
		1,	      /**< disc, sessions, track and next address are as they must be */
	IMAPI_PROOF_TIME = 2, /**< writing took as long as the speed of the drive says */
	IMAPI_PROOF_SAMPLES =
		4, /**< first, last, edge and random blocks, read past the cache */
	IMAPI_PROOF_ALL_READ = 8, /**< every block was read back and compared */
};

enum imapi_verify_state {
	IMAPI_VERIFY_NOT_RUN = 0,
	IMAPI_VERIFY_PASSED = 1,
	IMAPI_VERIFY_FAILED = 2,
};

/** What a job found and did; valid at any time, final when the job is done. */
struct imapi_burn_result {
	size_t size;		  /**< sizeof, as the program was compiled */
	int64_t start_lba;	  /**< where the data starts on the medium */
	uint64_t sectors_written; /**< accepted by the drive */
	enum imapi_close_state close;
	int is_finalised; /**< nothing can be appended any more */
	enum imapi_verify_state verify;
	uint64_t sectors_verified; /**< compared, not just read */
	uint64_t sectors_bad;	   /**< different or unreadable */
	unsigned bad_range_count;
	uint64_t write_ms, close_ms, verify_ms;
	char digest[33];	  /**< XXH3-128 of the stream, hexadecimal; "" before the end */
	unsigned proof;		  /**< what was shown: bits of enum imapi_proof */
	uint64_t sectors_sampled; /**< compared as samples, past the cache if proof says so */
	int64_t lost_from_lba;	/**< the medium lacks what was sent from here on; -1: nothing */
	uint64_t sectors_found; /**< of those written: there before a burn was taken up again */
	/** What the drive wrote at, in sectors per second; 0: it does not tell. */
	uint32_t write_speed;
	int pure_cav; /**< 1: the disc turned at one speed, as the drive says */
	/** 0, or what was not as set: IMAPI_S_SPEEDADJUSTED, ..._ROTATIONADJUSTED, ..._BOTH...
	 */
	imapi_status adjusted;
	int is_test; /**< 1: a test write; the medium is as it was */
};

#define IMAPI_BURN_RESULT_INIT                                                                 \
	{                                                                                      \
		sizeof(struct imapi_burn_result), 0, 0, IMAPI_CLOSE_NOT_RUN, 0,                \
			IMAPI_VERIFY_NOT_RUN, 0, 0, 0, 0, 0, 0, "", 0, 0, -1, 0, 0, 0, 0, 0    \
	}

/** Fills @ret_result, whose size must be set. */
imapi_status imapi_job_result(const struct imapi_job *job,
			      struct imapi_burn_result *ret_result);

/**
 * The medium as the job found it, and as it is after the close; NULL as long as the job has not
 * looked. Sessions that the job itself closes are not counted in the first. Both live as long
 * as the job.
 */
const struct imapi_medium *imapi_job_medium_before(const struct imapi_job *job);
const struct imapi_medium *imapi_job_medium_after(const struct imapi_job *job);

/** A run of bad sectors, and the file that it belongs to. */
struct imapi_bad_range {
	size_t size; /**< sizeof, as the program was compiled */
	int64_t start_lba;
	uint64_t sectors;
	int unreadable; /**< 1: could not be read; 0: read, but different */
	const char
		*path; /**< the file on the disc, "" if not known; lives as long as the job */
};

#define IMAPI_BAD_RANGE_INIT                                                                   \
	{                                                                                      \
		sizeof(struct imapi_bad_range), 0, 0, 0, ""                                    \
	}

/** Bad range @index, from 0, in order of LBA. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_job_bad_range(const struct imapi_job *job, unsigned index,
				 struct imapi_bad_range *ret_range);

/**
 * Releases a job. One that is not done stops where it is: the disc is left as it is, which is
 * what imapi_job_cancel() and some more steps avoid. NULL is fine; returns NULL.
 */
struct imapi_job *imapi_job_free(struct imapi_job *job);

#ifdef __cplusplus
}
#endif

#endif
