/* SPDX-License-Identifier: MIT */
#include "info-drive.h"

#include "imapi/recorder-ex.h"

#include "feature-names.h"
#include "json.h"
#include "size.h"

#include <stdarg.h>
#include <stdlib.h>

#define CODES 256

void info_row(const struct run *run, const char *name, const char *format, ...)
{
	va_list args;

	if (run->json)
		return;
	printf("%-13s ", name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static imapi_status show_identity(struct run *run, struct imapi_recorder *recorder)
{
	struct imapi_recorder_identity who = IMAPI_RECORDER_IDENTITY_INIT;
	imapi_status status = imapi_recorder_identify(recorder, &who);
	json_t *drive;
	char text[SIZE_TEXT];

	if (IMAPI_FAILED(status))
		return status;
	drive = json_object();
	json_add_text(drive, "address", imapi_recorder_address(recorder));
	json_add_text(drive, "vendor", who.vendor_id);
	json_add_text(drive, "product", who.product_id);
	json_add_text(drive, "revision", who.product_revision);
	json_add_text(drive, "serial", who.serial_number);
	json_add_number(drive, "buffer_bytes", who.buffer_bytes);
	json_add(drive, "can_load_media", json_boolean(who.can_load_media));
	json_add(run->json, "drive", drive);
	info_row(run, "Drive", "%s %s, firmware %s (%s)", who.vendor_id, who.product_id,
		 who.product_revision, imapi_recorder_address(recorder));
	if (who.serial_number[0])
		info_row(run, "Serial", "%s", who.serial_number);
	if (who.buffer_bytes)
		info_row(run, "Buffer", "%s", size_print(who.buffer_bytes, text));
	return IMAPI_OK;
}

static const char *bus_name(enum imapi_bus_type type)
{
	switch (type) {
	case IMAPI_BUS_SCSI:
		return "SCSI";
	case IMAPI_BUS_ATAPI:
		return "ATAPI";
	case IMAPI_BUS_ATA:
		return "ATA";
	case IMAPI_BUS_1394:
		return "IEEE 1394";
	case IMAPI_BUS_FIBRE:
		return "Fibre Channel";
	case IMAPI_BUS_USB:
		return "USB";
	case IMAPI_BUS_ISCSI:
		return "iSCSI";
	case IMAPI_BUS_SAS:
		return "SAS";
	case IMAPI_BUS_SATA:
		return "SATA";
	case IMAPI_BUS_VIRTUAL:
		return "virtual";
	default:
		return "unknown";
	}
}

static imapi_status show_place(struct run *run, struct imapi_recorder *recorder, json_t *json)
{
	struct imapi_adapter_descriptor adapter = IMAPI_ADAPTER_DESCRIPTOR_INIT;
	struct imapi_recorder_place place = IMAPI_RECORDER_PLACE_INIT;
	imapi_status status = imapi_recorder_adapter(recorder, &adapter);
	char text[SIZE_TEXT];

	if (!IMAPI_FAILED(status))
		status = imapi_recorder_place(recorder, &place);
	if (IMAPI_FAILED(status))
		return status;
	json_add_text(json, "id", place.unique_id);
	json_add_text(json, "block_node", place.volume_name);
	json_add_text(json, "generic_node", place.generic_node);
	json_add_text(json, "bus", bus_name(adapter.bus_type));
	json_add_number(json, "bus_type", adapter.bus_type);
	json_add_number(json, "max_transfer", adapter.maximum_transfer_length);
	json_add_number(json, "byte_alignment", adapter.alignment_mask + 1ull);
	if (place.unique_id[0])
		info_row(run, "Connected", "%s, %s, %s per command", place.unique_id,
			 bus_name(adapter.bus_type),
			 size_print(adapter.maximum_transfer_length, text));
	return IMAPI_OK;
}

static imapi_status show_mounts(struct run *run, struct imapi_recorder *recorder, json_t *json)
{
	json_t *array = json_array();
	char **names = NULL;
	imapi_status status = imapi_recorder_volume_path_names(recorder, &names);

	for (size_t i = 0; !IMAPI_FAILED(status) && names[i]; i++) {
		json_array_append_new(array, json_text(names[i]));
		info_row(run, i ? "" : "Mounted on", "%s", names[i]);
	}
	json_add(json, "mounted_on", array);
	free(names);
	return status;
}

static imapi_status show_owner(struct run *run, struct imapi_recorder *recorder, json_t *json)
{
	struct imapi_exclusive_owner owner = IMAPI_EXCLUSIVE_OWNER_INIT;
	imapi_status status = imapi_recorder_exclusive_owner(recorder, &owner);
	json_t *object = NULL;

	if (!IMAPI_FAILED(status) && owner.kind == IMAPI_OWNER_CLIENT) {
		object = json_object();
		json_add_text(object, "client", owner.name);
		json_add_number(object, "process", (uint64_t)owner.process);
		info_row(run, "Held by", "%s (process %lld)", owner.name,
			 (long long)owner.process);
	}
	json_add(json, "owner", object ? object : json_null());
	return status;
}

typedef imapi_status codes_fn(struct imapi_recorder *recorder, int current_only,
			      uint16_t *ret_codes, size_t room, size_t *ret_count);

struct code_list {
	const char *title, *member;
	codes_fn *read;
	const char *(*name)(uint16_t code);
};

static bool contains(const uint16_t *codes, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++)
		if (codes[i] == code)
			return true;
	return false;
}

static void show_code(struct run *run, json_t *array, const struct code_list *list,
		      uint16_t code, bool current)
{
	json_t *object = json_object();

	json_add_number(object, "code", code);
	json_add_text(object, "name", list->name(code));
	json_add(object, "current", json_boolean(current));
	if (run->options.features)
		info_row(run, json_array_size(array) ? "" : list->title, "%c %04Xh %s",
			 current ? '*' : ' ', code, list->name(code));
	json_array_append_new(array, object);
}

static imapi_status show_codes(struct run *run, struct imapi_recorder *recorder,
			       const struct code_list *list, json_t *json)
{
	uint16_t all[CODES], now[CODES];
	size_t count = 0, now_count = 0;
	json_t *array = json_array();
	imapi_status status = list->read(recorder, 0, all, CODES, &count);

	if (!IMAPI_FAILED(status))
		status = list->read(recorder, 1, now, CODES, &now_count);
	count = count < CODES ? count : CODES;
	now_count = now_count < CODES ? now_count : CODES;
	for (size_t i = 0; !IMAPI_FAILED(status) && i < count; i++)
		show_code(run, array, list, all[i], contains(now, now_count, all[i]));
	json_add(json, list->member, array);
	return status;
}

static imapi_status show_features(struct run *run, struct imapi_recorder *recorder,
				  json_t *json)
{
	static const struct code_list lists[] = {
		{ "Profiles", "profiles", imapi_recorder_profiles, profile_name },
		{ "Features", "features", imapi_recorder_features, feature_name },
	};
	imapi_status status = IMAPI_OK;

	for (size_t i = 0; i < 2 && !IMAPI_FAILED(status); i++)
		status = show_codes(run, recorder, &lists[i], json);
	if (run->options.features)
		info_row(run, "", "(* can be used with the medium that is in the drive)");
	return status;
}

static imapi_status show_pages(struct run *run, struct imapi_recorder *recorder, json_t *json)
{
	uint8_t codes[64];
	size_t count = 0;
	json_t *array = json_array();
	imapi_status status = imapi_recorder_mode_pages(recorder, codes, sizeof(codes), &count);
	char text[64 * 4 + 1] = "";

	for (size_t i = 0, n = 0; !IMAPI_FAILED(status) && i < count; i++) {
		json_array_append_new(array, json_integer(codes[i]));
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%02Xh ", codes[i]);
	}
	if (run->options.features)
		info_row(run, "Mode pages", "%s", text);
	json_add(json, "mode_pages", array);
	return status;
}

imapi_status info_show_drive(struct run *run, struct imapi_recorder *recorder)
{
	json_t *json = json_object();
	imapi_status status = show_identity(run, recorder);

	if (!IMAPI_FAILED(status))
		status = show_place(run, recorder, json);
	if (!IMAPI_FAILED(status))
		status = show_mounts(run, recorder, json);
	if (!IMAPI_FAILED(status))
		status = show_owner(run, recorder, json);
	if (!IMAPI_FAILED(status) && (run->json || run->options.features))
		status = show_features(run, recorder, json);
	if (!IMAPI_FAILED(status) && (run->json || run->options.features))
		status = show_pages(run, recorder, json);
	json_add(run->json, "recorder", json);
	return fail_library(run, status);
}
