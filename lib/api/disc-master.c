/* SPDX-License-Identifier: MIT */
/* The disc master: a list of drives behind the public interface. */
#include "imapi/disc-master.h"

#include "base/api.h"
#include "base/context.h"
#include "base/mem.h"
#include "transport/enumerate.h"

struct imapi_disc_master {
	struct imapi_context *context;
	struct drive_list drives;
};

static void free_master(struct imapi_disc_master **master)
{
	imapi_disc_master_free(*master);
}

IMAPI_API imapi_status imapi_disc_master_new(struct imapi_context *context,
					     struct imapi_disc_master **ret_master)
{
	CLEANUP(free_master) struct imapi_disc_master *master = NULL;
	imapi_status status;

	if (!context)
		return IMAPI_E_POINTER;
	if (!ret_master)
		return err_set(&context->error, IMAPI_E_POINTER,
			       "no place for the disc master");
	master = zalloc(sizeof(*master));
	if (!master)
		return err_no_memory(&context->error);
	master->context = context;
	status = enumerate_drives(context, "", &master->drives);
	if (IMAPI_FAILED(status))
		return err_in(&context->error, status, "looking for drives");
	*ret_master = STEAL(master);
	return IMAPI_OK;
}

IMAPI_API struct imapi_disc_master *imapi_disc_master_free(struct imapi_disc_master *master)
{
	if (master)
		drive_list_done(&master->drives);
	free(master);
	return NULL;
}

IMAPI_API size_t imapi_disc_master_count(const struct imapi_disc_master *master)
{
	return master ? master->drives.count : 0;
}

/* Members that the caller's struct does not have yet are left out. */
static void copy_sized(void *to, size_t size, const void *from, size_t known)
{
	memcpy((char *)to + sizeof(size_t), (const char *)from + sizeof(size_t),
	       MIN(size, known) - sizeof(size_t));
}

IMAPI_API imapi_status imapi_disc_master_item(const struct imapi_disc_master *master,
					      size_t index, struct imapi_drive *ret_drive)
{
	struct imapi_drive drive = IMAPI_DRIVE_INIT;
	const struct drive_entry *entry;

	if (!master)
		return IMAPI_E_POINTER;
	if (!ret_drive || ret_drive->size < sizeof(size_t))
		return err_set(&master->context->error, IMAPI_E_INVALIDARG,
			       "the size of struct imapi_drive is not set");
	if (index >= master->drives.count)
		return err_set(&master->context->error, IMAPI_E_INVALIDARG,
			       "there is no drive %zu, there are %zu", index,
			       master->drives.count);
	entry = &master->drives.items[index];
	drive.address = entry->address;
	drive.id = entry->id;
	drive.vendor_id = entry->vendor;
	drive.product_id = entry->product;
	drive.product_revision = entry->revision;
	copy_sized(ret_drive, ret_drive->size, &drive, sizeof(drive));
	return IMAPI_OK;
}
