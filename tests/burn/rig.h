/* SPDX-License-Identifier: MIT */
/*
 * A simulated drive behind a transport of the test's own, which counts and lists commands and
 * can answer one of them itself.
 */
#ifndef TESTS_BURN_RIG_H
#define TESTS_BURN_RIG_H

#include "imapi/data-writer.h"

#include "scsi/sense.h"
#include "transport/transport.h"

#define RIG_LOG 65536

struct rig {
	struct imapi_context *context;
	struct imapi_transport *drive;	 /* the simulated one; lives as long as the rig */
	struct imapi_recorder *recorder; /* on a transport that forwards to it */

	unsigned count; /* commands so far */
	uint8_t log[RIG_LOG];
	uint32_t lbas[RIG_LOG]; /* bytes 2 to 5 of the same commands */

	struct imapi_exchange running; /* one that the drive has not answered yet */
	bool strikes_now;	       /* it is the one with the fault */

	/* Command number @fault_at, or the @fault_nth with @fault_opcode, gets @sense. */
	unsigned fault_at, fault_nth, seen;
	uint8_t fault_opcode;
	struct scsi_sense sense;
	bool after; /* the drive carries it out all the same */
	bool struck;

	/* Sees each command before it goes, and may answer it (true), and what came of it, also
	 * while it is pending. */
	bool (*before)(struct rig *rig, struct imapi_exchange *x);
	void (*answered)(struct rig *rig, const struct imapi_exchange *x);
	void *watcher;
};

/* Opens the drive of @spec, "bd-r" or "cd-r?size=30000". */
struct rig *rig_new(const char *spec);
void rig_free(struct rig *rig);

/* A recorder that looks at the drive undisturbed. Forgets fault and log. */
void rig_reset(struct rig *rig);

usec_t rig_now(const struct rig *rig);

/* How many of the logged commands have that opcode. */
unsigned rig_count(const struct rig *rig, uint8_t opcode);

/* Writes the names of the logged opcodes, joined by blanks, repeated ones once. */
void rig_print_log(const struct rig *rig, char *text, size_t room);

/* A pattern that differs in every sector, and by @seed. */
void rig_fill(uint8_t *data, size_t length, uint32_t seed);

/* How a burn is to go. */
struct rig_burn {
	const void *data;
	size_t length;
	enum imapi_verification verification;
	int force_close;
	uint32_t max_wait_s;	     /* 0: the default */
	unsigned cancel_at;	     /* step; 0: never */
	struct imapi_stream *stream; /* instead of @data */
	imapi_path_of_sector_fn *path;
};

/* Burns; *@ret_result may be NULL. Fails the test if the job does not end in bounded steps. */
imapi_status rig_burn(struct rig *rig, const struct rig_burn *burn,
		      struct imapi_burn_result *ret_result);

/*
 * Steps until the job is done, with a cancel at one step (0: never). Fails the test if steps
 * and the time on the drive's clock are not bounded.
 */
imapi_status rig_step_through(struct rig *rig, struct imapi_job *job, unsigned cancel_at);

/* Closes what is open on the disc (imapi_data_writer_close()). */
imapi_status rig_shut(struct rig *rig);

/* True if the medium holds @data at @start. */
bool rig_disc_holds(struct rig *rig, int64_t start, const void *data, size_t length);

#endif
