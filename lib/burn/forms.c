/* SPDX-License-Identifier: MIT */
#include "burn/forms.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>

#define FEATURE_FORMATTABLE 0x0023
#define CAN_CERTIFY 0x01 /* in the first byte of its data */
#define RESTART 1	 /* parameter of the format of DVD+RW */
#define SUB_TYPE_CERTIFY 2
#define CLUSTER 32u
#define CAPACITY_UNFORMATTED 1

/* MMC-6 FORMAT UNIT, format types. */
enum {
	FORMAT_DEFAULT = 0x00,
	FORMAT_MORE_SPARES = 0x01,
	FORMAT_WITHOUT_OPTIONS = 0x10, /* and all above */
	FORMAT_GROW = 0x11,
	FORMAT_ADD_SESSION = 0x12,
	FORMAT_QUICK_GROW = 0x13,
	FORMAT_QUICK_ADD_SESSION = 0x14,
	FORMAT_SPARES = 0x30,
	FORMAT_NO_SPARES = 0x31,
	FORMAT_SPARES_ONCE = 0x32, /* of a BD-R */
};

static struct imapi_error *err_of(const struct erasing *e)
{
	return &e->device->context->error;
}

bool forms_keeps_data(const struct erase_choice *choice)
{
	if (choice->restart)
		return true;
	if (!choice->made || choice->spares)
		return false;
	switch (choice->type) {
	case FORMAT_MORE_SPARES:
	case FORMAT_GROW:
	case FORMAT_ADD_SESSION:
	case FORMAT_QUICK_GROW:
	case FORMAT_QUICK_ADD_SESSION:
		return true;
	default:
		return false;
	}
}

/* @blocks 0: the first of its type. */
static const struct mmc_format_capacity *find_format(const struct mmc_formats *formats,
						     uint8_t type, uint32_t blocks)
{
	for (unsigned i = 0; i < formats->count; i++)
		if (formats->formats[i].type == type &&
		    (!blocks || formats->formats[i].blocks == blocks))
			return &formats->formats[i];
	return NULL;
}

/* Of all of that type the one with the most blocks, or the fewest. */
static const struct mmc_format_capacity *find_extreme(const struct mmc_formats *formats,
						      uint8_t type, bool most)
{
	const struct mmc_format_capacity *best = NULL;

	for (unsigned i = 0; i < formats->count; i++) {
		const struct mmc_format_capacity *f = &formats->formats[i];

		if (f->type != type)
			continue;
		if (!best || (most ? f->blocks > best->blocks : f->blocks < best->blocks))
			best = f;
	}
	return best;
}

static struct mmc_format_list *add_format(struct erasing *e,
					  const struct mmc_format_capacity *format)
{
	struct mmc_format_list *list = &e->forms[e->form_count++].list;

	*list = (struct mmc_format_list){ .blocks = format->blocks,
					  .type = format->type,
					  .parameter = format->parameter };
	return list;
}

static bool can_certify(const struct erasing *e)
{
	struct mmc_feature feature;

	return !IMAPI_FAILED(mmc_read_feature(e->device, FEATURE_FORMATTABLE, &feature)) &&
	       (feature.data[0] & CAN_CERTIFY);
}

static void list_formats(const struct mmc_formats *formats, char *text, size_t room)
{
	size_t n = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < formats->count && n < room; i++)
		n += (size_t)snprintf(text + n, room - n, "%s%02Xh with %" PRIu32,
				      n ? ", " : "", formats->formats[i].type,
				      formats->formats[i].blocks);
}

static imapi_status advise_offers(const struct erasing *e, const struct mmc_formats *formats)
{
	imapi_status status = IMAPI_E_ERASE_REJECTED;
	char offers[256];

	list_formats(formats, offers, sizeof(offers));
	return err_advise(err_of(e), status, "It offers types and sectors: %s.",
			  offers[0] ? offers : "none");
}

static imapi_status no_such_format(const struct erasing *e, const struct mmc_formats *formats)
{
	imapi_status status = IMAPI_E_ERASE_REJECTED;

	if (e->choice.blocks)
		err_set(err_of(e), status,
			"the drive offers no format of type %02Xh with %u sectors",
			e->choice.type, e->choice.blocks);
	else
		err_set(err_of(e), status, "the drive offers no format of type %02Xh",
			e->choice.type);
	return advise_offers(e, formats);
}

static struct mmc_format_list *add_chosen(struct erasing *e,
					  const struct mmc_format_capacity *format)
{
	struct mmc_format_list *list = add_format(e, format);

	list->sub_type = e->choice.sub_type;
	if (e->choice.blocks)
		list->blocks = e->choice.blocks;
	return list;
}

/* Between the most spares and the fewest a BD can have any number of clusters. */
static const struct mmc_format_capacity *find_between(const struct mmc_formats *formats,
						      uint8_t type, uint32_t blocks)
{
	const struct mmc_format_capacity *least = find_extreme(formats, type, false);
	const struct mmc_format_capacity *most = find_extreme(formats, type, true);

	if ((type != FORMAT_SPARES && type != FORMAT_SPARES_ONCE) || !least ||
	    blocks % CLUSTER || blocks < least->blocks || blocks > most->blocks)
		return NULL;
	return find_format(formats, type, 0);
}

/* Less than there is room for will do, too. */
static bool grows(uint8_t type)
{
	return type >= FORMAT_GROW && type <= FORMAT_QUICK_ADD_SESSION;
}

static const struct mmc_format_capacity *find_chosen(const struct erasing *e,
						     const struct mmc_formats *formats)
{
	const struct erase_choice *c = &e->choice;
	bool part = c->part || grows(c->type);
	const struct mmc_format_capacity *format =
		find_format(formats, c->type, part ? 0 : c->blocks);

	if (format && format->blocks < c->blocks)
		return NULL;
	return format ? format : find_between(formats, c->type, c->blocks);
}

/* A quick one says that sectors need not be certified; then without saying so. */
static imapi_status make_chosen_form(struct erasing *e, const struct mmc_formats *formats)
{
	const struct mmc_format_capacity *format = find_chosen(e, formats);
	bool certify;

	if (!format)
		return no_such_format(e, formats);
	certify = e->whole && e->choice.type == FORMAT_SPARES && can_certify(e);
	if (certify) {
		struct mmc_format_list *list = add_chosen(e, format);

		list->fov = 1;
		list->sub_type = SUB_TYPE_CERTIFY;
	}
	add_chosen(e, format)->fov = 1;
	e->forms[e->form_count - 1].list.dcrt =
		!e->whole && e->choice.type < FORMAT_WITHOUT_OPTIONS;
	if (!certify)
		add_chosen(e, format);
	return IMAPI_OK;
}

/* What the medium holds without any spares. */
static uint32_t all_blocks(const struct mmc_formats *formats)
{
	uint32_t most =
		formats->current.type == CAPACITY_UNFORMATTED ? formats->current.blocks : 0;

	for (unsigned i = 0; i < formats->count; i++)
		most = MAX(most, formats->formats[i].blocks);
	return most;
}

/* The type that takes spares: of a BD its own, of a DVD-RAM the usual one. */
static uint8_t type_with_spares(const struct mmc_formats *formats)
{
	if (find_format(formats, FORMAT_SPARES, 0))
		return FORMAT_SPARES;
	if (find_format(formats, FORMAT_SPARES_ONCE, 0))
		return FORMAT_SPARES_ONCE;
	return FORMAT_DEFAULT;
}

/* A DVD-RAM lists its formats with more spares as more of the usual type. */
static const struct mmc_format_capacity *find_without(const struct mmc_formats *formats,
						      uint8_t type)
{
	const struct mmc_format_capacity *most = find_extreme(formats, type, true);

	if (type != FORMAT_DEFAULT)
		return find_format(formats, FORMAT_NO_SPARES, 0);
	return most != find_extreme(formats, type, false) ? most : NULL;
}

static const struct mmc_format_capacity *find_by_spares(struct erasing *e,
							const struct mmc_formats *formats)
{
	uint8_t type = type_with_spares(formats);
	uint32_t all = all_blocks(formats), set_aside = e->choice.spare_blocks;

	e->choice.blocks = 0;
	switch (e->choice.spares) {
	case IMAPI_SPARES_NONE:
		return find_without(formats, type);
	case IMAPI_SPARES_LEAST:
		return find_extreme(formats, type, true);
	case IMAPI_SPARES_MOST:
		return find_extreme(formats, type, false);
	case IMAPI_SPARES_SECTORS:
		e->choice.blocks = all - MIN(set_aside, all);
		e->choice.blocks -= e->choice.blocks % CLUSTER;
		return find_between(formats, type, e->choice.blocks);
	default:
		return find_format(formats, type, 0);
	}
}

static imapi_status advise_range(const struct erasing *e, const struct mmc_formats *formats,
				 uint8_t type)
{
	uint32_t all = all_blocks(formats);

	return err_advise(err_of(e), IMAPI_E_ERASE_REJECTED,
			  type == FORMAT_DEFAULT ? "Of this medium it sets aside %" PRIu32
						   " or %" PRIu32
						   " sectors: the least, or the most."
						 : "It sets aside %" PRIu32 " to %" PRIu32
						   " sectors, or none.",
			  all - find_extreme(formats, type, true)->blocks,
			  all - find_extreme(formats, type, false)->blocks);
}

/* Spares that were asked for become a type and a number of sectors. */
static imapi_status choose_by_spares(struct erasing *e, const struct mmc_formats *formats)
{
	const struct mmc_format_capacity *format = find_by_spares(e, formats);
	uint8_t type = type_with_spares(formats);
	imapi_status status = IMAPI_E_ERASE_REJECTED;

	if (format) {
		e->choice.type = format->type;
		if (!e->choice.blocks)
			e->choice.blocks = format->blocks;
		return IMAPI_OK;
	}
	if (e->choice.spares == IMAPI_SPARES_NONE && type == FORMAT_SPARES_ONCE) {
		err_set(err_of(e), status, "a BD-R that is formatted has spares");
		return err_advise(err_of(e), status,
				  "Burn it without a format, and it has none.");
	}
	err_set(err_of(e), status, "the drive offers no format with such spares");
	if (e->choice.spares == IMAPI_SPARES_SECTORS && find_extreme(formats, type, true))
		return advise_range(e, formats, type);
	return advise_offers(e, formats);
}

/* The rest of the medium, however much that is. */
static void make_restart_form(struct erasing *e)
{
	const struct mmc_format_capacity rest = { .blocks = UINT32_MAX,
						  .type = e->format_type,
						  .parameter = RESTART };

	add_format(e, &rest)->fov = 1;
}

/*
 * A full format certifies every sector. A quick one says that it need not (DCRT); drives that
 * do not take the bit have to be asked without options, and then do what they do.
 */
static imapi_status make_usual_forms(struct erasing *e, const struct mmc_formats *formats)
{
	const struct mmc_format_capacity *usual = find_format(formats, e->format_type, 0);
	const struct mmc_format_capacity *spares = find_format(formats, FORMAT_SPARES, 0);

	if (e->whole && spares && can_certify(e)) {
		struct mmc_format_list *list = add_format(e, spares);

		list->fov = 1;
		list->sub_type = SUB_TYPE_CERTIFY;
	}
	if (usual) {
		struct mmc_format_list *list = add_format(e, usual);

		list->fov = 1;
		list->dcrt = !e->whole && e->format_type == FORMAT_DEFAULT;
	}
	if (usual && !e->whole)
		add_format(e, usual);
	if (e->form_count)
		return IMAPI_OK;
	return err_set(err_of(e), IMAPI_E_ERASE_REJECTED,
		       "the drive offers no format for this medium");
}

imapi_status forms_make(struct erasing *e)
{
	struct mmc_formats formats;
	imapi_status status;

	if (e->restart) {
		make_restart_form(e);
		return IMAPI_OK;
	}
	status = mmc_read_format_capacities(e->device, &formats);
	if (IMAPI_FAILED(status))
		return err_in(err_of(e), status, "asking how the medium can be formatted");
	if (e->choice.made && e->choice.spares)
		status = choose_by_spares(e, &formats);
	if (IMAPI_FAILED(status))
		return status;
	return e->choice.made ? make_chosen_form(e, &formats) : make_usual_forms(e, &formats);
}
