/* SPDX-License-Identifier: MIT */
/* The write engine: a stream goes to consecutive sectors, digests are taken on the way. */
#ifndef LIB_BURN_WRITE_H
#define LIB_BURN_WRITE_H

#include "burn/digests.h"
#include "burn/plan.h"
#include "scsi/command.h"
#include "stream/read-ahead.h"

struct writer {
	/* set by the caller */
	struct scsi_device *device;
	struct imapi_stream *stream;
	const struct plan *plan;
	const struct burn_settings *settings;
	struct digests *digests;

	/* Sectors that the drive has accepted; a burn that goes on starts with those of before.
	 */
	uint64_t at;
	uint32_t lead;			    /* sectors of a gap that come before the next one */
	uint64_t attempts;		    /* WRITE commands sent */
	uint64_t device_total, device_used; /* bytes of the drive's buffer, 0 if not known */

	struct read_ahead *ahead;
	uint32_t transfer; /* sectors per command, at most */
	bool streaming;	   /* as the plan wants, and as long as the drive takes it */
	const uint8_t *piece;
	size_t piece_size, piece_at, digested; /* bytes; digested of the piece */
	uint64_t read;			       /* bytes taken from the stream */
	size_t skip;			       /* of the first piece: the medium has them */
	uint8_t *padding;		       /* one transfer, for the tail */
	usec_t next_capacity;		       /* when to ask for the buffer; 0: never again */
	usec_t stuck_since, pause;	       /* while the drive takes nothing; 0: not so */
	uint64_t gone_back_from;	       /* what lies before went out once; 0: nothing */
	unsigned recovered;		       /* resets and attentions survived */
	unsigned unanswered;		       /* tries of the next WRITE that got no answer */
};

/* Starts to read ahead, from the digest block in which @at lies. */
imapi_status writer_start(struct writer *writer);

/* Writes for a tenth of a second and one command more at most; *@ret_more is false once
 * everything is sent. */
imapi_status writer_step(struct writer *writer, bool *ret_more);

/*
 * Writes zero sectors until @sectors were written in all, a whole number of units: what a
 * track needs to be closed after it was cut short. In pieces, as writer_step().
 */
imapi_status writer_pad(struct writer *writer, uint64_t sectors, bool *ret_more);

/* The drive has accepted something. */
bool writer_has_begun(const struct writer *writer);

/* Bytes read ahead now and at most. */
uint64_t writer_buffered(const struct writer *writer, uint64_t *ret_room);

void writer_stop(struct writer *writer);

/* "LBA 123 (of the file /a/b)": where in the stream a sector is. */
void writer_place(const struct writer *writer, uint64_t sector, char *text, size_t room);

#endif
