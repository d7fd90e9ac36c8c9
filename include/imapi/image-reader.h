/* SPDX-License-Identifier: MIT */
/* Reading, extracting, comparing and judging an image that exists already. */
#ifndef IMAPI_IMAGE_READER_H
#define IMAPI_IMAGE_READER_H

#include "imapi/context.h"
#include "imapi/stream.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * An image opened for reading: the volume and one of its directory trees. It belongs to the
 * thread of its context. What an image says is never trusted; an image that cannot be
 * understood ends in a status, its memory is bounded by its size.
 */
struct imapi_image_reader;

/** A file, directory or other item of the tree; valid as long as its reader. */
struct imapi_image_entry;

/** The trees of an image, as bits where several are meant (IMAPI v2: FsiFileSystems). */
enum imapi_image_tree {
	IMAPI_IMAGE_TREE_BEST = 0,    /**< Rock Ridge, else UDF, else Joliet, else ISO 9660 */
	IMAPI_IMAGE_TREE_ISO9660 = 1, /**< the names of ECMA-119 alone */
	IMAPI_IMAGE_TREE_JOLIET = 2,  /**< the supplementary tree with Unicode names */
	IMAPI_IMAGE_TREE_UDF = 4,     /**< UDF 1.02 to 2.60 */
	IMAPI_IMAGE_TREE_ROCK_RIDGE = 0x100 /**< ECMA-119 with POSIX names and attributes */
};

/** How to open; fill @size with sizeof(struct imapi_image_reader_options), the rest with 0. */
struct imapi_image_reader_options {
	size_t size;
	enum imapi_image_tree tree;
	/** LBA of the first block of @stream; not 0 for the copy of a later session. */
	uint32_t first_block;
	/**
	 * LBA where the session starts; its volume descriptors are 16 blocks further, its
	 * anchor of UDF 256.
	 */
	uint32_t session_start;
	/**
	 * Not 0: leave out what is damaged and log it, instead of failing on the first record
	 * that cannot be understood.
	 */
	int tolerant;
};

/**
 * Opens the image in @stream; @options may be NULL. The caller keeps the stream and releases
 * it after the reader. The directories are read when they are first needed.
 * Fails with IMAPI_E_NO_SUPPORTED_FILE_SYSTEM (neither ISO 9660 nor UDF there),
 * IMAPI_E_FILE_SYSTEM_NOT_FOUND (the tree asked for is not there),
 * IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR or
 * what the stream says.
 */
imapi_status imapi_image_reader_open(struct imapi_context *context, struct imapi_stream *stream,
				     const struct imapi_image_reader_options *options,
				     struct imapi_image_reader **ret_reader);

/** Releases a reader. NULL is fine; returns NULL. */
struct imapi_image_reader *imapi_image_reader_free(struct imapi_image_reader *reader);

/** A point in time: seconds since 1970-01-01T00:00:00Z, which may be negative. */
struct imapi_image_time {
	int64_t seconds;
	uint32_t nanoseconds; /**< 0 to 999999999 */
	uint32_t known;	      /**< 0 if the image does not say; then the others are 0 */
};

/**
 * What the volume descriptors say (ECMA-119 8.4; of UDF, ECMA-167 3/10 and 4/14.1). Texts are
 * UTF-8 without the padding, never NULL, valid as long as the reader; those of the Joliet and
 * of the UDF tree are its own. UDF gives the logical volume's name as @volume, who wrote last
 * as @preparer, when it was made and last changed as @created and @modified.
 */
struct imapi_image_volume_info {
	size_t size;
	uint32_t trees;		    /**< bits of enum imapi_image_tree that the image has */
	enum imapi_image_tree tree; /**< the tree that the reader shows */
	uint64_t space_blocks;	    /**< size of the volume in blocks of 2048 bytes */
	uint64_t stream_blocks;	    /**< whole blocks in the stream */
	uint32_t session_start;
	const char *volume, *system, *volume_set, *publisher, *preparer, *application;
	const char *copyright_file, *abstract_file, *bibliographic_file;
	struct imapi_image_time created, modified, expires, effective;
	/* Of the UDF tree; else 0. */
	uint32_t udf_revision;	 /**< as in UDF 2.1.5.3: 0x0250 is 2.50; 0 if not said */
	uint32_t udf_block_size; /**< bytes of a logical block */
	uint32_t udf_open;	 /**< not 0: the volume was not closed after the last change */
	uint64_t udf_files, udf_directories; /**< as the volume counts them; 0 if not said */
};

/** Fills *@ret_info, whose member size the caller has set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_image_reader_volume(const struct imapi_image_reader *reader,
				       struct imapi_image_volume_info *ret_info);

enum imapi_image_entry_type {
	IMAPI_IMAGE_FILE = 1,
	IMAPI_IMAGE_DIRECTORY = 2,
	IMAPI_IMAGE_SYMLINK = 3,
	IMAPI_IMAGE_CHARACTER_DEVICE = 4,
	IMAPI_IMAGE_BLOCK_DEVICE = 5,
	IMAPI_IMAGE_FIFO = 6,
	IMAPI_IMAGE_SOCKET = 7,
};

enum imapi_image_entry_flag {
	IMAPI_IMAGE_ENTRY_HIDDEN = 1, /**< ECMA-119 9.1.6 or ECMA-167 4/14.4.3, bit 0 */
	IMAPI_IMAGE_ENTRY_POSIX = 2,  /**< mode, uid, gid and nlink are known */
	IMAPI_IMAGE_ENTRY_SERIAL = 4, /**< serial is known: RRIP 1.12; the unique ID of UDF */
	IMAPI_IMAGE_ENTRY_RELOCATED = 8,     /**< a deep directory, put back in its place */
	IMAPI_IMAGE_ENTRY_ZISOFS = 16,	     /**< the content is compressed by zisofs */
	IMAPI_IMAGE_ENTRY_NAME_CHANGED = 32, /**< a name no host can have was replaced */
	IMAPI_IMAGE_ENTRY_STREAMS = 64,	     /**< has named streams (ECMA-167 4/9.2) */
	IMAPI_IMAGE_ENTRY_STREAM = 128,	     /**< is a named stream, not an item of its own */
	IMAPI_IMAGE_ENTRY_REAL_TIME = 256    /**< a real-time file (UDF 2.01) */
};

/** All there is to know about an entry. Pointers are valid as long as the reader. */
struct imapi_image_entry_info {
	size_t size;
	enum imapi_image_entry_type type;
	uint32_t flags;		  /**< bits of enum imapi_image_entry_flag */
	const char *name;	  /**< the last part of the path; "" for the root */
	const char *target;	  /**< of a symbolic link; else NULL */
	uint64_t length;	  /**< bytes of content; of a directory, of its records */
	uint32_t mode;		  /**< POSIX permission and type bits */
	uint32_t uid, gid, nlink; /**< an owner that UDF does not name is UINT32_MAX */
	uint64_t serial;
	uint32_t device_major, device_minor;
	struct imapi_image_time mtime, atime, ctime, birth;
	uint64_t unpacked_length; /**< of a zisofs file */
	size_t extent_count;
	size_t stream_count; /**< named streams: imapi_image_entry_stream() */
};

/** A run of blocks that holds a part of a file. */
struct imapi_image_extent {
	uint64_t block;			  /**< LBA of the first byte, or IMAPI_IMAGE_HOLE */
	uint64_t length;		  /**< bytes of the file in this extent */
	uint32_t unit_blocks, gap_blocks; /**< interleave (ECMA-119 6.4.3); both 0 if none */
	/**
	 * Bytes of the first block that come before it: of data that UDF keeps beside its file
	 * entry, or on volumes whose blocks are smaller than 2048 bytes. Less than 2048.
	 */
	uint32_t offset;
};

/** The block of an extent that was never recorded (ECMA-167 4/14.14.1.1) and reads as zeros. */
#define IMAPI_IMAGE_HOLE UINT64_MAX

/**
 * Walks the tree: the entry after @previous in path order (a directory, then what is in it,
 * names sorted by their bytes), the root for NULL. *@ret_entry is NULL after the last one.
 * Fails, when the tree is first read, with IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR or what
 * the stream says.
 */
imapi_status imapi_image_reader_next(struct imapi_image_reader *reader,
				     const struct imapi_image_entry *previous,
				     const struct imapi_image_entry **ret_entry);

/**
 * Finds "/a/b" (or "a/b"; "/" is the root). Case matters; links are not followed. Fails with
 * IMAPI_E_ITEM_NOT_FOUND, else as imapi_image_reader_next().
 */
imapi_status imapi_image_reader_lookup(struct imapi_image_reader *reader, const char *path,
				       const struct imapi_image_entry **ret_entry);

/** Fills *@ret_info, whose member size the caller has set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_image_entry_info(const struct imapi_image_entry *entry,
				    struct imapi_image_entry_info *ret_info);

/** Fills *@ret_extent with extent @index. Fails with IMAPI_E_INVALIDARG beyond the last. */
imapi_status imapi_image_entry_extent(const struct imapi_image_entry *entry, size_t index,
				      struct imapi_image_extent *ret_extent);

/**
 * *@ret_stream is named stream @index of a file or directory of UDF: an entry of its own kind
 * for imapi_image_entry_info(), imapi_image_reader_read() and imapi_image_reader_open_file(),
 * which no walk or lookup meets; its path is "/a/b:name". Fails with IMAPI_E_INVALIDARG beyond
 * the last.
 */
imapi_status imapi_image_entry_stream(const struct imapi_image_entry *entry, size_t index,
				      const struct imapi_image_entry **ret_stream);

/** The directory that an entry is in, of a named stream its owner; NULL for the root. */
const struct imapi_image_entry *imapi_image_entry_parent(const struct imapi_image_entry *entry);

/**
 * Writes the path, "/a/b", "/" for the root, cut to @size bytes with the terminator. Returns
 * the length of the whole path, as snprintf() does. Rock Ridge names are the bytes that are in
 * the image; all others are UTF-8.
 */
size_t imapi_image_entry_path(const struct imapi_image_entry *entry, char *text, size_t size);

/**
 * Reads exactly @length bytes of a file from @offset on; compressed files as they are stored.
 * Fails with IMAPI_E_NOT_FILE, IMAPI_E_INVALIDARG (the range leaves the file),
 * IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR (the file leaves the image) or what the stream
 * says, with the path and the LBA in imapi_last_error().
 */
imapi_status imapi_image_reader_read(struct imapi_image_reader *reader,
				     const struct imapi_image_entry *entry, uint64_t offset,
				     void *data, size_t length);

/** A stream over the content of a file; the caller releases it before the reader. */
imapi_status imapi_image_reader_open_file(struct imapi_image_reader *reader,
					  const struct imapi_image_entry *entry,
					  struct imapi_stream **ret_stream);

/**
 * Says what a block of the image belongs to. IMAPI_OK: @text is the path of the file or
 * directory. IMAPI_S_FALSE: it belongs to none and @text says what it is, in parentheses:
 * "(volume descriptors)". The text is cut to @size bytes with the terminator.
 */
imapi_status imapi_image_reader_path_of_block(struct imapi_image_reader *reader, uint64_t block,
					      char *text, size_t size);

enum imapi_image_extract_flag {
	IMAPI_IMAGE_EXTRACT_OWNER = 1,	  /**< restore uid and gid */
	IMAPI_IMAGE_EXTRACT_DEVICES = 2,  /**< make devices, FIFOs and sockets */
	IMAPI_IMAGE_EXTRACT_OVERWRITE = 4 /**< replace files (never directories) */
};

/** What imapi_image_reader_extract() does at the moment. */
struct imapi_image_extract_progress {
	const char *path;     /**< the entry, as it is called in the image */
	uint64_t bytes_done;  /**< of all files so far */
	uint64_t bytes_total; /**< of all files */
};

/** Called per entry and per piece of a large file; not 0 stops the extraction. */
typedef int imapi_image_extract_fn(void *user,
				   const struct imapi_image_extract_progress *progress);

/**
 * Writes @entry (NULL: everything) to the host directory @host_dir, which is made if it is not
 * there: what is in a directory, or the one file. Restores mode, modification time and
 * symbolic links; the rest as @flags says; what is not restored is logged. Nothing is written
 * outside @host_dir and no link is followed below it. @progress may be NULL.
 * Fails with IMAPI_E_FILE_WRITE_FAILURE (a file is there already, say),
 * IMAPI_E_REQUEST_CANCELLED or as imapi_image_reader_read().
 */
imapi_status imapi_image_reader_extract(struct imapi_image_reader *reader,
					const struct imapi_image_entry *entry,
					const char *host_dir, uint32_t flags,
					imapi_image_extract_fn *progress, void *user);

enum imapi_image_difference_kind {
	IMAPI_IMAGE_MISSING = 1,	 /**< in the image, not on the host */
	IMAPI_IMAGE_EXTRA = 2,		 /**< on the host, not in the image */
	IMAPI_IMAGE_TYPE_DIFFERS = 3,	 /**< file against directory, say */
	IMAPI_IMAGE_SIZE_DIFFERS = 4,	 /**< the lengths differ */
	IMAPI_IMAGE_CONTENT_DIFFERS = 5, /**< @offset is the first byte that differs */
	IMAPI_IMAGE_MTIME_DIFFERS = 6,	 /**< by a second or more; the content may be equal */
	IMAPI_IMAGE_UNREADABLE = 7,	 /**< one of the two could not be read */
};

/** One difference. Pointers are valid during the call. */
struct imapi_image_difference {
	enum imapi_image_difference_kind kind;
	const char *path; /**< in the image, or below the host directory */
	uint64_t block;	  /**< LBA in the image, 0 if it is about none */
	uint64_t offset;  /**< byte in the file or, between streams, in the stream */
	uint64_t length;  /**< between streams: bytes from @offset to the end of the range */
	const char *text; /**< one sentence, UTF-8 */
};

typedef void imapi_image_difference_fn(void *user,
				       const struct imapi_image_difference *difference);

/**
 * Compares the tree with a host directory: names, types, lengths, every byte of every file,
 * targets of links, modification times. @report may be NULL. Returns IMAPI_OK if they are
 * alike, IMAPI_E_CONTENT_DIFFERS with the number of differences in imapi_last_error().
 */
imapi_status imapi_image_reader_compare(struct imapi_image_reader *reader, const char *host_dir,
					imapi_image_difference_fn *report, void *user);

/**
 * Compares the whole image with @other (another image, or a disc) byte for byte and reports
 * each range of blocks that differs, with the path it belongs to. @other may be longer.
 * Returns as imapi_image_reader_compare().
 */
imapi_status imapi_image_reader_compare_stream(struct imapi_image_reader *reader,
					       struct imapi_stream *other,
					       imapi_image_difference_fn *report, void *user);

enum imapi_image_severity {
	IMAPI_IMAGE_NOTE = 1,	 /**< worth knowing, no rule is broken */
	IMAPI_IMAGE_WARNING = 2, /**< bends a rule in a way that readers are known to accept */
	IMAPI_IMAGE_ERROR = 3,	 /**< breaks a rule */
};

/** One finding of the checker. Pointers are valid during the call. */
struct imapi_image_finding {
	enum imapi_image_severity severity;
	const char *clause; /**< of the standard, "ECMA-119 8.4.8" */
	uint64_t block;	    /**< LBA where the fault lies */
	const char *path;   /**< the entry that it is about, or "" */
	const char *text;   /**< one sentence, UTF-8 */
};

typedef void imapi_image_finding_fn(void *user, const struct imapi_image_finding *finding);

/**
 * Judges an image rule by rule: ECMA-119, Joliet, SUSP and RRIP, ECMA-167 and UDF 1.02 to
 * 2.60, and what IMAPI v2's IIsoImageManager::Validate asks. @report may be NULL. Returns
 * IMAPI_OK if no rule is broken (there may be warnings), IMAPI_E_IMAGE_INVALID if one is,
 * IMAPI_E_IMAGEMANAGER_IMAGE_NOT_ALIGNED, IMAPI_E_IMAGEMANAGER_NO_VALID_VD_FOUND,
 * IMAPI_E_IMAGEMANAGER_IMAGE_TOO_BIG, or what the stream says.
 */
imapi_status imapi_image_check(struct imapi_context *context, struct imapi_stream *stream,
			       imapi_image_finding_fn *report, void *user);

/** The same for one session; of @options, first_block and session_start count. */
imapi_status imapi_image_check_session(struct imapi_context *context,
				       struct imapi_stream *stream,
				       const struct imapi_image_reader_options *options,
				       imapi_image_finding_fn *report, void *user);

#ifdef __cplusplus
}
#endif

#endif
