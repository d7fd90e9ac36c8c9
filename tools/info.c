/* SPDX-License-Identifier: MIT */
/* imapi info: the drive and what is in it. */
#include "verbs.h"

#include "imapi/medium.h"

#include "json.h"
#include "info-drive.h"
#include "medium-text.h"
#include "report.h"
#include "size.h"

#define SPEEDS 64

static void show_amount(struct run *run, json_t *json, const char *title, const char *member,
			uint64_t sectors)
{
	char text[SIZE_TEXT];

	json_add_number(json, member, sectors);
	info_row(run, title, "%s (%llu sectors)", size_print(sectors * SECTOR, text),
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
		info_row(run, i ? "" : "Write speeds", "%s",
			 speed_print(kbps, medium_single_kbps(medium), text));
	}
	json_add(json, "write_speeds", array);
}

static const char *track_type(const struct imapi_track *track)
{
	if (!track->is_data)
		return "audio";
	return track->data_mode == 2 ? "data (XA)" : "data";
}

static void show_track(struct run *run, json_t *tracks, const struct imapi_track *track)
{
	json_t *object = json_object();

	json_add_number(object, "number", track->number);
	json_add_number(object, "session", track->session);
	json_add_text(object, "type", track->is_data ? "data" : "audio");
	json_add(object, "data_mode",
		 track->data_mode ? json_integer(track->data_mode) : json_null());
	json_add(object, "in_packets", json_boolean(track->in_packets));
	json_add_number(object, "packet_sectors", track->packet_sectors);
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
		printf("  %5u %8u  %-9s  %-8s %10lld %11llu\n", track->number, track->session,
		       track_type(track), track_state_text(track), (long long)track->start,
		       (unsigned long long)track->sectors);
}

static imapi_status show_tracks(struct run *run, json_t *json,
				const struct imapi_medium *medium)
{
	unsigned count = imapi_medium_track_count(medium);
	json_t *tracks = json_array();

	if (!run->json && count)
		printf("\n  %5s %8s  %-9s  %-8s %10s %11s\n", "track", "session", "type",
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

static void show_maker(struct run *run, const struct imapi_disc_identity *id)
{
	const char *name = id->manufacturer[0] ? id->manufacturer : "unknown";

	if (!id->manufacturer_id[0])
		return;
	info_row(run, "Made by", "%s (id %s%s%s)", name, id->manufacturer_id,
		 id->media_type_id[0] ? ", " : "", id->media_type_id);
}

/* Kinds of DVD by the first digit of the book type (MMC-6 READ DISC STRUCTURE 00h). */
static const char *book_name(int book_type)
{
	static const char *const names[16] = {
		[0x0] = "DVD-ROM", [0x1] = "DVD-RAM", [0x2] = "DVD-R",	   [0x3] = "DVD-RW",
		[0x9] = "DVD+RW",  [0xa] = "DVD+R",   [0xd] = "DVD+RW DL", [0xe] = "DVD+R DL",
	};
	const char *name = names[book_type >> 4 & 15];

	return name ? name : "unknown";
}

static json_t *identity_json(const struct imapi_disc_identity *id)
{
	json_t *json = json_object();

	json_add_text(json, "manufacturer_id", id->manufacturer_id);
	json_add_text(json, "media_type_id", id->media_type_id);
	json_add_text(json, "manufacturer", id->manufacturer);
	json_add_number(json, "revision", (unsigned)id->revision);
	json_add(json, "book_type",
		 id->book_type < 0 ? json_null() : json_integer(id->book_type));
	json_add_number(json, "layers", id->layers);
	json_add_number(json, "diameter_mm", id->diameter_mm);
	return json;
}

static imapi_status show_identity(struct run *run, json_t *json,
				  struct imapi_recorder *recorder,
				  const struct imapi_medium *medium)
{
	struct imapi_disc_identity id = IMAPI_DISC_IDENTITY_INIT;
	imapi_status status = imapi_medium_identify(recorder, medium, &id);

	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	json_add(json, "identity", identity_json(&id));
	show_maker(run, &id);
	if (id.book_type >= 0)
		info_row(run, "Book type", "%02Xh, %s", (unsigned)id.book_type,
			 book_name(id.book_type));
	if (id.layers)
		info_row(run, "Layers", "%u", id.layers);
	return IMAPI_OK;
}

static imapi_status show_medium(struct run *run, struct imapi_recorder *recorder,
				const struct imapi_medium *medium)
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
	info_row(run, "Medium", "%s (profile %04Xh, %s)", medium_type_name(medium),
		 imapi_medium_profile(medium), imapi_medium_profile_name(medium));
	status = show_identity(run, json, recorder, medium);
	if (IMAPI_FAILED(status)) {
		json_decref(json);
		return status;
	}
	info_row(run, "State", "%s", medium_state_text(medium, state));
	info_row(run, "Sessions", "%u", imapi_medium_session_count(medium));
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
	imapi_status status = info_show_drive(run, recorder);

	if (IMAPI_FAILED(status))
		return status;
	status = imapi_medium_read(recorder, &medium);
	if (status == IMAPI_E_RECORDER_MEDIA_NO_MEDIA) {
		json_add(run->json, "medium", json_null());
		info_row(run, "Medium", "none");
		return IMAPI_OK;
	}
	if (IMAPI_FAILED(status))
		return fail_library(run, status);
	status = show_medium(run, recorder, medium);
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
	.about =
		"Shows who the drive is, what kind of medium is in it, who made it, in which\n"
		"state it is, how much is used and free, the speeds it can be written at, its\n"
		"sessions and tracks.",
	.options = options,
	.run = run_info,
};
