/* SPDX-License-Identifier: MIT */
#include "image/manifest/listed.h"

#include "base/mem.h"

#include <inttypes.h>

#define LENGTH_MOST 0x7fffffffu /* kept in memory */
#define FILE_HEAD (5u + SHA256_HEX + 1u + SHA256_HEX + 1u)
#define BLOCK_LINE (6u + SHA256_HEX)

struct parser {
	struct imapi_manifest *m;
	char *at, *end;
	size_t line;	 /* number of the one that was taken last */
	uint64_t wanted; /* lines of blocks that must come for the last file */
	struct imapi_error *err;
};

static imapi_status wrong(const struct parser *p, const char *what)
{
	return err_advise(p->err,
			  err_set(p->err, IMAPI_E_IMAGE_INVALID, "line %zu of the manifest: %s",
				  p->line, what),
			  "Take another copy of the manifest; this one is damaged or none.");
}

/* The next line, terminated in place of its end. NULL: there is none. */
static char *next_line(struct parser *p, size_t *ret_length)
{
	char *line = p->at, *end;

	p->line++;
	end = memchr(p->at, '\n', (size_t)(p->end - p->at));
	if (!end)
		return NULL;
	*end = '\0';
	*ret_length = (size_t)(end - line);
	p->at = end + 1;
	return line;
}

static bool begins(const char *line, size_t length, const char *word)
{
	return length >= strlen(word) && !memcmp(line, word, strlen(word));
}

/* Absolute, without empty, "." and ".." parts. */
static bool path_is_good(const char *path, size_t length)
{
	if (length < 2 || path[0] != '/')
		return false;
	while (*path) {
		size_t n = strcspn(++path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') ||
		    (n == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += n;
	}
	return true;
}

static const char *take_path(char *text, size_t length)
{
	if (!manifest_unescape(text, &length))
		return NULL;
	text[length] = '\0';
	return path_is_good(text, length) ? text : NULL;
}

static bool take_size(const char **text, uint64_t *ret_size)
{
	const char *digit = *text;
	uint64_t size = 0;

	if (digit[0] == '0' && digit[1] != ' ')
		return false;
	for (; *digit >= '0' && *digit <= '9'; digit++) {
		if (size > (INT64_MAX - 9) / 10)
			return false;
		size = size * 10 + (uint64_t)(*digit - '0');
	}
	if (digit == *text || *digit != ' ')
		return false;
	*text = digit + 1;
	*ret_size = size;
	return true;
}

static imapi_status take_file(struct parser *p, char *line, size_t length)
{
	struct imapi_manifest *m = p->m;
	struct listed_file *files, f = { .first_leaf = m->leaf_count };
	const char *rest = line + FILE_HEAD;

	if (length < FILE_HEAD || !sha256_parse(line + 5, f.digest) ||
	    line[5 + SHA256_HEX] != ' ' || !sha256_parse(line + 6 + SHA256_HEX, f.root) ||
	    line[FILE_HEAD - 1] != ' ')
		return wrong(p, "a file has two digests of 64 digits each");
	if (!take_size(&rest, &f.size))
		return wrong(p, "the size of a file is no number that can be");
	f.path = take_path(line + (rest - line), length - (size_t)(rest - line));
	if (!f.path)
		return wrong(p, "a file has no path from the root, like /a/b");
	p->wanted = manifest_leaves(f.size);
	if (p->wanted > (uint64_t)(p->end - p->at) / (BLOCK_LINE + 1))
		return wrong(p, "a file of that size has more blocks than there are lines");
	files = array_grow(m->files, m->count, &m->room, sizeof(*files));
	if (!files)
		return err_no_memory(p->err);
	m->files = files;
	files[m->count++] = f;
	return IMAPI_OK;
}

/* The tree over the blocks of the file that was taken last. */
static imapi_status check_root(const struct parser *p)
{
	const struct imapi_manifest *m = p->m;
	const struct listed_file *f = &m->files[m->count - 1];
	size_t size = (size_t)(m->leaf_count - f->first_leaf) * SHA256_SIZE;
	uint8_t root[SHA256_SIZE];
	AUTOFREE uint8_t *copy = NULL;

	if (size == 0)
		return memcmp(f->digest, f->root, SHA256_SIZE)
			       ? wrong(p, "the digests of a file of one block differ")
			       : IMAPI_OK;
	copy = malloc(size);
	if (!copy)
		return err_no_memory(p->err);
	memcpy(copy, m->leaves + f->first_leaf * SHA256_SIZE, size);
	if (!manifest_root(copy, size / SHA256_SIZE, root))
		return err_no_memory(p->err);
	return memcmp(root, f->root, SHA256_SIZE)
		       ? wrong(p, "the blocks of a file do not give its root")
		       : IMAPI_OK;
}

static imapi_status take_block(struct parser *p, const char *line, size_t length)
{
	struct imapi_manifest *m = p->m;

	if (!p->wanted)
		return wrong(p, "a block too many");
	if (length != BLOCK_LINE ||
	    !sha256_parse(line + 6, m->leaves + m->leaf_count * SHA256_SIZE))
		return wrong(p, "a block has a digest of 64 digits");
	m->leaf_count++;
	return --p->wanted ? IMAPI_OK : check_root(p);
}

static imapi_status take_line(struct parser *p, char *line, size_t length)
{
	imapi_status status;

	if (strlen(line) != length)
		return wrong(p, "there is a byte 0");
	if (begins(line, length, "block "))
		return take_block(p, line, length);
	if (p->wanted)
		return wrong(p, "a block is missing");
	if (!begins(line, length, "file "))
		return wrong(p, "neither file nor block nor end");
	status = take_file(p, line, length);
	return IMAPI_FAILED(status) || p->wanted ? status : check_root(p);
}

static imapi_status take_head(struct parser *p)
{
	size_t length;
	char *line = next_line(p, &length);

	if (!line || strcmp(line, MANIFEST_MAGIC))
		return wrong(p, "a manifest begins with \"" MANIFEST_MAGIC "\"");
	line = next_line(p, &length);
	if (!line || !begins(line, length, "self "))
		return wrong(p, "the path of the manifest is missing");
	p->m->self = take_path(line + 5, length - 5);
	return p->m->self ? IMAPI_OK : wrong(p, "the path of the manifest is none");
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct listed_file *)a)->path,
		      ((const struct listed_file *)b)->path);
}

static imapi_status sort(struct parser *p)
{
	struct imapi_manifest *m = p->m;

	array_sort(m->files, m->count, sizeof(*m->files), by_path);
	for (size_t i = 1; i < m->count; i++)
		if (!by_path(&m->files[i - 1], &m->files[i]))
			return err_set(p->err, IMAPI_E_IMAGE_INVALID,
				       "the manifest has %.500s twice", m->files[i].path);
	return IMAPI_OK;
}

/* The last line has the digest of all others; what lies behind it is not looked at here. */
static imapi_status check_end(struct parser *p)
{
	const size_t length = 4 + SHA256_HEX + 1;
	uint8_t said[SHA256_SIZE], is[SHA256_SIZE];
	char *end = p->end - length;

	p->line = 0;
	if ((size_t)(p->end - p->at) < length || memcmp(end, "end ", 4) ||
	    !sha256_parse(end + 4, said) || p->end[-1] != '\n' ||
	    (end > p->at && end[-1] != '\n'))
		return err_advise(p->err,
				  err_set(p->err, IMAPI_E_IMAGE_INVALID,
					  "the manifest has no last line with its digest"),
				  "It was cut off, or is none; take another copy.");
	if (!sha256_of(p->at, (size_t)(end - p->at), is))
		return err_no_memory(p->err);
	if (memcmp(said, is, SHA256_SIZE))
		return err_advise(p->err,
				  err_set(p->err, IMAPI_E_IMAGE_INVALID,
					  "the manifest is not what it was: its digest "
					  "differs"),
				  "Take another copy of the manifest.");
	p->end = end;
	return IMAPI_OK;
}

static imapi_status parse(struct parser *p)
{
	imapi_status status = check_end(p);
	size_t length;
	char *line;

	if (!IMAPI_FAILED(status))
		status = take_head(p);
	if (IMAPI_FAILED(status))
		return status;
	p->m->leaf_room = (uint64_t)(p->end - p->at) / (BLOCK_LINE + 1);
	p->m->leaves = calloc((size_t)p->m->leaf_room + 1, SHA256_SIZE);
	if (!p->m->leaves)
		return err_no_memory(p->err);
	while (!IMAPI_FAILED(status) && (line = next_line(p, &length)))
		status = take_line(p, line, length);
	if (!IMAPI_FAILED(status) && p->wanted)
		status = wrong(p, "a block is missing");
	return IMAPI_FAILED(status) ? status : sort(p);
}

static imapi_status load(struct imapi_manifest *m, struct imapi_stream *stream)
{
	struct parser p = { .m = m, .err = &m->context->error };
	imapi_status status;

	if (stream->length > LENGTH_MOST)
		return err_set(p.err, IMAPI_E_IMAGE_INVALID,
			       "a manifest of %" PRIu64 " bytes is too long", stream->length);
	m->text = malloc((size_t)stream->length + 1);
	if (!m->text)
		return err_no_memory(p.err);
	status = stream_read(stream, 0, m->text, (size_t)stream->length, p.err);
	p.at = m->text;
	p.end = m->text + stream->length;
	return IMAPI_FAILED(status) ? status : parse(&p);
}

imapi_status listed_read(struct imapi_context *context, struct imapi_stream *stream,
			 struct imapi_manifest **ret_manifest)
{
	struct imapi_manifest *m = zalloc(sizeof(*m));
	imapi_status status;

	if (!m)
		return err_no_memory(&context->error);
	m->context = context;
	status = load(m, stream);
	if (IMAPI_FAILED(status))
		listed_free(m);
	else
		*ret_manifest = m;
	return status;
}

struct imapi_manifest *listed_free(struct imapi_manifest *m)
{
	if (!m)
		return NULL;
	free(m->text);
	free(m->files);
	free(m->leaves);
	free(m);
	return NULL;
}

const struct listed_file *listed_find(const struct imapi_manifest *m, const char *path)
{
	const struct listed_file key = { .path = path };

	return m->count ? bsearch(&key, m->files, m->count, sizeof(key), by_path) : NULL;
}
