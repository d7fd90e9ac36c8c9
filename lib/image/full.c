/* SPDX-License-Identifier: MIT */
/* Leaving out files of which the medium has no room. */
#include "image/image.h"

#include "base/mem.h"
#include "base/units.h"
#include "image/tree-edit.h"

#include <inttypes.h>

#define ROUNDS 8u /* structures may shrink less than was hoped */

enum fate { UNDECIDED, STAYS, IS_LEFT_OUT };

struct leaving {
	struct imapi_file_system_image *image;
	uint64_t room;	  /* blocks that contents may still take */
	enum fate *fates; /* of contents, by number of the node */
	struct tree_node **names;
	size_t count, capacity;
};

/* What the image is to boot from stays. */
static void keep_boot(struct leaving *l)
{
	const struct boot_settings *boot = &l->image->boot;

	for (size_t i = 0; i < boot->count; i++) {
		const char *path = boot->options[i]->path;
		struct tree_node *node = path ? image_resolve(l->image, path) : NULL;

		if (!node || !S_ISREG(node->mode) || l->fates[node->number] == STAYS)
			continue;
		l->fates[node->number] = STAYS;
		l->room -= MIN(l->room, blocks_of(tree_leader(node)->file.size));
	}
}

/* Whoever comes first in the order of the disc is served first; smaller ones may follow. */
static enum fate judge(struct leaving *l, const struct tree_node *leader)
{
	uint64_t blocks = leader->flags & TREE_STORED ? 0 : blocks_of(leader->file.size);

	if (blocks > l->room)
		return IS_LEFT_OUT;
	l->room -= blocks;
	return STAYS;
}

static bool take_name(struct leaving *l, struct tree_node *node)
{
	struct tree_node **names =
		array_grow(l->names, l->count, &l->capacity, sizeof(struct tree_node *));

	if (!names)
		return false;
	l->names = names;
	names[l->count++] = node;
	return true;
}

/* Finds all names of contents that have no place. */
static bool choose(struct leaving *l)
{
	struct tree_walk walk = TREE_WALK(l->image->tree->root);
	struct tree_node *node;
	enum fate *fate;
	bool ok = true;

	while (ok && (node = tree_walk_next(&walk))) {
		if (!S_ISREG(node->mode))
			continue;
		fate = &l->fates[node->number];
		if (*fate == UNDECIDED)
			*fate = judge(l, tree_leader(node));
		if (*fate == IS_LEFT_OUT)
			ok = take_name(l, node);
	}
	tree_walk_done(&walk);
	return ok && !walk.failed;
}

/* Leaves out what @excess blocks need. False: out of memory. */
static bool leave_out(struct leaving *l, uint64_t excess)
{
	struct tree *tree = l->image->tree;
	struct tree_counts counts;
	size_t from = l->count;
	bool ok;

	if (!tree_number(tree, &counts))
		return false;
	l->room = counts.data_blocks > excess ? counts.data_blocks - excess : 0;
	l->fates = calloc(counts.nodes + 1u, sizeof(*l->fates));
	if (!l->fates)
		return false;
	keep_boot(l);
	ok = choose(l);
	free(STEAL(l->fates));
	for (size_t i = from; ok && i < l->count; i++)
		ok = edit_remove(tree, l->names[i]);
	return ok;
}

static imapi_status make_fit(struct leaving *l)
{
	struct imapi_file_system_image *image = l->image;
	struct imapi_error *err = &image->context->error;
	uint64_t blocks = 0;
	size_t before;

	for (unsigned i = 0; i < ROUNDS; i++) {
		imapi_status status = image_used_blocks(image, &blocks);

		if (IMAPI_FAILED(status) || blocks <= image->limit)
			return status;
		status = image_check_frozen(image);
		if (IMAPI_FAILED(status))
			return status;
		before = l->count;
		if (!leave_out(l, blocks - image->limit))
			return err_no_memory(err);
		if (l->count == before)
			break;
	}
	return err_advise(
		err,
		err_set(err, IMAPI_E_IMAGE_SIZE_LIMIT,
			"without the files that could be left out the image still has "
			"%" PRIu64 " blocks, the limit is %" PRIu64,
			blocks, image->limit),
		"Use a larger medium.");
}

static imapi_status tell(const struct leaving *l)
{
	const struct image_full *full = &l->image->full;

	for (size_t i = 0; full->fn && i < l->count; i++) {
		struct tree_node *node = l->names[i];
		size_t room = tree_disc_path(node, NULL, 0) + 1;
		AUTOFREE char *path = malloc(room);

		if (!path)
			return err_no_memory(&l->image->context->error);
		tree_disc_path(node, path, room);
		full->fn(full->user, path, tree_leader(node)->file.size);
	}
	return IMAPI_OK;
}

imapi_status image_make_fit(struct imapi_file_system_image *image)
{
	struct leaving l = { .image = image };
	imapi_status status;

	if (image->full.policy != IMAPI_IMAGE_FULL_LEAVE_OUT || image->limit == 0)
		return IMAPI_OK;
	image->mark = edit_mark(image->tree);
	status = make_fit(&l);
	if (!IMAPI_FAILED(status))
		status = tell(&l);
	status = image_end(image, status);
	free(l.names);
	return status;
}
