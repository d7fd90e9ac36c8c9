/* SPDX-License-Identifier: MIT */
/* What Rock Ridge (RRIP) says about one directory record. */
#ifndef LIB_IMAGE_READ_ROCK_H
#define LIB_IMAGE_READ_ROCK_H

#include "imapi/image-reader.h"

#include "image/read/susp.h"

#define RD_NAME_MAX 1024u   /* bytes of a name; POSIX systems have 255 */
#define RD_TARGET_MAX 4096u /* bytes of a symbolic link's target */

enum {
	RD_ROCK_PX = 0x01,
	RD_ROCK_SERIAL = 0x02,
	RD_ROCK_PN = 0x04,
	RD_ROCK_SL = 0x08,
	RD_ROCK_NM = 0x10,
	RD_ROCK_CL = 0x20,
	RD_ROCK_PL = 0x40,
	RD_ROCK_RE = 0x80,
	RD_ROCK_TF = 0x100,
	RD_ROCK_ZF = 0x200,
};

/* Texts are cleared and filled in place, so that one of these serves a whole tree. */
struct rd_rock {
	unsigned has;
	struct rd_px px;
	struct rd_pn pn;
	struct rd_zf zf;
	uint32_t child, parent; /* CL and PL */
	struct imapi_image_time birth, mtime, atime, ctime;
	size_t name_length, target_length;
	bool name_open, target_open; /* CONTINUE was set in the last NM or SL */
	bool component_open;	     /* the last component of SL goes on in the next */
	char name[RD_NAME_MAX + 1], target[RD_TARGET_MAX + 1];
};

/* Forgets what the last record said. */
void rd_rock_clear(struct rd_rock *rock);

/*
 * Takes one entry; entries it does not know are left alone. Returns NULL, or one sentence
 * about what is wrong with the entry, which is then taken as far as it can be.
 */
const char *rd_rock_take(struct rd_rock *rock, const struct rd_susp_entry *entry);

/*
 * Reads all entries of a record. Fails on the first that is wrong; with @tolerant it logs
 * that and goes on.
 */
imapi_status rd_rock_read(struct rd_rock *rock, struct rd_susp *susp, bool tolerant);

#endif
