/* SPDX-License-Identifier: MIT */
#include "sim/model.h"

#include <string.h>

const struct sim_model *const sim_models[] = {
#define DRIVE(id) &sim_##id,
#include "sim/drives.def"
#undef DRIVE
	NULL,
};

const struct sim_model *model_find(const char *name)
{
	for (size_t i = 0; sim_models[i]; i++)
		if (strcmp(sim_models[i]->name, name) == 0)
			return sim_models[i];
	return NULL;
}
