/* SPDX-License-Identifier: MIT */
/* Marks a function that the shared library exports. */
#ifndef LIB_BASE_API_H
#define LIB_BASE_API_H

#define IMAPI_API __attribute__((visibility("default")))

#endif
