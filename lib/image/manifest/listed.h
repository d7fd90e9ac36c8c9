/* SPDX-License-Identifier: MIT */
/* A manifest that was read, and the check by it. */
#ifndef LIB_IMAGE_MANIFEST_LISTED_H
#define LIB_IMAGE_MANIFEST_LISTED_H

#include "imapi/manifest.h"

#include "image/manifest/format.h"
#include "image/read/reader.h"

struct listed_file {
	const char *path;
	uint64_t size, first_leaf;
	uint8_t digest[SHA256_SIZE], root[SHA256_SIZE];
};

struct imapi_manifest {
	struct imapi_context *context;
	char *text;		   /* paths point into it */
	const char *self;	   /* the path of the manifest */
	struct listed_file *files; /* by path */
	size_t count, room;
	uint8_t *leaves;
	uint64_t leaf_count, leaf_room;
};

imapi_status listed_read(struct imapi_context *context, struct imapi_stream *stream,
			 struct imapi_manifest **ret_manifest);
struct imapi_manifest *listed_free(struct imapi_manifest *manifest);
/* NULL: there is no such file. */
const struct listed_file *listed_find(const struct imapi_manifest *manifest, const char *path);

/* Whom to tell, and what was looked at. */
struct listed_check {
	const struct imapi_manifest *manifest;
	struct imapi_image_reader *reader;
	imapi_manifest_finding_fn *report; /* or NULL */
	void *user;
	struct imapi_manifest_sums sums;
	uint8_t *piece; /* MANIFEST_BLOCK bytes */
};
imapi_status listed_verify(struct listed_check *check,
			   const struct imapi_manifest_range *range);

#endif
