/* SPDX-License-Identifier: MIT */
/* imapi sim eject, load, unplug, served: what a person does at a drive that is served. */
#include "sim-serve.h"

#include "control.h"
#include "json.h"
#include "report.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Hands @request to one server after the other until @take says that its answer will do. */
static void ask_servers(const json_t *request,
			bool (*take)(struct run *run, const json_t *answer), struct run *run)
{
	const struct dirent *entry;
	char folder[80], path[108];
	bool done = false;
	DIR *dir;

	control_folder(folder);
	dir = opendir(folder);
	while (dir && !done && (entry = readdir(dir))) {
		json_t *answer;

		if (strncmp(entry->d_name, "serve-", 6) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%.24s", folder, entry->d_name);
		answer = control_ask(path, json_deep_copy(request));
		done = answer && take(run, answer);
		json_decref(answer);
	}
	if (dir)
		closedir(dir);
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void print_drive(const json_t *drive)
{
	bool open = json_is_true(json_object_get(drive, "tray_open"));
	bool locked = json_is_true(json_object_get(drive, "locked"));
	const char *medium = text_of(drive, "medium");

	printf("%-10s  %-10s  %-6s  %-10s  %s\n", text_of(drive, "device"),
	       text_of(drive, "generic"),
	       open	? "open"
	       : locked ? "locked"
			: "closed",
	       *medium ? medium : "-", text_of(drive, "disc"));
}

static bool take_list(struct run *run, const json_t *answer)
{
	json_t *array = run->json ? json_object_get(run->json, "drives") : NULL;
	const json_t *drives = json_object_get(answer, "drives");
	json_t *drive;
	size_t i;

	json_array_foreach(drives, i, drive)
	{
		if (array)
			json_array_append(array, drive);
		else
			print_drive(drive);
	}
	return false;
}

imapi_status sim_served(struct run *run)
{
	json_t *request = json_pack("{s:s}", "do", "list");

	json_add(run->json, "drives", json_array());
	ask_servers(request, take_list, run);
	json_decref(request);
	return IMAPI_OK;
}

/* The answer of the server that has the drive: the failure is kept, the device told. */
static bool take_answer(struct run *run, const json_t *answer)
{
	const json_t *status = json_object_get(answer, "status");

	if (!json_is_integer(status))
		return false;
	run->failure.status = (imapi_status)json_integer_value(status);
	if (IMAPI_FAILED(run->failure.status)) {
		fail(run, run->failure.status, "%s: %s", text_of(answer, "device"),
		     text_of(answer, "message"));
		if (*text_of(answer, "advice"))
			advise(run, "%s", text_of(answer, "advice"));
	}
	json_add_text(run->json, "device", text_of(answer, "device"));
	return true;
}

/* A file is told by its whole path: the server works elsewhere. */
static void add_path(json_t *request, const char *name, const char *text)
{
	char *path = realpath(text, NULL);

	if (path)
		json_add_text(request, name, path);
	free(path);
}

static imapi_status order(struct run *run, const char *what, const char *target)
{
	const char *drive = run->operand_count > 1 ? run->operands[1] : "";
	json_t *request = json_object();

	json_add_text(request, "do", what);
	json_add_text(request, "drive", drive);
	add_path(request, "path", drive);
	if (target) {
		json_add_text(request, "target", target);
		if (strcmp(target, "none") != 0)
			add_path(request, "target", target);
	}
	run->failure.status = IMAPI_E_DEV_NOT_EXIST;
	ask_servers(request, take_answer, run);
	json_decref(request);
	if (run->failure.status != IMAPI_E_DEV_NOT_EXIST || run->failure.message[0])
		return run->failure.status;
	fail(run, IMAPI_E_DEV_NOT_EXIST, "%s: no server has this drive",
	     *drive ? drive : "sim");
	advise(run,
	       "\"imapi sim served\" lists the drives that are served; servers of root are "
	       "seen by root.");
	return IMAPI_E_DEV_NOT_EXIST;
}

imapi_status sim_eject(struct run *run)
{
	imapi_status status = order(run, "eject", NULL);

	if (status != IMAPI_S_FALSE)
		return status;
	fail(run, IMAPI_E_RECORDER_LOCKED,
	     "a program has locked the tray; it was told of the "
	     "button");
	return IMAPI_E_RECORDER_LOCKED;
}

imapi_status sim_load(struct run *run)
{
	return order(run, "load", run->operand_count > 2 ? run->operands[2] : NULL);
}

imapi_status sim_unplug(struct run *run)
{
	return order(run, "unplug", NULL);
}
