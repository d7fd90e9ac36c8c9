/* SPDX-License-Identifier: MIT */
/* The journal of a burn that was cut off: what it was, how far it got. */
#ifndef IMAPI_JOURNAL_H
#define IMAPI_JOURNAL_H

#include "imapi/context.h"

#ifdef __cplusplus
extern "C" {
#endif

struct imapi_journal;

/**
 * Reads a journal that imapi_data_writer_set_journal() named. A last record that was cut off is
 * left out. The caller owns the result, which does not depend on the file any more.
 * Fails with IMAPI_E_FILE_OPEN_FAILURE, IMAPI_E_FILE_READ_FAILURE, IMAPI_E_JOURNAL_INVALID.
 */
imapi_status imapi_journal_read(struct imapi_context *context, const char *path,
				struct imapi_journal **ret_journal);

/** NULL is fine; returns NULL. */
struct imapi_journal *imapi_journal_free(struct imapi_journal *journal);

/** Where a burn stood. Fill @size with sizeof before it is filled in. */
struct imapi_journal_state {
	size_t size;		 /**< sizeof, as the program was compiled */
	char vendor_id[9];	 /**< of the drive, trailing blanks cut */
	char product_id[17];	 /**< the same */
	uint16_t profile;	 /**< of the medium (MMC: profile number) */
	unsigned sessions;	 /**< that were on the disc before */
	int64_t start_lba;	 /**< of the session that was begun */
	uint64_t bytes;		 /**< length of the stream */
	uint64_t sectors_needed; /**< to write, padding included */
	uint64_t sectors_noted;	 /**< accepted by the drive at the last checkpoint */
	int closing;		 /**< 1: all was written, the close had begun */
};

#define IMAPI_JOURNAL_STATE_INIT                                                               \
	{                                                                                      \
		sizeof(struct imapi_journal_state), "", "", 0, 0, 0, 0, 0, 0, 0                \
	}

/** Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG. */
imapi_status imapi_journal_state(const struct imapi_journal *journal,
				 struct imapi_journal_state *ret_state);

/** The program's own text, "" if there is none; lives as long as @journal. */
const char *imapi_journal_note(const struct imapi_journal *journal);

#ifdef __cplusplus
}
#endif

#endif
