/* SPDX-License-Identifier: MIT */
/* How a medium can be formatted: told, and chosen. */
#ifndef TOOLS_FORMATS_H
#define TOOLS_FORMATS_H

#include "imapi/eraser.h"

#include "run.h"

/* Prints what drive and medium offer. */
imapi_status formats_show(struct run *run, struct imapi_eraser *eraser);

/* A type by its name, or its number in hexadecimal; false if it is neither. */
bool formats_type(const char *text, unsigned *ret_type);

/* Gives the eraser what --type, --sectors, --spares and so on say, if they are given. */
imapi_status formats_choose(struct run *run, struct imapi_eraser *eraser);

#endif
