/* SPDX-License-Identifier: MIT */
/* Commands that every SCSI device shares. */
#ifndef LIB_SCSI_SPC_H
#define LIB_SCSI_SPC_H

#include "base/wire.h"
#include "scsi/command.h"

/* Arguments (SPC-4, MMC-6). */
#define INQUIRY_EVPD CDB_BIT(1, 0)
#define INQUIRY_PAGE CDB_BYTES(2, 2)
#define START_STOP_IMMED CDB_BIT(1, 0)
#define START_STOP_POWER CDB_BITS(4, 7, 4)
#define START_STOP_LOEJ CDB_BIT(4, 1)
#define START_STOP_START CDB_BIT(4, 0)
#define PREVENT_PERSISTENT CDB_BIT(4, 1)
#define PREVENT_PREVENT CDB_BIT(4, 0)
#define MODE_SENSE_DBD CDB_BIT(1, 3)
#define MODE_SENSE_PC CDB_BITS(2, 7, 6)
#define MODE_SENSE_PAGE CDB_BITS(2, 5, 0)
#define MODE_SELECT_PF CDB_BIT(1, 4)
#define MODE_SELECT_SP CDB_BIT(1, 0)

/* Standard INQUIRY data. */
struct inquiry {
	uint8_t device_type, removable, version, response_format, additional_length;
	char vendor[8], product[16], revision[4];
};

extern const struct wire_layout wire_inquiry;

/* The header that MODE SENSE(10) puts before the page. */
struct mode_header {
	uint16_t data_length;
	uint8_t medium_type;
	uint16_t block_descriptor_length;
};

extern const struct wire_layout wire_mode_header;

#define MODE_HEADER_SIZE 8
#define MODE_PAGE_MAX 258
#define MODE_PAGE_ALL 0x3f

imapi_status spc_test_unit_ready(struct scsi_device *device, struct scsi_outcome *ret_outcome);

/* Fetches the sense that the device holds; it is the data of this command, not its fault. Sent
 * once. */
imapi_status spc_request_sense(struct scsi_device *device, struct scsi_sense *ret_sense);

imapi_status spc_inquiry(struct scsi_device *device, struct inquiry *ret_inquiry);

/* The same, sent once, only to see whether the device answers. */
imapi_status spc_try_inquiry(struct scsi_device *device);

/*
 * Reads a mode page without its headers into @page (room for @room bytes); *@ret_length is
 * what the device has. @control is the PC field: 0 current, 1 changeable, 2 default, 3 saved.
 */
imapi_status spc_mode_sense(struct scsi_device *device, uint8_t page_code, uint8_t control,
			    uint8_t *page, size_t room, size_t *ret_length);

/* The codes of all pages that the device has, as MODE SENSE(10) for page 3Fh tells them. */
typedef void spc_mode_page_fn(void *user, uint8_t code);
imapi_status spc_each_mode_page(struct scsi_device *device, spc_mode_page_fn *fn, void *user);

/* Sets a mode page (with its two header bytes; the PS bit is cleared); @save: for good. */
imapi_status spc_mode_select(struct scsi_device *device, const uint8_t *page, size_t length,
			     bool save);

imapi_status spc_prevent_removal(struct scsi_device *device, bool prevent);

/* @start and @load_eject as in MMC-6: eject = (0, 1), load = (1, 1), stop = (0, 0). */
imapi_status spc_start_stop(struct scsi_device *device, bool start, bool load_eject,
			    bool immed);

/* TEST UNIT READY until unit attentions are drained (at most 5) and no becoming-ready. */
imapi_status spc_wait_ready(struct scsi_device *device, usec_t limit);

#endif
