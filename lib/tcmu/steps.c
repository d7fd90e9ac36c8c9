/* SPDX-License-Identifier: MIT */
#include "tcmu/steps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether "/" and the next part are all that @path has beyond what exists. */
static bool exists_up_to(const char *path, const char *part)
{
	const char *found = strstr(path, part);
	char text[STEP_PATH];

	if (!found)
		return true;
	snprintf(text, sizeof(text), "%.*s", (int)(found - path + (long)strlen(part)), path);
	return access(text, F_OK) == 0;
}

static const char *advice(const char *path, int number)
{
	if (number == EACCES || number == EPERM || number == EROFS)
		return "Only root can add drives to the kernel; run it as root.";
	if (!exists_up_to(path, "/sys/kernel/config"))
		return "The kernel's configuration folder is missing: \"modprobe configfs\", "
		       "then "
		       "\"mount -t configfs configfs /sys/kernel/config\".";
	if (!exists_up_to(path, "/target"))
		return "The kernel's targets are missing: \"modprobe target_core_user "
		       "tcm_loop\"; if that fails, this kernel was built without them.";
	if (strstr(path, "/core/"))
		return "\"modprobe target_core_user\"; if that fails, this kernel was built "
		       "without it.";
	if (strstr(path, "/loopback"))
		return "\"modprobe tcm_loop\"; if that fails, this kernel was built without "
		       "it.";
	return "\"dmesg\" may say why.";
}

imapi_status step_failed(struct imapi_error *err, const char *path, int number)
{
	bool rights = number == EACCES || number == EPERM;
	imapi_status status = rights ? IMAPI_E_ACCESSDENIED : IMAPI_E_SYSTEM;

	err_errno(err, status, number, "making a drive in the kernel: %s", path);
	return err_advise(err, status, "%s", advice(path, number));
}

imapi_status step_folder(struct imapi_error *err, const char *path)
{
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return IMAPI_OK;
	return step_failed(err, path, errno);
}

imapi_status step_write(struct imapi_error *err, const char *path, const char *name,
			const char *value)
{
	char full[STEP_PATH];
	ssize_t length = (ssize_t)strlen(value), written;
	int fd, number;

	snprintf(full, sizeof(full), "%s/%s", path, name);
	fd = open(full, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return step_failed(err, full, errno);
	written = write(fd, value, (size_t)length);
	number = written < 0 ? errno : EIO;
	close(fd);
	return written == length ? IMAPI_OK : step_failed(err, full, number);
}

imapi_status step_link(struct imapi_error *err, const char *to, const char *path)
{
	return symlink(to, path) == 0 ? IMAPI_OK : step_failed(err, path, errno);
}

bool step_read(const char *path, const char *name, char *text, size_t room)
{
	char full[STEP_PATH];
	ssize_t length;
	int fd;

	snprintf(full, sizeof(full), "%s/%s", path, name);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	length = read(fd, text, room - 1);
	close(fd);
	if (length < 0)
		return false;
	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return true;
}
