/* SPDX-License-Identifier: MIT */
/* Who made a medium and as what: from ATIP, ADIP, pre-recorded lead-in or disc information. */
#ifndef LIB_MEDIA_IDENTITY_H
#define LIB_MEDIA_IDENTITY_H

#include "media/media.h"

/* Fills all but the size; what the medium or the drive does not tell is empty, 0 or -1. */
imapi_status media_identify(struct scsi_device *device, enum media_family family,
			    struct imapi_disc_identity *ret);

/* The name that an id of this family stands for; "" if the table does not have it. */
const char *media_maker(enum media_family family, const char *id);

#endif
