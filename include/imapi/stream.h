/* SPDX-License-Identifier: MIT */
/* Where bytes come from: a file, memory, a program's callback, or an image that is built. */
#ifndef IMAPI_STREAM_H
#define IMAPI_STREAM_H

#include "imapi/context.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A source of bytes of known length (IMAPI v2: IStream). */
struct imapi_stream;

/** A program's own source. @size is sizeof(struct imapi_stream_ops) as it was compiled. */
struct imapi_stream_ops {
	size_t size;
	/**
	 * Fills @data with exactly @length bytes from @offset on. The range lies inside the
	 * stream. Calls come from one thread at a time, which need not be the one that made the
	 * stream, mostly with rising offsets. A source that can only go forward returns
	 * IMAPI_E_STREAM_NOT_SEEKABLE for an offset that it has passed.
	 */
	imapi_status (*read)(void *self, uint64_t offset, void *data, size_t length);
	/** Releases @self; called once. May be NULL. */
	void (*close)(void *self);
};

/**
 * Makes a stream over a program's callbacks. @length is its size in bytes. On success the
 * stream owns @self and the caller the stream.
 * Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG (no read), IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_stream_new(struct imapi_context *context, const struct imapi_stream_ops *ops,
			      void *self, uint64_t length, struct imapi_stream **ret_stream);

/**
 * A stream over a file or block device; its size is taken now, the file is opened when it is
 * read. @path is UTF-8 and copied. Fails with IMAPI_E_FILE_OPEN_FAILURE.
 */
imapi_status imapi_stream_open_file(struct imapi_context *context, const char *path,
				    struct imapi_stream **ret_stream);

/** A stream over @length bytes at @data, which must stay in place while the stream lives. */
imapi_status imapi_stream_from_memory(struct imapi_context *context, const void *data,
				      size_t length, struct imapi_stream **ret_stream);

/**
 * A stream over what comes through @fd, a pipe or a socket say, from where it stands; it comes
 * once and from the front, so a read before what was read fails with
 * IMAPI_E_STREAM_NOT_SEEKABLE. @fd stays the caller's and must stay open. Reading fails with
 * IMAPI_E_DATA_STREAM_INCONSISTENCY if the end does not come after exactly @length bytes, so
 * the last read waits for it, and with IMAPI_E_DATA_STREAM_READ_FAILURE. As a file of an image
 * it can be written once: by the stream of the result, read in order, or
 * imapi_image_result_write(). Fails with IMAPI_E_INVALIDARG (@fd is negative).
 */
imapi_status imapi_stream_from_pipe(struct imapi_context *context, int fd, uint64_t length,
				    struct imapi_stream **ret_stream);

/** A stream of @length zero bytes (IMAPI v2: MsftStreamZero). */
imapi_status imapi_stream_zero(struct imapi_context *context, uint64_t length,
			       struct imapi_stream **ret_stream);

/**
 * The streams one after the other (IMAPI v2: IStreamConcatenate). On success the new stream
 * owns all @count of them; on failure the caller still does.
 */
imapi_status imapi_stream_concatenate(struct imapi_context *context,
				      struct imapi_stream *const *streams, size_t count,
				      struct imapi_stream **ret_stream);

/**
 * Splits a stream for @count consumers, such as drives that burn the same image: each gets a
 * stream of the whole length, and the source is read once. On success ret_streams[i] belongs to
 * contexts[i], and the source to all of them: it is closed with the last one. On failure the
 * caller still owns the source, whose context has the detail.
 *
 * Threads: each of the new streams is used by one thread, each by another one; a context of its
 * own for each of them keeps errors apart. Whoever needs the next bytes reads them from the
 * source, one thread at a time. The context of the source need not be used by anybody
 * meanwhile.
 *
 * @buffer bytes (0: 64 MiB) are kept for those that come later. When they are full, the fastest
 * consumers wait for the slowest. A consumer that has not begun counts as one: start all of
 * them, or free the stream of one that will not come. One that is freed, or whose job has
 * stopped writing, holds nobody back. Consumers that read for themselves in one thread would
 * wait for each other; jobs can be stepped by turns in one thread, because a job that has to
 * wait for data ends its step after a moment, and it can be cancelled meanwhile.
 * A drive that waits for data is safe: its protection from buffer underrun stops the laser.
 *
 * When the source fails, all consumers get what came before, then the same status and detail.
 * A consumer may step back; what is no longer kept is then read from the source again, which
 * fails with IMAPI_E_STREAM_NOT_SEEKABLE if the source can only go forward. A burn does that
 * only to tell which sectors of a bad block are bad; verification itself reads nothing from the
 * source, it has digests of what was sent.
 *
 * Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG (@count is 0 or above 1024),
 * IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_stream_split(struct imapi_stream *source,
				struct imapi_context *const *contexts, size_t count,
				size_t buffer, struct imapi_stream **ret_streams);

/** The length in bytes. */
uint64_t imapi_stream_length(const struct imapi_stream *stream);

/**
 * Reads exactly @length bytes from @offset on. Fails with IMAPI_E_INVALIDARG if the range
 * leaves the stream, else with what the source says; the detail is in imapi_last_error().
 */
imapi_status imapi_stream_read(struct imapi_stream *stream, uint64_t offset, void *data,
			       size_t length);

/** Releases a stream. NULL is fine; returns NULL. */
struct imapi_stream *imapi_stream_free(struct imapi_stream *stream);

#ifdef __cplusplus
}
#endif

#endif
