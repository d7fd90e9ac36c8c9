/* SPDX-License-Identifier: MIT */
/* imapi list: the drives of this machine. */
#include "verbs.h"

#include "imapi/disc-master.h"

#include "json.h"
#include "list-watch.h"
#include "report.h"

static void add_json(json_t *drives, const struct imapi_drive *drive)
{
	json_t *object = json_object();

	json_add_text(object, "address", drive->address);
	json_add_text(object, "id", drive->id);
	json_add_text(object, "vendor", drive->vendor_id);
	json_add_text(object, "product", drive->product_id);
	json_add_text(object, "revision", drive->product_revision);
	json_array_append_new(drives, object);
}

static imapi_status show(struct run *run, const struct imapi_disc_master *master)
{
	size_t count = imapi_disc_master_count(master);
	json_t *drives = run->json ? json_array() : NULL;

	for (size_t i = 0; i < count; i++) {
		struct imapi_drive drive = IMAPI_DRIVE_INIT;
		imapi_status status = imapi_disc_master_item(master, i, &drive);

		if (IMAPI_FAILED(status)) {
			json_decref(drives);
			return fail_library(run, status);
		}
		if (drives)
			add_json(drives, &drive);
		else
			printf("%-10s  %-8s %-16s %-4s  %s\n", drive.address, drive.vendor_id,
			       drive.product_id, drive.product_revision, drive.id);
	}
	json_add(run->json, "drives", drives);
	if (!count)
		remark(run,
		       "no drive found. To try without one: imapi burn --drive sim:bd-r DIR");
	return IMAPI_OK;
}

static imapi_status run_list(struct run *run)
{
	struct imapi_disc_master *master = NULL;
	imapi_status status;

	if (run->options.watch)
		return list_watch(run);
	status = imapi_disc_master_new(run->context, &master);
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = show(run, master);
	imapi_disc_master_free(master);
	return status;
}

static const char *const synopsis[] = { "list [--watch] [--json]", NULL };
static const enum option_id options[] = { OPTION_WATCH, OPTION_JSON, OPTION_VERBOSE,
					  OPTION_HELP, OPTION_END };

const struct verb verb_list = {
	.name = "list",
	.summary = "list the drives of this machine, or watch them",
	.synopsis = synopsis,
	.about = "Lists the optical drives: address, vendor, product, firmware, and the id of "
		 "the\n"
		 "socket they are plugged into, which stays the same over restarts. Needs no\n"
		 "rights. A machine without a drive is not an error. With --watch goes on, a "
		 "line\n"
		 "for each drive that comes or goes and for each medium, until it is "
		 "interrupted;\n"
		 "--json makes each line an object.",
	.options = options,
	.run = run_list,
};
