/* SPDX-License-Identifier: MIT */
/* From a command to the exchange that carries it, and sense data that did not come along. */
#ifndef LIB_SCSI_EXCHANGE_H
#define LIB_SCSI_EXCHANGE_H

#include "scsi/command.h"

#define REQUEST_SENSE_SIZE 18

struct imapi_exchange exchange_make(const struct scsi_device *device, const struct cdb *cdb,
				    void *data, uint32_t length);

/* The device refused the command and did not say why: REQUEST SENSE may tell. */
bool exchange_lacks_sense(const struct imapi_exchange *x);
struct imapi_exchange exchange_ask_sense(const struct scsi_device *device,
					 uint8_t bytes[REQUEST_SENSE_SIZE]);
/* Puts what @ask brought into @x; leaves @x as it is if that is nothing. */
void exchange_take_sense(struct imapi_exchange *x, const struct imapi_exchange *ask);

#endif
