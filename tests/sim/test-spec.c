/* SPDX-License-Identifier: MIT */
/* Addresses of simulated drives, and the lists that the public API gives. */
#include "imapi/simulator.h"
#include "sim/bench.h"
#include "sim/spec.h"

#include <string.h>

static imapi_status open_status(const char *address, char message[256])
{
	struct imapi_context *context;
	struct imapi_transport *transport = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_context_new(&context), 0);
	status = sim_open(context, address, &transport);
	snprintf(message, 256, "%s", imapi_error_message(imapi_last_error(context)));
	imapi_transport_free(transport);
	imapi_context_free(context);
	return status;
}

T(an_unknown_option_is_named_and_the_known_ones_are_listed)
{
	char message[256];

	ck_assert_int_eq(open_status("sim:bd-r?sped=4", message), IMAPI_E_SIM_OPTION_INVALID);
	ck_assert_ptr_nonnull(strstr(message, "\"sped\""));
	ck_assert_ptr_nonnull(strstr(message, "model, clock, data, fault, speed"));
}

T(bad_values_are_refused_with_what_the_option_takes)
{
	static const char *const bad[] = {
		"sim:bd-r?clock=sundial",
		"sim:bd-r?model=nobody",
		"sim:bd-r?data=maybe",
		"sim:bd-r?speed=0",
		"sim:bd-r?speed=fast",
		"sim:bd-r?buffer=1",
		"sim:bd-r?close=-1",
		"sim:bd-r?close=",
		"sim:bd-r?progress=backwards",
		"sim:bd-r?tur=sometimes",
		"sim:bd-r?gesn=loud",
		"sim:bd-r?immed=perhaps",
		"sim:bd-r?full=empty",
		"sim:bd-r?size=10",
		"sim:bd-r?size=99999999999",
		"sim:bd-r?clock",
		"sim:bd-r?fault=write@0:3/0c/00",
		"sim:bd-r?fault=write@1",
		"sim:bd-r?fault=wrte@1:hang",
		"sim:bd-r?fault=write@1:3/0c",
		"sim:bd-r?fault=write@1:3/0c/001",
		"sim:bd-r?fault=write@1:10/00/00",
		"sim:bd-r?fault=write@1:hangx",
		"sim:bd-r?fault=write@lba=:hang",
	};
	char message[256];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(open_status(bad[i], message) == IMAPI_E_SIM_OPTION_INVALID, "%s",
			      bad[i]);
	ck_assert_int_eq(open_status("sim:bd-r?clock=sundial", message),
			 IMAPI_E_SIM_OPTION_INVALID);
	ck_assert_ptr_nonnull(strstr(message, "virtual|real"));
	ck_assert_int_eq(open_status("sim:", message), IMAPI_E_ADDRESS_INVALID);
	ck_assert_int_eq(open_status("sim:no-such-file", message), IMAPI_E_FILE_OPEN_FAILURE);
}

T(the_model_comes_first_wherever_it_stands)
{
	struct imapi_context *context;
	struct sim_spec spec;

	ck_assert_int_eq(imapi_context_new(&context), 0);
	ck_assert_int_eq(
		spec_parse(context, "sim:bd-r?close=7&buffer=65536&model=slow-closer", &spec),
		0);
	ck_assert_uint_eq(spec.model.lasts_ms[WORK_FINAL], 7000);
	ck_assert_uint_eq(spec.model.buffer_bytes, 65536);
	ck_assert_str_eq(spec.model.name, "slow-closer");
	ck_assert_str_eq(spec.target, "bd-r");
	spec_clear(&spec);
	ck_assert_int_eq(spec_parse(context, "none", &spec), 0);
	ck_assert_str_eq(spec.model.name, "reference");
	spec_clear(&spec);
	imapi_context_free(context);
}

T(faults_say_when_and_how)
{
	struct sim_faults faults = { 0 };

	ck_assert(fault_add(&faults, "write@3:3/0c/00x2"));
	ck_assert_uint_eq(faults.list[0].at, 3);
	ck_assert_uint_eq(faults.list[0].times, 2);
	ck_assert_uint_eq(faults.list[0].sense.asc, 0x0c);
	ck_assert(fault_add(&faults, "any:deferred=4/44/D9"));
	ck_assert_uint_eq(faults.list[1].sense.ascq, 0xd9);
	ck_assert_int_eq(faults.list[1].kind, FAULT_DEFERRED);
	ck_assert(fault_add(&faults, "read@lba=7:reset+losex3"));
	ck_assert_int_eq(faults.list[2].kind, FAULT_LOSE);
	for (int i = 3; i < FAULTS_MAX; i++)
		ck_assert(fault_add(&faults, "tur:hang"));
	ck_assert(!fault_add(&faults, "tur:hang"));
}

T(sizes_from_650_mb_to_128_gb)
{
	struct bench *b = bench_open("sim:bd-r?size=62500864&data=discard");

	ck_assert_uint_eq(b->drive->disc->capacity, 62500864);
	bench_close(b);
	b = bench_open("sim:cd-r?size=333000");
	ck_assert_uint_eq(b->drive->disc->capacity, 333000);
	bench_close(b);
	b = bench_open("sim:bd-r?size=100001");
	ck_assert_uint_eq(b->drive->disc->capacity, 100000);
	bench_close(b);
}

T_MAIN("spec")
