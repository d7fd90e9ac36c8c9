/* SPDX-License-Identifier: MIT */
/* imapi info: the drive and what is in it. */
#include "verbs.h"

#include "imapi/medium.h"

#include "feature-names.h"
#include "json.h"
#include "medium-text.h"
#include "report.h"
#include "size.h"

#include <stdarg.h>

#define SPEEDS 64
#define CODES 256

static void row(const struct run *run, const char *name, const char *format, ...)
	REPORT_PRINTF(3, 4);

static void row(const struct run *run, const char *name, const char *format, ...)
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

static imapi_status show_drive(struct run *run, struct imapi_recorder *recorder)
{
	struct imapi_recorder_identity who = IMAPI_RECORDER_IDENTITY_INIT;
	imapi_status status = imapi_recorder_identify(recorder, &who);
	json_t *drive;
	char text[SIZE_TEXT];

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	drive = json_object();
	json_add_text(drive, "address", imapi_recorder_address(recorder));
	json_add_text(drive, "vendor", who.vendor_id);
	json_add_text(drive, "product", who.product_id);
	json_add_text(drive, "revision", who.product_revision);
	json_add_text(drive, "serial", who.serial_number);
	json_add_number(drive, "buffer_bytes", who.buffer_bytes);
	json_add(drive, "can_load_media", json_boolean(who.can_load_media));
	json_add(run->json, "drive", drive);
	row(run, "Drive", "%s %s, firmware %s (%s)", who.vendor_id, who.product_id,
	    who.product_revision, imapi_recorder_address(recorder));
	if (who.serial_number[0])
		row(run, "Serial", "%s", who.serial_number);
	if (who.buffer_bytes)
		row(run, "Buffer", "%s", size_print(who.buffer_bytes, text));
	return IMAPI_OK;
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

static imapi_status show_codes(struct run *run, struct imapi_recorder *recorder,
			       const struct code_list *list)
{
	uint16_t all[CODES], now[CODES];
	size_t count = 0, now_count = 0;
	json_t *array = json_array();
	imapi_status status = list->read(recorder, 0, all, CODES, &count);

	if (!IMAPI_FAILED(status))
		status = list->read(recorder, 1, now, CODES, &now_count);
	count = count < CODES ? count : CODES;
	now_count = now_count < CODES ? now_count : CODES;
	for (size_t i = 0; !IMAPI_FAILED(status) && i < count; i++) {
		bool current = contains(now, now_count, all[i]);
		json_t *object = json_object();

		json_add_number(object, "code", all[i]);
		json_add_text(object, "name", list->name(all[i]));
		json_add(object, "current", json_boolean(current));
		json_array_append_new(array, object);
		row(run, i ? "" : list->title, "%c %04Xh %s", current ? '*' : ' ', all[i],
		    list->name(all[i]));
	}
	json_add(run->json, list->member, array);
	return fail_library(run, status);
}

static imapi_status show_features(struct run *run, struct imapi_recorder *recorder)
{
	static const struct code_list lists[] = {
		{ "Profiles", "profiles", imapi_recorder_profiles, profile_name },
		{ "Features", "features", imapi_recorder_features, feature_name },
	};
	imapi_status status = IMAPI_OK;

	if (!run->options.features)
		return IMAPI_OK;
	for (size_t i = 0; i < 2 && !IMAPI_FAILED(status); i++)
		status = show_codes(run, recorder, &lists[i]);
	row(run, "", "(* can be used with the medium that is in the drive)");
	return status;
}

static void show_amount(struct run *run, json_t *json, const char *title, const char *member,
			uint64_t sectors)
{
	char text[SIZE_TEXT];

	json_add_number(json, member, sectors);
	row(run, title, "%s (%llu sectors)", size_print(sectors * SECTOR, text),
	    (unsigned long long)sectors);
}

static void show_speeds(struct run *run, json_t *json, const struct imapi_medium *medium)
{
	uint32_t speeds[SPEEDS], single = imapi_medium_single_speed(medium);
	size_t count = imapi_medium_write_speeds(medium, speeds, SPEEDS);
	json_t *array = json_array();
	char text[SIZE_TEXT];

	for (size_t i = 0; i < count && i < SPEEDS; i++) {
		uint64_t kbps = (uint64_t)speeds[i] * SECTOR / 1000;
		json_t *object = json_object();

		json_add_number(object, "sectors_per_second", speeds[i]);
		json_add_number(object, "kbps", kbps);
		json_add(object, "x",
			 single ? json_real((double)speeds[i] / single) : json_null());
		json_array_append_new(array, object);
		row(run, i ? "" : "Write speeds", "%s",
		    speed_print(kbps, medium_single_kbps(medium), text));
	}
	json_add(json, "write_speeds", array);
}

static void show_track(struct run *run, json_t *tracks, const struct imapi_track *track)
{
	json_t *object = json_object();

	json_add_number(object, "number", track->number);
	json_add_number(object, "session", track->session);
	json_add_text(object, "type", track->is_data ? "data" : "audio");
	json_add_text(object, "state", track_state_text(track));
	json_add(object, "start", json_integer(track->start));
	json_add_number(object, "sectors", track->sectors);
	json_add_number(object, "free_sectors", track->free_sectors);
	json_add(object, "next_writable",
		 track->next_writable < 0 ? json_null() : json_integer(track->next_writable));
	json_add(object, "last_recorded",
		 track->last_recorded < 0 ? json_null() : json_integer(track->last_recorded));
	json_array_append_new(tracks, object);
	if (!run->json)
		printf("  %5u %8u  %-5s  %-8s %10lld %11llu\n", track->number, track->session,
		       track->is_data ? "data" : "audio", track_state_text(track),
		       (long long)track->start, (unsigned long long)track->sectors);
}

static imapi_status show_tracks(struct run *run, json_t *json,
				const struct imapi_medium *medium)
{
	unsigned count = imapi_medium_track_count(medium);
	json_t *tracks = json_array();

	if (!run->json && count)
		printf("\n  %5s %8s  %-5s  %-8s %10s %11s\n", "track", "session", "type",
		       "state", "start", "sectors");
	for (unsigned i = 0; i < count; i++) {
		struct imapi_track track = IMAPI_TRACK_INIT;
		imapi_status status = imapi_medium_track(medium, i, &track);

		if (IMAPI_FAILED(status)) {
			json_decref(tracks);
			return fail_library(run, status);
		}
		show_track(run, tracks, &track);
	}
	json_add(json, "tracks", tracks);
	return IMAPI_OK;
}

static imapi_status show_medium(struct run *run, const struct imapi_medium *medium)
{
	json_t *json = json_object();
	int64_t next = imapi_medium_next_writable(medium);
	uint64_t total = imapi_medium_total_sectors(medium);
	uint64_t free_sectors = imapi_medium_free_sectors(medium);
	char state[STATE_TEXT];
	imapi_status status;

	json_add_text(json, "type", medium_type_name(medium));
	json_add_number(json, "profile", imapi_medium_profile(medium));
	json_add_text(json, "profile_name", imapi_medium_profile_name(medium));
	json_add(json, "state", medium_state_json(medium));
	json_add(json, "blank", json_boolean(imapi_medium_is_blank(medium)));
	json_add(json, "next_writable", next < 0 ? json_null() : json_integer(next));
	json_add_number(json, "write_unit", imapi_medium_write_unit(medium));
	json_add_number(json, "sessions", imapi_medium_session_count(medium));
	row(run, "Medium", "%s (profile %04Xh, %s)", medium_type_name(medium),
	    imapi_medium_profile(medium), imapi_medium_profile_name(medium));
	row(run, "State", "%s", medium_state_text(medium, state));
	row(run, "Sessions", "%u", imapi_medium_session_count(medium));
	show_amount(run, json, "Capacity", "total_sectors", total);
	show_amount(run, json, "Used", "used_sectors",
		    total > free_sectors ? total - free_sectors : 0);
	show_amount(run, json, "Free", "free_sectors", free_sectors);
	show_speeds(run, json, medium);
	status = show_tracks(run, json, medium);
	json_add(run->json, "medium", json);
	return status;
}

static imapi_status examine(struct run *run, struct imapi_recorder *recorder)
{
	struct imapi_medium *medium = NULL;
	imapi_status status = show_drive(run, recorder);

	if (!IMAPI_FAILED(status))
		status = show_features(run, recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = imapi_medium_read(recorder, &medium);
	if (status == IMAPI_E_RECORDER_MEDIA_NO_MEDIA) {
		json_add(run->json, "medium", json_null());
		row(run, "Medium", "none");
		return IMAPI_OK;
	}
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = show_medium(run, medium);
	imapi_medium_free(medium);
	return status;
}

static imapi_status run_info(struct run *run)
{
	struct imapi_recorder *recorder = NULL;
	imapi_status status = run_open_drive(run, &recorder);

	if (IMAPI_FAILED(status))
		return status;
	status = examine(run, recorder);
	imapi_recorder_free(recorder);
	return status;
}

static const char *const synopsis[] = { "info --drive ADDR [--features] [--json]", NULL };
static const enum option_id options[] = {
	OPTION_DRIVE, OPTION_FEATURES, OPTION_TRACE, OPTION_TAPE,
	OPTION_JSON,  OPTION_VERBOSE,  OPTION_HELP,  OPTION_END,
};

const struct verb verb_info = {
	.name = "info",
	.summary = "show the drive and the medium in it",
	.synopsis = synopsis,
	.about = "Shows who the drive is, what kind of medium is in it and in which state, how "
		 "much\n"
		 "is used and free, the speeds it can be written at, its sessions and tracks.",
	.options = options,
	.run = run_info,
};
