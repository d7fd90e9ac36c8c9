/* SPDX-License-Identifier: MIT */
#include "tcmu/leftover.h"

#include "base/mem.h"
#include "tcmu/serve.h"

#include <dirent.h>
#include <errno.h>

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* The target that the name of a folder tells of, if its process is gone. */
static bool is_left(const char *root, const char *name, const char *prefix,
		    struct target *ret_target)
{
	struct identity identity;

	if (strncmp(name, prefix, strlen(prefix)) != 0 ||
	    !identity_read(name + strlen(prefix), &identity) || identity_lives(&identity))
		return false;
	target_name(ret_target, root, &identity);
	return true;
}

static imapi_status clean_folder(struct imapi_context *context, const char *root,
				 const char *folder, const char *prefix, size_t *count)
{
	CLEANUP(close_dir) DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct imapi_export *export = NULL;
		struct target target;
		imapi_status status;

		if (!is_left(root, entry->d_name, prefix, &target))
			continue;
		status = serve_adopt(context, &target, &export);
		if (status == IMAPI_E_RECORDER_LOCKED)
			continue;
		if (status)
			return status;
		log_info(context, "removing %s, whose server is gone", target.name);
		serve_free(export);
		++*count;
	}
	return IMAPI_OK;
}

imapi_status leftover_clean(struct imapi_context *context, const char *root, size_t *ret_count)
{
	char folder[STEP_PATH];
	size_t count = 0;
	imapi_status status;

	target_home(root, folder);
	status = clean_folder(context, root, folder, TARGET_PREFIX, &count);
	if (status)
		return status;
	lun_home(root, folder);
	status = clean_folder(context, root, folder, LUN_PREFIX, &count);
	if (!status)
		*ret_count = count;
	return status;
}
