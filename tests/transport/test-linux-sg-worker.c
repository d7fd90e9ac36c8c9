/* SPDX-License-Identifier: MIT */
/* A kernel that keeps a command until the test lets it go. */
#include "support/t.h"
#include "transport/linux-sg.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define FOR_EVER UINT64_MAX

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct {
	bool holds, arrived; /* commands stay here; one has come */
	unsigned commands;   /* after the INQUIRY that opens the drive */
	int io_errno;
	bool signals_blocked;
	pthread_t thread;
	uint8_t sent[4];
	int ends[2]; /* of a pipe: the drive is the one to write to */
} kernel;

static int fake_open(const char *path, int flags)
{
	(void)path;
	(void)flags;
	return pipe(kernel.ends) ? -1 : kernel.ends[1];
}

static void stay(void)
{
	kernel.arrived = true;
	pthread_cond_broadcast(&changed);
	while (kernel.holds)
		pthread_cond_wait(&changed, &lock);
}

static int carry_out(struct sg_io_hdr *h)
{
	sigset_t now;

	if (h->cmdp[0] == 0x12 && kernel.commands == 0) {
		((uint8_t *)h->dxferp)[0] = 5;
		return 0;
	}
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	kernel.signals_blocked = sigismember(&now, SIGINT) == 1;
	kernel.thread = pthread_self();
	kernel.commands++;
	stay();
	if (h->dxfer_direction == SG_DXFER_TO_DEV)
		memcpy(kernel.sent, h->dxferp, sizeof(kernel.sent));
	if (h->dxfer_direction == SG_DXFER_FROM_DEV)
		memset(h->dxferp, 0x42, h->dxfer_len);
	memcpy(h->sbp, "\x70\x00\x02", 3);
	h->sb_len_wr = 18;
	h->status = 2;
	errno = kernel.io_errno;
	return kernel.io_errno ? -1 : 0;
}

static int fake_ioctl(int fd, unsigned long request, void *argument)
{
	int result;

	(void)fd;
	if (request == SG_IO) {
		pthread_mutex_lock(&lock);
		result = carry_out(argument);
		pthread_mutex_unlock(&lock);
		return result;
	}
	*(int *)argument = request == SG_GET_VERSION_NUM ? 30536 : 65536;
	return 0;
}

static int fake_stat(const char *path, struct stat *info)
{
	(void)path;
	(void)info;
	return -1;
}

static const struct sg_system fake = { fake_open, fake_ioctl, fake_stat, NULL, "" };

static struct imapi_context *context;

static struct imapi_transport *open_drive(void)
{
	struct imapi_transport *t;

	memset(&kernel, 0, sizeof(kernel));
	kernel.holds = true;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(linux_sg_open_on(context, &fake, "/dev/no-such-drive", &t), IMAPI_OK);
	return t;
}

static void let_go(void)
{
	pthread_mutex_lock(&lock);
	kernel.holds = false;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static void wait_until_it_arrived(void)
{
	pthread_mutex_lock(&lock);
	while (!kernel.arrived)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

/*
 * Reading from the pipe ends when nobody has the drive any more. The lock tells a thread
 * sanitizer, who does not know pipes, that the worker is done.
 */
static void expect_closed(void)
{
	char byte;

	ck_assert_int_eq(read(kernel.ends[0], &byte, 1), 0);
	pthread_mutex_lock(&lock);
	close(kernel.ends[0]);
	pthread_mutex_unlock(&lock);
}

static void done(struct imapi_transport *t)
{
	imapi_transport_free(t);
	expect_closed();
	imapi_context_free(context);
}

static struct imapi_exchange command(enum imapi_direction direction, void *data,
				     uint32_t length)
{
	return (struct imapi_exchange){ .cdb = { 0x5b },
					.cdb_length = 10,
					.direction = direction,
					.data = data,
					.data_length = length };
}

T(a_command_that_the_kernel_keeps_is_pending_and_answered_later)
{
	struct imapi_transport *t = open_drive();
	struct imapi_exchange x = command(IMAPI_DIRECTION_NONE, NULL, 0);

	ck_assert_int_eq(transport_start(t, &x, 1000), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_PENDING);
	ck_assert_int_eq(transport_resume(t, &x, 0), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_PENDING);
	let_go();
	ck_assert_int_eq(transport_resume(t, &x, FOR_EVER), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(x.scsi_status, 2);
	ck_assert_uint_eq(x.sense_length, 18);
	ck_assert_uint_eq(x.sense[2], 2);
	ck_assert_uint_ge(x.duration_us, 1);
	ck_assert(kernel.signals_blocked);
	ck_assert(!pthread_equal(kernel.thread, pthread_self()));
	done(t);
}

T(one_thread_serves_all_commands_and_the_callers_own_the_others)
{
	struct imapi_transport *t = open_drive();
	uint8_t in[4] = { 0 }, out[4] = { 1, 2, 3, 4 };
	struct imapi_exchange x = command(IMAPI_DIRECTION_IN, in, sizeof(in));
	struct imapi_exchange y = command(IMAPI_DIRECTION_OUT, out, sizeof(out));
	pthread_t first;

	let_go();
	ck_assert_int_eq(transport_start(t, &x, FOR_EVER), IMAPI_OK);
	ck_assert_uint_eq(in[3], 0x42);
	first = kernel.thread;
	ck_assert_int_eq(transport_start(t, &y, FOR_EVER), IMAPI_OK);
	ck_assert_mem_eq(kernel.sent, out, sizeof(out));
	ck_assert(pthread_equal(kernel.thread, first));
	ck_assert_int_eq(transport_execute(t, &y), IMAPI_OK);
	ck_assert(pthread_equal(kernel.thread, pthread_self()));
	ck_assert_uint_eq(kernel.commands, 3);
	done(t);
}

T(a_command_is_left_behind_without_waiting_and_without_its_memory)
{
	struct imapi_transport *t = open_drive();
	uint8_t *data = malloc(65536);
	struct imapi_exchange *x = malloc(sizeof(*x));

	*x = command(IMAPI_DIRECTION_IN, data, 65536);
	ck_assert_int_eq(transport_start(t, x, 1000), IMAPI_OK);
	ck_assert_int_eq(x->host, IMAPI_HOST_PENDING);
	wait_until_it_arrived();
	imapi_transport_free(t);
	imapi_context_free(context);
	memset(x, 0xff, sizeof(*x));
	free(x);
	free(data);
	let_go();
	expect_closed();
	ck_assert_uint_eq(kernel.commands, 1);
}

T(a_command_that_the_thread_did_not_get_to_is_sent_all_the_same)
{
	for (int i = 0; i < 50; i++) {
		struct imapi_transport *t = open_drive();
		struct imapi_exchange x = command(IMAPI_DIRECTION_NONE, NULL, 0);

		let_go();
		ck_assert_int_eq(transport_start(t, &x, 0), IMAPI_OK);
		done(t);
		ck_assert_uint_eq(kernel.commands, 1);
	}
}

T(an_answer_that_nobody_took_is_dropped)
{
	struct imapi_transport *t = open_drive();
	struct imapi_exchange x = command(IMAPI_DIRECTION_NONE, NULL, 0);

	ck_assert_int_eq(transport_start(t, &x, 0), IMAPI_OK);
	wait_until_it_arrived();
	let_go();
	done(t);
}

T(what_the_kernel_refuses_is_reported_by_the_caller)
{
	struct imapi_transport *t = open_drive();
	struct imapi_exchange x = command(IMAPI_DIRECTION_NONE, NULL, 0);

	kernel.io_errno = EPERM;
	ck_assert_int_eq(transport_start(t, &x, 1000), IMAPI_OK);
	let_go();
	ck_assert_int_eq(transport_resume(t, &x, FOR_EVER), IMAPI_E_ACCESSDENIED);
	kernel.io_errno = ENODEV;
	ck_assert_int_eq(transport_start(t, &x, FOR_EVER), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_GONE);
	done(t);
}

T_MAIN("linux-sg-worker")
