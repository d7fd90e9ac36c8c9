/* SPDX-License-Identifier: MIT */
/* A medium with sessions, in memory: what the tests of imports share. */
#ifndef TESTS_IMAGE_SESSIONS_H
#define TESTS_IMAGE_SESSIONS_H

#include "imapi/file-system-image.h"
#include "imapi/image-reader.h"
#include "support/folder.h"
#include "support/t.h"

#include <string.h>

#define BLOCK 2048u
#define MEDIUM (6144u * BLOCK)
#define WRITABLE 512u /* where the second session begins */

extern struct imapi_context *context;
extern struct imapi_file_system_image *image;
extern struct imapi_image_result *result;
extern struct imapi_stream *medium;
extern struct imapi_image_reader *reader; /* of the entry that was looked at last */
extern uint8_t *bytes;			  /* of the medium */

/* A folder with files and a medium whose first session holds them; a new image. */
void begin(void);
void end(void);

/* Lets go of image and result and begins another image. */
void new_image(void);

/* The result of the image; then what it says is to be written, on the medium. */
void build(void);
void record(void);
void write_range(const struct imapi_block_range *range); /* of it */

/* Makes a volume of these file systems that of the medium; then a new image. */
void record_first(unsigned file_systems, unsigned revision);

/* What is in the folder, or a file with that text, into the image. */
void add(void);
void add_text(const char *path, const char *text);

/* The session that is there, in place or to be followed at WRITABLE. */
imapi_status import(int in_place);

/* What a session has at a path: its text, if @text is not NULL, and its first block. */
struct imapi_image_entry_info entry_at(uint32_t session, enum imapi_image_tree tree,
				       const char *path, char *text, uint64_t *block);
void holds(uint32_t session, enum imapi_image_tree tree, const char *path, const char *wanted);
int is_there(uint32_t session, const char *path);
uint64_t block_of(uint32_t session, const char *path);

/* As the primary descriptor of the session says. */
uint64_t volume_size(uint32_t start);

#endif
