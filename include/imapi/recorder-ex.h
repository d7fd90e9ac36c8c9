/* SPDX-License-Identifier: MIT */
/* A drive in detail, and commands of a program's own (IMAPI v2: IDiscRecorder2Ex). */
#ifndef IMAPI_RECORDER_EX_H
#define IMAPI_RECORDER_EX_H

#include "imapi/recorder-codes.h"
#include "imapi/recorder.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What is said of all functions here: bytes that a drive answered with are the caller's, who
 * free()s them. IMAPI_E_POINTER for a missing argument; IMAPI_E_DF2DATA_WRITE_IN_PROGRESS
 * while a job of the recorder runs; what the drive itself says of a command that it refuses.
 */

/** One descriptor of what the system knows of a drive. */
struct imapi_adapter_descriptor {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_bus_type bus_type;
	uint32_t maximum_transfer_length; /**< bytes that one command can carry */
	uint32_t maximum_physical_pages;  /**< pages that they may lie in; 0 if not known */
	uint32_t alignment_mask;	  /**< bits of an address that must be 0 */
};

#define IMAPI_ADAPTER_DESCRIPTOR_INIT                                                          \
	{                                                                                      \
		sizeof(struct imapi_adapter_descriptor), IMAPI_BUS_UNKNOWN, 0, 0, 0            \
	}

/** The way to the drive (IMAPI v2: GetAdapterDescriptor). Sends no command. */
imapi_status imapi_recorder_adapter(struct imapi_recorder *recorder,
				    struct imapi_adapter_descriptor *ret_adapter);

/** What INQUIRY says, and how the drive is connected. */
struct imapi_device_descriptor {
	size_t size; /**< sizeof, as the program was compiled */
	enum imapi_bus_type bus_type;
	uint8_t device_type; /**< SPC-4 peripheral device type: 5 for a CD, DVD or BD drive */
	uint8_t device_modifier;  /**< byte 1 without its first bit, as SCSI-1 had it */
	uint8_t version;	  /**< of SPC that the drive claims */
	int removable_media;	  /**< the RMB bit */
	int command_queueing;	  /**< the CmdQue bit */
	char vendor_id[9];	  /**< trailing blanks cut */
	char product_id[17];	  /**< the same */
	char product_revision[5]; /**< the same */
	char serial_number[64];	  /**< feature 0108h; "" if the drive does not tell */
	uint8_t inquiry[96];	  /**< the answer as it came */
	size_t inquiry_length;	  /**< bytes of it */
};

#define IMAPI_DEVICE_DESCRIPTOR_INIT                                                           \
	{                                                                                      \
		sizeof(struct imapi_device_descriptor), IMAPI_BUS_UNKNOWN, 0, 0, 0, 0, 0, "",  \
			"", "", "", { 0 }, 0                                                   \
	}

/** The drive as a SCSI device (IMAPI v2: GetDeviceDescriptor). */
imapi_status imapi_recorder_device(struct imapi_recorder *recorder,
				   struct imapi_device_descriptor *ret_device);

/** Where the system has the drive. Names are "" and numbers -1 for a drive that it has not. */
struct imapi_recorder_place {
	size_t size;		/**< sizeof, as the program was compiled */
	char volume_name[40];	/**< the block node, "/dev/sr0" (IMAPI v2: VolumeName) */
	char generic_node[40];	/**< "/dev/sg0" */
	int32_t legacy_number;	/**< 0 of sr0 (IMAPI v2: LegacyDeviceNumber); may change */
	uint64_t device_number; /**< dev_t of the block node; 0 if there is none */
	char unique_id[256];	/**< where it is plugged in, as imapi_drive::id */
};

#define IMAPI_RECORDER_PLACE_INIT                                                              \
	{                                                                                      \
		sizeof(struct imapi_recorder_place), "", "", -1, 0, ""                         \
	}

/** Tells where the system has the drive. Sends no command. */
imapi_status imapi_recorder_place(struct imapi_recorder *recorder,
				  struct imapi_recorder_place *ret_place);

/**
 * Where the disc is mounted (IMAPI v2: VolumePathNames), as this process sees it: an array of
 * paths that ends with NULL, all in one piece of memory for one free().
 */
imapi_status imapi_recorder_volume_path_names(struct imapi_recorder *recorder,
					      char ***ret_names);

/**
 * Data in memory must begin at a multiple of this power of two, in bytes (IMAPI v2:
 * GetByteAlignmentMask); 0 on failure. The library copies data that does not.
 */
uint32_t imapi_recorder_byte_alignment(struct imapi_recorder *recorder);

/**
 * Most bytes that one command can carry, if they begin at a page of memory, and if not (IMAPI
 * v2: GetMaximumPageAlignedTransferSize, GetMaximumNonPageAlignedTransferSize); 0 on failure.
 */
uint32_t imapi_recorder_max_page_aligned_transfer(struct imapi_recorder *recorder);
uint32_t imapi_recorder_max_non_page_aligned_transfer(struct imapi_recorder *recorder);

/**
 * One feature with its header of 4 bytes (IMAPI v2: GetFeaturePage; MMC-6 GET CONFIGURATION).
 * Fails with IMAPI_E_RECORDER_NO_SUCH_FEATURE, ..._FEATURE_IS_NOT_CURRENT if @current_only and
 * the drive has it but not now, ..._GET_CONFIGURATION_NOT_SUPPORTED.
 */
imapi_status imapi_recorder_feature_page(struct imapi_recorder *recorder, uint16_t feature,
					 int current_only, uint8_t **ret_bytes,
					 size_t *ret_length);

/**
 * The mode pages of the drive in order of code (IMAPI v2: SupportedModePages): fills at most
 * @room codes, *@ret_count is how many there are.
 */
imapi_status imapi_recorder_mode_pages(struct imapi_recorder *recorder, uint8_t *ret_codes,
				       size_t room, size_t *ret_count);

/** IMAPI_MODE_PAGE_REQUEST_TYPE. */
enum imapi_mode_page_values {
	IMAPI_MODE_PAGE_CURRENT = 0,
	IMAPI_MODE_PAGE_CHANGEABLE = 1, /**< a 1 for each bit that can be changed */
	IMAPI_MODE_PAGE_DEFAULT = 2,
	IMAPI_MODE_PAGE_SAVED = 3,
};

/**
 * One mode page with its header of 2 bytes (IMAPI v2: GetModePage; SPC-4 MODE SENSE(10)). Fails
 * with IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE, also for values that the drive does not keep.
 */
imapi_status imapi_recorder_mode_page(struct imapi_recorder *recorder, uint8_t page,
				      enum imapi_mode_page_values values, uint8_t **ret_bytes,
				      size_t *ret_length);

/**
 * Sets a mode page, @length bytes with its header of 2 (IMAPI v2: SetModePage), with @save for
 * good; alone for that time. Fails with IMAPI_E_RECORDER_INVALID_MODE_PARAMETERS,
 * ..._NO_SUCH_MODE_PAGE, and as acquiring does.
 */
imapi_status imapi_recorder_set_mode_page(struct imapi_recorder *recorder, int save,
					  const uint8_t *bytes, size_t length);

/** READ DISC INFORMATION as it came (IMAPI v2: GetDiscInformation; MMC-6). */
imapi_status imapi_recorder_disc_information(struct imapi_recorder *recorder,
					     uint8_t **ret_bytes, size_t *ret_length);

/** IMAPI_READ_TRACK_ADDRESS_TYPE. */
enum imapi_track_address_type {
	IMAPI_TRACK_ADDRESS_LBA = 0,
	IMAPI_TRACK_ADDRESS_TRACK = 1, /**< FFh: the one that can be appended to */
	IMAPI_TRACK_ADDRESS_SESSION = 2,
};

/** READ TRACK INFORMATION as it came (IMAPI v2: GetTrackInformation; MMC-6). */
imapi_status imapi_recorder_track_information(struct imapi_recorder *recorder, uint32_t address,
					      enum imapi_track_address_type type,
					      uint8_t **ret_bytes, size_t *ret_length);

/** What is asked of a disc structure (MMC-6 READ DISC STRUCTURE). */
struct imapi_disc_structure {
	size_t size;	    /**< sizeof, as the program was compiled */
	uint8_t media_type; /**< 0: CD and DVD, 1: BD */
	uint8_t format;
	uint32_t address;
	uint8_t layer;
	uint8_t agid; /**< 0 to 3 */
};

#define IMAPI_DISC_STRUCTURE_INIT                                                              \
	{                                                                                      \
		sizeof(struct imapi_disc_structure), 0, 0, 0, 0, 0                             \
	}

/**
 * A disc structure without the header of 4 bytes (IMAPI v2: ReadDvdStructure).
 * Fails with IMAPI_E_RECORDER_DVD_STRUCTURE_NOT_PRESENT.
 */
imapi_status imapi_recorder_read_disc_structure(struct imapi_recorder *recorder,
						const struct imapi_disc_structure *which,
						uint8_t **ret_bytes, size_t *ret_length);

/**
 * Sends a disc structure (IMAPI v2: SendDvdStructure), at most 65531 bytes; the header is put
 * before them. Alone for that time. Fails with IMAPI_E_RECORDER_DVD_STRUCTURE_NOT_PRESENT, and
 * as acquiring does.
 */
imapi_status imapi_recorder_send_disc_structure(struct imapi_recorder *recorder, uint8_t format,
						const void *bytes, size_t length);

#define IMAPI_RAW_SENSE_SIZE 18
#define IMAPI_RAW_DEFAULT_TIMEOUT_S 10

/** A command of a program's own. The caller fills the upper part, the call the lower. */
struct imapi_raw_command {
	size_t size; /**< sizeof, as the program was compiled */
	uint8_t cdb[IMAPI_CDB_MAX];
	uint8_t cdb_length; /**< 6 to 16; what the group of the operation code says, if it does
			     */
	uint32_t timeout_s; /**< 0: IMAPI_RAW_DEFAULT_TIMEOUT_S */

	uint8_t sense_length;		     /**< bytes of @sense that came */
	uint8_t sense[IMAPI_RAW_SENSE_SIZE]; /**< SPC-4 4.5 */
	uint64_t duration_us;
};

#define IMAPI_RAW_COMMAND_INIT                                                                 \
	{                                                                                      \
		sizeof(struct imapi_raw_command), { 0 }, 0, 0, 0, { 0 }, 0                     \
	}

/**
 * Sends a command as it is, once (IMAPI v2: SendCommandNoData, SendCommandSendDataToDevice,
 * SendCommandGetDataFromDevice). *@ret_fetched is how many bytes came. The drive is not taken
 * exclusively for it; a command that writes wants imapi_recorder_acquire() first.
 *
 * Returns IMAPI_S_COMMAND_HAS_SENSE_DATA, which is a success, if the drive answered with sense
 * data. Fails with IMAPI_E_INVALIDARG: a length that does not fit the operation code, no data,
 * more than imapi_recorder_max_page_aligned_transfer(); IMAPI_E_RECORDER_COMMAND_TIMEOUT: the
 * drive still works on it - nothing was reset, and calls end with IMAPI_E_COMMAND_PENDING until
 * it is done; IMAPI_E_DEV_NOT_EXIST; IMAPI_E_DRIVE_BUSY; IMAPI_E_TRANSPORT;
 * IMAPI_E_RECORDER_LOCKED.
 */
imapi_status imapi_recorder_send_no_data(struct imapi_recorder *recorder,
					 struct imapi_raw_command *command);
imapi_status imapi_recorder_send_data(struct imapi_recorder *recorder,
				      struct imapi_raw_command *command, const void *data,
				      uint32_t length);
imapi_status imapi_recorder_get_data(struct imapi_recorder *recorder,
				     struct imapi_raw_command *command, void *data,
				     uint32_t room, uint32_t *ret_fetched);

#ifdef __cplusplus
}
#endif

#endif
