/* SPDX-License-Identifier: MIT */
/* Typed functions, one per MMC command that the library sends. */
#ifndef LIB_MMC_MMC_H
#define LIB_MMC_MMC_H

#include "mmc/command.h"
#include "mmc/replies.h"
#include "scsi/spc.h"

/* Functions go through scsi_run(); those that the wait engine needs have a _try form that
 * sends once and hands back the outcome. */

imapi_status mmc_read_disc_info(struct scsi_device *device, struct mmc_disc_info *ret);
imapi_status mmc_try_disc_info(struct scsi_device *device, struct mmc_disc_info *ret,
			       struct scsi_outcome *ret_outcome);

enum mmc_track_address { TRACK_BY_LBA, TRACK_BY_TRACK, TRACK_BY_SESSION };

imapi_status mmc_read_track_info(struct scsi_device *device, enum mmc_track_address type,
				 uint32_t number, struct mmc_track_info *ret);
imapi_status mmc_try_track_info(struct scsi_device *device, enum mmc_track_address type,
				uint32_t number, struct mmc_track_info *ret,
				struct scsi_outcome *ret_outcome);

/* Track number and counts that the replies hold in two bytes each. */
unsigned mmc_session_count(const struct mmc_disc_info *info);
unsigned mmc_first_track_in_last(const struct mmc_disc_info *info);
unsigned mmc_last_track(const struct mmc_disc_info *info);
unsigned mmc_track_number(const struct mmc_track_info *info);
unsigned mmc_track_session(const struct mmc_track_info *info);

struct mmc_toc {
	uint8_t first, last;
	unsigned count;
	struct mmc_toc_track tracks[100]; /* lead-out (AAh) included */
};

/* Format 0 (tracks, with lead-out) or 1 (first track of the last complete session). */
imapi_status mmc_read_toc(struct scsi_device *device, uint8_t format, struct mmc_toc *ret);

/* What the pre-groove of a recordable CD says; other discs have none. */
imapi_status mmc_read_atip(struct scsi_device *device, struct mmc_atip *ret);

struct mmc_structure_query {
	uint8_t media_type, format, layer;
};

enum mmc_structure_media { STRUCTURE_MEDIA_DVD = 0, STRUCTURE_MEDIA_BD = 1 };

/* Formats of READ DISC STRUCTURE. */
enum mmc_structure_format {
	STRUCTURE_PHYSICAL = 0x00, /* of a BD: the disc information */
	STRUCTURE_PRERECORDED = 0x0e,
	STRUCTURE_ADIP = 0x11,
	STRUCTURE_LAYER_CAPACITY = 0x20, /* of layer 0 of a dual layer DVD */
	STRUCTURE_JUMP_ADDRESS = 0x23,	 /* of a layer jump, same layout */
	STRUCTURE_WRITE_PROTECTION = 0xc0,
};

/* Fetches a structure, of which at most @room bytes (its header counts) are asked for and the
 * *@ret_length after the header remain in @ret_data. */
imapi_status mmc_read_structure(struct scsi_device *device,
				const struct mmc_structure_query *query, uint8_t *ret_data,
				uint32_t room, uint32_t *ret_length);

/* SEND DISC STRUCTURE: the LBA at which a session leaves layer 0 (manual layer jump). */
imapi_status mmc_set_jump_address(struct scsi_device *device, uint32_t lba);

imapi_status mmc_read_layer_capacity(struct scsi_device *device,
				     struct mmc_layer_capacity *ret);

imapi_status mmc_read_capacity(struct scsi_device *device, struct mmc_capacity *ret);
imapi_status mmc_read_buffer_capacity(struct scsi_device *device,
				      struct mmc_buffer_capacity *ret);

#define MMC_FEATURE_DATA_MAX 255

struct mmc_feature {
	struct mmc_feature_header header;
	uint8_t data[MMC_FEATURE_DATA_MAX]; /* what follows the 4 bytes of header */
};

imapi_status mmc_read_profile(struct scsi_device *device, uint16_t *ret_profile);

/* One feature. IMAPI_E_RECORDER_NO_SUCH_FEATURE if the drive does not have it. */
imapi_status mmc_read_feature(struct scsi_device *device, uint16_t code,
			      struct mmc_feature *ret);

/* Calls @fn for each feature of the drive (@current_only: that is current) in code order. */
typedef void mmc_feature_fn(void *user, const struct mmc_feature *feature);
imapi_status mmc_each_feature(struct scsi_device *device, bool current_only, mmc_feature_fn *fn,
			      void *user);

/*
 * One event of class @class_code, as bytes for wire_event_header and the layout of its class.
 * Without an event of that class the bytes after the header are 0 and none_available is set.
 */
imapi_status mmc_try_event(struct scsi_device *device, enum mmc_event_class class_code,
			   uint8_t ret_event[EVENT_SIZE], struct scsi_outcome *ret_outcome);

struct mmc_formats {
	struct mmc_current_capacity current;
	unsigned count;
	struct mmc_format_capacity formats[31];
};

imapi_status mmc_read_format_capacities(struct scsi_device *device, struct mmc_formats *ret);

#define MMC_SPEEDS_MAX 32

struct mmc_speeds {
	unsigned count;
	struct mmc_write_speed speeds[MMC_SPEEDS_MAX];
};

imapi_status mmc_read_write_speeds(struct scsi_device *device, struct mmc_speeds *ret);

/* Speeds in kB/s (1000 bytes); SET STREAMING as size in kB per time in ms. */
imapi_status mmc_set_streaming(struct scsi_device *device,
			       const struct mmc_streaming *streaming);
imapi_status mmc_set_cd_speed(struct scsi_device *device, uint8_t rotation, uint16_t read_kbps,
			      uint16_t write_kbps);

imapi_status mmc_read_write_parameters(struct scsi_device *device,
				       struct mmc_write_parameters *ret);
/* Sets what the struct holds on top of the drive's current page, whose length is kept. */
imapi_status mmc_set_write_parameters(struct scsi_device *device,
				      const struct mmc_write_parameters *parameters);
imapi_status mmc_read_capabilities(struct scsi_device *device, struct mmc_capabilities *ret);
imapi_status mmc_read_timeouts(struct scsi_device *device, struct mmc_timeouts *ret);

/* What the next session at once on a CD consists of; @length is a multiple of 8 bytes. */
imapi_status mmc_send_cue_sheet(struct scsi_device *device, const uint8_t *sheet,
				uint32_t length);
imapi_status mmc_reserve_track(struct scsi_device *device, uint32_t blocks);

/* Reads or writes 2048-byte blocks; a read is split into what the transport can carry. The _try
 * forms, sent once as they are, are for callers with a pace or a patience of their own. */
imapi_status mmc_read(struct scsi_device *device, uint32_t lba, void *data, uint32_t blocks);
imapi_status mmc_read_fua(struct scsi_device *device, uint32_t lba, void *data,
			  uint32_t blocks);
imapi_status mmc_try_read(struct scsi_device *device, uint32_t lba, void *data, uint32_t blocks,
			  bool fua, struct scsi_outcome *ret_outcome);
imapi_status mmc_try_write(struct scsi_device *device, uint32_t lba, const void *data,
			   uint32_t blocks, struct scsi_outcome *ret_outcome);
/* By WRITE(12), and the drive does not read back what it has written to manage defects. */
imapi_status mmc_try_write_streaming(struct scsi_device *device, uint32_t lba, const void *data,
				     uint32_t blocks, struct scsi_outcome *ret_outcome);

/* Long operations: sent once; the caller waits. */
imapi_status mmc_try_opc(struct scsi_device *device, struct scsi_outcome *ret_outcome);
imapi_status mmc_try_synchronize(struct scsi_device *device, bool immed,
				 struct scsi_outcome *ret_outcome);
imapi_status mmc_try_blank(struct scsi_device *device, enum mmc_blank type, bool immed,
			   struct scsi_outcome *ret_outcome);
/* SEND DISC STRUCTURE: where layer 0 ends. Some drives calibrate for minutes. */
imapi_status mmc_try_layer_capacity(struct scsi_device *device, uint32_t blocks,
				    struct scsi_outcome *ret_outcome);
/* FORMAT UNIT; the IMMED bit and the length are in or of @list. */
imapi_status mmc_try_format(struct scsi_device *device, const struct mmc_format_list *list,
			    struct scsi_outcome *ret_outcome);
imapi_status mmc_try_close(struct scsi_device *device, uint8_t function, uint16_t number,
			   bool immed, struct scsi_outcome *ret_outcome);

/*
 * What the drive says a command takes, in seconds, 0: it does not say. Sent once; only for a
 * drive that is known not to take it for SEND KEY, which has the same operation code and moves
 * data the other way. A drive that does not have the command asked about is
 * IMAPI_E_COMMAND_REJECTED.
 */
struct mmc_command_time {
	uint32_t nominal_s, recommended_s;
};

imapi_status mmc_try_command_time(struct scsi_device *device, uint8_t opcode,
				  struct mmc_command_time *ret,
				  struct scsi_outcome *ret_outcome);

#endif
