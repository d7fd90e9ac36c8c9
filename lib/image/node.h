/* SPDX-License-Identifier: MIT */
/* Handles of what is in an image. */
#ifndef LIB_IMAGE_NODE_H
#define LIB_IMAGE_NODE_H

#include "imapi/image-item.h"

#include "image/image.h"

struct imapi_image_node {
	struct imapi_context *context;
	struct imapi_file_system_image *image; /* NULL: it was released */
	struct tree_node *node;
	struct imapi_image_node *next, **link; /* in the list of the image */
};

/* node.c */
imapi_status node_new(struct imapi_file_system_image *image, struct tree_node *at,
		      struct imapi_image_node **ret_node);
struct imapi_image_node *node_free(struct imapi_image_node *node);
/* The handles of an image that goes. */
void nodes_abandon(struct imapi_file_system_image *image);
/* Fails if the item is not there any more. */
imapi_status node_check(struct imapi_image_node *node);
/* The node at the relative path below a directory, or NULL. */
struct tree_node *node_below(struct tree_node *directory, const char *path);
enum imapi_image_node_kind node_kind(const struct tree_node *node);

/* node-set.c; what each means is said at the function of the same name in the header. */
imapi_status node_set_times(struct imapi_image_node *node,
			    const struct imapi_image_node_times *times);
imapi_status node_set_flag(struct imapi_image_node *node, struct tree_node *at,
			   enum tree_flags flag, bool on);
imapi_status node_set_mode(struct imapi_image_node *node, uint32_t mode);
imapi_status node_set_owner(struct imapi_image_node *node, uint32_t uid, uint32_t gid);
imapi_status node_add_stream(struct imapi_image_node *node, const char *name,
			     struct imapi_stream *stream);
imapi_status node_remove_stream(struct imapi_image_node *node, const char *name);

/* node-content.c */
imapi_status node_open(struct imapi_image_node *node, struct imapi_stream **ret_stream);

/* move.c */
imapi_status image_move(struct imapi_file_system_image *image, struct tree_node *node,
			const char *to_path);
imapi_status image_rollback(struct imapi_file_system_image *image, uint32_t change);

#endif
