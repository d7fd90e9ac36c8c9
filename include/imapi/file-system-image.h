/* SPDX-License-Identifier: MIT */
/* A file system image built from folders and streams (IMAPI v2: IFileSystemImage). */
#ifndef IMAPI_FILE_SYSTEM_IMAGE_H
#define IMAPI_FILE_SYSTEM_IMAGE_H

#include "imapi/context.h"
#include "imapi/image-reader.h"
#include "imapi/image-result.h"
#include "imapi/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The contents and settings of an image that is to be built.
 *
 * Paths on the disc are separated and may begin with '/'; names are bytes, normally UTF-8, at
 * most 255 each. A call that fails leaves the image as it was.
 */
struct imapi_file_system_image;

/** File systems; IMAPI v2's numbers, and one of our own for Rock Ridge. */
enum imapi_file_systems {
	IMAPI_FILE_SYSTEM_NONE = 0,
	IMAPI_FILE_SYSTEM_ISO9660 = 1,
	IMAPI_FILE_SYSTEM_JOLIET = 2, /**< needs ISO9660 */
	IMAPI_FILE_SYSTEM_UDF = 4,
	IMAPI_FILE_SYSTEM_ROCK_RIDGE = 0x100, /**< an extension of ISO9660 */
};

/** Revisions of UDF, as IMAPI v2 writes them. */
enum imapi_udf_revision {
	IMAPI_UDF_102 = 0x102, /**< read by the oldest systems and by players */
	IMAPI_UDF_150 = 0x150,
	IMAPI_UDF_200 = 0x200, /**< named streams */
	IMAPI_UDF_201 = 0x201, /**< real-time files, every Unicode character in names */
	/** Metadata together in a partition of its own, with a mirror. */
	IMAPI_UDF_250 = 0x250,
	IMAPI_UDF_260 = 0x260,
};

/** What a UDF volume is made for (ECMA-167 3/10.5.7, UDF 2.2). */
enum imapi_udf_layout {
	/** Read; anchors at both ends. Every system reads it; only this library adds to it. */
	IMAPI_UDF_LAYOUT_READ_ONLY = 0,
	/**
	 * Media that are written once and stay open: a virtual allocation table ends the
	 * session (UDF 2.2.8), by which other programs can add to it. UDF 1.50 and later.
	 */
	IMAPI_UDF_LAYOUT_VIRTUAL = 1,
	/** Media that are written anywhere: other systems write to it as to a hard disk. */
	IMAPI_UDF_LAYOUT_OVERWRITABLE = 2,
	/**
	 * Those that do not replace bad sectors themselves: with spare packets of 32 blocks
	 * (UDF 2.2.9). UDF 1.50 and later.
	 */
	IMAPI_UDF_LAYOUT_SPARABLE = 3,
};

/** Texts in the volume descriptors (ECMA-119 8.4). */
enum imapi_image_text {
	IMAPI_IMAGE_TEXT_SYSTEM = 0,	    /**< who may use the system area; default "LINUX" */
	IMAPI_IMAGE_TEXT_VOLUME_SET = 1,    /**< default empty */
	IMAPI_IMAGE_TEXT_PUBLISHER = 2,	    /**< default empty */
	IMAPI_IMAGE_TEXT_PREPARER = 3,	    /**< default empty */
	IMAPI_IMAGE_TEXT_APPLICATION = 4,   /**< default "LIBIMAPI" */
	IMAPI_IMAGE_TEXT_COPYRIGHT = 5,	    /**< name of a file in the root; default empty */
	IMAPI_IMAGE_TEXT_ABSTRACT = 6,	    /**< name of a file in the root; default empty */
	IMAPI_IMAGE_TEXT_BIBLIOGRAPHIC = 7, /**< name of a file in the root; default empty */
};

/** What a filter says about a file. */
enum imapi_image_filter_answer {
	IMAPI_IMAGE_TAKE = 0,
	IMAPI_IMAGE_SKIP = 1,	/**< leave it out, a folder with all it holds */
	IMAPI_IMAGE_CANCEL = 2, /**< end the call with IMAPI_E_REQUEST_CANCELLED */
};

/**
 * Asked about every file and folder that imapi_file_system_image_add_tree() meets, so it shows
 * progress too. @host_path is the path on this machine. Returns an enum
 * imapi_image_filter_answer. It must not call into the image.
 */
typedef int imapi_image_filter_fn(void *user, const char *host_path, int is_directory);

/**
 * Told about every file and folder that cannot be read and is therefore left out; @number is
 * the system's error number (errno).
 */
typedef void imapi_image_unreadable_fn(void *user, const char *host_path, int number);

/** What becomes of devices, pipes and sockets. */
enum imapi_image_special {
	IMAPI_IMAGE_SPECIAL_KEEP = 0, /**< Rock Ridge and UDF record what they are */
	IMAPI_IMAGE_SPECIAL_SKIP = 1,
	IMAPI_IMAGE_SPECIAL_FAIL = 2, /**< the call fails with IMAPI_E_NOT_FILE */
};

/**
 * Told about every file that is not what it was when it was added. @why is the status with
 * which reading would have failed: IMAPI_E_DATA_STREAM_INCONSISTENCY for another size,
 * IMAPI_E_SOURCE_CHANGED for another time of modification, IMAPI_E_DATA_STREAM_CREATE_FAILURE
 * if it is gone, IMAPI_E_DATA_STREAM_READ_FAILURE if it cannot be read. Called by whatever
 * thread reads the image and by threads of the library, never by two at once. It must not call
 * into the image.
 */
typedef void imapi_image_changed_fn(void *user, const char *host_path, imapi_status why);

/** How much is in an image. */
struct imapi_image_counts {
	size_t size; /**< sizeof(struct imapi_image_counts) as it was compiled; set it */
	uint64_t files;
	uint64_t directories; /**< without the root */
	uint64_t others;      /**< symbolic links, devices, pipes, sockets */
	/** 2048-byte blocks of contents to be written: hard links count once, what was
	 *  imported does not. */
	uint64_t data_blocks;
};

/**
 * Makes an empty image: ISO 9660 with Rock Ridge and Joliet, interchange level 3, no limit, 150
 * blocks of padding. The caller owns it. Fails with IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_new(struct imapi_context *context,
					 struct imapi_file_system_image **ret_image);

/** Releases an image; results made from it stay valid. NULL is fine; returns NULL. */
struct imapi_file_system_image *imapi_file_system_image_free(
	struct imapi_file_system_image *image);

/**
 * Which file systems to create: a sum of enum imapi_file_systems. Fails with
 * IMAPI_E_INVALID_PARAM (unknown bit, or Joliet or Rock Ridge without ISO 9660),
 * IMAPI_E_NO_OUTPUT (none). With ISO 9660 and UDF both describe the same contents (a bridge).
 */
imapi_status imapi_file_system_image_set_file_systems(struct imapi_file_system_image *image,
						      unsigned mask);

/** The file systems that will be created. */
unsigned imapi_file_system_image_file_systems(const struct imapi_file_system_image *image);

/** All file systems that can be created (IMAPI v2: FileSystemsSupported). */
unsigned imapi_file_system_image_file_systems_supported(void);

/**
 * The revision of UDF, an enum imapi_udf_revision (IMAPI v2: UDFRevision). Default
 * IMAPI_UDF_201. It counts only if UDF is created. Fails with IMAPI_E_INVALID_PARAM,
 * IMAPI_E_UDF_REVISION_CHANGE_NOT_ALLOWED (a UDF volume was imported).
 */
imapi_status imapi_file_system_image_set_udf_revision(struct imapi_file_system_image *image,
						      unsigned revision);

/** The revision of UDF that will be created. */
unsigned imapi_file_system_image_udf_revision(const struct imapi_file_system_image *image);

/**
 * Fills at most @room revisions of UDF that can be created, lowest first, and returns how many
 * there are (IMAPI v2: UDFRevisionsSupported).
 */
size_t imapi_file_system_image_udf_revisions(unsigned *ret_revisions, size_t room);

/**
 * 1, the default: from UDF 2.50 on the metadata is on the medium twice, far apart, so that a
 * scratch that hits one copy leaves the other. 0: the mirror file points to the same blocks
 * (IMAPI v2: CreateRedundantUdfMetadataFiles). Returns IMAPI_S_IMAGE_FEATURE_NOT_SUPPORTED
 * where it has no effect: below UDF 2.50, or without UDF.
 */
imapi_status imapi_file_system_image_set_redundant_metadata(
	struct imapi_file_system_image *image, int redundant);

/** Whether metadata is to be there twice where it can be. */
int imapi_file_system_image_redundant_metadata(const struct imapi_file_system_image *image);

/**
 * What the volume is made for, an enum imapi_udf_layout; default read only. After the import of
 * a volume whose layout can grow it is that one. On CD the writer must not add its post-gap
 * behind a virtual allocation table: imapi_data_writer_set_post_gap_in_image(). Fails with
 * IMAPI_E_INVALID_PARAM (there is no such layout, or not in UDF 1.02);
 * imapi_file_system_image_create_result() does so if a volume with a virtual allocation table
 * would grow in place.
 */
imapi_status imapi_file_system_image_set_udf_layout(struct imapi_file_system_image *image,
						    unsigned layout);

/** The layout that UDF will have; read only if there is no UDF, or for NULL. */
unsigned imapi_file_system_image_udf_layout(const struct imapi_file_system_image *image);

/**
 * How many blocks of 2048 bytes a volume spans that can be written to (overwritable or
 * sparable): those of the medium. What the files do not take is free, reads as zeros and is not
 * among the modified blocks of the result. 0, the default: as few as can be. If the files take
 * more, imapi_file_system_image_create_result() fails with IMAPI_E_IMAGE_SIZE_LIMIT.
 */
void imapi_file_system_image_set_udf_size(struct imapi_file_system_image *image,
					  uint64_t blocks);

/**
 * The name of the volume, UTF-8, at most 32 characters: UDF has it as it is, Joliet the first
 * 16, ISO 9660 with characters other than A-Z 0-9 _ replaced;
 * imapi_file_system_image_recorded_volume_name() tells. NULL or "", the default: made from the
 * timestamp. Fails with IMAPI_E_INVALID_VOLUME_NAME.
 */
imapi_status imapi_file_system_image_set_volume_name(struct imapi_file_system_image *image,
						     const char *name);

/** The name that was given, NULL: none. Valid until it is changed (IMAPI v2: VolumeName). */
const char *imapi_file_system_image_volume_name(const struct imapi_file_system_image *image);

/**
 * A text of the volume descriptors, UTF-8, cut to its field (128 characters, 37 for the names
 * of files, 32 for the system; half of it in Joliet). NULL means empty. Fails with
 * IMAPI_E_INVALID_PARAM for an unknown @text.
 */
imapi_status imapi_file_system_image_set_text(struct imapi_file_system_image *image,
					      enum imapi_image_text text, const char *value);

/**
 * The interchange level of ISO 9660 (ECMA-119 10): 1 allows names of 8.3 characters, 2 and 3 of
 * 31; below 3 a file of more than 4 GiB - 2 KiB is refused. Default 3. Fails with
 * IMAPI_E_INVALID_PARAM.
 */
imapi_status imapi_file_system_image_set_interchange_level(
	struct imapi_file_system_image *image, unsigned level);

/** The interchange level (IMAPI v2: ISO9660InterchangeLevel). */
unsigned imapi_file_system_image_interchange_level(const struct imapi_file_system_image *image);

/**
 * 1: the limits of the standards hold whatever systems of today read (IMAPI v2:
 * StrictFileSystemCompliance): ISO 9660 has at most eight levels of directories (ECMA-119
 * 6.8.2.1), deeper ones are relocated by Rock Ridge or refused; Joliet names have at most 64
 * characters of UCS-2. It comes before the three settings that follow. 0, the default. Fails
 * with IMAPI_E_FILE_SYSTEM_NOT_EMPTY if something is in the image.
 */
imapi_status imapi_file_system_image_set_strict(struct imapi_file_system_image *image,
						int strict);

/**
 * 1: names of what is added from now on have characters U+0020 to U+007F only (IMAPI v2:
 * UseRestrictedCharacterSet); others fail with IMAPI_E_RESTRICTED_NAME_VIOLATION. 0, the
 * default.
 */
void imapi_file_system_image_set_restricted_names(struct imapi_file_system_image *image,
						  int restricted);

/**
 * 1, the default: directories may be nested deeper than eight in ISO 9660, which systems of
 * this century read, some of them better than relocated ones. 0: with Rock Ridge deeper ones
 * are relocated (RRIP 4.1.5), without it they are refused. Joliet is never limited.
 */
void imapi_file_system_image_set_relaxed_depth(struct imapi_file_system_image *image,
					       int relaxed);

/** 1: Joliet names have at most 64 characters. 0, the default: 103. */
void imapi_file_system_image_set_strict_joliet(struct imapi_file_system_image *image,
					       int strict);

/**
 * 1: Joliet names may have characters beyond U+FFFF (emoji, rare ideographs), as UTF-16 pairs:
 * Windows shows them, but Joliet is UCS-2 and some readers complain. 0, the default: each
 * becomes "_". Rock Ridge has the true name in either case.
 */
void imapi_file_system_image_set_joliet_utf16(struct imapi_file_system_image *image, int utf16);

/**
 * When the volume was made, in seconds since 1970-01-01 00:00:00 UTC. Default: the
 * environment's SOURCE_DATE_EPOCH, else the clock. Files keep their own times whatever this is.
 */
void imapi_file_system_image_set_timestamp(struct imapi_file_system_image *image,
					   int64_t seconds);

/**
 * How many blocks of 2048 bytes the image may have; 0, the default, means no limit (IMAPI v2:
 * FreeMediaBlocks). What happens to more is said at imapi_file_system_image_set_full(). Fails
 * with IMAPI_E_IMAGE_TOO_BIG if it has more contents already.
 */
imapi_status imapi_file_system_image_set_free_media_blocks(
	struct imapi_file_system_image *image, uint64_t blocks);

/**
 * The address on the medium at which the image will begin; default 0. After an import it is
 * fixed (IMAPI_E_READONLY).
 */
imapi_status imapi_file_system_image_set_session_start(struct imapi_file_system_image *image,
						       uint64_t block);

/** The address at which the image will begin (IMAPI v2: SessionStartBlock). */
uint64_t imapi_file_system_image_session_start(const struct imapi_file_system_image *image);

/**
 * Zero blocks at the end, which are part of the image. The default, 150, is for drives and
 * systems that read ahead over the end of a track.
 */
void imapi_file_system_image_set_padding(struct imapi_file_system_image *image,
					 uint32_t blocks);

/** Calls @fn for each file of the trees that are added from now on; NULL: takes all. */
void imapi_file_system_image_set_filter(struct imapi_file_system_image *image,
					imapi_image_filter_fn *fn, void *user);

/**
 * Files that cannot be read are left out and told to @fn, from now on. NULL, the default: they
 * make the call fail.
 */
void imapi_file_system_image_set_unreadable(struct imapi_file_system_image *image,
					    imapi_image_unreadable_fn *fn, void *user);

/**
 * What becomes of devices, pipes and sockets in trees that are added from now on. Default
 * IMAPI_IMAGE_SPECIAL_KEEP. Joliet and ISO 9660 without Rock Ridge have no place for them.
 * Fails with IMAPI_E_INVALID_PARAM.
 */
imapi_status imapi_file_system_image_set_special(struct imapi_file_system_image *image,
						 enum imapi_image_special special);

/**
 * Files that change between being added and being read are told to @fn and do not make reading
 * fail: what they hold now is taken, cut or filled up with zeros to the size that was planned.
 * For a backup of a system at work. Whoever reads the image twice may read different bytes.
 * NULL, the default: reading fails. Fails with IMAPI_E_READONLY (a result exists),
 * IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_set_changed(struct imapi_file_system_image *image,
						 imapi_image_changed_fn *fn, void *user);

/**
 * Adds the folder @host_path: what it holds or, if @include_base, the folder itself, below the
 * directory @disc_path, which is made if need be (NULL or "/": the root). Symbolic links are
 * taken as such; hard links stay hard links, also between several calls. Where a name is there
 * already, two directories are joined, else the new one wins.
 *
 * The files are read when the image is read: nothing is copied to a folder for work before
 * (IMAPI v2: StageFiles, WorkingDirectory), whose purpose, to feed the drive in time, reading
 * ahead and the drive's underrun protection serve. They must not change until then: one that
 * does makes that reading fail, unless imapi_file_system_image_set_changed() says otherwise.
 * Fails with IMAPI_E_DIRECTORY_READ_FAILURE, IMAPI_E_DATA_STREAM_READ_FAILURE,
 * IMAPI_E_INVALID_PATH, IMAPI_E_IMAGE_SIZE_LIMIT, IMAPI_E_REQUEST_CANCELLED, IMAPI_E_READONLY
 * (a result exists), IMAPI_E_RESTRICTED_NAME_VIOLATION, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_add_tree(struct imapi_file_system_image *image,
					      const char *host_path, const char *disc_path,
					      int include_base);

/**
 * Adds a file with the bytes of @stream, which the image owns from then on; on failure the
 * caller still does. Missing directories are made. The file is owned by root, readable by all
 * and has the timestamp of the image. Fails with IMAPI_E_DUP_NAME, IMAPI_E_INVALID_PATH,
 * IMAPI_E_NOT_DIR, IMAPI_E_IMAGE_SIZE_LIMIT, IMAPI_E_READONLY, IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_add_file(struct imapi_file_system_image *image,
					      const char *disc_path,
					      struct imapi_stream *stream);

/** Adds a directory, and those above it. It may be there already. Fails as add_file does. */
imapi_status imapi_file_system_image_add_directory(struct imapi_file_system_image *image,
						   const char *disc_path);

/**
 * Removes a file or a directory with all it holds; "/" empties the image. Fails with
 * IMAPI_E_ITEM_NOT_FOUND, IMAPI_E_INVALID_PATH, IMAPI_E_READONLY.
 */
imapi_status imapi_file_system_image_remove(struct imapi_file_system_image *image,
					    const char *disc_path);

/** How far an import is (IMAPI v2: DFileSystemImageImportEvents). */
struct imapi_image_import_progress {
	size_t size;		    /**< of the struct, as the library was compiled */
	enum imapi_image_tree tree; /**< that is imported */
	const char *path; /**< "/a/b" that was taken; a directory that comes ends in '/' */
	uint64_t directories, files; /**< so far; whatever is no directory counts as a file */
	uint64_t total_directories, total_files;
};

/**
 * Told of each directory before it is taken, of everything else after. Returns 0 to go on, else
 * the import fails with IMAPI_E_REQUEST_CANCELLED. It must not call into the image.
 */
typedef int imapi_image_import_fn(void *user,
				  const struct imapi_image_import_progress *progress);

/**
 * Which session is imported, and where the next one goes. Fill @size with
 * sizeof(struct imapi_image_import), the rest with 0 or what is wanted.
 */
struct imapi_image_import {
	size_t size;
	/**
	 * IMAPI_IMAGE_TREE_BEST takes Rock Ridge, else UDF, else Joliet, else ISO 9660: Rock
	 * Ridge comes first, unlike in IMAPI v2, which does not know it, because it keeps most
	 * of what a file of this system is. imapi_image_default_for_import() is IMAPI's choice.
	 */
	enum imapi_image_tree tree;
	uint32_t session_start; /**< LBA of the session to import, 0 for the first */
	/** LBA of the new session, unless it grows in place. */
	uint64_t next_writable;
	/**
	 * 1: the medium can be written anywhere. The new session then follows the end of the
	 * old one, at a multiple of 32 blocks, and the volume descriptors at LBA 16 are written
	 * anew. 0: the new session is added at @next_writable.
	 */
	int in_place;
	imapi_image_import_fn *progress; /**< may be NULL */
	void *user;
};

/**
 * Imports a session (IMAPI v2: ImportFileSystem, ImportSpecificFileSystem): its tree becomes
 * part of the image, the contents of its files stay where they are on the medium. Only
 * directories are read, and of UDF named streams and what lies beside a file entry or has
 * holes: that is kept in memory (at most 256 MiB) and written again. Then files can be added,
 * replaced and removed as usual; nothing that is on the medium is wiped by that.
 *
 * @stream is the medium from LBA 0 to the end of the session; for a session that grows in place
 * it must outlive the image and its results. @options may be NULL. May be called before or
 * after other things were added, once: what is in the image already wins over what is imported.
 * Hard links, modes, owners and times of modification are kept, and the boot record; the name
 * of the volume is not, see imapi_file_system_image_imported_volume_name(). The session start
 * of the image is set and cannot be changed any more.
 *
 * Files that zisofs compressed stay so. Only Rock Ridge can tell, so Joliet is then left out
 * unless the caller chose it; imapi_file_system_image_create_result() fails with
 * IMAPI_E_FILE_SYSTEM_FEATURE_NOT_SUPPORTED where another file system would show them.
 *
 * The image is what was there or a refusal: a tree that is damaged, reaches beyond the stream,
 * or has names of more than 255 bytes is not imported. Fails as imapi_image_reader_open() and
 * imapi_image_reader_next() do, and with IMAPI_E_READONLY (second import, or a result exists),
 * IMAPI_E_INCOMPATIBLE_PREVIOUS_SESSION,
 * IMAPI_E_IMPORT_TYPE_COLLISION_FILE_EXISTS_AS_DIRECTORY,
 * IMAPI_E_IMPORT_TYPE_COLLISION_DIRECTORY_EXISTS_AS_FILE, IMAPI_E_BAD_MULTISESSION_PARAMETER.
 * *@ret_tree (may be NULL) is the enum imapi_image_tree that was imported.
 */
imapi_status imapi_file_system_image_import(struct imapi_file_system_image *image,
					    struct imapi_stream *stream,
					    const struct imapi_image_import *options,
					    unsigned *ret_tree);

/**
 * Whether a session can be imported and added to, with the options of then (IMAPI v2:
 * ProbeSpecificFileSystem): it is imported into an image that is thrown away, and the next one
 * is planned. IMAPI_S_FALSE: it cannot, imapi_last_error() says why. Fails with
 * IMAPI_E_POINTER, IMAPI_E_OUTOFMEMORY, IMAPI_E_BAD_MULTISESSION_PARAMETER or what the stream
 * says.
 */
imapi_status imapi_image_probe(struct imapi_context *context, struct imapi_stream *stream,
			       const struct imapi_image_import *options);

/**
 * The trees that a session has, as bits of enum imapi_image_tree (IMAPI v2:
 * IdentifyFileSystemsOnDisc). Fails as imapi_image_reader_open() does.
 */
imapi_status imapi_image_identify(struct imapi_context *context, struct imapi_stream *stream,
				  uint32_t session_start, unsigned *ret_trees);

/** Bytes of the text of imapi_image_disc_id(), with the terminator. */
#define IMAPI_IMAGE_DISC_ID_ROOM 33

/**
 * Writes a text to @ret_id by which the disc and what is on it are known again (IMAPI v2:
 * CalculateDiscIdentifier): equal as long as nothing was added, different for nearly all
 * others. It is made of the descriptors of the session; copies of a disc have the same. Fails
 * as imapi_image_reader_open() does.
 */
imapi_status imapi_image_disc_id(struct imapi_context *context, struct imapi_stream *stream,
				 uint32_t session_start, char ret_id[IMAPI_IMAGE_DISC_ID_ROOM]);

/**
 * The tree of @trees that IMAPI v2 would import (GetDefaultFileSystemForImport): UDF, else
 * Joliet, else ISO 9660; 0 if there is none. IMAPI_IMAGE_TREE_BEST puts Rock Ridge before them.
 */
enum imapi_image_tree imapi_image_default_for_import(unsigned trees);

/**
 * The name of the imported volume (IMAPI v2: ImportedVolumeName), NULL before an import. It is
 * not carried over by itself. Valid as long as the image.
 */
const char *imapi_file_system_image_imported_volume_name(
	const struct imapi_file_system_image *image);

/** Counts what is in the image. Fails with IMAPI_E_INVALIDARG if ret_counts->size is not set.
 */
imapi_status imapi_file_system_image_counts(struct imapi_file_system_image *image,
					    struct imapi_image_counts *ret_counts);

/**
 * Builds the image (IMAPI v2: CreateResultImage): names, addresses, sizes. While the result or
 * its stream lives the image cannot be changed. Equal contents and settings give equal bytes.
 *
 * Fails with IMAPI_E_IMAGE_SIZE_LIMIT, IMAPI_E_IMAGE_TOO_BIG (more than 2^32 blocks),
 * IMAPI_E_DATA_TOO_BIG, IMAPI_E_ISO9660_LEVELS, IMAPI_E_TOO_MANY_DIRS, IMAPI_E_NO_UNIQUE_NAME,
 * IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_file_system_image_create_result(struct imapi_file_system_image *image,
						   struct imapi_image_result **ret_result);

#ifdef __cplusplus
}
#endif

#endif
