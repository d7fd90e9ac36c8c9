/* SPDX-License-Identifier: MIT */
/* What the kernel takes the medium to be. */
#include "transport/linux-sg.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <unistd.h>

/* The kernel looks for a new medium when its block node is opened, also without waiting. */
imapi_status linux_sg_look(void *self, uint64_t *ret_bytes)
{
	const struct linux_sg *sg = self;
	struct imapi_error *err = &sg->context->error;
	const char *path = sg->node.block_path;
	uint64_t bytes = 0;
	int fd, result;

	if (!path[0])
		return IMAPI_OK;
	fd = sg->system->open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, IMAPI_E_SYSTEM, errno, "opening %s", path);
	result = sg->system->ioctl(fd, BLKGETSIZE64, &bytes);
	if (result < 0)
		err_errno(err, IMAPI_E_SYSTEM, errno, "asking %s for its size", path);
	close(fd);
	if (result < 0)
		return IMAPI_E_SYSTEM;
	*ret_bytes = bytes;
	return IMAPI_OK;
}
