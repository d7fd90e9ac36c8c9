/* SPDX-License-Identifier: MIT */
#include "mmc/mmc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#include <string.h>

imapi_status mmc_read_structure(struct scsi_device *device,
				const struct mmc_structure_query *query, uint8_t *ret_data,
				uint32_t room, uint32_t *ret_length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_DISC_STRUCTURE]);
	struct mmc_structure_header header;
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, STRUCTURE_MEDIA_TYPE, query->media_type);
	cdb_put(&cdb, STRUCTURE_LAYER, query->layer);
	cdb_put(&cdb, STRUCTURE_FORMAT, query->format);
	status = scsi_fetch(device, &cdb, ret_data, room, STRUCTURE_HEADER_SIZE, &length);
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_structure_header, ret_data, length, &header);
	length = MIN(length, header.length + 2u);
	if (length < STRUCTURE_HEADER_SIZE)
		return scsi_bad_reply(device, cdb.command,
				      "the drive states a length of %u bytes", header.length);
	*ret_length = length - STRUCTURE_HEADER_SIZE;
	memmove(ret_data, ret_data + STRUCTURE_HEADER_SIZE, *ret_length);
	return IMAPI_OK;
}

imapi_status mmc_read_layer_capacity(struct scsi_device *device, struct mmc_layer_capacity *ret)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_DISC_STRUCTURE]);
	uint8_t bytes[LAYER_CAPACITY_SIZE];
	uint32_t length = 0;
	imapi_status status;

	cdb_put(&cdb, STRUCTURE_FORMAT, STRUCTURE_LAYER_CAPACITY);
	status = scsi_fetch(device, &cdb, bytes, sizeof(bytes), LAYER_CAPACITY_SIZE, &length);
	if (!IMAPI_FAILED(status))
		wire_get(&wire_layer_capacity, bytes, length, ret);
	return status;
}

/* A structure of one address, ready to be sent. */
static struct cdb address_command(enum mmc_structure_format format, uint32_t address,
				  uint8_t bytes[LAYER_CAPACITY_SIZE])
{
	const struct mmc_layer_capacity capacity = { .length = LAYER_CAPACITY_SIZE - 2,
						     .blocks = address };
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SEND_DISC_STRUCTURE]);

	wire_put_clean(&wire_layer_capacity, &capacity, bytes);
	cdb_put(&cdb, STRUCTURE_FORMAT, format);
	return cdb;
}

imapi_status mmc_set_jump_address(struct scsi_device *device, uint32_t lba)
{
	uint8_t bytes[LAYER_CAPACITY_SIZE];
	struct cdb cdb = address_command(STRUCTURE_JUMP_ADDRESS, lba, bytes);

	return scsi_run(device, &cdb, bytes, sizeof(bytes));
}

imapi_status mmc_try_layer_capacity(struct scsi_device *device, uint32_t blocks,
				    struct scsi_outcome *ret_outcome)
{
	uint8_t bytes[LAYER_CAPACITY_SIZE];
	struct cdb cdb = address_command(STRUCTURE_LAYER_CAPACITY, blocks, bytes);

	return scsi_try(device, &cdb, bytes, sizeof(bytes), ret_outcome);
}
