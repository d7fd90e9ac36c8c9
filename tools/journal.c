/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include "imapi/recorder-ex.h"

#include "report.h"
#include "state-folder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ID_MAX 128

/* FNV-1a, 64 bits: for names of files only. */
static uint64_t hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* A simulated disc that lasts is known by its file; the others end with the run. */
static bool simulated_id(const char *address, char id[ID_MAX])
{
	size_t length = strcspn(address, "?");
	char *target = strndup(address, length);
	char *path = target ? realpath(target, NULL) : NULL;

	free(target);
	if (path)
		snprintf(id, ID_MAX, "sim-%016" PRIx64, hash_of(path));
	free(path);
	return path != NULL;
}

static bool drive_id(struct imapi_recorder *recorder, const char *address, char id[ID_MAX])
{
	struct imapi_recorder_identity identity = IMAPI_RECORDER_IDENTITY_INIT;

	if (IMAPI_FAILED(imapi_recorder_identify(recorder, &identity)))
		return false;
	snprintf(id, ID_MAX, "%s-%s-%s", identity.vendor_id, identity.product_id,
		 identity.serial_number[0] ? identity.serial_number : address);
	for (char *p = id; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-",
			    *p))
			*p = '_';
	return true;
}

/* A drive behind a network without a number of its own is known by where it is. */
static bool remote_id(struct imapi_recorder *recorder, char id[ID_MAX])
{
	struct imapi_recorder_identity identity = IMAPI_RECORDER_IDENTITY_INIT;
	struct imapi_recorder_place place = IMAPI_RECORDER_PLACE_INIT;

	if (IMAPI_FAILED(imapi_recorder_identify(recorder, &identity)) ||
	    identity.serial_number[0] || IMAPI_FAILED(imapi_recorder_place(recorder, &place)))
		return false;
	snprintf(id, ID_MAX, "iscsi-%016" PRIx64, hash_of(place.unique_id));
	return true;
}

static bool make_id(struct run *run, struct imapi_recorder *recorder, char id[ID_MAX])
{
	const char *address = run->options.drive;

	/* What came through a pipe cannot be had again. */
	if (run->options.no_journal || run->options.stdin_file || !strncmp(address, "tape:", 5))
		return false;
	if (!strncmp(address, "sim:", 4))
		return simulated_id(address + 4, id);
	if (!strncmp(address, "iscsi:", 6) && remote_id(recorder, id))
		return true;
	return drive_id(recorder, address, id);
}

/* Makes a folder and those above it. */
static bool make_folder(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	return !mkdir(path, 0700) || errno == EEXIST;
}

imapi_status journal_path(struct run *run, struct imapi_recorder *recorder, char **ret_path)
{
	char *folder, id[ID_MAX];
	int n = 0;

	*ret_path = NULL;
	if (!make_id(run, recorder, id))
		return IMAPI_OK;
	folder = state_folder();
	if (folder && make_folder(folder))
		n = asprintf(ret_path, "%s/burn-%s.journal", folder, id);
	free(folder);
	if (n >= 0)
		return IMAPI_OK;
	*ret_path = NULL;
	return fail(run, IMAPI_E_OUTOFMEMORY, "%s", imapi_status_text(IMAPI_E_OUTOFMEMORY));
}

void journal_fix_time(void)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)time(NULL));
	setenv("SOURCE_DATE_EPOCH", text, 0);
}

/* The journal is about this disc: its session was begun here and is not whole. */
static bool is_of(const struct imapi_journal_state *state, const struct imapi_medium *medium)
{
	unsigned begun = IMAPI_MEDIA_STATE_NON_EMPTY_SESSION | IMAPI_MEDIA_STATE_DAMAGED;

	return medium && imapi_medium_session_count(medium) == state->sessions + 1 &&
	       (imapi_medium_state(medium) & begun);
}

void journal_remind(struct run *run, const char *path, const struct imapi_medium *medium,
		    imapi_status status)
{
	struct imapi_journal_state state = IMAPI_JOURNAL_STATE_INIT;
	struct imapi_journal *journal = NULL;

	if (!path || IMAPI_FAILED(imapi_journal_read(run->context, path, &journal)))
		return;
	imapi_journal_state(journal, &state);
	imapi_journal_free(journal);
	if (IMAPI_FAILED(status) && is_of(&state, medium)) {
		run->failure.advice[0] = '\0';
		advise(run,
		       "A burn on this disc was interrupted: \"imapi burn --resume --drive "
		       "%s\" takes it up again, \"imapi close --drive %s\" closes what is "
		       "there.",
		       run->options.drive, run->options.drive);
	} else if (!IMAPI_FAILED(status)) {
		remark(run,
		       "an earlier burn of this drive was interrupted and can no longer be "
		       "taken up (--resume) after this one");
	}
}
