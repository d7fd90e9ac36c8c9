/* SPDX-License-Identifier: MIT */
/* The disc master: a list of drives behind the public interface. */
#include "imapi/disc-master.h"

#include "api/address.h"
#include "api/size.h"
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

static imapi_status give(const struct imapi_disc_master *master, size_t index,
			 struct imapi_drive *ret_drive)
{
	const struct drive_entry *entry = &master->drives.items[index];
	const struct imapi_drive drive = {
		sizeof(drive), entry->address, entry->id,
		entry->vendor, entry->product, entry->revision,
	};

	if (!ret_drive || !size_copy(ret_drive, &drive, sizeof(drive)))
		return err_set(&master->context->error, IMAPI_E_INVALIDARG,
			       "the size of struct imapi_drive is not set");
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_disc_master_item(const struct imapi_disc_master *master,
					      size_t index, struct imapi_drive *ret_drive)
{
	if (!master)
		return IMAPI_E_POINTER;
	if (index >= master->drives.count)
		return err_set(&master->context->error, IMAPI_E_INVALIDARG,
			       "there is no drive %zu, there are %zu", index,
			       master->drives.count);
	return give(master, index, ret_drive);
}

IMAPI_API imapi_status imapi_disc_master_find(const struct imapi_disc_master *master,
					      const char *id, struct imapi_drive *ret_drive)
{
	if (!master || !id)
		return IMAPI_E_POINTER;
	for (size_t i = 0; i < master->drives.count; i++)
		if (!strcmp(master->drives.items[i].id, id))
			return give(master, i, ret_drive);
	err_set(&master->context->error, IMAPI_E_DEV_NOT_EXIST, "no drive has the id %s", id);
	return err_advise(
		&master->context->error, IMAPI_E_DEV_NOT_EXIST,
		"Is it plugged in and switched on? 'imapi list' shows the drives that "
		"are there, with their ids.");
}

/* A drive that is burning for somebody else is as good as any. */
static bool is_usable(struct imapi_context *context, const char *address)
{
	struct imapi_transport *transport = NULL;
	imapi_status status = address_open(context, address, &transport);

	imapi_transport_free(IMAPI_FAILED(status) ? NULL : transport);
	if (IMAPI_FAILED(status) && status != IMAPI_E_RECORDER_LOCKED)
		log_info(context, "%s cannot be used: %s", address, context->error.message);
	err_clear(&context->error);
	return !IMAPI_FAILED(status) || status == IMAPI_E_RECORDER_LOCKED;
}

IMAPI_API imapi_status imapi_disc_master_is_supported(const struct imapi_disc_master *master)
{
	if (!master)
		return IMAPI_E_POINTER;
	for (size_t i = 0; i < master->drives.count; i++)
		if (is_usable(master->context, master->drives.items[i].address))
			return IMAPI_OK;
	if (!master->drives.count)
		log_info(master->context, "this machine has no drive");
	return IMAPI_S_FALSE;
}
