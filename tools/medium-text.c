/* SPDX-License-Identifier: MIT */
#include "medium-text.h"

#include "size.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct state_row {
	unsigned flag;
	const char *name, *text;
} rows[] = {
	{ IMAPI_MEDIA_STATE_DAMAGED, "damaged", "damaged: a write or a close was cut short" },
	{ IMAPI_MEDIA_STATE_UNSUPPORTED_MEDIA, "unsupported", "cannot be written here" },
	{ IMAPI_MEDIA_STATE_WRITE_PROTECTED, "write-protected", "write-protected" },
	{ IMAPI_MEDIA_STATE_FINALIZED, "finalised", "finalised: nothing can be added" },
	{ IMAPI_MEDIA_STATE_BLANK, "blank", "blank" },
	{ IMAPI_MEDIA_STATE_APPENDABLE, "appendable", "open: sessions can be added" },
	{ IMAPI_MEDIA_STATE_OVERWRITE_ONLY, "overwritable", "can be overwritten" },
	{ IMAPI_MEDIA_STATE_FINAL_SESSION, "final-session", "one more session fits" },
	{ IMAPI_MEDIA_STATE_ERASE_REQUIRED, "erase-required", "has to be erased first" },
	{ IMAPI_MEDIA_STATE_NON_EMPTY_SESSION, "session-begun",
	  "the last session has been begun" },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const char *medium_state_text(const struct imapi_medium *medium, char text[STATE_TEXT])
{
	unsigned state = imapi_medium_state(medium);
	size_t length = 0;

	snprintf(text, STATE_TEXT, "unknown");
	for (size_t i = 0; i < ROWS && length < STATE_TEXT; i++)
		if (state & rows[i].flag)
			length += (size_t)snprintf(text + length, STATE_TEXT - length, "%s%s",
						   length ? "; " : "", rows[i].text);
	return text;
}

json_t *medium_state_json(const struct imapi_medium *medium)
{
	unsigned state = imapi_medium_state(medium);
	json_t *names = json_array();

	for (size_t i = 0; i < ROWS; i++)
		if (state & rows[i].flag)
			json_array_append_new(names, json_string(rows[i].name));
	return names;
}

uint32_t medium_single_kbps(const struct imapi_medium *medium)
{
	return (uint32_t)((uint64_t)imapi_medium_single_speed(medium) * SECTOR / 1000);
}

const char *medium_type_name(const struct imapi_medium *medium)
{
	static const char *const names[] = {
		[IMAPI_MEDIA_TYPE_UNKNOWN] = "unknown medium",
		[IMAPI_MEDIA_TYPE_CDROM] = "CD-ROM",
		[IMAPI_MEDIA_TYPE_CDR] = "CD-R",
		[IMAPI_MEDIA_TYPE_CDRW] = "CD-RW",
		[IMAPI_MEDIA_TYPE_DVDROM] = "DVD-ROM",
		[IMAPI_MEDIA_TYPE_DVDRAM] = "DVD-RAM",
		[IMAPI_MEDIA_TYPE_DVDPLUSR] = "DVD+R",
		[IMAPI_MEDIA_TYPE_DVDPLUSRW] = "DVD+RW",
		[IMAPI_MEDIA_TYPE_DVDPLUSR_DUALLAYER] = "DVD+R DL",
		[IMAPI_MEDIA_TYPE_DVDDASHR] = "DVD-R",
		[IMAPI_MEDIA_TYPE_DVDDASHRW] = "DVD-RW",
		[IMAPI_MEDIA_TYPE_DVDDASHR_DUALLAYER] = "DVD-R DL",
		[IMAPI_MEDIA_TYPE_DISK] = "disk",
		[IMAPI_MEDIA_TYPE_DVDPLUSRW_DUALLAYER] = "DVD+RW DL",
		[IMAPI_MEDIA_TYPE_HDDVDROM] = "HD DVD-ROM",
		[IMAPI_MEDIA_TYPE_HDDVDR] = "HD DVD-R",
		[IMAPI_MEDIA_TYPE_HDDVDRAM] = "HD DVD-RAM",
		[IMAPI_MEDIA_TYPE_BDROM] = "BD-ROM",
		[IMAPI_MEDIA_TYPE_BDR] = "BD-R",
		[IMAPI_MEDIA_TYPE_BDRE] = "BD-RE",
	};
	unsigned type = (unsigned)imapi_medium_type(medium);

	return names[type < sizeof(names) / sizeof(names[0]) ? type : 0];
}

const char *track_state_text(const struct imapi_track *track)
{
	if (track->is_damaged)
		return "damaged";
	if (track->is_blank)
		return "blank";
	return track->next_writable >= 0 ? "open" : "complete";
}

uint64_t track_end(const struct imapi_track *track)
{
	uint64_t start = track->start > 0 ? (uint64_t)track->start : 0;

	if (track->is_blank)
		return start;
	if (track->last_recorded >= track->start)
		return (uint64_t)track->last_recorded + 1;
	return start + (track->sectors > track->free_sectors
				? track->sectors - track->free_sectors
				: 0);
}

static unsigned last_session(const struct imapi_medium *medium)
{
	unsigned last = 0;

	for (unsigned i = 0; i < imapi_medium_track_count(medium); i++) {
		struct imapi_track track = IMAPI_TRACK_INIT;

		if (!IMAPI_FAILED(imapi_medium_track(medium, i, &track)) && !track.is_blank &&
		    track.is_data && track.session > last)
			last = track.session;
	}
	return last;
}

int medium_session_range(const struct imapi_medium *medium, unsigned *number,
			 uint64_t *ret_start, uint64_t *ret_end)
{
	unsigned session = *number ? *number : last_session(medium);
	bool found = false;

	for (unsigned i = 0; i < imapi_medium_track_count(medium); i++) {
		struct imapi_track track = IMAPI_TRACK_INIT;

		if (IMAPI_FAILED(imapi_medium_track(medium, i, &track)) || track.is_blank ||
		    !track.is_data || track.session != session)
			continue;
		if (found && imapi_medium_write_unit(medium) == 1)
			break; /* no file system goes on behind the gap after a CD's track */
		if (!found)
			*ret_start = track.start > 0 ? (uint64_t)track.start : 0;
		*ret_end = track_end(&track);
		found = true;
	}
	*number = session;
	return found;
}
