/* SPDX-License-Identifier: MIT */
/* Logging in to a target, and what can be wrong with that. */
#include "transport/iscsi.h"

#include "base/mem.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#define INITIATOR "iqn.2026-11.org.libimapi:initiator"
#define LOGIN_LIMIT (15 * USEC_PER_SEC)
#define ATTENTIONS 8
#define TYPE_OPTICAL 5

struct login {
	bool done;
	int status;
};

static void on_login(struct iscsi_context *iscsi, int status, void *data, void *user)
{
	struct login *login = user;

	(void)iscsi;
	(void)data;
	login->status = status;
	login->done = true;
}

static imapi_status not_connected(struct iscsi_drive *drive, bool answered)
{
	struct imapi_error *err = &drive->context->error;
	imapi_status status = IMAPI_E_TRANSPORT;

	if (!answered && !drive->lost)
		err_set(err, status, "%s did not answer within 15 s", drive->portal);
	else
		err_set(err, status, "%s: %s", drive->portal, iscsi_get_error(drive->iscsi));
	return err_advise(err, status,
			  "Check host and port, the name of the target, its LUN, and user and "
			  "secret: iscsi://[USER%%SECRET@]HOST[:PORT]/TARGET/LUN.");
}

static imapi_status log_in(struct iscsi_drive *drive, const struct iscsi_url *url)
{
	struct login login = { false, 0 };
	bool answered;

	iscsi_set_session_type(drive->iscsi, ISCSI_SESSION_NORMAL);
	iscsi_set_header_digest(drive->iscsi, ISCSI_HEADER_DIGEST_NONE_CRC32C);
	iscsi_set_targetname(drive->iscsi, url->target);
	iscsi_set_noautoreconnect(drive->iscsi, 1);
	if (url->user[0])
		iscsi_set_initiator_username_pwd(drive->iscsi, url->user, url->passwd);
	drive->heard = transport_system_now();
	if (iscsi_full_connect_async(drive->iscsi, url->portal, url->lun, on_login, &login))
		return not_connected(drive, true);
	answered = iscsi_serve(drive, &login.done, transport_system_now() + LOGIN_LIMIT);
	return answered && login.status == SCSI_STATUS_GOOD ? IMAPI_OK
							    : not_connected(drive, answered);
}

static imapi_status send(struct iscsi_drive *drive, struct imapi_exchange *x)
{
	return iscsi_ops.execute(drive, x);
}

/* A drive that nobody has asked yet first tells of its reset; those are no answers. */
static imapi_status pass_attentions(struct iscsi_drive *drive)
{
	for (unsigned i = 0; i < ATTENTIONS; i++) {
		struct imapi_exchange x = { .cdb = { 0x00 }, .cdb_length = 6 };
		imapi_status status = send(drive, &x);

		if (IMAPI_FAILED(status) || x.host != IMAPI_HOST_OK || x.scsi_status != 2 ||
		    x.sense_length < 3 || (x.sense[2] & 0x0f) != 6)
			return status;
	}
	return IMAPI_OK;
}

static imapi_status check_type(struct iscsi_drive *drive)
{
	uint8_t data[36] = { 0 };
	struct imapi_exchange x = { .cdb = { 0x12, 0, 0, 0, sizeof(data) },
				    .cdb_length = 6,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = sizeof(data) };
	struct imapi_error *err = &drive->context->error;
	imapi_status status = send(drive, &x);

	if (IMAPI_FAILED(status))
		return status;
	if (x.host != IMAPI_HOST_OK || x.scsi_status)
		return err_set(err, IMAPI_E_TRANSPORT, "%s, LUN %d: INQUIRY failed",
			       drive->portal, drive->lun);
	if ((data[0] & 0x1f) == TYPE_OPTICAL)
		return IMAPI_OK;
	err_set(err, IMAPI_E_ADDRESS_INVALID, "%s, LUN %d is not a CD, DVD or BD drive",
		drive->portal, drive->lun);
	return err_advise(err, IMAPI_E_ADDRESS_INVALID, "'iscsi-ls -s iscsi://%s' lists LUNs.",
			  drive->portal);
}

static imapi_status connect_to(struct iscsi_drive *drive, const char *address)
{
	struct iscsi_url *url = iscsi_parse_full_url(drive->iscsi, address);
	imapi_status status = IMAPI_E_ADDRESS_INVALID;

	if (!url) {
		err_set(&drive->context->error, status, "this is not the address of a LUN");
		return err_advise(&drive->context->error, status,
				  "Give iscsi://[USER%%SECRET@]HOST[:PORT]/TARGET/LUN.");
	}
	drive->portal = strdup(url->portal);
	drive->lun = url->lun;
	status = drive->portal ? log_in(drive, url) : err_no_memory(&drive->context->error);
	iscsi_destroy_url(url);
	if (!IMAPI_FAILED(status))
		status = pass_attentions(drive);
	return IMAPI_FAILED(status) ? status : check_type(drive);
}

imapi_status iscsi_open(struct imapi_context *context, const char *address,
			struct imapi_transport **ret_transport)
{
	struct iscsi_drive *drive = zalloc(sizeof(*drive));
	imapi_status status;

	if (!drive)
		return err_no_memory(&context->error);
	drive->context = context;
	drive->iscsi = iscsi_create_context(INITIATOR);
	status = drive->iscsi ? connect_to(drive, address) : err_no_memory(&context->error);
	if (!IMAPI_FAILED(status))
		status = imapi_transport_new(context, &iscsi_ops, drive, ret_transport);
	if (IMAPI_FAILED(status))
		iscsi_ops.close(drive);
	return status;
}
