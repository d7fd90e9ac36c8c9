/* SPDX-License-Identifier: MIT */
/*
 * Changes of a tree that can be undone. Each is recorded before it is made; undoing goes back
 * record by record, needs no memory and so cannot fail. What was taken out of the tree keeps
 * its memory and its place in it until the end.
 */
#ifndef LIB_IMAGE_TREE_EDIT_H
#define LIB_IMAGE_TREE_EDIT_H

#include "image/tree.h"

struct tree_extra;

/* All return false, and change nothing, if memory runs out. */

bool edit_insert(struct tree *tree, struct tree_node *directory, struct tree_node *node);
bool edit_remove(struct tree *tree, struct tree_node *node);

/* Takes everything out of a directory. */
bool edit_empty(struct tree *tree, struct tree_node *directory);

/* All that @from, which is not in the tree, holds goes into the empty @to. */
bool edit_adopt(struct tree *tree, struct tree_node *to, struct tree_node *from);

/* To be called before times, mode, owner or flags of @node are changed. */
bool edit_node(struct tree *tree, struct tree_node *node);

/* Gives @node another extra, NULL for none. */
bool edit_extra(struct tree *tree, struct tree_node *node, struct tree_extra *extra);

/*
 * A copy of @node and all below it, to be put elsewhere under the name: files become further
 * names of the contents that they have, so the old nodes must stay as they are. It is in no
 * directory yet. NULL: out of memory.
 */
struct tree_node *edit_copy(struct tree *tree, struct tree_node *node, const char *name,
			    size_t length);

/* Where undoing stops; undoes what was recorded since. */
size_t edit_mark(const struct tree *tree);
void edit_undo(struct tree *tree, size_t mark);

/* Makes one change, with the next number, of all that was recorded since the last one. */
void edit_commit(struct tree *tree);

/* Undoes all changes with higher numbers than @change. */
void edit_rollback(struct tree *tree, uint32_t change);

/* Forgets how to undo. */
void edit_lock(struct tree *tree);

void edits_done(struct tree *tree);

#endif
