/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t signal_count, line_is_live;
static struct imapi_job *volatile running_job;
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

static void stop_job(struct imapi_job *job)
{
	if (line_is_live)
		say(CLEAR_LINE);
	if (signal_count == 1)
		say("Stopping. The drive is being brought into order; this can take a "
		    "while.\n");
	else if (signal_count == 2)
		say("The drive is still being brought into order; taking the disc out now "
		    "would "
		    "ruin it.\nPress Ctrl-C once more to quit all the same.\n");
	else
		quit();
	imapi_job_cancel(job);
}

static void handle(int number)
{
	(void)number;
	signal_count++;
	if (running_job)
		stop_job(running_job);
	else if (signal_count > 1)
		quit();
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

void signals_set_job(struct imapi_job *job)
{
	running_job = job;
	if (job && signal_count)
		imapi_job_cancel(job);
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
