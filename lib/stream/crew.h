/* SPDX-License-Identifier: MIT */
/* A few threads that do the parts of one task together with the one that has it. */
#ifndef LIB_STREAM_CREW_H
#define LIB_STREAM_CREW_H

#define CREW_MOST 4u

struct crew;

/*
 * Called in the caller's thread, whose @index is 0, and at the same time once in each other
 * one that is there before that call has returned. They share out what there is to do by a
 * counter in @self.
 */
typedef void crew_work_fn(void *self, unsigned index);

/* As many as there are processors for this program, at most CREW_MOST. */
unsigned crew_size(void);

/*
 * A crew of @size, with the caller; its threads start with the first task. Where none can be
 * started the caller works alone. NULL: out of memory.
 */
struct crew *crew_new(unsigned size);

/* Returns when all that took part have returned; on a busy machine none may have. */
void crew_run(struct crew *crew, crew_work_fn *work, void *self);

struct crew *crew_free(struct crew *crew); /* NULL is fine; returns NULL */

#endif
