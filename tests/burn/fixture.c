/* SPDX-License-Identifier: MIT */
#include "burn/fixture.h"

/* What the tests plan with needs no more of tracks than their number. */
static struct imapi_track tracks[2];

struct imapi_medium fixture_blank(uint16_t profile, uint64_t sectors)
{
	struct imapi_medium m = {
		.profile = media_find_profile(profile),
		.current_profile = profile,
		.state = IMAPI_MEDIA_STATE_BLANK,
		.total = sectors,
		.free = sectors,
		.previous_session = -1,
		.open_track = 1,
		.track_count = 1,
		.tracks = tracks,
	};

	m.info.sessions_lsb = m.info.first_track = 1;
	m.speeds[0] = 8 * media_single_kbps(m.profile->family);
	m.speeds[1] = 4 * media_single_kbps(m.profile->family);
	m.speed_count = 2;
	return m;
}

struct imapi_medium fixture_appendable(uint16_t profile, uint64_t sectors, uint64_t used)
{
	struct imapi_medium m = fixture_blank(profile, sectors);

	m.state = IMAPI_MEDIA_STATE_APPENDABLE;
	m.info.disc_status = DISC_APPENDABLE;
	m.info.sessions_lsb = 2;
	m.session_count = 1;
	m.next_writable = (int64_t)used;
	m.free = sectors - used;
	m.open_track = m.track_count = 2;
	return m;
}
