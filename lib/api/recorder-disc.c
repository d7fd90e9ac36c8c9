/* SPDX-License-Identifier: MIT */
/* What the drive says of a disc, as bytes. */
#include "api/recorder.h"
#include "base/api.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "imapi/recorder-ex.h"
#include "mmc/mmc.h"
#include "scsi/fetch.h"

#define INFORMATION_ROOM 4096u
#define STRUCTURE_ROOM 65532u
#define STRUCTURE_HEADER 4u
#define STRUCTURE_AGID CDB_BITS(10, 7, 6)

/* Fetches an answer whose first two bytes say how many follow; @skip of it are not handed on.
 */
static imapi_status fetch(struct imapi_recorder *recorder, const struct cdb *cdb, uint32_t room,
			  uint32_t skip, uint8_t **ret_bytes, size_t *ret_length)
{
	uint32_t most = MIN(room, transport_max_transfer(recorder->device.transport));
	AUTOFREE uint8_t *bytes = zalloc(most);
	uint32_t length = 0;
	imapi_status status;

	if (!bytes)
		return err_no_memory(&recorder->context->error);
	status = scsi_fetch(&recorder->device, cdb, bytes, most, MAX(skip, 2u), &length);
	if (IMAPI_FAILED(status))
		return status;
	length = MIN(length, get_be16(bytes) + 2u);
	if (length < skip)
		return scsi_bad_reply(&recorder->device, cdb->command,
				      "the drive states a length of %u bytes", length);
	return recorder_copy_bytes(recorder, bytes + skip, length - skip, ret_bytes,
				   ret_length);
}

IMAPI_API imapi_status imapi_recorder_disc_information(struct imapi_recorder *recorder,
						       uint8_t **ret_bytes, size_t *ret_length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_DISC_INFORMATION]);
	imapi_status status;

	if (!recorder || !ret_bytes || !ret_length)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	return fetch(recorder, &cdb, INFORMATION_ROOM, 0, ret_bytes, ret_length);
}

IMAPI_API imapi_status imapi_recorder_track_information(struct imapi_recorder *recorder,
							uint32_t address,
							enum imapi_track_address_type type,
							uint8_t **ret_bytes, size_t *ret_length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_TRACK_INFORMATION]);
	imapi_status status;

	if (!recorder || !ret_bytes || !ret_length)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	if ((unsigned)type > IMAPI_TRACK_ADDRESS_SESSION)
		return err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
			       "no track can be addressed by type %d", (int)type);
	cdb_put(&cdb, TRACK_INFO_TYPE, type);
	cdb_put(&cdb, TRACK_INFO_NUMBER, address);
	return fetch(recorder, &cdb, INFORMATION_ROOM, 0, ret_bytes, ret_length);
}

static imapi_status not_present(struct imapi_recorder *recorder, imapi_status status)
{
	if (!IMAPI_FAILED(status) || !recorder_refused(recorder))
		return status;
	return err_restate(&recorder->context->error,
			   IMAPI_E_RECORDER_DVD_STRUCTURE_NOT_PRESENT);
}

static imapi_status ask_structure(struct imapi_recorder *recorder,
				  const struct imapi_disc_structure *which, struct cdb *cdb)
{
	if (which->size < offsetof(struct imapi_disc_structure, agid) + 1 ||
	    which->media_type > 15 || which->agid > 3)
		return err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
			       "a disc structure cannot be asked for so");
	cdb_put(cdb, STRUCTURE_MEDIA_TYPE, which->media_type);
	cdb_put(cdb, STRUCTURE_ADDRESS, which->address);
	cdb_put(cdb, STRUCTURE_LAYER, which->layer);
	cdb_put(cdb, STRUCTURE_FORMAT, which->format);
	cdb_put(cdb, STRUCTURE_AGID, which->agid);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_read_disc_structure(
	struct imapi_recorder *recorder, const struct imapi_disc_structure *which,
	uint8_t **ret_bytes, size_t *ret_length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_READ_DISC_STRUCTURE]);
	imapi_status status;

	if (!recorder || !which || !ret_bytes || !ret_length)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status))
		status = ask_structure(recorder, which, &cdb);
	if (IMAPI_FAILED(status))
		return status;
	status = fetch(recorder, &cdb, STRUCTURE_ROOM, STRUCTURE_HEADER, ret_bytes, ret_length);
	return not_present(recorder, status);
}

static imapi_status send_structure(struct imapi_recorder *recorder, uint8_t format,
				   const void *data, size_t length)
{
	struct cdb cdb = cdb_new(&mmc_commands[MMC_SEND_DISC_STRUCTURE]);
	AUTOFREE uint8_t *bytes = zalloc(STRUCTURE_HEADER + length);

	if (!bytes)
		return err_no_memory(&recorder->context->error);
	put_be16(bytes, (uint16_t)(length + 2));
	memcpy(bytes + STRUCTURE_HEADER, data, length);
	cdb_put(&cdb, STRUCTURE_FORMAT, format);
	return not_present(recorder, scsi_run(&recorder->device, &cdb, bytes,
					      (uint32_t)(STRUCTURE_HEADER + length)));
}

IMAPI_API imapi_status imapi_recorder_send_disc_structure(struct imapi_recorder *recorder,
							  uint8_t format, const void *bytes,
							  size_t length)
{
	uint32_t most;
	imapi_status status;

	if (!recorder || !bytes)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	most = MIN(UINT16_MAX, transport_max_transfer(recorder->device.transport));
	if (length == 0 || length > most - STRUCTURE_HEADER)
		return err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
			       "a disc structure cannot have %zu bytes", length);
	status = recorder_enter_alone(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = send_structure(recorder, format, bytes, length);
	recorder_give(recorder);
	return status;
}
