/* SPDX-License-Identifier: MIT */
/* The version of the headers and of the library. The build system reads these numbers. */
#ifndef IMAPI_VERSION_H
#define IMAPI_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

#define IMAPI_VERSION_MAJOR 0
#define IMAPI_VERSION_MINOR 1
#define IMAPI_VERSION_PATCH 0

/** The version of the library that is running, "0.1.0". Any thread. */
const char *imapi_version(void);

#ifdef __cplusplus
}
#endif

#endif
