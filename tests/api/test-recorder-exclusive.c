/* SPDX-License-Identifier: MIT */
/* Exclusive access: counting, names, jobs; over a transport that writes down what is asked. */
#include "imapi/data-writer.h"
#include "imapi/eraser.h"
#include "imapi/recorder-ex.h"

#include "support/t.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct imapi_context *context;
static struct imapi_recorder *recorder;
static uint8_t data[640 * 2048];

/* A simulated drive that other programs can have. */
static struct {
	struct imapi_transport *far_end;
	unsigned acquired, released;
	bool taken; /* by somebody else */
	int force;
	char client[64];
} wire;

static imapi_status wire_execute(void *self, struct imapi_exchange *x)
{
	(void)self;
	return imapi_transport_execute(wire.far_end, x);
}

static uint64_t wire_now(void *self)
{
	(void)self;
	return imapi_transport_now_us(wire.far_end);
}

static void wire_sleep(void *self, uint64_t duration)
{
	(void)self;
	imapi_transport_sleep_us(wire.far_end, duration);
}

static void wire_close(void *self)
{
	(void)self;
	imapi_transport_free(wire.far_end);
}

static imapi_status wire_acquire(void *self, const char *client, int force)
{
	(void)self;
	wire.force = force;
	if (wire.taken && !force)
		return IMAPI_E_RECORDER_LOCKED;
	wire.acquired++;
	snprintf(wire.client, sizeof(wire.client), "%s", client);
	return IMAPI_OK;
}

static void wire_release(void *self)
{
	(void)self;
	wire.released++;
}

static imapi_status wire_owner(void *self, struct imapi_exclusive_owner *ret_owner)
{
	(void)self;
	if (!wire.taken)
		return IMAPI_OK;
	ret_owner->kind = IMAPI_OWNER_CLIENT;
	ret_owner->process = 17;
	strcpy(ret_owner->name, "somebody");
	return IMAPI_OK;
}

static imapi_status wire_facts(void *self, struct imapi_transport_facts *ret_facts)
{
	(void)self;
	ret_facts->bus_type = IMAPI_BUS_USB;
	ret_facts->alignment = 512;
	ret_facts->max_segments = 5;
	strcpy(ret_facts->block_node, "/dev/sr4");
	ret_facts->index = 4;
	return IMAPI_OK;
}

static void begin_with(const char *address, size_t size)
{
	struct imapi_transport_ops ops = {
		.size = size,
		.execute = wire_execute,
		.now_us = wire_now,
		.sleep_us = wire_sleep,
		.close = wire_close,
		.acquire = wire_acquire,
		.release = wire_release,
		.owner = wire_owner,
		.facts = wire_facts,
	};
	struct imapi_transport *transport;

	memset(&wire, 0, sizeof(wire));
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_open(context, address, &wire.far_end), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(context, &ops, NULL, &transport), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_new(transport, &recorder), IMAPI_OK);
}

static void begin(const char *address)
{
	begin_with(address, sizeof(struct imapi_transport_ops));
}

static void done(void)
{
	imapi_recorder_free(recorder);
	imapi_context_free(context);
}

static struct imapi_exclusive_owner owner_now(void)
{
	struct imapi_exclusive_owner owner = IMAPI_EXCLUSIVE_OWNER_INIT;

	ck_assert_int_eq(imapi_recorder_exclusive_owner(recorder, &owner), IMAPI_OK);
	return owner;
}

T(exclusive_access_nests_under_its_first_name)
{
	begin("sim:bd-r");
	ck_assert_int_eq(owner_now().kind, IMAPI_OWNER_NONE);
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, "first"), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 1, "second"), IMAPI_OK);
	ck_assert_uint_eq(wire.acquired, 1);
	ck_assert_int_eq(owner_now().kind, IMAPI_OWNER_SELF);
	ck_assert_str_eq(owner_now().name, "first");
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 0);
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 1);
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_E_RECORDER_NOT_LOCKED);
	ck_assert_uint_eq(wire.released, 1);
	ck_assert_int_eq(owner_now().kind, IMAPI_OWNER_NONE);
	done();
}

T(a_name_that_is_none_is_refused)
{
	static const char *const bad[] = { "", "a/b", "t\303\244st", "a\nb" };
	char name[65];

	begin("sim:bd-r");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, bad[i]),
				 IMAPI_E_RECORDER_CLIENT_NAME_IS_NOT_VALID);
	memset(name, 'n', 64);
	name[64] = '\0';
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, name),
			 IMAPI_E_RECORDER_CLIENT_NAME_IS_NOT_VALID);
	name[63] = '\0';
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, name), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, NULL), IMAPI_E_POINTER);
	ck_assert_uint_eq(wire.acquired, 1);
	done();
}

T(a_drive_that_somebody_has_is_refused_unless_by_force)
{
	begin("sim:bd-r");
	wire.taken = true;
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, "me"), IMAPI_E_RECORDER_LOCKED);
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_E_RECORDER_NOT_LOCKED);
	ck_assert_str_eq(owner_now().name, "somebody");
	ck_assert_int_eq(owner_now().process, 17);
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 1, "me"), IMAPI_OK);
	ck_assert_int_eq(wire.force, 1);
	done();
}

T(watching_for_media_is_switched_off_by_holding_the_drive)
{
	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_enable_mcn(recorder), IMAPI_E_RECORDER_NOT_LOCKED);
	ck_assert_int_eq(imapi_recorder_disable_mcn(recorder), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_disable_mcn(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.acquired, 1);
	ck_assert_int_eq(imapi_recorder_enable_mcn(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 0);
	ck_assert_int_eq(imapi_recorder_enable_mcn(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 1);
	done();
}

T(the_tray_is_moved_and_locked_alone)
{
	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_lock_tray(recorder, 1), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_lock_tray(recorder, 0), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_eject(recorder), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_close_tray(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.acquired, 4);
	ck_assert_uint_eq(wire.released, 4);
	wire.taken = true;
	ck_assert_int_eq(imapi_recorder_eject(recorder), IMAPI_E_RECORDER_LOCKED);
	ck_assert_int_eq(imapi_recorder_close_tray(recorder), IMAPI_E_RECORDER_LOCKED);
	ck_assert_int_eq(imapi_recorder_lock_tray(recorder, 1), IMAPI_E_RECORDER_LOCKED);
	ck_assert_int_eq(wire.force, 0);
	done();
}

/* A job is made, under a name, and run to its end. */
static imapi_status burn_bytes(const char *client, size_t length, bool half)
{
	struct imapi_data_writer *writer = NULL;
	struct imapi_stream *stream = NULL;
	struct imapi_job *job = NULL;
	imapi_status status;

	ck_assert_int_eq(imapi_data_writer_new(recorder, &writer), IMAPI_OK);
	ck_assert_int_eq(imapi_data_writer_set_client_name(writer, client), IMAPI_OK);
	imapi_stream_from_memory(context, data, length, &stream);
	status = imapi_data_writer_write(writer, stream, &job);
	if (status == IMAPI_OK) {
		ck_assert_uint_eq(wire.released, 0);
		if (wire.acquired)
			ck_assert_str_eq(wire.client, client);
		status = half ? imapi_job_step(job, NULL) : imapi_job_run(job, NULL, NULL);
	}
	imapi_job_free(job);
	imapi_stream_free(stream);
	imapi_data_writer_free(writer);
	return status;
}

static imapi_status burn(const char *client, bool half)
{
	return burn_bytes(client, sizeof(data), half);
}

T(a_burn_has_the_drive_under_its_client_name_until_it_ends)
{
	begin("sim:bd-r");
	ck_assert_int_eq(burn("Back-up 2.0", false), IMAPI_OK);
	ck_assert_uint_eq(wire.acquired, 1);
	ck_assert_uint_eq(wire.released, 1);
	done();
}

T(a_burn_that_is_given_up_lets_the_drive_go)
{
	begin("sim:bd-r");
	ck_assert_int_eq(burn("half", true), IMAPI_OK);
	ck_assert_uint_eq(wire.acquired, 1);
	ck_assert_uint_eq(wire.released, 1);
	done();
}

T(a_burn_that_cannot_be_lets_the_drive_go)
{
	begin("sim:bd-r");
	ck_assert_int_eq(burn_bytes("none", 2047, false), IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED);
	ck_assert_uint_eq(wire.acquired, 1);
	ck_assert_uint_eq(wire.released, 1);
	wire.taken = true;
	ck_assert_int_eq(burn("none", false), IMAPI_E_RECORDER_LOCKED);
	done();
}

T(a_burn_within_the_programs_own_access_does_not_end_that)
{
	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, "whole"), IMAPI_OK);
	ck_assert_int_eq(burn("whole", false), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 0);
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 1);
	done();
}

T(an_erase_has_the_drive_under_its_client_name)
{
	struct imapi_eraser *eraser = NULL;
	struct imapi_job *job = NULL;

	begin("sim:bd-re");
	ck_assert_int_eq(imapi_eraser_new(recorder, &eraser), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_set_client_name(eraser, "a/b"),
			 IMAPI_E_ERASE_CLIENT_NAME_IS_NOT_VALID);
	ck_assert_int_eq(imapi_eraser_set_client_name(eraser, "eraser"), IMAPI_OK);
	ck_assert_int_eq(imapi_eraser_format(eraser, &job), IMAPI_OK);
	ck_assert_str_eq(wire.client, "eraser");
	ck_assert_uint_eq(wire.released, 0);
	imapi_job_run(job, NULL, NULL);
	ck_assert_uint_eq(wire.released, 1);
	imapi_job_free(job);
	imapi_eraser_free(eraser);
	done();
}

T(a_transport_that_lacks_it_is_only_counted)
{
	begin_with("sim:bd-r", offsetof(struct imapi_transport_ops, acquire));
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 0, "me"), IMAPI_OK);
	ck_assert_int_eq(owner_now().kind, IMAPI_OWNER_SELF);
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_OK);
	ck_assert_int_eq(burn("me", false), IMAPI_OK);
	ck_assert_uint_eq(wire.acquired, 0);
	done();
}

T(trace_and_tape_pass_exclusive_access_and_facts_on)
{
	struct imapi_adapter_descriptor adapter = IMAPI_ADAPTER_DESCRIPTOR_INIT;
	struct imapi_recorder_place place = IMAPI_RECORDER_PLACE_INIT;
	FILE *trace = tmpfile();

	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_set_trace(recorder, trace), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_set_tape(recorder, "/dev/null"), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_acquire(recorder, 1, "through"), IMAPI_OK);
	ck_assert_str_eq(wire.client, "through");
	ck_assert_int_eq(imapi_recorder_release(recorder), IMAPI_OK);
	ck_assert_uint_eq(wire.released, 1);
	wire.taken = true;
	ck_assert_str_eq(owner_now().name, "somebody");
	ck_assert_int_eq(imapi_recorder_adapter(recorder, &adapter), IMAPI_OK);
	ck_assert_int_eq(adapter.bus_type, IMAPI_BUS_USB);
	ck_assert_uint_eq(adapter.alignment_mask, 511);
	ck_assert_uint_eq(imapi_recorder_byte_alignment(recorder), 512);
	ck_assert_uint_eq(imapi_recorder_max_non_page_aligned_transfer(recorder),
			  4 * (uint32_t)sysconf(_SC_PAGESIZE));
	ck_assert_int_eq(imapi_recorder_place(recorder, &place), IMAPI_OK);
	ck_assert_str_eq(place.volume_name, "/dev/sr4");
	ck_assert_int_eq(place.legacy_number, 4);
	done();
	fclose(trace);
}

T_MAIN("recorder-exclusive")
