/* SPDX-License-Identifier: MIT */
/* Blanking or formatting a medium: send the command, wait, judge what came of it. */
#ifndef LIB_BURN_ERASE_H
#define LIB_BURN_ERASE_H

#include "burn/account.h"
#include "burn/wait.h"
#include "imapi/eraser.h"
#include "media/medium.h"

#define ERASE_FORMS 3

/* One way to ask for it; a drive that refuses one is asked in the next. */
struct erase_form {
	enum mmc_blank blank;
	struct mmc_format_list list;
};

/* A format that was chosen, as READ FORMAT CAPACITIES lists it, or by its spares. */
struct erase_choice {
	bool made;
	bool restart; /* only go on with a background format */
	enum imapi_spares spares;
	uint32_t spare_blocks; /* of IMAPI_SPARES_SECTORS */
	bool part;	       /* fewer sectors than are listed will do */
	uint8_t type, sub_type;
	uint32_t blocks; /* 0: of the first one of that type */
};

/* How it is to go. */
struct erase_settings {
	struct erase_choice choice;
	bool whole;	     /* every sector, not just what tells of them */
	bool ask_times;	     /* command time-outs, which not every drive takes well */
	uint32_t max_wait_s; /* 0: as long as the drive shows signs of life */
};

struct erasing {
	/* set by the caller */
	struct scsi_device *device;
	enum media_renewal renewal; /* blank or format */
	bool whole;		    /* every sector, not just what tells of them */
	bool once;		    /* a medium that is blank before and may be so after */
	bool restart;		    /* only go on with a background format */
	bool background;	    /* the medium is formatted while it is used */
	uint8_t format_type;	    /* of the usual format */
	struct erase_choice choice;
	struct mmc_disc_info before;
	struct budget budget;
	bool busy_events;	       /* the drive has Device Busy events */
	struct account_entry *account; /* NULL: nothing is written down */

	/* how far it is */
	struct erase_form forms[ERASE_FORMS];
	unsigned form_count, form, resends, resets;
	bool immed, sent, waiting;
	bool behind; /* what is waited for runs in the background now */
	enum erase_answer {
		ERASE_ACCEPTED, /* the drive does it */
		ERASE_UNSURE,	/* busy, reset, no answer: it may have started or not */
		ERASE_REFUSED,
		ERASE_FAILED,
		ERASE_HELD, /* there is none yet */
	} answer;
	struct scsi_outcome outcome; /* of the command */
	struct imapi_error error;    /* if it was refused or failed */
	struct wait wait;
};

/* Asks the drive for what the command needs. IMAPI_E_ERASE_REJECTED if there is no way. */
imapi_status erasing_start(struct erasing *erasing);

/*
 * A bounded piece of the work; *@ret_more says whether it has to be called again. In the end
 * 0, once the medium says itself that it is blank or formatted, or a failure:
 * IMAPI_E_ERASE_REJECTED (it is as it was), ..._DRIVE_FAILED_ERASE_COMMAND,
 * IMAPI_E_WRITE_NOT_PROVEN, IMAPI_E_STILL_ERASING, IMAPI_E_ERASE_NO_ANSWER,
 * IMAPI_E_ERASE_GONE, IMAPI_E_TRANSPORT.
 */
imapi_status erasing_step(struct erasing *erasing, bool *ret_more);

/* Of 65536, as the drive tells it; negative if it does not, or tells of a first part only. */
int32_t erasing_progress(struct erasing *erasing);

/* Time until the end, by a progress that has begun again; 0 if that is not known. */
usec_t erasing_left(const struct erasing *erasing);

/* What the drive does yet it does in the background; the medium can be used meanwhile. */
bool erasing_can_be_left(const struct erasing *erasing);

/* "blanking the medium", "formatting the medium". */
const char *erasing_name(const struct erasing *erasing);

#endif
