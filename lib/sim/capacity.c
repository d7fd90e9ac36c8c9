/* SPDX-License-Identifier: MIT */
/* READ CAPACITY, READ FORMAT CAPACITIES. */
#include "sim/command.h"

#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/restricted.h"

enum { UNFORMATTED = 1, FORMATTED = 2, NO_MEDIUM = 3 };

/* With pseudo-overwrite sessions need not be closed for the disc to be read. */
static uint32_t readable_end(const struct sim_disc *disc)
{
	bool grows = disc->overwrites || restricted_intermediate(disc);
	const struct sim_track *tail = grows ? disc_tail(disc) : NULL;

	return tail ? tail->nwa : disc_closed_end(disc);
}

struct sim_sense do_read_capacity(struct sim_task *task)
{
	uint32_t end = readable_end(task->drive->disc);
	struct mmc_capacity reply = { .last_lba = end ? end - 1 : 0, .block_size = BLOCK_SIZE };
	uint8_t bytes[CAPACITY_SIZE];

	wire_put_clean(&wire_capacity, &reply, bytes);
	return task_reply(task, bytes, sizeof(bytes));
}

static struct mmc_current_capacity current_capacity(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;

	if (!drive_has_disc(drive))
		return (struct mmc_current_capacity){ sim_media[0]->capacity, NO_MEDIUM,
						      BLOCK_SIZE };
	if (disc_blank(disc) && disc->capacity < disc->whole)
		return (struct mmc_current_capacity){ disc->capacity, FORMATTED, BLOCK_SIZE };
	if (disc_blank(disc) || disc->spoiled)
		return (struct mmc_current_capacity){ disc->capacity, UNFORMATTED, BLOCK_SIZE };
	return (struct mmc_current_capacity){ readable_end(disc), FORMATTED, BLOCK_SIZE };
}

/* Of a BD it is how many clusters are spares. */
static uint32_t parameter_of(const struct sim_disc *disc, const struct sim_format *format)
{
	if (disc->medium->family != FAMILY_BD || !format->parameter)
		return format->parameter;
	return (disc->whole - disc_formattable(disc, format)) / disc->medium->unit;
}

static size_t put_restricted(const struct sim_disc *disc, uint8_t *bytes)
{
	struct mmc_format_capacity formats[RESTRICTED_FORMATS];
	unsigned count = restricted_formats(disc, formats);

	for (unsigned i = 0; i < count; i++)
		wire_put_clean(&wire_format_capacity, &formats[i],
			       bytes + (size_t)i * FORMAT_CAPACITY_SIZE);
	return count * FORMAT_CAPACITY_SIZE;
}

static size_t put_formats(const struct sim_disc *disc, uint8_t *bytes)
{
	size_t n = 0;

	if (restricted_offered(disc))
		return put_restricted(disc, bytes);

	for (size_t i = 0; i < MEDIUM_FORMATS; i++) {
		const struct sim_format *format = &disc->medium->formats[i];
		struct mmc_format_capacity reply;

		if (!disc_offers(disc, format))
			continue;
		reply = (struct mmc_format_capacity){ .blocks = disc_formattable(disc, format),
						      .type = format->type,
						      .parameter = parameter_of(disc, format) };
		wire_put_clean(&wire_format_capacity, &reply, bytes + n);
		n += FORMAT_CAPACITY_SIZE;
	}
	return n;
}

struct sim_sense do_read_format_capacities(struct sim_task *task)
{
	const struct sim_drive *drive = task->drive;
	struct mmc_format_header header = { .length = FORMAT_CAPACITY_SIZE };
	const struct mmc_current_capacity current = current_capacity(drive);
	uint8_t bytes[FORMAT_HEADER_SIZE +
		      (1 + MEDIUM_FORMATS + RESTRICTED_FORMATS) * FORMAT_CAPACITY_SIZE];
	size_t n = FORMAT_HEADER_SIZE + FORMAT_CAPACITY_SIZE;

	wire_put_clean(&wire_current_capacity, &current, bytes + FORMAT_HEADER_SIZE);
	if (drive_has_disc(drive))
		n += put_formats(drive->disc, bytes + n);
	header.length = (uint8_t)(n - FORMAT_HEADER_SIZE);
	wire_put_clean(&wire_format_header, &header, bytes);
	return task_reply(task, bytes, n);
}
