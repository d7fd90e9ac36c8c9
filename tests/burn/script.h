/* SPDX-License-Identifier: MIT */
/* A drive of a few lines on a virtual clock: what it answers is a function of time and command.
 */
#ifndef TESTS_BURN_SCRIPT_H
#define TESTS_BURN_SCRIPT_H

#include "mmc/mmc.h"

struct script {
	struct imapi_context *context;
	struct imapi_transport *transport;
	struct scsi_device device;
	usec_t now;
	unsigned counts[256]; /* commands by opcode */

	/* Until then the witnesses say busy; TEST UNIT READY too, unless it lies. */
	usec_t busy_until;
	bool tur_lies, busy_forever;
	bool disc_honest;		/* READ DISC INFORMATION does not wait for that */
	struct scsi_sense busy;		/* default 2/04/07 */
	struct scsi_sense busy_later;	/* instead, every second poll, if valid */
	bool status_busy, inquiry_busy; /* the status BUSY instead of sense */
	int32_t step_every;		/* seconds per 1 % of progress; 0: none */
	uint16_t foretold;		/* by Device Busy events, in 0.1 s; 0: no such events */
	bool foretold_falls;		/* and less with every second */

	/* No command is answered in between. */
	usec_t mute_from, mute_until;

	struct mmc_disc_info disc; /* what READ DISC INFORMATION says */
	struct mmc_track_info track;
	usec_t nwa_every;   /* the next writable address rises once in that time; 0: never */
	usec_t complete_at; /* the disc is complete from then on; 0: as @disc says */
	bool no_track;	    /* READ TRACK INFORMATION is refused */

	/* From then on, once or for ever, TEST UNIT READY says this instead. */
	usec_t event_at;
	bool event_stays;
	struct scsi_sense event;
	enum imapi_host_result host; /* or the bus */

	/* The answer to CLOSE TRACK/SESSION and SYNCHRONIZE CACHE, in order; then GOOD. */
	struct scsi_sense answers[8];
	unsigned answer_count, answered;
	uint8_t functions[16]; /* what the close commands asked for, FFh for a sync */
	bool immed[16];
	unsigned closes;
	void (*on_accept)(struct script *script); /* a close was accepted */
};

void script_init(struct script *script);
void script_done(struct script *script);

#define SCRIPT_SENSE(k, a, q)                                                                  \
	((struct scsi_sense){ .valid = true, .key = k, .asc = a, .ascq = q })

#endif
