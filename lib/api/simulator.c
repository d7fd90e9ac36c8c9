/* SPDX-License-Identifier: MIT */
#include "imapi/simulator.h"

#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "sim/inspect.h"
#include "sim/model.h"
#include "sim/store.h"
#include "sim/tray.h"

IMAPI_API size_t imapi_simulator_medium_count(void)
{
	size_t n = 0;

	while (sim_media[n])
		n++;
	return n;
}

IMAPI_API size_t imapi_simulator_model_count(void)
{
	size_t n = 0;

	while (sim_models[n])
		n++;
	return n;
}

IMAPI_API imapi_status imapi_simulator_medium(size_t index,
					      struct imapi_simulator_medium *ret_medium)
{
	struct imapi_simulator_medium medium = { 0 };

	if (!ret_medium)
		return IMAPI_E_POINTER;
	if (index >= imapi_simulator_medium_count() || ret_medium->size < sizeof(size_t))
		return IMAPI_E_INVALIDARG;
	medium.size = MIN(ret_medium->size, sizeof(medium));
	medium.name = sim_media[index]->name;
	medium.description = sim_media[index]->text;
	medium.profile = sim_media[index]->profile;
	medium.sectors = sim_media[index]->capacity;
	medium.least_sectors = sim_media[index]->least;
	medium.greatest_sectors = sim_media[index]->most;
	memcpy(ret_medium, &medium, medium.size);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_simulator_model(size_t index,
					     struct imapi_simulator_model *ret_model)
{
	struct imapi_simulator_model model = { 0 };

	if (!ret_model)
		return IMAPI_E_POINTER;
	if (index >= imapi_simulator_model_count() || ret_model->size < sizeof(size_t))
		return IMAPI_E_INVALIDARG;
	model.size = MIN(ret_model->size, sizeof(model));
	model.name = sim_models[index]->name;
	model.description = sim_models[index]->text;
	model.vendor_id = sim_models[index]->vendor;
	model.product_id = sim_models[index]->product;
	model.product_revision = sim_models[index]->revision;
	model.buffer_bytes = sim_models[index]->buffer_bytes;
	memcpy(ret_model, &model, model.size);
	return IMAPI_OK;
}

static imapi_status unknown_medium(struct imapi_context *context, const char *name)
{
	err_set(&context->error, IMAPI_E_INVALIDARG, "the simulator has no medium \"%s\"",
		name);
	return err_advise(&context->error, IMAPI_E_INVALIDARG,
			  "'imapi sim media' lists the media.");
}

IMAPI_API imapi_status imapi_simulator_new_disc(struct imapi_context *context,
						const char *medium, const char *path,
						uint64_t sectors)
{
	const struct sim_medium *kind;

	if (!context || !medium || !path)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	kind = medium_find(medium);
	if (!kind)
		return unknown_medium(context, medium);
	if (!sectors)
		sectors = kind->capacity;
	sectors -= sectors % kind->unit;
	if (sectors < kind->least || sectors > kind->most)
		return err_set(&context->error, IMAPI_E_INVALIDARG,
			       "a medium \"%s\" has from %u to %u sectors", medium, kind->least,
			       kind->most);
	return store_create(context, path, kind, (uint32_t)sectors);
}

/* The simulated drive at the far end, if somebody may touch it now. */
static imapi_status touch(struct imapi_transport *transport, struct sim_drive **ret_drive)
{
	struct sim_drive *drive;

	if (!transport)
		return IMAPI_E_POINTER;
	err_clear(&transport->context->error);
	drive = sim_inspect(transport);
	if (!drive)
		return err_set(&transport->context->error, IMAPI_E_INVALIDARG,
			       "the drive is none that is simulated here");
	if (transport->outstanding)
		return err_set(&transport->context->error, IMAPI_E_COMMAND_PENDING,
			       "the simulated drive is at work on a command");
	*ret_drive = drive;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_simulator_get_state(struct imapi_transport *transport,
						 struct imapi_simulator_state *ret_state)
{
	struct imapi_simulator_state state = IMAPI_SIMULATOR_STATE_INIT;
	struct sim_drive *drive;
	imapi_status status = touch(transport, &drive);

	if (status || !ret_state)
		return status ? status : IMAPI_E_POINTER;
	state.is_tray_open = drive->tray_open;
	state.is_locked = drive->prevented;
	state.has_disc = drive_has_disc(drive);
	state.medium = state.has_disc ? drive->disc->medium->name : NULL;
	state.target = drive->spec.target;
	return size_copy(ret_state, &state, sizeof(state)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API imapi_status imapi_simulator_eject(struct imapi_transport *transport)
{
	struct sim_drive *drive;
	imapi_status status = touch(transport, &drive);

	if (status)
		return status;
	return tray_press(drive) ? IMAPI_OK : IMAPI_S_FALSE;
}

IMAPI_API imapi_status imapi_simulator_load(struct imapi_transport *transport,
					    const char *target)
{
	struct sim_drive *drive;
	imapi_status status = touch(transport, &drive);

	return status ? status : tray_put(drive, target);
}
