/* SPDX-License-Identifier: MIT */
#include "media/identity.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

#define ROOM (STRUCTURE_HEADER_SIZE + BD_INFORMATION_SIZE)
#define FIRST_LAYERS 1u /* a DVD counts its layers from 0 */

static const struct {
	enum media_family family;
	const char *id, *name;
} makers[] = {
#define MAKER(family, id, name) { MEDIA_##family, id, name },
#include "media/makers.def"
#undef MAKER
};

const char *media_maker(enum media_family family, const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		if (makers[i].family == family &&
		    strncmp(id, makers[i].id, strlen(makers[i].id)) == 0)
			return makers[i].name;
	}
	return "";
}

/* Text of a disc: padded with blanks or zeroes, perhaps not text at all. */
static void copy_id(char *to, const char *from, size_t length)
{
	while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\0'))
		length--;
	for (size_t i = 0; i < length; i++)
		to[i] = (from[i] < 0x20 || from[i] > 0x7e) ? '?' : from[i];
	to[length] = '\0';
}

/* What a drive or a disc does not have is no failure. */
static imapi_status optional(const struct scsi_device *device, imapi_status status)
{
	bool refused = status == IMAPI_E_COMMAND_REJECTED ||
		       (device->last.sense.valid && device->last.sense.key == 5);

	return IMAPI_FAILED(status) && refused ? IMAPI_S_FALSE : status;
}

/* IMAPI_S_FALSE: there is no such structure, or it is shorter than @least. */
static imapi_status fetch(struct scsi_device *device, struct mmc_structure_query query,
			  uint8_t data[ROOM], uint32_t least)
{
	uint32_t length = 0;
	imapi_status status = mmc_read_structure(device, &query, data, ROOM, &length);

	if (IMAPI_FAILED(status))
		return optional(device, status);
	return length < least ? IMAPI_S_FALSE : IMAPI_OK;
}

static imapi_status identify_cd(struct scsi_device *device, struct imapi_disc_identity *ret)
{
	struct mmc_atip atip;
	imapi_status status = optional(device, mmc_read_atip(device, &atip));

	if (status != IMAPI_OK)
		return IMAPI_FAILED(status) ? status : IMAPI_OK;
	snprintf(ret->manufacturer_id, sizeof(ret->manufacturer_id), "%02um%02us%02uf",
		 atip.lead_in_m, atip.lead_in_s, atip.lead_in_f);
	snprintf(ret->media_type_id, sizeof(ret->media_type_id), "%02um%02us%02uf",
		 atip.lead_out_m, atip.lead_out_s, atip.lead_out_f);
	ret->layers = 1;
	return IMAPI_OK;
}

static void take_physical(const struct mmc_physical_format *f, struct imapi_disc_identity *ret)
{
	static const unsigned diameters[] = { 120, 80 };

	ret->book_type = f->category << 4 | f->version;
	ret->layers = f->layers + FIRST_LAYERS;
	if (f->size < ARRAY_SIZE(diameters))
		ret->diameter_mm = diameters[f->size];
}

static imapi_status identify_dvd(struct scsi_device *device, struct imapi_disc_identity *ret)
{
	const struct mmc_structure_query physical = { .format = STRUCTURE_PHYSICAL };
	struct mmc_physical_format f;
	uint8_t data[ROOM];
	imapi_status status = fetch(device, physical, data, 4);

	if (status != IMAPI_OK)
		return status;
	wire_get(&wire_physical_format, data, 4, &f);
	take_physical(&f, ret);
	return IMAPI_OK;
}

/* The book type of the lead-in can be set; the groove says what the disc was made as. */
static imapi_status identify_dvd_plus(struct scsi_device *device,
				      struct imapi_disc_identity *ret)
{
	struct mmc_structure_query query = { .format = STRUCTURE_ADIP };
	struct mmc_physical_format f;
	uint8_t data[ROOM];
	imapi_status status = identify_dvd(device, ret);

	if (!IMAPI_FAILED(status))
		status = fetch(device, query, data, PHYSICAL_FORMAT_SIZE);
	query.format = STRUCTURE_PHYSICAL;
	if (status == IMAPI_S_FALSE)
		status = fetch(device, query, data, PHYSICAL_FORMAT_SIZE);
	if (status != IMAPI_OK)
		return status;
	wire_get(&wire_physical_format, data, PHYSICAL_FORMAT_SIZE, &f);
	if (ret->layers == 0)
		take_physical(&f, ret);
	copy_id(ret->manufacturer_id, f.manufacturer, sizeof(f.manufacturer));
	copy_id(ret->media_type_id, f.media_type, sizeof(f.media_type));
	ret->revision = f.revision;
	return IMAPI_OK;
}

static imapi_status identify_dvd_minus(struct scsi_device *device,
				       struct imapi_disc_identity *ret)
{
	const struct mmc_structure_query query = { .format = STRUCTURE_PRERECORDED };
	struct mmc_prerecorded p;
	uint8_t data[ROOM];
	imapi_status status = identify_dvd(device, ret);

	if (!IMAPI_FAILED(status))
		status = fetch(device, query, data, PRERECORDED_SIZE - 1);
	if (status != IMAPI_OK)
		return status;
	wire_get(&wire_prerecorded, data, PRERECORDED_SIZE, &p);
	if (p.field_3 != 3 || p.field_4 != 4)
		return IMAPI_OK;
	copy_id(ret->manufacturer_id, p.id_first, sizeof(p.id_first));
	copy_id(ret->media_type_id, p.id_second, sizeof(p.id_second));
	return IMAPI_OK;
}

static imapi_status identify_bd(struct scsi_device *device, struct imapi_disc_identity *ret)
{
	const struct mmc_structure_query query = { .media_type = STRUCTURE_MEDIA_BD,
						   .format = STRUCTURE_PHYSICAL };
	struct mmc_bd_information f;
	uint8_t data[ROOM];
	imapi_status status = fetch(device, query, data, BD_INFORMATION_SIZE);

	if (status != IMAPI_OK)
		return status;
	wire_get(&wire_bd_information, data, BD_INFORMATION_SIZE, &f);
	if (memcmp(f.signature, "DI", sizeof(f.signature)) != 0)
		return IMAPI_OK;
	copy_id(ret->manufacturer_id, f.manufacturer, sizeof(f.manufacturer));
	copy_id(ret->media_type_id, f.media_type, sizeof(f.media_type));
	ret->revision = f.revision;
	ret->layers = f.layers;
	ret->diameter_mm = f.size == 0 ? 120 : f.size == 1 ? 80 : 0;
	return IMAPI_OK;
}

imapi_status media_identify(struct scsi_device *device, enum media_family family,
			    struct imapi_disc_identity *ret)
{
	static imapi_status (*const identify[MEDIA_FAMILY_COUNT])(
		struct scsi_device *, struct imapi_disc_identity *) = {
		[MEDIA_CD] = identify_cd,
		[MEDIA_DVD_MINUS] = identify_dvd_minus,
		[MEDIA_DVD_PLUS] = identify_dvd_plus,
		[MEDIA_DVD_RAM] = identify_dvd,
		[MEDIA_BD] = identify_bd,
	};
	struct imapi_disc_identity id = IMAPI_DISC_IDENTITY_INIT;
	imapi_status status = IMAPI_OK;

	if (identify[family])
		status = identify[family](device, &id);
	if (IMAPI_FAILED(status))
		return err_in(&device->context->error, status, "asking who made the disc");
	snprintf(id.manufacturer, sizeof(id.manufacturer), "%s",
		 media_maker(family, id.manufacturer_id));
	*ret = id;
	return IMAPI_OK;
}
