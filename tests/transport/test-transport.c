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

T_MAIN("transport")
