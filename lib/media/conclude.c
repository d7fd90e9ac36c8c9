/* SPDX-License-Identifier: MIT */
/* From what the drive answered to what a user wants to know: state, room, sessions. */
#include "media/medium.h"

#include "base/mem.h"

#define FINAL_PERCENT 2 /* IMAPI v2 closes for good what has no more room than this */
#define CD_TRACKS_MAX 99

static unsigned state_of_last_session(const struct mmc_disc_info *info)
{
	switch (info->last_session_state) {
	case SESSION_INCOMPLETE:
		return IMAPI_MEDIA_STATE_NON_EMPTY_SESSION;
	case SESSION_DAMAGED:
		return IMAPI_MEDIA_STATE_DAMAGED;
	default:
		return 0;
	}
}

/* Of what is written once, anywhere; what can be written over again is never final. */
static bool is_final(const struct imapi_medium *medium)
{
	return medium->profile->ops->once && medium->info.disc_status == DISC_COMPLETE;
}

/* A CD-RW that was formatted for packets takes neither tracks nor sessions any more. */
static bool is_for_packets(const struct imapi_medium *medium)
{
	if (medium->profile->type != IMAPI_MEDIA_TYPE_CDRW)
		return false;
	for (unsigned i = 0; i < medium->track_count; i++)
		if (medium->tracks[i].packet_sectors && !medium->tracks[i].is_blank)
			return true;
	return false;
}

static unsigned state_of(const struct imapi_medium *medium)
{
	const struct mmc_disc_info *info = &medium->info;
	unsigned state = medium->profile->ops ? 0 : IMAPI_MEDIA_STATE_UNSUPPORTED_MEDIA;

	if (medium->profile->ops && medium->protection)
		state |= IMAPI_MEDIA_STATE_WRITE_PROTECTED;
	if (media_written_anywhere(medium->profile) && is_final(medium))
		return state | IMAPI_MEDIA_STATE_FINALIZED;
	if (media_written_anywhere(medium->profile))
		return state | IMAPI_MEDIA_STATE_OVERWRITE_ONLY |
		       (medium->looks_blank ? IMAPI_MEDIA_STATE_BLANK : 0);
	if (is_for_packets(medium))
		return state | IMAPI_MEDIA_STATE_ERASE_REQUIRED;
	switch (info->disc_status) {
	case DISC_EMPTY:
		return state | IMAPI_MEDIA_STATE_BLANK;
	case DISC_APPENDABLE:
		return state | IMAPI_MEDIA_STATE_APPENDABLE | state_of_last_session(info);
	case DISC_COMPLETE:
		return state | (info->erasable ? IMAPI_MEDIA_STATE_ERASE_REQUIRED
					       : IMAPI_MEDIA_STATE_FINALIZED);
	default:
		return state | IMAPI_MEDIA_STATE_OVERWRITE_ONLY;
	}
}

static void find_next_writable(struct imapi_medium *medium)
{
	uint32_t run_out = medium->profile->ops ? medium->profile->ops->run_out : 0;

	medium->next_writable = -1;
	for (unsigned i = 0; i < medium->track_count; i++) {
		const struct imapi_track *t = &medium->tracks[i];

		if (t->next_writable < 0)
			continue;
		medium->next_writable = t->next_writable;
		medium->open_track = t->number;
		medium->free = t->free_sectors > run_out ? t->free_sectors - run_out : 0;
		medium->total = (uint64_t)t->next_writable + t->free_sectors;
	}
}

/* One track that is written from its start; what it holds is no session of the drive's. */
static void conclude_overwritable(struct imapi_medium *medium)
{
	bool full = medium->profile->ops->once && !medium->looks_blank;

	medium->next_writable = medium->overwritable && !is_final(medium) ? 0 : -1;
	medium->previous_session = medium->looks_blank ? -1 : 0;
	medium->total = medium->overwritable;
	medium->free = full ? 0 : medium->total; /* nobody tells what is free between data */
	medium->session_count = medium->looks_blank ? 0 : 1;
	medium->open_track = 1;
}

static void count_sessions(struct imapi_medium *medium)
{
	const struct mmc_disc_info *info = &medium->info;
	unsigned sessions = mmc_session_count(info), complete = sessions;

	medium->previous_session = -1;
	if (info->last_session_state == SESSION_EMPTY && sessions > 0)
		sessions--;
	if (info->last_session_state != SESSION_COMPLETE && complete > 0)
		complete--;
	medium->session_count = sessions;
	for (unsigned i = 0; i < medium->track_count && medium->previous_session < 0; i++) {
		if (medium->tracks[i].session == complete && complete > 0)
			medium->previous_session = medium->tracks[i].start;
	}
}

/* Damage in a session that is closed since long does not stop a new one. */
static bool last_session_damaged(const struct imapi_medium *medium)
{
	unsigned last = mmc_session_count(&medium->info);

	for (unsigned i = 0; i < medium->track_count; i++) {
		if (medium->tracks[i].is_damaged && medium->tracks[i].session == last)
			return true;
	}
	return false;
}

/* So little is free, or so few tracks are left, that what is added ends the disc. */
static bool ends_with_next(const struct imapi_medium *medium)
{
	return medium->free * 100 <= medium->total * FINAL_PERCENT ||
	       (medium->profile->family == MEDIA_CD && medium->open_track >= CD_TRACKS_MAX);
}

unsigned medium_closed_sessions(const struct imapi_medium *medium)
{
	bool begun = medium->state & IMAPI_MEDIA_STATE_NON_EMPTY_SESSION;

	return medium->session_count - (begun && medium->session_count > 0);
}

void medium_conclude(struct imapi_medium *medium, uint64_t readable_sectors)
{
	medium->state = state_of(medium);
	medium->total = readable_sectors;
	if (media_written_anywhere(medium->profile)) {
		conclude_overwritable(medium);
		return;
	}
	find_next_writable(medium);
	count_sessions(medium);
	if (medium->next_writable >= 0 && ends_with_next(medium))
		medium->state |= IMAPI_MEDIA_STATE_FINAL_SESSION;
	if (medium->info.disc_status == DISC_APPENDABLE && last_session_damaged(medium))
		medium->state |= IMAPI_MEDIA_STATE_DAMAGED;
}
