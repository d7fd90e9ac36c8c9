/* SPDX-License-Identifier: MIT */
/* What is in the drive: an immutable snapshot of the medium. */
#ifndef IMAPI_MEDIUM_H
#define IMAPI_MEDIUM_H

#include "imapi/recorder.h"

#ifdef __cplusplus
extern "C" {
#endif

/** IMAPI_MEDIA_PHYSICAL_TYPE. */
enum imapi_media_type {
	IMAPI_MEDIA_TYPE_UNKNOWN = 0,
	IMAPI_MEDIA_TYPE_CDROM = 1,
	IMAPI_MEDIA_TYPE_CDR = 2,
	IMAPI_MEDIA_TYPE_CDRW = 3,
	IMAPI_MEDIA_TYPE_DVDROM = 4,
	IMAPI_MEDIA_TYPE_DVDRAM = 5,
	IMAPI_MEDIA_TYPE_DVDPLUSR = 6,
	IMAPI_MEDIA_TYPE_DVDPLUSRW = 7,
	IMAPI_MEDIA_TYPE_DVDPLUSR_DUALLAYER = 8,
	IMAPI_MEDIA_TYPE_DVDDASHR = 9,
	IMAPI_MEDIA_TYPE_DVDDASHRW = 0x0a,
	IMAPI_MEDIA_TYPE_DVDDASHR_DUALLAYER = 0x0b,
	IMAPI_MEDIA_TYPE_DISK = 0x0c,
	IMAPI_MEDIA_TYPE_DVDPLUSRW_DUALLAYER = 0x0d,
	IMAPI_MEDIA_TYPE_HDDVDROM = 0x0e,
	IMAPI_MEDIA_TYPE_HDDVDR = 0x0f,
	IMAPI_MEDIA_TYPE_HDDVDRAM = 0x10,
	IMAPI_MEDIA_TYPE_BDROM = 0x11,
	IMAPI_MEDIA_TYPE_BDR = 0x12,
	IMAPI_MEDIA_TYPE_BDRE = 0x13,
};

/** IMAPI_FORMAT2_DATA_MEDIA_STATE; any bit of the unsupported mask means: cannot write. */
enum imapi_media_state {
	IMAPI_MEDIA_STATE_UNKNOWN = 0,
	IMAPI_MEDIA_STATE_OVERWRITE_ONLY = 0x0001,
	IMAPI_MEDIA_STATE_BLANK = 0x0002,
	IMAPI_MEDIA_STATE_APPENDABLE = 0x0004,
	IMAPI_MEDIA_STATE_FINAL_SESSION = 0x0008,
	IMAPI_MEDIA_STATE_INFORMATIONAL_MASK = 0x000f,
	IMAPI_MEDIA_STATE_DAMAGED = 0x0400,
	IMAPI_MEDIA_STATE_ERASE_REQUIRED = 0x0800,
	IMAPI_MEDIA_STATE_NON_EMPTY_SESSION = 0x1000,
	IMAPI_MEDIA_STATE_WRITE_PROTECTED = 0x2000,
	IMAPI_MEDIA_STATE_FINALIZED = 0x4000,
	IMAPI_MEDIA_STATE_UNSUPPORTED_MEDIA = 0x8000,
	IMAPI_MEDIA_STATE_UNSUPPORTED_MASK = 0xfc00,
};

/** IMAPI_MEDIA_WRITE_PROTECT_STATE: what keeps a medium from being written. */
enum imapi_write_protection {
	IMAPI_WRITE_PROTECTED_UNTIL_POWERDOWN = 0x0001,
	IMAPI_WRITE_PROTECTED_BY_CARTRIDGE = 0x0002,
	IMAPI_WRITE_PROTECTED_BY_MEDIA_SPECIFIC_REASON = 0x0004,
	IMAPI_WRITE_PROTECTED_BY_SOFTWARE = 0x0008,
	IMAPI_WRITE_PROTECTED_BY_DISC_CONTROL_BLOCK = 0x0010,
	IMAPI_WRITE_PROTECTED_READ_ONLY_MEDIA = 0x4000,
};

struct imapi_medium;

/**
 * Reads everything about the medium in the drive. The snapshot does not change afterwards and
 * does not depend on @recorder; the caller owns it.
 * Fails with IMAPI_E_RECORDER_MEDIA_NO_MEDIA, ..._BECOMING_READY, ..._BUSY, ...
 */
imapi_status imapi_medium_read(struct imapi_recorder *recorder,
			       struct imapi_medium **ret_medium);

/** Releases a snapshot. NULL is fine; returns NULL. */
struct imapi_medium *imapi_medium_free(struct imapi_medium *medium);

/** The profile number of MMC-6 (0041h is BD-R sequential), and its name, "BD-R". */
uint16_t imapi_medium_profile(const struct imapi_medium *medium);
const char *imapi_medium_profile_name(const struct imapi_medium *medium);

/** IMAPI v2: CurrentPhysicalMediaType. A finalised recordable keeps its recordable type. */
enum imapi_media_type imapi_medium_type(const struct imapi_medium *medium);

/** Flags of enum imapi_media_state (IMAPI v2: CurrentMediaStatus). FINAL_SESSION says that
 *  whatever is added is the last: little more than 2 % is free, or one track. */
unsigned imapi_medium_state(const struct imapi_medium *medium);

/** 1 if the drive says that the medium is blank (IMAPI v2: MediaPhysicallyBlank). */
int imapi_medium_is_blank(const struct imapi_medium *medium);

/** 1 if nothing is on it as far as can be told without the drive's word (IMAPI v2:
 *  MediaHeuristicallyBlank): a medium that is written anywhere holds no known format. */
int imapi_medium_is_heuristically_blank(const struct imapi_medium *medium);

/** Flags of enum imapi_write_protection (IMAPI v2: WriteProtectStatus; MMC-6 READ DISC
 *  STRUCTURE C0h). What a drive does not tell is 0. */
unsigned imapi_medium_write_protection(const struct imapi_medium *medium);

/** Sectors of 2048 bytes: all of them, and those that the next write may use (IMAPI v2:
 *  TotalSectorsOnMedia, FreeSectorsOnMedia). */
uint64_t imapi_medium_total_sectors(const struct imapi_medium *medium);
uint64_t imapi_medium_free_sectors(const struct imapi_medium *medium);

/** Where the next session starts (IMAPI v2: NextWritableAddress), -1 if nothing can be written.
 */
int64_t imapi_medium_next_writable(const struct imapi_medium *medium);

/** First LBA of the last complete session, -1 if there is none. */
int64_t imapi_medium_previous_session(const struct imapi_medium *medium);

/** How many sectors a write must be a multiple of, aligned: 1 on CD, 16 on DVD, 32 on BD. */
uint32_t imapi_medium_write_unit(const struct imapi_medium *medium);

/** How many sessions hold something; an empty one at the end does not count. */
unsigned imapi_medium_session_count(const struct imapi_medium *medium);

/** How many tracks there are, with the one that waits for data. */
unsigned imapi_medium_track_count(const struct imapi_medium *medium);

/** One track of the medium. */
struct imapi_track {
	size_t size;	  /**< sizeof, as the program was compiled */
	unsigned number;  /**< from 1 */
	unsigned session; /**< from 1 */
	int is_data;	  /**< 0 for audio */
	int is_blank;	  /**< nothing written yet: the track that waits for data */
	int is_damaged;	  /**< a write or close was cut short */
	int64_t start;	  /**< LBA */
	uint64_t sectors; /**< length, including what is still free */
	uint64_t free_sectors;
	int64_t next_writable; /**< LBA, -1 if nothing can be written */
	int64_t last_recorded; /**< LBA, -1 if the drive does not tell */
	/** Sectors of a packet, where all have one size, as on a CD-RW that was formatted for a
	 *  file system; such a disc has to be erased before a session is written. Else 0. */
	uint32_t packet_sectors;
	int in_packets; /**< written in packets, of one size or of several */
	int data_mode;	/**< how sectors of a CD hold data: 1 or 2; 0 if that is not known */
};

#define IMAPI_TRACK_INIT                                                                       \
	{                                                                                      \
		sizeof(struct imapi_track), 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0            \
	}

/** Track number @index, from 0. @ret_track->size must be set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_medium_track(const struct imapi_medium *medium, unsigned index,
				struct imapi_track *ret_track);

/** Write speeds for this medium in sectors per second (IMAPI v2: SupportedWriteSpeeds), fastest
 *  first: fills at most @room, returns how many there are. */
size_t imapi_medium_write_speeds(const struct imapi_medium *medium, uint32_t *ret_speeds,
				 size_t room);

/** One speed (IMAPI v2: IWriteSpeedDescriptor). */
struct imapi_write_speed {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_media_type media_type;
	int pure_cav; /**< the disc turns at one speed; the other is the one at the rim */
	uint32_t sectors_per_second;
};

#define IMAPI_WRITE_SPEED_INIT                                                                 \
	{                                                                                      \
		sizeof(struct imapi_write_speed), IMAPI_MEDIA_TYPE_UNKNOWN, 0, 0               \
	}

/** Speed @index, from 0, the fastest (IMAPI v2: SupportedWriteSpeedDescriptors). @ret->size
 * must be set. Fails with IMAPI_E_INVALIDARG. */
imapi_status imapi_medium_write_speed(const struct imapi_medium *medium, unsigned index,
				      struct imapi_write_speed *ret);

/** Sectors per second of single speed: 75 for CD, 676 for DVD, 2195 for BD. */
uint32_t imapi_medium_single_speed(const struct imapi_medium *medium);

#define IMAPI_DISC_ID_ROOM 16
#define IMAPI_DISC_MAKER_ROOM 48

/** Who made a disc, and as what. What neither disc nor drive tells is empty, 0 or -1. */
struct imapi_disc_identity {
	size_t size; /**< sizeof, as the program was compiled */
	/** As the disc has it: of a CD the start of its lead-in ("97m24s01f"), else text. */
	char manufacturer_id[IMAPI_DISC_ID_ROOM];
	/** The same; of a CD the last possible start of its lead-out. */
	char media_type_id[IMAPI_DISC_ID_ROOM];
	char manufacturer[IMAPI_DISC_MAKER_ROOM]; /**< the name, for an id that is known */
	int revision;				  /**< of the product (DVD+, BD) */
	int book_type; /**< of a DVD: part and version, as the lead-in says; A1h is DVD+R */
	unsigned layers;
	unsigned diameter_mm; /**< 120 or 80 */
};

#define IMAPI_DISC_IDENTITY_INIT                                                               \
	{                                                                                      \
		sizeof(struct imapi_disc_identity), "", "", "", 0, -1, 0, 0                    \
	}

/**
 * Asks the drive who made the disc in it (MMC-6 READ DISC STRUCTURE 00h, 0Eh, 11h; ATIP of READ
 * TOC). @ret->size must be set. A disc that does not tell is no failure.
 * Fails as imapi_medium_read() does, and with IMAPI_E_INVALIDARG.
 */
imapi_status imapi_medium_identify(struct imapi_recorder *recorder,
				   const struct imapi_medium *medium,
				   struct imapi_disc_identity *ret);

#ifdef __cplusplus
}
#endif

#endif
