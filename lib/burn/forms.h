/* SPDX-License-Identifier: MIT */
/* How a drive can be asked for a format, of those that it offers for the medium. */
#ifndef LIB_BURN_FORMS_H
#define LIB_BURN_FORMS_H

#include "burn/erase.h"

/* Fills the forms of @erasing. IMAPI_E_ERASE_REJECTED if the drive does not offer it. */
imapi_status forms_make(struct erasing *erasing);

/* True of a format that leaves what is on the medium, for it only changes how far it goes. */
bool forms_keeps_data(const struct erase_choice *choice);

#endif
