/* SPDX-License-Identifier: MIT */
/* imapi sim: disc files of the simulated drive, and what it can simulate. */
#include "verbs.h"

#include "imapi/simulator.h"

#include "json.h"
#include "report.h"
#include "sim-serve.h"
#include "size.h"

#include <inttypes.h>
#include <string.h>

static imapi_status new_disc(struct run *run)
{
	const char *medium = run->operands[1], *path = run->operands[2];
	imapi_status status;

	status = imapi_simulator_new_disc(run->context, medium, path,
					  run->options.size / SECTOR);
	if (IMAPI_FAILED(status)) {
		fail_library(run, status);
		if (status == IMAPI_E_INVALIDARG)
			advise(run, "\"imapi sim media\" lists the media and their sizes.");
		return status;
	}
	json_add_text(run->json, "medium", medium);
	json_add_text(run->json, "file", path);
	if (!run->json)
		printf("%s is a blank disc; the drive with it is sim:%s\n", path, path);
	return IMAPI_OK;
}

static void list_medium(struct run *run, json_t *array,
			const struct imapi_simulator_medium *medium)
{
	char text[SIZE_TEXT];
	json_t *object;

	if (!run->json) {
		printf("%-10s  %-8s  %s\n", medium->name,
		       size_print(medium->sectors * SECTOR, text), medium->description);
		return;
	}
	object = json_object();
	json_add_text(object, "name", medium->name);
	json_add_text(object, "description", medium->description);
	json_add_number(object, "profile", medium->profile);
	json_add_number(object, "sectors", medium->sectors);
	json_add_number(object, "least_sectors", medium->least_sectors);
	json_add_number(object, "greatest_sectors", medium->greatest_sectors);
	json_array_append_new(array, object);
}

static imapi_status list_media(struct run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < imapi_simulator_medium_count(); i++) {
		struct imapi_simulator_medium medium = IMAPI_SIMULATOR_MEDIUM_INIT;

		if (!IMAPI_FAILED(imapi_simulator_medium(i, &medium)))
			list_medium(run, array, &medium);
	}
	json_add(run->json, "media", array);
	return IMAPI_OK;
}

static void list_model(struct run *run, json_t *array,
		       const struct imapi_simulator_model *model)
{
	json_t *object;

	if (!run->json) {
		printf("%-14s  %s %s  %s\n", model->name, model->vendor_id, model->product_id,
		       model->description);
		return;
	}
	object = json_object();
	json_add_text(object, "name", model->name);
	json_add_text(object, "description", model->description);
	json_add_text(object, "vendor", model->vendor_id);
	json_add_text(object, "product", model->product_id);
	json_add_text(object, "revision", model->product_revision);
	json_add_number(object, "buffer_bytes", model->buffer_bytes);
	json_array_append_new(array, object);
}

static imapi_status list_models(struct run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < imapi_simulator_model_count(); i++) {
		struct imapi_simulator_model model = IMAPI_SIMULATOR_MODEL_INIT;

		if (!IMAPI_FAILED(imapi_simulator_model(i, &model)))
			list_model(run, array, &model);
	}
	json_add(run->json, "models", array);
	return IMAPI_OK;
}

static const struct sub_verb {
	const char *name;
	int least, most; /* operands, itself included; most 0: any number */
	imapi_status (*run)(struct run *run);
	const char *needs;
} sub_verbs[] = {
	{ "new", 3, 3, new_disc, "a medium and the name of a file" },
	{ "media", 1, 1, list_media, "" },
	{ "models", 1, 1, list_models, "" },
	{ "serve", 1, 0, sim_serve, "" },
	{ "served", 1, 1, sim_served, "" },
	{ "eject", 1, 2, sim_eject, "" },
	{ "load", 2, 3, sim_load, "a device" },
	{ "unplug", 2, 2, sim_unplug, "a device" },
};

static imapi_status run_sim(struct run *run)
{
	for (size_t i = 0; i < sizeof(sub_verbs) / sizeof(sub_verbs[0]); i++) {
		const struct sub_verb *verb = &sub_verbs[i];

		if (strcmp(verb->name, run->operands[0]) != 0)
			continue;
		if (run->operand_count < verb->least)
			return fail_usage(run, "sim %s needs %s", verb->name, verb->needs);
		if (verb->most && run->operand_count > verb->most)
			return fail_usage(run, "unexpected argument \"%s\"",
					  run->operands[verb->most]);
		return verb->run(run);
	}
	return fail_usage(run,
			  "sim cannot \"%s\"; it can new, media, models, serve, served, eject, "
			  "load and unplug",
			  run->operands[0]);
}

static const char *const synopsis[] = {
	"sim new MEDIUM FILE [--size BYTES]",
	"sim media [--json]",
	"sim models [--json]",
	"sim serve FILE... [--clock CLOCK] [--pace N]",
	"sim serve --clean",
	"sim served [--json]",
	"sim eject [DEVICE|FILE]",
	"sim load DEVICE [FILE]",
	"sim unplug DEVICE",
	NULL,
};

static const enum option_id options[] = { OPTION_SIZE,	OPTION_CLOCK, OPTION_PACE,
					  OPTION_CLEAN, OPTION_JSON,  OPTION_VERBOSE,
					  OPTION_HELP,	OPTION_END };

const struct verb verb_sim = {
	.name = "sim",
	.summary = "make discs for simulated drives, serve these as /dev/srN",
	.synopsis = synopsis,
	.about =
		"Makes a blank disc in a file, which then is a drive by the address sim:FILE, "
		"and\n"
		"lists the kinds of media and the models of drives that can be simulated.\n\n"
		"\"serve\" gives drives to the Linux kernel, one for each disc file, medium or "
		"\"none\":\n"
		"they are /dev/srN for every program of the machine until the server is ended.",
	.options = options,
	.least_operands = 1,
	.most_operands = -1,
	.run = run_sim,
};
