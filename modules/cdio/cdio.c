/* SPDX-License-Identifier: MIT */
/*
 * Finds drives by libcdio. This file is under the MIT licence; libcdio is under
 * GPL-3.0-or-later, and so is the module that the two make together.
 */
#include "transport/module.h"

#include <cdio/cdio.h>
#include <cdio/logging.h>

/* libcdio's own handler ends the program on an error. */
static void be_silent(cdio_log_level_t level, const char *message)
{
	(void)level;
	(void)message;
}

static int find(finder_found_fn *found, void *user)
{
	cdio_log_handler_t before = cdio_log_set_handler(be_silent);
	char **devices = cdio_get_devices(DRIVER_DEVICE);
	int result = 0;

	for (size_t i = 0; devices && devices[i] && !result; i++)
		result = found(user, devices[i]);
	cdio_free_device_list(devices);
	cdio_log_set_handler(before);
	return result;
}

extern const struct imapi_drive_finder imapi_drive_finder;

__attribute__((visibility("default"))) const struct imapi_drive_finder imapi_drive_finder = {
	.interface = FINDER_INTERFACE,
	.size = sizeof(imapi_drive_finder),
	.name = "libcdio " CDIO_VERSION,
	.find = find,
};
