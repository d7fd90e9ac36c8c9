/* SPDX-License-Identifier: MIT */
#include "support/t.h"
#include "transport/linux-sg.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What the kernel of a test does. */
static struct {
	int open_errno, open_flags, opens, interrupts;
	int version, version_errno;
	int max_bytes;
	uint8_t device_type;
	int io_errno;
	struct sg_io_hdr answer, asked;
	bool signals_blocked;
	unsigned ios, gone_after; /* 0: it stays */
} kernel;

static void kernel_reset(void)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.version = 30536;
	kernel.device_type = 5;
	kernel.max_bytes = 131072 + 77;
}

static int fake_open(const char *path, int flags)
{
	(void)path;
	kernel.opens++;
	kernel.open_flags = flags;
	if (kernel.interrupts-- > 0) {
		errno = EINTR;
		return -1;
	}
	if (kernel.open_errno) {
		errno = kernel.open_errno;
		return -1;
	}
	return dup(STDOUT_FILENO);
}

static int answer_io(struct sg_io_hdr *h)
{
	sigset_t now;

	kernel.asked = *h;
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	kernel.signals_blocked = sigismember(&now, SIGINT) == 1;
	if (h->cmdp[0] == 0x12 && kernel.ios++ == 0) {
		((uint8_t *)h->dxferp)[0] = kernel.device_type;
		return 0;
	}
	if (kernel.io_errno) {
		errno = kernel.io_errno;
		return -1;
	}
	if (kernel.gone_after && kernel.ios > kernel.gone_after) {
		h->host_status = 1;
		return 0;
	}
	kernel.ios++;
	h->status = kernel.answer.status;
	h->host_status = kernel.answer.host_status;
	h->driver_status = kernel.answer.driver_status;
	h->resid = kernel.answer.resid;
	h->sb_len_wr = kernel.answer.sb_len_wr;
	return 0;
}

static int fake_ioctl(int fd, unsigned long request, void *argument)
{
	(void)fd;
	switch (request) {
	case SG_IO:
		return answer_io(argument);
	case SG_GET_VERSION_NUM:
		errno = kernel.version_errno;
		*(int *)argument = kernel.version;
		return kernel.version_errno ? -1 : 0;
	case BLKSECTGET:
		*(int *)argument = kernel.max_bytes;
		return kernel.max_bytes ? 0 : -1;
	default:
		errno = ENOTTY;
		return -1;
	}
}

static int fake_stat(const char *path, struct stat *info)
{
	(void)path;
	(void)info;
	return -1;
}

static void fake_pause(void)
{
}

static const struct sg_system fake = { fake_open, fake_ioctl, fake_stat, fake_pause, "" };

static struct imapi_context *context;
static struct imapi_transport *transport;

static imapi_status try_open(void)
{
	if (!context)
		ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	transport = NULL;
	return linux_sg_open_on(context, &fake, "/dev/no-such-drive", &transport);
}

static void done(void)
{
	transport = imapi_transport_free(transport);
	context = imapi_context_free(context);
}

static void expect_failure(imapi_status status, const char *advice)
{
	ck_assert_int_eq(try_open(), status);
	ck_assert_ptr_null(transport);
	ck_assert_ptr_nonnull(strstr(imapi_error_advice(imapi_last_error(context)), advice));
}

T(a_drive_is_opened_for_writing_without_waiting_and_shared)
{
	kernel_reset();
	kernel.interrupts = 2;
	ck_assert_int_eq(try_open(), IMAPI_OK);
	ck_assert_int_eq(kernel.open_flags, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_eq(kernel.opens, 3);
	ck_assert_uint_eq(transport_max_transfer(transport), 131072);
	done();
}

T(a_failed_open_says_what_to_do)
{
	kernel_reset();
	kernel.open_errno = EBUSY;
	expect_failure(IMAPI_E_RECORDER_LOCKED, "fuser");
	kernel.open_errno = EACCES;
	expect_failure(IMAPI_E_ACCESSDENIED, "cdrom");
	kernel.open_errno = EROFS;
	expect_failure(IMAPI_E_ACCESSDENIED, "read-only");
	kernel.open_errno = ENOENT;
	expect_failure(IMAPI_E_DEV_NOT_EXIST, "imapi list");
	kernel.open_errno = EMFILE;
	expect_failure(IMAPI_E_SYSTEM, "");
	done();
}

T(only_a_cd_drive_is_taken)
{
	kernel_reset();
	kernel.device_type = 0;
	expect_failure(IMAPI_E_ADDRESS_INVALID, "imapi list");
	kernel_reset();
	kernel.version_errno = ENOTTY;
	expect_failure(IMAPI_E_ADDRESS_INVALID, "imapi list");
	kernel_reset();
	kernel.version = 20000;
	expect_failure(IMAPI_E_ADDRESS_INVALID, "imapi list");
	done();
}

T(an_unknown_or_huge_transfer_size_is_replaced)
{
	kernel_reset();
	kernel.max_bytes = 0;
	ck_assert_int_eq(try_open(), IMAPI_OK);
	ck_assert_uint_eq(transport_max_transfer(transport), 32768);
	done();
	kernel_reset();
	kernel.max_bytes = 1 << 30;
	ck_assert_int_eq(try_open(), IMAPI_OK);
	ck_assert_uint_eq(transport_max_transfer(transport), 262144);
	done();
}

T(a_command_goes_down_with_its_own_time_out_and_without_signals)
{
	struct imapi_exchange x = { .cdb = { 0x5b, 1, 2 },
				    .cdb_length = 10,
				    .timeout_ms = 15000000 };

	kernel_reset();
	ck_assert_int_eq(try_open(), IMAPI_OK);
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_uint_eq(kernel.asked.timeout, 15000000);
	ck_assert_int_eq(kernel.asked.dxfer_direction, SG_DXFER_NONE);
	ck_assert_uint_eq(kernel.asked.cmd_len, 10);
	ck_assert_int_eq(kernel.asked.interface_id, 'S');
	ck_assert(kernel.signals_blocked);
	x.timeout_ms = 0;
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_uint_ge(kernel.asked.timeout, 1u << 30);
	done();
}

T(sense_and_residual_come_back)
{
	uint8_t data[8];
	struct imapi_exchange x = { .cdb = { 0x51 },
				    .cdb_length = 10,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = sizeof(data) };

	kernel_reset();
	ck_assert_int_eq(try_open(), IMAPI_OK);
	kernel.answer = (struct sg_io_hdr){
		.status = 2, .resid = 3, .sb_len_wr = 18, .driver_status = 8
	};
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_uint_eq(x.scsi_status, 2);
	ck_assert_uint_eq(x.residual, 3);
	ck_assert_uint_eq(x.sense_length, 18);
	ck_assert_int_eq(x.host, IMAPI_HOST_OK);
	ck_assert_int_eq(kernel.asked.dxfer_direction, SG_DXFER_FROM_DEV);
	kernel.answer.status = 0;
	kernel.answer.resid = -5;
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_uint_eq(x.scsi_status, 2);
	ck_assert_uint_eq(x.residual, 0);
	done();
}

T(host_and_driver_bytes_have_a_meaning_each)
{
	static const struct {
		unsigned host, driver;
		enum imapi_host_result result;
	} rows[] = {
		{ 0x00, 0x0, IMAPI_HOST_OK },	   { 0x00, 0x8, IMAPI_HOST_OK },
		{ 0x01, 0x0, IMAPI_HOST_GONE },	   { 0x02, 0x0, IMAPI_HOST_BUSY },
		{ 0x03, 0x0, IMAPI_HOST_TIMEOUT }, { 0x03, 0x8, IMAPI_HOST_TIMEOUT },
		{ 0x04, 0x0, IMAPI_HOST_GONE },	   { 0x05, 0x0, IMAPI_HOST_ERROR },
		{ 0x06, 0x0, IMAPI_HOST_ERROR },   { 0x07, 0x0, IMAPI_HOST_ERROR },
		{ 0x08, 0x0, IMAPI_HOST_RESET },   { 0x0b, 0x0, IMAPI_HOST_ERROR },
		{ 0x0c, 0x0, IMAPI_HOST_BUSY },	   { 0x0d, 0x0, IMAPI_HOST_BUSY },
		{ 0x0e, 0x0, IMAPI_HOST_RESET },   { 0x00, 0x6, IMAPI_HOST_TIMEOUT },
		{ 0x00, 0x1, IMAPI_HOST_BUSY },	   { 0x00, 0x4, IMAPI_HOST_ERROR },
		{ 0x77, 0x0, IMAPI_HOST_ERROR },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_int_eq(linux_sg_host_result(rows[i].host, rows[i].driver),
				 rows[i].result);
}

T(an_adapter_that_timed_out_is_never_good)
{
	struct imapi_exchange x = { .cdb_length = 6 };

	kernel_reset();
	ck_assert_int_eq(try_open(), IMAPI_OK);
	kernel.answer.host_status = 3;
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_TIMEOUT);
	done();
}

T(a_drive_that_is_unplugged_under_a_command_is_gone)
{
	struct imapi_exchange x = { .cdb_length = 6 };

	kernel_reset();
	ck_assert_int_eq(try_open(), IMAPI_OK);
	kernel.answer.host_status = 7;
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_ERROR);
	kernel.gone_after = kernel.ios;
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_GONE);
	done();
}

T(an_error_beside_the_drives_own_answer_does_not_hide_it)
{
	struct imapi_exchange x = { .cdb_length = 6 };

	kernel_reset();
	ck_assert_int_eq(try_open(), IMAPI_OK);
	kernel.answer = (struct sg_io_hdr){ .host_status = 7, .status = 2, .sb_len_wr = 18 };
	ck_assert_int_eq(transport_execute(transport, &x), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_OK);
	done();
}

T(a_refused_ioctl_is_told_apart_from_a_lost_drive)
{
	static const struct {
		int number;
		imapi_status status;
		enum imapi_host_result host;
	} rows[] = {
		{ ENODEV, IMAPI_OK, IMAPI_HOST_GONE },
		{ ENXIO, IMAPI_OK, IMAPI_HOST_GONE },
		{ EBUSY, IMAPI_OK, IMAPI_HOST_BUSY },
		{ EINTR, IMAPI_OK, IMAPI_HOST_ERROR },
		{ EIO, IMAPI_OK, IMAPI_HOST_ERROR },
		{ EPERM, IMAPI_E_ACCESSDENIED, IMAPI_HOST_OK },
		{ EINVAL, IMAPI_E_INVALIDARG, IMAPI_HOST_OK },
		{ ENOMEM, IMAPI_E_OUTOFMEMORY, IMAPI_HOST_OK },
	};

	kernel_reset();
	ck_assert_int_eq(try_open(), IMAPI_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct imapi_exchange x = { .cdb_length = 6 };

		kernel.io_errno = rows[i].number;
		ck_assert_int_eq(transport_execute(transport, &x), rows[i].status);
		ck_assert_int_eq(x.host, rows[i].host);
		if (IMAPI_FAILED(rows[i].status))
			ck_assert_ptr_nonnull(strstr(
				imapi_error_message(imapi_last_error(context)), "kernel"));
	}
	done();
}

T(a_file_is_no_drive)
{
	struct imapi_context *c;
	struct imapi_transport *t = NULL;

	ck_assert_int_eq(imapi_context_new(&c), IMAPI_OK);
	ck_assert_int_eq(linux_sg_open(c, "/dev/null", &t), IMAPI_E_ADDRESS_INVALID);
	ck_assert_int_eq(linux_sg_open(c, "/no/such/node", &t), IMAPI_E_DEV_NOT_EXIST);
	imapi_context_free(c);
}

T_MAIN("linux-sg")
