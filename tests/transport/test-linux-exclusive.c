/* SPDX-License-Identifier: MIT */
/* Exclusive access over a made-up /proc and /sys; the claims of two processes are real. */
#include "support/t.h"
#include "transport/linux-sg.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	int alone_errno, alone_failures; /* what an exclusive open meets, and how often */
	unsigned alone_opens, pauses, commands;
	char opened[64]; /* the last path that was opened exclusively */
	bool generic;	 /* the node that is opened is /dev/sg7 */
	char root[64];
} fake;

static unsigned minor_number;

static int fake_open(const char *path, int flags)
{
	if (flags & O_EXCL) {
		snprintf(fake.opened, sizeof(fake.opened), "%s", path);
		fake.alone_opens++;
		if (fake.alone_failures && fake.alone_failures--) {
			errno = fake.alone_errno;
			return -1;
		}
	}
	return open("/dev/zero", O_RDONLY | O_CLOEXEC);
}

static int fake_ioctl(int fd, unsigned long request, void *argument)
{
	(void)fd;
	if (request == SG_GET_VERSION_NUM)
		*(int *)argument = 30536;
	else if (request == BLKSECTGET && fake.generic)
		*(int *)argument = 131072;
	else if (request == BLKSECTGET)
		*(unsigned short *)argument = 256;
	else if (request == SG_IO && ((struct sg_io_hdr *)argument)->cmdp[0] == 0x12)
		*(uint8_t *)((struct sg_io_hdr *)argument)->dxferp = 5;
	fake.commands += request == SG_IO;
	return 0;
}

/* A test may have no right to make nodes; /dev/null plays the generic one. */
static int fake_stat(const char *path, struct stat *info)
{
	(void)path;
	*info = (struct stat){ .st_mode = fake.generic ? S_IFCHR : S_IFBLK,
			       .st_rdev = fake.generic ? makedev(1, 3)
						       : makedev(11, minor_number) };
	return 0;
}

static void fake_pause(void)
{
	fake.pauses++;
}

static const struct sg_system fakes = { fake_open, fake_ioctl, fake_stat, fake_pause,
					fake.root };

static struct imapi_context *context;
static struct imapi_transport *transport;

static void shell(const char *format, ...)
{
	char line[1024];
	va_list args;
	int n = snprintf(line, sizeof(line), "cd '%s' && ", fake.root);

	va_start(args, format);
	vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	ck_assert_int_eq(system(line), 0);
}

static void make_root(void)
{
	memset(&fake, 0, sizeof(fake));
	minor_number = (unsigned)getpid();
	strcpy(fake.root, "/tmp/imapi-exclusive-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fake.root));
	shell("mkdir -p proc/self proc/net proc/4242/fd dev sys/dev/block/11:%u "
	      "sys/dev/char/1:3",
	      minor_number);
	shell("ln -s /proc/net/unix proc/net/unix; touch dev/sr9 dev/sg7");
	shell("mkdir -p sys/dev/block/11:%u/device/scsi_generic/sg7", minor_number);
	shell("echo 1:3 >sys/dev/block/11:%u/device/scsi_generic/sg7/dev", minor_number);
	shell("mkdir -p sys/dev/char/1:3/device/block/sr9");
	shell("echo 11:%u >sys/dev/char/1:3/device/block/sr9/dev", minor_number);
	shell("echo '20 1 8:1 / / rw - ext4 /dev/sda1 rw' >proc/self/mountinfo");
}

static struct imapi_transport *open_drive(void)
{
	struct imapi_transport *opened = NULL;

	if (!context)
		ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(linux_sg_open_on(context, &fakes,
					  fake.generic ? "/dev/sg7" : "/dev/sr9", &opened),
			 IMAPI_OK);
	return opened;
}

static void begin(void)
{
	make_root();
	transport = open_drive();
}

static void end(void)
{
	transport = imapi_transport_free(transport);
	context = imapi_context_free(context);
	shell("rm -rf '%s'", fake.root);
}

static void expect_message(const char *part)
{
	const char *message = imapi_error_message(imapi_last_error(context));

	if (!strstr(message, part))
		ck_abort_msg("\"%s\" does not say \"%s\"", message, part);
}

static void expect_locked(bool force, const char *part)
{
	ck_assert_int_eq(transport_acquire(transport, "second", force),
			 IMAPI_E_RECORDER_LOCKED);
	expect_message(part);
	ck_assert_str_ne(imapi_error_advice(imapi_last_error(context)), "");
}

static imapi_status send(uint8_t opcode)
{
	uint8_t data[64] = { 0 };
	struct imapi_exchange x = { .cdb = { opcode },
				    .cdb_length = opcode < 0x20 ? 6 : 10,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = sizeof(data) };

	return transport_execute(transport, &x);
}

/* Another process that has the drive until it is killed. */
static pid_t start_owner(const char *client)
{
	int pipe_fds[2];
	char byte = 0;
	pid_t child;

	ck_assert_int_eq(pipe(pipe_fds), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		byte = transport_acquire(open_drive(), client, false) == IMAPI_OK;
		if (write(pipe_fds[1], &byte, 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	ck_assert_int_eq(read(pipe_fds[0], &byte, 1), 1);
	ck_assert_int_eq(byte, 1);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	return child;
}

static void kill_owner(pid_t child)
{
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

T(the_drive_of_another_process_is_refused_by_its_name_and_free_when_it_is_killed)
{
	struct imapi_exclusive_owner owner;
	char process[32];
	pid_t child;

	begin();
	child = start_owner("Back-up 2.0: all");
	snprintf(process, sizeof(process), "(process %d)", child);
	expect_locked(false, "\"Back-up 2.0: all\"");
	expect_message(process);
	ck_assert_uint_eq(fake.alone_opens, 0);
	ck_assert_int_eq(transport_owner(transport, &owner), IMAPI_OK);
	ck_assert_int_eq(owner.kind, IMAPI_OWNER_CLIENT);
	ck_assert_str_eq(owner.name, "Back-up 2.0: all");
	ck_assert_int_eq(owner.process, child);
	kill_owner(child);
	ck_assert_int_eq(transport_owner(transport, &owner), IMAPI_OK);
	ck_assert_int_eq(owner.kind, IMAPI_OWNER_NONE);
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	end();
}

T(while_another_process_has_the_drive_only_what_cannot_disturb_it_is_sent)
{
	unsigned before;
	pid_t child;

	begin();
	ck_assert_int_eq(send(0x28), IMAPI_OK);
	child = start_owner("burner");
	before = fake.commands;
	ck_assert_int_eq(send(0x28), IMAPI_E_RECORDER_LOCKED);
	expect_message("\"burner\"");
	ck_assert_int_eq(send(0x00), IMAPI_E_RECORDER_LOCKED);
	ck_assert_int_eq(send(0x51), IMAPI_E_RECORDER_LOCKED);
	ck_assert_uint_eq(fake.commands, before);
	ck_assert_int_eq(send(0x12), IMAPI_OK);
	ck_assert_int_eq(send(0x46), IMAPI_OK);
	ck_assert_int_eq(send(0x5a), IMAPI_OK);
	ck_assert_uint_eq(fake.commands, before + 3);
	kill_owner(child);
	ck_assert_int_eq(send(0x28), IMAPI_OK);
	end();
}

T(force_passes_over_a_name_but_not_over_a_descriptor)
{
	pid_t child;

	begin();
	child = start_owner("first");
	expect_locked(false, "first");
	ck_assert_int_eq(transport_acquire(transport, "second", true), IMAPI_OK);
	ck_assert_int_eq(send(0x28), IMAPI_OK);
	transport_release(transport);
	fake.alone_errno = EBUSY;
	fake.alone_failures = 100;
	expect_locked(true, "another program");
	kill_owner(child);
	end();
}

T(an_owner_can_send_anything_and_others_see_it_until_it_lets_go)
{
	struct imapi_exclusive_owner owner;
	struct imapi_transport *other;

	begin();
	other = open_drive();
	ck_assert_int_eq(transport_acquire(transport, "mine", false), IMAPI_OK);
	ck_assert_str_eq(fake.opened, "/dev/sr9");
	ck_assert_int_eq(send(0x28), IMAPI_OK);
	ck_assert_int_eq(transport_owner(transport, &owner), IMAPI_OK);
	ck_assert_int_eq(owner.kind, IMAPI_OWNER_SELF);
	ck_assert_str_eq(owner.name, "mine");
	ck_assert_int_eq(transport_acquire(other, "other", false), IMAPI_E_RECORDER_LOCKED);
	transport_release(transport);
	ck_assert_int_eq(transport_acquire(other, "other", false), IMAPI_OK);
	imapi_transport_free(other);
	ck_assert_int_eq(transport_acquire(transport, "mine", false), IMAPI_OK);
	end();
}

T(a_mounted_disc_is_refused_with_its_place_also_by_force_and_at_once)
{
	begin();
	shell("echo '36 20 11:%u / /media/my\\\\040disc ro - udf /dev/odd ro' "
	      ">>proc/self/mountinfo",
	      minor_number);
	expect_locked(false, "mounted on /media/my disc");
	ck_assert_ptr_nonnull(
		strstr(imapi_error_advice(imapi_last_error(context)), "umount /media/my disc"));
	expect_locked(true, "mounted on /media/my disc");
	ck_assert_uint_eq(fake.pauses, 0);
	shell("echo >proc/self/mountinfo");
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	end();
}

T(a_drive_that_a_program_has_open_is_refused_with_the_name_of_the_program)
{
	begin();
	shell("echo xorriso >proc/4242/comm; ln -s /dev/null proc/4242/fd/5");
	fake.alone_errno = EBUSY;
	fake.alone_failures = 100;
	expect_locked(false, "in use by xorriso (process 4242)");
	ck_assert_uint_eq(fake.pauses, 10);
	shell("rm proc/4242/fd/5");
	expect_locked(false, "another program");
	fake.alone_failures = 0;
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	end();
}

T(a_program_that_only_has_a_look_is_waited_for)
{
	begin();
	fake.alone_errno = EBUSY;
	fake.alone_failures = 3;
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	ck_assert_uint_eq(fake.pauses, 3);
	end();
}

T(an_exclusive_open_that_fails_otherwise_leaves_nothing_behind)
{
	struct imapi_exclusive_owner owner;

	begin();
	fake.alone_errno = EIO;
	fake.alone_failures = 1;
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_E_SYSTEM);
	ck_assert_uint_eq(fake.pauses, 0);
	ck_assert_int_eq(transport_owner(transport, &owner), IMAPI_OK);
	ck_assert_int_eq(owner.kind, IMAPI_OWNER_NONE);
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	end();
}

T(a_drive_opened_by_its_generic_node_is_held_by_its_block_node)
{
	make_root();
	fake.generic = true;
	transport = open_drive();
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	ck_assert_str_eq(fake.opened, "/dev/sr9");
	transport_release(transport);
	fake.alone_errno = EACCES;
	fake.alone_failures = 1;
	ck_assert_int_eq(transport_acquire(transport, "second", false), IMAPI_OK);
	end();
}

T(both_nodes_of_a_drive_share_one_owner)
{
	struct imapi_transport *generic;

	begin();
	fake.generic = true;
	generic = open_drive();
	ck_assert_int_eq(transport_acquire(generic, "by sg", false), IMAPI_OK);
	expect_locked(false, "by sg");
	imapi_transport_free(generic);
	end();
}

T_MAIN("linux-exclusive")
