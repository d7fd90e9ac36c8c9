/* SPDX-License-Identifier: MIT */
/* Targets whose server is gone without having removed them. */
#ifndef LIB_TCMU_LEFTOVER_H
#define LIB_TCMU_LEFTOVER_H

#include "base/context.h"

#include <stddef.h>

/* Removes them below @root; *@ret_count is how many there were. Fails if it may not. */
imapi_status leftover_clean(struct imapi_context *context, const char *root, size_t *ret_count);

#endif
