/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

enum config_request { CONFIG_ALL, CONFIG_CURRENT, CONFIG_ONE };

#define CONFIG_ROOM 65528u /* the length field has two bytes; a multiple of 8 */
#define CONFIG_ONE_ROOM (CONFIG_HEADER_SIZE + FEATURE_HEADER_SIZE + MMC_FEATURE_DATA_MAX + 1)

/* Asks for features and says how many bytes of the reply are good. */
static imapi_status fetch_config(struct scsi_device *device, enum config_request request,
				 uint16_t start, uint8_t *bytes, uint32_t room,
				 uint32_t *ret_length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_GET_CONFIGURATION]);
	struct mmc_config_header header;
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, CONFIG_RT, request);
	cdb_put(&cdb, CONFIG_START, start);
	status = scsi_fetch(device, &cdb, bytes, room, CONFIG_HEADER_SIZE, &length);
	if (IMAPI_FAILED(status) && device->last.row && device->last.sense.key == 5 &&
	    device->last.sense.asc == 0x20)
		return err_restate(&device->context->error,
				   IMAPI_E_RECORDER_GET_CONFIGURATION_NOT_SUPPORTED);
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_config_header, bytes, length, &header);
	if (header.length < CONFIG_HEADER_SIZE - 4)
		return scsi_bad_reply(device, cdb.command,
				      "the drive states a length of %u bytes", header.length);
	*ret_length = (uint32_t)MIN((uint64_t)length, (uint64_t)header.length + 4);
	return IMAPI_OK;
}

imapi_status mmc_read_profile(struct scsi_device *device, uint16_t *ret_profile)
{
	uint8_t bytes[CONFIG_ONE_ROOM];
	struct mmc_config_header header;
	uint32_t length = 0;
	imapi_status status =
		fetch_config(device, CONFIG_ONE, 0, bytes, sizeof(bytes), &length);

	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_config_header, bytes, length, &header);
	*ret_profile = header.current_profile;
	return IMAPI_OK;
}

struct feature_visitor {
	mmc_feature_fn *fn;
	void *user;
};

/* The bytes that the feature at @at takes, header included; 0 if no header fits. */
static size_t feature_size(const uint8_t *bytes, size_t length, size_t at)
{
	return at + FEATURE_HEADER_SIZE > length ? 0
						 : FEATURE_HEADER_SIZE + (size_t)bytes[at + 3];
}

/* Data that the reply cuts off reads as zero. */
static void take_feature(const uint8_t *bytes, size_t length, size_t at,
			 struct mmc_feature *ret)
{
	size_t size = MIN(feature_size(bytes, length, at), length - at) - FEATURE_HEADER_SIZE;

	memset(ret, 0, sizeof(*ret));
	wire_get(&wire_feature_header, bytes + at, FEATURE_HEADER_SIZE, &ret->header);
	memcpy(ret->data, bytes + at + FEATURE_HEADER_SIZE, size);
}

imapi_status mmc_read_feature(struct scsi_device *device, uint16_t code,
			      struct mmc_feature *ret)
{
	uint8_t bytes[CONFIG_ONE_ROOM];
	struct mmc_feature feature;
	uint32_t length = 0;
	size_t at = CONFIG_HEADER_SIZE;
	imapi_status status =
		fetch_config(device, CONFIG_ONE, code, bytes, sizeof(bytes), &length);

	if (IMAPI_FAILED(status))
		return status;
	for (size_t size; (size = feature_size(bytes, length, at)) > 0; at += size) {
		take_feature(bytes, length, at, &feature);
		if (feature.header.code == code) {
			*ret = feature;
			return IMAPI_OK;
		}
	}
	return err_set(&device->context->error, IMAPI_E_RECORDER_NO_SUCH_FEATURE,
		       "GET CONFIGURATION: the drive has no feature %04Xh", code);
}

/*
 * Reports the features of one reply that start at @from or above. One that is cut off is left
 * for the next request, unless it is the first. *@last becomes the highest code reported.
 */
static bool report_features(const uint8_t *bytes, uint32_t length, uint32_t from,
			    struct feature_visitor *visitor, uint32_t *last)
{
	struct mmc_feature feature;
	size_t at = CONFIG_HEADER_SIZE;
	bool any = false;

	for (size_t size; (size = feature_size(bytes, length, at)) > 0; at += size) {
		if (any && at + size > length)
			break;
		take_feature(bytes, length, at, &feature);
		if (feature.header.code < from)
			continue;
		visitor->fn(visitor->user, &feature);
		any = true;
		*last = MAX(*last, (uint32_t)feature.header.code);
	}
	return any;
}

/* A drive may hold back what its own buffer cannot take; the rest is asked for. */
static imapi_status each_feature(struct scsi_device *device, enum config_request request,
				 uint8_t *bytes, uint32_t room, struct feature_visitor *visitor)
{
	uint32_t from = 0, last = 0;

	for (;;) {
		struct mmc_config_header header;
		uint32_t length = 0;
		imapi_status status =
			fetch_config(device, request, (uint16_t)from, bytes, room, &length);

		if (IMAPI_FAILED(status))
			return status;
		wire_get(&wire_config_header, bytes, length, &header);
		if (!report_features(bytes, length, from, visitor, &last) ||
		    length >= (uint64_t)header.length + 4 || last >= UINT16_MAX)
			return IMAPI_OK;
		from = last + 1;
	}
}

imapi_status mmc_each_feature(struct scsi_device *device, bool current_only, mmc_feature_fn *fn,
			      void *user)
{
	uint32_t room = MIN(CONFIG_ROOM, transport_max_transfer(device->transport));
	struct feature_visitor visitor = { fn, user };
	AUTOFREE uint8_t *bytes = zalloc(room);

	if (!bytes)
		return err_no_memory(&device->context->error);
	return each_feature(device, current_only ? CONFIG_CURRENT : CONFIG_ALL, bytes, room,
			    &visitor);
}
