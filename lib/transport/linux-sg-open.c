/* SPDX-License-Identifier: MIT */
#include "transport/linux-exclusive.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SG_VERSION_3 30000
#define DEVICE_TYPE_CD 5
#define INQUIRY_LENGTH 36
#define INQUIRY_TIMEOUT_MS 30000
#define SECTOR_SIZE 512u
#define MAX_TRANSFER (256u * 1024)
#define UNKNOWN_TRANSFER (32u * 1024)

static int system_open(const char *path, int flags)
{
	return open(path, flags);
}

static int system_ioctl(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument);
}

static int system_stat(const char *path, struct stat *ret_info)
{
	return stat(path, ret_info);
}

static void system_pause(void)
{
	struct timespec t = { .tv_nsec = 100 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

static const struct sg_system linux_system = {
	system_open, system_ioctl, system_stat, system_pause, "",
};

static imapi_status explain_open(struct linux_sg *sg, int error)
{
	struct imapi_error *err = &sg->context->error;
	const char *path = sg->path;

	switch (error) {
	case EBUSY:
		return linux_sg_locked(sg);
	case EACCES:
	case EPERM:
		err_errno(err, IMAPI_E_ACCESSDENIED, error, "opening %s", path);
		return err_advise(err, IMAPI_E_ACCESSDENIED,
				  "Join the group that owns the drive, usually cdrom: 'sudo "
				  "usermod -aG cdrom USER', then log in again.");
	case EROFS:
		err_errno(err, IMAPI_E_ACCESSDENIED, error, "opening %s for writing", path);
		return err_advise(err, IMAPI_E_ACCESSDENIED,
				  "The device node is read-only here; containers and read-only "
				  "file systems need the device passed in for writing.");
	case ENOENT:
	case ENODEV:
	case ENXIO:
		err_errno(err, IMAPI_E_DEV_NOT_EXIST, error, "opening %s", path);
		return err_advise(err, IMAPI_E_DEV_NOT_EXIST,
				  "'imapi list' shows the drives that are there.");
	default:
		return err_errno(err, IMAPI_E_SYSTEM, error, "opening %s", path);
	}
}

static int open_patiently(const struct sg_system *system, const char *path)
{
	int fd;

	do
		fd = system->open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static imapi_status not_a_recorder(struct imapi_error *err, const char *path, const char *why)
{
	err_set(err, IMAPI_E_ADDRESS_INVALID, "%s: %s", path, why);
	return err_advise(err, IMAPI_E_ADDRESS_INVALID,
			  "'imapi list' shows the drives that are there.");
}

/* Asks the device what it is: commands for a burner could destroy data on something else. */
static imapi_status check_type(struct imapi_error *err, struct linux_sg *sg, const char *path)
{
	uint8_t data[INQUIRY_LENGTH] = { 0 };
	struct imapi_exchange x = {
		.cdb = { 0x12, 0, 0, 0, INQUIRY_LENGTH },
		.cdb_length = 6,
		.direction = IMAPI_DIRECTION_IN,
		.data = data,
		.data_length = sizeof(data),
		.timeout_ms = INQUIRY_TIMEOUT_MS,
	};
	imapi_status status = linux_sg_execute(sg, &x);

	if (IMAPI_FAILED(status))
		return err_in(err, status, "%s: INQUIRY", path);
	if (x.host == IMAPI_HOST_GONE)
		return err_set(err, IMAPI_E_DEV_NOT_EXIST, "%s: no device answers", path);
	if (x.host != IMAPI_HOST_OK || x.scsi_status)
		return err_set(err, IMAPI_E_TRANSPORT, "%s: INQUIRY failed", path);
	if ((data[0] & 0x1f) != DEVICE_TYPE_CD)
		return not_a_recorder(err, path, "not a CD, DVD or BD drive");
	return IMAPI_OK;
}

/* The largest transfer: sectors on a block device, bytes on a character device. */
static uint32_t ask_max_transfer(const struct linux_sg *sg, bool block_device)
{
	unsigned short sectors = 0;
	int bytes = 0;

	if (block_device && sg->system->ioctl(sg->fd, BLKSECTGET, &sectors) == 0)
		return sectors * SECTOR_SIZE;
	if (!block_device && sg->system->ioctl(sg->fd, BLKSECTGET, &bytes) == 0 && bytes > 0)
		return (uint32_t)bytes;
	if (sg->system->ioctl(sg->fd, SG_GET_RESERVED_SIZE, &bytes) == 0 && bytes > 0)
		return (uint32_t)bytes;
	return 0;
}

/* In whole pages, so that an aligned buffer goes to the adapter without a copy. */
static uint32_t usable_transfer(uint32_t bytes)
{
	uint32_t page = (uint32_t)sysconf(_SC_PAGESIZE);

	if (bytes == 0)
		bytes = UNKNOWN_TRANSFER;
	return MAX(MIN(bytes, MAX_TRANSFER) / page * page, page);
}

static imapi_status prepare(struct imapi_error *err, struct linux_sg *sg, const char *path)
{
	bool block_device = sg->node.block && strcmp(path, sg->node.block_path) == 0;
	int version = 0;

	if (sg->system->ioctl(sg->fd, SG_GET_VERSION_NUM, &version) < 0 ||
	    version < SG_VERSION_3)
		return not_a_recorder(err, path, "not a SCSI device");
	sg->max_transfer = usable_transfer(ask_max_transfer(sg, block_device));
	return check_type(err, sg, path);
}

static struct linux_sg *sg_new(struct imapi_context *context, const struct sg_system *system,
			       const char *path)
{
	struct linux_sg *sg = zalloc(sizeof(*sg));
	struct stat info;

	if (!sg)
		return NULL;
	*sg = (struct linux_sg){ .context = context,
				 .system = system,
				 .fd = -1,
				 .alone = -1,
				 .claim = CLAIM_INIT,
				 .probe = claim_probe_new(),
				 .path = strdup(path) };
	if (system->stat(path, &info) == 0)
		drive_node_find(&sg->node, system->root, path, &info);
	if (sg->path)
		return sg;
	linux_sg_ops.close(sg);
	return NULL;
}

imapi_status linux_sg_open_on(struct imapi_context *context, const struct sg_system *system,
			      const char *path, struct imapi_transport **ret_transport)
{
	struct linux_sg *sg = sg_new(context, system, path);
	imapi_status status;

	if (!sg)
		return err_no_memory(&context->error);
	sg->fd = open_patiently(system, path);
	if (sg->fd < 0)
		status = explain_open(sg, errno);
	else
		status = prepare(&context->error, sg, path);
	if (!IMAPI_FAILED(status))
		status = imapi_transport_new(context, &linux_sg_ops, sg, ret_transport);
	if (IMAPI_FAILED(status))
		linux_sg_ops.close(sg);
	return status;
}

imapi_status linux_sg_open(struct imapi_context *context, const char *path,
			   struct imapi_transport **ret_transport)
{
	return linux_sg_open_on(context, &linux_system, path, ret_transport);
}
