/* SPDX-License-Identifier: MIT */
#include "stream/write-behind.h"

#include "support/t.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define SIZE 4096u

static void put(struct write_behind *wb, uint8_t value, size_t length)
{
	memset(write_behind_buffer(wb), value, SIZE);
	ck_assert_int_eq(write_behind_put(wb, length), 0);
}

T(everything_is_written_in_its_order)
{
	char path[] = "/tmp/imapi-test-XXXXXX";
	struct write_behind *wb;
	uint8_t data[SIZE];
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	wb = write_behind_new(fd, SIZE);
	for (int i = 0; i < 200; i++)
		put(wb, (uint8_t)i, SIZE);
	ck_assert_int_eq(write_behind_flush(wb), 0);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 200 * SIZE);
	put(wb, 200, 1);
	ck_assert_ptr_null(write_behind_free(wb));
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 200 * SIZE + 1);
	for (int i = 0; i < 201; i++) {
		size_t n = i < 200 ? SIZE : 1;

		ck_assert_int_eq(pread(fd, data, SIZE, i * (off_t)SIZE), (ssize_t)n);
		for (size_t at = 0; at < n; at++)
			ck_assert_uint_eq(data[at], (uint8_t)i);
	}
	close(fd);
	unlink(path);
}

/* A pipe takes less at once than is put. */
T(what_is_taken_in_parts_arrives_whole)
{
	struct write_behind *wb;
	uint8_t data[SIZE];
	size_t have = 0;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_gt(fcntl(fds[1], F_SETPIPE_SZ, SIZE), 0);
	wb = write_behind_new(fds[1], 4 * SIZE);
	for (uint32_t i = 0; i < 4 * SIZE; i++)
		write_behind_buffer(wb)[i] = (uint8_t)(i / 100);
	ck_assert_int_eq(write_behind_put(wb, 4 * SIZE), 0);
	while (have < 4 * SIZE) {
		ssize_t n = read(fds[0], data, sizeof(data));

		ck_assert_int_gt(n, 0);
		for (ssize_t i = 0; i < n; i++, have++)
			ck_assert_uint_eq(data[i], (uint8_t)(have / 100));
	}
	write_behind_free(wb);
	close(fds[0]);
	close(fds[1]);
}

T(a_failure_is_told_and_ends_the_writing)
{
	struct write_behind *wb;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	wb = write_behind_new(fd, SIZE);
	put(wb, 1, SIZE);
	ck_assert_int_eq(write_behind_flush(wb), ENOSPC);
	ck_assert_int_eq(write_behind_put(wb, SIZE), ENOSPC);
	ck_assert_int_eq(write_behind_flush(wb), ENOSPC);
	write_behind_free(wb);
	close(fd);
}

T(a_pipe_that_nobody_reads_is_an_error_to_who_blocks_its_signal)
{
	struct write_behind *wb;
	sigset_t pipe_signal;
	int fds[2];

	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
	ck_assert_int_eq(pipe(fds), 0);
	close(fds[0]);
	wb = write_behind_new(fds[1], SIZE);
	put(wb, 1, SIZE);
	ck_assert_int_eq(write_behind_flush(wb), EPIPE);
	write_behind_free(wb);
	close(fds[1]);
}

T_MAIN("write-behind")
