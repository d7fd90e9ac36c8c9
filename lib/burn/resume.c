/* SPDX-License-Identifier: MIT */
#include "burn/resume.h"

#include "base/mem.h"
#include "burn/digests.h"

#include <inttypes.h>
#include <stdio.h>

#define WORDS 160
#define BUFFER_MOST (8ull << 20)	     /* bytes of a drive that it had not written */
#define LOST_MOST ((64u << 20) / BLOCK_SIZE) /* sectors: no drive's buffer is larger */

/* What goes on, and with what. */
struct look {
	const struct journal_head *head;
	const struct journal_facts *facts;
	const struct imapi_medium *medium;
	struct imapi_error *err;
};

static void describe_burn(const struct journal_head *head, char text[WORDS])
{
	snprintf(text, WORDS, "a %s with session %u from LBA %" PRIu64 " on",
		 media_find_profile(head->profile)->name, head->sessions + 1u, head->start);
}

static void describe_medium(const struct imapi_medium *m, char text[WORDS])
{
	char next[48] = "nothing can be added";

	if (m->next_writable >= 0)
		snprintf(next, sizeof(next), "LBA %" PRId64 " is next", m->next_writable);
	if (m->state & IMAPI_MEDIA_STATE_BLANK)
		snprintf(text, WORDS, "a blank %s", m->profile->name);
	else
		snprintf(text, WORDS, "a %s with %u session%s, %s", m->profile->name,
			 m->session_count, m->session_count == 1 ? "" : "s", next);
}

static imapi_status other_disc(const struct look *look)
{
	imapi_status status = IMAPI_E_RESUME_OTHER_DISC;
	char burn[WORDS], here[WORDS];

	describe_burn(look->head, burn);
	describe_medium(look->medium, here);
	err_set(look->err, status, "the interrupted burn was on %s; in the drive is %s", burn,
		here);
	return err_advise(look->err, status, "Put in the disc of the interrupted burn.");
}

static imapi_status not_possible(const struct look *look, const char *why)
{
	imapi_status status = IMAPI_E_RESUME_NOT_POSSIBLE;

	err_set(look->err, status, "this %s cannot be continued: %s",
		look->medium->profile->name, why);
	return err_advise(look->err, status,
			  "\"imapi close\" keeps what is on the disc and lets more be added; "
			  "then burn again, on this disc or another one.");
}

static bool is_complete(const struct imapi_medium *medium)
{
	return medium->info.disc_status == DISC_COMPLETE;
}

/* A final disc may show itself as a read-only one. */
static bool same_kind(const struct look *look)
{
	const struct media_profile *then = media_find_profile(look->head->profile);
	const struct media_profile *now = look->medium->profile;
	uint8_t valid = look->head->disc_id_valid & look->medium->info.disc_id_valid;

	if (valid && look->head->disc_id != look->medium->info.disc_id)
		return false;
	return now == then || (is_complete(look->medium) && !now->ops);
}

/* The track of the burn, by its start; NULL if no track begins there. */
static const struct imapi_track *find_track(const struct look *look)
{
	const struct imapi_medium *m = look->medium;

	for (unsigned i = 0; i < m->track_count; i++)
		if (m->tracks[i].start == (int64_t)look->head->start)
			return &m->tracks[i];
	return NULL;
}

static bool in_closed_session(const struct imapi_medium *m, const struct imapi_track *track)
{
	unsigned last = mmc_session_count(&m->info);

	return is_complete(m) || track->session < last ||
	       m->info.last_session_state == SESSION_COMPLETE;
}

static bool in_session_of(const struct look *look, const struct imapi_track *track)
{
	/* a final disc may show itself as one session, and one without sessions has one too */
	return is_complete(look->medium) || media_written_anywhere(look->medium->profile) ||
	       track->session == look->head->sessions + 1u;
}

/* Where the open track stands: what the drive says, and that alone. */
static imapi_status take_position(const struct look *look, const struct imapi_track *track,
				  uint64_t *ret_done)
{
	uint64_t accepted = look->facts->has_checkpoint ? look->facts->last.accepted : 0;
	uint64_t done;

	if (track->next_writable < 0 && track->is_damaged)
		return not_possible(look, "its track was cut off, and the drive cannot go on "
					  "with it");
	if (track->next_writable < 0 && track->sectors < look->head->padded)
		return not_possible(look, "its track was closed before all data was in it");
	if (track->next_writable >= 0 && track->next_writable < track->start)
		return not_possible(look, "the drive names an address before its track");
	done = track->next_writable < 0 ? look->head->padded
					: (uint64_t)(track->next_writable - track->start);
	if (done + LOST_MOST < accepted)
		return other_disc(look);
	if (track->next_writable >= 0 && done < look->head->padded &&
	    track->free_sectors < look->head->padded - done)
		return not_possible(look, "it has no room for the rest");
	*ret_done = MIN(done, look->head->padded);
	return IMAPI_OK;
}

/* Nothing on such a medium tells it from another one that holds data. */
static imapi_status too_early(const struct look *look)
{
	imapi_status status = IMAPI_E_RESUME_NOT_POSSIBLE;

	err_set(look->err, status,
		"this %s cannot be continued: too little had been written to tell it from "
		"another disc with data",
		look->medium->profile->name);
	return err_advise(look->err, status,
			  "If it is the right one, burn again from the start, and have what "
			  "is on it overwritten (--force-overwrite).");
}

/*
 * A medium that is written anywhere names no address, and has no id: what the last checkpoint
 * says, less what the drive may have held in its buffer. That it is the right one is seen when
 * its first block is compared, or it holds nothing.
 */
static imapi_status take_checkpoint(const struct look *look, uint64_t *ret_done)
{
	uint64_t accepted = look->facts->has_checkpoint ? look->facts->last.accepted : 0;
	uint64_t safe = MIN(accepted, look->head->padded);
	uint64_t block = digests_block(look->head->length) / BLOCK_SIZE;
	uint32_t unit = look->medium->profile->unit;

	if (look->medium->unformatted || look->medium->total != look->head->total ||
	    look->head->start + look->head->padded > look->medium->total ||
	    (look->medium->state & IMAPI_MEDIA_STATE_FINALIZED))
		return other_disc(look);
	*ret_done = 0;
	if (look->medium->looks_blank)
		return IMAPI_OK;
	if (safe < block)
		return too_early(look);
	safe -= MIN(safe, BUFFER_MOST / BLOCK_SIZE);
	*ret_done = MAX(safe - safe % unit, round_up(block, unit));
	return IMAPI_OK;
}

static imapi_status look_at(const struct look *look, bool *ret_closed, uint64_t *ret_done)
{
	const struct imapi_track *track = find_track(look);

	*ret_closed = false;
	if (!same_kind(look) || !track || !in_session_of(look, track))
		return other_disc(look);
	if (media_written_anywhere(look->medium->profile))
		return take_checkpoint(look, ret_done);
	if (!in_closed_session(look->medium, track))
		return look->medium->profile->ops ? take_position(look, track, ret_done)
						  : other_disc(look);
	if (track->is_blank)
		return other_disc(look);
	if (track->sectors < look->head->length / BLOCK_SIZE)
		return not_possible(look, "its session was closed before all data was in it");
	*ret_closed = true;
	*ret_done = look->head->padded;
	return IMAPI_OK;
}

static void fill_plan(const struct look *look, const struct burn_settings *settings,
		      struct plan *plan)
{
	const struct imapi_medium *m = look->medium;
	uint64_t left = look->head->padded - plan->done;

	plan->profile = m->profile;
	plan->ops = m->profile->ops;
	plan->verification = settings->verification;
	plan->start = (int64_t)look->head->start;
	plan->length = look->head->length;
	plan->sectors = plan->length / BLOCK_SIZE;
	plan->padded = look->head->padded;
	plan->unit = m->profile->unit ? m->profile->unit : 1;
	plan->first_session = look->head->sessions == 0;
	plan->end_free = m->free > left ? m->free - left : 0;
	plan->kbps = plan_choose_speed(m, settings->speed);
	plan->finalise = plan_is_final(settings, plan, m->total);
	plan->session_open = settings->session_open;
	plan->border_open = m->border_open;
}

static void add_recall(struct plan *plan)
{
	plan_add(plan, PLAN_RECALL, IMAPI_ACTION_VALIDATING_MEDIA, 0,
		 "read the %" PRIu64 " sectors that are on the medium from the source again",
		 MIN(plan->done, plan->sectors));
}

static void add_steps(const struct burn_settings *settings, uint64_t total, bool closed,
		      struct plan *plan)
{
	plan_add_lock(plan);
	add_recall(plan);
	if (!closed) {
		if (plan->done < plan->padded)
			plan_add_preparation(plan);
		else
			plan_add_prepare(plan);
		plan_add_write(plan);
		plan_add_closing(plan, settings, total);
	}
	plan_add_checks(plan);
}

imapi_status resume_plan(const struct burn_settings *settings,
			 const struct journal_facts *facts, const struct imapi_medium *medium,
			 struct plan *plan, bool *ret_closed, struct imapi_error *err)
{
	struct look look = { &facts->head, facts, medium, err };
	imapi_status status = look_at(&look, ret_closed, &plan->done);

	if (IMAPI_FAILED(status))
		return status;
	fill_plan(&look, settings, plan);
	plan->track = find_track(&look)->number;
	if (*ret_closed) /* whoever closed it may have filled it up less */
		plan->padded = plan->done = plan->sectors;
	add_steps(settings, medium->total, *ret_closed, plan);
	return IMAPI_OK;
}
