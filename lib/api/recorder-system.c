/* SPDX-License-Identifier: MIT */
/* The drive as the operating system has it. */
#include "api/recorder.h"
#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder-ex.h"
#include "scsi/fetch.h"
#include "scsi/spc.h"
#include "transport/linux-holder.h"

#include <stdio.h>
#include <unistd.h>

#define INQUIRY_ROOM 96
#define INQUIRY_LEAST 5

static imapi_status read_facts(struct imapi_recorder *recorder,
			       struct imapi_transport_facts *ret_facts)
{
	imapi_status status = recorder_enter(recorder);

	if (IMAPI_FAILED(status))
		return status;
	return transport_facts(recorder->device.transport, ret_facts);
}

/* A power of two, whatever a transport of the program's own says. */
static uint32_t alignment_of(const struct imapi_transport_facts *facts)
{
	uint32_t a = facts->alignment;

	return a && !(a & (a - 1)) ? a : 1;
}

IMAPI_API imapi_status imapi_recorder_adapter(struct imapi_recorder *recorder,
					      struct imapi_adapter_descriptor *ret_adapter)
{
	struct imapi_adapter_descriptor adapter = IMAPI_ADAPTER_DESCRIPTOR_INIT;
	struct imapi_transport_facts facts;
	imapi_status status;

	if (!recorder || !ret_adapter)
		return IMAPI_E_POINTER;
	status = read_facts(recorder, &facts);
	if (IMAPI_FAILED(status))
		return status;
	adapter.bus_type = facts.bus_type;
	adapter.maximum_transfer_length = transport_max_transfer(recorder->device.transport);
	adapter.maximum_physical_pages = facts.max_segments;
	adapter.alignment_mask = alignment_of(&facts) - 1;
	return size_copy(ret_adapter, &adapter, sizeof(adapter)) ? IMAPI_OK
								 : IMAPI_E_INVALIDARG;
}

static imapi_status read_inquiry(struct imapi_recorder *recorder,
				 struct imapi_device_descriptor *d)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_INQUIRY]);
	struct inquiry inquiry;
	uint32_t length = 0;
	imapi_status status = scsi_fetch(&recorder->device, &cdb, d->inquiry, INQUIRY_ROOM,
					 INQUIRY_LEAST, &length);

	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_inquiry, d->inquiry, length, &inquiry);
	d->inquiry_length = MIN(length, inquiry.additional_length + 5u);
	d->device_type = inquiry.device_type;
	d->device_modifier = d->inquiry[1] & 0x7f;
	d->version = inquiry.version;
	d->removable_media = inquiry.removable;
	d->command_queueing = length > 7 && (d->inquiry[7] & 2);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_device(struct imapi_recorder *recorder,
					     struct imapi_device_descriptor *ret_device)
{
	struct imapi_device_descriptor d = IMAPI_DEVICE_DESCRIPTOR_INIT;
	struct imapi_recorder_identity who = IMAPI_RECORDER_IDENTITY_INIT;
	struct imapi_transport_facts facts;
	imapi_status status;

	if (!recorder || !ret_device)
		return IMAPI_E_POINTER;
	status = read_facts(recorder, &facts);
	if (!IMAPI_FAILED(status))
		status = imapi_recorder_identify(recorder, &who);
	if (!IMAPI_FAILED(status))
		status = read_inquiry(recorder, &d);
	if (IMAPI_FAILED(status))
		return status;
	d.bus_type = facts.bus_type;
	memcpy(d.vendor_id, who.vendor_id, sizeof(d.vendor_id));
	memcpy(d.product_id, who.product_id, sizeof(d.product_id));
	memcpy(d.product_revision, who.product_revision, sizeof(d.product_revision));
	memcpy(d.serial_number, who.serial_number, sizeof(d.serial_number));
	return size_copy(ret_device, &d, sizeof(d)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_recorder_place(struct imapi_recorder *recorder,
					    struct imapi_recorder_place *ret_place)
{
	struct imapi_recorder_place place = IMAPI_RECORDER_PLACE_INIT;
	struct imapi_transport_facts facts;
	imapi_status status;

	if (!recorder || !ret_place)
		return IMAPI_E_POINTER;
	status = read_facts(recorder, &facts);
	if (IMAPI_FAILED(status))
		return status;
	snprintf(place.volume_name, sizeof(place.volume_name), "%s", facts.block_node);
	snprintf(place.generic_node, sizeof(place.generic_node), "%s", facts.generic_node);
	snprintf(place.unique_id, sizeof(place.unique_id), "%s", facts.unique_id);
	place.legacy_number = facts.index;
	place.device_number = facts.block_number;
	return size_copy(ret_place, &place, sizeof(place)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

/* Paths one behind the other, each with its zero byte. */
struct paths {
	char *text;
	size_t length, count;
	bool failed;
};

static bool add_path(void *user, const char *where)
{
	struct paths *paths = user;
	size_t n = strlen(where) + 1;
	char *text = realloc(paths->text, paths->length + n);

	paths->failed = !text;
	if (!text)
		return false;
	paths->text = text;
	memcpy(text + paths->length, where, n);
	paths->length += n;
	paths->count++;
	return true;
}

/* The pointers, and behind them what they point to. */
static char **pack(const struct paths *paths)
{
	size_t table = (paths->count + 1) * sizeof(char *);
	char **names = malloc(table + paths->length), *text;

	if (!names)
		return NULL;
	text = (char *)names + table;
	if (paths->length)
		memcpy(text, paths->text, paths->length);
	for (size_t i = 0; i < paths->count; i++) {
		names[i] = text;
		text += strlen(text) + 1;
	}
	names[paths->count] = NULL;
	return names;
}

IMAPI_API imapi_status imapi_recorder_volume_path_names(struct imapi_recorder *recorder,
							char ***ret_names)
{
	struct imapi_transport_facts facts;
	struct paths paths = { NULL };
	char **names = NULL;
	imapi_status status;
	FILE *table;

	if (!recorder || !ret_names)
		return IMAPI_E_POINTER;
	status = read_facts(recorder, &facts);
	if (IMAPI_FAILED(status))
		return status;
	table = facts.block_number ? fopen("/proc/self/mountinfo", "re") : NULL;
	if (table) {
		holder_each_mount(table, facts.block_number, add_path, &paths);
		fclose(table);
	}
	if (!paths.failed)
		names = pack(&paths);
	free(paths.text);
	if (!names)
		return err_no_memory(&recorder->context->error);
	*ret_names = names;
	return IMAPI_OK;
}

IMAPI_API uint32_t imapi_recorder_byte_alignment(struct imapi_recorder *recorder)
{
	struct imapi_transport_facts facts;

	if (!recorder || IMAPI_FAILED(read_facts(recorder, &facts)))
		return 0;
	return alignment_of(&facts);
}

IMAPI_API uint32_t imapi_recorder_max_page_aligned_transfer(struct imapi_recorder *recorder)
{
	if (!recorder || IMAPI_FAILED(recorder_enter(recorder)))
		return 0;
	return transport_max_transfer(recorder->device.transport);
}

/* Data that begin within a page lie in one page more. */
IMAPI_API uint32_t imapi_recorder_max_non_page_aligned_transfer(struct imapi_recorder *recorder)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), most;
	struct imapi_transport_facts facts;

	if (!recorder || IMAPI_FAILED(read_facts(recorder, &facts)))
		return 0;
	most = transport_max_transfer(recorder->device.transport);
	if (facts.max_segments > 1)
		most = MIN(most, (facts.max_segments - 1) * page);
	return (uint32_t)most;
}
