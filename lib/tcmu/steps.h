/* SPDX-License-Identifier: MIT */
/* Single steps in configfs and sysfs, and what to say when one fails. */
#ifndef LIB_TCMU_STEPS_H
#define LIB_TCMU_STEPS_H

#include "base/error.h"

#include <stddef.h>

#define STEP_PATH 256

/* Makes a folder; that it exists is fine. */
imapi_status step_folder(struct imapi_error *err, const char *path);

/* Writes @value to the attribute @name of the folder @path. */
imapi_status step_write(struct imapi_error *err, const char *path, const char *name,
			const char *value);

imapi_status step_link(struct imapi_error *err, const char *to, const char *path);

/* What failed, and what is missing in this machine. */
imapi_status step_failed(struct imapi_error *err, const char *path, int number);

/* The text of an attribute without the line end; false if there is none. */
bool step_read(const char *path, const char *name, char *text, size_t room);

#endif
