/* SPDX-License-Identifier: MIT */
/*
 * Names for the directories of ISO 9660 and Joliet: characters that are not allowed are
 * replaced, what is too long is cut but for its extension, and what then collides gets a
 * number. The outcome depends on nothing but the names and their order; the time is linear.
 */
#include "image/iso9660/hierarchy.h"

#include "imapi/image-names.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>

#define UNITS_MAX 256u
#define KEPT_EXTENSION 8u /* of an extension that is too long with its name */

/* What a hierarchy can hold. */
struct rule {
	bool wide;
	bool utf16;
	bool dots;			/* also in names of directories, and more than one */
	size_t file_max, directory_max; /* without the dot where dots are no characters */
	size_t extension_max;
	size_t number_digits;
	const char *before_number;
};

static const struct rule level_1 = { false, false, false, 11, 8, 3, 3, "" };
static const struct rule level_2 = { false, false, false, 30, 31, 29, 3, "" };
static const struct rule joliet_64 = { true, false, true, 64, 64, 63, 1, "~" };
static const struct rule joliet_103 = { true, false, true, 103, 103, 102, 1, "~" };

/* A name on its way, in ASCII or UTF-16 units. The extension begins after the last dot. */
struct draft {
	uint16_t unit[2 * UNITS_MAX];
	size_t stem, extension; /* lengths */
	bool dot;		/* between them */
	bool changed;		/* it is not what the file is called */
};

static struct rule rule_of(const struct hierarchy_settings *s)
{
	struct rule rule;

	if (s->joliet)
		rule = s->strict_names ? joliet_64 : joliet_103;
	else
		rule = s->strict_names ? level_1 : level_2;
	rule.utf16 = s->utf16;
	return rule;
}

/* ECMA-119 7.4.1: d-characters. */
static uint16_t d_character(uint32_t c)
{
	if (c >= 'a' && c <= 'z')
		return (uint16_t)(c - 'a' + 'A');
	if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return (uint16_t)c;
	return '_';
}

static bool joliet_allows(const struct rule *rule, uint32_t c)
{
	return c >= 0x20 && (c < 0x10000 || rule->utf16) && c != '*' && c != '/' && c != ':' &&
	       c != ';' && c != '?' && c != '\\';
}

static bool keeps(const struct rule *rule, uint32_t c)
{
	return rule->wide ? joliet_allows(rule, c) : d_character(c) == c;
}

static size_t put_character(const struct rule *rule, uint32_t c, uint16_t *unit)
{
	if (!rule->wide) {
		*unit = d_character(c);
		return 1;
	}
	if (c < 0x10000 || !rule->utf16) {
		*unit = (uint16_t)(keeps(rule, c) ? c : '_');
		return 1;
	}
	unit[0] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
	unit[1] = (uint16_t)(0xdc00 + (c & 0x3ff));
	return 2;
}

/* Where the extension of a file begins: behind the last dot that is neither first nor last. */
static size_t extension_at(const struct tree_node *node)
{
	const char *dot = strrchr(node->name, '.');

	if (S_ISDIR(node->mode) || !dot || dot == node->name || !dot[1])
		return 0;
	return (size_t)(dot - node->name) + 1;
}

/* Some systems take dots off the end: of dots alone nothing or a parent would be left. */
static bool only_dots(const struct tree_node *node)
{
	return node->name[strspn(node->name, ".")] == '\0';
}

static void draft_make(const struct rule *rule, const struct tree_node *node,
		       struct draft *draft)
{
	size_t extension = extension_at(node), n = 0, start = 0;

	draft->dot = extension > 0;
	draft->changed = only_dots(node);
	for (size_t i = 0; i < node->name_length;) {
		uint32_t c = TEXT_REPLACEMENT;
		size_t used = utf8_decode(node->name + i, node->name_length - i, &c);

		i += used ? used : 1;
		if (i == extension) {
			draft->stem = n;
			start = n;
			continue; /* the dot itself */
		}
		draft->changed |= used == 0 || !keeps(rule, c);
		n += put_character(rule, c, draft->unit + n);
	}
	if (!draft->dot)
		draft->stem = n;
	if (only_dots(node))
		draft->unit[n - 1] = '_';
	draft->extension = draft->dot ? n - start : 0;
}

/* Cuts to @room units, not between the halves of a pair. */
static size_t cut(const uint16_t *unit, size_t length, size_t room)
{
	if (length <= room)
		return length;
	return room > 0 && (unit[room - 1] & 0xfc00) == 0xd800 ? room - 1 : room;
}

/* Makes the draft short enough that @extra units fit behind its stem. */
static void draft_fit(const struct rule *rule, bool directory, size_t extra,
		      struct draft *draft)
{
	size_t room = directory ? rule->directory_max : rule->file_max;
	size_t most, extension;

	if (!rule->wide && rule->extension_max == 3 && !directory)
		room = draft->extension + 8; /* 8.3 */
	if (rule->dots && draft->dot)
		room--;
	most = MAX(KEPT_EXTENSION, room > draft->stem + extra ? room - draft->stem - extra : 0);
	most = MIN(most, rule->extension_max);
	extension = cut(draft->unit + draft->stem, draft->extension, most);
	if (rule->extension_max == 3 && !directory)
		room = 8 + extension;
	most = cut(draft->unit, draft->stem, room - extension - extra);
	memmove(draft->unit + most, draft->unit + draft->stem, extension * sizeof(uint16_t));
	draft->changed |= most < draft->stem || extension < draft->extension;
	draft->stem = most;
	draft->extension = extension;
}

/* Puts the text of a number between stem and extension. */
static void draft_number(struct draft *draft, const char *text, size_t length)
{
	uint16_t *end = draft->unit + draft->stem;

	memmove(end + length, end, draft->extension * sizeof(uint16_t));
	for (size_t i = 0; i < length; i++)
		end[i] = (uint8_t)text[i];
	draft->stem += length;
}

/* A name: kind, length in bytes, bytes. Returns the whole length; 254 is the most. */
static size_t draft_write(const struct rule *rule, const struct draft *draft, uint8_t kind,
			  uint8_t *name)
{
	size_t n = 0, units = draft->stem + draft->extension;

	for (size_t i = 0; i <= units; i++) {
		if (i == draft->stem && draft->dot) {
			name[2 + n++] = rule->wide ? 0 : '.';
			if (rule->wide)
				name[2 + n++] = '.';
		}
		if (i == units)
			break;
		if (rule->wide)
			name[2 + n++] = (uint8_t)(draft->unit[i] >> 8);
		name[2 + n++] = (uint8_t)draft->unit[i];
	}
	name[0] = kind;
	name[1] = (uint8_t)n;
	return n + 2;
}

/* The names of one directory that are taken. */
struct set {
	struct slot {
		const uint8_t *name; /* NULL: empty */
		uint32_t next;	     /* number to try for the next one that would like it */
	} * slots;
	size_t mask;
};

static struct slot *set_slot(const struct set *set, const uint8_t *name)
{
	uint64_t hash = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < name[1]; i++)
		hash = (hash ^ name[2 + i]) * 0x100000001b3u;
	i = (size_t)(hash ^ (hash >> 29)) & set->mask;
	while (set->slots[i].name && (set->slots[i].name[1] != name[1] ||
				      memcmp(set->slots[i].name + 2, name + 2, name[1]) != 0))
		i = (i + 1) & set->mask;
	return &set->slots[i];
}

struct naming {
	struct hierarchy *h;
	struct rule rule;
	struct set set;
};

static const uint8_t *keep(struct naming *n, const uint8_t *name)
{
	uint8_t *copy = arena_alloc(&n->h->arena, name[1] + 2u, 1);

	if (copy)
		memcpy(copy, name, name[1] + 2u);
	return copy;
}

/* The name that the entry would have if it were alone. */
static void plain(const struct naming *n, const struct hierarchy_entry *entry,
		  struct draft *draft, uint8_t *name)
{
	const struct tree_node *node = hierarchy_node(entry);

	draft_make(&n->rule, node, draft);
	draft_fit(&n->rule, S_ISDIR(node->mode), 0, draft);
	draft_write(&n->rule, draft, entry->name[0], name);
}

/*
 * Gives its plain name to an entry that has none yet, if it is free. With @exact only to one
 * that is called so; the others come later.
 */
static imapi_status claim(struct naming *n, struct hierarchy_entry *entry, bool exact,
			  struct imapi_error *err)
{
	struct draft draft;
	uint8_t name[2 * UNITS_MAX + 2];
	struct slot *slot;
	const uint8_t *kept;

	plain(n, entry, &draft, name);
	slot = set_slot(&n->set, name);
	if (slot->name || (exact && draft.changed))
		return IMAPI_OK;
	kept = keep(n, name);
	if (!kept)
		return err_no_memory(err);
	slot->name = kept;
	entry->name = kept;
	return IMAPI_OK;
}

static bool try_number(struct naming *n, const struct hierarchy_entry *entry, uint32_t number,
		       uint8_t *name)
{
	const struct tree_node *node = hierarchy_node(entry);
	struct draft draft;
	char text[16];
	int length = snprintf(text, sizeof(text), "%s%0*u", n->rule.before_number,
			      (int)n->rule.number_digits, number);

	draft_make(&n->rule, node, &draft);
	draft_fit(&n->rule, S_ISDIR(node->mode), (size_t)length, &draft);
	draft_number(&draft, text, (size_t)length);
	draft_write(&n->rule, &draft, entry->name[0], name);
	return !set_slot(&n->set, name)->name;
}

static imapi_status number(struct naming *n, struct hierarchy_entry *entry,
			   struct imapi_error *err)
{
	uint8_t name[2 * UNITS_MAX + 2];
	struct draft draft;
	struct slot *wanted;

	plain(n, entry, &draft, name);
	wanted = set_slot(&n->set, name);
	for (;;) {
		uint32_t next = wanted->next++;

		if (next > 9999999)
			return err_set(err, IMAPI_E_NO_UNIQUE_NAME,
				       "%s: too many names that begin alike",
				       hierarchy_node(entry)->name);
		if (try_number(n, entry, next, name))
			break;
	}
	entry->name = keep(n, name);
	if (!entry->name)
		return err_no_memory(err);
	set_slot(&n->set, entry->name)->name = entry->name;
	return IMAPI_OK;
}

static bool unnamed(const struct hierarchy_entry *entry)
{
	return entry->name[1] == 0;
}

static imapi_status assign(struct naming *n, struct hierarchy_directory *d,
			   struct imapi_error *err)
{
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < d->count && !IMAPI_FAILED(status); i++)
		status = claim(n, &d->entries[i], true, err);
	for (uint32_t i = 0; i < d->count && !IMAPI_FAILED(status); i++)
		if (unnamed(&d->entries[i]))
			status = claim(n, &d->entries[i], false, err);
	for (uint32_t i = 0; i < d->count && !IMAPI_FAILED(status); i++)
		if (unnamed(&d->entries[i]))
			status = number(n, &d->entries[i], err);
	return status;
}

imapi_status names_assign(struct hierarchy *h, struct hierarchy_directory *d,
			  struct imapi_error *err)
{
	struct naming n = { .h = h, .rule = rule_of(&h->settings) };
	AUTOFREE struct slot *slots = NULL;
	size_t room = 16;

	while (room < 2 * (size_t)d->count)
		room *= 2;
	slots = calloc(room, sizeof(*slots));
	if (!slots)
		return err_no_memory(err);
	n.set.slots = slots;
	n.set.mask = room - 1;
	return assign(&n, d, err);
}

/* What of a name the hierarchy has no characters for. */
static unsigned replaced(const struct rule *rule, const struct tree_node *node)
{
	size_t extension = extension_at(node);
	unsigned reasons = only_dots(node) ? IMAPI_IMAGE_RENAMED_CHARACTERS : 0;

	for (size_t i = 0; i < node->name_length;) {
		uint32_t c = TEXT_REPLACEMENT;
		size_t used = utf8_decode(node->name + i, node->name_length - i, &c);

		i += used ? used : 1;
		if (i == extension || (used && keeps(rule, c)))
			continue;
		reasons |= !rule->wide && c >= 'a' && c <= 'z' ? IMAPI_IMAGE_RENAMED_CASE
							       : IMAPI_IMAGE_RENAMED_CHARACTERS;
	}
	return reasons;
}

unsigned names_reasons(const struct hierarchy *h, const struct hierarchy_entry *entry)
{
	const struct tree_node *node = hierarchy_node(entry);
	const struct rule rule = rule_of(&h->settings);
	unsigned reasons = replaced(&rule, node);
	uint8_t name[2 * UNITS_MAX + 2];
	size_t stem, extension;
	struct draft draft;

	draft_make(&rule, node, &draft);
	stem = draft.stem;
	extension = draft.extension;
	draft_fit(&rule, S_ISDIR(node->mode), 0, &draft);
	if (draft.stem < stem || draft.extension < extension)
		reasons |= IMAPI_IMAGE_RENAMED_LENGTH;
	draft_write(&rule, &draft, entry->name[0], name);
	if (name[1] != entry->name[1] || memcmp(name + 2, entry->name + 2, name[1]) != 0)
		reasons |= IMAPI_IMAGE_RENAMED_COLLISION;
	return reasons;
}

/* A run of characters, 8 or 16 bits wide. */
struct run {
	const uint8_t *at;
	size_t length; /* in characters */
	bool wide;
};

static unsigned unit_of(const struct run *r, size_t i)
{
	return r->wide ? get_be16(r->at + 2 * i) : r->at[i];
}

/* Takes the extension, what is behind the last dot, off a name. */
static struct run take_extension(struct run *name)
{
	struct run extension = { .wide = name->wide };
	size_t dot = name->length;

	while (dot > 0 && unit_of(name, dot - 1) != '.')
		dot--;
	if (dot == 0)
		return extension;
	extension.at = name->at + dot * (name->wide ? 2u : 1u);
	extension.length = name->length - dot;
	name->length = dot - 1;
	return extension;
}

/* The shorter one is padded with what comes before every character. */
static int compare_runs(const struct run *a, const struct run *b)
{
	for (size_t i = 0; i < a->length && i < b->length; i++) {
		unsigned x = unit_of(a, i), y = unit_of(b, i);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a->length > b->length) - (a->length < b->length);
}

int names_compare(const uint8_t *a, const uint8_t *b, bool wide)
{
	struct run x = { a + 2, wide ? a[1] / 2u : a[1], wide };
	struct run y = { b + 2, wide ? b[1] / 2u : b[1], wide };
	struct run x_extension = take_extension(&x), y_extension = take_extension(&y);
	int order = compare_runs(&x, &y);

	return order ? order : compare_runs(&x_extension, &y_extension);
}
