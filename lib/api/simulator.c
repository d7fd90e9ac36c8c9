/* SPDX-License-Identifier: MIT */
#include "imapi/simulator.h"

#include "base/api.h"
#include "base/mem.h"
#include "sim/model.h"
#include "sim/store.h"

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
