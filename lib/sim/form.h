/* SPDX-License-Identifier: MIT */
/* The forms in which drives send sense data. */
#ifndef LIB_SIM_FORM_H
#define LIB_SIM_FORM_H

#include "scsi/sense.h"
#include "sim/model.h"

#define FORM_ROOM 32

/* Builds sense data; returns its length. */
size_t form_encode(enum sim_form form, const struct scsi_sense *sense,
		   uint8_t bytes[FORM_ROOM]);

#endif
