/* SPDX-License-Identifier: MIT */
/* --dedupe and --sort: where contents lie in an image. */
#ifndef TOOLS_ORDER_H
#define TOOLS_ORDER_H

#include "imapi/image-order.h"

#include "run.h"

imapi_status order_apply(struct run *run, struct imapi_file_system_image *image);

#endif
