/* SPDX-License-Identifier: MIT */
/* The directories of a UDF volume as a tree. */
#ifndef LIB_IMAGE_READ_UDF_TREE_H
#define LIB_IMAGE_READ_UDF_TREE_H

#include "image/read/tree.h"
#include "image/read/udf/udf.h"

/* Reads the whole tree. Call rd_tree_clear() in any case. */
imapi_status rd_udf_load(struct rd_udf *udf, struct rd_tree *tree);

/* Fills texts and dates of @info; the texts are in @texts. */
imapi_status rd_udf_volume_info(const struct rd_udf *udf, struct arena *texts,
				struct imapi_image_volume_info *info);

/* What a block of the image holds apart from files, in parentheses; NULL if nothing known. */
const char *rd_udf_name_block(const struct rd_udf *udf, uint64_t block);

#endif
