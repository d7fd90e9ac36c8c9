/* SPDX-License-Identifier: MIT */
/* The state of a simulated drive, and what its commands share. */
#ifndef LIB_SIM_DRIVE_H
#define LIB_SIM_DRIVE_H

#include "sim/cue.h"
#include "sim/disc.h"
#include "sim/pages.h"
#include "sim/record.h"
#include "sim/spec.h"
#include "transport/transport.h"

#define ATTENTIONS_MAX 4

/* What the drive is busy with. */
struct sim_operation {
	enum sim_work_kind kind;
	usec_t start, end; /* of what it does to the medium */
	usec_t settled;	   /* when nobody can tell any more that it was busy */
	unsigned track;
	uint32_t blocks; /* of a format: what can be written afterwards */
	bool overwrites; /* of a format: written data can be replaced */
	bool minimal;	 /* of a blank */
	bool certifies;	 /* every sector is written by the format */
	uint8_t type;	 /* of a format for restricted overwrite */
	bool scattered;	 /* of a format: for random recording */
	bool done;	 /* the medium is as it shall be */
};

/* The write buffer: what was taken and is not on the medium yet. */
struct sim_buffer {
	uint64_t level; /* bytes */
	usec_t since;	/* the level is of this time */
	unsigned track; /* that the bytes belong to, 0 if none */
	bool streaming; /* the last ones came without defect management */
};

/* A reading of the buffer, which may be old. */
struct sim_buffer_report {
	uint64_t available;
	usec_t at;
	bool taken;
};

/* A command that the host looked away from; it is answered at the drive's time. */
struct sim_pending {
	bool ahead;  /* there is one */
	usec_t host; /* the host's clock, if it is virtual */
	struct imapi_exchange x;
};

/* A test write: where it goes on. */
struct sim_test {
	bool on;
	uint32_t next;
};

struct sim_drive {
	struct imapi_context *context;
	struct imapi_transport *transport; /* for the wall clock */
	struct sim_spec spec;
	struct sim_model model;
	usec_t now; /* the drive's clock: virtual, or ahead of the real one */
	struct sim_pending pending;
	struct sim_disc *disc;
	bool disc_away; /* it was taken out of the tray; the target still names it */
	bool tray_open, prevented, persistent_prevented, stopped, gone, dead;
	struct sim_sense attentions[ATTENTIONS_MAX];
	unsigned attention_count;
	struct sim_sense deferred; /* key 0: none */
	struct sim_operation work;
	struct sim_buffer buffer;
	struct sim_cue cue;
	struct sim_test test;
	bool calibrated;		 /* the power calibration of this disc is done */
	uint32_t read_kbps, write_kbps;	 /* set by the host; 0: as fast as it goes */
	struct sim_buffer_report report; /* what READ BUFFER CAPACITY said last */
	uint32_t head;			 /* where the last read ended */
	uint8_t media_event;		 /* GET EVENT STATUS: not told yet */
	uint8_t operational_event, power_event;
	uint8_t power_state;
	struct sim_pages pages;
	struct sim_record record;
	usec_t background_since; /* the background format has come so far at this time */
};

struct sim_command;

/* One command on its way through the drive. */
struct sim_task {
	struct sim_drive *drive;
	struct imapi_exchange *x;
	const struct sim_command *command;
	const uint8_t *cdb;
	usec_t start;
	uint32_t allocation; /* bytes that the CDB allows for the reply */
	bool has_information;
	uint32_t information; /* LBA for the sense data */
};

void drive_init(struct sim_drive *drive);

/* Time on the drive's clock, and spending it. */
usec_t drive_now(const struct sim_drive *drive);
void drive_spend(struct sim_drive *drive, usec_t duration);

void drive_attention(struct sim_drive *drive, struct sim_sense sense);
/* There must be one. */
struct sim_sense drive_take_attention(struct sim_drive *drive);
/* A reset: work in progress stops; @lose: the buffer is lost too. */
void drive_reset(struct sim_drive *drive, bool lose);

/* A new disc in the tray, NULL: none. Owned. */
void drive_insert(struct sim_drive *drive, struct sim_disc *disc);
/* The medium in the tray has become ready. */
void drive_loaded(struct sim_drive *drive);
/* The tray is open now; what the drive was at is over. */
void drive_take_out(struct sim_drive *drive);
bool drive_has_disc(const struct sim_drive *drive);

/* Holds the command; false if the host's time-out ends it first. */
bool task_hold(struct sim_task *task, usec_t duration);
/* Never answers: the host's time-out passes. */
void task_hang(struct sim_task *task);

/* Hands @length bytes to the host, as many as the CDB allows. */
struct sim_sense task_reply(struct sim_task *task, const void *data, size_t length);
/* The host's data; false, with the exchange marked, unless there are @length bytes. */
bool task_data(struct sim_task *task, size_t length, const uint8_t **ret_data);
void task_host_error(struct sim_task *task);

#endif
