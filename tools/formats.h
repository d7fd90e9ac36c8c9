/* SPDX-License-Identifier: MIT */
/* How a medium can be formatted: told, and chosen. */
#ifndef TOOLS_FORMATS_H
#define TOOLS_FORMATS_H

#include "imapi/eraser.h"

#include "run.h"

/* Prints what drive and medium offer. */
imapi_status formats_show(struct run *run, struct imapi_eraser *eraser);

/* Gives the eraser what --type, --sectors and --recording say, if they are given. */
imapi_status formats_choose(struct run *run, struct imapi_eraser *eraser);

#endif
