/* SPDX-License-Identifier: MIT */
/*
 * Every model of drive, every medium, every long operation, every level of verification; a
 * fault at each command, a cancel at each step, a death at each moment. The oracle knows what
 * the simulated disc is really like.
 */
#include "burn/oracle.h"

#include "base/mem.h"
#include "support/t.h"

#include <stdio.h>

#define SECTORS 1000 /* more than a reset loses */
#define SECTORS_FEW 320

static const char *const media[] = { "cd-r", "dvd+r", "bd-r" };

static bool thorough; /* every command and step, not some of them */

static void run(struct tally *tally, struct trial *t)
{
	trial_run(t);
	oracle_judge(tally, t);
}

static struct tally total;

static void conclude(struct tally *tally, const char *title)
{
	tally_print(tally, title);
	tally_merge(&total, tally);
	ck_assert_msg(tally->wrong_count == 0, "%s: %u wrong ends, listed above", title,
		      tally->wrong_count);
	free(tally);
}

static struct tally *new_tally(void)
{
	struct tally *tally = zalloc(sizeof(*tally));

	ck_assert_ptr_nonnull(tally);
	return tally;
}

/* All operations and levels of one drive and medium. */
static void sweep_plain(struct tally *tally, const char *model, const char *medium)
{
	for (int o = 0; o <= TRIAL_SYNC; o++) {
		for (int v = IMAPI_VERIFICATION_NONE; v <= IMAPI_VERIFICATION_FULL; v++) {
			struct trial t = { .model = model,
					   .medium = medium,
					   .operation = (enum trial_operation)o,
					   .level = (enum imapi_verification)v,
					   .sectors = SECTORS };

			run(tally, &t);
		}
	}
}

static bool can_be_burned(const struct sim_medium *medium)
{
	return !medium->random; /* these have no session to close */
}

T(every_drive_closes_every_medium_as_the_rule_says)
{
	struct tally *tally = new_tally();

	for (size_t i = 0; sim_models[i]; i++)
		for (size_t j = 0; sim_media[j]; j++)
			if (can_be_burned(sim_media[j]))
				sweep_plain(tally, sim_models[i]->name, sim_media[j]->name);
	conclude(tally, "models");
}

/* How long a close may take, and with what progress, and still be waited for. */
static const struct slowness {
	const char *options;
	unsigned seconds[6];
} slow_ways[] = {
	{ "progress=none", { 1, 10, 239, 241, 1801, 7100 } },
	{ "progress=smooth", { 1, 10, 241, 3600, 7300, 14000 } },
	{ "progress=percent", { 1, 10, 241, 3600, 7300, 14000 } },
	{ "progress=tenths", { 1, 10, 241, 3600, 7300, 14000 } },
	{ "progress=back", { 1, 10, 241, 3600, 7300, 14000 } },
	{ "progress=frozen", { 1, 10, 241, 1801, 7100 } },
	{ "progress=zero", { 1, 10, 241, 1801, 7100 } },
	{ "progress=full", { 1, 10, 241, 1801, 7100 } },
	{ "progress=falling", { 1, 10, 241, 1801, 7100 } },
	{ "progress=wrap", { 1, 10, 241, 1801, 7100 } },
	{ "progress=junk", { 1, 10, 241, 1801, 7100 } },
	{ "tur=lies&progress=none", { 1, 10, 241, 1801, 7100 } },
	{ "gesn=busy&progress=none", { 1, 10, 241, 1801, 7100 } },
	{ "immed=blocks", { 1, 10, 241, 1200, 1780 } },
	{ "immed=rejected", { 1, 10, 241, 1801, 7100 } },
	{ "model=silent", { 1, 10, 241, 1200, 1780 } },
	{ "model=status-busy", { 1, 10, 241, 1801, 7100 } },
	{ "model=busy-late", { 3, 10, 241, 1801, 14000 } },
};

static void sweep_slow(struct tally *tally, const struct slowness *way, unsigned seconds,
		       const char *medium)
{
	for (int o = 0; o <= TRIAL_SYNC; o++) {
		struct trial t = { .model = "reference",
				   .medium = medium,
				   .operation = (enum trial_operation)o,
				   .level = IMAPI_VERIFICATION_QUICK,
				   .sectors = SECTORS_FEW };
		char options[96];

		snprintf(options, sizeof(options), "&%s&lasts=%s:%u", way->options,
			 o == TRIAL_SYNC ? "sync" : "close", seconds);
		t.options = options;
		run(tally, &t);
	}
}

T(every_drive_that_is_slow_within_the_bounds_is_waited_for)
{
	struct tally *tally = new_tally();

	for (size_t i = 0; i < ARRAY_SIZE(slow_ways); i++)
		for (size_t s = 0; s < 6 && slow_ways[i].seconds[s]; s++)
			for (size_t m = 0; m < ARRAY_SIZE(media); m++)
				sweep_slow(tally, &slow_ways[i], slow_ways[i].seconds[s],
					   media[m]);
	conclude(tally, "slow drives");
}

/* A second session, and a caller who does not wait as long as the rule. */
T(every_drive_closes_a_second_session_and_may_be_left_early)
{
	static const uint32_t patience[] = { 0, 20, 100 };
	struct tally *tally = new_tally();

	for (size_t i = 0; sim_models[i]; i++) {
		for (size_t m = 0; m < ARRAY_SIZE(media); m++) {
			for (size_t p = 0; p < ARRAY_SIZE(patience); p++) {
				struct trial t = { .model = sim_models[i]->name,
						   .medium = media[m],
						   .operation = (enum trial_operation)(p % 2),
						   .level = IMAPI_VERIFICATION_FULL,
						   .sectors = SECTORS,
						   .append = true,
						   .max_wait_s = patience[p] };

				run(tally, &t);
			}
		}
	}
	conclude(tally, "second sessions");
}

static const unsigned moments[] = { 0, 1, 60, 99 };

static void sweep_deaths(struct tally *tally, const char *model, const char *medium,
			 enum trial_event event)
{
	bool at_once = event >= TRIAL_BUSY_FOR_EVER;

	for (int o = 0; o <= TRIAL_SYNC; o++) {
		for (size_t i = 0; i < (at_once ? 1 : ARRAY_SIZE(moments)); i++) {
			struct trial t = { .model = model,
					   .medium = medium,
					   .operation = (enum trial_operation)o,
					   .level = IMAPI_VERIFICATION_QUICK,
					   .sectors = SECTORS_FEW,
					   .event = event,
					   .event_percent = moments[i] };

			run(tally, &t);
		}
	}
}

static void sweep_erase(struct tally *tally, const char *model, enum trial_event event)
{
	static const char *const rewritable[] = { "cd-rw", "bd-re" };

	for (size_t m = 0; m < ARRAY_SIZE(rewritable); m++) {
		for (int o = TRIAL_ERASE; o <= TRIAL_ERASE_FULL; o++) {
			struct trial t = { .model = model,
					   .medium = rewritable[m],
					   .operation = (enum trial_operation)o,
					   .append = m == 0,
					   .event = event,
					   .event_percent = event ? 60 : 0 };

			run(tally, &t);
		}
	}
}

static bool has_mishap(const struct sim_model *model)
{
	for (size_t i = 0; i < MODEL_HABITS; i++)
		if (model->habits[i].mishap.kind)
			return true;
	return false;
}

T(every_drive_that_dies_is_found_within_the_bound)
{
	struct tally *tally = new_tally();
	size_t medium = 0;

	for (size_t i = 0; sim_models[i]; i++) {
		for (int e = 1; e < TRIAL_EVENT_COUNT; e++) {
			if (e >= TRIAL_BUS_FAILS && has_mishap(sim_models[i]))
				continue;
			medium = (medium + 1) % ARRAY_SIZE(media);
			sweep_deaths(tally, sim_models[i]->name, media[medium],
				     (enum trial_event)e);
		}
	}
	conclude(tally, "deaths");
}

T(every_drive_erases_as_the_rule_says)
{
	struct tally *tally = new_tally();

	for (size_t i = 0; sim_models[i]; i++)
		for (int e = 0; e < TRIAL_EVENT_COUNT; e++)
			if (e == 0 || !has_mishap(sim_models[i]))
				sweep_erase(tally, sim_models[i]->name, (enum trial_event)e);
	conclude(tally, "erase");
}

/* How many commands and steps an undisturbed burn takes. */
static struct trial undisturbed(const char *model, const char *medium)
{
	struct trial t = { .model = model,
			   .medium = medium,
			   .level = IMAPI_VERIFICATION_FULL,
			   .sectors = SECTORS_FEW };

	trial_run(&t);
	return t;
}

/* The next place to strike: all of them, or ever sparser ones on a long way. */
static unsigned next_place(unsigned n, unsigned last)
{
	unsigned dense = last > 12 ? last / 12 : 1;

	return n + (thorough ? MAX(last / 100, 1u) : dense);
}

static const char *const drive_faults[] = {
	"busy", "reset", "hang", "timeout", "gone", "reset+lose", "deferred=3/0c/00",
	"ok",	DEATH
};

static const struct scsi_sense senses[] = {
	{ .valid = true, .key = 2, .asc = 0x04, .ascq = 0x07 },
	{ .valid = true, .key = 2, .asc = 0x3a, .ascq = 0x00 },
	{ .valid = true, .key = 3, .asc = 0x0c, .ascq = 0x00 },
	{ .valid = true, .key = 5, .asc = 0x24, .ascq = 0x00 },
	{ .valid = true, .key = 6, .asc = 0x29, .ascq = 0x00 },
	{ .valid = true, .key = 0xb, .asc = 0x00, .ascq = 0x00 },
};

#define TURN 5 /* of the kinds of fault, one in so many for each drive */
#define FAULT_KINDS (ARRAY_SIZE(drive_faults) + ARRAY_SIZE(senses))

static void sweep_faults(struct tally *tally, const char *model, const char *medium,
			 size_t kind)
{
	struct trial plain = undisturbed(model, medium);

	for (unsigned n = 1 + (unsigned)kind; n <= plain.commands;
	     n = next_place(n, plain.commands)) {
		struct trial t = { .model = model,
				   .medium = medium,
				   .operation = (enum trial_operation)(n % 2),
				   .level = IMAPI_VERIFICATION_FULL,
				   .sectors = SECTORS_FEW,
				   .fault_at = n };

		if (kind < ARRAY_SIZE(drive_faults))
			t.drive_fault = drive_faults[kind];
		else
			t.fault = &senses[kind - ARRAY_SIZE(drive_faults)];
		run(tally, &t);
	}
}

T(a_fault_at_any_command_of_any_drive_ends_as_the_disc_is)
{
	struct tally *tally = new_tally();
	size_t turn = 0;

	for (size_t i = 0; sim_models[i]; i++) {
		for (size_t k = 0; k < FAULT_KINDS; k++) {
			turn++;
			if (!thorough && turn % TURN != 0)
				continue;
			sweep_faults(tally, sim_models[i]->name,
				     media[turn / TURN % ARRAY_SIZE(media)], k);
		}
	}
	conclude(tally, "faults");
}

static void sweep_cancels(struct tally *tally, const char *model, const char *medium)
{
	struct trial plain = undisturbed(model, medium);

	for (unsigned n = 1; n <= plain.steps; n = next_place(n, plain.steps)) {
		struct trial t = { .model = model,
				   .medium = medium,
				   .level = IMAPI_VERIFICATION_FULL,
				   .sectors = SECTORS_FEW,
				   .cancel_at = n };

		run(tally, &t);
	}
}

T(a_cancel_at_any_step_of_any_drive_leaves_the_disc_in_order)
{
	struct tally *tally = new_tally();

	for (size_t i = 0; sim_models[i]; i++)
		for (size_t j = 0; j < ARRAY_SIZE(media); j++)
			sweep_cancels(tally, sim_models[i]->name, media[j]);
	conclude(tally, "cancels");
}

static size_t count_models(void)
{
	size_t n = 0;

	while (sim_models[n])
		n++;
	return n;
}

static size_t count_media(void)
{
	size_t n = 0;

	while (sim_media[n])
		n++;
	return n;
}

int main(void)
{
	char title[64];
	int status;

	thorough = getenv("SWEEP_ALL") != NULL;
	status = t_run("sweep");
	snprintf(title, sizeof(title), "all, %zu models, %zu media", count_models(),
		 count_media());
	tally_print(&total, title);
	return status;
}
