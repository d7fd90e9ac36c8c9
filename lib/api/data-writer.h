/* SPDX-License-Identifier: MIT */
/* The body of a data writer. */
#ifndef LIB_API_DATA_WRITER_H
#define LIB_API_DATA_WRITER_H

#include "imapi/data-writer.h"

#include "api/client-name.h"
#include "burn/plan.h"

struct imapi_data_writer {
	struct imapi_recorder *recorder;
	char client_name[CLIENT_NAME_ROOM];
	struct burn_settings settings;
	char *journal, *note; /* what the settings point to; owned */
	struct imapi_block_range *ranges;
};

#endif
