/* SPDX-License-Identifier: MIT */
#include "burn/calibrate.h"

#include "burn/script.h"
#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)
#define SEND_OPC 0x54

/* Calibrates to the end; *@ret_end is what the account says of it. */
static imapi_status calibrate(struct script *s, enum imapi_wait_end *ret_end)
{
	struct account account = { 0 };
	struct calibration c;
	imapi_status status = IMAPI_OK;
	bool more = true;

	calibrate_start(&c, &s->device, 0,
			account_open(&account, IMAPI_OPERATION_CALIBRATE, 0));
	while (more && !IMAPI_FAILED(status))
		status = calibrate_step(&c, &more);
	*ret_end = account.first->wait.end;
	account_done(&account);
	return status;
}

T(a_drive_that_refuses_to_calibrate_says_so_and_is_asked_once)
{
	struct script s;
	enum imapi_wait_end end;

	script_init(&s);
	ck_assert(IMAPI_FAILED(calibrate(&s, &end)));
	ck_assert_int_eq(end, IMAPI_WAIT_FAILED);
	ck_assert_uint_eq(s.counts[SEND_OPC], 1);
	script_done(&s);
}

T(a_drive_that_holds_the_command_is_waited_for)
{
	struct script s;
	enum imapi_wait_end end;

	script_init(&s);
	s.mute_until = SECONDS(200);
	ck_assert(IMAPI_FAILED(calibrate(&s, &end)));
	ck_assert_int_eq(end, IMAPI_WAIT_FAILED);
	ck_assert(s.now >= SECONDS(200) && s.now < SECONDS(202));
	script_done(&s);
}

T(a_drive_that_never_answers_is_given_up_and_the_account_says_so)
{
	struct script s;
	enum imapi_wait_end end;

	script_init(&s);
	s.mute_until = UINT64_MAX;
	ck_assert_int_eq(calibrate(&s, &end), IMAPI_E_RECORDER_COMMAND_TIMEOUT);
	ck_assert_int_eq(end, IMAPI_WAIT_NO_ANSWER);
	ck_assert(s.now >= SECONDS(1800) && s.now < SECONDS(1805));
	script_done(&s);
}

T_MAIN("calibrate")
