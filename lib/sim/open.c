/* SPDX-License-Identifier: MIT */
#include "sim/sim.h"

#include "base/mem.h"
#include "sim/command.h"
#include "sim/inspect.h"
#include "sim/pending.h"
#include "sim/pressed.h"
#include "sim/store.h"
#include "sim/work.h"

static imapi_status execute(void *self, struct imapi_exchange *x)
{
	command_execute(self, x);
	return IMAPI_OK;
}

static imapi_status start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	pending_start(self, x, patience);
	return IMAPI_OK;
}

static imapi_status resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	pending_resume(self, x, patience);
	return IMAPI_OK;
}

static uint64_t now_us(void *self)
{
	return host_now(self);
}

static void sleep_us(void *self, uint64_t duration)
{
	host_sleep(self, duration);
}

static uint32_t max_transfer(void *self)
{
	return ((struct sim_drive *)self)->model.max_transfer;
}

/* Nobody asks any more, but the drive ends what it has begun. */
static void close_drive(void *self)
{
	struct sim_drive *drive = self;

	work_release(drive);
	disc_free(drive->disc);
	spec_clear(&drive->spec);
	free(drive);
}

static void clear_drive(struct sim_drive **drive)
{
	if (*drive)
		close_drive(*drive);
}

static const struct imapi_transport_ops virtual_ops = {
	.size = sizeof(virtual_ops),
	.name = "sim",
	.execute = execute,
	.now_us = now_us,
	.sleep_us = sleep_us,
	.max_transfer = max_transfer,
	.close = close_drive,
	.start = start,
	.resume = resume,
};

/* Without a clock of its own: the transport falls back to the system's. */
static const struct imapi_transport_ops real_ops = {
	.size = sizeof(real_ops),
	.name = "sim",
	.execute = execute,
	.max_transfer = max_transfer,
	.close = close_drive,
	.start = start,
	.resume = resume,
};

static imapi_status blank_disc(struct imapi_context *context, const struct sim_spec *spec,
			       const struct sim_medium *medium, struct sim_disc **ret_disc)
{
	uint32_t capacity = spec->capacity ? spec->capacity : medium->capacity;

	capacity -= capacity % medium->unit;
	if (capacity < medium->least || capacity > medium->most)
		return err_set(&context->error, IMAPI_E_SIM_OPTION_INVALID,
			       "the option \"size\" of %s takes %u to %u blocks", medium->name,
			       medium->least, medium->most);
	return store_blank(context, medium, capacity, spec->discard, ret_disc);
}

static imapi_status find_disc(struct imapi_context *context, const struct sim_spec *spec,
			      struct sim_disc **ret_disc)
{
	const struct sim_medium *medium = medium_find(spec->target);

	if (strcmp(spec->target, "none") == 0)
		return IMAPI_OK;
	if (medium)
		return blank_disc(context, spec, medium, ret_disc);
	if (spec->capacity)
		return err_set(
			&context->error, IMAPI_E_SIM_OPTION_INVALID,
			"the option \"size\" goes with a blank medium, not with a disc file");
	if (spec->rom || pressed_is_image(spec->target))
		return pressed_open(context, spec->target, spec->rom, ret_disc);
	return store_open(context, spec->target, spec->discard, ret_disc);
}

imapi_status sim_open_disc(struct imapi_context *context, const struct sim_spec *spec,
			   struct sim_disc **ret_disc)
{
	struct sim_disc *disc = NULL;
	imapi_status status = find_disc(context, spec, &disc);

	if (status || !disc)
		return status;
	if (!defects_join(disc, &spec->defects)) {
		disc_free(disc);
		return err_set(&context->error, IMAPI_E_SIM_OPTION_INVALID,
			       "a disc has %d bad clusters at most, those included that it "
			       "had before",
			       DEFECTS_MAX);
	}
	*ret_disc = disc;
	return IMAPI_OK;
}

imapi_status sim_open(struct imapi_context *context, const char *address,
		      struct imapi_transport **ret_transport)
{
	CLEANUP(clear_drive) struct sim_drive *drive = zalloc(sizeof(*drive));
	struct sim_disc *disc = NULL;
	struct imapi_transport *transport;
	imapi_status status;

	if (!drive)
		return err_no_memory(&context->error);
	status = spec_parse(context, address, &drive->spec);
	if (!status)
		status = sim_open_disc(context, &drive->spec, &disc);
	if (status)
		return status;
	drive->disc = disc;
	drive->context = context;
	drive->model = drive->spec.model;
	status = imapi_transport_new(context, drive->spec.real_clock ? &real_ops : &virtual_ops,
				     drive, &transport);
	if (status)
		return status;
	drive->transport = transport;
	drive_init(drive);
	drive = NULL;
	*ret_transport = transport;
	return IMAPI_OK;
}

struct sim_drive *sim_inspect(struct imapi_transport *transport)
{
	return transport->ops.execute == execute ? transport->self : NULL;
}
