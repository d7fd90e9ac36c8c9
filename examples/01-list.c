/* SPDX-License-Identifier: MIT */
/* Lists the drives of this machine. */
#include <imapi/disc-master.h>

#include <stdio.h>

int main(void)
{
	struct imapi_context *context = NULL;
	struct imapi_disc_master *master = NULL;

	if (imapi_context_new(&context) < 0)
		return 1;
	if (imapi_disc_master_new(context, &master) < 0) {
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
		imapi_context_free(context);
		return 1;
	}
	printf("%zu drives\n", imapi_disc_master_count(master));
	for (size_t i = 0; i < imapi_disc_master_count(master); i++) {
		struct imapi_drive drive = IMAPI_DRIVE_INIT;

		if (imapi_disc_master_item(master, i, &drive) == IMAPI_OK)
			printf("%s: %s %s\n", drive.address, drive.vendor_id, drive.product_id);
	}
	imapi_disc_master_free(master);
	imapi_context_free(context);
	return 0;
}
