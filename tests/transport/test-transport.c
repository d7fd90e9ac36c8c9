/* SPDX-License-Identifier: MIT */
#include "support/mock.h"
#include "support/t.h"

#include <string.h>

struct own {
	struct imapi_exchange result; /* lower part copied to the exchange */
	imapi_status status;
	unsigned calls, closed;
};

static imapi_status own_execute(void *self, struct imapi_exchange *x)
{
	struct own *own = self;

	own->calls++;
	ck_assert_uint_eq(x->sense_length, 0);
	ck_assert_uint_eq(x->residual, 0);
	x->host = own->result.host;
	x->scsi_status = own->result.scsi_status;
	x->sense_length = own->result.sense_length;
	x->residual = own->result.residual;
	return own->status;
}

static void own_close(void *self)
{
	((struct own *)self)->closed++;
}

static const struct imapi_transport_ops own_ops = {
	.size = sizeof(own_ops),
	.name = "own",
	.execute = own_execute,
	.close = own_close,
};

struct fixture {
	struct imapi_context *context;
	struct imapi_transport *transport;
	struct own own;
	uint8_t data[64];
	struct imapi_exchange x;
};

static void setup(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	ck_assert_int_eq(imapi_context_new(&f->context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(f->context, &own_ops, &f->own, &f->transport),
			 IMAPI_OK);
	f->x.cdb_length = 6;
	f->x.direction = IMAPI_DIRECTION_IN;
	f->x.data = f->data;
	f->x.data_length = sizeof(f->data);
}

static void teardown(struct fixture *f)
{
	ck_assert_ptr_null(imapi_transport_free(f->transport));
	ck_assert_uint_eq(f->own.closed, 1);
	imapi_context_free(f->context);
}

T(a_transport_needs_a_context_operations_and_execute)
{
	struct imapi_transport_ops none = { .size = sizeof(none) };
	struct imapi_transport_ops small = { .size = sizeof(size_t), .execute = own_execute };
	struct imapi_transport *t = NULL;
	struct imapi_context *context;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(NULL, &own_ops, NULL, &t), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_new(context, NULL, NULL, &t), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_new(context, &own_ops, NULL, NULL), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_new(context, &none, NULL, &t), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_transport_new(context, &small, NULL, &t), IMAPI_E_INVALIDARG);
	ck_assert_ptr_null(t);
	ck_assert_ptr_null(imapi_transport_free(NULL));
	imapi_context_free(context);
}

T(a_program_of_an_older_version_gets_the_defaults)
{
	struct imapi_transport_ops old = own_ops;
	struct imapi_transport *t;
	struct imapi_context *context;
	struct own own = { 0 };
	usec_t before;

	old.size = offsetof(struct imapi_transport_ops, now_us);
	old.now_us = (uint64_t(*)(void *))(uintptr_t)1;
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(context, &old, &own, &t), IMAPI_OK);
	ck_assert_uint_eq(transport_max_transfer(t), 65536);
	before = transport_now(t);
	transport_sleep(t, 2000);
	ck_assert_uint_ge(transport_now(t) - before, 2000);
	imapi_transport_free(t);
	ck_assert_uint_eq(own.closed, 0);
	imapi_context_free(context);
}

T(a_command_that_makes_no_sense_is_refused_before_it_is_sent)
{
	struct fixture f;

	setup(&f);
	f.x.cdb_length = 5;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_INVALIDARG);
	f.x.cdb_length = 17;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_INVALIDARG);
	f.x.cdb_length = 16;
	f.x.direction = IMAPI_DIRECTION_NONE;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_INVALIDARG);
	f.x.direction = (enum imapi_direction)7;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_INVALIDARG);
	f.x.direction = IMAPI_DIRECTION_OUT;
	f.x.data = NULL;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_INVALIDARG);
	f.x.data = f.data;
	f.x.data_length = 65537;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_INVALIDARG);
	ck_assert_str_ne(imapi_error_message(imapi_last_error(f.context)), "");
	ck_assert_uint_eq(f.own.calls, 0);
	ck_assert_int_eq(imapi_transport_execute(NULL, &f.x), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_execute(f.transport, NULL), IMAPI_E_POINTER);
	teardown(&f);
}

T(what_a_foreign_transport_reports_is_kept_within_bounds)
{
	struct fixture f;

	setup(&f);
	f.x.sense_length = 99;
	f.x.residual = 99;
	f.own.result.residual = 65;
	f.own.result.sense_length = 255;
	f.own.result.host = (enum imapi_host_result)77;
	ck_assert_int_eq(imapi_transport_execute(f.transport, &f.x), IMAPI_OK);
	ck_assert_uint_eq(f.x.residual, 64);
	ck_assert_uint_eq(f.x.sense_length, IMAPI_SENSE_MAX);
	ck_assert_int_eq(f.x.host, IMAPI_HOST_ERROR);
	teardown(&f);
}

T(a_transport_that_fails_without_a_word_still_leaves_a_message)
{
	struct fixture f;

	setup(&f);
	f.own.status = IMAPI_E_FAIL;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_FAIL);
	ck_assert_ptr_nonnull(strstr(imapi_error_message(imapi_last_error(f.context)), "own"));
	f.own.status = 1;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_OK);
	teardown(&f);
}

T(an_older_error_neither_explains_a_failure_nor_gets_lost)
{
	struct fixture f;

	setup(&f);
	err_set(&f.context->error, IMAPI_E_FAIL, "an older error");
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_OK);
	ck_assert_int_eq(imapi_error_status(imapi_last_error(f.context)), IMAPI_E_FAIL);
	ck_assert_str_eq(imapi_error_message(imapi_last_error(f.context)), "an older error");
	f.own.status = IMAPI_E_FAIL;
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_E_FAIL);
	ck_assert_ptr_nonnull(strstr(imapi_error_message(imapi_last_error(f.context)), "own"));
	teardown(&f);
}

/* A transport that needs three looks for a command. */
struct slow {
	unsigned looks, closed, lies;
	struct imapi_exchange *running;
};

static imapi_status slow_execute(void *self, struct imapi_exchange *x)
{
	struct slow *slow = self;

	x->host = slow->lies ? IMAPI_HOST_PENDING : IMAPI_HOST_OK;
	return IMAPI_OK;
}

static imapi_status slow_resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct slow *slow = self;

	ck_assert_uint_eq(patience, 1000);
	ck_assert_ptr_eq(slow->running, x);
	if (++slow->looks == 4)
		return IMAPI_E_FAIL;
	x->host = slow->looks < 3 ? IMAPI_HOST_PENDING : IMAPI_HOST_OK;
	x->sense_length = slow->looks == 3 ? 255 : 0;
	return IMAPI_OK;
}

static imapi_status slow_start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	((struct slow *)self)->running = x;
	return slow_resume(self, x, patience);
}

static void slow_close(void *self)
{
	((struct slow *)self)->closed++;
}

static const struct imapi_transport_ops slow_ops = { .size = sizeof(slow_ops),
						     .name = "slow",
						     .execute = slow_execute,
						     .close = slow_close,
						     .start = slow_start,
						     .resume = slow_resume };

struct slow_fixture {
	struct imapi_context *context;
	struct imapi_transport *transport;
	struct slow slow;
	struct imapi_exchange x, other;
};

static void slow_setup(struct slow_fixture *f, const struct imapi_transport_ops *ops)
{
	memset(f, 0, sizeof(*f));
	ck_assert_int_eq(imapi_context_new(&f->context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(f->context, ops, &f->slow, &f->transport),
			 IMAPI_OK);
	f->x.cdb_length = f->other.cdb_length = 6;
}

static void slow_teardown(struct slow_fixture *f)
{
	imapi_transport_free(f->transport);
	ck_assert_uint_eq(f->slow.closed, 1);
	imapi_context_free(f->context);
}

T(a_command_can_be_looked_at_until_it_is_over)
{
	struct slow_fixture f;

	slow_setup(&f, &slow_ops);
	ck_assert_int_eq(imapi_transport_start(f.transport, &f.x, 1000), IMAPI_OK);
	ck_assert_int_eq(f.x.host, IMAPI_HOST_PENDING);
	ck_assert_int_eq(imapi_transport_execute(f.transport, &f.other), IMAPI_OK);
	ck_assert_int_eq(f.other.host, IMAPI_HOST_BUSY);
	ck_assert_int_eq(imapi_transport_start(f.transport, &f.other, 1000), IMAPI_OK);
	ck_assert_int_eq(f.other.host, IMAPI_HOST_BUSY);
	ck_assert_int_eq(imapi_transport_resume(f.transport, &f.other, 1000),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_transport_resume(f.transport, &f.x, 1000), IMAPI_OK);
	ck_assert_int_eq(f.x.host, IMAPI_HOST_PENDING);
	ck_assert_int_eq(imapi_transport_resume(f.transport, &f.x, 1000), IMAPI_OK);
	ck_assert_int_eq(f.x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(f.x.sense_length, IMAPI_SENSE_MAX);
	ck_assert_int_eq(imapi_transport_resume(f.transport, &f.x, 1000), IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_transport_execute(f.transport, &f.other), IMAPI_OK);
	ck_assert_int_eq(f.other.host, IMAPI_HOST_OK);
	slow_teardown(&f);
}

T(a_failed_look_ends_the_command)
{
	struct slow_fixture f;

	slow_setup(&f, &slow_ops);
	f.slow.looks = 1;
	ck_assert_int_eq(transport_start(f.transport, &f.x, 1000), IMAPI_OK);
	f.slow.looks = 3;
	ck_assert_int_eq(transport_resume(f.transport, &f.x, 1000), IMAPI_E_FAIL);
	ck_assert_int_eq(transport_execute(f.transport, &f.x), IMAPI_OK);
	slow_teardown(&f);
}

T(a_transport_closes_with_a_command_outstanding)
{
	struct slow_fixture f;

	slow_setup(&f, &slow_ops);
	ck_assert_int_eq(transport_start(f.transport, &f.x, 1000), IMAPI_OK);
	slow_teardown(&f);
	ck_assert_uint_eq(f.slow.looks, 1);
}

T(a_transport_that_cannot_look_away_waits)
{
	struct imapi_transport_ops old = slow_ops;
	struct slow_fixture f;

	old.size = offsetof(struct imapi_transport_ops, start);
	slow_setup(&f, &old);
	ck_assert(!transport_can_look_away(f.transport));
	ck_assert_int_eq(transport_start(f.transport, &f.x, 1000), IMAPI_OK);
	ck_assert_int_eq(f.x.host, IMAPI_HOST_OK);
	ck_assert_uint_eq(f.slow.looks, 0);
	f.slow.lies = 1;
	ck_assert_int_eq(transport_start(f.transport, &f.x, 1000), IMAPI_OK);
	ck_assert_int_eq(f.x.host, IMAPI_HOST_ERROR);
	slow_teardown(&f);
	slow_setup(&f, &slow_ops);
	ck_assert_int_eq(imapi_transport_start(NULL, &f.x, 0), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_start(f.transport, NULL, 0), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_resume(NULL, &f.x, 0), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_transport_resume(f.transport, NULL, 0), IMAPI_E_POINTER);
	slow_teardown(&f);
}

T(a_trace_has_a_line_once_a_command_is_over)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	struct imapi_transport *t;
	struct imapi_exchange x = { .cdb_length = 6 },
			      left = { .cdb = { 0x5b }, .cdb_length = 10 };

	MOCK(mock, { .took = 2000000 }, { .took = 2000000 });

	transport_sleep(mock.transport, 7);
	ck_assert_int_eq(trace_wrap(mock.transport, file, NULL, &t), IMAPI_OK);
	ck_assert(transport_can_look_away(t));
	mock.transport = NULL;
	ck_assert_int_eq(transport_start(t, &x, 1000000), IMAPI_OK);
	ck_assert_int_eq(x.host, IMAPI_HOST_PENDING);
	fflush(file);
	ck_assert_uint_eq(length, 0);
	ck_assert_int_eq(transport_resume(t, &x, 1500000), IMAPI_OK);
	ck_assert_int_eq(transport_start(t, &left, 1000000), IMAPI_OK);
	imapi_transport_free(t);
	fclose(file);
	ck_assert_str_eq(text,
			 "    0.000000 00 00 00 00 00 00 -> host 0 status 00\n"
			 "    2.000000 5b 00 00 00 00 00 00 00 00 00 -> host 6 status 00\n");
	free(text);
	mock_end(&mock);
}

T(a_wrapper_looks_away_only_if_what_it_wraps_can)
{
	struct fixture f;
	struct imapi_transport *t;
	FILE *file = tmpfile();

	setup(&f);
	ck_assert_int_eq(trace_wrap(f.transport, file, NULL, &t), IMAPI_OK);
	ck_assert(!transport_can_look_away(t));
	f.transport = t;
	teardown(&f);
	fclose(file);
}

T_MAIN("transport")
