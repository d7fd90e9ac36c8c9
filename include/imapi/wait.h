/* SPDX-License-Identifier: MIT */
/*
 * The account of each wait for a long operation of the drive: what the drive said about its own
 * time, what of it was believed, every poll, the deadline as it moved, and the decision.
 */
#ifndef IMAPI_WAIT_H
#define IMAPI_WAIT_H

#include "imapi/job.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The long operations of a drive. */
enum imapi_operation {
	IMAPI_OPERATION_NONE = 0,
	IMAPI_OPERATION_SYNCHRONIZE = 1, /**< SYNCHRONIZE CACHE: the buffer goes to the disc */
	IMAPI_OPERATION_CLOSE_TRACK = 2, /**< CLOSE TRACK SESSION, function 1 */
	IMAPI_OPERATION_CLOSE_SESSION = 3, /**< the same, the session; more may follow */
	IMAPI_OPERATION_FINALISE = 4,	   /**< the same, for good */
	IMAPI_OPERATION_BLANK = 5,
	IMAPI_OPERATION_FORMAT = 6,
	IMAPI_OPERATION_LOAD = 7,      /**< a medium is pulled in and recognised */
	IMAPI_OPERATION_SPIN_UP = 8,   /**< START STOP UNIT */
	IMAPI_OPERATION_CALIBRATE = 9, /**< SEND OPC INFORMATION */
};

/** How a wait ended. */
enum imapi_wait_end {
	IMAPI_WAIT_RUNNING = 0,
	IMAPI_WAIT_CONFIRMED = 1,     /**< the medium's state says that it is done, twice */
	IMAPI_WAIT_NOT_CONFIRMED = 2, /**< the drive is ready, the state is another one */
	IMAPI_WAIT_EXPIRED = 3,	      /**< the drive answers that it works, nothing moves */
	IMAPI_WAIT_NO_ANSWER = 4,     /**< the drive has stopped answering */
	IMAPI_WAIT_GONE = 5,	      /**< medium or drive went away */
	IMAPI_WAIT_BUS_FAILED = 6,    /**< commands do not get through */
	IMAPI_WAIT_REFUSED = 7,	      /**< the drive did not begin */
	IMAPI_WAIT_FAILED = 8,	      /**< the drive reported an error */
};

/** One wait. Times are milliseconds; those marked (job) count from the start of the job. */
struct imapi_wait {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_operation operation;
	enum imapi_wait_end end;
	uint64_t start_ms;    /**< (job) */
	uint64_t duration_ms; /**< until now or its end */
	uint64_t expected_ms; /**< the estimate from the work that the drive has to do */
	uint64_t usual_ms;    /**< longer than that is unusual, and told once */
	uint64_t silent_ms;   /**< a drive that gives no answer for that long is given up */
	uint64_t quiet_ms;    /**< one that answers, but shows nothing that moves */
	uint64_t limit_ms;    /**< whatever it shows; 0: no such limit */
	unsigned source_count, poll_count;
	const char *decision; /**< why it ended, one sentence; lives as long as the job */
};

#define IMAPI_WAIT_INIT                                                                        \
	{                                                                                      \
		sizeof(struct imapi_wait), IMAPI_OPERATION_NONE, IMAPI_WAIT_RUNNING, 0, 0, 0,  \
			0, 0, 0, 0, 0, 0, ""                                                   \
	}

/** Something that tells how long an operation takes. The texts live as long as the job. */
struct imapi_wait_source {
	size_t size;	  /**< sizeof, as the program was compiled */
	const char *name; /**< "mode page 1Dh", "history", "work model" */
	const char *said; /**< what it said, as it was: "G1 5 s, G2 600 s" */
	int believed;
	const char *reason;  /**< why, or why not, and what it changed */
	uint64_t counted_ms; /**< what it counts for; 0 if not believed */
};

#define IMAPI_WAIT_SOURCE_INIT                                                                 \
	{                                                                                      \
		sizeof(struct imapi_wait_source), "", "", 0, "", 0                             \
	}

/** What one poll showed. */
enum imapi_poll_class {
	IMAPI_POLL_BUSY = 0,	  /**< all who were asked say that the drive works */
	IMAPI_POLL_SPLIT = 1,	  /**< TEST UNIT READY says ready, the disc says busy */
	IMAPI_POLL_READY = 2,	  /**< ready, says everybody */
	IMAPI_POLL_ATTENTION = 3, /**< a unit attention */
	IMAPI_POLL_FAULT = 4,	  /**< an error */
	IMAPI_POLL_ABSENT = 5,	  /**< no medium, or no drive */
	IMAPI_POLL_BUS = 6,	  /**< the command did not get through */
	IMAPI_POLL_SILENT = 7,	  /**< no answer yet */
};

/** What the progress that a drive reports is worth (see docs/adaptive-close.md). */
enum imapi_progress_class {
	IMAPI_PROGRESS_ABSENT = 0,
	IMAPI_PROGRESS_UNDECIDED = 1, /**< too little of it so far */
	IMAPI_PROGRESS_MONOTONE = 2,  /**< rises evenly: trusted */
	IMAPI_PROGRESS_STEPPY = 3,    /**< rises in steps: trusted */
	IMAPI_PROGRESS_FROZEN = 4,    /**< does not move: a sign of an answer only */
	IMAPI_PROGRESS_JUNK = 5,      /**< falls again and again: ignored */
	IMAPI_PROGRESS_SATURATED = 6, /**< at its end, and the drive works on */
};

/** One poll. */
struct imapi_poll {
	size_t size;	/**< sizeof, as the program was compiled */
	uint64_t at_ms; /**< since the start of the wait */
	enum imapi_poll_class class_;
	int has_sense;
	uint8_t key, asc, ascq;
	int32_t progress; /**< as the drive tells it, 0 to 65535; -1: it does not */
	enum imapi_progress_class progress_class;
	uint64_t foretold_ms; /**< a Device Busy event's time until ready; 0: none */
	uint64_t deadline_ms; /**< when the wait would end by now, since its start; 0: never */
};

#define IMAPI_POLL_INIT                                                                        \
	{                                                                                      \
		sizeof(struct imapi_poll), 0, IMAPI_POLL_BUSY, 0, 0, 0, 0, -1,                 \
			IMAPI_PROGRESS_ABSENT, 0, 0                                            \
	}

/** How many waits a job had so far, in order of time. */
unsigned imapi_job_wait_count(const struct imapi_job *job);

/** Wait @index from 0. Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG. */
imapi_status imapi_job_wait(const struct imapi_job *job, unsigned index,
			    struct imapi_wait *ret_wait);

/** Source @index of wait @wait. Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG. */
imapi_status imapi_job_wait_source(const struct imapi_job *job, unsigned wait, unsigned index,
				   struct imapi_wait_source *ret_source);

/**
 * Poll @index of wait @wait. Of a very long wait polls in the middle are left out. Fails with
 * IMAPI_E_POINTER, IMAPI_E_INVALIDARG.
 */
imapi_status imapi_job_poll(const struct imapi_job *job, unsigned wait, unsigned index,
			    struct imapi_poll *ret_poll);

#ifdef __cplusplus
}
#endif

#endif
