/* SPDX-License-Identifier: MIT */
#include "image/small-files.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/changed.h"
#include "stream/crew.h"

#include <stdatomic.h>

#define TAKEN 2u /* files that a thread takes for itself at once */

/* What each thread has for itself. */
struct reader {
	struct opened opened;
	imapi_status status;
	size_t failed; /* index of the file that it could not read */
	struct imapi_error error;
};

struct small_files {
	const struct tree *tree;
	struct crew *crew;
	struct reader readers[CREW_MOST];

	/* the run that is being read */
	const struct small_run *run;
	uint8_t *data;
	atomic_size_t next;   /* file that nobody has taken */
	atomic_size_t wanted; /* nothing from this file on matters any more */
};

struct small_files *small_files_new(const struct tree *tree)
{
	struct small_files *s = zalloc(sizeof(*s));

	if (!s)
		return NULL;
	s->tree = tree;
	for (size_t i = 0; i < CREW_MOST; i++)
		s->readers[i].opened = (struct opened)OPENED_NONE(tree);
	s->crew = crew_new(crew_size());
	return s->crew ? s : small_files_free(s);
}

struct small_files *small_files_free(struct small_files *s)
{
	if (!s)
		return NULL;
	crew_free(s->crew);
	for (size_t i = 0; i < CREW_MOST; i++)
		opened_done(&s->readers[i].opened);
	free(s);
	return NULL;
}

static imapi_status read_one(struct small_files *s, struct reader *reader, size_t index)
{
	const struct small_run *run = s->run;
	const struct tree_node *node = run->files[index];
	uint64_t block = run->blocks[node->number] - run->blocks[run->files[0]->number];
	uint8_t *data = s->data + block * BLOCK_SIZE;
	size_t size = (size_t)node->file.size;
	const struct changed_piece whole = { 0, data, size };
	imapi_status status =
		changed_keep(&reader->opened, s->tree, node, &whole,
			     opened_read_whole(&reader->opened, node, data, &reader->error));

	memset(data + size, 0, (size_t)round_up(size, BLOCK_SIZE) - size);
	return opened_name(s->tree, node, status, &reader->error);
}

static void give_up(struct small_files *s, struct reader *reader, size_t index)
{
	size_t wanted = atomic_load(&s->wanted);

	reader->failed = index;
	while (index < wanted && !atomic_compare_exchange_weak(&s->wanted, &wanted, index))
		;
}

static void read_some(void *self, unsigned number)
{
	struct small_files *s = self;
	struct reader *reader = &s->readers[number];
	size_t i, end;

	reader->status = IMAPI_OK;
	while ((i = atomic_fetch_add(&s->next, TAKEN)) < atomic_load(&s->wanted)) {
		end = MIN(i + TAKEN, s->run->count);
		for (; i < end && !IMAPI_FAILED(reader->status); i++)
			reader->status = read_one(s, reader, i);
		if (IMAPI_FAILED(reader->status)) {
			give_up(s, reader, i - 1);
			return;
		}
	}
}

imapi_status small_files_read(struct small_files *s, const struct small_run *run, uint8_t *data,
			      struct imapi_error *err)
{
	const struct reader *first = NULL;

	for (size_t i = 0; i < CREW_MOST; i++)
		s->readers[i].status = IMAPI_OK;
	s->run = run;
	s->data = data;
	atomic_store(&s->next, 0);
	atomic_store(&s->wanted, run->count);
	crew_run(s->crew, read_some, s);
	for (size_t i = 0; i < CREW_MOST; i++) {
		const struct reader *r = &s->readers[i];

		if (IMAPI_FAILED(r->status) && (!first || r->failed < first->failed))
			first = r;
	}
	if (!first)
		return IMAPI_OK;
	if (err)
		*err = first->error;
	return first->status;
}
