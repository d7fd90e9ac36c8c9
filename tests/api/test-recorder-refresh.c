/* SPDX-License-Identifier: MIT */
/* A system that goes on believing in the disc that it saw first, as Linux does. */
#include "imapi/recorder.h"

#include "support/t.h"

#include <stdbool.h>
#include <string.h>

/* 1,000 sectors are on the disc; what a system believes changes when it sees no disc. */
struct world {
	struct imapi_transport *drive;
	uint64_t believed;
	bool tray_open, seen_empty, stubborn;
	unsigned ejects, loads, looks;
};

static imapi_status execute(void *self, struct imapi_exchange *x)
{
	struct world *w = self;
	imapi_status status = imapi_transport_execute(w->drive, x);

	if (x->cdb[0] == 0x25 && x->data_length >= 8)
		memcpy(x->data, (const uint8_t[]){ 0, 0, 0x03, 0xe7, 0, 0, 8, 0 }, 8);
	if (x->cdb[0] == 0x1b && x->cdb[4] == 0x02)
		w->ejects++, w->tray_open = true;
	if (x->cdb[0] == 0x1b && x->cdb[4] == 0x03)
		w->loads++, w->tray_open = false;
	return status;
}

static uint64_t now(void *self)
{
	return imapi_transport_now_us(((struct world *)self)->drive);
}

static void pause_us(void *self, uint64_t us)
{
	imapi_transport_sleep_us(((struct world *)self)->drive, us);
}

static imapi_status look(void *self, uint64_t *ret_bytes)
{
	struct world *w = self;

	w->looks++;
	if (w->tray_open)
		w->seen_empty = true;
	else if (w->seen_empty && !w->stubborn)
		w->believed = 1000 * 2048;
	*ret_bytes = w->believed;
	return IMAPI_OK;
}

static const struct imapi_transport_ops ops = {
	.size = sizeof(ops),
	.name = "world",
	.execute = execute,
	.now_us = now,
	.sleep_us = pause_us,
	.look = look,
};

static struct imapi_context *context;
static struct imapi_recorder *recorder;

static void begin(struct world *w, const char *address)
{
	struct imapi_transport *transport;

	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_open(context, address, &w->drive), IMAPI_OK);
	ck_assert_int_eq(imapi_transport_new(context, &ops, w, &transport), IMAPI_OK);
	ck_assert_int_eq(imapi_recorder_new(transport, &recorder), IMAPI_OK);
}

static void end(struct world *w)
{
	imapi_recorder_free(recorder);
	imapi_transport_free(w->drive);
	imapi_context_free(context);
}

T(a_stale_size_is_cured_by_showing_the_system_an_empty_drive)
{
	struct world w = { .believed = 2048 };

	begin(&w, "sim:bd-r");
	ck_assert_int_eq(imapi_recorder_refresh(recorder), IMAPI_OK);
	ck_assert_uint_eq(w.ejects, 1);
	ck_assert_uint_eq(w.loads, 1);
	ck_assert(w.seen_empty);
	ck_assert_uint_eq(w.believed, 1000 * 2048);
	end(&w);
}

T(a_tray_stays_closed_if_the_system_knows_the_size)
{
	struct world w = { .believed = 1002 * 2048 };

	begin(&w, "sim:bd-r");
	ck_assert_int_eq(imapi_recorder_refresh(recorder), IMAPI_OK);
	ck_assert_uint_eq(w.looks, 1);
	ck_assert_uint_eq(w.ejects, 0);
	end(&w);
}

T(a_drive_without_a_loader_leaves_it_to_people)
{
	struct world w = { .believed = 2048 };

	begin(&w, "sim:bd-r?model=stale-slim");
	ck_assert_int_eq(imapi_recorder_refresh(recorder), IMAPI_S_RELOAD_NEEDED);
	ck_assert_uint_eq(w.ejects, 0);
	end(&w);
}

T(a_system_that_does_not_learn_is_not_tried_for_ever)
{
	struct world w = { .believed = 2048, .stubborn = true };

	begin(&w, "sim:bd-r");
	ck_assert_int_eq(imapi_recorder_refresh(recorder), IMAPI_S_RELOAD_NEEDED);
	ck_assert_uint_eq(w.ejects, 1);
	end(&w);
}

T(a_drive_that_the_system_does_not_know_needs_nothing)
{
	struct world w = { .believed = UINT64_MAX };

	begin(&w, "sim:bd-r");
	ck_assert_int_eq(imapi_recorder_refresh(recorder), IMAPI_OK);
	ck_assert_uint_eq(w.ejects, 0);
	ck_assert_int_eq(imapi_recorder_refresh(NULL), IMAPI_E_POINTER);
	end(&w);
}

T_MAIN("recorder refresh")
