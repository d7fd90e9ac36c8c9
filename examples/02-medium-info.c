/* SPDX-License-Identifier: MIT */
/* Shows what is in a drive: 02-medium-info sim:bd-r */
#include <imapi/medium.h>

#include <inttypes.h>
#include <stdio.h>

static void show(const struct imapi_medium *medium)
{
	printf("%s, %s, %u sessions\n", imapi_medium_profile_name(medium),
	       imapi_medium_is_blank(medium) ? "blank" : "not blank",
	       imapi_medium_session_count(medium));
	printf("%" PRIu64 " of %" PRIu64 " sectors are free\n",
	       imapi_medium_free_sectors(medium), imapi_medium_total_sectors(medium));
	for (unsigned i = 0; i < imapi_medium_track_count(medium); i++) {
		struct imapi_track track = IMAPI_TRACK_INIT;

		if (imapi_medium_track(medium, i, &track) == IMAPI_OK)
			printf("track %u, session %u: %s, %" PRIu64 " sectors from LBA %" PRId64
			       "\n",
			       track.number, track.session, track.is_data ? "data" : "audio",
			       track.sectors, track.start);
	}
}

int main(int argc, char **argv)
{
	struct imapi_context *context = NULL;
	struct imapi_recorder *recorder = NULL;
	struct imapi_medium *medium = NULL;
	imapi_status status;

	if (argc != 2 || imapi_context_new(&context) < 0)
		return 2;
	status = imapi_recorder_open(context, argv[1], &recorder);
	if (status >= 0)
		status = imapi_medium_read(recorder, &medium);
	if (status >= 0)
		show(medium);
	else
		fprintf(stderr, "%s\n", imapi_error_message(imapi_last_error(context)));
	imapi_medium_free(medium);
	imapi_recorder_free(recorder);
	imapi_context_free(context);
	return status < 0;
}
