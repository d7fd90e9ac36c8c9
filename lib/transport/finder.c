/* SPDX-License-Identifier: MIT */
/* Drives that a separately loaded module finds. */
#include "transport/enumerate.h"

#include "base/context.h"
#include "base/mem.h"
#include "transport/attribute.h"
#include "transport/module.h"
#include "transport/sysfs.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/cdrom.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* What a module reports into. */
struct finding {
	struct imapi_context *context;
	struct drive_list *list;
	imapi_status status;
};

static void close_module(void **module)
{
	if (*module)
		dlclose(*module);
}

/* A program with more rights than its caller loads what is installed and nothing else. */
static const char *module_folder(void)
{
	const char *folder = secure_getenv("IMAPI_MODULE_PATH");

	return folder ? folder : FINDER_FOLDER;
}

/*
 * The name by which /sys knows the device node at @path: /dev/cdrom and whatever else is or
 * leads to the drive is one drive, /dev/sr0. NULL: there is no node.
 */
static char *node_name(const char *path)
{
	char link[64], kernel_name[64], node[80];
	struct stat info, other;

	if (stat(path, &info))
		return NULL;
	snprintf(link, sizeof(link), "/sys/dev/block/%u:%u", major(info.st_rdev),
		 minor(info.st_rdev));
	attribute_link(AT_FDCWD, link, kernel_name, sizeof(kernel_name));
	snprintf(node, sizeof(node), "/dev/%s", kernel_name);
	if (kernel_name[0] && !stat(node, &other) && other.st_rdev == info.st_rdev)
		return strdup(node);
	return realpath(path, NULL);
}

/*
 * libcdio takes whatever is mounted as ISO 9660 for a drive, a loop device and a USB stick with
 * an installer, too.
 */
static bool is_drive(const char *address)
{
	int fd = open(address, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int capability = fd >= 0 ? ioctl(fd, CDROM_GET_CAPABILITY, 0) : -1;

	if (fd >= 0)
		close(fd);
	return capability >= 0;
}

static int take(void *user, const char *path)
{
	struct finding *finding = user;
	struct drive_entry entry = { .address = node_name(path) };

	if (!entry.address || drive_list_find(finding->list, entry.address) ||
	    !is_drive(entry.address)) {
		free(entry.address);
		return 0;
	}
	finding->status = sysfs_describe(finding->context, "", &entry);
	if (!IMAPI_FAILED(finding->status))
		finding->status = drive_list_add(finding->context, finding->list, &entry);
	return IMAPI_FAILED(finding->status);
}

/* The names in /dev that drives have had since Linux began, and links to them. */
static bool is_name_of_drive(const char *name)
{
	static const char *const patterns[] = { "cdrom*", "dvd*", "sr[0-9]*", "scd[0-9]*",
						"hd[a-z]" };

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (!fnmatch(patterns[i], name, 0))
			return true;
	return false;
}

static bool is_accounted_for(const struct drive_list *list, const char *name)
{
	AUTOFREE char *address = NULL;
	char path[300];

	snprintf(path, sizeof(path), "/dev/%s", name);
	address = node_name(path);
	return !address || drive_list_find(list, address);
}

/*
 * Whether there is a node that may be a drive and that is not in the list. To look at a drive
 * libcdio opens it for itself alone, and whoever wants to burn or mount just then is refused:
 * drives that are known are better not looked at.
 */
static bool is_any_left(const struct drive_list *list)
{
	DIR *dir = opendir("/dev");
	const struct dirent *entry;
	bool is_left = false;

	while (dir && !is_left && (entry = readdir(dir)))
		is_left = is_name_of_drive(entry->d_name) &&
			  !is_accounted_for(list, entry->d_name);
	if (dir)
		closedir(dir);
	return is_left;
}

static const struct imapi_drive_finder *finder_of(struct imapi_context *context, void *module,
						  const char *path)
{
	const struct imapi_drive_finder *finder = dlsym(module, FINDER_SYMBOL);

	if (!finder) {
		log_debug(context, "%s: not a module of libimapi", path);
		return NULL;
	}
	if (finder->interface != FINDER_INTERFACE || finder->size != sizeof(*finder)) {
		log_debug(context, "%s: interface %u, %u is wanted", path, finder->interface,
			  FINDER_INTERFACE);
		return NULL;
	}
	log_debug(context, "%s: %s", path, finder->name);
	return finder;
}

/* NULL: there is none, or it is no such module; the log says which. */
static void *open_module(struct imapi_context *context, const char *path)
{
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!module)
		log_debug(context, "no module to find drives: %s", dlerror());
	return module;
}

imapi_status enumerate_module(struct imapi_context *context, const char *root,
			      struct drive_list *list)
{
	struct finding finding = { context, list, IMAPI_OK };
	CLEANUP(close_module) void *module = NULL;
	const struct imapi_drive_finder *finder;
	AUTOFREE char *path = NULL;

	if (root[0] || !module_folder()[0] || !is_any_left(list))
		return IMAPI_OK;
	if (asprintf(&path, "%s/" FINDER_FILE, module_folder()) < 0) {
		path = NULL;
		return err_no_memory(&context->error);
	}
	module = open_module(context, path);
	finder = module ? finder_of(context, module, path) : NULL;
	if (finder)
		finder->find(take, &finding);
	return finding.status;
}
