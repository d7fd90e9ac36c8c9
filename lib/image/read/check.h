/* SPDX-License-Identifier: MIT */
/* The checker: what its parts share. Each part judges one structure of the image. */
#ifndef LIB_IMAGE_READ_CHECK_H
#define LIB_IMAGE_READ_CHECK_H

#include "imapi/image-reader.h"

#include "base/arena.h"
#include "image/read/claim.h"
#include "image/read/rock.h"
#include "image/read/scan.h"
#include "image/read/volume.h"

/* A directory of the tree that is judged, found breadth first. */
struct chk_dir {
	struct chk_dir *parent; /* NULL for the root */
	const char *label;	/* its name for people */
	const uint8_t *id;	/* its identifier as recorded */
	uint8_t id_length;
	bool in_table;	     /* a path table record names it */
	bool moved;	     /* its record has RE */
	bool has_pl, has_cl; /* its '..' has PL; some record's CL points to it */
	uint16_t depth;	     /* 1 is the root */
	uint32_t path_length;
	uint32_t number; /* as in the path table, from 1 */
	uint64_t block, length;
	uint64_t pl; /* block that PL names */
	size_t first_child, child_count;
};

enum chk_kind { CHK_FILE, CHK_DIRECTORY, CHK_TABLE, CHK_DESCRIPTORS };

/* Blocks that something occupies. */
struct chk_extent {
	uint64_t block, blocks, length;
	const struct chk_dir *dir;
	const char *name;
	const char *long_name; /* by Rock Ridge or Joliet; NULL if there is none */
	enum chk_kind kind;
	enum imapi_image_tree tree;
};

/* A record whose CL names a directory elsewhere. */
struct chk_moved {
	struct chk_dir *from;
	const char *name;
	uint64_t record_block, target;
};

struct chk {
	struct imapi_context *context;
	struct imapi_error *err;
	struct rd_source source;
	struct rd_volume volume;
	uint64_t session_start;
	imapi_image_finding_fn *report;
	void *user;
	uint64_t errors, warnings;
	struct arena arena;

	/* of the tree that is judged */
	enum imapi_image_tree kind; /* BEST stands for the enhanced one */
	const struct rd_descriptor *descriptor;
	uint64_t descriptor_block;
	bool has_susp;
	size_t susp_skip;
	struct rd_claim claim;
	struct chk_dir **dirs;
	size_t dir_count, dir_room;
	struct chk_moved *moves;
	size_t move_count, move_room;

	/* of all trees */
	struct chk_extent *extents;
	size_t extent_count, extent_room;
};

/* Where a finding lies. */
struct chk_place {
	uint64_t block;
	const struct chk_dir *dir; /* may be NULL */
	const char *name;	   /* in that directory; may be NULL */
};

void chk_say(struct chk *chk, enum imapi_image_severity severity, const char *clause,
	     const struct chk_place *place, const char *format, ...) ERR_PRINTF(5, 6);

#define chk_error(chk, clause, place, ...)                                                     \
	chk_say(chk, IMAPI_IMAGE_ERROR, clause, place, __VA_ARGS__)
#define chk_warn(chk, clause, place, ...)                                                      \
	chk_say(chk, IMAPI_IMAGE_WARNING, clause, place, __VA_ARGS__)
#define chk_note(chk, clause, place, ...)                                                      \
	chk_say(chk, IMAPI_IMAGE_NOTE, clause, place, __VA_ARGS__)

struct chk_clause {
	const char *member, *clause;
};

/* Compares both halves of each number that the layout records twice. */
void chk_halves(struct chk *chk, const struct wire_layout *layout, const uint8_t *bytes,
		const struct chk_clause *clauses, const struct chk_place *place);

bool chk_all_zero(const uint8_t *bytes, size_t length);

/* LBA after the last block that the volume claims. */
uint64_t chk_volume_end(const struct chk *chk);

imapi_status chk_add_extent(struct chk *chk, const struct chk_extent *extent);

/* The parts. They fail only for want of memory or if a block that exists cannot be read. */
imapi_status chk_descriptors(struct chk *chk);
imapi_status chk_boot(struct chk *chk);
imapi_status chk_disk(struct chk *chk);
imapi_status chk_tree(struct chk *chk);
imapi_status chk_tables(struct chk *chk);
imapi_status chk_extents(struct chk *chk);
imapi_status chk_udf(struct chk *chk); /* udf/check.c */

/* Notes whether the root's first record starts SUSP, and judges SP. */
void chk_root_use(struct chk *chk, const struct rd_record *dot, const struct chk_place *place);

/* The names and states that are needed while the records of one directory are judged. */
struct chk_records {
	struct chk *chk;
	struct chk_dir *dir;
	size_t seen;
	bool has_previous;
	struct rd_record_head previous;
	uint8_t previous_name[256];
	bool section_open;
	struct chk_rock_names *names; /* of Rock Ridge, to see that they are unique */
	const char *rock_label; /* the Rock Ridge name of the record, NULL if it has none */
	struct rd_rock rock;
	struct rd_susp susp;
};

/* Judges the system use area of a record and fills records->rock. */
void chk_use(struct chk_records *records, const struct rd_record *record,
	     const struct chk_place *place);
imapi_status chk_rock_name(struct chk_records *records, const struct chk_place *place);
void chk_rock_names_free(struct chk_rock_names *names);
void chk_moves(struct chk *chk);

void chk_name(struct chk *chk, const struct rd_record *record, const struct chk_place *place);

/* The order of two identifiers by ECMA-119 9.3; @plain: code by code, as some writers do. */
int chk_order(const struct chk *chk, const uint8_t *a, size_t a_length, const uint8_t *b,
	      size_t b_length, bool plain);

/* A name for people, in the arena. Never NULL. */
const char *chk_label(struct chk *chk, const uint8_t *id, size_t length);

imapi_status rd_check(struct imapi_context *context, struct imapi_stream *stream,
		      const struct imapi_image_reader_options *options,
		      imapi_image_finding_fn *report, void *user);

#endif
