/* SPDX-License-Identifier: MIT */
#include "burn/plan.h"

#include "base/mem.h"
#include "burn/budget.h"
#include "burn/close.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

kbps_t plan_choose_speed(const struct imapi_medium *medium, int32_t sectors_per_second)
{
	kbps_t wish, best;

	if (medium->speed_count == 0)
		return 0;
	best = medium->speeds[0];
	if (sectors_per_second < 0)
		return best;
	wish = media_sectors_to_kbps(medium->profile->family, (uint32_t)sectors_per_second);
	for (unsigned i = 1; i < medium->speed_count; i++) {
		kbps_t s = medium->speeds[i];

		if ((s > wish ? s - wish : wish - s) <
		    (best > wish ? best - wish : wish - best))
			best = s;
	}
	return best;
}

static void fix_extent(const struct burn_settings *settings, const struct imapi_medium *medium,
		       struct plan *plan)
{
	const struct media_ops *ops = plan->ops;
	uint64_t sectors = plan->sectors;

	if (!settings->post_gap_in_image)
		sectors += ops->post_gap;
	sectors = MAX(sectors, ops->shortest_track);
	plan->unit = medium->profile->unit;
	plan->spread = settings->spread;
	plan->padded = round_up(sectors, plan->unit);
	plan->start = medium->next_writable;
	plan->track = medium->open_track;
	plan->first_session = medium->session_count == 0;
}

imapi_status plan_spread(const struct burn_settings *settings,
			 const struct imapi_medium *medium, uint64_t length,
			 struct spread **ret_spread, struct imapi_error *err)
{
	struct spread_wish wish = { settings->ranges, settings->range_count,
				    medium->profile->unit, length / BLOCK_SIZE };

	*ret_spread = NULL;
	if (!settings->ranges)
		return IMAPI_OK;
	if (media_written_anywhere(medium->profile))
		return spread_new(&wish, ret_spread, err);
	return err_set(err, IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED,
		       "%s: this kind of medium is not written in parts",
		       medium->profile->name);
}

int64_t plan_run(const struct plan *plan, uint64_t sector, uint64_t *ret_run)
{
	return plan->start + (int64_t)spread_lba(plan->spread, sector, ret_run);
}

int64_t plan_lba(const struct plan *plan, uint64_t sector)
{
	uint64_t run;

	return plan_run(plan, sector, &run);
}

uint64_t plan_source(const struct plan *plan, uint64_t sector)
{
	return plan->spread ? (uint64_t)plan_lba(plan, sector) : sector;
}

uint64_t plan_reach(const struct plan *plan)
{
	return plan->spread ? plan->spread->end : plan->padded;
}

/* What is free for the way of writing that was chosen: what is free for the usual one is
 * without its run-out. */
static uint64_t room_of(const struct imapi_medium *medium, const struct plan *plan)
{
	if (plan->spread)
		return medium->total;
	if (plan->ops->jumps && medium->layer_0.blocks)
		return MIN(medium->free, medium->layer_0.blocks);
	return medium->free ? medium->free + medium->profile->ops->run_out - plan->ops->run_out
			    : 0;
}

static imapi_status check_room(const struct imapi_medium *medium, struct plan *plan,
			       struct imapi_error *err)
{
	imapi_status status = IMAPI_E_DF2DATA_STREAM_TOO_LARGE_FOR_CURRENT_MEDIA;

	uint64_t needed = plan_reach(plan), room = room_of(medium, plan);

	if (needed <= room) {
		plan->end_free = room - needed;
		return IMAPI_OK;
	}
	err_set(err, status,
		"%" PRIu64 " sectors are to be written, but the %s has room for %" PRIu64,
		needed, medium->profile->name, room);
	return err_advise(err, status, "Leave out %" PRIu64 " MB, or use a larger disc.",
			  ((needed - room) * BLOCK_SIZE + 999999) / 1000000);
}

struct plan_step *plan_add(struct plan *plan, enum plan_kind kind, enum imapi_action action,
			   usec_t expect, const char *format, ...)
{
	struct plan_step *step = &plan->steps[plan->step_count++];
	va_list args;

	step->kind = kind;
	step->action = action;
	step->expect = expect;
	va_start(args, format);
	vsnprintf(step->text, sizeof(step->text), format, args);
	va_end(args);
	return step;
}

static usec_t time_to_move(const struct plan *plan)
{
	uint64_t rate = plan->kbps ? plan->kbps : media_single_kbps(plan->profile->family);

	return plan->padded * media_speed_sector(plan->profile->family) * USEC_PER_MSEC / rate;
}

void plan_add_lock(struct plan *plan)
{
	plan_add(plan, PLAN_ASK, IMAPI_ACTION_INITIALIZING_HARDWARE, 0,
		 "ask the drive what it tells about its times");
	plan_add(plan, PLAN_LOCK, IMAPI_ACTION_INITIALIZING_HARDWARE, 0,
		 "lock the medium in the drive");
}

static const char *mode_text(const struct plan *plan)
{
	if (plan->profile->family != MEDIA_CD)
		return "";
	return plan->xa ? ", data mode 2 form 1" : ", data mode 1";
}

void plan_add_prepare(struct plan *plan)
{
	if (plan->ops->prepare)
		plan_add(plan, PLAN_PREPARE, IMAPI_ACTION_INITIALIZING_HARDWARE, 0, "%s%s",
			 plan->ops->prepare_text, mode_text(plan));
}

static void add_layers(struct plan *plan)
{
	if (plan->layer_0)
		plan_add(plan, PLAN_LAYERS, IMAPI_ACTION_CALIBRATING_POWER,
			 30 * (usec_t)USEC_PER_SEC,
			 "end layer 0 after %" PRIu32 " sectors (SEND DISC STRUCTURE)",
			 plan->layer_0);
}

void plan_add_preparation(struct plan *plan)
{
	enum media_family family = plan->profile->family;

	if (plan->kbps)
		plan_add(plan, PLAN_SPEED, IMAPI_ACTION_INITIALIZING_HARDWARE, 0,
			 "set the write speed to %" PRIu32 " kB/s (%.1fx)", plan->kbps,
			 (double)plan->kbps / media_single_kbps(family));
	/* the room for a disc at once is reserved on both layers */
	if (plan->ops->reserve)
		add_layers(plan);
	plan_add_prepare(plan);
	if (plan->ops->send_opc && !plan->test_write) /* which leaves marks on the medium */
		plan_add(plan, PLAN_CALIBRATE, IMAPI_ACTION_CALIBRATING_POWER,
			 10 * (usec_t)USEC_PER_SEC, "calibrate the laser");
	if (!plan->ops->reserve)
		add_layers(plan);
	if (plan->ops->announce)
		plan_add(plan, PLAN_ANNOUNCE, IMAPI_ACTION_INITIALIZING_HARDWARE, 0,
			 "send the cue sheet: track %u, %" PRIu64 " sectors at LBA %" PRId64
			 " behind a pre-gap of %" PRIu32,
			 plan->track, plan->padded, plan->start, plan->ops->pre_gap);
}

static const char *close_text(const struct plan *plan, const struct media_close_step *step)
{
	if (plan->ops->background && step->kind == MEDIA_CLOSE_SESSION)
		return "stop the background format and write a lead-out, for drives that only "
		       "read (CLOSE TRACK/SESSION, function 2)";
	if (plan->ops->grow_type && step->kind == MEDIA_CLOSE_SESSION)
		return "close the border (CLOSE TRACK/SESSION, function 2)";
	switch (step->kind) {
	case MEDIA_SYNC:
		return "flush the drive's buffer (SYNCHRONIZE CACHE)";
	case MEDIA_CLOSE_TRACK:
		return "close the track (CLOSE TRACK/SESSION, function 1)";
	case MEDIA_CLOSE_SESSION:
		if (!step->functions[0])
			return "see that the flush has closed the session";
		return "close the session (function 2); the disc stays appendable";
	default:
		if (!step->functions[0])
			return "see that the flush has closed the disc for good";
		return "close the disc for good";
	}
}

void plan_add_close(struct plan *plan, const struct media_close_step *close,
		    const struct burn_settings *settings, uint64_t total)
{
	struct budget_work work = {
		.family = plan->profile->family,
		.operation = close_operation(close->kind),
		.finalise = plan->finalise,
		.first_session = plan->first_session,
		.end_sector = (uint64_t)plan->start + plan->padded,
		.total_sectors = total,
		.rate = plan->kbps,
		.max_wait_s = settings->max_wait_s,
	};

	plan_add(plan, PLAN_CLOSE, IMAPI_ACTION_FINALIZATION, budget_for(&work).expect, "%s",
		 close_text(plan, close))
		->close = close;
}

void plan_add_closing(struct plan *plan, const struct burn_settings *settings, uint64_t total)
{
	const struct media_ladder *ladder = plan_ladder(plan);

	unsigned count = plan->ops->grow_type && !plan->border_open ? 1 : ladder->count;

	for (unsigned i = 0; i < count; i++)
		if (plan_closes(plan, &ladder->steps[i]))
			plan_add_close(plan, &ladder->steps[i], settings, total);
}

void plan_add_settle(struct plan *plan)
{
	plan_add(plan, PLAN_SETTLE, IMAPI_ACTION_FINALIZATION, 4 * (usec_t)USEC_PER_SEC,
		 "wait until the drive reads the new %s",
		 plan->session_open			 ? "track"
		 : media_written_anywhere(plan->profile) ? "data"
							 : "session");
}

void plan_add_unlock(struct plan *plan)
{
	plan_add(plan, PLAN_UNLOCK, IMAPI_ACTION_FINALIZATION, 0, "unlock the medium");
}

void plan_add_checks(struct plan *plan)
{
	static const char *const texts[] = {
		[IMAPI_VERIFICATION_QUICK] =
			"verify: state of disc and tracks, samples against the digests taken "
			"while writing",
		[IMAPI_VERIFICATION_FULL] = "verify: read back every sector, against the "
					    "digests taken while writing",
	};

	plan_add_settle(plan);
	plan_add(plan, PLAN_PROVE, IMAPI_ACTION_FINALIZATION, 2 * (usec_t)USEC_PER_SEC,
		 "check that the medium shows the data (state, size, time%s)",
		 plan->verification == IMAPI_VERIFICATION_NONE ? ", samples" : "");
	if (plan->verification != IMAPI_VERIFICATION_NONE)
		plan_add(plan, PLAN_VERIFY, IMAPI_ACTION_VERIFYING,
			 plan->verification == IMAPI_VERIFICATION_FULL
				 ? time_to_move(plan)
				 : 5 * (usec_t)USEC_PER_SEC,
			 "%s", texts[plan->verification]);
	plan_add_unlock(plan);
}

static void add_write_parts(struct plan *plan)
{
	const struct spread *spread = plan->spread;

	plan_add(plan, PLAN_WRITE, IMAPI_ACTION_WRITING_DATA, time_to_move(plan),
		 "write %" PRIu64 " sectors in %zu parts, the first at LBA %" PRIu64
		 ", the last at LBA %" PRIu64 ", in units of %" PRIu32,
		 plan->padded, spread->count, spread->parts[0].lba,
		 spread->parts[spread->count - 1].lba, plan->unit);
}

void plan_add_write(struct plan *plan)
{
	if (plan->spread) {
		add_write_parts(plan);
		return;
	}
	plan_add(plan, PLAN_WRITE, IMAPI_ACTION_WRITING_DATA, time_to_move(plan),
		 "write %" PRIu64 " sectors at LBA %" PRId64 " (%" PRIu64
		 " of data), %s, in units of %" PRIu32 "%s%s",
		 plan->padded - plan->done, plan->start + (int64_t)plan->done, plan->sectors,
		 plan->ops->method, plan->unit, plan->streaming ? ", streaming" : "",
		 plan->test_write ? ", as a test" : "");
}

static bool has_defect_management(enum media_family family)
{
	return family == MEDIA_BD || family == MEDIA_DVD_RAM || family == MEDIA_HD_DVD;
}

/*
 * What reaches beyond the formatted part makes it grow; a border that is open does so as it is
 * written. Parts may leave gaps, so that their place is formatted in full.
 */
static void choose_growth(const struct imapi_medium *medium, struct plan *plan)
{
	uint64_t reach = plan_reach(plan);

	plan->border_open = medium->border_open;
	if (!plan->ops->grow_type || medium->border_open || reach <= medium->formatted)
		return;
	plan->border_open = true;
	plan->grow_type = plan->spread ? plan->ops->full_grow_type : plan->ops->grow_type;
	if (plan->spread)
		plan->growth = (uint32_t)round_up(reach - medium->formatted, plan->unit);
}

static void add_format(struct plan *plan)
{
	uint8_t type = plan->grow_type ? plan->grow_type : plan->ops->format_type;

	plan_add(plan, PLAN_FORMAT, IMAPI_ACTION_FORMATTING_MEDIA, 60 * (usec_t)USEC_PER_SEC,
		 "%s (FORMAT UNIT, type %02Xh)",
		 plan->grow_type ? "add to what is formatted" : "format the medium", type);
	plan_add(plan, PLAN_FORMATTED, IMAPI_ACTION_FORMATTING_MEDIA, 0,
		 "check that the medium shows it");
}

static void add_rehearsed(struct plan *plan)
{
	plan_add(plan, PLAN_REHEARSED, IMAPI_ACTION_FINALIZATION, 2 * (usec_t)USEC_PER_SEC,
		 "flush the drive's buffer, and end the test mode");
	plan_add_unlock(plan);
}

static bool is_suspended(const struct imapi_medium *medium)
{
	return medium->profile->ops->background &&
	       medium->info.background_format == BACKGROUND_SUSPENDED;
}

static void add_restart(struct plan *plan)
{
	plan_add(plan, PLAN_RESTART, IMAPI_ACTION_FORMATTING_MEDIA, 10 * (usec_t)USEC_PER_SEC,
		 "restart the background format that was stopped (FORMAT UNIT, type %02Xh)",
		 plan->ops->format_type);
}

imapi_status plan_make(const struct burn_settings *settings, const struct imapi_medium *medium,
		       uint64_t length, struct plan *ret_plan, struct imapi_error *err)
{
	struct plan plan = { .profile = medium->profile };
	imapi_status status = plan_check(settings, medium, length, err);

	if (!IMAPI_FAILED(status))
		status = plan_choose_method(settings, medium, &plan, err);
	if (IMAPI_FAILED(status))
		return status;
	plan.length = settings->spread ? settings->spread->sectors * BLOCK_SIZE : length;
	plan.sectors = plan.length / BLOCK_SIZE;
	plan.verification = settings->verification;
	plan.streaming = settings->streaming && has_defect_management(plan.profile->family);
	fix_extent(settings, medium, &plan);
	status = check_room(medium, &plan, err);
	if (IMAPI_FAILED(status))
		return status;
	plan.kbps = plan_choose_speed(medium, settings->speed);
	status = plan_choose_end(settings, medium, &plan, err);
	if (IMAPI_FAILED(status))
		return status;
	plan_add_lock(&plan);
	choose_growth(medium, &plan);
	if (medium->unformatted || plan.grow_type)
		add_format(&plan);
	else if (is_suspended(medium))
		add_restart(&plan);
	plan_add_preparation(&plan);
	plan_add_write(&plan);
	if (plan.test_write) {
		add_rehearsed(&plan);
	} else {
		plan_add_closing(&plan, settings, medium->total);
		plan_add_checks(&plan);
	}
	*ret_plan = plan;
	return IMAPI_OK;
}

char *plan_print(const struct plan *plan)
{
	size_t room = 256 + plan->step_count * (sizeof(plan->steps[0].text) + 8), n;
	char *text = malloc(room);

	if (!text)
		return NULL;
	n = (size_t)snprintf(text, room, "%s, ", plan->profile->name);
	if (media_written_anywhere(plan->profile))
		n += (size_t)snprintf(text + n, room - n, "%s\n",
				      plan->first_session ? "nothing on it"
							  : "what is there is overwritten");
	else if (plan->test_write)
		n += (size_t)snprintf(text + n, room - n, "nothing changes on it\n");
	else if (plan->session_open)
		n += (size_t)snprintf(text + n, room - n,
				      "track %u of a session that stays open\n", plan->track);
	else
		n += (size_t)snprintf(text + n, room - n, "%s session, %s afterwards\n",
				      plan->first_session ? "first" : "further",
				      plan->finalise ? "final" : "appendable");
	for (unsigned i = 0; i < plan->step_count; i++)
		n += (size_t)snprintf(text + n, room - n, "%2u. %s\n", i + 1,
				      plan->steps[i].text);
	return text;
}
