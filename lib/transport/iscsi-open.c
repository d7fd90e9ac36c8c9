/* SPDX-License-Identifier: MIT */
/* From an address to a drive that answers. */
#include "transport/iscsi.h"

#include "base/mem.h"

#include <iscsi/iscsi.h>

#define ATTENTIONS 8
#define TYPE_OPTICAL 5
#define NO_DEVICE 3

static imapi_status send(struct iscsi_drive *drive, struct imapi_exchange *x)
{
	x->timeout_ms = drive->place.timeout * 1000;
	return iscsi_ops.execute(drive, x);
}

static bool has_sense(const struct imapi_exchange *x, unsigned key)
{
	return x->host == IMAPI_HOST_OK && x->scsi_status == 2 && x->sense_length > 2 &&
	       (x->sense[2] & 0x0f) == key;
}

/*
 * A drive that nobody has asked yet first tells of its reset; those are no answers. What it
 * says then, that there is no disc or that it is not ready, is for those who use it.
 */
static imapi_status pass_attentions(struct iscsi_drive *drive)
{
	struct imapi_exchange x;
	imapi_status status;
	unsigned i = 0;

	do {
		x = (struct imapi_exchange){ .cdb = { 0x00 }, .cdb_length = 6 };
		status = send(drive, &x);
	} while (!IMAPI_FAILED(status) && has_sense(&x, 6) && ++i < ATTENTIONS);
	return status;
}

static imapi_status no_inquiry(struct iscsi_drive *drive, const struct imapi_exchange *x)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_CONNECTION_FAILED;

	if (!drive->iscsi)
		err_set(err, status, "the connection to %s was lost: %s", drive->portal,
			drive->lost);
	else
		err_set(err, status, "%s, LUN %u: INQUIRY %s", drive->portal, drive->place.lun,
			x->host == IMAPI_HOST_TIMEOUT ? "is not answered" : "failed");
	return err_advise(err, status, "Look at the log of the target.");
}

static imapi_status not_a_drive(struct iscsi_drive *drive, bool exists)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = exists ? IMAPI_E_ADDRESS_INVALID : IMAPI_E_DEV_NOT_EXIST;

	if (exists)
		err_set(err, status, "LUN %u of %s at %s is not a CD, DVD or BD drive",
			drive->place.lun, drive->place.target, drive->portal);
	else
		err_set(err, status, "%s at %s has no LUN %u", drive->place.target,
			drive->portal, drive->place.lun);
	return err_advise(err, status, "'iscsi-ls -s iscsi://%s' lists the LUNs there.",
			  drive->portal);
}

static imapi_status check_type(struct iscsi_drive *drive)
{
	uint8_t data[36] = { 0 };
	struct imapi_exchange x = { .cdb = { 0x12, 0, 0, 0, sizeof(data) },
				    .cdb_length = 6,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = sizeof(data) };
	imapi_status status = send(drive, &x);

	if (IMAPI_FAILED(status))
		return status;
	if (has_sense(&x, 5))
		return not_a_drive(drive, false);
	if (x.host != IMAPI_HOST_OK || x.scsi_status || x.residual == x.data_length)
		return no_inquiry(drive, &x);
	if (data[0] >> 5 == NO_DEVICE)
		return not_a_drive(drive, false);
	return (data[0] & 0x1f) == TYPE_OPTICAL ? IMAPI_OK : not_a_drive(drive, true);
}

/* Without it the login would go on, and leave out what it was to prove. */
static imapi_status no_secret(struct iscsi_drive *drive, const char *what)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_ACCESSDENIED;

	err_set(err, status, "%s", what);
	return err_advise(err, status,
			  "Set LIBISCSI_CHAP_USERNAME and LIBISCSI_CHAP_PASSWORD, or "
			  "LIBISCSI_CHAP_TARGET_USERNAME and LIBISCSI_CHAP_TARGET_PASSWORD "
			  "for the target.");
}

static imapi_status reach(struct iscsi_drive *drive, const char *address)
{
	struct imapi_error *err = &drive->context->error;
	const char *wrong = place_parse(address, &drive->place);
	imapi_status status = IMAPI_E_ADDRESS_INVALID;

	if (wrong) {
		err_set(err, status, "this is not the address of a drive: %s", wrong);
		return err_advise(err, status,
				  "Give iscsi://[USER[%%SECRET]@]HOST[:PORT]/TARGET/LUN"
				  "[?timeout=SECONDS].");
	}
	place_add_environment(&drive->place);
	wrong = place_lacks(&drive->place);
	status = wrong ? no_secret(drive, wrong) : iscsi_log_in(drive);
	if (!IMAPI_FAILED(status))
		status = check_type(drive);
	return IMAPI_FAILED(status) ? status : pass_attentions(drive);
}

imapi_status iscsi_open(struct imapi_context *context, const char *address,
			struct imapi_transport **ret_transport)
{
	struct iscsi_drive *drive = zalloc(sizeof(*drive));
	imapi_status status;

	if (!drive)
		return err_no_memory(&context->error);
	drive->context = context;
	status = reach(drive, address);
	if (!IMAPI_FAILED(status))
		status = imapi_transport_new(context, &iscsi_ops, drive, ret_transport);
	if (IMAPI_FAILED(status))
		iscsi_ops.close(drive);
	return status;
}
