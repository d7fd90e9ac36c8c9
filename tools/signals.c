/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define JOBS_MOST 64 /* as many as drives */

static atomic_int signal_count; /* several threads read it */
static atomic_bool line_is_live;
static _Atomic(struct imapi_job *) jobs[JOBS_MOST];
static const char *volatile unfinished_path;

#define CLEAR_LINE "\r\033[K"
#define SHOW_CURSOR "\033[?25h"

/* The ways of stdio are closed to a signal handler. */
static void say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;
}

static void quit(void)
{
	if (line_is_live)
		say(CLEAR_LINE SHOW_CURSOR);
	if (unfinished_path)
		unlink(unfinished_path);
	_exit(130);
}

static void stop_jobs(bool many)
{
	if (line_is_live)
		say(CLEAR_LINE);
	if (signal_count == 1)
		say(many ? "Stopping. The drives are being brought into order; this can take a "
			   "while.\n"
			 : "Stopping. The drive is being brought into order; this can take a "
			   "while.\n");
	else if (signal_count == 2 && many)
		say("Some drives are still being brought into order; taking a disc out now "
		    "would ruin it.\nPress Ctrl-C once more to quit all the same.\n");
	else if (signal_count == 2)
		say("The drive is still being brought into order; taking the disc out now "
		    "would "
		    "ruin it.\nPress Ctrl-C once more to quit all the same.\n");
	else
		quit();
	for (size_t i = 0; i < JOBS_MOST; i++)
		if (jobs[i])
			imapi_job_cancel(jobs[i]);
}

static unsigned running(void)
{
	unsigned count = 0;

	for (size_t i = 0; i < JOBS_MOST; i++)
		count += jobs[i] != NULL;
	return count;
}

static void handle(int number)
{
	int error = errno;
	unsigned count = running();

	(void)number;
	signal_count++;
	if (count)
		stop_jobs(count > 1);
	else if (signal_count > 1)
		quit();
	errno = error;
}

void signals_install(void)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void signals_add_job(struct imapi_job *job)
{
	for (size_t i = 0; i < JOBS_MOST; i++) {
		struct imapi_job *none = NULL;

		if (atomic_compare_exchange_strong(&jobs[i], &none, job))
			break;
	}
	if (signal_count)
		imapi_job_cancel(job);
}

void signals_remove_job(struct imapi_job *job)
{
	for (size_t i = 0; i < JOBS_MOST; i++)
		if (jobs[i] == job)
			jobs[i] = NULL;
}

void signals_set_unfinished(const char *path)
{
	unfinished_path = path;
}

void signals_set_live(bool live)
{
	line_is_live = live;
}

bool signals_cancelled(void)
{
	return signal_count > 0;
}
