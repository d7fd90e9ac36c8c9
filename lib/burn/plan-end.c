/* SPDX-License-Identifier: MIT */
/* How a disc is left: open or closed for good, for players or not, and where its layers meet.
 */
#include "burn/plan.h"

#include "base/mem.h"

#include <inttypes.h>

#define AUTO_FINALISE_PERCENT 2
#define LAYER_UNIT 16

bool plan_nearly_full(const struct plan *plan, uint64_t total)
{
	return plan->end_free * 100 <= total * AUTO_FINALISE_PERCENT;
}

const struct media_ladder *plan_ladder(const struct plan *plan)
{
	if (!plan->finalise)
		return &plan->ops->keep_open;
	return plan->compatible && plan->ops->compatible.count ? &plan->ops->compatible
							       : &plan->ops->finalise;
}

/*
 * IMAPI v2's rules for DVD+R: closed for players unless that mode is disabled; then as
 * ForceMediaToBeClosed says, but two layers are closed all the same. Other media: as that says.
 */
static bool wants_final(const struct burn_settings *settings, const struct plan *plan)
{
	bool players = plan->ops->compatible.count > 0;

	if (settings->force_close || plan->ops->reserve || plan->ops->one_session)
		return true;
	if (players && settings->compatibility == IMAPI_DVD_COMPATIBLE)
		return true;
	return plan->ops->always_final && settings->compatibility != IMAPI_DVD_STAYS_OPEN;
}

static imapi_status check_layer_0(uint64_t wish, const struct imapi_medium *medium,
				  const struct plan *plan, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_INVALIDARG;

	if (wish > medium->layer_0.blocks) {
		err_set(err, status,
			"layer 0 cannot have %" PRIu64 " sectors: the %s holds %" PRIu32
			" on it",
			wish, medium->profile->name, medium->layer_0.blocks);
		return err_advise(err, status, "Let the break be chosen by the library.");
	}
	if (2 * wish >= plan->padded)
		return IMAPI_OK;
	err_set(err, status,
		"layer 0 cannot have %" PRIu64
		" sectors: both layers together would hold %" PRIu64 ", but %" PRIu64
		" are to be written",
		wish, 2 * wish, plan->padded);
	return err_advise(err, status, "It needs %" PRIu64 " sectors at least.",
			  round_up((plan->padded + 1) / 2, LAYER_UNIT));
}

/* Layers of one length leave nothing to fill; a disc that stays open needs the room. */
static imapi_status choose_layer_0(const struct burn_settings *settings,
				   const struct imapi_medium *medium, struct plan *plan,
				   struct imapi_error *err)
{
	int64_t wish = settings->layer_break;
	imapi_status status;

	if (!plan->ops->layer_break || !(medium->state & IMAPI_MEDIA_STATE_BLANK) ||
	    medium->layer_0.is_set || medium->layer_0.blocks == 0)
		return IMAPI_OK;
	plan->layer_0_asked = wish > 0;
	if (wish == IMAPI_LAYER_BREAK_AUTO && plan->finalise)
		wish = (int64_t)round_up((plan->padded + 1) / 2, LAYER_UNIT);
	if (wish <= 0)
		return IMAPI_OK;
	status = check_layer_0((uint64_t)wish, medium, plan, err);
	if (IMAPI_FAILED(status) || wish == medium->layer_0.blocks)
		return status;
	plan->layer_0 = (uint32_t)wish;
	plan->end_free = 2 * (uint64_t)wish - plan->padded;
	plan->finalise |= plan_nearly_full(plan, 2 * (uint64_t)wish);
	return IMAPI_OK;
}

bool plan_is_final(const struct burn_settings *settings, const struct plan *plan,
		   uint64_t total)
{
	if (settings->session_open)
		return false;
	/* Some media that are written anywhere can be made final, but none has to be. */
	if (media_written_anywhere(plan->profile))
		return settings->force_close && plan->ops->once;
	return wants_final(settings, plan) || plan_nearly_full(plan, total);
}

imapi_status plan_choose_end(const struct burn_settings *settings,
			     const struct imapi_medium *medium, struct plan *plan,
			     struct imapi_error *err)
{
	plan->finalise = plan_is_final(settings, plan, medium->total);
	if (media_written_anywhere(plan->profile))
		return IMAPI_OK;
	plan->compatible = settings->compatibility == IMAPI_DVD_COMPATIBLE;
	return choose_layer_0(settings, medium, plan, err);
}
