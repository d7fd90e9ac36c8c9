/* SPDX-License-Identifier: MIT */
/* What the address of a simulated drive asks for. */
#ifndef LIB_SIM_SPEC_H
#define LIB_SIM_SPEC_H

#include "base/context.h"
#include "sim/defects.h"
#include "sim/fault.h"
#include "sim/model.h"

struct sim_spec {
	char *target;		/* medium, path or "none" */
	struct sim_model model; /* the chosen one, with what the options change */
	bool real_clock, discard;
	uint32_t capacity;	      /* 0: the usual one */
	const struct sim_medium *rom; /* that the image in a file is on; NULL: not said */
	struct sim_faults faults;
	struct sim_defects defects; /* of the medium */
};

/* Reads an address; the caller clears the result with spec_clear(). */
imapi_status spec_parse(struct imapi_context *context, const char *address,
			struct sim_spec *ret_spec);
void spec_clear(struct sim_spec *spec);

#endif
