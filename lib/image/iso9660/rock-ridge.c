/* SPDX-License-Identifier: MIT */
#include "image/iso9660/rock-ridge.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "image/iso9660/ecma119.h"

#define PX_LENGTH 40u
#define PIECE_MAX (SUSP_ENTRY_MAX - SUSP_HEAD - 1) /* of a name or link, behind the flags */

enum nm_flags { NM_CONTINUE = 1 };
enum tf_flags { TF_MODIFY = 0x02, TF_LONG_FORM = 0x80 };
enum sl_flags { SL_CONTINUE = 1, SL_CURRENT = 2, SL_PARENT = 4, SL_ROOT = 8 };

/* RRIP 4.3. The entry is too long for the record of the root and so goes behind a CE. */
static const char er_id[] = "IEEE_1282";
static const char er_text[] = "THE IEEE 1282 PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM "
			      "SEMANTICS.";
static const char er_source[] = "PLEASE CONTACT THE IEEE STANDARDS DEPARTMENT, PISCATAWAY, NJ, "
				"USA FOR THE 1282 SPECIFICATION.";

static void add_px(struct susp *s, const struct tree_node *node)
{
	uint8_t *p = susp_add(s, "PX", PX_LENGTH);

	susp_put_both(p, node->mode);
	susp_put_both(p + 8, node->links);
	susp_put_both(p + 16, node->uid);
	susp_put_both(p + 24, node->gid);
	susp_put_both(p + 32, node->number);
}

/*
 * The time of modification alone: reading a file changes the other two, and equal input gives
 * equal bytes. The long form only where the short one has no year for it, since some readers,
 * Linux among them, take every stamp for a short one.
 */
static void add_tf(struct susp *s, const struct tree_node *node)
{
	bool fits = ecma119_fits_short_date(node->mtime);
	uint8_t *p = susp_add(s, "TF", fits ? 1 + 7 : 1 + 17);

	p[0] = TF_MODIFY | (fits ? 0 : TF_LONG_FORM);
	if (fits)
		ecma119_short_date(node->mtime, p + 1);
	else
		ecma119_long_date(node->mtime, node->mtime_nsec, p + 1);
}

static void add_nm(struct susp *s, const struct tree_node *node)
{
	size_t at = 0;

	do {
		size_t n = MIN(node->name_length - at, PIECE_MAX);
		uint8_t *p = susp_add(s, "NM", 1 + n);

		memcpy(p + 1, node->name + at, n);
		at += n;
		p[0] = at < node->name_length ? NM_CONTINUE : 0;
	} while (at < node->name_length);
}

/* The components of a link, cut into entries. */
struct link {
	struct susp *susp;
	uint8_t *flags; /* of the entry that is open */
	uint8_t data[PIECE_MAX];
	size_t used;
};

#define COMPONENT_HEAD 2u /* flags and length */

static void close_entry(struct link *l, bool more)
{
	uint8_t *p = susp_add(l->susp, "SL", 1 + l->used);

	p[0] = more ? SL_CONTINUE : 0;
	memcpy(p + 1, l->data, l->used);
	l->used = 0;
}

/*
 * A component that would end where its entry is full is cut before its last byte: some readers
 * put no slash between components that an entry parts.
 */
static void add_component(struct link *l, uint8_t flags, const char *text, size_t length)
{
	for (;;) {
		size_t room, n;

		if (PIECE_MAX - l->used < COMPONENT_HEAD + MIN(length, 1))
			close_entry(l, true);
		room = PIECE_MAX - l->used - COMPONENT_HEAD;
		n = MIN(length, room);
		if (n == length && length > 1 && room - n <= COMPONENT_HEAD)
			n--;
		l->data[l->used] = (uint8_t)(flags | (n < length ? SL_CONTINUE : 0));
		l->data[l->used + 1] = (uint8_t)n;
		memcpy(l->data + l->used + COMPONENT_HEAD, text, n);
		l->used += COMPONENT_HEAD + n;
		if (n == length)
			return;
		close_entry(l, true);
		text += n;
		length -= n;
	}
}

static void add_sl(struct susp *s, const char *target)
{
	struct link l = { .susp = s };

	if (*target == '/') {
		add_component(&l, SL_ROOT, "", 0);
		target++;
	}
	while (*target) {
		size_t n = strcspn(target, "/");

		if (n == 1 && target[0] == '.')
			add_component(&l, SL_CURRENT, "", 0);
		else if (n == 2 && target[0] == '.' && target[1] == '.')
			add_component(&l, SL_PARENT, "", 0);
		else
			add_component(&l, 0, target, n);
		target += n;
		if (*target == '/' && !*++target)
			add_component(&l, 0, "", 0); /* "name/" */
	}
	close_entry(&l, false);
}

static void add_pn(struct susp *s, uint64_t device)
{
	uint8_t *p = susp_add(s, "PN", 16);

	susp_put_both(p, (uint32_t)(device >> 32));
	susp_put_both(p + 8, (uint32_t)device);
}

static void add_place(struct susp *s, const char signature[2],
		      const struct hierarchy_directory *directory)
{
	susp_put_both(susp_add(s, signature, 8), directory->first);
}

/* zisofs: without this entry a compressed file would be taken for what it is not. */
static void add_zf(struct susp *s, const struct tree_node *node)
{
	const uint8_t *zisofs = node->file.stored->zisofs;
	uint8_t *p;

	if (!zisofs[0])
		return;
	p = susp_add(s, "ZF", 4 + 8);
	memcpy(p, zisofs, 4);
	susp_put_both(p + 4, get_le32(zisofs + 4));
}

static void begin(struct susp *s)
{
	s->count = 0;
	s->length = 0;
}

void rock_ridge_entry(const struct hierarchy *h, const struct hierarchy_entry *entry,
		      struct susp *s)
{
	const struct tree_node *node = hierarchy_node(entry);
	const struct tree_node *leader = tree_leader(hierarchy_node(entry));
	enum hierarchy_kind kind = hierarchy_kind(entry);

	begin(s);
	if (kind == HIERARCHY_RELOCATED)
		add_place(s, "CL", entry->directory);
	if (kind == HIERARCHY_DIRECTORY &&
	    (entry->directory->real_parent || entry->directory == h->relocated))
		susp_add(s, "RE", 0);
	add_px(s, leader);
	add_tf(s, leader);
	if (S_ISCHR(node->mode) || S_ISBLK(node->mode))
		add_pn(s, node->device);
	add_nm(s, node);
	if (S_ISLNK(node->mode))
		add_sl(s, node->target);
	if (S_ISREG(leader->mode) && leader->flags & TREE_STORED)
		add_zf(s, leader);
}

static void add_er(struct susp *s)
{
	size_t id = sizeof(er_id) - 1, text = sizeof(er_text) - 1, from = sizeof(er_source) - 1;
	uint8_t *p = susp_add(s, "ER", 4 + id + text + from);

	p[0] = (uint8_t)id;
	p[1] = (uint8_t)text;
	p[2] = (uint8_t)from;
	p[3] = 1;
	memcpy(p + 4, er_id, id);
	memcpy(p + 4 + id, er_text, text);
	memcpy(p + 4 + id + text, er_source, from);
}

void rock_ridge_self(const struct hierarchy *h, const struct hierarchy_directory *d,
		     struct susp *s)
{
	bool root = d == h->directories[0];

	begin(s);
	if (root)
		memcpy(susp_add(s, "SP", 3), "\xbe\xef\0", 3);
	add_px(s, d->node);
	add_tf(s, d->node);
	if (root)
		add_er(s);
}

void rock_ridge_parent(const struct hierarchy_directory *d, struct susp *s)
{
	const struct hierarchy_directory *parent = d->real_parent ? d->real_parent : d->parent;

	begin(s);
	if (d->real_parent)
		add_place(s, "PL", parent);
	add_px(s, parent->node);
	add_tf(s, parent->node);
}
