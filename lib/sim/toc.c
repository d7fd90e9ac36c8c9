/* SPDX-License-Identifier: MIT */
/* READ TOC/PMA/ATIP. */
#include "sim/command.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "cdda/msf.h"
#include "mmc/replies.h"

#define LEAD_OUT 0xaa
#define ADR_POSITION 1
#define RAW_SIZE 11
#define ROOM (TOC_HEADER_SIZE + 1200 * RAW_SIZE)

/* A reply that grows. */
struct toc {
	const struct sim_disc *disc;
	bool msf;
	size_t length;
	uint8_t bytes[ROOM];
};

static void add_track(struct toc *toc, uint8_t number, uint32_t lba)
{
	struct mmc_toc_track t = { .adr = ADR_POSITION,
				   .control = toc->disc->medium->control,
				   .track = number,
				   .address = toc->msf ? msf_of(lba) : lba };

	if (toc->length + TOC_TRACK_SIZE > ROOM)
		return;
	wire_put_clean(&wire_toc_track, &t, toc->bytes + toc->length);
	toc->length += TOC_TRACK_SIZE;
}

static struct sim_sense finish(struct sim_task *task, struct toc *toc, uint8_t first,
			       uint8_t last)
{
	struct mmc_toc_header header = { .length = (uint16_t)(toc->length - 2),
					 .first = first,
					 .last = last };

	wire_put(&wire_toc_header, &header, toc->bytes);
	return task_reply(task, toc->bytes, toc->length);
}

static struct sim_sense tracks(struct sim_task *task, struct toc *toc)
{
	const struct sim_disc *disc = toc->disc;
	unsigned from = cdb_get(task->cdb, TOC_NUMBER),
		 last = MIN(disc_closed_tracks(disc), 99u);

	if (!last || (from > last && from != LEAD_OUT))
		return SENSE(5, 0x24, 0x00);
	for (unsigned n = MAX(from, 1u); n <= last; n++)
		add_track(toc, (uint8_t)n, disc->tracks[n - 1].start);
	add_track(toc, LEAD_OUT, disc_closed_end(disc));
	return finish(task, toc, 1, (uint8_t)last);
}

static struct sim_sense last_session(struct sim_task *task, struct toc *toc)
{
	const struct sim_disc *disc = toc->disc;
	unsigned last = disc_closed_tracks(disc), session;
	const struct sim_track *first;

	if (!last)
		return SENSE(5, 0x24, 0x00);
	session = disc->tracks[last - 1].session;
	first = disc_session(disc, session);
	add_track(toc, (uint8_t)disc_number(disc, first), first->start);
	return finish(task, toc, 1, (uint8_t)session);
}

/* One entry of the lead-in: what @point is, a time of it, and a time or three numbers. */
static void add_pointer(struct toc *toc, unsigned session, uint8_t point, uint32_t msf,
			uint32_t pmsf)
{
	uint8_t *p = toc->bytes + toc->length;

	if (toc->length + RAW_SIZE > ROOM)
		return;
	memset(p, 0, RAW_SIZE);
	p[0] = (uint8_t)session;
	p[1] = (uint8_t)((point == 0xb0 || point == 0xc0 ? 5 : ADR_POSITION) << 4 |
			 toc->disc->medium->control);
	put_be32(p + 3, msf);
	p[3] = point;
	put_be32(p + 7, pmsf);
	toc->length += RAW_SIZE;
}

static void add_raw(struct toc *toc, unsigned session, uint8_t point, uint32_t pmsf)
{
	add_pointer(toc, session, point, 0, pmsf);
}

/* Mode 5: where the next program area can begin and the last lead-out, and the first lead-in.
 */
static void add_pointers(struct toc *toc, unsigned session)
{
	const struct sim_disc *disc = toc->disc;
	const struct sim_track *next = disc_session(disc, session + 1);
	uint32_t pointers = session == 1 ? 2 : 1;

	if (!next)
		return;
	add_pointer(toc, session, 0xb0, msf_of((int64_t)next->start - MSF_OFFSET),
		    pointers << 24 | msf_of(disc->capacity));
	if (session == 1)
		add_raw(toc, session, 0xc0, msf_of(MSF_LEAD_IN));
}

static void add_raw_session(struct toc *toc, unsigned session, unsigned first, unsigned last)
{
	const struct sim_disc *disc = toc->disc;
	const struct sim_track *tracks = disc->tracks;

	add_raw(toc, session, 0xa0, first << 16 | (uint32_t)disc_cd_type(disc) << 8);
	add_raw(toc, session, 0xa1, last << 16);
	add_raw(toc, session, 0xa2, msf_of(tracks[last - 1].end));
	for (unsigned n = first; n <= last; n++)
		add_raw(toc, session, (uint8_t)n, msf_of(tracks[n - 1].start));
	add_pointers(toc, session);
}

static struct sim_sense raw(struct sim_task *task, struct toc *toc)
{
	const struct sim_disc *disc = toc->disc;
	unsigned last = disc_closed_tracks(disc), from = cdb_get(task->cdb, TOC_NUMBER);

	if (disc->medium->family != FAMILY_CD || !last)
		return SENSE(5, 0x24, 0x00);
	for (unsigned first = 1, n = 1; n <= last; n++) {
		unsigned session = disc->tracks[n - 1].session;

		if (n < last && disc->tracks[n].session == session)
			continue;
		if (session >= from)
			add_raw_session(toc, session, first, n);
		first = n + 1;
	}
	return finish(task, toc, 1, (uint8_t)disc->tracks[last - 1].session);
}

/* ATIP: writing power, the kind of disc, where lead-in and last lead-out may begin. */
static struct sim_sense atip(struct sim_task *task, struct toc *toc)
{
	uint8_t *p = toc->bytes + toc->length;

	if (toc->disc->medium->family != FAMILY_CD || toc->disc->medium->pressed)
		return SENSE(5, 0x24, 0x00);
	memset(p, 0, 24);
	p[0] = 0xd0;					  /* indicative writing power 5 */
	p[1] = 0x40;					  /* unrestricted use */
	p[2] = toc->disc->medium->erasable ? 0xc0 : 0x80; /* CD-RW, or CD-R of type A- */
	put_be32(p + 3, msf_of(MSF_LEAD_IN));
	put_be32(p + 7, msf_of(toc->disc->capacity));
	toc->length += 24;
	return finish(task, toc, 0, 0);
}

struct sim_sense do_read_toc(struct sim_task *task)
{
	AUTOFREE struct toc *toc = zalloc(sizeof(*toc));
	uint32_t format = cdb_get(task->cdb, TOC_FORMAT);

	if (!toc)
		return SENSE(4, 0x44, 0x00);
	toc->disc = task->drive->disc;
	toc->msf = cdb_get(task->cdb, TOC_MSF);
	toc->length = TOC_HEADER_SIZE;
	if (!format)
		format = task->cdb[9] >> 6; /* where SFF-8020i had it */
	switch (format) {
	case 0:
		return tracks(task, toc);
	case 1:
		return last_session(task, toc);
	case 2:
		return raw(task, toc);
	case 4:
		return atip(task, toc);
	default:
		return SENSE(5, 0x24, 0x00);
	}
}
