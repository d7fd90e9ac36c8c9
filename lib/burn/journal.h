/* SPDX-License-Identifier: MIT */
/* The journal of a burn: a small file that tells how far it got, should it be cut off. */
#ifndef LIB_BURN_JOURNAL_H
#define LIB_BURN_JOURNAL_H

#include "base/digest.h"
#include "base/error.h"
#include "base/wire.h"

/*
 * Records, each with a check sum of its own: a head, a note, and checkpoints that are added as
 * the burn goes on. A torn last record is not there. What is read is checked like any input.
 */
#define JOURNAL_VERSION 1
#define JOURNAL_NOTE_MAX (256u << 10)

struct journal_record {
	uint32_t kind, length; /* of what follows */
	uint64_t checksum;     /* of the whole record, with this field zero */
};

#define JOURNAL_RECORD_SIZE 16

/* The burn: what goes where. */
struct journal_head {
	char magic[8];
	uint32_t version;
	uint16_t profile, track, sessions; /* sessions that were on the disc before */
	uint8_t disc_id_valid;
	uint32_t disc_id;
	uint64_t start, padded, total; /* sectors: LBA, to write, of the medium */
	uint64_t length;	       /* bytes of the stream */
	char vendor[8], product[16], revision[4];
};

#define JOURNAL_HEAD_SIZE 84

enum journal_stage {
	JOURNAL_WRITING = 1,
	JOURNAL_FLUSHING = 2,
	JOURNAL_CLOSING_TRACK = 3,
	JOURNAL_CLOSING_SESSION = 4,
};

/* How far it is. */
struct journal_checkpoint {
	uint64_t accepted;  /* sectors that the drive took */
	uint64_t digested;  /* bytes of the stream that the digest is of */
	uint64_t high, low; /* XXH3-128 of them */
	uint32_t stage;
};

#define JOURNAL_CHECKPOINT_SIZE 36

extern const struct wire_layout wire_journal_record, wire_journal_head, wire_journal_checkpoint;

/* What a journal says. */
struct journal_facts {
	struct journal_head head;
	char *note; /* owned; "" if there is none */
	bool has_checkpoint;
	struct journal_checkpoint last;
	uint64_t valid; /* bytes of the file that are whole records */
};

/*
 * Reads the records in @data, which it changes, until one is torn. Returns NULL, or what is
 * wrong with them; @facts, zero at first, is to be cleared in any case.
 */
const char *journal_parse(uint8_t *data, size_t length, struct journal_facts *facts);

/* Fails with IMAPI_E_FILE_OPEN_FAILURE, IMAPI_E_FILE_READ_FAILURE, IMAPI_E_JOURNAL_INVALID. */
imapi_status journal_read(const char *path, struct journal_facts *ret_facts,
			  struct imapi_error *err);
void journal_facts_done(struct journal_facts *facts);

/* A journal that is being written; all zeroes but the file: there is none. */
struct journal {
	int fd; /* -1: not open */
	char *path, *note;
};

#define JOURNAL_INIT ((struct journal){ .fd = -1 })

/* Takes copies. @path may be NULL, then nothing else does anything. */
imapi_status journal_init(struct journal *journal, const char *path, const char *note,
			  struct imapi_error *err);

/* Makes the file with head and note, in the place of an older one. */
imapi_status journal_create(struct journal *journal, const struct journal_head *head,
			    struct imapi_error *err);

/* Goes on with the file behind its @valid bytes. */
imapi_status journal_continue(struct journal *journal, uint64_t valid, struct imapi_error *err);

/* Adds a checkpoint; it is on the disk when this returns. */
imapi_status journal_add(struct journal *journal, const struct journal_checkpoint *checkpoint,
			 struct imapi_error *err);

/* Removes the file: there is nothing left to go on with. */
void journal_remove(struct journal *journal);

/* Leaves the file where it is. */
void journal_done(struct journal *journal);

#endif
