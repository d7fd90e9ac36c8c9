/* SPDX-License-Identifier: MIT */
#include "transport/linux-sg-worker.h"

#include "base/mem.h"
#include "transport/linux-exclusive.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#define PROBE_MS 5000u
#define FOR_EVER_MS 0x7fffffffu
#define CHECK_CONDITION 0x02
#define DRIVER_HAS_SENSE 0x08

/* The kernel's host byte (include/scsi/scsi_status.h there; not part of its user headers). */
enum host_byte {
	HOST_BYTE_OK = 0x00,
	HOST_BYTE_NO_CONNECT = 0x01,
	HOST_BYTE_BUS_BUSY = 0x02,
	HOST_BYTE_TIME_OUT = 0x03,
	HOST_BYTE_BAD_TARGET = 0x04,
	HOST_BYTE_ERROR = 0x07,
	HOST_BYTE_RESET = 0x08,
	HOST_BYTE_PASSTHROUGH = 0x0a,
	HOST_BYTE_SOFT_ERROR = 0x0b,
	HOST_BYTE_RETRY_NOW = 0x0c,
	HOST_BYTE_REQUEUE = 0x0d,
	HOST_BYTE_DISRUPTED = 0x0e,
};

enum driver_byte {
	DRIVER_BYTE_OK = 0x0,
	DRIVER_BYTE_BUSY = 0x1,
	DRIVER_BYTE_TIME_OUT = 0x6,
	DRIVER_BYTE_SENSE = 0x8,
};

static enum imapi_host_result driver_result(unsigned driver)
{
	switch (driver & 0x0f) {
	case DRIVER_BYTE_OK:
	case DRIVER_BYTE_SENSE:
		return IMAPI_HOST_OK;
	case DRIVER_BYTE_BUSY:
		return IMAPI_HOST_BUSY;
	case DRIVER_BYTE_TIME_OUT:
		return IMAPI_HOST_TIMEOUT;
	default:
		return IMAPI_HOST_ERROR;
	}
}

enum imapi_host_result linux_sg_host_result(unsigned host, unsigned driver)
{
	switch (host) {
	case HOST_BYTE_OK:
	case HOST_BYTE_PASSTHROUGH:
		return driver_result(driver);
	case HOST_BYTE_NO_CONNECT:
	case HOST_BYTE_BAD_TARGET:
		return IMAPI_HOST_GONE;
	case HOST_BYTE_BUS_BUSY:
	case HOST_BYTE_RETRY_NOW:
	case HOST_BYTE_REQUEUE:
		return IMAPI_HOST_BUSY;
	case HOST_BYTE_TIME_OUT:
		return IMAPI_HOST_TIMEOUT;
	case HOST_BYTE_RESET:
	case HOST_BYTE_DISRUPTED:
		return IMAPI_HOST_RESET;
	default:
		return IMAPI_HOST_ERROR;
	}
}

static int direction_of(const struct imapi_exchange *x)
{
	if (x->data_length == 0)
		return SG_DXFER_NONE;
	return x->direction == IMAPI_DIRECTION_OUT ? SG_DXFER_TO_DEV : SG_DXFER_FROM_DEV;
}

static struct sg_io_hdr make_request(struct imapi_exchange *x)
{
	return (struct sg_io_hdr){
		.interface_id = 'S',
		.dxfer_direction = direction_of(x),
		.cmd_len = x->cdb_length,
		.cmdp = x->cdb,
		.dxfer_len = x->data_length,
		.dxferp = x->data,
		.mx_sb_len = sizeof(x->sense),
		.sbp = x->sense,
		.timeout = x->timeout_ms ? x->timeout_ms : FOR_EVER_MS,
	};
}

static void take_result(const struct sg_io_hdr *h, struct imapi_exchange *x)
{
	x->host = linux_sg_host_result(h->host_status, h->driver_status);
	x->scsi_status = h->status;
	x->sense_length = h->sb_len_wr;
	x->residual = h->resid > 0 ? (uint32_t)h->resid : 0;
	if (!h->sb_len_wr)
		return;
	/* Some drivers set a general error beside an answer that the drive did give. */
	if (h->status == CHECK_CONDITION &&
	    (h->host_status == HOST_BYTE_ERROR || h->host_status == HOST_BYTE_SOFT_ERROR))
		x->host = IMAPI_HOST_OK;
	if (!h->status && (h->driver_status & 0x0f) == DRIVER_HAS_SENSE)
		x->scsi_status = CHECK_CONDITION;
}

static imapi_status refused(const struct linux_sg *sg, imapi_status status, int error,
			    const char *advice)
{
	err_errno(&sg->context->error, status, error, "the kernel refuses the command");
	return err_advise(&sg->context->error, status, "%s", advice);
}

/* A call that failed: the kernel refused the request, or something befell it on the way. */
static imapi_status take_failure(const struct linux_sg *sg, int error, struct imapi_exchange *x)
{
	switch (error) {
	case ENODEV:
	case ENXIO:
		x->host = IMAPI_HOST_GONE;
		return IMAPI_OK;
	case EAGAIN:
	case EBUSY:
		x->host = IMAPI_HOST_BUSY;
		return IMAPI_OK;
	case EPERM:
	case EACCES:
		return refused(sg, IMAPI_E_ACCESSDENIED, error,
			       "Run as root, or with CAP_SYS_RAWIO.");
	case EINVAL:
		return refused(sg, IMAPI_E_INVALIDARG, error, "");
	case ENOMEM:
		return refused(sg, IMAPI_E_OUTOFMEMORY, error, "");
	default:
		x->host = IMAPI_HOST_ERROR;
		return IMAPI_OK;
	}
}

/*
 * A signal would make the sg driver leave the command behind and, after the handler, send it a
 * second time; so signals wait until it is over.
 */
struct sg_reply linux_sg_ask(const struct sg_system *system, int fd, struct imapi_exchange *x)
{
	struct sg_reply reply = { .header = make_request(x) };
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	reply.result = system->ioctl(fd, SG_IO, &reply.header);
	reply.error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return reply;
}

static imapi_status take_answer(const struct linux_sg *sg, const struct sg_reply *reply,
				struct imapi_exchange *x)
{
	if (reply->result < 0)
		return take_failure(sg, reply->error, x);
	take_result(&reply->header, x);
	return IMAPI_OK;
}

/* A command that a drive was unplugged under fails as on a bad bus; the next one tells. */
static bool has_gone(const struct linux_sg *sg)
{
	struct imapi_exchange x = { .cdb_length = 6, .timeout_ms = PROBE_MS };
	struct sg_reply reply = linux_sg_ask(sg->system, sg->fd, &x);

	return !IMAPI_FAILED(take_answer(sg, &reply, &x)) && x.host == IMAPI_HOST_GONE;
}

static imapi_status take_reply(const struct linux_sg *sg, const struct sg_reply *reply,
			       struct imapi_exchange *x)
{
	imapi_status status = take_answer(sg, reply, x);

	if (!IMAPI_FAILED(status) && x->host == IMAPI_HOST_ERROR && has_gone(sg))
		x->host = IMAPI_HOST_GONE;
	return status;
}

imapi_status linux_sg_execute(void *self, struct imapi_exchange *x)
{
	struct linux_sg *sg = self;
	imapi_status status = linux_sg_may_send(sg, x);
	struct sg_reply reply;

	if (IMAPI_FAILED(status))
		return status;
	reply = linux_sg_ask(sg->system, sg->fd, x);
	return take_reply(sg, &reply, x);
}

static imapi_status sg_resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct linux_sg *sg = self;
	struct sg_reply reply;

	if (!sg_worker_wait(sg->worker, patience)) {
		x->host = IMAPI_HOST_PENDING;
		return IMAPI_OK;
	}
	reply = sg_worker_take(sg->worker, x);
	return take_reply(sg, &reply, x);
}

/* Without a thread the command is waited for: better than not to send it. */
static imapi_status sg_start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct linux_sg *sg = self;
	imapi_status status = linux_sg_may_send(sg, x);

	if (IMAPI_FAILED(status))
		return status;
	if (!sg->worker)
		sg->worker = sg_worker_new(sg->system, sg->fd);
	if (!sg->worker)
		return linux_sg_execute(self, x);
	if (!sg_worker_send(sg->worker, x))
		return err_no_memory(&sg->context->error);
	return sg_resume(self, x, patience);
}

static uint32_t sg_max_transfer(void *self)
{
	return ((struct linux_sg *)self)->max_transfer;
}

static imapi_status sg_facts(void *self, struct imapi_transport_facts *ret_facts)
{
	drive_node_facts(&((struct linux_sg *)self)->node, ret_facts);
	return IMAPI_OK;
}

static void sg_close(void *self)
{
	struct linux_sg *sg = self;

	linux_sg_release(sg);
	if (sg->probe >= 0)
		close(sg->probe);
	free(sg->path);
	if (sg->worker)
		sg_worker_free(sg->worker);
	else if (sg->fd >= 0)
		close(sg->fd);
	free(sg);
}

const struct imapi_transport_ops linux_sg_ops = {
	.size = sizeof(linux_sg_ops),
	.name = "linux-sg",
	.execute = linux_sg_execute,
	.max_transfer = sg_max_transfer,
	.close = sg_close,
	.start = sg_start,
	.resume = sg_resume,
	.acquire = linux_sg_acquire,
	.release = linux_sg_release,
	.owner = linux_sg_owner,
	.facts = sg_facts,
	.look = linux_sg_look,
};
