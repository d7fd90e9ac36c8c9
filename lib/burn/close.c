/* SPDX-License-Identifier: MIT */
#include "burn/close-parts.h"

#include "base/mem.h"

bool closing_is_session(const struct closing *c)
{
	return c->step->kind == MEDIA_CLOSE_SESSION || c->step->kind == MEDIA_FINALISE;
}

enum imapi_operation close_operation(enum media_close_kind kind)
{
	static const enum imapi_operation operations[] = {
		[MEDIA_SYNC] = IMAPI_OPERATION_SYNCHRONIZE,
		[MEDIA_CLOSE_TRACK] = IMAPI_OPERATION_CLOSE_TRACK,
		[MEDIA_CLOSE_SESSION] = IMAPI_OPERATION_CLOSE_SESSION,
		[MEDIA_FINALISE] = IMAPI_OPERATION_FINALISE,
	};

	return operations[kind];
}

bool closing_expects_final(const struct closing *c)
{
	return c->finalise && (c->function == 0 || c->step->functions[c->function] != 2);
}

enum close_data close_compare(const struct close_extent *extent,
			      const struct mmc_track_info *track, uint64_t *ret_missing)
{
	int64_t end = extent->start + (int64_t)extent->sectors, reached;

	if ((int64_t)track->start > extent->start)
		return DATA_UNKNOWN;
	if (track->nwa_valid)
		reached = track->nwa;
	else if (track->blank)
		reached = extent->start;
	else if (track->lra_valid)
		reached = (int64_t)track->lra + 1;
	else if (track->damage)
		return DATA_UNKNOWN; /* the size of an open track is what it may become */
	else
		reached = (int64_t)track->start + track->size;
	if (reached >= end)
		return DATA_COMPLETE;
	if (!track->nwa_valid)
		reached -= extent->run_out;
	*ret_missing = (uint64_t)(end - MAX(reached, extent->start));
	return reached <= extent->start ? DATA_NONE : DATA_LACKING;
}

static bool data_complete(const struct closing *c, const struct wait_sample *s)
{
	uint64_t missing;

	if (!s->has_track)
		return true;
	return !s->track.damage &&
	       close_compare(&c->extent, &s->track, &missing) <= DATA_COMPLETE;
}

/* What the state has to be once the operation is over. */
static bool reached(void *user, const struct wait_sample *s)
{
	struct closing *c = user;

	switch (c->step->kind) {
	case MEDIA_SYNC:
		return data_complete(c, s);
	case MEDIA_CLOSE_TRACK:
		return data_complete(c, s) && !(s->has_track && s->track.nwa_valid);
	default:
		return s->has_disc &&
		       c->ops->closed(&c->before, &s->disc, closing_expects_final(c));
	}
}

void closing_start(struct closing *c)
{
	c->state = IMAPI_CLOSE_NOT_RUN;
	c->is_final = c->waiting = false;
	c->immed = true;
	c->function = c->resends = c->resets = 0;
	c->missing = 0;
	c->wait = (struct wait){ .device = c->device,
				 .budget = c->budget,
				 .track = closing_is_session(c) ? 0 : c->extent.track,
				 .busy_events = c->busy_events,
				 .reached = reached,
				 .user = c,
				 .account = c->account };
	wait_start(&c->wait);
}

imapi_status closing_step(struct closing *c, bool *ret_more)
{
	enum wait_end end;

	*ret_more = true;
	if (!c->waiting)
		return closing_send(c);
	end = wait_step(&c->wait);
	if (end == WAIT_GOES_ON && c->answer == ANSWER_HELD && c->wait.has_late) {
		c->outcome = c->wait.late;
		c->error = c->wait.late_error;
		closing_take_answer(c);
	}
	return end == WAIT_GOES_ON ? IMAPI_OK : closing_end(c, end, ret_more);
}
