/* SPDX-License-Identifier: MIT */
/* Judges system use entries: SUSP and Rock Ridge. */
#include "image/read/check.h"

#include "base/mem.h"
#include "image/read/date.h"

#include <inttypes.h>
#include <sys/stat.h>

#define XA_LENGTH 14u

static bool known_signature(const uint8_t *p)
{
	static const char known[][3] = { "SP", "CE", "ER", "ST", "ES", "PD", "RR", "PX", "PN",
					 "SL", "NM", "CL", "PL", "RE", "TF", "SF", "ZF", "AL" };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (p[0] == (uint8_t)known[i][0] && p[1] == (uint8_t)known[i][1])
			return true;
	return false;
}

/* True if an entry stands somewhere near the start although SP does not. */
static bool looks_used(const struct rd_record *dot)
{
	size_t at = 0;

	while (at + 4 <= dot->use_length) {
		size_t length = dot->use[at + 2];

		if (known_signature(dot->use + at))
			return true;
		if (length < 4 || length > dot->use_length - at)
			return false;
		at += length;
	}
	return false;
}

void chk_root_use(struct chk *chk, const struct rd_record *dot, const struct chk_place *place)
{
	const uint8_t *sp = NULL;

	for (size_t at = 0; !sp && at <= XA_LENGTH; at += XA_LENGTH)
		if (dot->use_length >= at + 7 && memcmp(dot->use + at, "SP", 2) == 0)
			sp = dot->use + at;
	if (!sp) {
		if (looks_used(dot))
			chk_error(chk, "SUSP 5.3", place,
				  "there are system use entries but no SP before them");
		return;
	}
	if (sp[2] != 7 || sp[3] != 1)
		chk_error(chk, "SUSP 5.3", place, "SP has length %u and version %u", sp[2],
			  sp[3]);
	if (sp[4] != 0xbe || sp[5] != 0xef)
		chk_error(chk, "SUSP 5.3", place, "the check bytes of SP are wrong");
	chk->has_susp = true;
	chk->susp_skip = sp[6];
}

static void judge_er(struct chk *chk, const struct rd_susp_entry *e,
		     const struct chk_place *place)
{
	unsigned sum = e->length >= 8 ? 8u + e->bytes[4] + e->bytes[5] + e->bytes[6] : 0;

	if (sum != e->length)
		chk_error(chk, "SUSP 5.5", place, "ER has %u bytes but its parts make %u",
			  e->length, sum);
}

static void judge_ce(struct chk *chk, const struct rd_susp_entry *e,
		     const struct chk_place *place)
{
	struct rd_ce ce;

	if (e->length != rd_ce_layout.size)
		return;
	wire_get(&rd_ce_layout, e->bytes, e->length, &ce);
	if (ce.block >= chk_volume_end(chk) && rd_source_has(&chk->source, ce.block, 1))
		chk_error(chk, "SUSP 5.1", place,
			  "the continuation area at block %" PRIu32 " is outside the volume",
			  ce.block);
}

static void judge_tf(struct chk *chk, const struct rd_susp_entry *e,
		     const struct chk_place *place)
{
	size_t size = e->length > 4 && (e->bytes[4] & 0x80) ? 17 : 7, at = 5;
	struct imapi_image_time time;

	for (unsigned bit = 0; bit < 7 && e->length > 4; bit++) {
		bool ok;

		if (!(e->bytes[4] & (1u << bit)) || e->length - at < size)
			continue;
		ok = size == 17 ? rd_date_long(e->bytes + at, &time)
				: rd_date_short(e->bytes + at, &time);
		if (!ok)
			chk_error(chk, "RRIP 4.1.6", place, "stamp %u of TF is no date", bit);
		at += size;
	}
	if (e->length > 4 && at != e->length)
		chk_error(chk, "RRIP 4.1.6", place, "TF has %u bytes, its stamps make %zu",
			  e->length, at);
}

static void judge_entry(struct chk *chk, const struct rd_susp_entry *e,
			const struct chk_place *place)
{
	static const struct {
		const char *signature;
		const struct wire_layout *layout;
		void (*judge)(struct chk *chk, const struct rd_susp_entry *e,
			      const struct chk_place *place);
	} rows[] = {
		{ "CE", &rd_ce_layout, judge_ce }, { "PX", &rd_px_layout, NULL },
		{ "PN", &rd_pn_layout, NULL },	   { "CL", &rd_link_layout, NULL },
		{ "PL", &rd_link_layout, NULL },   { "ZF", &rd_zf_layout, NULL },
		{ "ER", NULL, judge_er },	   { "TF", NULL, judge_tf },
	};

	if (e->version != 1 && known_signature(e->bytes) && !rd_susp_is(e, "AL"))
		chk_error(chk, "SUSP 4.1", place, "%c%c has version %u", e->bytes[0],
			  e->bytes[1], e->version);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct wire_layout *layout = rows[i].layout;

		if (!rd_susp_is(e, rows[i].signature))
			continue;
		if (layout == &rd_px_layout && e->length >= rd_px_serial_layout.size)
			layout = &rd_px_serial_layout;
		if (layout && e->length >= layout->size)
			chk_halves(chk, layout, e->bytes, NULL, place);
		if (rows[i].judge)
			rows[i].judge(chk, e, place);
	}
}

static const char *clause_of(const struct rd_susp_entry *e)
{
	static const char *const clauses[][2] = {
		{ "PX", "RRIP 4.1.1" },	  { "PN", "RRIP 4.1.2" },   { "SL", "RRIP 4.1.3" },
		{ "NM", "RRIP 4.1.4" },	  { "CL", "RRIP 4.1.5.1" }, { "PL", "RRIP 4.1.5.2" },
		{ "RE", "RRIP 4.1.5.3" }, { "TF", "RRIP 4.1.6" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(clauses); i++)
		if (rd_susp_is(e, clauses[i][0]))
			return clauses[i][1];
	return "SUSP 4.1";
}

/* What Rock Ridge asks of a record as a whole. */
static void judge_whole(struct chk_records *records, const struct rd_record *record,
			const struct chk_place *place)
{
	const struct rd_rock *rock = &records->rock;
	struct chk *chk = records->chk;
	bool directory = record->head.flags & RD_FLAG_DIRECTORY;
	uint32_t type = rock->px.mode & S_IFMT;

	if (rock->name_open)
		chk_error(chk, "RRIP 4.1.4", place, "the last NM says that the name goes on");
	if (rock->target_open || rock->component_open)
		chk_error(chk, "RRIP 4.1.3", place, "the last SL says that the target goes on");
	if (!(rock->has & RD_ROCK_PX)) {
		chk_say(chk, rock->has & RD_ROCK_CL ? IMAPI_IMAGE_NOTE : IMAPI_IMAGE_ERROR,
			"RRIP 4.1.1", place, "there is no PX");
		return;
	}
	if (directory && type != S_IFDIR)
		chk_say(chk, records->seen == 1 ? IMAPI_IMAGE_WARNING : IMAPI_IMAGE_ERROR,
			"RRIP 4.1.1", place, "PX of a directory has mode %o", rock->px.mode);
	if (!directory && type == S_IFDIR && !(rock->has & RD_ROCK_CL))
		chk_error(chk, "RRIP 4.1.1", place, "PX of what is no directory has mode %o",
			  rock->px.mode);
	if (rock->px.nlink == 0)
		chk_error(chk, "RRIP 4.1.1", place, "PX has no links");
	if ((type == S_IFLNK) != ((rock->has & RD_ROCK_SL) != 0))
		chk_error(chk, "RRIP 4.1.3", place, "mode %o %s SL", rock->px.mode,
			  type == S_IFLNK ? "without" : "with");
	if ((type == S_IFBLK || type == S_IFCHR) && !(rock->has & RD_ROCK_PN))
		chk_error(chk, "RRIP 4.1.2", place, "a device without PN");
}

void chk_use(struct chk_records *records, const struct rd_record *record,
	     const struct chk_place *place)
{
	struct chk *chk = records->chk;
	bool root_dot = records->seen == 0 && !records->dir->parent;
	size_t skip = root_dot ? 0 : MIN(chk->susp_skip, record->use_length);
	bool more = true, rock_seen = false;

	rd_rock_clear(&records->rock);
	rd_susp_init(&records->susp, &chk->source, record->use + skip,
		     record->use_length - skip, record->block);
	while (more) {
		struct rd_susp_entry e;
		const char *wrong;

		if (IMAPI_FAILED(rd_susp_next(&records->susp, &e, &more))) {
			chk_error(chk, records->susp.clause, place, "%s", records->susp.fault);
			more = true;
			continue;
		}
		if (!more)
			break;
		judge_entry(chk, &e, place);
		wrong = rd_rock_take(&records->rock, &e);
		if (wrong)
			chk_error(chk, clause_of(&e), place, "%s", wrong);
		if ((rd_susp_is(&e, "SP") || rd_susp_is(&e, "ER")) && !root_dot)
			chk_error(chk, "SUSP 5.3", place,
				  "%c%c belongs to the first record of the root only",
				  e.bytes[0], e.bytes[1]);
		rock_seen |= rd_susp_is(&e, "ER");
	}
	if (root_dot && !rock_seen)
		chk_error(chk, "SUSP 5.5", place,
			  "there is no ER that says what extension this is");
	if (records->rock.has || chk->dir_count > 1)
		judge_whole(records, record, place);
}

/* The names of one directory. */
struct chk_rock_names {
	struct name_slot {
		const char *name;
		uint64_t hash;
	} * slots;
	size_t count, room;
};

static uint64_t hash_of(const char *name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
	return h;
}

static struct name_slot *find_slot(struct name_slot *slots, size_t room, const char *name,
				   uint64_t hash)
{
	size_t i = hash & (room - 1);

	while (slots[i].name && (slots[i].hash != hash || strcmp(slots[i].name, name) != 0))
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static bool grow_names(struct chk_rock_names *names)
{
	size_t room = names->room ? names->room * 2 : 64;
	struct name_slot *slots = calloc(room, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < names->room; i++)
		if (names->slots[i].name)
			*find_slot(slots, room, names->slots[i].name, names->slots[i].hash) =
				names->slots[i];
	free(names->slots);
	names->slots = slots;
	names->room = room;
	return true;
}

static void judge_rock_name(struct chk_records *records, const struct chk_place *place)
{
	const struct rd_rock *rock = &records->rock;
	struct chk *chk = records->chk;

	if (!(rock->has & RD_ROCK_NM))
		chk_error(chk, "RRIP 4.1.4", place, "there is no NM");
	else if (rock->name_length == 0)
		chk_error(chk, "RRIP 4.1.4", place, "the name in NM is empty");
	if (strchr(rock->name, '/') || strcmp(rock->name, ".") == 0 ||
	    strcmp(rock->name, "..") == 0)
		chk_error(chk, "RRIP 4.1.4", place, "no file can be called \"%s\"", rock->name);
	if (rock->name_length > 255)
		chk_warn(chk, "RRIP 4.1.4", place, "the name has %zu bytes", rock->name_length);
}

imapi_status chk_rock_name(struct chk_records *records, const struct chk_place *place)
{
	struct chk *chk = records->chk;
	uint64_t hash = hash_of(records->rock.name);
	struct name_slot *slot;

	records->rock_label = NULL;
	judge_rock_name(records, place);
	if (records->rock.name_length == 0)
		return IMAPI_OK;
	if (!records->names)
		records->names = zalloc(sizeof(*records->names));
	if (!records->names ||
	    (records->names->count * 2 >= records->names->room && !grow_names(records->names)))
		return err_no_memory(chk->err);
	slot = find_slot(records->names->slots, records->names->room, records->rock.name, hash);
	if (slot->name) {
		chk_error(chk, "RRIP 4.1.4", place, "two entries are called \"%s\"",
			  slot->name);
		return IMAPI_OK;
	}
	slot->name = arena_text(&chk->arena, records->rock.name, records->rock.name_length);
	slot->hash = hash;
	records->rock_label = slot->name;
	records->names->count++;
	return slot->name ? IMAPI_OK : err_no_memory(chk->err);
}

void chk_rock_names_free(struct chk_rock_names *names)
{
	if (names)
		free(names->slots);
	free(names);
}

static void judge_move(struct chk *chk, const struct chk_moved *move)
{
	const struct chk_place place = { move->record_block, move->from, move->name };
	struct chk_dir *dir = rd_claim_owner(&chk->claim, move->target);

	if (!dir || dir->block != move->target) {
		chk_error(chk, "RRIP 4.1.5.1", &place,
			  "CL points to block %" PRIu64 ", where no directory starts",
			  move->target);
		return;
	}
	if (dir->has_cl)
		chk_error(chk, "RRIP 4.1.5.1", &place,
			  "two records have CL for the directory at block %" PRIu64,
			  dir->block);
	dir->has_cl = true;
	if (!dir->has_pl)
		chk_error(chk, "RRIP 4.1.5.2", &place,
			  "'..' of the moved directory at block %" PRIu64 " has no PL",
			  dir->block);
	else if (dir->pl != move->from->block)
		chk_error(chk, "RRIP 4.1.5.2", &place,
			  "PL says block %" PRIu64 ", the parent is at %" PRIu64, dir->pl,
			  move->from->block);
	if (!dir->moved)
		chk_error(chk, "RRIP 4.1.5.3", &place,
			  "the record of the moved directory at block %" PRIu64 " has no RE",
			  dir->block);
}

void chk_moves(struct chk *chk)
{
	for (size_t i = 0; i < chk->move_count; i++)
		judge_move(chk, &chk->moves[i]);
	for (size_t i = 0; i < chk->dir_count; i++) {
		const struct chk_dir *dir = chk->dirs[i];
		const struct chk_place place = { dir->block, dir, NULL };

		if (dir->has_pl && !dir->has_cl)
			chk_error(chk, "RRIP 4.1.5.1", &place,
				  "the moved directory has PL but no record has CL for it");
	}
}
