/* SPDX-License-Identifier: MIT */
/*
 * Lets other people's burner programs see a simulated drive as /dev/sr0, for tests. Preloaded,
 * it opens the address in $SIM_ADDRESS, answers SG_IO and what little else such programs ask of
 * a block device, and lets their sleeps pass on the drive's clock.
 */
#include "sim/sim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <poll.h>
#include <pthread.h>
#include <scsi/sg.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define DEVICE "/dev/sr0"
#define EXPORT __attribute__((visibility("default")))
#define REAL(name, type) ((type)(uintptr_t)dlsym(RTLD_NEXT, name))
#define FILES 1024
#define GET_IDLUN 0x5382
#define GET_BUS_NUMBER 0x5386
#define RESERVED_SIZE 131072

static struct imapi_transport *drive;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* growisofs has threads */

/* On the drive's clock. */
static void sleep_there(usec_t time)
{
	pthread_mutex_lock(&lock);
	transport_sleep(drive, time);
	pthread_mutex_unlock(&lock);
}

static bool is_drive[FILES];

static bool names_drive(const char *path)
{
	return path && strcmp(path, DEVICE) == 0;
}

static bool file_is_drive(int fd)
{
	return fd >= 0 && fd < FILES && is_drive[fd];
}

/* The kernel's own open asks TEST UNIT READY, which takes the unit attentions away. */
static bool insert_drive(void)
{
	struct imapi_context *context;
	const char *address = getenv("SIM_ADDRESS");

	if (drive)
		return true;
	if (!address || imapi_context_new(&context) || sim_open(context, address, &drive))
		return false;
	for (int i = 0; i < 3; i++) {
		struct imapi_exchange x = { .cdb_length = 6 };

		transport_execute(drive, &x);
	}
	return true;
}

static int open_drive(void)
{
	int fd = -1;

	if (insert_drive())
		fd = REAL("open", int (*)(const char *, int, ...))("/dev/zero", O_RDWR);
	else
		errno = ENXIO;
	if (fd >= 0 && fd < FILES)
		is_drive[fd] = true;
	return fd;
}

#define OPEN(function)                                                                         \
	EXPORT int function(const char *path, int flags, ...)                                  \
	{                                                                                      \
		va_list args;                                                                  \
		mode_t mode;                                                                   \
                                                                                               \
		va_start(args, flags);                                                         \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;               \
		va_end(args);                                                                  \
		if (names_drive(path))                                                         \
			return open_drive();                                                   \
		return REAL(#function, int (*)(const char *, int, ...))(path, flags, mode);    \
	}
OPEN(open)
OPEN(open64)

EXPORT int __open_2(const char *path, int flags);
EXPORT int __open_2(const char *path, int flags)
{
	return open(path, flags);
}

EXPORT int __open64_2(const char *path, int flags);
EXPORT int __open64_2(const char *path, int flags)
{
	return open64(path, flags);
}

EXPORT int close(int fd)
{
	if (fd >= 0 && fd < FILES)
		is_drive[fd] = false;
	return REAL("close", int (*)(int))(fd);
}

EXPORT int access(const char *path, int mode)
{
	return names_drive(path) ? 0 : REAL("access", int (*)(const char *, int))(path, mode);
}

/* The calls of the stat family, as programs of different age link to them. */
#define AS_BLOCK_DEVICE(s) ((s)->st_mode = S_IFBLK | 0660, (s)->st_rdev = makedev(11, 0))
#define STAT(function, type)                                                                   \
	EXPORT int function(const char *path, struct type *s)                                  \
	{                                                                                      \
		int (*real)(const char *, struct type *) =                                     \
			REAL(#function, int (*)(const char *, struct type *));                 \
		int result = real(names_drive(path) ? "/dev/null" : path, s);                  \
                                                                                               \
		if (names_drive(path))                                                         \
			AS_BLOCK_DEVICE(s);                                                    \
		return result;                                                                 \
	}
#define FSTAT(function, type)                                                                  \
	EXPORT int function(int fd, struct type *s)                                            \
	{                                                                                      \
		int result = REAL(#function, int (*)(int, struct type *))(fd, s);              \
                                                                                               \
		if (file_is_drive(fd))                                                         \
			AS_BLOCK_DEVICE(s);                                                    \
		return result;                                                                 \
	}
#define OLD_STAT(function, type)                                                               \
	EXPORT int function(int version, const char *path, struct type *s);                    \
	EXPORT int function(int version, const char *path, struct type *s)                     \
	{                                                                                      \
		int (*real)(int, const char *, struct type *) =                                \
			REAL(#function, int (*)(int, const char *, struct type *));            \
		int result = real(version, names_drive(path) ? "/dev/null" : path, s);         \
                                                                                               \
		if (names_drive(path))                                                         \
			AS_BLOCK_DEVICE(s);                                                    \
		return result;                                                                 \
	}
#define OLD_FSTAT(function, type)                                                              \
	EXPORT int function(int version, int fd, struct type *s);                              \
	EXPORT int function(int version, int fd, struct type *s)                               \
	{                                                                                      \
		int result =                                                                   \
			REAL(#function, int (*)(int, int, struct type *))(version, fd, s);     \
                                                                                               \
		if (file_is_drive(fd))                                                         \
			AS_BLOCK_DEVICE(s);                                                    \
		return result;                                                                 \
	}
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)
OLD_STAT(__xstat, stat)
OLD_STAT(__lxstat, stat)
OLD_STAT(__xstat64, stat64)
OLD_FSTAT(__fxstat, stat)
OLD_FSTAT(__fxstat64, stat64)

EXPORT unsigned sleep(unsigned seconds)
{
	if (drive)
		sleep_there(seconds * (usec_t)USEC_PER_SEC);
	return 0;
}

EXPORT int usleep(useconds_t microseconds)
{
	if (drive)
		sleep_there(microseconds);
	return 0;
}

EXPORT int poll(struct pollfd *files, nfds_t count, int timeout)
{
	if (count > 0 || !drive)
		return REAL("poll", int (*)(struct pollfd *, nfds_t, int))(files, count,
									   timeout);
	sleep_there((usec_t)timeout * USEC_PER_MSEC);
	return 0;
}

static enum imapi_direction direction_of(const struct sg_io_hdr *h)
{
	if (h->dxfer_len == 0 || h->dxfer_direction == SG_DXFER_NONE)
		return IMAPI_DIRECTION_NONE;
	return h->dxfer_direction == SG_DXFER_TO_DEV ? IMAPI_DIRECTION_OUT : IMAPI_DIRECTION_IN;
}

static int send_command(struct sg_io_hdr *h)
{
	imapi_status status;
	struct imapi_exchange x = { .cdb_length = h->cmd_len,
				    .direction = direction_of(h),
				    .timeout_ms = h->timeout };

	memcpy(x.cdb, h->cmdp, h->cmd_len < IMAPI_CDB_MAX ? h->cmd_len : IMAPI_CDB_MAX);
	if (x.direction) {
		x.data = h->dxferp;
		x.data_length = h->dxfer_len;
	}
	pthread_mutex_lock(&lock);
	status = transport_execute(drive, &x);
	pthread_mutex_unlock(&lock);
	if (status) {
		errno = EIO;
		return -1;
	}
	h->status = x.scsi_status;
	h->masked_status = x.scsi_status >> 1;
	h->host_status = x.host ? 3 : 0;
	h->driver_status = x.sense_length ? 8 : 0;
	h->resid = (int)x.residual;
	h->sb_len_wr = x.sense_length < h->mx_sb_len ? x.sense_length : h->mx_sb_len;
	if (h->sbp)
		memcpy(h->sbp, x.sense, h->sb_len_wr);
	h->info = x.scsi_status || x.host ? SG_INFO_CHECK : SG_INFO_OK;
	return 0;
}

static int answer(unsigned long request, void *argument)
{
	switch (request) {
	case SG_IO:
		return send_command(argument);
	case SG_GET_VERSION_NUM:
		*(int *)argument = 30536;
		return 0;
	case SG_GET_RESERVED_SIZE:
		*(int *)argument = RESERVED_SIZE;
		return 0;
	case GET_IDLUN:
		memset(argument, 0, 2 * sizeof(int));
		return 0;
	case GET_BUS_NUMBER:
		*(int *)argument = 0;
		return 0;
	case CDROM_DRIVE_STATUS:
		return CDS_DISC_OK;
	case CDROM_GET_CAPABILITY:
		return CDC_OPEN_TRAY | CDC_LOCK | CDC_MULTI_SESSION | CDC_MEDIA_CHANGED |
		       CDC_PLAY_AUDIO | CDC_CD_R | CDC_CD_RW | CDC_DVD | CDC_DVD_R |
		       CDC_DVD_RAM;
	case SG_GET_TIMEOUT:
	case SG_SET_TIMEOUT:
	case SG_SET_RESERVED_SIZE:
	case CDROM_MEDIA_CHANGED:
		return 0;
	default:
		errno = ENOTTY;
		return -1;
	}
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *argument;

	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	if (file_is_drive(fd))
		return answer(request, argument);
	return REAL("ioctl", int (*)(int, unsigned long, ...))(fd, request, argument);
}
