/* SPDX-License-Identifier: MIT */
#include "sim/speed.h"

#include "base/mem.h"
#include "sim/defects.h"

const struct sim_rates *speed_rates(const struct sim_drive *drive)
{
	static const struct sim_rates none;

	return drive->disc ? &drive->model.rates[drive->disc->medium->family] : &none;
}

void speed_fit(struct sim_drive *drive)
{
	const struct sim_medium *medium = drive->disc ? drive->disc->medium : NULL;
	struct sim_rates *rates;

	if (!medium || !medium->fastest_kbps)
		return;
	rates = &drive->model.rates[medium->family];
	*rates = drive->spec.model.rates[medium->family];
	while (rates->write_kbps[1] && rates->write_kbps[0] > medium->fastest_kbps)
		memmove(rates->write_kbps, rates->write_kbps + 1,
			sizeof(rates->write_kbps) - sizeof(rates->write_kbps[0]));
}

unsigned speed_count(const struct sim_rates *rates)
{
	unsigned n = 0;

	while (n < MODEL_SPEEDS && rates->write_kbps[n])
		n++;
	return n;
}

uint32_t speed_nearest(const struct sim_rates *rates, uint32_t kbps)
{
	uint32_t slowest = rates->write_kbps[0];

	for (unsigned i = 0; i < speed_count(rates); i++) {
		slowest = rates->write_kbps[i];
		if (slowest <= kbps)
			break;
	}
	return slowest;
}

uint32_t speed_write(const struct sim_drive *drive)
{
	const struct sim_rates *rates = speed_rates(drive);
	uint32_t fastest = MAX(rates->write_kbps[0], 1u);

	return drive->write_kbps ? MAX(speed_nearest(rates, drive->write_kbps), 1u) : fastest;
}

uint32_t speed_write_at(const struct sim_drive *drive, uint32_t lba)
{
	uint32_t rim = speed_write(drive), start = speed_rates(drive)->start_percent;
	uint32_t capacity = drive->disc ? drive->disc->capacity : 0;
	uint64_t percent100; /* 1/100 of a percent */

	if (!capacity || start >= 100)
		return rim;
	percent100 = start * 100u + (100u - start) * 100ull * MIN(lba, capacity) / capacity;
	return (uint32_t)MAX(rim * percent100 / 10000, 1u);
}

uint32_t speed_read(const struct sim_drive *drive)
{
	uint32_t fastest = MAX(speed_rates(drive)->read_kbps, 1u);

	return drive->read_kbps ? MIN(drive->read_kbps, fastest) : fastest;
}

usec_t transfer_time(uint64_t bytes, uint32_t kbps)
{
	return (bytes * 1000 + kbps - 1) / kbps;
}

static uint32_t buffer_rate(const struct sim_drive *drive)
{
	const struct sim_track *track =
		drive->disc ? disc_track(drive->disc, drive->buffer.track) : NULL;

	uint32_t rate = speed_write_at(drive, track ? track->nwa : 0);

	/* what is read back takes as long again */
	if (track && defects_managed(drive->disc) && !drive->buffer.streaming)
		rate = MAX(rate / 2, 1u);
	return rate;
}

void buffer_update_to(struct sim_drive *drive, usec_t now)
{
	struct sim_buffer *buffer = &drive->buffer;
	uint64_t drained;

	if (now <= buffer->since)
		return;
	if (buffer->level) {
		drained = (now - buffer->since) * buffer_rate(drive) / 1000;
		buffer->level -= MIN(drained, buffer->level);
	}
	buffer->since = now;
}

void buffer_update(struct sim_drive *drive)
{
	buffer_update_to(drive, drive_now(drive));
}

uint64_t buffer_free(const struct sim_drive *drive)
{
	uint64_t size = drive->model.buffer_bytes;

	return size - MIN(size, drive->buffer.level);
}

/* Until the buffer has lost @bytes; writing may still have to begin. */
static usec_t time_to_drain(const struct sim_drive *drive, uint64_t bytes)
{
	usec_t now = drive_now(drive), since = drive->buffer.since;
	usec_t delay = since > now ? since - now : 0;

	return bytes ? delay + transfer_time(bytes, buffer_rate(drive)) : 0;
}

usec_t buffer_wait(const struct sim_drive *drive, uint64_t bytes)
{
	uint64_t room = buffer_free(drive);
	uint64_t excess = bytes > room ? bytes - room : 0;

	return time_to_drain(drive, MIN(excess, drive->buffer.level));
}

usec_t buffer_drain_time(const struct sim_drive *drive)
{
	return time_to_drain(drive, drive->buffer.level);
}

void buffer_add(struct sim_drive *drive, unsigned track, uint64_t bytes)
{
	drive->buffer.track = track;
	drive->buffer.level += bytes;
}

uint32_t buffer_recorded(const struct sim_drive *drive)
{
	const struct sim_track *track = disc_track(drive->disc, drive->buffer.track);
	uint64_t pending = blocks_of(drive->buffer.level);

	if (!track)
		return 0;
	return (uint32_t)(track->nwa - MIN(pending, track->nwa - track->start));
}
