/* SPDX-License-Identifier: MIT */
/* Shows how far the work is: a live line, plain lines, JSON lines or nothing. */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include "run.h"

#include "imapi/wait.h"

enum progress_mode { PROGRESS_NONE, PROGRESS_LIVE, PROGRESS_PLAIN, PROGRESS_LINES };

struct progress {
	enum progress_mode mode;
	uint32_t single_kbps;			  /* of the medium; 0 if there is none */
	const char *formatting;			  /* what the drive does to the medium */
	const char *action;			  /* shown last */
	uint64_t started_ms, action_ms, shown_ms; /* on the clock of the tool */
	char line[512];
	struct progress_board *board; /* where several drives are shown, or NULL */
	size_t row;
	const char *drive; /* that this is about, if there are several */
};

/* What is to be shown. */
struct progress_state {
	const char *action;   /* "writing"; a constant */
	char note[32];	      /* shown behind the action, or "" */
	uint64_t done, total; /* bytes; total is 0 if it is not known */
	double fraction;      /* 0 to 1; negative: done / total */
	uint64_t kbps;
	int buffer_percent; /* of the drive's buffer; -1: not known */
	uint64_t elapsed_ms, remaining_ms;
};

void progress_begin(struct progress *progress, const struct run *run, uint32_t single_kbps);

/* Shows a state, unless the last one was shown a moment ago. */
void progress_show(struct progress *progress, const struct progress_state *state);

/* For work that the tool does itself: speed and time left come from the tool's clock. */
void progress_bytes(struct progress *progress, const char *action, uint64_t done,
		    uint64_t total);

/* Makes way for a line of output; the live line comes back with the next change. */
void progress_clear(struct progress *progress);

/* Removes the live line and gives the cursor back. */
void progress_end(struct progress *progress);

/* Runs a job to its end with progress and Ctrl-C. Returns its outcome. */
imapi_status progress_run_job(struct run *run, struct imapi_job *job, uint32_t single_kbps);

const char *action_name(enum imapi_action action);

#endif
