/* SPDX-License-Identifier: MIT */
/* A drive by SG_IO, and what of the system it needs, so that a test can stand in for the
 * kernel. */
#ifndef LIB_TRANSPORT_LINUX_SG_H
#define LIB_TRANSPORT_LINUX_SG_H

#include "transport/linux-claim.h"
#include "transport/linux-node.h"
#include "transport/transport.h"

#include <scsi/sg.h>

struct sg_system {
	int (*open)(const char *path, int flags);
	int (*ioctl)(int fd, unsigned long request, void *argument);
	int (*stat)(const char *path, struct stat *ret_info);
	void (*pause)(void); /* before another try to open a drive that is in use */
	const char *root;    /* what stands before /proc and /sys */
};

struct sg_worker;

struct linux_sg {
	struct imapi_context *context;
	const struct sg_system *system;
	int fd;
	uint32_t max_transfer;
	struct sg_worker *worker; /* from the first start on; the descriptor is its to close */
	char *path;		  /* as it was opened */
	struct drive_node node;
	int probe; /* asks for the claims of others */

	bool held; /* exclusive access, which is the rest */
	struct claim claim;
	int alone; /* the block node, opened exclusively, or -1 */
	char client[64];
};

/* What the kernel made of a request; the header points into the exchange. */
struct sg_reply {
	int result, error;
	struct sg_io_hdr header;
};

extern const struct imapi_transport_ops linux_sg_ops;

/* Sends one exchange; what imapi_transport_ops::execute promises. */
imapi_status linux_sg_execute(void *self, struct imapi_exchange *x);

/* Hands an exchange to the kernel and waits for it; on whichever thread. */
struct sg_reply linux_sg_ask(const struct sg_system *system, int fd, struct imapi_exchange *x);

imapi_status linux_sg_open_on(struct imapi_context *context, const struct sg_system *system,
			      const char *path, struct imapi_transport **ret_transport);

/* Opens the block node, at which the kernel looks for a new medium, and asks for its size. */
imapi_status linux_sg_look(void *self, uint64_t *ret_bytes);

/* What the kernel's host byte and driver byte say; tested on their own. */
enum imapi_host_result linux_sg_host_result(unsigned host, unsigned driver);

#endif
