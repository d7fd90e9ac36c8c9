/* SPDX-License-Identifier: MIT */
/* By what a disc and its sessions are known again. */
#ifndef LIB_IMAGE_DISC_ID_H
#define LIB_IMAGE_DISC_ID_H

#include "image/read/reader.h"

#define DISC_ID_ROOM 33u /* with the terminator */

/* Of the session that the reader was opened at. */
imapi_status disc_id(struct imapi_image_reader *reader, char ret_id[DISC_ID_ROOM]);

/* Said at imapi_image_disc_id() in imapi/file-system-image.h. */
imapi_status disc_id_of_stream(struct imapi_context *context, struct imapi_stream *stream,
			       uint32_t session_start, char ret_id[DISC_ID_ROOM]);

#endif
