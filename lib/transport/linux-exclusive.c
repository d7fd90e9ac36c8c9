/* SPDX-License-Identifier: MIT */
#include "transport/linux-exclusive.h"

#include "base/mem.h"
#include "transport/linux-holder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define TRIES 11 /* with pauses of 100 ms: a program that only has a look is waited for */

static imapi_status locked_by_mount(struct imapi_error *err, const char *path,
				    const char *where)
{
	err_set(err, IMAPI_E_RECORDER_LOCKED, "%s: the disc is mounted on %s", path, where);
	return err_advise(err, IMAPI_E_RECORDER_LOCKED,
			  "Run 'umount %s', then try again; a mounted disc cannot be taken by "
			  "force.",
			  where);
}

static imapi_status locked_by_client(struct imapi_error *err, const char *path,
				     const struct imapi_exclusive_owner *owner)
{
	if (owner->process)
		err_set(err, IMAPI_E_RECORDER_LOCKED,
			"%s: \"%s\" (process %lld) has the drive for itself", path, owner->name,
			(long long)owner->process);
	else
		err_set(err, IMAPI_E_RECORDER_LOCKED,
			"%s: another program with this library has the drive for itself", path);
	return err_advise(err, IMAPI_E_RECORDER_LOCKED,
			  "Wait until it is done, or end it, then try again.");
}

static imapi_status locked_by_program(struct linux_sg *sg)
{
	struct imapi_error *err = &sg->context->error;
	struct imapi_exclusive_owner first;
	char who[320];

	if (holder_find_processes(&sg->node, who, sizeof(who), &first)) {
		err_set(err, IMAPI_E_RECORDER_LOCKED, "%s: the drive is in use by %s", sg->path,
			who);
		return err_advise(err, IMAPI_E_RECORDER_LOCKED, "End %s, then try again.", who);
	}
	err_set(err, IMAPI_E_RECORDER_LOCKED, "%s: another program uses the drive", sg->path);
	return err_advise(err, IMAPI_E_RECORDER_LOCKED,
			  "End other burning or playing programs; 'sudo fuser -v %s' names "
			  "them.",
			  sg->path);
}

/* Who else has the drive, as far as it shows without trying. */
static void find_owner(struct linux_sg *sg, struct imapi_exclusive_owner *owner)
{
	*owner = (struct imapi_exclusive_owner)IMAPI_EXCLUSIVE_OWNER_INIT;
	if (sg->node.key[0] && claim_exists(sg->probe, sg->node.key)) {
		owner->kind = IMAPI_OWNER_CLIENT;
		claim_find_owner(sg->node.root, sg->node.key, owner);
	} else if (holder_find_mount(&sg->node, owner->mount_point,
				     sizeof(owner->mount_point))) {
		owner->kind = IMAPI_OWNER_MOUNT;
	}
}

imapi_status linux_sg_locked(struct linux_sg *sg)
{
	struct imapi_exclusive_owner owner;

	find_owner(sg, &owner);
	if (owner.kind == IMAPI_OWNER_CLIENT && !sg->held)
		return locked_by_client(&sg->context->error, sg->path, &owner);
	if (owner.mount_point[0] ||
	    holder_find_mount(&sg->node, owner.mount_point, sizeof(owner.mount_point)))
		return locked_by_mount(&sg->context->error, sg->path, owner.mount_point);
	return locked_by_program(sg);
}

static bool is_mounted(const struct linux_sg *sg)
{
	char where[8];

	return holder_find_mount(&sg->node, where, sizeof(where));
}

/* An exclusive open for writing also ends the kernel's own polling of the drive for events. */
static int open_alone(const struct linux_sg *sg)
{
	int fd;

	for (unsigned i = 0; i < TRIES; i++) {
		if (i > 0)
			sg->system->pause();
		fd = sg->system->open(sg->node.block_path,
				      O_RDWR | O_EXCL | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0 || (errno != EBUSY && errno != EINTR) || is_mounted(sg))
			break;
	}
	return fd;
}

/* A drive that was opened by its generic node may have a block node that is not ours to open.
 */
static imapi_status take_node(struct linux_sg *sg)
{
	bool same = sg->node.block && strcmp(sg->node.block_path, sg->path) == 0;
	int error;

	if (is_mounted(sg))
		return linux_sg_locked(sg);
	if (!sg->node.block_path[0])
		return IMAPI_OK;
	sg->alone = open_alone(sg);
	if (sg->alone >= 0)
		return IMAPI_OK;
	error = errno;
	if (error == EBUSY)
		return linux_sg_locked(sg);
	if (!same && (error == EACCES || error == EPERM || error == ENOENT))
		return IMAPI_OK;
	return err_errno(&sg->context->error, IMAPI_E_SYSTEM, error, "opening %s alone",
			 sg->node.block_path);
}

imapi_status linux_sg_acquire(void *self, const char *client, int force)
{
	struct linux_sg *sg = self;
	imapi_status status;

	if (sg->node.key[0] && !claim_take(&sg->claim, sg->node.key, client) && !force)
		return linux_sg_locked(sg);
	sg->held = true;
	status = take_node(sg);
	if (IMAPI_FAILED(status))
		linux_sg_release(sg);
	else
		snprintf(sg->client, sizeof(sg->client), "%s", client);
	return status;
}

void linux_sg_release(void *self)
{
	struct linux_sg *sg = self;

	if (sg->alone >= 0)
		close(sg->alone);
	sg->alone = -1;
	claim_drop(&sg->claim);
	sg->held = false;
}

imapi_status linux_sg_owner(void *self, struct imapi_exclusive_owner *ret_owner)
{
	struct linux_sg *sg = self;

	if (!sg->held) {
		find_owner(sg, ret_owner);
		return IMAPI_OK;
	}
	ret_owner->kind = IMAPI_OWNER_SELF;
	ret_owner->process = getpid();
	memcpy(ret_owner->name, sg->client, sizeof(sg->client));
	return IMAPI_OK;
}

static bool never_disturbs(uint8_t opcode)
{
	switch (opcode) {
	case 0x12: /* INQUIRY */
	case 0x1a: /* MODE SENSE(6) */
	case 0x46: /* GET CONFIGURATION */
	case 0x5a: /* MODE SENSE(10) */
	case 0xa0: /* REPORT LUNS */
		return true;
	default:
		return false;
	}
}

imapi_status linux_sg_may_send(struct linux_sg *sg, const struct imapi_exchange *x)
{
	struct imapi_exclusive_owner owner = IMAPI_EXCLUSIVE_OWNER_INIT;

	if (sg->held || !sg->node.key[0] || never_disturbs(x->cdb[0]) ||
	    !claim_exists(sg->probe, sg->node.key))
		return IMAPI_OK;
	claim_find_owner(sg->node.root, sg->node.key, &owner);
	return locked_by_client(&sg->context->error, sg->path, &owner);
}
