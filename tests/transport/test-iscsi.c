/* SPDX-License-Identifier: MIT */
/* What libiscsi says, and what becomes of it; without a network. */
#include "transport/iscsi.h"

#include "support/t.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <string.h>

static struct imapi_exchange answer(int status, const struct scsi_task *task)
{
	static uint8_t data[512];
	struct imapi_exchange x = { .cdb_length = 6,
				    .direction = IMAPI_DIRECTION_IN,
				    .data = data,
				    .data_length = sizeof(data) };

	iscsi_take_answer(task, status, &x);
	return x;
}

T(an_answer_of_the_drive_is_its_own)
{
	static const int status[] = { 0x00, 0x08, 0x18, 0x28, 0x40 };
	struct scsi_task task = { .residual_status = SCSI_RESIDUAL_NO_RESIDUAL };

	for (size_t i = 0; i < 5; i++) {
		struct imapi_exchange x = answer(status[i], &task);

		ck_assert_int_eq(x.host, IMAPI_HOST_OK);
		ck_assert_int_eq(x.scsi_status, status[i]);
		ck_assert_uint_eq(x.residual, 0);
	}
}

T(what_became_of_a_command_that_was_not_answered_is_told_apart)
{
	struct scsi_task task = { .residual_status = SCSI_RESIDUAL_NO_RESIDUAL };

	ck_assert_int_eq(answer(SCSI_STATUS_CANCELLED, &task).host, IMAPI_HOST_GONE);
	ck_assert_int_eq(answer(SCSI_STATUS_TIMEOUT, &task).host, IMAPI_HOST_TIMEOUT);
	ck_assert_int_eq(answer(SCSI_STATUS_ERROR, &task).host, IMAPI_HOST_ERROR);
	ck_assert_uint_eq(answer(SCSI_STATUS_ERROR, &task).residual, 512);
}

T(a_residual_is_never_more_than_was_asked_for)
{
	struct scsi_task task = { .residual_status = SCSI_RESIDUAL_UNDERFLOW, .residual = 100 };

	ck_assert_uint_eq(answer(0, &task).residual, 100);
	task.residual = (size_t)1 << 40;
	ck_assert_uint_eq(answer(0, &task).residual, 512);
	task.residual_status = SCSI_RESIDUAL_OVERFLOW;
	ck_assert_uint_eq(answer(0, &task).residual, 0);
}

T(sense_is_as_long_as_target_and_data_say_and_no_longer)
{
	uint8_t data[2 + 300] = { 0, 18, 0x70, 0, 5, [14] = 0x24 };
	struct scsi_task task = { .datain = { .size = 2 + 18, .data = data } };
	struct imapi_exchange x = answer(2, &task);

	ck_assert_uint_eq(x.sense_length, 18);
	ck_assert_uint_eq(x.sense[2], 5);
	ck_assert_uint_eq(x.sense[12], 0x24);
	data[1] = 200;
	ck_assert_uint_eq(answer(2, &task).sense_length, 18);
	data[0] = 0xff;
	task.datain.size = sizeof(data);
	ck_assert_uint_eq(answer(2, &task).sense_length, IMAPI_SENSE_MAX);
	for (int size = 0; size <= 2; size++) {
		task.datain.size = size;
		ck_assert_uint_eq(answer(2, &task).sense_length, 0);
	}
	task.datain.size = -1;
	ck_assert_uint_eq(answer(2, &task).sense_length, 0);
}

T(the_status_of_a_refused_login_is_found_in_the_text)
{
	ck_assert_uint_eq(iscsi_login_status("Failed to log in to target. Status: "
					     "Authentication failure(513)"),
			  0x0201);
	ck_assert_uint_eq(iscsi_login_status("Status: a (strange) target (515)"), 0x0203);
	ck_assert_uint_eq(iscsi_login_status("closed"), 0);
	ck_assert_uint_eq(iscsi_login_status("closed (by whom)"), 0);
	ck_assert_uint_eq(iscsi_login_status(""), 0);
}

T(a_drive_without_a_connection_says_so_and_sends_nothing)
{
	struct iscsi_drive drive = { .portal = "h:1" };
	struct imapi_transport_facts facts = IMAPI_TRANSPORT_FACTS_INIT;
	struct imapi_exchange x = { .cdb_length = 6, .data_length = 8 };

	ck_assert_int_eq(place_parse("iscsi://h:1/iqn.x/2", &drive.place) == NULL, 1);
	iscsi_lose(&drive, "%s", "first");
	iscsi_lose(&drive, "%s", "second");
	ck_assert_int_eq(iscsi_ops.execute(&drive, &x), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_GONE);
	ck_assert_uint_eq(x.residual, 8);
	ck_assert_int_eq(iscsi_ops.facts(&drive, &facts), IMAPI_OK);
	ck_assert_int_eq(facts.bus_type, IMAPI_BUS_ISCSI);
	ck_assert_str_eq(facts.unique_id, "ip-h:1-iscsi-iqn.x-lun-2");
	ck_assert_str_eq(facts.lost, "the connection to h:1 was lost: first");
}

T_MAIN("iscsi")
