/* SPDX-License-Identifier: MIT */
/* Why a medium, as it is, does not take the data. */
#include "burn/plan.h"

#include "base/mem.h"

#include <inttypes.h>

static imapi_status check_stream(uint64_t length, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED;

	if (length == 0)
		return err_set(err, status, "there is nothing to write: the stream is empty");
	if (length % BLOCK_SIZE == 0)
		return IMAPI_OK;
	err_set(err, status, "the stream has %" PRIu64 " bytes, which is not a multiple of %u",
		length, BLOCK_SIZE);
	return err_advise(err, status, "Pad it with zero bytes to a multiple of 2048.");
}

/* What stands in the way of writing, the gravest first. */
static const struct {
	unsigned bit;
	imapi_status status;
	const char *text, *advice;
} obstacles[] = {
	{ IMAPI_MEDIA_STATE_UNSUPPORTED_MEDIA, IMAPI_E_DF2DATA_MEDIA_IS_NOT_SUPPORTED,
	  "this kind of medium cannot be written",
	  "Insert a recordable one: a CD-R or CD-RW, any recordable DVD, a BD-R or BD-RE." },
	{ IMAPI_MEDIA_STATE_FINALIZED, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
	  "the disc is finalised; nothing can be added to it", "Insert a new disc." },
	{ IMAPI_MEDIA_STATE_ERASE_REQUIRED, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
	  "the disc is full of data and has to be erased first",
	  "Erase it, or insert a blank disc." },
	{ IMAPI_MEDIA_STATE_DAMAGED, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
	  "an earlier write or close of this disc was cut short",
	  "Repair the disc by closing its last track and session, or insert a new one." },
	{ IMAPI_MEDIA_STATE_NON_EMPTY_SESSION, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
	  "the last session of the disc was begun but never closed",
	  "Close the session first (imapi close), then append; or add a track to it "
	  "(--leave-session-open)." },
	{ IMAPI_MEDIA_STATE_WRITE_PROTECTED, IMAPI_E_RECORDER_MEDIA_WRITE_PROTECTED,
	  "the medium is write protected", "Remove the write protection." },
};

/* IMAPI v2 writes over data only if it is told to. */
static imapi_status check_data(const struct burn_settings *settings,
			       const struct imapi_medium *medium, struct imapi_error *err)
{
	imapi_status status = IMAPI_E_DF2DATA_MEDIA_NOT_BLANK;

	if (!media_written_anywhere(medium->profile) || medium->looks_blank || settings->spread)
		return IMAPI_OK;
	if (settings->force_overwrite && !medium->profile->ops->once)
		return IMAPI_OK;
	err_set(err, status, "%s: there is data on the disc", medium->profile->name);
	return err_advise(
		err, status,
		"Have it overwritten (--force-overwrite), erase the disc, or insert a "
		"blank one.");
}

static unsigned state_for(const struct burn_settings *settings,
			  const struct imapi_medium *medium)
{
	bool adds = settings->session_open && plan_takes_track(medium);

	return adds ? medium->state & ~(unsigned)IMAPI_MEDIA_STATE_NON_EMPTY_SESSION
		    : medium->state;
}

static imapi_status check_medium(const struct burn_settings *settings,
				 const struct imapi_medium *medium, struct imapi_error *err)
{
	unsigned state = state_for(settings, medium);

	for (size_t i = 0; i < ARRAY_SIZE(obstacles); i++) {
		if (!(state & obstacles[i].bit))
			continue;
		err_set(err, obstacles[i].status, "%s: %s", medium->profile->name,
			obstacles[i].text);
		return err_advise(err, obstacles[i].status, "%s", obstacles[i].advice);
	}
	if (medium->next_writable >= 0)
		return IMAPI_OK;
	err_set(err, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
		"%s: the drive names no address where writing could start",
		medium->profile->name);
	return err_advise(err, IMAPI_E_DF2DATA_INVALID_MEDIA_STATE,
			  "Take the disc out and insert it again, or try another disc.");
}

imapi_status plan_check(const struct burn_settings *settings, const struct imapi_medium *medium,
			uint64_t length, struct imapi_error *err)
{
	imapi_status status = check_stream(length, err);

	if (!IMAPI_FAILED(status))
		status = check_medium(settings, medium, err);
	return IMAPI_FAILED(status) ? status : check_data(settings, medium, err);
}
