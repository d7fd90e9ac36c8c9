/* SPDX-License-Identifier: MIT */
/* How far the work is, as the drive tells it. */
#include "base/mem.h"
#include "sim/work.h"

/* A number that looks like progress and is none. */
static uint16_t junk(usec_t elapsed)
{
	uint32_t v = (uint32_t)(elapsed / 100000) * 2654435761u;

	v = (v ^ v >> 15) * 2246822519u;
	return (uint16_t)(v ^ v >> 16);
}

static uint16_t steps(uint32_t p, uint32_t count)
{
	return (uint16_t)(p * count / 65536 * 65536 / count);
}

uint16_t work_progress(const struct sim_drive *drive)
{
	const struct sim_operation *work = &drive->work;
	usec_t total = MAX(work->end - work->start, 1u);
	usec_t elapsed = MIN(drive_now(drive) - work->start, total);
	uint32_t p = (uint32_t)(elapsed * 65535 / total);

	switch (drive->model.progress) {
	case PROGRESS_PERCENT:
		return steps(p, 100);
	case PROGRESS_TENTHS:
		return steps(p, 10);
	case PROGRESS_FROZEN:
		return 655;
	case PROGRESS_ZERO:
		return 0;
	case PROGRESS_FULL:
		return 65535;
	case PROGRESS_BACK:
		return (uint16_t)(p < 32768 ? p * 2 : (p - 32768) * 2);
	case PROGRESS_FALLING:
		return (uint16_t)(65535 - p);
	case PROGRESS_WRAP:
		return (uint16_t)(p * 5);
	case PROGRESS_JUNK:
		return junk(elapsed);
	default:
		return (uint16_t)p;
	}
}
