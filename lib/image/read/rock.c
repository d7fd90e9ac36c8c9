/* SPDX-License-Identifier: MIT */
#include "image/read/rock.h"

#include "base/mem.h"
#include "image/read/date.h"

#include <inttypes.h>

enum { NM_CONTINUE = 1, NM_CURRENT = 2, NM_PARENT = 4 };
enum { SL_CONTINUE = 1, SL_CURRENT = 2, SL_PARENT = 4, SL_ROOT = 8 };
enum { TF_LONG = 0x80 };

void rd_rock_clear(struct rd_rock *rock)
{
	memset(rock, 0, offsetof(struct rd_rock, name));
	rock->name[0] = '\0';
	rock->target[0] = '\0';
}

static bool append(char *text, size_t *length, size_t max, const void *bytes, size_t count)
{
	if (count > max - *length)
		return false;
	memcpy(text + *length, bytes, count);
	*length += count;
	text[*length] = '\0';
	return true;
}

static const char *take_px(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	if (e->length != rd_px_layout.size && e->length != rd_px_serial_layout.size)
		return "the length of PX is neither 36 nor 44";
	wire_get(&rd_px_serial_layout, e->bytes, e->length, &rock->px);
	rock->has |= RD_ROCK_PX;
	if (e->length == rd_px_serial_layout.size)
		rock->has |= RD_ROCK_SERIAL;
	return NULL;
}

static const char *take_pn(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	if (e->length != rd_pn_layout.size)
		return "the length of PN is not 20";
	wire_get(&rd_pn_layout, e->bytes, e->length, &rock->pn);
	rock->has |= RD_ROCK_PN;
	return NULL;
}

static const char *take_nm(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	if (e->length < 5)
		return "NM is too short";
	if ((rock->has & RD_ROCK_NM) && !rock->name_open)
		return "a second NM after one that was complete";
	rock->has |= RD_ROCK_NM;
	rock->name_open = e->bytes[4] & NM_CONTINUE;
	if (e->bytes[4] & (NM_CURRENT | NM_PARENT))
		return NULL;
	if (!append(rock->name, &rock->name_length, RD_NAME_MAX, e->bytes + 5, e->length - 5u))
		return "the name is longer than 1024 bytes";
	if (memchr(e->bytes + 5, 0, e->length - 5u))
		return "the name has a zero byte";
	return NULL;
}

static const char *special_component(uint8_t flags)
{
	return flags & SL_CURRENT  ? "."
	       : flags & SL_PARENT ? ".."
	       : flags & SL_ROOT   ? "/"
				   : NULL;
}

/* One component of a link; a slash goes before it unless it continues the one before. */
static bool add_component(struct rd_rock *rock, const uint8_t *component)
{
	const char *special = special_component(component[0]);
	size_t have = rock->target_length;
	bool slash = have > 0 && !rock->component_open && rock->target[have - 1] != '/';
	bool ok = true;

	if (slash)
		ok = append(rock->target, &rock->target_length, RD_TARGET_MAX, "/", 1);
	if (special)
		ok = ok && append(rock->target, &rock->target_length, RD_TARGET_MAX, special,
				  strlen(special));
	else
		ok = ok && append(rock->target, &rock->target_length, RD_TARGET_MAX,
				  component + 2, component[1]);
	rock->component_open = component[0] & SL_CONTINUE;
	return ok;
}

static const char *take_sl(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	size_t at = 5;

	if (e->length < 5)
		return "SL is too short";
	if ((rock->has & RD_ROCK_SL) && !rock->target_open)
		return "a second SL after one that was complete";
	rock->has |= RD_ROCK_SL;
	rock->target_open = e->bytes[4] & SL_CONTINUE;
	while (at < e->length) {
		const uint8_t *component = e->bytes + at;

		if (e->length - at < 2 || component[1] > e->length - at - 2)
			return "a component of SL leaves its entry";
		if (memchr(component + 2, 0, component[1]))
			return "the target of a link has a zero byte";
		if (!add_component(rock, component))
			return "the target of a link is longer than 4096 bytes";
		at += 2u + component[1];
	}
	return NULL;
}

static const char *take_tf(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	struct imapi_image_time ignored;
	struct imapi_image_time *slots[] = { &rock->birth, &rock->mtime, &rock->atime,
					     &rock->ctime, &ignored,	 &ignored,
					     &ignored };
	uint8_t flags;
	size_t at = 5, size;
	bool ok = true;

	if (e->length < 5)
		return "TF is too short";
	flags = e->bytes[4];
	size = flags & TF_LONG ? 17 : 7;
	rock->has |= RD_ROCK_TF;
	for (size_t i = 0; i < ARRAY_SIZE(slots); i++) {
		if (!(flags & (1u << i)))
			continue;
		if (e->length - at < size)
			return "TF has more stamps than bytes";
		ok &= size == 17 ? rd_date_long(e->bytes + at, slots[i])
				 : rd_date_short(e->bytes + at, slots[i]);
		at += size;
	}
	(void)ok; /* an impossible date is an unknown one */
	return NULL;
}

static const char *take_link(uint32_t *ret, const struct rd_susp_entry *e)
{
	struct rd_link link;

	if (e->length != rd_link_layout.size)
		return "the length of CL or PL is not 12";
	wire_get(&rd_link_layout, e->bytes, e->length, &link);
	*ret = link.block;
	return NULL;
}

static const char *take_zf(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	if (e->length != rd_zf_layout.size)
		return "the length of ZF is not 16";
	wire_get(&rd_zf_layout, e->bytes, e->length, &rock->zf);
	rock->has |= RD_ROCK_ZF;
	return NULL;
}

static const char *take_relocation(struct rd_rock *rock, const struct rd_susp_entry *e)
{
	const char *wrong = NULL;

	if (rd_susp_is(e, "RE"))
		rock->has |= RD_ROCK_RE;
	else if (rd_susp_is(e, "CL"))
		wrong = take_link(&rock->child, e);
	else if (rd_susp_is(e, "PL"))
		wrong = take_link(&rock->parent, e);
	if (!wrong && rd_susp_is(e, "CL"))
		rock->has |= RD_ROCK_CL;
	if (!wrong && rd_susp_is(e, "PL"))
		rock->has |= RD_ROCK_PL;
	return wrong;
}

const char *rd_rock_take(struct rd_rock *rock, const struct rd_susp_entry *entry)
{
	static const struct {
		const char *signature;
		const char *(*take)(struct rd_rock *rock, const struct rd_susp_entry *e);
	} rows[] = {
		{ "PX", take_px }, { "PN", take_pn },	      { "NM", take_nm },
		{ "SL", take_sl }, { "TF", take_tf },	      { "RE", take_relocation },
		{ "ZF", take_zf }, { "CL", take_relocation }, { "PL", take_relocation },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rd_susp_is(entry, rows[i].signature))
			return rows[i].take(rock, entry);
	return NULL;
}

static imapi_status take_checked(struct rd_rock *rock, struct rd_susp *susp,
				 const struct rd_susp_entry *entry)
{
	const char *wrong = rd_rock_take(rock, entry);
	imapi_status status;

	if (!wrong)
		return IMAPI_OK;
	status = err_set(susp->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			 "block %" PRIu64 ": Rock Ridge: %s", entry->block, wrong);
	return err_at(susp->source->err, status, (int64_t)entry->block);
}

imapi_status rd_rock_read(struct rd_rock *rock, struct rd_susp *susp, bool tolerant)
{
	bool more = true;

	rd_rock_clear(rock);
	while (more) {
		struct rd_susp_entry entry;
		imapi_status status = rd_susp_next(susp, &entry, &more);

		if (!IMAPI_FAILED(status) && more)
			status = take_checked(rock, susp, &entry);
		if (!IMAPI_FAILED(status))
			continue;
		if (!tolerant)
			return status;
		log_info(susp->source->stream->context, "left out: %s",
			 imapi_error_message(susp->source->err));
		more = true;
	}
	return IMAPI_OK;
}
