/* SPDX-License-Identifier: MIT */
/* Writes a stream of 2048-byte sectors as a session (IMAPI v2: IDiscFormat2Data). */
#ifndef IMAPI_DATA_WRITER_H
#define IMAPI_DATA_WRITER_H

#include "imapi/block-range.h"
#include "imapi/job.h"
#include "imapi/medium.h"

#ifdef __cplusplus
extern "C" {
#endif

struct imapi_data_writer;

/** IMAPI_BURN_VERIFICATION_LEVEL. */
enum imapi_verification {
	IMAPI_VERIFICATION_NONE = 0,
	IMAPI_VERIFICATION_QUICK = 1, /**< state of disc and tracks, and samples of the data */
	IMAPI_VERIFICATION_FULL = 2,  /**< every sector, against digests taken while writing */
};

/** Makes a writer for one recorder, which must outlive it. The caller owns it. */
imapi_status imapi_data_writer_new(struct imapi_recorder *recorder,
				   struct imapi_data_writer **ret_writer);

/** Releases a writer, after its jobs. NULL is fine; returns NULL. */
struct imapi_data_writer *imapi_data_writer_free(struct imapi_data_writer *writer);

/**
 * Who is writing, for other programs that want the drive (IMAPI v2: ClientName): letters,
 * digits, blank and . , : ; - _, at most 63 bytes. Default "libimapi". A job has the drive for
 * itself under this name from its making to its end, as by imapi_recorder_acquire().
 * Fails with IMAPI_E_DF2DATA_CLIENT_NAME_IS_NOT_VALID.
 */
imapi_status imapi_data_writer_set_client_name(struct imapi_data_writer *writer,
					       const char *name);

/** IMAPI v2: BurnVerificationLevel. Default IMAPI_VERIFICATION_NONE. */
imapi_status imapi_data_writer_set_verification(struct imapi_data_writer *writer,
						enum imapi_verification level);

/** How a session is written, on media where there is a choice. */
enum imapi_write_method {
	IMAPI_WRITE_METHOD_AUTO = 0,	    /**< as the medium takes it */
	IMAPI_WRITE_METHOD_INCREMENTAL = 1, /**< packet by packet; more can be appended later */
	/** The room is reserved first and the disc ends with the data (MMC-6 disc at once). */
	IMAPI_WRITE_METHOD_AT_ONCE = 2,
	/** Sessions on layer 0 of a DVD-R DL, which can be added to later; what lies opposite
	 *  of them on layer 1 is lost (MMC-6 layer jump recording, by manual jumps). */
	IMAPI_WRITE_METHOD_LAYER_JUMP = 3,
};

/**
 * Default IMAPI_WRITE_METHOD_AUTO: incremental, and at once on a DVD-RW that was blanked
 * quickly, which takes nothing else. At once closes the disc for good and needs a blank DVD-R
 * or DVD-RW; on others the job is refused with IMAPI_E_DF2DATA_INVALID_MEDIA_STATE.
 */
imapi_status imapi_data_writer_set_write_method(struct imapi_data_writer *writer,
						enum imapi_write_method method);

/** How the sectors of a CD hold their data. */
enum imapi_data_mode {
	IMAPI_DATA_MODE_AUTO =
		0, /**< as the sessions that are on the disc; mode 1 on a blank one */
	IMAPI_DATA_MODE_1 = 1,	  /**< mode 1 (ECMA-130 clause 14) */
	IMAPI_DATA_MODE_2_XA = 2, /**< mode 2 form 1, of a disc for CD-ROM XA */
};

/**
 * Default IMAPI_DATA_MODE_AUTO: all sessions of a disc are of one kind. A session at once is
 * always of mode 1. Has no effect on media other than CD. Fails with IMAPI_E_INVALIDARG.
 */
imapi_status imapi_data_writer_set_data_mode(struct imapi_data_writer *writer,
					     enum imapi_data_mode mode);

/**
 * 1: only the track is closed, and the session stays open, so that the next write with this
 * setting adds a track to it (CD, DVD-R, DVD+R, BD-R). What has no session, is written at once
 * or is to be closed for good is refused with IMAPI_E_INVALIDARG. Drives that only read cannot
 * read the disc until imapi_data_writer_close() closes the session. An operating system mounts
 * the first track of a session; others are read by their address. Default 0: IMAPI v2 closes
 * the session after every write.
 */
imapi_status imapi_data_writer_set_leave_session_open(struct imapi_data_writer *writer,
						      int leave);

/** 1: nothing can be appended later (IMAPI v2: ForceMediaToBeClosed). Default 0. */
imapi_status imapi_data_writer_set_force_close(struct imapi_data_writer *writer, int force);

/**
 * 1: data on a medium that is written anywhere, such as a BD-RE, may be lost (IMAPI v2:
 * ForceOverwrite). With 0, the default, the job is refused with
 * IMAPI_E_DF2DATA_MEDIA_NOT_BLANK when there is any.
 */
imapi_status imapi_data_writer_set_force_overwrite(struct imapi_data_writer *writer,
						   int overwrite);

/**
 * 1: a write that the data does not come in time for is an error, not a gap that the drive goes
 * on behind (IMAPI v2: BufferUnderrunFreeDisabled). Only CD recorders can do without. Default
 * 0.
 */
imapi_status imapi_data_writer_set_underrun_free_disabled(struct imapi_data_writer *writer,
							  int disabled);

/**
 * 1: the image ends with the 150 sectors that a track of a CD needs behind its data, else they
 * are added (IMAPI v2: PostgapAlreadyInImage). Other media need none. Default 0.
 */
imapi_status imapi_data_writer_set_post_gap_in_image(struct imapi_data_writer *writer,
						     int in_image);

/**
 * The write speed in sectors per second, -1 for the fastest (IMAPI v2: SetWriteSpeed). The
 * nearest speed that drive and medium have is taken. Default -1.
 */
imapi_status imapi_data_writer_set_speed(struct imapi_data_writer *writer,
					 int32_t sectors_per_second);

/** How a DVD+R or DVD+R DL is left (IMAPI v2: DisableConsumerDvdCompatibilityMode). */
enum imapi_dvd_compatibility {
	/** Closed for good, so that DVD players read it (the property is FALSE). */
	IMAPI_DVD_COMPATIBLE = 0,
	/** A DVD+R stays open unless a close is forced; a DVD+R DL is closed (it is TRUE). */
	IMAPI_DVD_NOT_COMPATIBLE = 1,
	/** A DVD+R DL stays open, too, unless a close is forced. */
	IMAPI_DVD_STAYS_OPEN = 2,
};

/**
 * Sets how a DVD+R or DVD+R DL is left. Default IMAPI_DVD_STAYS_OPEN, so that nothing is final
 * that was not asked for; IMAPI v2's own default is IMAPI_DVD_COMPATIBLE. A disc that is filled
 * but for 2 % is closed for good anyway. Other media are left as
 * imapi_data_writer_set_force_close() says. A DVD+RW always gets a lead-out, for drives that
 * only read; what is left of its background format goes on with the next burn.
 *
 * Fails with IMAPI_E_INVALIDARG.
 */
imapi_status imapi_data_writer_set_dvd_compatibility(struct imapi_data_writer *writer,
						     enum imapi_dvd_compatibility mode);

#define IMAPI_LAYER_BREAK_AUTO (-1) /**< half of the data, if the disc is closed for good */
#define IMAPI_LAYER_BREAK_KEEP 0    /**< as medium and drive have it */

/**
 * Where layer 0 of a blank DVD+R DL or DVD-R DL is to end: its size in sectors, a multiple of
 * 16, or one of the values above. The second layer cannot hold more than the first, so that the
 * disc has room for twice as much; what the data does not fill of layer 1 the drive fills when
 * it closes the disc, which may take it long. Has no effect on other media, and on a disc that
 * is not blank. Default IMAPI_LAYER_BREAK_AUTO.
 *
 * Fails with IMAPI_E_INVALIDARG if it is no multiple of 16. A size that is too large for the
 * medium, or too small for the data, fails when the job is made: IMAPI_E_INVALIDARG.
 */
imapi_status imapi_data_writer_set_layer_break(struct imapi_data_writer *writer,
					       int64_t sectors);

/**
 * 1: the disc is to turn at one speed from the inside out, so that writing gets faster (IMAPI
 * v2: RequestedRotationTypeIsPureCAV); 0, the default, is what drive and medium usually do.
 * What came of it is in struct imapi_burn_result.
 */
imapi_status imapi_data_writer_set_pure_cav(struct imapi_data_writer *writer, int pure_cav);

/**
 * How long to wait for each long operation of the drive at the end of a burn (flush, close), at
 * most, in seconds, whatever the drive shows; 0 for as long as it shows signs of life. Default
 * 14400. A drive that shows nothing is given up earlier: see docs/adaptive-close.md. A wait
 * that ends is IMAPI_E_STILL_CLOSING or IMAPI_E_CLOSE_NO_ANSWER, never a failed verification.
 */
imapi_status imapi_data_writer_set_max_wait(struct imapi_data_writer *writer, uint32_t seconds);

/**
 * 1: ask the drive before the burn for the time-outs of its commands (SPC-4 REPORT SUPPORTED
 * OPERATION CODES), if it says that it knows SPC-3. Optical drives share the operation code
 * with SEND KEY, and some take the one for the other; so the default is 0. What is answered can
 * only lengthen a wait.
 */
imapi_status imapi_data_writer_set_ask_times(struct imapi_data_writer *writer, int ask);

/**
 * 1: everything is done but with the laser at reading power, so that nothing changes on the
 * medium: whether drive, cable and source keep up (MMC-6 test write; IMAPI v2 has none). Close
 * and verification are left out. For CD, and DVD-R and DVD-RW in sequence; on others the job is
 * refused with IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED. Default 0.
 */
imapi_status imapi_data_writer_set_test_write(struct imapi_data_writer *writer, int test);

/** What was set (IMAPI v2: the properties of the same names). NULL is not allowed. */
const char *imapi_data_writer_client_name(const struct imapi_data_writer *writer);
enum imapi_verification imapi_data_writer_verification(const struct imapi_data_writer *writer);
enum imapi_write_method imapi_data_writer_write_method(const struct imapi_data_writer *writer);
int imapi_data_writer_force_close(const struct imapi_data_writer *writer);
enum imapi_data_mode imapi_data_writer_data_mode(const struct imapi_data_writer *writer);
int imapi_data_writer_leave_session_open(const struct imapi_data_writer *writer);
int imapi_data_writer_force_overwrite(const struct imapi_data_writer *writer);
int imapi_data_writer_underrun_free_disabled(const struct imapi_data_writer *writer);
int imapi_data_writer_test_write(const struct imapi_data_writer *writer);
int imapi_data_writer_post_gap_in_image(const struct imapi_data_writer *writer);
int32_t imapi_data_writer_speed(const struct imapi_data_writer *writer);
int imapi_data_writer_pure_cav(const struct imapi_data_writer *writer);
uint32_t imapi_data_writer_max_wait(const struct imapi_data_writer *writer);
int imapi_data_writer_ask_times(const struct imapi_data_writer *writer);
uint64_t imapi_data_writer_buffer(const struct imapi_data_writer *writer);

/**
 * The speed that the drive writes the medium in it at now, in sectors per second, and 1 if it
 * turns at one speed (IMAPI v2: CurrentWriteSpeed, CurrentRotationTypeIsPureCAV), as mode page
 * 2Ah says. It may change with the medium. Either may be NULL.
 * Fails with IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE, and as imapi_medium_read() does.
 */
imapi_status imapi_data_writer_current_speed(struct imapi_data_writer *writer,
					     uint32_t *ret_sectors_per_second,
					     int *ret_pure_cav);

/**
 * Whether a drive writes any kind of medium that libimapi writes, and whether the medium in it
 * is one (IMAPI v2: IsRecorderSupported, IsCurrentMediaSupported). A medium of such a kind may
 * still take no more data: see imapi_medium_state().
 */
imapi_status imapi_data_writer_is_recorder_supported(struct imapi_recorder *recorder,
						     int *ret_supported);
imapi_status imapi_data_writer_is_current_medium_supported(struct imapi_recorder *recorder,
							   int *ret_supported);

/**
 * The kinds of media that libimapi writes, in any drive (IMAPI v2: SupportedMediaTypes): fills
 * at most @room, returns how many there are.
 */
size_t imapi_data_writer_media_types(enum imapi_media_type *ret_types, size_t room);

/** Bytes that are read ahead of the drive, in all. Default 16 MiB; at least 1 MiB. */
imapi_status imapi_data_writer_set_buffer(struct imapi_data_writer *writer, uint64_t bytes);

/** Writes the path of the file that a sector of the stream belongs to; 0 if it has none. */
typedef int imapi_path_of_sector_fn(void *user, uint64_t sector, char *ret_path, size_t room);

/** Lets messages and bad ranges name files. imapi_image_result_path_of_sector() fits. */
void imapi_data_writer_set_path_lookup(struct imapi_data_writer *writer,
				       imapi_path_of_sector_fn *fn, void *user);

/**
 * 1: what is written to a medium with spare areas (BD-RE, DVD-RAM, a BD-R that was formatted)
 * is not read back by the drive at once, which costs half the speed, but also not put elsewhere
 * where the medium is bad (IMAPI v2: UseStreamingWrite12; MMC-6 WRITE(12)). A verification
 * finds such places all the same. Drives that have no such command write as ever. Default 0.
 */
imapi_status imapi_data_writer_set_streaming(struct imapi_data_writer *writer, int streaming);

/**
 * Has only these parts of the stream written, in this order (IMAPI v2: IBlockRangeList). The
 * stream then stands for the medium from LBA 0 on. Each range begins and ends at a multiple of
 * imapi_medium_write_unit(), save the end of the stream, which is filled up with zeros; they do
 * not overlap. What lies elsewhere on the medium stays as it is, and that there is data is no
 * obstacle. Only for media that are written anywhere; a write of that kind has no journal.
 * @ranges is copied; @count 0, the default: the whole stream.
 * Ranges that cannot be written fail when the job is made, with IMAPI_E_INVALIDARG.
 */
imapi_status imapi_data_writer_set_block_ranges(struct imapi_data_writer *writer,
						const struct imapi_block_range *ranges,
						size_t count);

/**
 * Says step by step what imapi_data_writer_write() would do with @stream and the medium in
 * the drive, one line each, without touching the medium. The text is the caller's; free() it.
 */
imapi_status imapi_data_writer_plan(struct imapi_data_writer *writer,
				    struct imapi_stream *stream, char **ret_text);

/**
 * Prepares the job that writes @stream as the next session of the medium, closes it and
 * verifies it as set (IMAPI v2: Write). Nothing is sent to the drive before the first step,
 * save questions. @stream must outlive the job; its length must be a multiple of 2048.
 * One job per recorder at a time.
 *
 * A job whose disc is written and closed may still end with IMAPI_S_RELOAD_NEEDED (nothing was
 * read back: the drive reads the new session only after a hand took the disc out and in),
 * IMAPI_E_VERIFICATION_NOT_RUN (the drive did not let it be read; nothing is known to be
 * wrong), IMAPI_E_WRITE_NOT_PROVEN, or IMAPI_E_BURN_VERIFICATION_FAILED, which is said only of
 * bytes that differ or cannot be read on a disc that is ready.
 *
 * Fails with IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED, ..._STREAM_TOO_LARGE_FOR_CURRENT_MEDIA,
 * ..._MEDIA_IS_NOT_SUPPORTED, ..._INVALID_MEDIA_STATE, ..._WRITE_IN_PROGRESS and what
 * imapi_medium_read() says.
 */
imapi_status imapi_data_writer_write(struct imapi_data_writer *writer,
				     struct imapi_stream *stream, struct imapi_job **ret_job);

/**
 * The file that tells how far a burn got, should program or machine be cut off: it is made when
 * writing begins, added to as the burn goes on, each time safely on the disk, and removed once
 * the session is closed. NULL, the default: none. The path is copied. One file per drive; one
 * that is there is replaced. That it cannot be written never stops a burn.
 */
imapi_status imapi_data_writer_set_journal(struct imapi_data_writer *writer, const char *path);

/**
 * What the program itself wants to find in the journal, such as how it made the stream: text of
 * at most 256 KiB. imapi_journal_note() gives it back. NULL, the default: nothing. Copied.
 */
imapi_status imapi_data_writer_set_journal_note(struct imapi_data_writer *writer,
						const char *text);

/**
 * Prepares the job that goes on with the burn of the journal that is set, with the same
 * @stream: it waits for a drive that still closes, looks at the medium, reads from the stream
 * what the medium has already, then writes from the address on that the drive names, closes
 * and verifies the whole session as set. A session that is closed and whole is only verified.
 * @stream must outlive the job.
 *
 * Fails with IMAPI_E_FILE_OPEN_FAILURE (there is no journal), IMAPI_E_JOURNAL_INVALID and
 * IMAPI_E_SOURCE_CHANGED (another length). The job ends, with nothing written, with
 * IMAPI_E_SOURCE_CHANGED (other data), IMAPI_E_RESUME_OTHER_DISC or
 * IMAPI_E_RESUME_NOT_POSSIBLE, and with what a burn ends with.
 */
imapi_status imapi_data_writer_resume(struct imapi_data_writer *writer,
				      struct imapi_stream *stream, struct imapi_job **ret_job);

/**
 * Prepares the job that closes what an interrupted or refused close left open: the track that
 * lacks its end, then the session, for good with imapi_data_writer_set_force_close(), which
 * also closes a disc for good whose sessions are all closed. It waits for a drive that still
 * closes, and nothing is sent before the first step. A disc that needs nothing ends the job
 * with IMAPI_S_NOTHING_TO_CLOSE. The data stays as it is; what was not written is not there.
 *
 * Fails with IMAPI_E_DF2DATA_WRITE_IN_PROGRESS; the job with
 * IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED and as the close of a burn.
 */
imapi_status imapi_data_writer_close(struct imapi_data_writer *writer,
				     struct imapi_job **ret_job);

/**
 * Prepares a job that compares the medium, from LBA @start on, with @stream, sector by sector.
 * It never writes. The job ends with IMAPI_E_BURN_VERIFICATION_FAILED if anything differs.
 */
imapi_status imapi_verify_new(struct imapi_recorder *recorder, uint64_t start,
			      struct imapi_stream *stream, struct imapi_job **ret_job);

/**
 * Lets messages and bad ranges of a job from imapi_verify_new() name files; sectors count from
 * the start of the stream. Before the first step; @fn and @user must outlive the job.
 */
void imapi_verify_set_path_lookup(struct imapi_job *job, imapi_path_of_sector_fn *fn,
				  void *user);

#ifdef __cplusplus
}
#endif

#endif
