/* SPDX-License-Identifier: MIT */
#include "sim/pending.h"

#include "base/mem.h"
#include "sim/command.h"

usec_t host_now(const struct sim_drive *drive)
{
	if (drive->spec.real_clock)
		return transport_now(drive->transport);
	return drive->pending.ahead ? drive->pending.host : drive->now;
}

void host_sleep(struct sim_drive *drive, usec_t duration)
{
	if (drive->spec.real_clock)
		transport_sleep(drive->transport, duration);
	else if (drive->pending.ahead)
		drive->pending.host += duration;
	else
		drive->now += duration;
}

void pending_start(struct sim_drive *drive, struct imapi_exchange *x, usec_t patience)
{
	drive->now = drive->pending.host = host_now(drive);
	drive->pending.ahead = true;
	drive->pending.x = *x;
	command_execute(drive, &drive->pending.x);
	pending_resume(drive, x, patience);
}

void pending_resume(struct sim_drive *drive, struct imapi_exchange *x, usec_t patience)
{
	usec_t now = host_now(drive);

	host_sleep(drive, MIN(drive->now > now ? drive->now - now : 0, patience));
	now = host_now(drive);
	if (now < drive->now) {
		x->host = IMAPI_HOST_PENDING;
		return;
	}
	*x = drive->pending.x;
	drive->pending.ahead = false;
	drive->now = now;
}
