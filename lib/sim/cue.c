/* SPDX-License-Identifier: MIT */
/* SEND CUE SHEET, and the session at once that follows it (MMC-6 6.36). */
#include "sim/cue.h"

#include "base/mem.h"
#include "cdda/msf.h"
#include "mmc/replies.h"
#include "sim/command.h"

#define ENTRY_SIZE 8
#define LEAD_OUT_TRACK 0xaa
#define ADR_POSITION 1
#define CONTROL_DATA 4u
#define CONTROL_COPY 2u
#define FRAMES_MAX (100 * 60 * 75)
#define AUDIO_MADE_UP 0x01
#define XA_SUB_HEADER 8
#define XA_FORM_2 0x20 /* of the submode, in the third byte of the sub-header */

/* Data forms of the main channel, of those that this drive writes: mode 1 and XA form 1. */
static const struct sim_cue_form forms[] = {
	{ 0x10, 1, 2048, 0 },  { 0x11, 1, 2352, 16 }, { 0x12, 1, 2048, 0 },
	{ 0x13, 1, 2352, 16 }, { 0x14, 1, 0, 0 },     { 0x20, 2, 2336, 8 },
	{ 0x21, 2, 2352, 24 }, { 0x22, 2, 2336, 8 },  { 0x23, 2, 2352, 24 },
	{ 0x24, 2, 0, 0 },
};

/* One entry of the sheet. */
struct entry {
	uint8_t control, adr, track, index, form;
	int32_t lba;
};

static struct entry entry_at(const uint8_t *p)
{
	int32_t frames = ((int32_t)p[5] * 60 + p[6]) * 75 + p[7];

	return (struct entry){ .control = p[0] >> 4,
			       .adr = p[0] & 0x0f,
			       .track = p[1],
			       .index = p[2],
			       .form = p[3],
			       .lba = MIN(frames, FRAMES_MAX) - MSF_OFFSET };
}

static const struct sim_cue_form *find_form(uint8_t code)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (forms[i].code == code)
			return &forms[i];
	return NULL;
}

/* What lead-in and lead-out are of: the drive makes them up. */
static bool is_made_up(uint8_t code)
{
	const struct sim_cue_form *form = find_form(code);

	return code == AUDIO_MADE_UP || (form && !form->sector);
}

/* A track begins with its pre-gap, index 0, or at once with index 1; later indices follow. */
static bool follows(const struct sim_cue *cue, const struct entry *e, unsigned first)
{
	const struct sim_cue_part *last = cue->count ? &cue->parts[cue->count - 1] : NULL;

	if (!last)
		return e->track == first && e->index <= 1;
	if (e->lba <= last->start)
		return false;
	if (e->track == last->track)
		return last->pregap ? e->index == 1 : e->index > 1;
	return !last->pregap && (e->track == last->track + 1 || e->track == LEAD_OUT_TRACK);
}

static bool add_entry(struct sim_cue *cue, const struct entry *e, unsigned first)
{
	const struct sim_cue_form *form = find_form(e->form);
	bool end = e->track == LEAD_OUT_TRACK;

	if (!follows(cue, e, first) || cue->count == CUE_PARTS ||
	    (e->control & ~CONTROL_COPY) != CONTROL_DATA)
		return false;
	if (end ? !is_made_up(e->form) : !form)
		return false;
	if (e->index > 1 && !end)
		return cue->parts[cue->count - 1].form == form;
	cue->parts[cue->count++] = (struct sim_cue_part){ .start = e->lba,
							  .track = e->track,
							  .pregap = !end && e->index == 0,
							  .form = end ? &forms[0] : form };
	return true;
}

/* Lead-in, tracks from @first on, lead-out. */
static bool read_sheet(const uint8_t *data, uint32_t length, unsigned first,
		       struct sim_cue *ret_cue)
{
	struct entry e = entry_at(data);

	if (e.track != 0 || !is_made_up(e.form))
		return false;
	for (uint32_t at = ENTRY_SIZE; at < length; at += ENTRY_SIZE) {
		e = entry_at(data + at);
		if (e.adr != ADR_POSITION) /* catalogue number and ISRC */
			continue;
		if (!add_entry(ret_cue, &e, first))
			return false;
	}
	return ret_cue->count >= 2 &&
	       ret_cue->parts[ret_cue->count - 1].track == LEAD_OUT_TRACK;
}

static int32_t lead_out(const struct sim_cue *cue)
{
	return cue->parts[cue->count - 1].start;
}

/* Moves to the next block that the host sends. */
static void skip_made_up(struct sim_cue *cue)
{
	for (unsigned i = 0; i + 1 < cue->count; i++)
		if (cue->next == cue->parts[i].start && !cue->parts[i].form->sector)
			cue->next = cue->parts[i + 1].start;
}

static struct mmc_write_parameters write_parameters(const struct sim_drive *drive)
{
	struct mmc_write_parameters p;

	wire_get(&wire_write_parameters, pages_current(drive, PAGE_WRITE_PARAMETERS),
		 WRITE_PARAMETERS_SIZE, &p);
	return p;
}

/* Where the sheet has to begin, and that the disc takes it. */
static struct sim_sense check_place(const struct sim_disc *disc, const struct sim_cue *cue)
{
	const struct sim_track *tail = disc_tail(disc);
	int32_t first = cue->parts[0].start + (cue->parts[0].pregap ? MSF_OFFSET : 0);

	if (!tail || disc_session_state(disc) != SESSION_EMPTY)
		return SENSE(5, 0x2c, 0x03);
	if ((uint32_t)first != tail->start)
		return SENSE(5, 0x26, 0x00);
	if ((uint32_t)lead_out(cue) > disc->capacity)
		return SENSE(5, 0x63, 0x00);
	return GOOD;
}

static struct sim_sense check_disc(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;

	if (disc->medium->family != FAMILY_CD)
		return SENSE(5, 0x20, 0x00);
	if (disc->final)
		return disc->medium->closed_sense;
	if (write_parameters(drive).write_type != WRITE_SAO || drive->cue.begun)
		return SENSE(5, 0x2c, 0x00);
	return GOOD;
}

struct sim_sense do_send_cue_sheet(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense = check_disc(drive);
	struct sim_cue cue = { .count = 0 };
	const uint8_t *data;

	if (sense.key)
		return sense;
	if (task->allocation < 3 * ENTRY_SIZE || task->allocation % ENTRY_SIZE)
		return SENSE(5, 0x1a, 0x00);
	if (!task_data(task, task->allocation, &data))
		return GOOD;
	if (!read_sheet(data, task->allocation, (unsigned)drive->disc->count, &cue))
		return SENSE(5, 0x26, 0x00);
	sense = check_place(drive->disc, &cue);
	if (sense.key)
		return sense;
	cue.next = cue.parts[0].start;
	skip_made_up(&cue);
	drive->cue = cue;
	return GOOD;
}

/* The part that the next block belongs to. */
static unsigned part_at(const struct sim_cue *cue, int32_t lba)
{
	unsigned i = 0;

	while (i + 2 < cue->count && lba >= cue->parts[i + 1].start)
		i++;
	return i;
}

struct sim_sense cue_check(const struct sim_drive *drive, int32_t lba, uint32_t blocks,
			   uint64_t *ret_bytes)
{
	const struct sim_cue *cue = &drive->cue;
	uint64_t bytes = 0;

	if (!cue->count || write_parameters(drive).write_type != WRITE_SAO)
		return SENSE(5, 0x2c, 0x00);
	if (!cue->begun && check_place(drive->disc, cue).key)
		return SENSE(5, 0x2c, 0x00);
	if (lba != cue->next)
		return SENSE(5, 0x21, 0x02);
	while (blocks > 0) {
		unsigned i = part_at(cue, lba);
		uint32_t room = (uint32_t)(cue->parts[i + 1].start - lba);
		uint32_t n = MIN(blocks, room);

		if (n == 0 || !cue->parts[i].form->sector)
			return SENSE(5, 0x21, 0x00);
		bytes += (uint64_t)n * cue->parts[i].form->sector;
		lba += (int32_t)n;
		blocks -= n;
	}
	*ret_bytes = bytes;
	return GOOD;
}

/* The tracks stand on the disc from the first write on, and lack their end until the last. */
static bool lay_out(struct sim_drive *drive)
{
	const struct sim_cue *cue = &drive->cue;
	struct disc_span spans[CUE_PARTS];
	unsigned count = 0;

	for (unsigned i = 0; i + 1 < cue->count; i++)
		if (!cue->parts[i].pregap)
			spans[count++] =
				(struct disc_span){ (uint32_t)cue->parts[i].start,
						    (uint32_t)cue->parts[i + 1].start };
	return disc_lay_out(drive->disc, spans, count);
}

/* The user data of blocks that come with what surrounds it; form 2 has more than fits. */
static struct sim_sense write_framed(struct sim_disc *disc, const struct sim_cue_form *form,
				     uint32_t lba, const uint8_t *data)
{
	if (form->mode == 2 && data[form->user - XA_SUB_HEADER + 2] & XA_FORM_2)
		return SENSE(5, 0x64, 0x00);
	return disc_write(disc, lba, data + form->user, 1);
}

/* One run within a part. */
static struct sim_sense write_run(struct sim_drive *drive, const struct sim_cue_part *part,
				  const uint8_t *data, uint32_t blocks)
{
	struct sim_disc *disc = drive->disc;
	const struct sim_cue_form *form = part->form;
	uint32_t lba = (uint32_t)drive->cue.next;
	struct sim_track *track = disc_track(disc, part->track);
	struct sim_sense sense = GOOD;

	if (part->pregap || !track)
		return GOOD;
	track->data_mode = form->mode;
	if (form->sector == BLOCK_SIZE)
		sense = disc_write(disc, lba, data, blocks);
	for (uint32_t i = 0; form->sector != BLOCK_SIZE && !sense.key && i < blocks; i++)
		sense = write_framed(disc, form, lba + i, data + (size_t)i * form->sector);
	if (!sense.key && track->nwa == track->end)
		disc_end_span(disc, track);
	return sense;
}

struct sim_sense cue_write(struct sim_drive *drive, const uint8_t *data, uint32_t blocks,
			   unsigned *ret_track)
{
	struct sim_cue *cue = &drive->cue;
	struct sim_sense sense = GOOD;

	if (!cue->begun && !lay_out(drive))
		return SENSE(4, 0x44, 0x00);
	cue->begun = true;
	while (blocks > 0 && !sense.key) {
		const struct sim_cue_part *part = &cue->parts[part_at(cue, cue->next)];
		uint32_t n = MIN(blocks, (uint32_t)(part[1].start - cue->next));

		sense = write_run(drive, part, data, n);
		*ret_track = part->track;
		data += (size_t)n * part->form->sector;
		cue->next += (int32_t)n;
		blocks -= n;
		skip_made_up(cue);
	}
	return sense;
}

void cue_skip(struct sim_drive *drive, uint32_t blocks)
{
	struct sim_cue *cue = &drive->cue;

	for (uint32_t n; blocks > 0; blocks -= n) {
		n = MIN(blocks,
			(uint32_t)(cue->parts[part_at(cue, cue->next) + 1].start - cue->next));
		cue->next += (int32_t)n;
		skip_made_up(cue);
	}
}

bool cue_complete(const struct sim_drive *drive)
{
	return drive->cue.begun && drive->cue.next == lead_out(&drive->cue);
}

void cue_finish(struct sim_drive *drive)
{
	if (!cue_complete(drive))
		return;
	drive->cue.count = 0;
	drive->cue.begun = false;
	if (write_parameters(drive).multi_session == MULTI_NEXT_ALLOWED)
		disc_close_session(drive->disc);
	else
		disc_finalise(drive->disc);
}

void cue_forget(struct sim_drive *drive)
{
	if (drive->cue.begun && drive->disc)
		disc_cut_spans(drive->disc);
	drive->cue.count = 0;
	drive->cue.begun = false;
}
