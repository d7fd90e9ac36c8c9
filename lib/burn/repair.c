/* SPDX-License-Identifier: MIT */
#include "burn/repair.h"

#include "base/mem.h"

bool repair_session_is_open(const struct imapi_medium *m)
{
	return m->info.disc_status == DISC_APPENDABLE &&
	       m->info.last_session_state != SESSION_EMPTY &&
	       m->info.last_session_state != SESSION_COMPLETE;
}

/* The last track with data. */
static const struct imapi_track *last_written(const struct imapi_medium *m)
{
	for (unsigned i = m->track_count; i > 0; i--)
		if (!m->tracks[i - 1].is_blank)
			return &m->tracks[i - 1];
	return NULL;
}

static bool track_is_open(const struct imapi_track *track)
{
	return track->next_writable >= 0 || track->is_damaged;
}

/* How much of a track is data, as far as the drive knows; 0: it does not. */
static uint64_t recorded(const struct imapi_medium *m, const struct imapi_track *track)
{
	uint32_t run_out = m->profile->ops->run_out;

	if (track->next_writable > track->start)
		return (uint64_t)(track->next_writable - track->start);
	if (track->last_recorded >= track->start)
		return (uint64_t)(track->last_recorded - track->start) + 1;
	if (track_is_open(track) || track->sectors <= run_out)
		return 0;
	return track->sectors - run_out;
}

static void fill_plan(const struct burn_settings *settings, const struct imapi_medium *m,
		      const struct imapi_track *track, struct plan *plan)
{
	plan->profile = m->profile;
	plan->ops = m->profile->ops;
	plan->verification = IMAPI_VERIFICATION_NONE;
	plan->unit = m->profile->unit ? m->profile->unit : 1;
	plan->kbps = plan_choose_speed(m, settings->speed);
	plan->finalise = settings->force_close;
	plan->first_session = m->session_count <= 1;
	plan->start = track->start;
	plan->track = track->number;
	plan->padded = plan->done = plan->sectors = recorded(m, track);
}

/* A session is closed after its track; that it is open may be all that is left to do. */
static void add_ladder(const struct burn_settings *settings, const struct imapi_medium *m,
		       const struct imapi_track *track, struct plan *plan)
{
	const struct media_ladder *ladder =
		plan->finalise ? &plan->ops->finalise : &plan->ops->keep_open;
	bool open = repair_session_is_open(m) && track_is_open(track);

	for (unsigned i = 0; i < ladder->count; i++)
		if (open || ladder->steps[i].kind >= MEDIA_CLOSE_SESSION)
			plan_add_close(plan, &ladder->steps[i], settings, m->total);
}

imapi_status repair_plan(const struct burn_settings *settings,
			 const struct imapi_medium *medium, struct plan *plan,
			 struct imapi_error *err)
{
	const struct imapi_track *track = last_written(medium);
	bool appendable = medium->info.disc_status == DISC_APPENDABLE;

	if (!track || !appendable || !(repair_session_is_open(medium) || settings->force_close))
		return IMAPI_S_NOTHING_TO_CLOSE;
	if (!medium->profile->ops)
		return err_set(err, IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED,
			       "%s: this kind of medium cannot be closed",
			       medium->profile->name);
	fill_plan(settings, medium, track, plan);
	plan_add_lock(plan);
	plan_add_prepare(plan);
	add_ladder(settings, medium, track, plan);
	plan_add_settle(plan);
	plan_add(plan, PLAN_PROVE, IMAPI_ACTION_FINALIZATION, 2 * (usec_t)USEC_PER_SEC,
		 "check that the medium shows the data (state, size)");
	plan_add_unlock(plan);
	return IMAPI_OK;
}
