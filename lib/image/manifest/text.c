/* SPDX-License-Identifier: MIT */
#include "image/manifest/text.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>

#define PATH_ROOM 65536u

struct writer {
	const struct manifest_source *source;
	char *text; /* NULL: only measure */
	uint64_t length;
	char *path; /* PATH_ROOM */
};

static void put(struct writer *w, const void *data, size_t length)
{
	if (w->text)
		memcpy(w->text + w->length, data, length);
	w->length += length;
}

static void put_text(struct writer *w, const char *text)
{
	put(w, text, strlen(text));
}

static void put_digest(struct writer *w, const uint8_t *digest)
{
	char hex[SHA256_HEX] = { 0 };

	if (w->text)
		sha256_print(digest, hex);
	put(w, hex, sizeof(hex));
}

static imapi_status put_path(struct writer *w, const struct tree_node *node,
			     struct imapi_error *err)
{
	size_t n = tree_disc_path(node, w->path, PATH_ROOM);

	if (n >= PATH_ROOM)
		return err_set(err, IMAPI_E_INVALID_PATH,
			       "%.200s...: the path is too long for a manifest", w->path);
	w->length += manifest_escape(w->path, n, w->text ? w->text + w->length : NULL);
	put(w, "\n", 1);
	return IMAPI_OK;
}

static imapi_status refuse_stored(struct writer *w, const struct tree_node *node,
				  struct imapi_error *err)
{
	tree_disc_path(node, w->path, PATH_ROOM);
	return err_advise(err,
			  err_set(err, IMAPI_E_INVALID_PARAM,
				  "%.500s is from an earlier session and is not read now, so "
				  "no manifest can have it",
				  w->path),
			  "Leave out the manifest, or burn all files anew.");
}

static struct manifest_digests digests_of(struct writer *w, const struct tree_node *leader)
{
	static const uint8_t none[SHA256_SIZE] = {
		/* SHA-256 of no bytes */
		0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
		0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
		0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55
	};

	if (w->text && leader->file.size)
		return w->source->digests(w->source->self, leader);
	return (struct manifest_digests){ none, none, none };
}

static imapi_status put_file(struct writer *w, struct tree_node *node, struct imapi_error *err)
{
	const struct tree_node *leader = tree_leader(node);
	struct manifest_digests d;
	imapi_status status;
	char size[32];

	if (leader->flags & TREE_STORED)
		return refuse_stored(w, node, err);
	d = digests_of(w, leader);
	put_text(w, "file ");
	put_digest(w, d.file);
	put(w, " ", 1);
	put_digest(w, d.root);
	snprintf(size, sizeof(size), " %" PRIu64 " ", leader->file.size);
	put_text(w, size);
	status = put_path(w, node, err);
	for (uint64_t i = 0; i < manifest_leaves(leader->file.size); i++) {
		put_text(w, "block ");
		put_digest(w, d.leaves + (w->text ? i * SHA256_SIZE : 0));
		put(w, "\n", 1);
	}
	return status;
}

static imapi_status put_files(struct writer *w, struct imapi_error *err)
{
	struct tree_walk walk = TREE_WALK(w->source->tree->root);
	imapi_status status = IMAPI_OK;
	struct tree_node *node;

	while (!IMAPI_FAILED(status) && (node = tree_walk_next(&walk)))
		if (S_ISREG(node->mode) && node != w->source->node)
			status = put_file(w, node, err);
	tree_walk_done(&walk);
	return walk.failed ? err_no_memory(err) : status;
}

static imapi_status put_end(struct writer *w, struct imapi_error *err)
{
	uint8_t digest[SHA256_SIZE] = { 0 };

	if (w->text && !sha256_of(w->text, (size_t)w->length, digest))
		return err_no_memory(err);
	put_text(w, "end ");
	put_digest(w, digest);
	put(w, "\n", 1);
	return IMAPI_OK;
}

imapi_status manifest_put_text(const struct manifest_source *source, char *text,
			       uint64_t *ret_length, struct imapi_error *err)
{
	AUTOFREE char *path = malloc(PATH_ROOM);
	struct writer w = { .source = source, .text = text, .path = path };
	imapi_status status;

	if (!path)
		return err_no_memory(err);
	put_text(&w, MANIFEST_MAGIC "\nself ");
	status = put_path(&w, source->node, err);
	if (!IMAPI_FAILED(status))
		status = put_files(&w, err);
	if (!IMAPI_FAILED(status))
		status = put_end(&w, err);
	*ret_length = w.length;
	return status;
}
